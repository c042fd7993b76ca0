"""The tables, in Markdown.

What is here: `written`. Ratios are a peer's CPU seconds over symgeom's on the same case in the same run; a peer that
didn't finish has a lower bound. Only cases that both finish enter a median.
"""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.growth import TITLES
from benchmarks.run import Measurement
from benchmarks.suite import QUANTITIES
from benchmarks.tools import TOOLS

__all__ = ["written"]

TABLES = {"all": "g, g⁻¹, N, h, S, K, H", "curvatures": "K and H alone"}
WRONG = 1e-20

Found = dict[tuple[str, str, str], Measurement]


def written(
    cases: dict[str, dict[str, Any]],
    measurements: list[Measurement],
    limit: float,
    pictures: Iterable[str] = (),
) -> str:
    """The whole report; ``pictures`` are files beside it."""
    found: Found = {m.key: m for m in measurements}
    names = [name for name in cases if ":" not in name]
    peers = [tool for tool in TOOLS if tool != "symgeom" and any(m.tool == tool for m in measurements)]
    parts = ["# Measured side by side\n", _conditions(limit)]
    if names:
        parts += ["## Summary\n", _summary(cases, names, peers, found)]
        parts += [f"![CPU seconds, {Path(name).stem}]({name})\n" for name in pictures]
        for what, title in TABLES.items():
            if any(m.what == what for m in measurements):
                parts += [f"## {title}: times\n", _times(cases, names, peers, what, found)]
        parts += ["## The best peer of each case\n", _best(cases, names, peers, found)]
        parts += ["## Sizes of K and H (operations)\n", _sizes(cases, names, peers, found)]
        parts += ["## Length of all entries (operations)\n", _lengths(cases, names, peers, found)]
        parts += ["## Wrong or unchecked answers\n", _wrong(cases, names, found)]
    growth = [name for name in cases if ":" in name]
    if growth:
        parts += ["## Growth\n", _growth(growth, peers, found)]
    return "\n".join(parts).rstrip() + "\n"


def _conditions(limit: float) -> str:
    return (
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores shared with other work, "
        f"Python {platform.python_version()}. CPU seconds without start-up (what is loaded on demand belongs to it); "
        f"each case in a fresh process with at most {limit:g} s of CPU, a quick derivation repeated there for 0.2 s with "
        "caches emptied, and the median of up to three such processes where one is cheap (2.5 s with start-up); the tools in "
        "turn case by case, all in one run. All have the same facts. Read the ratios, not the digits.\n"
    )


def _summary(cases: dict[str, dict[str, Any]], names: list[str], peers: list[str], found: Found) -> str:
    rows = [["", "cases", "finished", "both finish", "median ratio", "quartiles", "K wrong", "H wrong"]]
    for what, title in TABLES.items():
        for tool in ["symgeom", *peers]:
            mine = [m for name in names if (m := found.get((name, tool, what)))]
            if not mine:
                continue
            ratios = sorted(r for name in names if (r := _ratio(found, name, tool, what)) is not None)
            own = tool == "symgeom"
            rows.append(
                [
                    f"{TOOLS[tool].title}, {title}",
                    str(len(mine)),
                    str(sum(m.seconds is not None for m in mine)),
                    "" if own else str(len(ratios)),
                    "" if own or not ratios else f"**{_short(statistics.median(ratios))} ×**",
                    "" if own or len(ratios) < 2 else " – ".join(_short(q) for q in _quartiles(ratios)),
                    *(str(sum(_is_wrong(m, key) for m in mine)) for key in "KH"),
                ]
            )
    return _table(rows) + "\n" + _bars(cases, names, peers, found)


def _bars(cases: dict[str, dict[str, Any]], names: list[str], peers: list[str], found: Found) -> str:
    lines = []
    mine = {name: m for name in names if (m := found.get((name, "symgeom", "all")))}
    late = [
        f"{cases[name]['title']} ({_seconds(m)})"
        for name, m in mine.items()
        if m.seconds is None or m.seconds > cases[name]["allowed"]
    ]
    lines.append(f"- Over the time allowed (1 s; Boy and four parameters 30 s): {', '.join(late) or 'none'}.")
    longer = [cases[name]["title"] for name in names if _longer(name, peers, found)]
    lines.append(f"- A form longer than the shortest right one of a peer: {', '.join(longer) or 'none'}.")
    if mine:
        lines.append(f"- Largest memory of symgeom: {max(m.megabytes for m in mine.values()):.0f} MB.")
    return "\n".join(lines) + "\n"


