"""Work under a time and a memory limit: in a child process that can be stopped at any moment.

What is here: `Limits`; `run` for a function's value and `stream` for the items of a generator. Input from
anywhere can make a derivation larger than the machine, and a hang in a library can't be interrupted within.

Conventions: values travel as JSON, never as pickles. The child leads its own process group, so that what it
started (TeX, say) ends with it; it ends itself when the parent is gone. Where the system has no such limit
(Windows), memory is not bounded.
"""

import contextlib
import faulthandler
import gc
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from symgeom import errors
from symgeom.errors import BudgetError, SymgeomError

__all__ = ["Limits", "UnexpectedError", "run", "stream"]

_ROOM = 150  # megabytes that loading NumPy takes
_TICK = 0.2  # seconds between two looks at the clock


@dataclass(frozen=True)
class Limits:
    """Wall-clock seconds and megabytes of address space; `advice` is what else helps whoever meets them."""

    seconds: float = 300.0
    megabytes: int = 4096
    advice: str = ""

    def allow(self, option: str) -> str:
        """The sentence that says what to do past a limit."""
        return f"Allow more with {option}{f', or {self.advice}' if self.advice else ''}."


class UnexpectedError(Exception):
    """An error that is nobody's input: the name of its type, and the traceback of the child."""

    def __init__(self, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{kind}: {message}" if message else kind)
        self.kind, self.trace = kind, trace


def run(
    function: Callable[..., Any],
    *arguments: Any,
    limits: Limits = Limits(),
    what: str = "the work",
    meanwhile: contextlib.AbstractContextManager[Any] | None = None,
) -> Any:
    """The value of a function called in a child process; it must be made of JSON values.

    `what` names the work in errors; `meanwhile` is entered once the child runs: a thread (of a spinner, say)
    must not be there when a process forks.

    **Raises** BudgetError past a limit, the function's own SymgeomError, UnexpectedError for anything else.
    """
    with (
        stream(_once, function, *arguments, limits=limits, what=what) as items,
        meanwhile or contextlib.nullcontext(),
    ):
        return list(items)[-1]


@contextlib.contextmanager
def stream(
    function: Callable[..., Iterable[Any]],
    *arguments: Any,
    limits: Limits = Limits(),
    what: str = "the work",
) -> Iterator[Iterator[Any]]:
    """The items of a generator function called in a child process, each as soon as it is there.

    Used as `with stream(f) as items`: the child runs from the beginning of the block and is gone after it.

    **Raises** as `run`; the items before the error have arrived.
    """
    # A fork is ready at once and shares what is imported; other systems start the interpreter anew.
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(theirs, ours, limits, function, arguments), daemon=True)
    gc.freeze()  # what both share is not looked through, which would copy it page by page
    child.start()
    gc.unfreeze()
    theirs.close()
    try:
        yield _receive(ours, child, limits, what)
    finally:
        _end(child)
        ours.close()


def _receive(pipe: Connection, child: Any, limits: Limits, what: str) -> Iterator[Any]:
    deadline = time.monotonic() + limits.seconds
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise BudgetError(
                f"{what} took longer than {limits.seconds:g} s and was stopped. {limits.allow('--timeout')}"
            )
        if not pipe.poll(min(left, _TICK)):
            continue
        try:
            kind, value = json.loads(pipe.recv_bytes())
        except (EOFError, ConnectionError):
            child.join(1)
            raise _death(child.exitcode, limits, what) from None
        match kind:
            case "item":
                yield value
            case "end":
                return
            case _:
                raise _error(kind, value, limits, what)


def _error(kind: str, value: Any, limits: Limits, what: str) -> Exception:
    if kind == "MemoryError":
        return _too_large(limits, what)
    if kind == "RecursionError":
        return BudgetError(f"{what} nests deeper than Python's stack. Split the formula into smaller ones.")
    error = getattr(errors, kind, None) if kind in errors.__all__ else None
    return error(value["message"]) if error else UnexpectedError(kind, value["message"], value["trace"])


