"""The command line: arguments to jobs, jobs to output, every way to fail to one paragraph and an exit code.

Work runs in a child process under `--timeout` and `--memory`; nothing heavy is imported for help.

Exit codes: 0 all as claimed, 1 a claim failed or stayed undecided or a limit was reached, 2 bad input, 3 a
tool is missing or failed, 70 an error of symgeom's own, 130 interrupted, 143 terminated.
"""

import contextlib
import functools
import io
import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symgeom._version import __version__
from symgeom.errors import BudgetError, InputError, SymgeomError, ToolError
from symgeom.output import neutral, written

if TYPE_CHECKING:
    from symgeom.guard import Limits

__all__ = ["main"]

_FORMATS = (".tex", ".pdf", ".html", ".md")
_CODES: tuple[tuple[type[Exception], int], ...] = ((InputError, 2), (ToolError, 3), (SymgeomError, 1))
_OWN_ERROR, _INTERRUPTED, _BROKEN_PIPE, _TERMINATED = 70, 130, 141, 143
MIN_MEMORY = 512  # megabytes, below which SymPy and what it needs can't be loaded beside a derivation
MAX_SECONDS = 10.0**8


class _Terminated(BaseException):
    """The system asks the process to end: what it began is put away first."""


class _Program(click.Group):
    """The group of commands; called as a program, it ends with an exit code and never with a traceback."""

    def main(
        self, args: Sequence[str] | None = None, *_: Any, standalone_mode: bool = True, **extra: Any
    ) -> Any:
        work = functools.partial(super().main, args, standalone_mode=False, **extra)
        if not standalone_mode:
            return work()
        try:
            with _orderly_end():
                code = _outcome(work, debug="--debug" in (sys.argv if args is None else args))
            sys.stdout.flush()
        except BrokenPipeError:  # the reader, `head` say, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            code = _BROKEN_PIPE
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


def _say(text: str, err: bool = False, nl: bool = True) -> None:
    """Text for a terminal: nothing in it, from a file or a name, is a command to the terminal."""
    click.echo(neutral(text), err=err, nl=nl)


def _outcome(work: Callable[[], Any], debug: bool) -> int:
    try:
        result = work()
        return result if isinstance(result, int) else 0
    except click.ClickException as error:
        with io.StringIO() as said:
            error.show(said)
            _say(said.getvalue(), err=True, nl=False)
        return 2
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted", err=True)
        return _INTERRUPTED
    except _Terminated:
        _say("terminated", err=True)
        return _TERMINATED
    except SymgeomError as error:
        _say(f"error: {error}", err=True)
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
    _say(f"error: symgeom failed in a way it should not ({message[:500]}). Please report this", err=True)
    _say("with the input that shows it; --debug prints the traceback.", err=True)
    if debug:
        _say(getattr(error, "trace", "") or traceback.format_exc(), err=True)
    return _OWN_ERROR


class _Once(click.Option):
    """An option that may be given once: of two values one would be lost in silence."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        super().add_to_parser(parser, ctx)
        for prefix in (*self.opts, *self.secondary_opts):
            known = (parser._long_opt if prefix.startswith("--") else parser._short_opt)[prefix]
            known.process = functools.partial(self._process_once, known.process)

    def _process_once(self, process: Callable[[Any, Any], None], value: Any, state: Any) -> None:
        if self.name in state.opts:
            raise click.UsageError(f"{'/'.join(self.opts)} is given twice; give it once.")
        process(value, state)


_option = functools.partial(click.option, cls=_Once)


class _Seconds(click.ParamType):  # type: ignore[type-arg]
    """A positive number of seconds."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = math.nan
        if not 0 < number <= MAX_SECONDS:
            self.fail(f"{value!r} is no number of seconds above 0 and up to {MAX_SECONDS:.0e}.", param, ctx)
        return number


