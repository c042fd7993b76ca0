"""Growth of forms: how long K and H by name are, and how long their kernel takes to build, against the number of data N or of
parameters d.

``python -m benchmarks.forms FOLDER`` writes `forms.json`, `forms.png` and prints a table; ``python -m benchmarks.forms FAMILY
SIZE`` measures one, in a process of its own. An exponent is the slope of log y against log x over the larger half of the sizes.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["FAMILIES", "exponent", "main", "measured"]

LIMIT = 120.0  # seconds a process
FAMILIES = {
    "tanh unit, N examples": (1, 2, 4, 8, 16, 32, 64, 128, 256),
    "Rosenbrock, d": (2, 3, 5, 10, 20, 35, 50),
    "linear regression on 60 examples, d": (2, 3, 5, 10, 20, 35, 50),
    "softmax, d classes on d features": (2, 3, 4, 6, 8, 10),
}
NUMBERS = ("operations", "formula", "kernel")
TITLES = {
    "operations": "operations of K and H",
    "formula": "CPU seconds, formula",
    "kernel": "CPU seconds, kernel",
}


def _loss(family: str, size: int) -> Any:
    import sympy as sp

    import symgeom as sg

    def datum(k: int, i: int) -> Any:
        return sp.Rational((7 * k + 5 * i + 3 * k * i) % 19 - 9, 4)

    if family.startswith("tanh"):
        a, b = sp.symbols("a b", real=True)
        terms = [(b * sp.tanh(sp.Rational(k + 1, 3) * a) - datum(k, 1)) ** 2 for k in range(size)]
        return sg.Graph(sum(terms) / 2, (a, b))
    if family.startswith("Rosenbrock"):
        return sg.losses.rosenbrock(size)
    if family.startswith("linear"):
        w = sp.symbols(f"w1:{size + 1}", real=True)
        rows = [sum(datum(k, i) * s for i, s in enumerate(w)) - datum(k, size) for k in range(60)]
        return sg.Graph(sum(r**2 for r in rows) / 120, w)
    decay = sp.Rational(1, 100)
    loss = sg.losses.softmax_classifier(size, size)
    return sg.Graph(loss.ell + decay * sum(x**2 for x in loss.coordinates), loss.coordinates)


def _once(family: str, size: int) -> dict[str, float]:
    import time

    names, clock = ["gaussian_curvature", "mean_curvature"], time.process_time
    _loss(family, 2).kernel(names)  # what is loaded on demand belongs to the start-up
    loss, other = _loss(family, size), _loss(family, size)
    start = clock()
    operations = loss.formula(names).operations
    middle = clock()
    other.kernel(names)
    return {"size": size, "operations": operations, "formula": middle - start, "kernel": clock() - middle}


def measured(family: str) -> list[dict[str, float]]:
    """The sizes that came within the limit."""
    found = []
    for size in FAMILIES[family]:
        command = [sys.executable, "-m", "benchmarks.forms", family, str(size)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=LIMIT)
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            break
        found.append(json.loads(done.stdout))
        sys.stderr.write(f"{family}: {done.stdout.strip()}\n")
    return found


def exponent(rows: list[dict[str, float]], key: str) -> float:
    """The slope in logarithms by least squares, over the larger half of the sizes."""
    points = [(math.log(row["size"]), math.log(max(row[key], 1e-3))) for row in rows[len(rows) // 2 :]]
    x, y = (sum(column) / len(points) for column in zip(*points))
    below = sum((a - x) ** 2 for a, _ in points)
    return sum((a - x) * (b - y) for a, b in points) / below if below else math.nan


def _table(found: dict[str, list[dict[str, float]]]) -> str:
    lines = ["| | " + " | ".join(f"{TITLES[key]} | exponent" for key in NUMBERS) + " |"]
    lines.append("|" + "---|" * (1 + 2 * len(NUMBERS)))
    for family, rows in found.items():
        if not rows:
            lines.append(f"| {family} | none within {LIMIT:.0f} s |")
            continue
        last = rows[-1]
        cells = [f"{last[key]:.3g} | {exponent(rows, key):.2f}" for key in NUMBERS]
        lines.append(f"| {family} = {last['size']} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _draw(found: dict[str, list[dict[str, float]]], path: Path) -> None:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return
    figure = Figure(layout="constrained", figsize=(10, 4))
    for axes, key in zip(figure.subplots(1, len(NUMBERS)), NUMBERS):
        for family, rows in found.items():
            if rows:
                label = f"{family}: {exponent(rows, key):.2f}"
                axes.plot(
                    [row["size"] for row in rows], [row[key] for row in rows], "o-", ms=3, lw=1, label=label
                )
        axes.set(xscale="log", yscale="log", title=TITLES[key])
        axes.grid(alpha=0.3)
        axes.legend(fontsize=6, title="exponent", title_fontsize=6)
    figure.savefig(path, dpi=110)


def main(folder: str, measure: Callable[[str], list[dict[str, float]]] = measured) -> None:
    found = {family: measure(family) for family in FAMILIES}
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    (place / "forms.json").write_text(json.dumps(found, indent=1, ensure_ascii=False), encoding="utf-8")
    _draw(found, place / "forms.png")
    sys.stdout.write(_table(found))


if __name__ == "__main__":
    if len(sys.argv) == 3:
        sys.stdout.write(json.dumps(_once(sys.argv[1], int(sys.argv[2]))) + "\n")
    else:
        main(sys.argv[1])
