"""From a table of parts to the definitions of a formula: what is needed, each used more than once, nothing computed twice.

What is here: `tidy`. Subexpressions that definitions share get names of their own; a part that is used once is put back, and so
is one that costs nothing to write again (a number, a sign, or a number times a name).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import count

import sympy as sp

from symgeom.algebra.domain.counting import operations
from symgeom.algebra.domain.jets import JETS
from symgeom.parts.gathering import multiplied_out, with_contents
from symgeom.parts.names import RECURRING, NamedPart, Parts, indexed, needed
from symgeom.parts.rules import UNIT_STEP, called, settled

__all__ = ["tidy"]

Side = tuple[list[NamedPart], list[sp.Expr]]


def tidy(parts: Parts, forms: Sequence[sp.Expr]) -> Side:
    """The definitions that the forms need, in order, and the forms in them."""
    table = {p.symbol: p for p in parts}
    side = _stepped(*_opened(*_inlined(*_without_roots(needed(table, forms), list(forms)), parts.roles)))
    # what stands in front may be shared, or stand in the way of it; a root is written a^(1/2), its square a
    sides = (_in_reciprocals(*_with_contents(*side)), side, _in_radicands(*side))
    different = [s for n, s in enumerate(sides) if s not in sides[:n]]
    return min((_with_contents(*_finished(*s, parts)) for s in different), key=_length)


def _finished(definitions: list[NamedPart], forms: list[sp.Expr], parts: Parts) -> Side:
    side = _inlined(*_without_aliases(*_shared(definitions, forms)), parts.roles)
    return _numbered(*side, parts)


def _length(side: Side) -> int:
    return sum(operations(e) for e in (*(p.expression for p in side[0]), *side[1]))


def _opened(definitions: list[NamedPart], forms: list[sp.Expr]) -> Side:
    """Sums that are shorter multiplied out."""
    return [p._replace(expression=multiplied_out(p.expression)) for p in definitions], list(
        map(multiplied_out, forms)
    )


def _with_contents(definitions: list[NamedPart], forms: list[sp.Expr]) -> Side:
    """Numbers that the terms of a sum share, in front of it."""
    return [p._replace(expression=with_contents(p.expression)) for p in definitions], list(
        map(with_contents, forms)
    )


def _stepped(definitions: list[NamedPart], forms: list[sp.Expr]) -> Side:
    """Powers of unit steps are unit steps."""
    steps = [p.symbol for p in definitions if p.meaning == UNIT_STEP]
    if not steps:
        return definitions, forms
    turned = [p._replace(expression=settled(p.expression, steps=steps)) for p in definitions]
    return turned, [settled(f, steps=steps) for f in forms]


def _in_radicands(definitions: list[NamedPart], forms: list[sp.Expr]) -> Side:
    """Even powers of a root by what it is the root of, and what occurs in even powers only without its name."""
    uses: dict[sp.Expr, set[bool]] = {p.symbol: set() for p in definitions}
    for e in [*(p.expression for p in definitions), *forms]:
        for base, k in _powers(e):
            uses.setdefault(base, set()).add(bool(k.is_even))
    roots = {
        p.symbol: p.expression.base
        for p in definitions
        if p.expression.is_Pow and p.expression.exp == sp.S.Half
    }
    if not any(True in uses[s] for s in roots):
        return definitions, forms
    put = {p.symbol: p.expression for p in definitions if uses[p.symbol] == {True} and p.expression.is_Mul}

    def turned(e: sp.Expr) -> sp.Expr:
        return e.xreplace(put).replace(
            lambda q: q.is_Pow and q.base in roots and q.exp.is_even, lambda q: roots[q.base] ** (q.exp / 2)
        )

    kept = [p._replace(expression=turned(p.expression)) for p in definitions if p.symbol not in put]
    return kept, list(map(turned, forms))


def _in_reciprocals(definitions: list[NamedPart], forms: list[sp.Expr]) -> Side:
    """Negative powers of what has a reciprocal by name as powers of that name: what is shared is its square."""
    names = {
        1 / p.expression: p.symbol for p in definitions if p.expression.is_Pow and p.expression.exp == -1
    }
    if not names:
        return definitions, forms

    def turned(e: sp.Expr) -> sp.Expr:
        return e.replace(
            lambda q: q.is_Pow and q.base in names and q.exp.is_Integer and q.exp.is_negative,
            lambda q: names[q.base] ** -q.exp,
        )

    kept = [
        p if names.get(1 / p.expression) == p.symbol else p._replace(expression=turned(p.expression))
        for p in definitions
    ]
    return kept, list(map(turned, forms))


def _inlined(definitions: list[NamedPart], forms: list[sp.Expr], roles: set[sp.Symbol]) -> Side:
    """A part that is used once is put back, but one of the subject's objects only where nothing else is made of it."""
    alone = Counter(forms)
    uses: Counter[sp.Symbol] = Counter()
    for e in [*(p.expression for p in definitions), *forms]:
        uses.update(_symbols(e))
    put: dict[sp.Symbol, sp.Expr] = {}
    kept: list[NamedPart] = []
    for p in definitions:
        e = p.expression.xreplace(put)
        is_object = p.symbol in roles and not alone[p.symbol]
        if (uses[p.symbol] <= 1 and not is_object) or _is_cheap(e):
            put[p.symbol] = e
        else:
            kept.append(p._replace(expression=e))
    return kept, [f.xreplace(put) for f in forms]


