"""The command line: ``python -m benchmarks.digits [name ...]``; all cases whose name contains one of the names.

With ``--backends numpy,c,...`` or ``--backends all`` one table of places where formulas lose digits, for all of these backends;
the names are parts of those of places.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from benchmarks.digits.cases import cases
from benchmarks.digits.measure import QUANTITIES, Row, measured, truths_of
from benchmarks.digits.table import able, table
from symgeom.errors import SymgeomError

HEAD = "case | backend | where | quantity | points | error | error / allowed | over | not finite | at"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints a row for each case, quantity, and distance; 1 if one is over what is allowed."""
    os.environ.setdefault("JAX_ENABLE_X64", "1")  # JAX reads it when it is imported first
    chosen = _options().parse_args(arguments)
    if chosen.backends:
        return _table(chosen)
    print(HEAD, "|".join(" --- " for _ in HEAD.split("|")), sep="\n")
    good = True
    for name, build in cases().items():
        if not chosen.names or any(part in name for part in chosen.names):
            good &= _case(build, chosen)
    return 0 if good else 1


def _table(chosen: argparse.Namespace) -> int:
    good = True
    for line, fine in table(able(chosen.backends), chosen.names, chosen.bad):
        print(line, flush=True)
        good &= fine
    return 0 if good else 1


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digits", description=__doc__)
    parser.add_argument("names", nargs="*", help="parts of names of cases")
    parser.add_argument("--points", type=int, default=1000, help="near, and as many far; default %(default)d")
    parser.add_argument("--backend", default="numpy")
    parser.add_argument("--backends", default="", help="several, or all: one table for them")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--bad", action="store_true", help="only rows that are over what is allowed; which those are"
    )
    return parser


def _case(build, chosen) -> bool:
    case = build()
    good = True
    try:
        names = [n for n in QUANTITIES if n in {q.name for q in case.surface.quantities}]
        if not names:
            return True  # of higher codimension
        if case.surface.functions:
            return True  # a function that nobody gave
        kernel = case.surface.kernel(names, backend=chosen.backend)
    except SymgeomError as error:
        print(f"{case.name} | {chosen.backend} | not built: {str(error)[:200]}")
        return False
    for far in (False, True):
        for row in measured(case, kernel, truths_of(case, case.points(chosen.points, far, chosen.seed))):
            bad = row.over > 0 or row.missing > 0
            good &= not bad
            if bad or not chosen.bad:
                print(_line(case.name, chosen.backend, far, row), flush=True)
    return good


def _line(name: str, backend: str, far: bool, row: Row) -> str:
    at = ", ".join(f"{x:.17g}" for x in (row.worst if row.quotient > 1 else row.gap))
    numbers = (row.points, f"{row.error:.1e}", f"{row.quotient:.2g}", row.over, row.missing, at)
    return " | ".join(map(str, (name, backend, "far" if far else "near", row.quantity, *numbers)))


if __name__ == "__main__":
    raise SystemExit(main())
