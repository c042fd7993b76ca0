"""SymForce's C++, called in a loop. Its text needs Eigen by an include only."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import sympy as sp

from benchmarks.kernels.peers.base import Built, NotThere, Peer, unsuited
from benchmarks.kernels.peers.native import looped
from benchmarks.kernels.subjects import Task

__all__ = ["PEERS"]


def _build(task: Task) -> Built:
    unsuited(task)
    try:
        import symforce.symbolic as sf
        from symforce.codegen import Codegen, CppConfig
        from symforce.values import Values
    except ImportError:
        raise NotThere("symforce isn't installed") from None
    names = [f"x{k}" for k, _ in enumerate(task.symbols)]
    entries = sp.lambdify(task.symbols, task.flat, modules=[sf.sympy])(*(sf.Symbol(name) for name in names))
    outputs = [f"o{k}" for k in range(task.rows)]
    made = Codegen(
        inputs=Values(**{name: sf.Symbol(name) for name in names}),
        outputs=Values(**{name: sf.S(entry) for name, entry in zip(outputs, entries)}),
        config=CppConfig(),
        name="surface",
    )
    with tempfile.TemporaryDirectory() as folder:
        made.generate_function(output_dir=folder, skip_directory_nesting=True)
        text = (Path(folder) / "surface.h").read_text(encoding="utf-8")
    return _compiled(task, text.replace("#include <Eigen/Core>", "#include <algorithm>\n#include <cmath>"))


def _compiled(task: Task, text: str) -> Built:
    n: int = len(task.surface.coordinates)
    given: list[Any] = [
        f"x[{k} * n + i]" if k < n else f"number[{k - n}]" for k, _ in enumerate(task.symbols)
    ]
    targets = [f"&o[{k} * step + i]" for k in range(task.rows)]
    return looped(text, f"sym::Surface<double>({', '.join([*given, *targets])});", n, task.rows, plus=True)


PEERS = (Peer("symforce", "SymForce, C++", _build),)
