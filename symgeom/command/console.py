"""How the program ends, whatever happens, and how it speaks.

What is here: `CommandGroup`, the group of commands, which turns every way to fail into one paragraph and an exit code;
`say`, for everything that is printed.
"""

import contextlib
import functools
import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from symgeom.errors import InputError, SymgeomError, ToolError
from symgeom.output import neutral

__all__ = ["CommandGroup", "say"]

_CODES: tuple[tuple[type[Exception], int], ...] = ((InputError, 2), (ToolError, 3), (SymgeomError, 1))
_OWN_ERROR, _INTERRUPTED, _BROKEN_PIPE, _TERMINATED = 70, 130, 141, 143


class _Terminated(BaseException):
    """The system asks the process to end: what it began is put away first."""


class CommandGroup(click.Group):
    """The group of commands; called as a program, it ends with an exit code and never with a traceback."""

    def main(
        self, args: Sequence[str] | None = None, *_: Any, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        work = functools.partial(super().main, args, standalone_mode=False, **extra)
        if not standalone_mode:
            return work()
        if args is None:
            gc.disable()  # what a program imports stays to its end; the child that works collects garbage again
        try:
            with _orderly_end():
                code = _outcome(work, debug="--debug" in (sys.argv if args is None else args))
            sys.stdout.flush()
        except BrokenPipeError:  # the reader, `head` say, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            code = _BROKEN_PIPE
        if args is None:
            gc.freeze()  # nor is it looked through when the interpreter ends
        sys.exit(code)


@contextlib.contextmanager
def _orderly_end() -> Iterator[None]:
    """SIGTERM and SIGHUP unwind the work, where they would end the process on the spot."""
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        names = []
    before = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in names}
    caught = [number for number, handler in before.items() if handler == signal.SIG_DFL]

    def end(number: int, _: Any) -> None:
        raise _Terminated(number)

    for number in caught:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, signal.SIG_DFL)


def say(text: str, err: bool = False, nl: bool = True) -> None:
    """Text for a terminal: nothing in it, from a file or a name, is a command to the terminal."""
    click.echo(neutral(text), err=err, nl=nl)


def _outcome(work: Callable[[], Any], debug: bool) -> int:
    try:
        result = work()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        with io.StringIO() as said:
            error.show(said)
            say(said.getvalue(), err=True, nl=False)
        return 2
    except (click.Abort, KeyboardInterrupt):
        say("interrupted", err=True)
        return _INTERRUPTED
    except _Terminated:
        say("terminated", err=True)
        return _TERMINATED
    except SymgeomError as error:
        say(f"error: {error}", err=True)
        return next(code for kind, code in _CODES if isinstance(error, kind))
    except SystemExit:  # click's answer to a closed pipe
        return _BROKEN_PIPE
    except BrokenPipeError:
        raise
    except Exception as error:
        return _report(error, debug)


def _report(error: Exception, debug: bool) -> int:
    import traceback

    message = str(error) if hasattr(error, "trace") else f"{type(error).__name__}: {error}"
    say(f"error: symgeom failed in a way it should not ({message[:500]}). Please report this", err=True)
    say("with the input that shows it; --debug prints the traceback.", err=True)
    if debug:
        say(getattr(error, "trace", "") or traceback.format_exc(), err=True)
    return _OWN_ERROR
