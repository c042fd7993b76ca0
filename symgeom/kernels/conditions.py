"""Facts about parameters that a call can check at once: one side is a parameter, the other one or a number.

**Here.** `conditions`, from the facts of a surface; `contradicted`, the first one that numbers break.

**Convention.** A fact is broken by the opposite strict order only. On its border the formulas have their limit, or
are singular and give NaN. Arrays are not looked at: a sweep may leave the domain, and most of its points are good.
"""

from collections.abc import Iterable, Mapping
from numbers import Real
from typing import Any, Literal

import sympy as sp

from symgeom.kernels.program import Condition

__all__ = ["conditions", "contradicted"]


def conditions(surface: Any, names: Mapping[Any, str]) -> tuple[Condition, ...]:
    """The facts that speak of parameters alone, simple enough to check in every call; `names` are the parameters'."""
    facts: list[tuple[Any, Literal[">", ">="], Any]] = [
        (relation.gts, ">" if isinstance(relation, sp.Gt | sp.Lt) else ">=", relation.lts)
        for relation in getattr(surface, "where", ())
        if isinstance(relation, sp.Gt | sp.Ge | sp.Lt | sp.Le)
    ]
    for s, (low, high) in getattr(surface, "domain", {}).items():
        facts += [(s, ">", low), (high, ">", s)]
    for s in names:
        facts += [(s, ">" if s.is_positive else ">=", sp.S.Zero)] if s.is_nonnegative else []
        facts += [(sp.S.Zero, ">" if s.is_negative else ">=", s)] if s.is_nonpositive else []
    found = [(_side(great, names), sign, _side(small, names)) for great, sign, small in facts]
    simple = [Condition(g, sign, s) for g, sign, s in found if g is not None and s is not None]
    return tuple(dict.fromkeys(simple))


def _side(side: Any, names: Mapping[Any, str]) -> str | float | None:
    if side in names:
        return names[side]
    return float(side) if side.is_number and side.is_finite else None


def contradicted(known: Iterable[Condition], values: Mapping[str, Any]) -> Condition | None:
    """The first condition that single numbers break."""
    for condition in known:
        great = values.get(condition.great) if isinstance(condition.great, str) else condition.great
        small = values.get(condition.small) if isinstance(condition.small, str) else condition.small
        if isinstance(great, Real) and isinstance(small, Real) and great < small:
            return condition
    return None
