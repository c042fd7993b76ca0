"""The plots of a finished run: ``python -m benchmarks.plots FOLDER`` reads `results.json` there. Needs matplotlib."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.growth import TITLES
from benchmarks.tools import TOOLS

__all__ = ["main"]

COLOURS = dict(
    zip(
        TOOLS,
        ("black", "tab:red", "tab:purple", "tab:olive", "tab:orange", "tab:cyan", "tab:blue", "tab:green"),
    )
)


def main(folder: str) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        sys.stdout.write("matplotlib is not installed: no plots\n")
        return
    results = json.loads(Path(folder, "results.json").read_text(encoding="utf-8"))
    rows = [row for row in results["measurements"] if row["what"] == "all"]
    written = []
    for name, draw in (("suite", _suite), ("growth", _growth)):
        mine = [row for row in rows if (":" in row["case"]) == (name == "growth")]
        if any(row["tool"] == "symgeom" and row["seconds"] for row in mine):
            figure = Figure(layout="constrained")
            draw(figure, mine, results["cases"])
            path = Path(folder, f"{name}.png")
            figure.savefig(path, dpi=110)
            written.append(path.name)
    sys.stdout.write(f"plots: {', '.join(written) or 'nothing to draw'}\n")


def _suite(figure: Any, rows: list[dict[str, Any]], cases: dict[str, dict[str, Any]]) -> None:
    """Seconds of every tool on every case, by symgeom's time; hollow where the limit came first."""
    own = {row["case"]: row["seconds"] or float("inf") for row in rows if row["tool"] == "symgeom"}
    order = sorted(own, key=lambda name: own[name])
    figure.set_size_inches(9, 0.24 * len(order) + 1.5)
    axes = figure.subplots()
    for tool, colour in COLOURS.items():
        mine = [row for row in rows if row["tool"] == tool and row["case"] in own]
        for filled in (True, False):
            drawn = [row for row in mine if (row["seconds"] is not None) == filled]
            axes.scatter(
                [row["seconds"] if filled else 60.0 for row in drawn],
                [order.index(row["case"]) for row in drawn],
                s=24,
                facecolors=colour if filled else "none",
                edgecolors=colour,
                label=TOOLS[tool].title if filled and mine else None,
            )
    axes.set_xscale("log")
    axes.set_yticks(range(len(order)), [cases[name]["title"] for name in order], fontsize=8)
    axes.set_xlabel("CPU seconds for g, g⁻¹, N, h, S, K, H (hollow: did not finish)")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(fontsize=8)


def _growth(figure: Any, rows: list[dict[str, Any]], cases: dict[str, dict[str, Any]]) -> None:
    """One panel a series."""
    figure.set_size_inches(9, 7)
    for axes, (family, title) in zip(figure.subplots(2, 2).flat, TITLES.items()):
        for tool, colour in COLOURS.items():
            points = sorted(
                (int(row["case"].split(":")[-1]), row["seconds"])
                for row in rows
                if row["tool"] == tool and row["case"].split(":")[0] == family and row["seconds"] is not None
            )
            if points:
                axes.plot(*zip(*points), "o-", ms=4, lw=1, color=colour, label=TOOLS[tool].title)
        if axes.lines:
            axes.set_yscale("log")
            axes.legend(fontsize=8)
        axes.set_title(family, fontsize=10)
        axes.set_xlabel(title)
        axes.set_ylabel("CPU seconds")
        axes.grid(alpha=0.3)


if __name__ == "__main__":
    main(*sys.argv[1:])
