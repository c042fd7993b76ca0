"""NumPy: the readable function in front of a kernel."""

from collections.abc import Mapping
from typing import Any

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable, calls
from symgeom.export.target import Page, Target
from symgeom.export.targets.math_python import KEYWORDS, signature

__all__ = ["TARGET"]


def _value(page: Page, result: Mapping[str, Any]) -> str:
    if not result["shape"]:
        return page.broken(result["flat"][0], 20, 12)
    points = "".join(f", {name}" for name in page.arguments)
    return f"entries_(({page.filled(', '.join(result['flat']), 20, 12)},), {result['shape']}{points})"


TARGET = Target(
    name="numpy",
    language="Python",
    suffix=".py",
    needs="NumPy",
    spelling=LanguageTable(
        operations=calls(
            "np.",
            "sqrt exp expm1 log log1p floor ceil sin cos tan sinh cosh tanh sign",
            abs="np.abs({0})", asin="np.arcsin({0})", acos="np.arccos({0})", atan="np.arctan({0})",
            asinh="np.arcsinh({0})", acosh="np.arccosh({0})", atanh="np.arctanh({0})", atan2="np.arctan2({0}, {1})",
            pow="np.power(1.0*({0}), {1})", hypot="np.hypot({0}, {1})", copysign="np.copysign({0}, {1})",
            max="np.maximum({0}, {1})", min="np.minimum({0}, {1})", heaviside="np.heaviside({0}, {1})",
            erf="np.vectorize(math.erf, otypes=[float])({0})", erfc="np.vectorize(math.erfc, otypes=[float])({0})",
        ),
        pi="np.pi",
        nan="np.nan",
        choice="np.where({}, {}, {})",
        power="{0}**{1}",
        helper="def {name}({operands}):\n    return {body}\n",
        infix={"and": "&", "or": "|", "not": "~"},
    ),
    rule=Rule(KEYWORDS | {"np", "math", "entries_"}),
    comment=("#", ""),
    template="numpy.j2",
    outside="Nothing is checked; where a formula is singular an entry is NaN or infinite, with a warning.",
    wraps=True,
    closed=True,
    more=lambda page: {
        "signature": signature(page),
        "matrices": any(r["shape"] for r in page.results),
        "values": [_value(page, r) for r in page.results],
    },
)  # fmt: skip
