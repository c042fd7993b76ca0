"""``python -m benchmarks.kernels``: kernels beside hand-written C, lambdify and what else makes functions of formulas.

Every subject has a process of its own, in which the peers take turns. A peer that isn't installed, can't do a subject, crashes
or takes too long is told under the table. Writes `kernels.json` and `kernels.md` into ``--out`` after each subject.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.kernels import report
from benchmarks.kernels.machine import rates
from benchmarks.kernels.peers import PEERS
from benchmarks.kernels.subjects import SUBJECTS
from benchmarks.run import ROOT

__all__ = ["main", "measured"]

_LIMIT = 120.0  # seconds without a word
_ALONE = {  # one thread each
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}


def options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kernels", description=__doc__)
    parser.add_argument("--subject", default=",".join(SUBJECTS), help="comma separated; default %(default)s")
    parser.add_argument("--peer", default=",".join(PEERS), help="comma separated; default %(default)s")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no large batches")
    parser.add_argument("--resume", action="store_true", help="keep the other subjects of the last run")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "bench")
    chosen = parser.parse_args(arguments)
    for kind, known in (("subject", SUBJECTS), ("peer", PEERS)):
        asked = getattr(chosen, kind).split(",")
        unknown = [name for name in asked if name not in known]
        if unknown:
            parser.error(f"no {kind} {', '.join(unknown)}; there are {', '.join(known)}")
        setattr(chosen, kind, asked)
    return chosen


def measured(subject: str, peers: list[str], quick: bool, limit: float = _LIMIT) -> dict[str, Any]:
    """What the process of a subject says; a peer that ends it is left out of the next one."""
    lost: dict[str, str] = {}
    while True:
        left = [peer for peer in peers if peer not in lost]
        found, last, ended = _one(subject, left, quick, limit)
        if not ended:
            told = {peer: {"reason": reason} for peer, reason in lost.items()}
            found["peers"] = {peer: found["peers"].get(peer) or told.get(peer, {}) for peer in peers}
            return found
        if last not in left:
            return {**found, "peers": {peer: {"reason": ended} for peer in peers}}
        lost[last] = ended


def _one(subject: str, peers: list[str], quick: bool, limit: float) -> tuple[dict[str, Any], str, str]:
    """What is known, the peer that was asked last, and how the process ended where it didn't end well."""
    command = [
        sys.executable,
        "-m",
        "benchmarks.kernels.measure",
        subject,
        "quick" if quick else "all",
        *peers,
    ]
    found: dict[str, Any] = {"work": {}, "peers": {}}
    last = ""
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **_ALONE},
    ) as process:
        lines: queue.Queue[str] = queue.Queue()
        said: list[str] = []
        threading.Thread(target=lambda: _into(process.stdout, lines), daemon=True).start()
        threading.Thread(target=lambda: said.extend(process.stderr or ()), daemon=True).start()
        while True:
            try:
                line = lines.get(timeout=limit)
            except queue.Empty:
                process.kill()
                return found, last, f"over {limit:g} s"
            if not line:
                break
            if line.startswith('{"event"'):
                last = _taken(found, json.loads(line)) or last
        code = process.wait()
    return found, last, f"ended with {code}: {''.join(said).strip()[-200:]}" if code else ""


def _into(stream: Any, lines: queue.Queue[str]) -> None:
    for line in stream:
        lines.put(line)
    lines.put("")


def _taken(found: dict[str, Any], said: dict[str, Any]) -> str:
    """Notes what a line says; returns the peer that is asked now."""
    event, peer = said.pop("event"), said.pop("peer", "")
    known = found["peers"].setdefault(peer, {}) if peer else {}
    if event == "work":
        found["work"] = said["work"]
    elif event == "time":
        known.setdefault("times", []).append((said["way"], said["size"], said["seconds"]))
    elif event == "memory":
        known.setdefault("memory", {})[said["way"]] = said["bytes"]
    elif event in ("built", "checked", "absent"):
        known.update(said)
    return peer if event in ("start", "trying") else ""


def main(arguments: Sequence[str] | None = None) -> None:
    chosen = options(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    found: dict[str, Any] = {}
    if chosen.resume and (chosen.out / "kernels.json").exists():
        found = json.loads((chosen.out / "kernels.json").read_text(encoding="utf-8"))["subjects"]
    for subject in chosen.subject:
        sys.stderr.write(f"{subject}\n")
        found[subject] = measured(subject, chosen.peer, chosen.quick)
        found = {name: found[name] for name in SUBJECTS if name in found}
        kept = {"machine": rates(), "subjects": found}
        (chosen.out / "kernels.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
        (chosen.out / "kernels.md").write_text(report.written(found, rates()), encoding="utf-8")
    sys.stdout.write(report.shown(found, rates()))


if __name__ == "__main__":
    main()
