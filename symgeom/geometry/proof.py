"""The proof of a formula with parts by name.

What is here: `proof`. Within a budget the value is read into the exact field, definition by definition, and compared with the
normal form. Beyond it the derivation is proved in two steps that grow with the length of the map and no faster: what is derived
from the map itself (p and A of a graph, tangent vectors and second derivatives of a hypersurface) in a field in which functions
are letters, and what is made of these for every map that has such derivatives, whose jets are the letters. The budgets are
counted work, so that a formula is proved alike on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, combinations
from math import prod
from typing import Any, TypeVar

import sympy as sp

from symgeom.algebra.domain.summation import held
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.budget import LimitReached, Spent, allowed
from symgeom.errors import BudgetError, InputError
from symgeom.geometry.row_major import entries, flat, shaped, terms_of
from symgeom.parts.abstract import Abstract
from symgeom.parts.formula import Formula
from symgeom.parts.names import NamedPart, Parts, needed
from symgeom.parts.summands import readers
from symgeom.parts.walk import Walk

__all__ = ["Unproved", "in_engine", "in_one_of", "proof", "tried"]

T = TypeVar("T")

_NORMAL_FORM = 2.0  # foreseen seconds of polynomial arithmetic for the comparison with the normal form
_RADICAND = 2000  # terms of what a root is taken of, other than the length of a normal
_ROOTS = 4  # of the map that may stand in the root of a closed form, beside w
_JETS = 10.0  # and for the proof in jets
_SEEN, _TERMS = (
    1.0,
    1000,
)  # foreseen seconds for the normal forms of a loss on data, and how many terms are few
_MANY = 6  # parameters of a loss on data from which on the normal form has letters for thousands of sums


class Unproved(Exception):
    """The formula was not shown to be right; the message says where."""


def proof(chart: Any, by_name: Any, formula: Formula) -> str:
    """How the formula is proved, or "not proved: ..." with what was found; ``by_name`` is the chart that wrote it, if any."""
    formula = in_engine(formula)
    ways: list[tuple[float, Callable[[], str]]] = [
        (_NORMAL_FORM, lambda: _against_normal_form(chart, formula)),
        (_JETS, lambda: _in_jets(chart, by_name, formula)),
    ]
    if chart.data and any(e != 0 for e in formula.entries()) and _is_long(chart, formula):
        ways.reverse()
    problems = []
    for seconds, way in ways:
        try:
            return tried(seconds, way)  # type: ignore[no-any-return]
        except Unproved as problem:
            problems.append(str(problem))
    return f"not proved: {'; '.join(problems)}"


def _is_long(chart: Any, formula: Formula) -> bool:
    """Whether the normal forms of a loss on data, with letters for all its sums, have too many terms to begin with them."""
    if chart.dimension >= _MANY:
        return True
    try:
        with allowed(_SEEN):
            return sum(terms_of(chart.engine.exact(name)) for name in formula.values) > _TERMS
    except Spent:
        return True
    except LimitReached:
        raise
    except (OutsideClass, InputError, BudgetError):
        return True


def in_engine(formula: Formula) -> Formula:
    """The formula with sums over data as the engine knows them."""
    symbols = [p.symbol for p in formula.definitions]
    forms = [entries(p.expression) for p in formula.definitions]
    read = iter(held([*symbols, *chain.from_iterable(forms), *formula.entries()]))

    def again(value: Any) -> Any:
        return shaped([next(read) for _ in entries(value)], getattr(value, "shape", ()))

    named = [next(read) for _ in symbols]
    parts = tuple(
        p._replace(symbol=s, expression=again(p.expression)) for p, s in zip(formula.definitions, named)
    )
    return Formula(parts, {name: again(value) for name, value in formula.values.items()})


def tried(seconds: float, step: Callable[[], Any]) -> Any:
    """The step within a budget. Raises `Unproved` where it doesn't come to an end; a limit that the user set stays one."""
    try:
        with allowed(seconds):
            return step()
    except Spent:
        raise Unproved("more work than a proof is allowed") from None
    except LimitReached:
        raise
    except (OutsideClass, InputError, BudgetError) as problem:
        raise Unproved(str(problem)) from None


