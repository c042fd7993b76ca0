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

__all__ = ["SYMMETRIC", "Quantity", "Symmetry", "even", "odd", "part", "spliced"]

Rule = Callable[[Any], Any]
_LETTERS = {
    ord("κ"): "kappa",
    ord("Γ"): "Gamma",
    ord("ᵢ"): "_i",
    ord("Ⅱ"): "II",
    ord("Ⅲ"): "III",
    ord("√"): "sqrt_",
}
_LETTERED = SimpleNamespace(
    **dict(zip(("dimension", "ambient_dimension"), sp.symbols("d n", integer=True, positive=True)))
)
T = TypeVar("T")
V = TypeVar("V", covariant=True)

Symmetry = tuple[tuple[int, ...], int]
"""The places of a component's indices in another order, and the sign of that component: ((1, 0), 1) for g_ij = g_ji."""

SYMMETRIC: tuple[Symmetry, ...] = (((1, 0), 1),)
"""Of a matrix."""


def even(d: int) -> int:
    """The sign under a flip of what knows nothing of the normal, or knows it twice."""
    return 1


def odd(d: int) -> int:
    """The sign under a flip of what is linear in the normal."""
    return -1


@dataclass(frozen=True, eq=False)
class Quantity(Generic[V]):
    """A named quantity of a chart; ``V`` is what it is as SymPy: an expression, a matrix, an array.

    ``symbol`` and ``formula`` are LaTeX; ``shape`` gives the array shape for a chart; ``uses`` names the quantities that
    the formula mentions; ``rule`` computes exact entries; ``short`` gives a form that keeps a large part of the formula by
    its name, or None where the entries themselves are short enough; ``also`` are the symbols and synonyms that people type
    for it, with blanks between; ``convention`` states the choice of sign or factor,
    ``source`` the book and number.

    ``letter`` is the symbol without indices; ``component`` that of an entry, with <0>, <1> for its indices; ``symmetries``
    say which entries are equal up to sign; ``flip`` gives the sign that the other normal brings, for d coordinates.
    ``stated`` is the choice of sign in force on a chart, for the line of conventions. ``layout`` says how a value is set:
    "whole", by "columns", by "entries" or, with values in the ambient space, by "vectors"; ``numbered`` that its equation
    has a number, as others refer to it. ``spectral`` are the "values" or "vectors" of S, which kernels compute without a
    closed form.
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
    letter: str = ""
    component: str = ""
    symmetries: tuple[Symmetry, ...] = ()
    flip: Callable[[int], int] = even
    stated: Callable[[Any], str] | None = None
    layout: str = "whole"
    numbered: bool = False
    spectral: str = ""

    def __post_init__(self) -> None:
        """What follows from the rest, and what `help` prints of the quantity itself."""
        letter = self.letter or self.symbol
        places = "".join(f"<{k}>" for k in range(len(self.shape(_LETTERED))))
        whole = rf"({letter})" if re.search("[_^]", letter) else letter
        object.__setattr__(self, "letter", letter)
        object.__setattr__(
            self, "component", self.component or (f"{whole}_{{{places}}}" if places else letter)
        )
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
        return str(self.shape(_LETTERED))

    def is_independent(self, index: tuple[int, ...]) -> bool:
        """Whether an entry is one of those that the others follow from by symmetry: the first of its class, and not 0.

        >>> from symgeom.geometry.intrinsic import riemann_tensor
        >>> riemann_tensor.is_independent((0, 1, 0, 1)), riemann_tensor.is_independent((0, 0, 0, 1))
        (True, False)
        """
        signs, edge = {index: 1}, [index]
        for at in edge:
            for order, sign in self.symmetries:
                other = tuple(at[k] for k in order)
                if signs.setdefault(other, sign * signs[at]) != sign * signs[at]:
                    return False
                edge += [other] if other not in edge else []
        return index == min(signs)

    def equals_in(self, index: tuple[int, ...]) -> list[tuple[int, ...]]:
        """The other entries that a symmetry makes equal to this one."""
        swapped = [tuple(index[k] for k in order) for order, sign in self.symmetries if sign > 0]
        return [other for other in swapped if other != index]

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


def spliced(inherited: list[str], own: list[str]) -> list[str]:
    """The order of two class bodies: a new name stands behind the own one before it, the first ones before what follows.

    >>> spliced(["g", "II", "R"], ["N", "II", "S"]), spliced(["g", "R"], ["T"])
    (['g', 'N', 'II', 'S', 'R'], ['g', 'R', 'T'])
    """
    order = list(inherited)
    at = next((order.index(name) for name in own if name in order), len(order))
    for name in own:
        if name not in order:
            order.insert(at, name)
        at = order.index(name) + 1
    return order
