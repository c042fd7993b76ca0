"""The textbook's formulas in SymPy, every intermediate result tidied by `simplify` or by `factor`.

What a careful user would write: g, its inverse by cofactors, the unit normal by minors, h, S = g^-1 h, K = det S, H = tr S/d,
each entry tidied before it is used again. For K and H alone nothing is tidied but g, det g and the two results.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.suite import Case
from benchmarks.tools.base import Command, Tool, answer, put

__all__ = ["FACTOR", "SIMPLIFY"]


def _command(tidy: str) -> Command:
    def command(case: Case, what: str, folder: Path) -> list[str]:
        return [
            sys.executable,
            "-m",
            "benchmarks.tools.textbook",
            str(put(case, folder)),
            what,
            str(folder),
            tidy,
        ]

    return command


SIMPLIFY = Tool("simplify", "SymPy simplify", lambda: True, lambda case: True, _command("simplify"), answer)
FACTOR = Tool("factor", "SymPy factor", lambda: True, lambda case: True, _command("factor"), answer)


def main(path: str, what: str, folder: str, tidy: str) -> None:
    import sympy as sp

    from benchmarks.tools.reading import tell

    recipe = _everything if what == "all" else _curvatures
    tell(lambda reader: recipe(reader.map, reader.coordinates, getattr(sp, tidy)), path, folder)


def _everything(components: list[Any], u: list[Any], tidy: Callable[[Any], Any]) -> dict[str, Any]:
    import sympy as sp

    d = len(u)
    J = sp.Matrix(components).jacobian(u).applyfunc(tidy)
    g = (J.T * J).applyfunc(tidy)
    det = tidy(_determinant(g))
    inverse = (_adjugate(g) / det).applyfunc(tidy)
    length = sp.sqrt(det)
    N = (_conormal(J) / length).applyfunc(tidy)
    h = sp.Matrix(d, d, lambda i, j: tidy(J[:, i].diff(u[j]).dot(N)))
    S = (inverse * h).applyfunc(tidy)
    K, H = tidy(_determinant(S)), tidy(S.trace() / d)
    return {"g": g, "inverse": inverse, "N": N, "h": h, "S": S, "K": [K], "H": [H]}


def _curvatures(components: list[Any], u: list[Any], tidy: Callable[[Any], Any]) -> dict[str, Any]:
    import sympy as sp

    d = len(u)
    J = sp.Matrix(components).jacobian(u)
    g = (J.T * J).applyfunc(tidy)
    det = tidy(_determinant(g))
    normal = _conormal(J)
    h = sp.Matrix(d, d, lambda i, j: J[:, i].diff(u[j]).dot(normal))
    K = _determinant(h) / det ** sp.Rational(d + 2, 2)
    H = (_adjugate(g) * h).trace() / (d * det ** sp.Rational(3, 2))
    return {"K": [tidy(K)], "H": [tidy(H)]}


def _conormal(J: Any) -> Any:
    """The generalised cross product of the columns: minors along an appended last column."""
    import sympy as sp

    n = J.rows
    rows = [J.extract([k for k in range(n) if k != i], list(range(J.cols))) for i in range(n)]
    return sp.Matrix([(-1) ** (i + n - 1) * _determinant(row) for i, row in enumerate(rows)])


def _determinant(M: Any) -> Any:
    return M.det(method="laplace")


def _adjugate(M: Any) -> Any:
    return M.adjugate(method="laplace") if M.rows > 1 else M.applyfunc(lambda _: 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