def _death(code: int | None, limits: Limits, what: str) -> Exception:
    """The child ended without a word: an aborted allocation in C, the system's own limit, or a crash."""
    if code is not None and -code in (signal.SIGABRT, getattr(signal, "SIGKILL", 9)):
        return _too_large(limits, what)
    if code is not None and -code == getattr(signal, "SIGSEGV", 11):
        return BudgetError(
            f"{what} ran out of stack or memory. Split the formula, or allow more with --memory."
        )
    return UnexpectedError("ChildEnded", f"{what} ended without a result (code {code})", "")


def _too_large(limits: Limits, what: str) -> BudgetError:
    return BudgetError(
        f"{what} needed more than {limits.megabytes} MB and was stopped. {limits.allow('--memory')}"
    )


def _end(child: Any) -> None:
    if child.is_alive():
        with contextlib.suppress(OSError):
            if hasattr(os, "killpg") and os.getpgid(child.pid) == child.pid:
                os.killpg(child.pid, signal.SIGKILL)
        child.kill()
    child.join()


# In the child


def _child(
    pipe: Connection, parent: Connection, limits: Limits, function: Any, arguments: tuple[Any, ...]
) -> None:
    parent.close()  # so that the pipe ends when the parent does
    _settle()
    gc.enable()
    threading.Thread(target=_watch, args=(pipe,), daemon=True).start()
    _bound(limits)  # only now: a process that was forked from a larger one could not begin a thread any more
    try:
        for item in function(*arguments):
            _send(pipe, "item", item)
        _send(pipe, "end", None)
    except BaseException as error:
        kind = next((c.__name__ for c in type(error).__mro__ if c.__name__ in _KNOWN), type(error).__name__)
        if kind not in _KNOWN and _is_full(limits):
            kind = "MemoryError"  # a library that couldn't be loaded, say
        trace = (
            "" if isinstance(error, SymgeomError | MemoryError | RecursionError) else traceback.format_exc()
        )
        _send(pipe, kind, {"message": str(error)[:5000], "trace": trace})


_KNOWN = {*errors.__all__, "MemoryError", "RecursionError"}


def _once(function: Callable[..., Any], *arguments: Any) -> Iterator[Any]:
    yield function(*arguments)


def _send(pipe: Connection, kind: str, value: Any) -> None:
    pipe.send_bytes(json.dumps([kind, value]).encode())


def _is_full(limits: Limits) -> bool:
    """The address space is nearly used up."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            pages = int(file.read().split()[0])
    except (OSError, ValueError):
        return False
    return pages * os.sysconf("SC_PAGE_SIZE") > (limits.megabytes - _ROOM) * 2**20


def _settle() -> None:
    """A process group of its own, and silence: what it has to say goes through the pipe."""
    if hasattr(os, "setsid"):
        os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    faulthandler.disable()
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # each of its threads takes address space, a core or not


_FRESH = (
    256 * 2**20
)  # bytes that a program with SymPy and NumPy has mapped; what a parent has past them isn't the work's


def _bound(limits: Limits) -> None:
    try:
        import resource
    except ImportError:
        return
    _lower(resource.RLIMIT_AS, limits.megabytes * 2**20 + max(0, _address_space() - _FRESH))
    _lower(resource.RLIMIT_CORE, 0)


def _address_space() -> int:
    """What this process has mapped, in bytes; 0 where the system doesn't tell. A child has what a large parent had."""
    try:
        with open("/proc/self/statm", encoding="ascii") as numbers:
            return int(numbers.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _lower(which: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(which)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _watch(pipe: Connection) -> None:
    """The parent never writes: the end of the pipe is the end of the parent, and then of this process."""
    with contextlib.suppress(EOFError, OSError):
        pipe.recv_bytes()
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpid(), signal.SIGKILL)
    os._exit(1)