def _times(cases: dict[str, Any], names: list[str], peers: list[str], what: str, found: Found) -> str:
    rows = [["case", "symgeom", "with start", "MB", *(f"{TOOLS[peer].title}" for peer in peers)]]
    for name in names:
        m = found.get((name, "symgeom", what))
        if m is None:
            continue
        start = "" if m.total is None else f"{m.total:.2f} s"
        cells = [_against(found, name, peer, what) for peer in peers]
        rows.append([cases[name]["title"], _seconds(m), start, f"{m.megabytes:.0f}", *cells])
    note = (
        "Peers: ratio to symgeom (seconds; with start; MB); – where the tool has no class for the case.\n\n"
    )
    return note + _table(rows)


def _against(found: Found, name: str, peer: str, what: str) -> str:
    m, own = found.get((name, peer, what)), found.get((name, "symgeom", what))
    if m is None:
        return "–"
    if m.seconds is None:
        if own and own.seconds and m.reason.startswith("over"):
            return f"> {_short(float(m.reason.split()[1]) / own.seconds)} × ({m.reason})"
        return m.reason.split(":")[0]
    ratio = _ratio(found, name, peer, what)
    mark = " **K wrong**" if _is_wrong(m, "K") else " **H wrong**" if _is_wrong(m, "H") else ""
    return f"{'' if ratio is None else _short(ratio) + ' × '}({_seconds(m)}; {m.total:.1f} s; {m.megabytes:.0f}){mark}"


def _best(cases: dict[str, Any], names: list[str], peers: list[str], found: Found) -> str:
    """The quickest right peer against symgeom, without and with the start of its process."""
    rows = [["case", "best peer", "ratio", "best with start", "ratio"]]
    ratios: dict[str, list[float]] = {"seconds": [], "total": []}
    for name in names:
        own = found.get((name, "symgeom", "all"))
        if own is None or not own.seconds or not own.total:
            continue
        cells = []
        for clock in ratios:
            others = [m for peer in peers if (m := found.get((name, peer, "all"))) and getattr(m, clock)]
            others = [m for m in others if not any(_is_wrong(m, key) for key in m.errors or {})]
            if not others:
                cells += ["–", "–"]
                continue
            best = min(others, key=lambda m: getattr(m, clock))
            ratios[clock].append(getattr(best, clock) / getattr(own, clock))
            cells += [TOOLS[best.tool].title, f"{_short(ratios[clock][-1])} ×"]
        rows.append([cases[name]["title"], *cells])
    told = {"seconds": "without start", "total": "with start"}
    medians = [
        f"{told[c]} **{_short(statistics.median(r))} ×**, least {_short(min(r))} ×"
        for c, r in ratios.items()
        if r
    ]
    return f"Its time over symgeom's, at the median: {'; '.join(medians) or 'none'}.\n\n{_table(rows)}"


def _lengths(cases: dict[str, Any], names: list[str], peers: list[str], found: Found) -> str:
    """g, g^-1, N, h, S, K and H together, for those that gave all of them and none wrong."""
    rows = [["case", "symgeom", *(TOOLS[peer].title for peer in peers)]]
    for name in names:
        sums = [_length(found.get((name, tool, "all"))) for tool in ("symgeom", *peers)]
        others = [n for n in sums[1:] if n is not None]
        own = "–" if sums[0] is None else str(sums[0])
        if sums[0] is not None and others and min(others) < sums[0]:
            own = f"**{own}**"
        rows.append([cases[name]["title"], own, *("–" if n is None else str(n) for n in sums[1:])])
    return "Bold: longer than a peer's. – where an entry is missing, wrong or unchecked.\n\n" + _table(rows)


def _length(m: Measurement | None) -> int | None:
    if m is None or not m.operations or not m.errors or not QUANTITIES.keys() <= m.operations.keys():
        return None
    return None if any(_is_wrong(m, key) for key in QUANTITIES) else sum(m.operations.values())


