"""Are the answers right? The entries of every tool against numbers that were derived without any of them.

``python -m benchmarks.check CASE ANSWERS``: the plain map is differentiated numerically with mpmath (`tests/oracle.py`)
at random points of the case's box. Prints, for each answer, the largest relative error of each quantity and the sizes.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import mpmath
import sympy as sp

from benchmarks.suite import QUANTITIES, Case
from benchmarks.tools.reading import Reader
from tests.oracle import Oracle, flat

__all__ = ["check", "errors"]

TYPED = ("giac", "fricas", "maxima_lean")  # the tools that derive in doubled coordinates
POINTS = 4
LARGEST = 5  # dimension up to which the numeric differentiation is quick
DIGITS = 60
NOISE, SMALL = mpmath.mpf(10) ** -40, mpmath.mpf(10) ** -6  # of an imaginary part; a value that counts as 0


def points(case: Case) -> list[dict[str, Any]]:
    draw = random.Random(case.name)
    return [
        {
            **{name: sp.Rational(value) for name, value in case.parameters.items()},
            **{
                x: sp.Rational(str(lo))
                + sp.Rational(draw.randint(1, 9999), 10**4) * sp.Rational(str(hi - lo))
                for x, (lo, hi) in case.sample.items()
            },
        }
        for _ in range(POINTS)
    ]


class Truth:
    """The plain map of a case at its points; an undefined function is replaced by its stand-in."""

    def __init__(self, case: Case) -> None:
        self.reader, self.points = Reader(case), points(case)
        components = [self.concrete(component) for component in self.reader.map]
        self.oracles = [Oracle.of(components, case.coordinates, point) for point in self.points]
        self._truth: dict[str, list[list[Any]]] = {}

    def concrete(self, expression: Any) -> Any:
        case = self.reader.case
        if not case.function:
            return expression
        function = self.reader.names[case.function](*self.reader.coordinates)
        return expression.subs(function, self.reader.expression(case.stand_in)).doit()

    def true(self, key: str) -> list[list[Any]]:
        """The entries at each point, in row-major order."""
        if key not in self._truth:
            found = [oracle.quantity(QUANTITIES[key]) for oracle in self.oracles]
            self._truth[key] = [list(flat(value)) for value in found]
        return self._truth[key]

    def error(self, key: str, texts: list[str], doubled: dict[str, int] | None = None) -> float:
        """The largest error, relative to the largest entry; infinite where a value isn't real."""
        symbols, scales = list(self.reader.symbols.values()), self._scales(key, doubled or {})
        entries = [self.concrete(self.reader.expression(text)) for text in texts]
        function = sp.lambdify(symbols, entries, modules="mpmath", cse=True)
        worst = 0.0
        for point, true in zip(self.points, self.true(key)):
            with mpmath.workdps(DIGITS):
                at = [mpmath.mpf(point[s.name].p) / point[s.name].q for s in symbols]
                values = [mpmath.mpmathify(value) for value in function(*at)]
                if any(not mpmath.isfinite(v) or abs(mpmath.im(v)) > NOISE * (1 + abs(v)) for v in values):
                    return float("inf")
                largest = max(SMALL, *map(abs, true))
                gaps = [abs(mpmath.re(v) / k - t) for v, t, k in zip(values, true, scales, strict=True)]
                worst = max(worst, float(max(gaps) / largest))
        return worst

    def _scales(self, key: str, doubled: dict[str, int]) -> list[mpmath.mpf]:
        """What the entries are multiplied by in doubled coordinates: d/dx' is twice d/dx."""
        factors = [mpmath.mpf(doubled.get(x, 1)) for x in self.reader.case.coordinates]
        pairs = [(a, b) for a in factors for b in factors]
        if key in ("g", "h"):
            return [a * b for a, b in pairs]
        if key in ("inverse", "S"):
            return [1 / (a * b) if key == "inverse" else b / a for a, b in pairs]
        return [mpmath.mpf(1)] * (len(self.reader.case.map) if key == "N" else 1)


def errors(
    case: Case, answer: dict[str, list[str]], truth: Truth | None = None, tool: str = ""
) -> dict[str, float]:
    """The error of each quantity of an answer given as text."""
    truth = truth or Truth(case)
    doubled = case.doubled if tool in TYPED else {}
    return {key: truth.error(key, answer[key], doubled) for key in QUANTITIES if key in answer}


def sizes(case: Case, answer: dict[str, list[str]]) -> dict[str, int]:
    """Operations of each quantity as the tool printed it; SymPy's evaluation counts where it makes an entry shorter."""
    reader = Reader(case)

    def size(text: str) -> int:
        return min(int(sp.count_ops(reader.expression(text, evaluate=e))) for e in (True, False))

    return {key: sum(map(size, answer[key])) for key in QUANTITIES if key in answer}


def check(case: Case, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Errors and sizes for each answer."""
    truth = Truth(case) if len(case.coordinates) <= LARGEST else None
    return [
        {
            "errors": errors(case, one["answer"], truth, one["tool"]) if truth else None,
            "operations": one["operations"] or sizes(case, one["answer"]),
        }
        for one in answers
    ]


def main(case: str, answer: str) -> None:
    found = check(Reader.of(case).case, json.loads(Path(answer).read_text(encoding="utf-8")))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    main(*sys.argv[1:])
