"""Are the answers right? K and H of every tool against numbers that were derived without any of them.

``python -m benchmarks.check CASE ANSWERS``: the plain map is differentiated numerically with mpmath (`tests/oracle.py`)
at random points of the case's box. Prints, for each answer, the largest relative error of K and of H and the sizes.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

import mpmath
import sympy as sp

from benchmarks.suite import Case
from benchmarks.tools.reading import Reader
from tests.oracle import Oracle

__all__ = ["check", "errors"]

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
        self.truth = {
            "K": [oracle.quantity("gaussian_curvature") for oracle in self.oracles],
            "H": [oracle.quantity("mean_curvature") for oracle in self.oracles],
        }

    def concrete(self, expression: Any) -> Any:
        case = self.reader.case
        if not case.function:
            return expression
        function = self.reader.names[case.function](*self.reader.coordinates)
        return expression.subs(function, self.reader.expression(case.stand_in)).doit()

    def error(self, key: str, expression: Any) -> float:
        """The largest relative error; infinite where the value isn't real."""
        symbols = list(self.reader.symbols.values())
        function = sp.lambdify(symbols, self.concrete(expression), modules="mpmath", cse=True)
        worst = 0.0
        for point, true in zip(self.points, self.truth[key]):
            with mpmath.workdps(DIGITS):
                at = [mpmath.mpf(point[s.name].p) / point[s.name].q for s in symbols]
                value = mpmath.mpmathify(function(*at))
                if not mpmath.isfinite(value) or abs(mpmath.im(value)) > NOISE * (1 + abs(value)):
                    return float("inf")
                worst = max(worst, float(abs(mpmath.re(value) - true) / max(abs(true), SMALL)))
        return worst


def errors(case: Case, answer: dict[str, str], truth: Truth | None = None) -> dict[str, float]:
    """``{"K": error, "H": error}`` of an answer given as text."""
    truth = truth or Truth(case)
    return {key: truth.error(key, truth.reader.expression(answer[key])) for key in ("K", "H")}


def sizes(case: Case, answer: dict[str, str]) -> list[int]:
    """Operations of K and of H as the tool printed them; SymPy's evaluation counts where it makes them shorter."""
    reader = Reader(case)
    return [
        min(int(sp.count_ops(reader.expression(answer[key], evaluate=e))) for e in (True, False))
        for key in "KH"
    ]


def check(case: Case, answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Errors and sizes for each answer."""
    truth = Truth(case) if len(case.coordinates) <= LARGEST else None
    return [
        {
            "errors": errors(case, one["answer"], truth) if truth else None,
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