# Against the normal form ---------------------------------------------------------------------------------------------
class _Exact:
    """The chart's own field, where functions are read as they stand in the map."""

    def __init__(self, chart: Any) -> None:
        self.field, self._chart = chart.engine.field, chart

    def function(self, e: sp.Expr, walk: Walk) -> Element:
        return self._chart.engine.element(walk.put_back(e))  # type: ignore[no-any-return]

    def root(self, e: Element, n: int) -> Element:
        roots = self._chart.engine.translator.roots
        if n == 2 and self._is_length(e):
            return roots.root(e, 2, nonnegative=True)  # type: ignore[no-any-return]
        if len(e.num) > _RADICAND:
            raise Unproved("the root of a long sum")
        found = self._by_length(e) if n == 2 else None
        return roots.power(e, sp.Rational(1, n)) if found is None else found

    def inverse(self, e: Element) -> Element:
        return 1 / e

    def total(self, e: Element, index: sp.Symbol, count: sp.Symbol) -> Element:
        return self._chart.engine.translator.total(e, index, count)  # type: ignore[no-any-return]

    def _is_length(self, e: Element) -> bool:
        """det g, or the square of a tangent vector: positive as the metric is."""
        g, volume = self._chart.engine.exact("metric"), self._chart.engine.exact("volume_element")
        return e == volume * volume or any(e == g[i][i] for i in range(len(g)))

    def _by_length(self, e: Element) -> Element | None:
        """``c w r``, where e is its square: w = sqrt(det g), c > 0 a number, r a product of square roots of the map.

        A root of nested roots isn't seen to be a product of roots by its factors over Q.
        """
        field, w = self.field, self._chart.engine.exact("volume_element")
        positive = [i for i, g in enumerate(field.generators) if _is_square_root(g)][:_ROOTS]
        for chosen in chain.from_iterable(combinations(positive, k) for k in range(len(positive) + 1)):
            found = prod((field.gen(i) for i in chosen), start=w)
            c = (e / (found * found)).cancelled().as_rational()
            if c is not None and c > 0:
                return found * self._chart.engine.translator.roots.root(field.rational(c), 2)  # type: ignore[no-any-return]
        return None


def _is_square_root(generator: Any) -> bool:
    e = generator.expression
    return bool(generator.kind == "root" and e.is_Pow and e.exp == sp.S.Half)


def _against_normal_form(chart: Any, formula: Formula) -> str:
    exact = {name: list(flat(chart.engine.exact(name))) for name in formula.values}
    walk = Walk(_Exact(chart), formula.definitions)
    _compared(formula, walk, exact, chart, "its normal form")
    return "proved: equal to the normal form, entry by entry"


def _compared(formula: Formula, walk: Walk, exact: dict[str, list[Any]], chart: Any, what: str) -> None:
    for name, value in formula.values.items():
        for place, (entry, element) in enumerate(zip(entries(value), exact[name], strict=True)):
            if walk.value(entry) != chart.engine.element_of(element):
                raise Unproved(f"entry {place + 1} of {name} was not found equal to {what}")


# In jets -------------------------------------------------------------------------------------------------------------
def _in_jets(chart: Any, by_name: Any, formula: Formula) -> str:
    if by_name is None:
        raise Unproved("a closed form has no parts to be proved one by one")
    jets, table = by_name.engine.called.jets, by_name.engine.field.parts
    if not jets:
        raise Unproved("nothing in it is a derivative of the map")
    used = _derived(chart, jets, table, formula)
    general = (Abstract(below=False), Abstract(below=False, apart=True))
    in_one_of(general, lambda read: _for_every_map(read, chart, jets, table, formula))
    objects = " and ".join(dict.fromkeys(label.meaning for label, _, _ in jets.values()))
    rules = f", by the derivatives of {', '.join(sorted(used))}" if used else ""
    return f"proved in jets: {objects} of this map{rules}; what is made of them for every map"


