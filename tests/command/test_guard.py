"""The guard: values, errors, limits, and that nothing stays behind."""

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from symgeom.command.guard import Limits, UnexpectedError, run, stream
from symgeom.errors import BudgetError, InputError, ToolError
from tests import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and process groups as on Linux")
QUICK = Limits(seconds=20.0, megabytes=2048)


def spin(path: str = "") -> None:
    if path:
        Path(path).write_text(str(os.getpid()), encoding="utf-8")
    while True:
        pass


def hang_in_c() -> int:
    time.sleep(60)
    return 0


def fill() -> int:
    return len([bytearray(2**24) for _ in range(10**6)])


def fill_in_c() -> str:
    return "x" * 2**40


def recurse(n: int = 0) -> int:
    return recurse(n + 1) + 1


def fail(kind: type[Exception]) -> None:
    raise kind("the cause")


def die(how: int) -> None:
    os.kill(os.getpid(), how)


def leave() -> None:
    os._exit(7)


def shout() -> None:
    print("noise")
    os.write(2, b"noise")


def count(n: int) -> Iterator[int]:
    yield from range(n)
    raise InputError("no more")


def start_a_sleeper(path: str) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        Path(path).write_text(str(process.pid), encoding="utf-8")


def gone(pid: int) -> bool:
    """Whether a process ended (as far as init has fetched it) within two seconds."""
    for _ in range(40):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("value", [None, 1, "text", [1, [2.5, None]], {"a": ["b"]}, "x" * 10**6])
def test_values_come_back(value: Any) -> None:
    assert run(lambda given: given, value, limits=QUICK) == value


def test_the_child_is_another_process_and_quiet(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(os.getpid, limits=QUICK) != os.getpid()
    run(shout, limits=QUICK)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", [InputError, ToolError, BudgetError])
def test_errors_on_purpose_come_back_as_they_are(kind: type[Exception]) -> None:
    with pytest.raises(kind, match=r"^the cause$"):
        run(fail, kind, limits=QUICK)


def test_other_errors_carry_their_traceback() -> None:
    with pytest.raises(UnexpectedError, match="ZeroDivisionError: the cause") as caught:
        run(fail, ZeroDivisionError, limits=QUICK)
    assert "in fail" in caught.value.trace
    with pytest.raises(UnexpectedError, match="SystemExit"):
        run(fail, SystemExit, limits=QUICK)
    with pytest.raises(UnexpectedError, match="code 7"):
        run(leave, limits=QUICK)
    with pytest.raises(UnexpectedError, match="TypeError"):
        run(object, limits=QUICK)  # no JSON value


@pytest.mark.parametrize("work", [spin, hang_in_c])
def test_the_time_limit(work: Any) -> None:
    start = time.monotonic()
    with pytest.raises(BudgetError, match=r"deriving x took longer than 0\.5 s .* with --timeout\.$"):
        run(work, limits=Limits(seconds=0.5), what="deriving x")
    assert time.monotonic() - start < 5


def test_the_advice_is_part_of_the_message() -> None:
    limits = Limits(seconds=0.3, advice="ask for less")
    with pytest.raises(BudgetError, match=r"Allow more with --timeout, or ask for less\.$"):
        run(spin, limits=limits)


@pytest.mark.parametrize("work", [fill, fill_in_c])
def test_the_memory_limit(work: Any) -> None:
    with pytest.raises(BudgetError, match="needed more than 600 MB"):
        run(work, limits=Limits(seconds=20.0, megabytes=600), what="deriving x")


def test_the_memory_limit_of_a_child_of_a_large_process() -> None:
    """A fork of a process that is larger than the limit says so at once: it can't even begin a thread then."""
    large = bytearray(900 * 2**20)
    with pytest.raises(BudgetError, match="needed more than 600 MB"):
        run(fill, limits=Limits(seconds=20.0, megabytes=600), what="deriving x")
    assert large


def test_the_stack() -> None:
    with pytest.raises(BudgetError, match="stack"):
        run(recurse, limits=QUICK)


@pytest.mark.parametrize("how", [signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV])
def test_a_crash_is_a_clean_error(how: int) -> None:
    with pytest.raises(BudgetError):
        run(die, how, limits=QUICK)


def test_a_child_of_a_program_that_collects_no_garbage_collects_its_own() -> None:
    gc.disable()
    try:
        assert run(_collects) == [True, True]
        assert not gc.isenabled() and gc.get_freeze_count() == 0
    finally:
        gc.enable()


def _collects() -> list[bool]:
    return [gc.isenabled(), gc.get_freeze_count() > 0]


def test_items_arrive_before_the_error() -> None:
    seen = []
    with pytest.raises(InputError, match="no more"), stream(count, 3, limits=QUICK) as items:
        for item in items:
            seen.append(item)  # noqa: PERF402
    assert seen == [0, 1, 2]


def test_nothing_stays_behind(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    with pytest.raises(BudgetError):
        run(start_a_sleeper, str(note), limits=Limits(seconds=1.0))
    assert gone(int(note.read_text()))
    with stream(count, 10**9, limits=QUICK) as items:
        assert next(items) == 0


def test_the_child_ends_with_its_parent(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = f"from tests.command import test_guard as t; t.run(t.spin, {str(note)!r})"
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    while not (note.exists() and note.read_text()):
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    assert gone(int(note.read_text()))


def interruptible() -> None:
    """SIGINT as in a terminal, also where a shell has its background jobs ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_an_interrupt_is_answered_at_once(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = f"from tests.command import test_guard as t; t.run(t.spin, {str(note)!r})"
    parent = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        preexec_fn=interruptible,
    )
    while not (note.exists() and note.read_text()):
        time.sleep(0.05)
    start = time.monotonic()
    parent.send_signal(signal.SIGINT)
    parent.wait(5)
    assert time.monotonic() - start < 5
    assert gone(int(note.read_text()))
