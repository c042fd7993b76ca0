"""Fortran, as of 2008, in free form."""

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Target

__all__ = ["TARGET"]

_FUNCTIONS = "sqrt exp log abs sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc"

TARGET = Target(
    name="fortran",
    language="Fortran 2008",
    suffix=".f90",
    needs="nothing else",
    spelling=LanguageTable(
        operations=calls(
            "", _FUNCTIONS, atan2="atan2({0}, {1})", hypot="hypot({0}, {1})", copysign="sign({0}, {1})",
            pow="({0})**({1})", floor="(({0}) - modulo({0}, 1.0_dp))",
        ),
        pi="3.141592653589793_dp",
        nan="ieee_value(1.0_dp, ieee_quiet_nan)",
        choice="merge({1}, {2}, {0})",
        power="{0}**{1}",
        number=lambda x: f"{x!r}_dp",
        exact="{}.0_dp".format,
        infix={"ne": "/=", "and": ".and.", "or": ".or.", "not": ".not. "},
        operand="{}",
        helper=(
            "    pure function {name}({operands}) result(value)\n        real(dp), intent(in) :: {letters}\n"
            "        real(dp) :: value\n        value = {body}\n    end function\n"
        ),
    ),
    rule=Rule(
        frozenset({*_FUNCTIONS.split(), "atan2", "hypot", "sign", "modulo", "merge", "real", "kind", "dp", "ieee_value",
                   "ieee_quiet_nan", "value"}),
        case_counts=False,
    ),
    comment=("!", ""),
    template="fortran.j2",
    outside="Nothing is checked: outside, and where a formula is singular, results are NaN, infinite or have no meaning.",
    end=" &",
    width=110,
    names_results=True,
    more=lambda page: {"module": page.names.rename(f"{page.names.function}_module")},
)  # fmt: skip