def _derived(chart: Any, jets: Any, table: Parts, formula: Formula) -> set[str]:
    """The derivatives of the map are what the definitions say: in the first field of letters that shows it."""
    forms = [*chart._sources, *(e.form for _, _, named in jets.values() for e in flat(named))]
    definitions = {p.symbol: p.expression for p in table}
    read = readers(forms, definitions)
    return in_one_of(read, lambda one: _derived_in(one, chart, jets, table, formula))


def in_one_of(fields: Iterable[Abstract], step: Callable[[Abstract], T]) -> T:
    """A step of a proof in the first field of letters in which it can be done. Raises `Unproved` where there is none."""
    problems = []
    for read in fields:
        try:
            return step(read)
        except LimitReached:
            raise
        except (Unproved, OutsideClass, InputError, BudgetError) as problem:
            problems.append(str(problem))
    raise Unproved(problems[0])


def _derived_in(read: Abstract, chart: Any, jets: Any, table: Parts, formula: Formula) -> set[str]:
    """The same in a field of letters; the functions whose derivatives were used."""
    plain = chart.engine.in_field(read)
    printed = {p.symbol: p for p in formula.definitions}
    objects = [e.form for _, _, named in jets.values() for e in flat(named) if e.form in printed]
    walk = Walk(read, needed(printed, objects))
    for key, (label, rule, named) in jets.items():
        for value, element in zip(flat(named), flat(plain.engine.kept(key, rule)), strict=True):
            form = value.form
            found = walk if form in printed else Walk(read, table.needed(form))
            if found.value(form) != element:
                raise Unproved(f"{form} was not found equal to an entry of the {label.meaning}")
    return read.used


def _for_every_map(read: Abstract, chart: Any, jets: Any, table: Parts, formula: Formula) -> None:
    """The values are what the rules make of such derivatives, whatever the map: its jets are letters."""
    general, letters = chart.engine.in_field(read), _Letters(chart, read, formula)

    def entry(value: Any, label: Any, index: tuple[int, ...]) -> Any:
        if isinstance(value, tuple):
            return tuple(entry(v, label, (*index, i)) for i, v in enumerate(value))
        return letters.of(value.form, label, index) or Walk(
            read, _without(table.needed(value.form), letters.known), letters.known
        ).value(value.form)

    for key, (label, _, named) in jets.items():
        general.engine.kept(key, lambda _, named=named, label=label: entry(named, label, ()))
    exact = {name: list(flat(general.engine.exact(name))) for name in formula.values}
    values = [e for value in formula.values.values() for e in entries(value)]
    printed = {p.symbol: p for p in formula.definitions if p.symbol not in letters.known}
    walk = Walk(read, needed(printed, values), letters.known)
    _compared(formula, walk, exact, general, "what the rule makes of the derivatives of the map")


def _without(definitions: list[NamedPart], known: dict[sp.Symbol, Element]) -> list[NamedPart]:
    """The definitions that are needed where some names have values."""
    table = {p.symbol: p for p in definitions if p.symbol not in known}
    return needed(table, [definitions[-1].symbol]) if definitions and definitions[-1].symbol in table else []


class _Letters:
    """The jets of a map of which nothing is known, for those that the definitions name."""

    def __init__(self, chart: Any, read: Abstract, formula: Formula) -> None:
        self._field = read.field
        self._coordinates = [read.field.symbol(x) for x in chart.engine.letters]
        self._taken = {f.func.__name__ for f in chart.functions}
        self._named = {p.symbol for p in formula.definitions}
        self.known: dict[sp.Symbol, Element] = {}

    def of(self, name: sp.Expr, label: Any, index: tuple[int, ...]) -> Element | None:
        """The jet that a name stands for: the first indices tell the component, the others the derivatives."""
        if name not in self._named:
            return None
        if name not in self.known:
            component, slots = index[: label.jet], index[label.jet :]
            orders = tuple(map(slots.count, range(len(self._coordinates))))
            self.known[name] = self._field.jet(self._function(component), tuple(self._coordinates), orders)
        return self.known[name]

    def _function(self, component: tuple[int, ...]) -> Any:
        name = "_".join(["component", *map(str, component)])
        while name in self._taken:
            name += "_"
        return sp.Function(name, real=True)