def _without_roots(definitions: list[NamedPart], forms: list[sp.Expr]) -> Side:
    """A positive root that is used twice at most, or in even powers only, has no name: what it is the root of has one."""
    roots = {p.symbol: p.expression for p in definitions if p.symbol.is_positive}
    uses: dict[sp.Symbol, list[sp.Expr]] = {s: [] for s in roots}
    for e in [*(p.expression for p in definitions), *forms]:
        for base, k in _powers(e):
            if base in uses:
                uses[base].append(k)
    put = {s: roots[s] for s, ks in uses.items() if len(ks) <= 2 or all(k.is_even for k in ks)}
    kept = [p._replace(expression=p.expression.xreplace(put)) for p in definitions if p.symbol not in put]
    return kept, [f.xreplace(put) for f in forms]


def _powers(e: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Every power of a symbol, a bare one among them."""
    stack = [e]
    while stack:
        e = stack.pop()
        if e.is_Symbol or (e.is_Pow and e.base.is_Symbol):
            yield e.as_base_exp()
        else:
            stack.extend(e.args)


def _symbols(e: sp.Expr) -> list[sp.Symbol]:
    """Every occurrence of a symbol."""
    found, stack = [], [e]
    while stack:
        e = stack.pop()
        if e.is_Symbol:
            found.append(e)
        stack.extend(e.args)
    return found


def _is_cheap(e: sp.Expr) -> bool:
    """A name, perhaps with a number in front, or a number."""
    number, rest = e.as_coeff_Mul()
    inverse = rest.is_Pow and rest.exp == -1 and rest.base.is_NumberSymbol
    return bool((rest.is_Atom or inverse) and number.is_Rational)


def _shared(definitions: list[NamedPart], forms: list[sp.Expr]) -> Side:
    """Names for the subexpressions that several sides have in common; numbers aren't taken apart."""
    sides = [*(p.expression for p in definitions), *forms]
    jets = sorted(set().union(*(e.atoms(*JETS) for e in sides)), key=sp.default_sort_key)
    hidden = {jet: sp.Dummy(f"jet{k}") for k, jet in enumerate(jets)}  # not to be taken apart
    back = {dummy: jet for jet, dummy in hidden.items()}
    fresh = (sp.Dummy(f"c{k}") for k in count())
    common, sides = sp.cse([e.xreplace(hidden) for e in sides], symbols=fresh, order="canonical")
    common, sides = _with_indices(
        [(s, e.xreplace(back)) for s, e in common], [e.xreplace(back) for e in sides]
    )
    table = {p.symbol: p._replace(expression=e) for p, e in zip(definitions, sides)}
    table |= {s: NamedPart(s, e, RECURRING) for s, e in common}
    forms = sides[len(definitions) :]
    return needed(table, forms), forms


def _with_indices(
    common: list[tuple[sp.Symbol, sp.Expr]], sides: list[sp.Expr]
) -> tuple[list[tuple[sp.Symbol, sp.Expr]], list[sp.Expr]]:
    """The same, where the names of parts of summands have their index."""
    names: dict[sp.Symbol, sp.Symbol] = {}
    found = []
    for s, e in common:
        e = e.xreplace(names)
        names[s] = indexed(s, e)
        found.append((names[s], e))
    names = {s: new for s, new in names.items() if new is not s}
    return found, [e.xreplace(names) for e in sides] if names else sides


def _without_aliases(definitions: list[NamedPart], forms: list[sp.Expr]) -> Side:
    """Of two names for one thing the one with a role stays."""
    roles = {p.expression: p for p in definitions if p.expression.is_Symbol and p.meaning != RECURRING}
    put: dict[sp.Symbol, sp.Expr] = {}
    kept: list[NamedPart] = []
    for p in definitions:
        e, role = p.expression.xreplace(put), roles.get(p.symbol)
        if role is not None and p.meaning == RECURRING:
            put[p.symbol] = role.symbol
            kept.append(role._replace(expression=e))
        elif e != p.symbol:
            kept.append(p._replace(expression=e))
    return kept, [f.xreplace(put) for f in forms]


def _numbered(definitions: list[NamedPart], forms: list[sp.Expr], parts: Parts) -> Side:
    """Recurring parts are numbered in their order; the value of a function has its letter and its word."""
    put, renamed = dict[sp.Symbol, sp.Symbol](), []
    numbers: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
    for p in definitions:
        e, symbol, meaning = p.expression.xreplace(put), p.symbol, p.meaning
        if meaning == RECURRING:
            letter, meaning = called(e) if e.is_Function else (parts.recurring, RECURRING)
            name = next(f"{letter}_{k}" for k in numbers[letter] if f"{letter}_{k}" not in parts.taken)
            put[p.symbol] = symbol = indexed(sp.Symbol(name), p.symbol)
        renamed.append(NamedPart(symbol, e, meaning))
    return renamed, [f.xreplace(put) for f in forms]
