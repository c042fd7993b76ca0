"""MATLAB and GNU Octave."""

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Target

__all__ = ["TARGET"]

_FUNCTIONS = (
    "exp expm1 log1p abs sign floor ceil sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc"
)
_RESERVED = """
break case catch classdef continue do else elseif end end_try_catch end_unwind_protect endfor endfunction endif endparfor
endswitch endwhile enumeration events for function global if methods otherwise parfor persistent properties return spmd
switch try until unwind_protect unwind_protect_cleanup while endclassdef endenumeration endevents endmethods endproperties
endspmd arguments endarguments pi NaN realsqrt reallog realpow atan2 hypot zeros out choose_ __FILE__ __LINE__
"""

TARGET = Target(
    name="matlab",
    language="MATLAB",
    suffix=".m",
    needs="MATLAB or GNU Octave",
    spelling=LanguageTable(
        operations=calls(
            "", _FUNCTIONS, sqrt="realsqrt({0})", log="reallog({0})", pow="realpow({0}, {1})", atan2="atan2({0}, {1})",
            hypot="hypot({0}, {1})",
        ),
        pi="pi",
        nan="NaN",
        choice="choose_({}, {}, {})",
        power="{0}^{1}",
        infix={"ne": "~=", "not": "~"},
        helper="function value = {name}({operands})\n    value = {body};\nend\n",
    ),
    rule=Rule(frozenset((*_RESERVED.split(), *_FUNCTIONS.split(), "value"))),
    comment=("%", ""),
    template="matlab.j2",
    outside=(
        "Nothing is checked. Where a formula is singular results are NaN or infinite; a root or logarithm outside of its "
        "domain is an error. Arguments are numbers, not arrays."
    ),
    end=" ...",
)  # fmt: skip
