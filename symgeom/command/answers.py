"""The commands that answer in the terminal: derive, verify, check, surfaces.

Nothing heavy is imported before it is needed; work runs in a child process under limits.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symgeom.command.console import say
from symgeom.command.options import limited, option, parameters, quantities
from symgeom.command.supervised import decide, run
from symgeom.errors import BudgetError, InputError
from symgeom.output import written

if TYPE_CHECKING:
    from symgeom.command.guard import Limits

__all__ = ["check", "derive", "surfaces", "verify"]


@click.command()
@click.argument("surface")
@quantities
@click.option("--json", "as_json", is_flag=True, help="Print definitions, values and proofs as JSON.")
@click.option("--latex", "as_latex", is_flag=True, help="Print definitions and values as LaTeX.")
@option("-o", "--output", type=click.Path(path_type=Path), help="A file; standard output if not given.")
@parameters
@limited
def derive(
    surface: str,
    names: tuple[str, ...],
    as_json: bool,
    as_latex: bool,
    output: Path | None,
    taken: tuple[str, ...],
    limits: "Limits",
) -> None:
    """Print the closed forms of a SURFACE, long ones with their parts by name."""
    from symgeom.command import sources, terminal

    if as_json and as_latex:
        raise InputError("--json and --latex are two forms of one answer; give one of them.")
    source = sources.source(surface, taken)
    what = f"deriving {sources.label(source)}"
    limits = replace(limits, advice="ask for fewer quantities with -q")
    job = "derive_as_json" if as_json else "derive_as_latex" if as_latex else "derive"
    width = [] if as_json or as_latex else [terminal.width()]
    if output is None:
        say(run(job, what, limits, source, list(names), *width), nl=False)
        return
    with written(output) as path:
        path.write_text(run(job, what, limits, source, list(names), *width), encoding="utf-8")
    say(f"wrote {output}", err=True)


@click.command()
@click.argument("claims", nargs=-1, metavar="[CLAIM]...")
@option("--on", "surface", metavar="SURFACE", help="Decide the claims on this surface.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of verdicts as JSON.")
@parameters
@limited
def verify(
    claims: tuple[str, ...], surface: str | None, as_json: bool, taken: tuple[str, ...], limits: "Limits"
) -> int:
    """Decide claims (all, if none is named) and print a table of verdicts.

    A CLAIM is an id, or the path of a Python file that defines claims; such a file is run, so name only files you trust.
    """
    from symgeom.command import report, sources

    source = sources.source(surface, taken) if surface else None
    rows = decide(list(claims), source, limits)
    if not rows:
        raise InputError(
            f"no claim is about {surface}. Name one to read why: symgeom verify weingarten --on {surface}"
        )
    broken = [row for row in rows if row["status"] == "error"]
    if len(rows) == 1 and broken:
        raise InputError(broken[0]["reason"])
    say(report.as_json(rows) if as_json else report.as_text(rows, surface))
    return 2 if broken else 0 if report.as_claimed(rows) else 1


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@limited
def check(files: tuple[str, ...], limits: "Limits") -> int:
    """Check certificates with a checker of its own, which shares nothing with the engine.

    It prints the identities that it verified; a file may come from a stranger.
    """
    from symgeom import checker
    from symgeom.command import guard

    code = 0
    for path in files:
        what = f"checking {checker.shown(path)}"
        try:
            answer = guard.run(checker.examine, path, limits=limits, what=what)
        except BudgetError as error:
            answer = (1, f"error: {error}")
        say(answer[1], err=bool(answer[0]))
        code = max(code, answer[0])
    return code


@click.command()
@click.option("--windows", is_flag=True, help="Also the box of coordinates that pictures are drawn in.")
@limited
def surfaces(windows: bool, limits: "Limits") -> None:
    """List the catalogue."""
    from symgeom import losses
    from symgeom import surfaces as shelf
    from symgeom.command.report import columns
    from symgeom.surfaces.listing import listed

    shelves = (("surface", shelf), ("loss", losses))
    head = ["name", "kind", "what it is", "source"]
    rows = [[name, kind, *told] for kind, one in shelves for name, *told in listed(one.__path__)]
    if windows:
        head.insert(2, "window")
        boxes = run("windows", "reading the catalogue", limits)
        rows = [[name, kind, boxes[kind][name], *told] for name, kind, *told in rows]
    say(columns(list(map(tuple, [head, *rows]))))
