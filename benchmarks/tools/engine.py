"""symgeom itself: the quantities of a `Hypersurface`, or of a `Graph` where the case is one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from benchmarks.suite import QUANTITIES, Case
from benchmarks.tools.base import Tool, answer, put

__all__ = ["TOOL"]


def _command(case: Case, what: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.tools.engine", str(put(case, folder)), what, str(folder)]


TOOL = Tool("symgeom", "symgeom", lambda: True, lambda case: True, _command, answer)


def main(path: str, what: str, folder: str) -> None:
    import symgeom as sg
    from benchmarks.tools.reading import Reader, tell

    def derive(reader: Reader) -> dict[str, Any]:
        keywords = {"domain": reader.domain, "where": reader.where}
        if reader.case.is_graph:
            surface = sg.Graph(reader.map[-1], reader.coordinates, **keywords)
        else:
            surface = sg.Hypersurface(reader.map, reader.coordinates, **keywords)
        keys = QUANTITIES if what == "all" else "KH"
        return {key: _entries(surface.quantity(QUANTITIES[key])) for key in keys}

    tell(derive, path, folder)


def _entries(value: Any) -> list[Any]:
    return list(value) if hasattr(value, "shape") else [value]


if __name__ == "__main__":
    main(*sys.argv[1:])
