"""The facts that a kernel checks at every call: intervals of coordinates, inequalities, declared signs.

**Here.** `checks`, from the facts of a surface to conditions between numbers and the steps that compute their sides.

**Convention.** The border belongs to the domain: a fact is broken by the opposite strict order only. An end that isn't
exact in floating point is taken a few units in the last place wider, so that `3*R*np.pi/7` is never outside of its own
interval. A fact that speaks of a symbol or value that is no argument of the kernel is not checked.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import sympy as sp

from symgeom.algebra.domain.entries import letters
from symgeom.errors import InputError
from symgeom.kernels.steps.program import Instruction, Requirement
from symgeom.kernels.values.lowering import Lowering, jets
from symgeom.kernels.values.nodes import Nodes
from symgeom.kernels.values.sharing import Sharing

__all__ = ["checks"]

_LARGEST = sp.Float("1e308")
_Fact = tuple[Any, str, Any, str]  # great, relation, small, what a message says


def checks(surface: Any, names: Mapping[Any, str]) -> tuple[tuple[Requirement, ...], tuple[Instruction, ...]]:
    """The conditions and the steps that compute their sides; `names` are those of the arguments, by symbol or jet."""
    graph = Nodes()
    lower = Lowering(graph, {key: graph.input(name, True) for key, name in names.items()})
    found = []
    for great, relation, small, says in dict.fromkeys(_facts(surface, names)):
        if not (_fits(great) and _fits(small)):
            continue  # no double is so large
        try:
            pair = lower(great), lower(small)
        except InputError:
            continue
        symbols = great.free_symbols | small.free_symbols
        spoken = [names[k] for k in names if k in symbols]
        spoken += [names[jet] for jet in jets([great, small])]
        rounded = not _is_exact(great), not _is_exact(small)
        found.append((pair, relation, tuple(spoken), says, rounded))
    sharing = Sharing(graph, [side for pair, *_ in found for side in pair])
    conditions = tuple(
        Requirement(sharing.operand(great), relation, sharing.operand(small), spoken, says, rounded)
        for (great, small), relation, spoken, says, rounded in found
    )
    return conditions, tuple(sorted((*sharing.uniform, *sharing.steps), key=lambda step: step.target))


def _facts(surface: Any, names: Mapping[Any, str]) -> Iterator[_Fact]:
    coordinates = letters(surface.coordinates)
    surface = surface.engine.facts if hasattr(surface, "engine") else surface  # in the engine's own symbols
    for s, (low, high) in getattr(surface, "domain", {}).items():
        whole = f"the domain of {_written(s)} is {_interval(s, low, high)}" if s in coordinates else ""
        if low.is_infinite is not True:
            yield s, ">=", low, whole or f"the closed forms hold for {_written(s)} > {_written(low)}"
        if high.is_infinite is not True:
            yield high, ">=", s, whole or f"the closed forms hold for {_written(s)} < {_written(high)}"
    for relation in getattr(surface, "where", ()):
        if isinstance(relation, sp.Ne):
            yield (
                relation.lhs,
                "!=",
                relation.rhs,
                f"the closed forms hold for {relation.lhs} != {relation.rhs}",
            )
        elif isinstance(relation, sp.Gt | sp.Ge | sp.Lt | sp.Le):
            text = _text(relation.gts, ">" if isinstance(relation, sp.Gt | sp.Lt) else ">=", relation.lts)
            yield relation.gts, ">=", relation.lts, f"the closed forms hold for {text}"
    for s in names:
        if isinstance(s, sp.Symbol):
            yield from _declared(s, s in coordinates)


def _declared(s: Any, is_coordinate: bool) -> Iterator[_Fact]:
    """What a symbol was declared to be."""
    name = _written(s)
    start = f"the domain of {name} is" if is_coordinate else "the closed forms hold for"
    edge = is_coordinate or not s.is_nonzero
    if s.is_nonnegative:
        yield s, ">=", sp.S.Zero, f"{start} {name} {'>=' if edge else '>'} 0"
    elif s.is_nonpositive:
        yield sp.S.Zero, ">=", s, f"{start} {name} {'<=' if edge else '<'} 0"
    elif s.is_nonzero and "zero" in s.assumptions0:
        yield s, "!=", sp.S.Zero, f"{start} {name} != 0"
    if s.is_integer:
        yield s, "whole", sp.S.Zero, f"{start} whole {name}"


def _interval(s: Any, low: Any, high: Any) -> str:
    left = "" if low.is_infinite is True else f"{_written(low)} <= "
    return left + _written(s) + ("" if high.is_infinite is True else f" <= {_written(high)}")


@lru_cache(maxsize=256)
def _written(e: Any) -> str:
    """SymPy's text, which takes long; the same few symbols and ends come again and again."""
    return str(e)


def _text(great: Any, sign: str, small: Any) -> str:
    return f"{small} {sign.replace('>', '<')} {great}" if great.is_number else f"{great} {sign} {small}"


@lru_cache(maxsize=256, typed=True)
def _fits(side: Any) -> bool:
    """The numbers in the side, and their value together, are doubles."""
    if side.is_Symbol or (side.is_Integer and abs(side.p) < 10**308):
        return True
    numbers = [*side.atoms(sp.Rational), *([side] if side.is_number else [])]
    return all(abs(sp.N(number)) < _LARGEST for number in numbers)


def _is_exact(side: Any) -> bool:
    """The side is an argument, or a number that its nearest double stands for."""
    return bool(side.is_Symbol or side.is_Rational)
