"""C, as of 1999, with the mathematical library."""

from collections.abc import Mapping
from typing import Any

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Page, Target
from symgeom.kernels.printing.in_c import in_c

__all__ = ["TARGET"]

_FUNCTIONS = (
    "sqrt exp expm1 log log1p floor ceil sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc"
)
_RESERVED = """
auto break case char const continue default do double else enum extern float for goto if inline int long register restrict
return short signed sizeof static struct switch typedef union unsigned void volatile while _Bool _Complex _Imaginary
main NAN isnan fabs fmax fmin pow atan2 hypot copysign asm typeof alignas alignof bool constexpr false nullptr static_assert
thread_local true class new delete this template namespace using try catch throw public private protected virtual operator
friend explicit mutable typename export and or not xor gamma j0 j1 jn y0 y1 yn lgamma tgamma abs div exit signal time index
ceil round trunc rint remainder fmod modf frexp ldexp logb ilogb scalbn cbrt exp2 log2 log10 nan nearbyint fma fdim
I complex imaginary linux unix out values printf puts putchar FILE EOF NULL
"""


def _matrices(page: Page) -> Mapping[str, Any]:
    """Calls of functions of matrices, and these functions."""
    made = []
    for m in page.sheet.matrices:
        texts, step = list(map(page.text, m.operands)), m.step
        made.append({"arrays": step.arrays(), "operands": texts, "call": step.call(texts[0], "{} + {}")})
    steps = [m.step for m in page.sheet.matrices]
    functions = dict.fromkeys(text for s in steps for text in in_c(s.function, s.wanted, s.dimension))
    return {"matrices": made, "functions": list(functions)}


TARGET = Target(
    name="c",
    language="C (C99)",
    suffix=".c",
    needs=(
        "a C compiler and its mathematical library (-lm), and no option such as -ffast-math, which assumes that "
        "there is no NaN"
    ),
    spelling=LanguageTable(
        operations=calls(
            "", _FUNCTIONS, abs="fabs({0})", pow="pow({0}, {1})", atan2="atan2({0}, {1})", hypot="hypot({0}, {1})",
            copysign="copysign({0}, {1})",
        ),
        pi="3.141592653589793",
        nan="((double)NAN)",
        choice="({} ? {} : {})",
        power="pow({0}, {1})",
        square=True,
        exact="{}.0".format,
        operand="double {}",
        helper="static double {name}({operands})\n{{\n    return {body};\n}}",
    ),
    rule=Rule(frozenset((*_RESERVED.split(), *_FUNCTIONS.split()))),
    template="c.j2",
    declarations="c_header.j2",
    outside="Nothing is checked: outside, and where a formula is singular, results are NaN, infinite or have no meaning.",
    brackets="{}",
    matrices=True,
    more=lambda page: {
        **_matrices(page),
        "values": page.names.rename(f"{page.names.function}_values"),
        "guard": page.names.rename(f"{page.names.function}_h").upper(),
        "signature": ", ".join(f"double {name}" for name in page.arguments) or "void",
        "example": ", ".join(f"{name}" for name in page.example),
    },
)  # fmt: skip