def _sizes(cases: dict[str, Any], names: list[str], peers: list[str], found: Found) -> str:
    rows = [["case", "symgeom K", "H", *(f"{TOOLS[peer].title} K, H" for peer in peers)]]
    for name in names:
        m = _shortest(found, name, "symgeom")
        if m is None:
            continue
        cells = []
        for peer in peers:
            sizes = _shortest(found, name, peer)
            cells.append("–" if sizes is None else ", ".join("–" if n is None else str(n) for n in sizes))
        rows.append([cases[name]["title"], *(_marked(name, n, peers, found) for n in (0, 1)), *cells])
    note = "The shorter of the forms in the two tables above; a wrong K or H doesn't count. Bold: longer than a peer's.\n\n"
    return note + _table(rows)


def _marked(name: str, which: int, peers: list[str], found: Found) -> str:
    own = _shortest(found, name, "symgeom")
    assert own is not None
    return f"**{own[which]}**" if which in _longer(name, peers, found) else str(own[which])


def _longer(name: str, peers: list[str], found: Found) -> list[int]:
    """0 if K, 1 if H is longer than the shortest right one of a peer."""
    own = _shortest(found, name, "symgeom")
    if own is None:
        return []
    others = [sizes for peer in peers if (sizes := _shortest(found, name, peer))]
    return [
        n
        for n in (0, 1)
        if own[n] is not None and any(sizes[n] is not None and sizes[n] < own[n] for sizes in others)
    ]


def _shortest(found: Found, name: str, tool: str) -> list[Any] | None:
    """Sizes of the shorter K and H of the two tables, None where wrong."""
    both = [m for what in TABLES if (m := found.get((name, tool, what))) and m.operations and m.errors]
    if not both:
        return None
    return [
        min((m.operations[key] for m in both if m.operations and not _is_wrong(m, key)), default=None)
        for key in "KH"
    ]


def _wrong(cases: dict[str, Any], names: list[str], found: Found) -> str:
    lines = []
    for m in found.values():
        if m.case not in names or m.seconds is None:
            continue
        title = f"{cases[m.case]['title']}, {TOOLS[m.tool].title}, {TABLES[m.what]}"
        if m.errors is None:
            lines.append(f"- {title}: not checked (the answer could not be read within the limit)")
        for key in m.errors or {}:
            if _is_wrong(m, key):
                error = (m.errors or {})[key]
                size = "no real number" if error == float("inf") else f"relative error {error:.2g}"
                lines.append(f"- {title}: {key} wrong ({size})")
    lines += [
        f"- {cases[m.case]['title']}, {TOOLS[m.tool].title}, {TABLES[m.what]}: {m.reason}"
        for m in found.values()
        if m.case in names and m.reason and not m.reason.startswith("over")
    ]
    return "\n".join(lines or ["none"]) + "\n"


def _growth(names: list[str], peers: list[str], found: Found) -> str:
    parts = []
    for family, title in TITLES.items():
        mine = [name for name in names if name.split(":")[0] == family]
        if not mine:
            continue
        rows = [[title, "symgeom", "MB", "K, H", *(TOOLS[peer].title for peer in peers)]]
        for name in mine:
            m = found.get((name, "symgeom", "all"))
            sizes = ", ".join(str(m.operations[key]) for key in "KH") if m and m.operations else "–"
            cells = [_seconds(found.get((name, peer, "all"))) for peer in peers]
            size = " ".join(reversed(name.split(":")[1:]))
            rows.append([size, _seconds(m), f"{m.megabytes:.0f}" if m else "–", sizes, *cells])
        parts += [f"### {family}\n", _table(rows)]
    return "\n".join(parts)


def _ratio(found: Found, name: str, peer: str, what: str) -> float | None:
    m, own = found.get((name, peer, what)), found.get((name, "symgeom", what))
    if m is None or own is None or m.seconds is None or not own.seconds:
        return None
    return m.seconds / own.seconds


def _is_wrong(m: Measurement, key: str) -> bool:
    return m.errors is not None and key in m.errors and not m.errors[key] < WRONG


def _quartiles(ratios: list[float]) -> list[float]:
    first, _, third = statistics.quantiles(ratios, n=4, method="inclusive")
    return [first, third]


def _seconds(m: Measurement | None) -> str:
    if m is None:
        return "–"
    return m.reason.split(":")[0] if m.seconds is None else f"{_short(m.seconds)} s"


def _short(x: float) -> str:
    return f"{x:.0f}" if x >= 100 else f"{x:.2g}" if x >= 1 else f"{x:.3f}"


def _table(rows: Iterable[list[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines) + "\n"
