"""One derivation in a fresh process under limits, and the order in which many are run.

What is here: `Measurement`, `measure` (rounds over the tools of one case, so that they meet the same machine). Seconds are CPU
seconds: on a machine that others use too they move far less than the clock does. The parent imports no mathematics: on Linux a
child's peak memory starts from the parent's.
"""

from __future__ import annotations

import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.suite import QUANTITIES, Case
from benchmarks.tools import Tool

__all__ = ["Measurement", "Run", "execute", "listed", "measure"]

ROOT = Path(__file__).resolve().parents[1]
CHEAP = 2.5  # CPU seconds, start-up included, up to which a process is repeated


@dataclass(frozen=True)
class Run:
    """One process: CPU seconds with and without start-up, peak memory, and why there is no answer ("" if there is one)."""

    total: float
    megabytes: float
    reason: str = ""
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return float(self.answer["seconds"])


@dataclass
class Measurement:
    """The medians of the runs of one tool on one case; ``what`` is "all" or "curvatures"."""

    case: str
    tool: str
    what: str
    seconds: float | None = None
    total: float | None = None
    megabytes: float = 0.0
    runs: int = 0
    reason: str = ""
    operations: dict[str, int] | None = None
    errors: dict[str, float] | None = None
    answer: dict[str, list[str]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        return self.case, self.tool, self.what

    @property
    def right(self) -> bool:
        """Checked against numbers, and K agreed."""
        return bool(self.errors) and self.errors is not None and self.errors["K"] < 1e-20


def listed(module: str, limit: float = 600.0) -> list[str]:
    """The lines that a module of this package prints."""
    command = [sys.executable, "-m", module]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=limit, env=_environment()
    )
    return done.stdout.splitlines()


def measure(
    case: Case, tools: Iterable[Tool], what: str, limit: float, runs: int, say: Callable[[str], None]
) -> list[Measurement]:
    """Every tool once, then again those that were cheap."""
    tools = list(tools)
    found: dict[str, list[Run]] = {tool.name: [] for tool in tools}
    for number in range(runs):
        for tool in tools:
            done = found[tool.name]
            if number and (done[0].reason or done[0].total > CHEAP):
                continue
            done.append(once(case, tool, what, limit))
            if not number:
                say(f"{case.title}, {tool.title}, {what}: {done[0].reason or f'{done[0].seconds:.3g} s'}")
    return [_summary(case.name, tool.name, what, found[tool.name]) for tool in tools]


def _summary(case: str, tool: str, what: str, runs: list[Run]) -> Measurement:
    good = [run for run in runs if not run.reason]
    peak = max(run.megabytes for run in runs)
    if not good:
        return Measurement(case, tool, what, megabytes=peak, runs=len(runs), reason=runs[0].reason)
    answer = good[0].answer
    return Measurement(
        case,
        tool,
        what,
        seconds=statistics.median(run.seconds for run in good),
        total=statistics.median(run.total for run in good),
        megabytes=peak,
        runs=len(good),
        operations=answer.get("operations"),
        answer={key: answer[key] for key in QUANTITIES if key in answer},
    )


def once(case: Case, tool: Tool, what: str, limit: float) -> Run:
    """One tool on one case in a fresh process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        total, megabytes, reason = execute(tool.command(case, what, folder), folder, limit)
        if reason:
            return Run(total, megabytes, reason)
        try:
            return Run(total, megabytes, "", tool.result(folder))
        except (OSError, ValueError, KeyError) as error:
            return Run(total, megabytes, f"no answer: {_last_line(folder) or error}"[:160])


def execute(command: list[str], folder: Path, limit: float) -> tuple[float, float, str]:
    """(CPU seconds, peak MB, what went wrong). The limit holds for CPU time, three times it for the clock."""
    seconds = max(1, round(limit))

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))

    with (folder / "stdout.txt").open("w") as out, (folder / "stderr.txt").open("w") as err:
        child = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env=_environment(),
            start_new_session=True,
            preexec_fn=limits,
        )
    deadline = time.monotonic() + 3 * limit
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() > deadline:
            os.killpg(child.pid, signal.SIGKILL)
        time.sleep(0.01)
    child.returncode = os.waitstatus_to_exitcode(status)
    used, peak = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL) or used >= seconds:
        return used, peak, f"over {seconds} s"
    return used, peak, f"failed: {_last_line(folder)}"[:160] if child.returncode else ""


def _last_line(folder: Path) -> str:
    lines = (folder / "stderr.txt").read_text(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
