"""What was measured as tables: in the terminal, and in Markdown.

**Here.** `shown`, `written`; `bars`, what is to be reached and what is not.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.kernels.machine import roof
from benchmarks.kernels.peers import PEERS
from benchmarks.kernels.subjects import SUBJECTS

__all__ = ["shown", "written"]

Found = dict[str, Any]  # of a subject: "work", and under "peers" what is known of each
_NEAR = 2.5  # times the roof
_HEAD = (
    "",
    "build s",
    "first ms",
    "one call µs",
    "100 µs",
    "10⁴ ns/pt",
    "largest ns/pt",
    "× hand",
    "× roof",
    "B/pt",
    "error",
)


def shown(found: dict[str, Found], rates: dict[str, float]) -> str:
    """Tables in columns."""
    parts = [_rates(rates)]
    for name, subject in found.items():
        parts.append(_title(name, subject))
        rows = [list(_HEAD), *_rows(name, subject)]
        wide = [max(len(row[k]) for row in rows) for k, _ in enumerate(_HEAD)]
        for row in rows:
            first, *rest = (
                cell.rjust(w) if k else cell.ljust(w) for k, (cell, w) in enumerate(zip(row, wide))
            )
            parts.append("  ".join([first, *rest]).rstrip())
        parts += _notes(subject)
    return "\n".join([*parts, "", *_bars(found)]) + "\n"


def written(found: dict[str, Found], rates: dict[str, float]) -> str:
    """The section of `RESULTS.md`."""
    parts = [f"## Kernels\n\n{_conditions()} {_rates(rates)}\n"]
    for name, subject in found.items():
        parts.append(f"### {_title(name, subject)}\n")
        rows = [list(_HEAD), ["---"] * len(_HEAD), *_rows(name, subject)]
        parts.append("\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n")
        parts += [f"- {note}" for note in _notes(subject)]
        parts += [""] * bool(_notes(subject))
    return "\n".join([*parts, *(f"- {bar}" for bar in _bars(found))]) + "\n"


def _conditions() -> str:
    return (
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores shared with other work, Python "
        f"{platform.python_version()}. CPU time, one thread, the least of interleaved rounds; results in new memory / in "
        "memory that is there (`out=`). B/pt is the peak beyond arguments and result; error the largest against 60 digits, "
        "of entries relative to the largest of their quantity. Closed forms were derived before; the cache of compiled "
        "kernels was empty."
    )


def _rates(rates: dict[str, float]) -> str:
    return f"This machine on one core: {rates['bytes']:.1f} GB/s through memory, {rates['operations']:.1f} GFlop/s."


def _title(name: str, subject: Found) -> str:
    needed = subject["work"]
    if not needed:
        return SUBJECTS[name].title
    said = f"{needed['bytes']:.0f} bytes" + (
        f", {needed['operations']:.0f} operations" if "operations" in needed else ""
    )
    return f"{SUBJECTS[name].title} ({said} a point; roof {roof(needed):.2g} ns)"


def _rows(name: str, subject: Found) -> list[list[str]]:
    sizes, rows = SUBJECTS[name].sizes, []
    largest = max((size for p in subject["peers"].values() for _, size in _times(p)), default=0)
    hand = _least(subject["peers"].get("hand", {}), largest)
    for peer, known in subject["peers"].items():
        if "build" not in known:
            continue
        times, least = _times(known), _least(known, largest)
        end = [
            _pair(times, largest, 1e9 / largest if largest else 0.0),
            f"{least / hand:.2f}" if least and hand else "",
            f"{least / largest * 1e9 / roof(subject['work']):.1f}" if least and largest > 1 else "",
        ]
        memory = [b / largest for b in known.get("memory", {}).values() if b is not None]
        rows.append(
            [
                PEERS[peer].title,
                f"{known['build']:.2g}",
                f"{known['first'] * 1e3:.3g}" if "first" in known else "",
                _pair(times, 1, 1e6),
                _pair(times, 100, 1e6),
                _pair(times, 10_000, 1e9 / 10_000) if 10_000 in sizes else "",
                *end,
                f"{max(memory):.0f}" if memory else "",
                f"{known['error']:.1g}" if "error" in known else "",
            ]
        )
    return rows


def _times(known: Found) -> dict[tuple[str, int], float]:
    return {(way, size): seconds for way, size, seconds in known.get("times", [])}


def _least(known: Found, size: int) -> float:
    times = _times(known)
    return min((times[way, size] for way in ("fresh", "placed") if (way, size) in times), default=0.0)


def _pair(times: dict[tuple[str, int], float], size: int, scale: float) -> str:
    cells = [f"{times[way, size] * scale:.3g}" if (way, size) in times else "" for way in ("fresh", "placed")]
    return " / ".join(cells) if cells[1] else cells[0]


def _notes(subject: Found) -> list[str]:
    """Who isn't in the table, and why."""
    return [
        f"{PEERS[peer].title}: {known['reason']}"
        for peer, known in subject["peers"].items()
        if "reason" in known
    ]


