"""What a geometric quantity is: one object with its name, symbol, formula, shape and rule.

What is here: `Quantity`, used as a descriptor in a class body, so that ``torus.gaussian_curvature`` is derived once and kept
on the surface; and `part`, the same for intermediate results that have no public name. The rule works in the exact field;
consumers (notes, claims, kernels, pictures) read the same value.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, Never, TypeVar, overload

import sympy as sp

from symgeom.algebra.domain.entries import given
from symgeom.geometry.labels import Label
from symgeom.geometry.protocols import Derived
from symgeom.geometry.terms import Condition, Term, leaf, plain

if TYPE_CHECKING:
    from symgeom.algebra.field.elements import Element

__all__ = ["SYMMETRIC", "Quantity", "Symmetry", "even", "named_part", "odd", "part", "spliced"]

Rule = Callable[[Any], Any]
Definition = Callable[[Any], "Term | Condition | tuple[Term, ...]"]
_LETTERS = {
    ord("κ"): "kappa",
    ord("Γ"): "Gamma",
    ord("ᵢ"): "_i",
    ord("Ⅱ"): "II",
    ord("Ⅲ"): "III",
    ord("√"): "sqrt_",
}
_LETTERED = SimpleNamespace(
    orientation=1,
    **dict(zip(("dimension", "ambient_dimension"), sp.symbols("d n", integer=True, positive=True))),
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

    **The formula.** ``definition`` gives it for a chart: a `Term` or several equal ones, None for what is declared. Tests
    decide it against the ``rule``, which computes exact entries. ``general`` is the definition for every surface, where
    ``definition`` is that for some. ``short`` gives a form that keeps a large part of the formula by its name, or None
    where the entries themselves are short enough.

    **The notation.** ``symbol`` is LaTeX, ``letter`` the same without indices; ``component`` that of an entry, with <0>,
    <1> for its indices, which the definition calls ``indices``; ``layout`` says how a value is set: "whole", by "columns",
    by "entries" or, with values in the ambient space, by "vectors"; ``numbered`` that its equation has a number, as others
    refer to it. ``also`` are the symbols and synonyms that people type for it, with blanks between.

    ``label`` names its entries where they are parts of other formulas.

    **The laws.** ``shape`` gives the array shape for a chart; ``symmetries`` say which entries are equal up to sign;
    ``flip`` gives the sign that the other normal brings, for d coordinates; ``signed`` tells where it may be negative.
    ``convention`` states the choice of sign or factor, ``source`` the book and number; ``stated``: the line of conventions
    has the definition, or the choice of sign on a chart. ``spectral`` are the "values" or "vectors" of S, which kernels
    compute without a closed form; ``entrywise`` says that an entry needs those second derivatives alone that have its
    indices. ``nonzero`` gives the expressions that must not vanish where it is defined, besides those of the quantities
    that it uses.

    **The place.** ``exists`` tells on which charts there is such a quantity, ``about`` the same in words; ``told`` on which
    of them notes and the command line speak of it unasked; ``chapter`` is the section of the notes that it stands in where
    their template has no place of its own for it.
    """

    name: str
    title: str
    symbol: str
    definition: Definition | None
    shape: Callable[[Any], tuple[int, ...]]
    rule: Rule
    convention: str = ""
    source: str = ""
    short: Callable[[Any], Any] | None = None
    also: str = ""
    letter: str = ""
    component: str = ""
    indices: str = ""
    symmetries: tuple[Symmetry, ...] = ()
    flip: Callable[[int], int] = even
    stated: bool | Callable[[Any], str] = False
    layout: str = "whole"
    numbered: bool = False
    spectral: str = ""
    entrywise: bool = False
    signed: Callable[[Any], bool] = lambda chart: True
    exists: Callable[[Any], bool] = lambda chart: True
    about: str = "a surface"
    told: Callable[[Any], bool] = lambda chart: True
    chapter: str = "Further quantities"
    nonzero: Callable[[Any], Iterable[sp.Expr]] | None = None
    general: Definition | None = None
    label: Label | None = None

    def __post_init__(self) -> None:
        """What follows from the rest, and what `help` prints of the quantity itself."""
        letter = self.letter or self.symbol
        places = "".join(f"<{k}>" for k in range(len(self.shape(_LETTERED))))
        whole = rf"({letter})" if re.search("[_^]", letter) else letter
        object.__setattr__(self, "letter", letter)
        object.__setattr__(
            self, "component", self.component or (f"{whole}_{{{places}}}" if places else letter)
        )
        lines = [f"The {self.title}.", "", f"Definition: {' = '.join([self.symbol, *self.printed()])}"]
        lines += [f"Shape: {self._shape_in_letters()} for d coordinates and n components"]
        told = {
            "For": self.about if self.about != "a surface" else "",
            "Convention": self.convention,
            "Source": self.source,
            "Also called": ", ".join(self.also.split()),
        }
        lines += [f"{head}: {text}" for head, text in told.items() if text]
        object.__setattr__(self, "__doc__", "\n".join(lines))

    def __set_name__(self, owner: type, name: str) -> None:
        """The class that it is found on, where it is first a quantity of one."""
        self.__dict__.setdefault("_home", (owner, name))

    def __reduce_ex__(self, protocol: Any) -> Any:
        """A copy is the same object: it is found again by its class and its name."""
        home = self.__dict__.get("_home")
        return (getattr, home) if home else super().__reduce_ex__(protocol)

    @property
    def term(self) -> Term:
        """The quantity as its symbol in a formula."""
        return leaf(self.letter, lambda chart: chart.engine.exact(self.name), self.component, {self.name: 0})

    def defined(self, chart: Derived | None = None) -> tuple[Term | Condition, ...]:
        """The formulas that define it on a chart, all of them equal; without a chart those for d coordinates."""
        if self.definition is None:
            return ()
        made = self.definition(_LETTERED if chart is None else chart)
        return made if isinstance(made, tuple) else (made,)

    def printed(self, chart: Derived | None = None) -> list[str]:
        """The right sides of the definition as LaTeX."""
        whole = not re.search(r"_|\\partial", self.symbol) and bool(self.shape(_LETTERED))
        indexed = [isinstance(term, Term) and bool(term.letters) for term in self.defined(chart)]
        return [
            rf"\left({term.latex}\right)" if whole and letters else term.latex
            for term, letters in zip(self.defined(chart), indexed)
        ]

    def convention_on(self, chart: Derived) -> str:
        """The choice of sign and factor on a chart as plain text, for a line of conventions; empty for most."""
        if not self.stated or not isinstance(self.stated, bool):
            return self.stated(chart) if self.stated else ""
        (first, *_) = replace(self, definition=self.general or self.definition).defined()
        return f"{plain(self.symbol)} = {first.text}"

    def sides(self, chart: Derived) -> Iterator[tuple[Element, Element]]:
        """The entries of the definition, each beside that of the rule: they are equal, or one of the two is wrong."""
        values, shape = chart.engine.exact(self.name), self.shape(chart)
        for formula in self.defined(chart):
            if isinstance(formula, Condition):
                yield from formula.equations(chart, values)
                continue
            for index in product(*map(range, shape)):
                entry = functools.reduce(lambda part, k: part[k], index, values)
                yield formula.entry(chart, self.indices, index), entry

    @functools.cached_property
    def depth(self) -> Mapping[str, int]:
        """The quantities that the definition uses, each with the number of derivatives taken of it."""
        general = replace(self, definition=self.general) if self.general else self
        found: dict[str, int] = {}
        for term in general.defined():
            for name, order in term.uses.items():
                found[name] = max(order, found.get(name, 0))
        return found

    @property
    def uses(self) -> tuple[str, ...]:
        """The names of the quantities that the definition uses."""
        return tuple(self.depth)

    def _shape_in_letters(self) -> str:
        return str(self.shape(_LETTERED))

    def orbit(self, index: tuple[int, ...]) -> dict[tuple[int, ...], int]:
        """The entries that the symmetries make equal to this one up to the sign that is given; none where it is 0 by them.

        >>> from symgeom.geometry.intrinsic import riemann_tensor
        >>> riemann_tensor.orbit((0, 1, 0, 1))[1, 0, 0, 1], riemann_tensor.orbit((0, 0, 0, 1))
        (-1, {})
        """
        signs, edge = {index: 1}, [index]
        for at in edge:
            for order, sign in self.symmetries:
                other = tuple(at[k] for k in order)
                if signs.setdefault(other, sign * signs[at]) != sign * signs[at]:
                    return {}
                edge += [other] if other not in edge else []
        return signs

    def is_independent(self, index: tuple[int, ...]) -> bool:
        """Whether an entry is one of those that the others follow from by symmetry: the first of its class, and not 0.

        >>> from symgeom.geometry.intrinsic import riemann_tensor
        >>> riemann_tensor.is_independent((0, 1, 0, 1)), riemann_tensor.is_independent((0, 0, 0, 1))
        (True, False)
        """
        return index == min(self.orbit(index), default=None)

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
    def __get__(self, chart: Derived, owner: type | None = None) -> V: ...
    def __get__(self, chart: Derived | None, owner: type | None = None) -> Any:
        if chart is None:
            return self
        if not self.exists(chart):
            raise AttributeError(self.missing_on(chart))
        return given(chart.quantity(self.name))

    def missing_on(self, chart: Derived) -> str:
        """What to say where there is no such quantity."""
        return f"{chart.name} has no {self.name}: that is a quantity of {self.about}"

    def __set__(self, chart: Derived, value: Never) -> None:
        raise AttributeError(
            f"{self.name} of {chart.name} is derived and can't be assigned; make another surface instead"
        )

    def by(
        self, rule: Rule, definition: Definition, short: Callable[[Any], Any] | None = None
    ) -> Quantity[V]:
        """The same quantity with a shorter rule and formula, for a class of surfaces where they exist."""
        general = self.general or self.definition
        return replace(self, rule=rule, definition=definition, short=short, general=general)

    def turned(self, flip: Callable[[int], int]) -> Quantity[V]:
        """The same quantity where it has a sign that the other normal changes."""
        return replace(self, flip=flip)

    def redefined(self, definition: Definition) -> Quantity[V]:
        """The same quantity defined by other quantities, for a class of surfaces that has them."""
        return replace(self, definition=definition)


def part(rule: Callable[[Any], T]) -> Callable[[Any], T]:
    """An intermediate result, computed once for a chart."""
    return _kept(rule, None)


def named_part(letter: str, meaning: str, **more: Any) -> Callable[[Callable[[Any], T]], Callable[[Any], T]]:
    """The same with a `Label`: a name in formulas."""
    return functools.partial(_kept, label=Label(letter, meaning, **more))


def _kept(rule: Callable[[Any], T], label: Label | None) -> Callable[[Any], T]:
    key = f"{rule.__module__}.{rule.__name__}"

    @functools.wraps(rule)
    def kept(chart: Derived) -> T:
        result: T = chart.engine.kept(key, rule, label)
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
