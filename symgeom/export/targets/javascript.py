"""JavaScript, a module."""

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Target

__all__ = ["TARGET"]

_RESERVED = """
arguments as async await break case catch class const continue debugger default delete do else enum eval export extends false
finally for from function get if implements import in instanceof interface let new null of package private protected public
return set static super switch this throw true try typeof undefined var void while with yield Math NaN Infinity
"""

TARGET = Target(
    name="js",
    language="JavaScript",
    suffix=".js",
    needs="nothing else; it is a module",
    spelling=LanguageTable(
        operations=calls(
            "Math.",
            "sqrt exp expm1 log log1p abs sign floor ceil sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh",
            atan2="Math.atan2({0}, {1})", hypot="Math.hypot({0}, {1})", max="Math.max({0}, {1})",
            min="Math.min({0}, {1})", pow="Math.pow({0}, {1})",
        ),
        pi="Math.PI",
        nan="NaN",
        choice="({} ? {} : {})",
        power="Math.pow({0}, {1})",
        helper="function {name}({operands}) {{\n    return {body};\n}}",
    ),
    rule=Rule(frozenset(_RESERVED.split())),
    template="js.j2",
    outside="Nothing is checked: outside, and where a formula is singular, results are NaN, infinite or have no meaning.",
)  # fmt: skip