def _bars(found: dict[str, Found]) -> list[str]:
    """What is to be reached, where it is missed, with the ratio; and how far the machine's roof is, where it is near."""
    lines = []
    for title, most, ratio in _BARS:
        values = {name: r for name, subject in found.items() if (r := ratio(name, subject)) is not None}
        if values:
            above = ((name, r) for name, r in values.items() if r > most)
            missed = ", ".join(f"{name} {r:.2f}{_near_roof(title, found[name])}" for name, r in above)
            lines.append(
                f"{title}: at most {max(values.values()):.2f}; {f'missed by {missed}' if missed else 'reached by all'}"
            )
    return lines


def _near_roof(title: str, subject: Found) -> str:
    """Of a kernel with many points that is as fast as its bytes go through memory, or nearly so: how fast that is."""
    peer = f"symgeom_{title.partition(' ')[0].rstrip(',')}"
    known = _times(subject["peers"].get(peer, {}))
    largest = max((size for _, size in known), default=1)
    part = _least(subject["peers"].get(peer, {}), largest) / largest * 1e9 / roof(subject["work"])
    return f" ({part:.1f} times the roof)" if largest > 10_000 and part < _NEAR and "<= 1/" in title else ""


Ratio = Callable[[str, Found], float | None]


def _ratio(one: tuple[str, str], other: tuple[str, str], sizes: Iterable[int], plus: float = 0.0) -> Ratio:
    """The largest quotient of two ways over some sizes (0 stands for the largest size), `plus` seconds taken off the first."""

    def ratio(name: str, subject: Found) -> float | None:
        peers, found = subject["peers"], []
        largest = max((size for p in peers.values() for _, size in _times(p)), default=0)
        for size in sizes:
            at = size or largest
            above = _times(peers.get(one[0], {})).get((one[1], at))
            below = _times(peers.get(other[0], {})).get((other[1], at))
            if above and below:
                found.append((above - plus) / below)
        return max(found, default=None)

    return ratio


def _building(one: str, other: str) -> Ratio:
    def ratio(name: str, subject: Found) -> float | None:
        ends = [subject["peers"].get(peer, {}).get("cpu") for peer in (one, other)]
        return ends[0] / ends[1] if ends[0] and ends[1] else None

    return ratio


_CSE = ("lambdify_cse", "fresh")
_BARS: tuple[tuple[str, float, Ratio], ...] = (
    ("c over hand-written C <= 1.15", 1.15, _ratio(("symgeom_c", "placed"), ("hand", "placed"), (0,))),
    (
        "numba over hand-written C <= 1.15",
        1.15,
        _ratio(("symgeom_numba", "placed"), ("hand", "placed"), (0,)),
    ),
    ("c over lambdify(cse) <= 1/6", 1 / 6, _ratio(("symgeom_c", "placed"), _CSE, (0,))),
    ("numba over lambdify(cse) <= 1/6", 1 / 6, _ratio(("symgeom_numba", "placed"), _CSE, (0,))),
    (
        "numpy over lambdify(cse) from 10^4 points on <= 1",
        1.0,
        _ratio(("symgeom_numpy", "fresh"), _CSE, (1000, 10_000, 0)),
    ),
    (
        "numpy, out=, over lambdify(cse) at most points <= 1/1.5",
        1 / 1.5,
        _ratio(("symgeom_numpy", "placed"), _CSE, (0,)),
    ),
    (
        "numpy without over with out= <= 1.2",
        1.2,
        _ratio(("symgeom_numpy", "fresh"), ("symgeom_numpy", "placed"), (0,)),
    ),
    (
        "numpy, one call less 2 µs, over lambdify(math) <= 2",
        2.0,
        _ratio(("symgeom_numpy", "fresh"), ("lambdify_math", "fresh"), (1,), 2e-6),
    ),
    ("numpy over lambdify(cse) at 100 points <= 1.5", 1.5, _ratio(("symgeom_numpy", "fresh"), _CSE, (100,))),
    ("numpy built over lambdify(cse) built <= 1", 1.0, _building("symgeom_numpy", "lambdify_cse")),
    ("numpy over jax.hessian <= 1", 1.0, _ratio(("symgeom_numpy", "fresh"), ("jax_hessian", "fresh"), (1,))),
    ("c over jax.hessian <= 1", 1.0, _ratio(("symgeom_c", "fresh"), ("jax_hessian", "fresh"), (1,))),
)
