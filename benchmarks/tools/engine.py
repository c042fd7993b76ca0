"""symgeom itself: the quantities of a `Hypersurface`, or of a `Graph` where the case is one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from benchmarks.suite import Case
from benchmarks.tools.base import Tool, answer, put

__all__ = ["TOOL"]

CURVATURES = ["gaussian_curvature", "mean_curvature"]
ALL = ["metric", "inverse_metric", "normal", "second_fundamental_form", "shape_operator", *CURVATURES]


def _command(case: Case, what: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.tools.engine", str(put(case, folder)), what, str(folder)]


TOOL = Tool("symgeom", "symgeom", lambda: True, lambda case: True, _command, answer)


def main(path: str, what: str, folder: str) -> None:
    import symgeom as sg
    from benchmarks.tools.reading import Reader, tell

    def derive(reader: Reader) -> tuple[Any, Any]:
        keywords = {"domain": reader.domain, "where": reader.where}
        if reader.case.is_graph:
            surface = sg.Graph(reader.map[-1], reader.coordinates, **keywords)
        else:
            surface = sg.Hypersurface(reader.map, reader.coordinates, **keywords)
        values = {name: surface.quantity(name) for name in (ALL if what == "all" else CURVATURES)}
        return values["gaussian_curvature"], values["mean_curvature"]

    tell(derive, path, folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
