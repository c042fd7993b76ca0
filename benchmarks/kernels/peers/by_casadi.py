"""CasADi's C, called in a loop."""

from __future__ import annotations

import tempfile
from pathlib import Path

import sympy as sp

from benchmarks.kernels.peers.base import Built, NotThere, Peer, unsuited, words
from benchmarks.kernels.peers.native import looped
from benchmarks.kernels.subjects import Task

__all__ = ["PEERS"]


def _build(task: Task) -> Built:
    unsuited(task)
    try:
        import casadi
    except ImportError:
        raise NotThere("casadi isn't installed") from None
    x = [casadi.SX.sym(f"x{k}") for k, _ in enumerate(task.symbols)]
    functions = words(casadi, Abs=casadi.fabs, Max=casadi.fmax, Min=casadi.fmin)
    entries = sp.lambdify(task.symbols, task.flat, modules=[functions], cse=True)(*x)
    function = casadi.Function("surface", x, [casadi.cse(casadi.vertcat(*entries))])
    generator = casadi.CodeGenerator("surface.c")
    generator.add(function)
    with tempfile.TemporaryDirectory() as folder:
        generator.generate(f"{folder}/")
        text = (Path(folder) / "surface.c").read_text(encoding="utf-8")
    n = len(task.surface.coordinates)
    given = [f"&x[{k} * n + i]" if k < n else f"&number[{k - n}]" for k, _ in enumerate(task.symbols)]
    body = [
        f"const double *given[] = {{{', '.join(given)}}};",
        f"double found[{task.rows}], *places[] = {{found}};",
        "surface(given, places, 0, 0, 0);",
        f"for (int k = 0; k < {task.rows}; k++) o[k * step + i] = found[k];",
    ]
    return looped(text, "\n    ".join(body), n, task.rows)


PEERS = (Peer("casadi", "CasADi, C", _build),)
