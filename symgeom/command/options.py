"""The options that commands share, each read so that no value is lost or misread.

What is here: `option`, for what may be given once; `NotesFile`, the file of notes; `limited`, which adds `--timeout`,
`--memory` and `--debug`; `quantities`; `parameters`.
"""

import functools
import math
from collections.abc import Callable
from typing import Any

import click

from symgeom.bounds import MAX_SECONDS, MIN_MEMORY

__all__ = ["NotesFile", "limited", "option", "parameters", "quantities"]


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


class NotesFile(_Once):
    """The file that notes are saved in. The formats are read when the help is asked for."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The help with the suffixes that there are."""
        from symgeom.notes.formats import suffixes

        self.help = f"A file: {', '.join(suffixes())}."
        return super().get_help_record(ctx)


option = functools.partial(click.option, cls=_Once)


class _Seconds(click.ParamType):  # type: ignore[type-arg]
    """A positive number of seconds."""

    name = "seconds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = float(value)
        except (ValueError, OverflowError):
            number = math.nan
        if not 0 < number <= MAX_SECONDS:
            self.fail(
                f"{value!r} is no number of seconds above 0 and up to {float(MAX_SECONDS):.0e}.", param, ctx
            )
        return number


def limited(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command that works; it gets them as `limits`."""

    @option(
        "--timeout",
        type=_Seconds(),
        default=300.0,
        show_default=True,
        metavar="SECONDS",
        help="Stop the work after this time.",
    )
    @option(
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
    def with_limits(*, timeout: float, memory: int, **rest: Any) -> Any:
        from symgeom.command.guard import Limits

        return command(limits=Limits(timeout, memory), **rest)

    return with_limits


def quantities(command: Callable[..., Any]) -> Callable[..., Any]:
    """`-q NAME`, as often as one likes; the command gets `names`."""
    return click.option(
        "-q", "--quantity", "names", multiple=True, metavar="NAME", help="A quantity, repeatable."
    )(command)


def parameters(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--parameter NAME`, as often as one likes; the command gets `taken`."""
    return click.option(
        "--parameter",
        "taken",
        multiple=True,
        metavar="NAME",
        help="A name in a formula that is no coordinate, repeatable.",
    )(command)
