"""The whole way, once: decide every claim, derive four surfaces, write their notes and kernels.

Run as ``python examples/tour.py [FOLDER]``; everything is written under the folder, ``build`` unless named.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

import sympy as sp
from rich.console import Console
from rich.table import Table

import symgeom as sg

QUANTITIES = [
    "metric",
    "normal",
    "second_fundamental_form",
    "shape_operator",
    "gaussian_curvature",
    "mean_curvature",
]


def main(folder: Path) -> int:
    """Run the tour; 0 when every claim came out as it says."""
    console = Console(width=None if sys.stdout.isatty() else 110, highlight=False)
    folder.mkdir(parents=True, exist_ok=True)
    latex = shutil.which("latexmk") is not None
    claims, failed = decide(console)
    console.print(claims)
    console.print(derive(folder, latex, console))
    if not latex:
        console.print(
            "No PDF was made: latexmk is not installed. On Debian or Ubuntu: apt-get install latexmk "
            "texlive-latex-recommended texlive-fonts-recommended lmodern"
        )
    console.print(
        f"{len(sg.claims) - failed} of {len(sg.claims)} claims as stated; everything is in {folder}/"
    )
    return 1 if failed else 0


def decide(console: Console) -> tuple[Table, int]:
    """A table of verdicts."""
    table = Table("claim", "verdict", "seconds", title="Claims", title_justify="left")
    failed = 0
    for name, claim in sg.claims.items():
        with console.status(f"deciding {name}"):
            verdict = claim.check()
        right = verdict.status == claim.expected
        failed += not right
        table.add_row(
            name, verdict.status + ("" if right else f", expected {claim.expected}"), f"{verdict.seconds:.2f}"
        )
    return table, failed


def derive(folder: Path, latex: bool, console: Console) -> Table:
    """Derive, write the notes and the kernels; a table of what was written."""
    surfaces = {
        "torus": sg.surfaces.torus(),
        "abstract_graph": sg.Graph.abstract(2),
        "rosenbrock": sg.losses.rosenbrock(2),
        "tanh_network": sg.losses.tanh_network(),
    }
    table = Table("surface", "seconds", "K", "written", title="Surfaces", title_justify="left")
    for name, surface in surfaces.items():
        start = time.perf_counter()
        written = []
        with console.status(f"deriving {name}"):
            notes = sg.notes(surface)
            for suffix in [".tex", ".pdf"] if latex else [".tex"]:
                notes.save(folder / f"{name}{suffix}")
                written.append(f"{name}{suffix}")
            surface.kernel(QUANTITIES).save(folder / f"{name}_kernel.py")
            written.append(f"{name}_kernel.py")
            curvature = surface.gaussian_curvature
        seconds = f"{time.perf_counter() - start:.2f}"
        shown = str(curvature)
        if len(shown) > 40:
            shown = f"{sp.count_ops(curvature)} operations"
        table.add_row(name, seconds, shown, "\n".join(written))
    return table


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "build")))
