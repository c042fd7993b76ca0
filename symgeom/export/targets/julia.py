"""Julia."""

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Target

__all__ = ["TARGET"]

_FUNCTIONS = "sqrt exp expm1 log log1p abs sign floor ceil sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc"
_RESERVED = """
abstract baremodule begin break catch const continue do else elseif end export false finally for function global if import in
isa let local macro module mutable primitive quote return struct true try type using where while outer as public
pi NaN float hypot copysign max min reshape permutedims ifelse
"""

TARGET = Target(
    name="julia",
    language="Julia",
    suffix=".jl",
    needs="nothing else, but SpecialFunctions where it is named",
    spelling=LanguageTable(
        operations=calls(
            "", _FUNCTIONS, atan2="atan({0}, {1})", hypot="hypot({0}, {1})", copysign="copysign({0}, {1})",
            max="max({0}, {1})", min="min({0}, {1})", pow="({0})^({1})",
        ),
        pi="pi",
        nan="NaN",
        choice="({} ? {} : {})",
        power="{0}^{1}",
        helper="function {name}({operands})\n    return {body}\nend\n",
    ),
    rule=Rule(frozenset((*_RESERVED.split(), *_FUNCTIONS.split()))),
    comment=("#", ""),
    template="julia.j2",
    outside="Nothing is checked. Where a formula is singular results are NaN or infinite, or a DomainError is thrown.",
)  # fmt: skip
