"""The two sides of a question as they are given: expressions, or whole matrices and arrays that are compared entry by entry.

What is here: `sides`, the pairs of expressions to be decided, each with the name of its entry; `together`, one verdict of the
verdicts on the entries. Entries are counted from 1, as in mathematics: ``(1, 2)`` stands in the first row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import sympy as sp

from symgeom.algebra.domain.totals import counted
from symgeom.algebra.reading.collect import carried_out
from symgeom.algebra.reading.given import expression, single
from symgeom.algebra.reading.lost import dropped
from symgeom.decision.verdict import Verdict
from symgeom.errors import InputError, shown

__all__ = ["Pair", "sides", "together"]

_MAX_ENTRIES = 400


@dataclass(frozen=True)
class Pair:
    """One equality to decide; ``entry`` is its place in the matrices, empty for two expressions, ``dropped`` what the
    reading of its sides lost.
    """

    entry: str
    left: sp.Expr
    right: sp.Expr
    dropped: frozenset[sp.Expr]

    @staticmethod
    def read(left: Any, right: Any, entry: str = "") -> Pair:
        """The equality of two values as they are given."""
        of = f"entry {entry} of " * bool(entry)
        sides = _read(left, f"{of}the left side"), _read(right, f"{of}the right side")
        lost = dropped(left, sides[0]) | dropped(right, sides[1])
        lhs, rhs, rest = counted(*sides, sp.Tuple(*lost))
        return Pair(entry, lhs, rhs, frozenset(rest) - lhs.free_symbols - rhs.free_symbols)


def sides(lhs: Any, rhs: Any = None) -> list[Pair]:
    """The equalities that two sides, or one `Eq`, stand for. **Raises** InputError for shapes that differ."""
    if rhs is None and isinstance(lhs, sp.Eq):
        lhs, rhs = lhs.args
    elif rhs is None:
        evaluated = isinstance(lhs, bool | sp.logic.boolalg.BooleanAtom)
        why = f": the equation became {lhs} when it was made" if evaluated else ""
        raise InputError(
            f"the right side is missing{why}; give two sides, decide(left, right), or one sympy.Eq"
        )
    left, right = _entries(lhs), _entries(rhs)
    if left is None and right is None:
        return [Pair.read(lhs, rhs)]
    if left is None or right is None or left.keys() != right.keys():
        raise InputError(
            f"the sides have different shapes: the left side is {_shape(lhs)}, the right side is {_shape(rhs)}; "
            "give two matrices of one shape, or two expressions"
        )
    if not 0 < len(left) <= _MAX_ENTRIES:
        raise InputError(f"a matrix to be decided has 1 to {_MAX_ENTRIES} entries, not {len(left)}")
    return [Pair.read(left[key], right[key], f"({', '.join(str(i + 1) for i in key)})") for key in left]


def _read(value: Any, what: str) -> sp.Expr:
    return carried_out(expression(value, what))


def together(pairs: Sequence[Pair], verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on matrices: refuted where an entry is, proved where all are; it names the entry that failed."""
    seconds = sum(v.seconds for v in verdicts)
    for status in ("refuted", "undecided"):
        for pair, v in zip(pairs, verdicts):
            if v.status == status:
                reason = f"entry {pair.entry}: {v.reason}"
                return Verdict(v.status, reason, v.assumptions, v.witness, v.certificate, v.method, seconds)
    assumptions = tuple(dict.fromkeys(a for v in verdicts for a in v.assumptions))
    methods = {v.method for v in verdicts}
    method = "connected domain" if "connected domain" in methods else "pointwise"
    reasons = "; ".join(dict.fromkeys(v.reason for v in verdicts))
    return Verdict(
        "proved", f"all {len(pairs)} entries: {reasons}", assumptions, method=method, seconds=seconds
    )


def _entries(value: Any) -> dict[tuple[int, ...], Any] | None:
    """The entries of a matrix or array by their indices; None for what is to be one expression."""
    if isinstance(value, sp.MatrixExpr):
        if not all(isinstance(n, int | sp.Integer) for n in value.shape):
            raise InputError(
                f"the matrix {shown(value)} has no fixed shape; identities of unspecified shape are not decided"
            )
        if int(value.shape[0]) * int(value.shape[1]) > _MAX_ENTRIES:
            raise InputError(f"a matrix to be decided has at most {_MAX_ENTRIES} entries: {shown(value)}")
        value = _explicit(value)
    whole = isinstance(value, sp.MatrixBase | sp.NDimArray)
    whole = whole or (type(value).__module__ == "numpy" and bool(getattr(value, "ndim", None)))
    if not whole or (single(value) is not None and len(value.shape) != 0):
        return None
    if not value.shape:
        return None
    return {key: value[key] for key in product(*(range(int(n)) for n in value.shape))}


def _explicit(value: Any) -> Any:
    try:
        return value.as_explicit()
    except Exception:  # SymPy has no entries for it
        raise InputError(f"the matrix {shown(value)} can't be written out entry by entry") from None


def _shape(value: Any) -> str:
    shape = value.shape if isinstance(value, sp.MatrixBase | sp.MatrixExpr | sp.NDimArray) else ()
    shape = value.shape if type(value).__module__ == "numpy" else shape
    return " x ".join(map(str, shape)) if shape else "a single expression"