def _limited(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that works; it gets them as `limits`."""

    @_option(
        "--timeout",
        type=_Seconds(),
        default=300.0,
        show_default=True,
        metavar="SECONDS",
        help="Stop the work after this time.",
    )
    @_option(
        "--memory",
        type=click.IntRange(min=MIN_MEMORY, max=2**40),
        default=4096,
        show_default=True,
        metavar="MB",
        help="Stop the work past this size.",
    )
    @click.option(
        "--debug", is_flag=True, expose_value=False, help="Print the traceback of an unexpected error."
    )
    @functools.wraps(command)
    def limited(*, timeout: float, memory: int, **rest: Any) -> Any:
        from symgeom.guard import Limits

        return command(limits=Limits(timeout, memory), **rest)

    return limited


_quantities = click.option(
    "-q", "--quantity", "names", multiple=True, metavar="NAME", help="A quantity, repeatable."
)


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symgeom")
def main() -> None:
    """Derive, prove, typeset and export the geometry of hypersurfaces.

    A SURFACE is a TOML file, a name of the catalogue (see `symgeom surfaces`), or - for a TOML document on
    standard input.
    """


@main.command()
@click.argument("surface")
@_quantities
@_limited
def derive(surface: str, names: tuple[str, ...], limits: "Limits") -> None:
    """Print the closed forms of a SURFACE."""
    from symgeom import jobs, terminal

    source = jobs.source(surface)
    what = f"deriving {jobs.label(source)}"
    limits = replace(limits, advice="ask for fewer quantities with -q")
    _say(_run("derive", what, limits, source, list(names), terminal.width()), nl=False)


@main.command()
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@_option("--on", "surface", metavar="SURFACE", help="Decide the claims on this surface.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of verdicts as JSON.")
@_limited
def verify(claims: tuple[str, ...], surface: str | None, as_json: bool, limits: "Limits") -> int:
    """Decide claims (all, if none is named) and print a table of verdicts.

    A CLAIM is an id, or the path of a Python file that defines claims; such a file is run, so name only files you trust.
    """
    from symgeom import jobs, report

    source = jobs.source(surface) if surface else None
    rows = _decide(list(claims), source, limits)
    if not rows:
        raise InputError(
            f"no claim is about {surface}. Name one to read why: symgeom verify weingarten --on {surface}"
        )
    broken = [row for row in rows if row["status"] == "error"]
    if len(rows) == 1 and broken:
        raise InputError(broken[0]["reason"])
    _say(report.as_json(rows) if as_json else report.as_text(rows, surface))
    return 2 if broken else 0 if report.as_claimed(rows) else 1


@main.command()
@click.argument("subject", metavar="SURFACE|CLAIM|all")
@_option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), help=f"A file: {', '.join(_FORMATS)}."
)
@_limited
def notes(subject: str, output: Path, limits: "Limits") -> None:
    """Write the notes on a SURFACE, a CLAIM (an id or a Python file that you trust), or all claims."""
    if output.suffix not in _FORMATS:
        raise InputError(
            f"{output}: the suffix decides the format of notes; it should be one of {', '.join(_FORMATS)}. "
            f"Give a path such as {output.stem.strip('.') or 'notes'}.tex."
        )
    from symgeom import jobs

    source = jobs.source(subject)
    with written(output) as path:
        _run("notes", f"writing {output}", limits, source, str(path))
    _say(f"wrote {output}", err=True)


@main.command()
@click.argument("surface")
@_quantities
@_option(
    "--target", default="numpy", show_default=True, metavar="NAME", help="The backend to write for."
)
@_option(
    "--outside",
    type=click.Choice(["nan", "raise", "ignore"]),
    help="Points outside the domain; an error for single numbers and NaN in arrays if not given.",
)
@_option("-o", "--output", type=click.Path(path_type=Path), help="A file; standard output if not given.")
@_limited
def export(
    surface: str,
    names: tuple[str, ...],
    target: str,
    outside: str | None,
    output: Path | None,
    limits: "Limits",
) -> None:
    """Write a numeric kernel of a SURFACE that runs without symgeom."""
    if not names:
        raise InputError("name the quantities to export, each with -q: for example -q gaussian_curvature.")
    from symgeom import jobs

    source = jobs.source(surface)
    arguments = (source, list(names), target, outside)
    limits = replace(limits, advice="export fewer quantities")
    if output is None:
        _say(_run("export", f"exporting {jobs.label(source)}", limits, *arguments, None), nl=False)
        return
    with written(output) as path:
        _run("export", f"writing {output}", limits, *arguments, str(path))
    _say(f"wrote {output}", err=True)


@main.command()
@click.argument("subject", metavar="SURFACE|CLAIM")
@_quantities
@_option("--on", "surface", metavar="SURFACE", help="The proofs of a claim on this surface.")
@_option(
    "--format",
    "format_",
    default="json",
    show_default=True,
    type=click.Choice(["json", "pari", "singular", "maxima", "coq", "coquelicot", "lean"]),
    help="JSON is what `symgeom check` reads.",
)
@_option("-o", "--output", type=click.Path(path_type=Path), help="A file; standard output if not given.")
@_limited
def certify(
    subject: str,
    names: tuple[str, ...],
    surface: str | None,
    format_: str,
    output: Path | None,
    limits: "Limits",
) -> int:
    """Write the proofs of a CLAIM, or of the closed forms of a SURFACE, so that others can check them.

    What has no certificate is named on standard error, and the exit code is then 1.
    """
    from symgeom import jobs

    source, place = jobs.source(subject), jobs.source(surface) if surface else None
    limits = replace(limits, advice="name a quantity of a surface with -q")
    with written(output) if output else contextlib.nullcontext() as path:
        what = f"certifying {jobs.label(source)}"
        text, left_out = _run("certify", what, limits, source, list(names), place, format_)
        _say(text, nl=False) if path is None else path.write_text(text, encoding="utf-8")
    for line in left_out:
        _say(f"not certified: {line}", err=True)
    if left_out:
        _say(
            f"PARTLY CERTIFIED: {len(left_out)} of the statements are not in the certificate", err=True
        )
    if output:
        _say(f"wrote {output}", err=True)
    return 1 if left_out else 0


@main.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_limited
def check(files: tuple[str, ...], limits: "Limits") -> int:
    """Check certificates with a checker of its own, which shares nothing with the engine.

    It prints the identities that it verified; a file may come from a stranger.
    """
    from symgeom import checker, guard

    code = 0
    for path in files:
        what = f"checking {checker.shown(path)}"
        try:
            answer = guard.run(checker.examine, path, limits=limits, what=what)
        except BudgetError as error:
            answer = (1, f"error: {error}")
        _say(answer[1], err=bool(answer[0]))
        code = max(code, answer[0])
    return code


@main.command()
@_limited
def surfaces(limits: "Limits") -> None:
    """List the catalogue."""
    rows = _run("catalogue", "reading the catalogue", limits)
    from symgeom.report import columns

    _say(columns([("name", "kind", "source"), *map(tuple, rows)]))


def _run(job: str, what: str, limits: "Limits", *arguments: Any) -> Any:
    """The value of a job, worked out in a child process."""
    from symgeom import guard, jobs, terminal

    meanwhile = terminal.progress(what)
    return guard.run(getattr(jobs, job), *arguments, limits=limits, what=what, meanwhile=meanwhile)


def _decide(claims: list[str], source: dict[str, str] | None, limits: "Limits") -> list[dict[str, Any]]:
    """A row for each claim; those that a limit cut off are undecided, and say so."""
    from symgeom import guard, jobs, terminal

    expected: dict[str, str] = {}
    rows: list[Any] = []
    limits = replace(limits, advice="name fewer claims")
    with guard.stream(jobs.verify, claims, source, limits=limits, what="deciding the claims") as items:
        try:
            with terminal.progress("deciding") as say:
                expected = next(items)
                for name in expected:
                    say(f"deciding {name} ({len(rows) + 1} of {len(expected)})")
                    rows.append(next(items))
        except BudgetError as error:
            if not expected:
                raise
            rows += [jobs.undecided(name, expected[name], str(error)) for name in list(expected)[len(rows) :]]
    about = [row for row in rows if row is not None]
    if about and (aside := [name for name, row in zip(expected, rows) if row is None]):
        _say(f"not about this surface: {', '.join(aside)}", err=True)
    return about
