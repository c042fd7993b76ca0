"""How a subject is measured: a process of its own, in which all peers take turns.

``python -m benchmarks.kernels.measure SUBJECT QUICK PEER...`` prints a line of JSON for each thing that is known.

**Convention.** CPU time of the process, in seconds a call: the least of interleaved rounds, each repeated until the clock is
exact enough. `fresh` gives new memory, `placed` fills memory that is there. `memory` is what the process has at the peak of a
call beyond what it has before and after it, with the result.
"""

from __future__ import annotations

import ctypes
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.kernels.peers import PEERS, Built, NotThere
from benchmarks.kernels.subjects import SUBJECTS, Task
from benchmarks.kernels.truth import Truth

__all__ = ["main"]

_LEAST = 2e-3  # seconds of one measurement
_LONGEST = 4.0  # seconds of one call: larger batches aren't tried
_ROUNDS = {True: 3, False: 7}

Way = tuple[str, str]  # a peer and how it is called


def main(name: str, quick: bool, peers: list[str]) -> None:
    import os

    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder  # what is compiled is compiled here
        task = Task(SUBJECTS[name])
        if not task.subject.on_data:
            assert len(task.flat) == task.rows
        task.surface.straight_line(list(task.subject.quantities))  # derived: building begins after it
        truth = Truth(task)
        say("work", work=_work(task))
        made = {peer: b for peer in peers if (b := _made(peer, task, truth)) is not None}
        for size in task.subject.sizes[: 3 if quick else None]:
            _batch(task, made, size, _ROUNDS[quick])


def say(event: str, **facts: Any) -> None:
    """A line for the parent."""
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
    sys.stdout.flush()


def _work(task: Task) -> dict[str, float]:
    from benchmarks.kernels.machine import work
    from symgeom.kernels import compile_kernel
    from symgeom.kernels.steps.program import Program

    kernel = compile_kernel(task.surface, list(task.subject.quantities), "numpy")
    from symgeom.kernels.backends import backend

    program: Program = kernel._program
    return work(backend("c").source(program), len(task.surface.coordinates) + task.rows)


def _made(name: str, task: Task, truth: Truth) -> Built | None:
    """A peer's function, with its build, its first call, and its error."""
    say("start", peer=name)
    start, clock = time.perf_counter(), time.process_time()
    try:
        built = PEERS[name].build(task)
        done, used = time.perf_counter() - start, time.process_time() - clock
        say("built", peer=name, build=done, cpu=used)
        points = [*truth.points, *task.constants]
        if not built.arrays:
            return built
        args = built.ready(points)
        start = time.perf_counter()
        found = built.call(args) if built.call else built.placed(args)()  # type: ignore[misc]
        first = time.perf_counter() - start
        say("checked", peer=name, first=first, error=truth.error(built.values(found, truth.count)))
        return built
    except NotThere as reason:
        say("absent", peer=name, reason=str(reason))
    except Exception as error:  # a peer that fails is a row of the table
        say("absent", peer=name, reason=f"{type(error).__name__}: {str(error)[:160]}")
    return None


def _batch(task: Task, made: dict[str, Built], size: int, rounds: int) -> None:
    ways: dict[Way, Callable[[], Any]] = {}
    repeats: dict[Way, int] = {}
    for name, built in made.items():
        say("trying", peer=name, size=size)
        for way, run in _ways(task, built, size).items():
            try:
                repeats[name, way] = _repeats(run)
                ways[name, way] = run
            except Exception as error:
                say("absent", peer=name, reason=f"{size} points: {type(error).__name__}: {str(error)[:120]}")
    best = _least(ways, repeats, rounds)
    for (name, way), seconds in best.items():
        say("time", peer=name, way=way, size=size, seconds=seconds)
        if size == task.subject.sizes[-1] and size > 1000:
            say("memory", peer=name, way=way, size=size, bytes=_memory(ways[name, way]))
        if seconds > _LONGEST / 100 * size / max(size, 100):
            _slow(made, name, seconds, size, task)


def _slow(made: dict[str, Built], name: str, seconds: float, size: int, task: Task) -> None:
    """Leaves a peer out where the next batch would take too long."""
    later = [s for s in task.subject.sizes if s > size]
    if later and seconds * later[0] / size > _LONGEST:
        made.pop(name, None)


def _ways(task: Task, built: Built, size: int) -> dict[str, Callable[[], Any]]:
    if size == 1 and built.scalar is not None:
        numbers = [*(float(a[0]) for a in task.points(1)), *task.constants]
        scalar = built.scalar
        return {"fresh": lambda: scalar(numbers)}
    if not built.arrays:
        return {}
    args = built.ready([*task.points(size), *task.constants])
    call, found = built.call, {}
    if call is not None:
        found["fresh"] = lambda: call(args)
    if built.placed is not None:
        found["placed"] = built.placed(args)
    return found


def _repeats(run: Callable[[], Any]) -> int:
    """How often a call is made in one measurement."""
    run()
    once = _LEAST
    for _ in range(3):  # a result that took the place of the first one has fresh pages once more
        start = time.process_time()
        run()
        once = min(once, max(time.process_time() - start, 1e-7))
    return max(1, int(_LEAST / once))


def _least(ways: dict[Way, Callable[[], Any]], repeats: dict[Way, int], rounds: int) -> dict[Way, float]:
    best: dict[Way, float] = {}
    for _ in range(rounds):
        for way, run in ways.items():
            several = range(repeats[way])
            _quiet()
            if repeats[way] > 1:  # the caches hold what the peer before needed
                run()
            start = time.process_time()
            for _ in several:
                run()
            used = (time.process_time() - start) / len(several)
            best[way] = min(best.get(way, used), used)
    return best


def _quiet() -> None:
    """Waits for threads of the peer before, which may go on for a while: their time isn't that of the next peer."""
    for _ in range(100):
        before = time.process_time()
        time.sleep(2e-3)
        if time.process_time() - before < 2e-4:
            return


def _memory(run: Callable[[], Any]) -> float | None:
    """Bytes at the peak of a call beyond those after it, while the result is held; None where the system doesn't tell."""
    try:
        run()  # what a peer keeps for its next call is there
        ctypes.CDLL(None).malloc_trim(0)
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        before, held = _status("VmRSS"), run()
        ctypes.CDLL(None).malloc_trim(0)
        after = _status("VmRSS")
        del held
        return max(0, _status("VmHWM") - max(before, after))
    except (OSError, AttributeError):
        return None


def _status(field: str) -> int:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise OSError(field)


if __name__ == "__main__":
    np.seterr(all="ignore")
    main(sys.argv[1], sys.argv[2] == "quick", sys.argv[3:])
