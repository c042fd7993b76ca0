"""The imports of the package as they are written: which file reads which, where, and the circles among them.

``python -m tests.house.imports`` prints the figures.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import symgeom

ROOT = Path(symgeom.__file__).parent
MODULES = {
    ".".join(("symgeom", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__"): path
    for path in sorted(ROOT.rglob("*.py"))
    if "templates" not in path.parts and "derivations" not in path.parts
}
RUNNING = ("top", "late")


class Arrow(NamedTuple):
    """One import: ``late`` when it stands in a function, ``typing`` when type checkers alone read it."""

    source: str
    target: str
    kind: str


@functools.cache
def tree(path: Path) -> ast.Module:
    """What a file says, read once."""
    return ast.parse(path.read_text(encoding="utf-8"))


def arrows(module: str) -> list[Arrow]:
    """The modules of the package that a module imports, wherever the import stands."""
    return _arrows(module, MODULES[module])


@functools.cache
def _arrows(module: str, path: Path) -> list[Arrow]:
    found: list[Arrow] = []

    def read(node: ast.AST, kind: str) -> None:
        for child in ast.iter_child_nodes(node):
            here = kind
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and kind == "top":
                here = "late"
            if isinstance(child, ast.Import | ast.ImportFrom):
                found.extend(Arrow(module, target, kind) for target in _targets(child))
            elif isinstance(child, ast.If) and _is_for_checkers(child.test):
                for part in child.body:
                    read(ast.Module([part], []), "typing")
                for part in child.orelse:
                    read(ast.Module([part], []), here)
            else:
                read(child, here)

    read(tree(path), "top")
    return [arrow for arrow in found if arrow.target != module]


def _targets(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    else:
        assert not node.level and node.module, "imports name the whole path"
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name if name in MODULES else node.module for name in inner]
    return [name for name in dict.fromkeys(names) if name.startswith("symgeom.")]


def _is_for_checkers(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def circles(found: Iterable[Arrow], of: Mapping[str, str] | None = None) -> list[list[str]]:
    """Sets of files that reach one another; with ``of``, of the rooms that it says they lie in."""
    graph: dict[str, set[str]] = {}
    for source, target, _ in found:
        a, b = (source, target) if of is None else (of[source], of[target])
        if a != b:
            graph.setdefault(a, set()).add(b)
    reached = {start: _reached(graph, start) for start in graph}
    together = {
        tuple(sorted({a, *(b for b in reached[a] if a in reached.get(b, ()))}))
        for a in graph
        if a in reached[a]
    }
    return [list(circle) for circle in sorted(together)]


def _reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    left = [start]
    while left:
        new = graph.get(left.pop(), set()) - found
        found |= new
        left += new
    return found


def report() -> str:
    """The figures of the house: rooms, arrows, circles, and how much of the code the largest room holds."""
    every = [arrow for module in MODULES for arrow in arrows(module)]
    running = [arrow for arrow in every if arrow.kind in RUNNING]
    count = {kind: sum(arrow.kind == kind for arrow in every) for kind in (*RUNNING, "typing")}
    lines: dict[str, int] = {}
    for module, path in MODULES.items():
        name = module.split(".")[1] if "." in module else "symgeom"
        lines[name] = lines.get(name, 0) + len(path.read_text().splitlines())
    largest = max(lines, key=lambda name: lines[name])
    return "\n".join(
        [
            f"rooms {len(lines) - 1}, files {len(MODULES)}, lines {sum(lines.values())}",
            f"arrows {len(every)}: " + ", ".join(f"{kind} {n}" for kind, n in count.items()),
            f"circles of files {len(circles(running))}, with types counted {len(circles(every))}",
            f"largest room {largest}, {100 * lines[largest] / sum(lines.values()):.0f} % of the lines",
        ]
    )


if __name__ == "__main__":
    print(report())
