"""What a geometric quantity is: one object with its name, symbol, formula, shape and rule.

What is here: `Quantity`, used as a descriptor in a class body, so that ``torus.gaussian_curvature`` is derived once and kept
on the surface; and `part`, the same for intermediate results that have no public name. The rule works in the exact field;
consumers (notes, claims, kernels, pictures) read the same value.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, Never, TypeVar, overload

import sympy as sp

from symgeom.algebra.domain.entries import given

if TYPE_CHECKING:
    from symgeom.geometry.chart import Chart

__all__ = ["ORDER", "Quantity", "part"]

Rule = Callable[[Any], Any]
_LETTERS = {
    ord("κ"): "kappa",
    ord("Γ"): "Gamma",
    ord("ᵢ"): "_i",
    ord("Ⅱ"): "II",
    ord("Ⅲ"): "III",
    ord("√"): "sqrt_",
}
T = TypeVar("T")
V = TypeVar("V", covariant=True)

ORDER = (
    "jacobian",
    "metric",
    "inverse_metric",
    "volume_element",
    "normal",
    "second_fundamental_form",
    "shape_operator",
    "third_fundamental_form",
    "principal_curvatures",
    "principal_directions",
    "gaussian_curvature",
    "mean_curvature",
    "mean_curvature_vector",
    "christoffel_symbols",
    "riemann_tensor",
    "ricci_tensor",
    "scalar_curvature",
)
"""The public names, in the order in which a textbook meets them."""


@dataclass(frozen=True, eq=False)
class Quantity(Generic[V]):
    """A named quantity of a chart; ``V`` is what it is as SymPy: an expression, a matrix, an array.

    ``symbol`` and ``formula`` are LaTeX; ``shape`` gives the array shape for a chart; ``uses`` names the quantities that
    the formula mentions; ``rule`` computes exact entries; ``short`` gives a form that keeps a large part of the formula by
    its name, or None where the entries themselves are short enough; ``also`` are the symbols and synonyms that people type
    for it, with blanks between; ``convention`` states the choice of sign or factor,
    ``source`` the book and number.
    """

    name: str
    title: str
    symbol: str
    formula: str
    shape: Callable[[Any], tuple[int, ...]]
    rule: Rule
    uses: tuple[str, ...] = ()
    convention: str = ""
    source: str = ""
    short: Callable[[Any], Any] | None = None
    also: str = ""

    def __post_init__(self) -> None:
        """What `help` prints of the quantity itself, from what it knows."""
        lines = [f"The {self.title}.", "", f"Definition: {self.symbol} = {self.formula}"]
        lines += [f"Shape: {self._shape_in_letters()} for d coordinates and n components"]
        told = {
            "Convention": self.convention,
            "Source": self.source,
            "Also called": ", ".join(self.also.split()),
        }
        lines += [f"{head}: {text}" for head, text in told.items() if text]
        object.__setattr__(self, "__doc__", "\n".join(lines))

    def _shape_in_letters(self) -> str:
        d, n = sp.symbols("d n", integer=True)
        return str(self.shape(SimpleNamespace(dimension=d, ambient_dimension=n)))

    def answers_to(self, word: object) -> bool:
        """Whether the word is the name, the symbol or a synonym: case counts in symbols, blanks and hyphens are ``_``.

        >>> from symgeom.geometry.curvature import gaussian_curvature, mean_curvature
        >>> gaussian_curvature.answers_to("Gauss curvature"), mean_curvature.answers_to("H"), mean_curvature.answers_to("h")
        (True, True, False)
        """
        if not isinstance(word, str):
            return False
        plain = re.sub(r"[\s-]+(?!1\b)", "_", word.strip().translate(_LETTERS))
        names = {self.name, *self.also.split()}
        long = {name.lower() for name in names if len(name) > 3}
        return plain in names or plain.lower() in long

    @overload
    def __get__(self, chart: None, owner: type | None = None) -> Quantity[V]: ...
    @overload
    def __get__(self, chart: Chart, owner: type | None = None) -> V: ...
    def __get__(self, chart: Chart | None, owner: type | None = None) -> Any:
        return self if chart is None else given(chart.quantity(self.name))

    def __set__(self, chart: Chart, value: Never) -> None:
        raise AttributeError(
            f"{self.name} of {chart.name} is derived and can't be assigned; make another surface instead"
        )

    def by(self, rule: Rule, formula: str = "", short: Callable[[Any], Any] | None = None) -> Quantity[V]:
        """The same quantity with a shorter rule, for a class of surfaces where one exists."""
        return replace(self, rule=rule, formula=formula or self.formula, short=short)


def part(rule: Callable[[Any], T]) -> Callable[[Any], T]:
    """An intermediate result, computed once for a chart."""

    key = f"{rule.__module__}.{rule.__name__}"

    @functools.wraps(rule)
    def kept(chart: Any) -> T:
        result: T = chart.kept(key, rule)
        return result

    return kept
