"""The command line: arguments to jobs, jobs to output, every way to fail to one paragraph and an exit code.

Work runs in a child process under `--timeout` and `--memory`; nothing heavy is imported for help.

Exit codes: 0 all as claimed, 1 a claim failed or stayed undecided or a limit was reached, 2 bad input, 3 a
tool is missing or failed, 70 an error of symgeom's own, 130 interrupted, 143 terminated.
"""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symgeom._version import __version__
from symgeom.command.console import CommandGroup, say
from symgeom.command.options import NotesFile, limited, option, parameters, quantities
from symgeom.command.supervised import decide, run, write_paper
from symgeom.errors import BudgetError, InputError
from symgeom.output import written

if TYPE_CHECKING:
    from symgeom.command.guard import Limits

__all__ = ["main"]


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="symgeom")
def main() -> None:
    """Derive, prove, typeset and export the geometry of hypersurfaces.

    A SURFACE is a TOML file, a name of the catalogue (see `symgeom surfaces`), - for a TOML document on standard
    input, or a formula such as "x**2 + y**2" for its graph.
    """


@main.command()
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


@main.command()
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


@main.command()
@click.argument("subject", metavar="SURFACE|CLAIM|all")
@click.option("-o", "--output", cls=NotesFile, required=True, type=click.Path(path_type=Path))
@quantities
@option(
    "--level",
    type=click.Choice(["result", "derivation", "student"]),
    default="derivation",
    show_default=True,
    help="How much is derived.",
)
@option(
    "--engine", type=click.Choice(["latex", "typst"]), help="What makes the PDF; LaTeX if latexmk is there."
)
@parameters
@limited
def notes(
    subject: str,
    output: Path,
    names: tuple[str, ...],
    level: str,
    engine: str | None,
    taken: tuple[str, ...],
    limits: "Limits",
) -> None:
    """Write the notes on a SURFACE or a CLAIM (an id or a Python file that you trust), or the paper on all claims."""
    from symgeom.command import sources
    from symgeom.notes.formats import by_suffix

    by_suffix(output).by(engine)
    source = sources.source(subject, taken)
    with written(output) as path:
        if source.get("entry") == "all":
            write_paper(output, path, limits, engine)
        else:
            run("notes", f"writing {output}", limits, source, str(path), list(names), level, engine)
    say(f"wrote {output}", err=True)


@main.command()
@click.argument("surface")
@option("--color", metavar="NAME", help="The quantity that colours stand for; a component as NAME[1,2].")
@click.option("--set", "values", multiple=True, metavar="NAME=VALUE", help="A parameter's value, repeatable.")
@click.option(
    "--window", "windows", multiple=True, metavar="NAME=LOW:HIGH", help="A coordinate's interval, repeatable."
)
@option("-o", "--output", required=True, type=click.Path(path_type=Path), help="A file: .png, .pdf, .svg.")
@parameters
@limited
def plot(
    surface: str,
    color: str | None,
    values: tuple[str, ...],
    windows: tuple[str, ...],
    output: Path,
    taken: tuple[str, ...],
    limits: "Limits",
) -> None:
    """Draw a SURFACE or a curve, coloured by a quantity (needs matplotlib)."""
    from symgeom.command import sources
    from symgeom.pictures.picture import check_suffix

    check_suffix(output)
    source = sources.source(surface, taken)
    given = (color, list(values), list(windows))
    with written(output, "the picture") as path:
        run("plot", f"drawing {sources.label(source)}", limits, source, *given, str(path))
    say(f"wrote {output}", err=True)


@main.command()
@click.argument("surface")
@quantities
@option(
    "--target",
    default="numpy",
    show_default=True,
    metavar="NAME",
    help="python, numpy, c, fortran, glsl, js, julia, matlab, rust, wolfram, or a backend of kernels: numba, jax, torch.",
)
@option(
    "--outside",
    type=click.Choice(["nan", "raise", "ignore"]),
    help="What a kernel does with points outside the domain; an error for single numbers and NaN in arrays if not given.",
)
@option(
    "--derivatives",
    default="",
    metavar="NAMES",
    help="Coordinates and parameters with commas: every quantity with its derivatives by them.",
)
@option("-o", "--output", type=click.Path(path_type=Path), help="A file; standard output if not given.")
@parameters
@limited
def export(
    surface: str,
    names: tuple[str, ...],
    target: str,
    outside: str | None,
    derivatives: str,
    output: Path | None,
    taken: tuple[str, ...],
    limits: "Limits",
) -> None:
    """Write quantities of a SURFACE as a function in another language; it runs without symgeom.

    -q all is all that the target can hold. numpy is a fast kernel with a function to be read in front; for c a FILE that ends
    in .h gets the declarations.
    """
    if not names:
        raise InputError(
            "name the quantities to export, each with -q: for example -q gaussian_curvature; -q all for all."
        )
    from symgeom.command import sources

    source = sources.source(surface, taken)
    by = [name.strip() for name in derivatives.split(",") if name.strip()]
    arguments = (source, list(names), target, outside, by)
    limits = replace(limits, advice="export fewer quantities")
    if output is None or str(output) == "-":
        say(run("export", f"exporting {sources.label(source)}", limits, *arguments, None), nl=False)
        return
    with written(output) as path:
        run("export", f"writing {output}", limits, *arguments, str(path))
    say(f"wrote {output}", err=True)


@main.command()
@click.argument("subject", metavar="SURFACE|CLAIM")
@quantities
@option("--on", "surface", metavar="SURFACE", help="The proofs of a claim on this surface.")
@option(
    "--format",
    "format_",
    default="json",
    show_default=True,
    type=click.Choice(["json", "pari", "singular", "maxima", "coq", "coquelicot", "lean"]),
    help="JSON is what `symgeom check` reads.",
)
@option("-o", "--output", type=click.Path(path_type=Path), help="A file; standard output if not given.")
@parameters
@limited
def certify(
    subject: str,
    names: tuple[str, ...],
    surface: str | None,
    format_: str,
    output: Path | None,
    taken: tuple[str, ...],
    limits: "Limits",
) -> int:
    """Write the proofs of a CLAIM, or of the closed forms of a SURFACE, so that others can check them.

    What has no certificate is named on standard error, and the exit code is then 1.
    """
    from symgeom.command import sources

    source = sources.source(subject, () if surface else taken)
    place = sources.source(surface, taken) if surface else None
    limits = replace(limits, advice="name a quantity of a surface with -q")
    with written(output) if output else contextlib.nullcontext() as path:
        what = f"certifying {sources.label(source)}"
        text, left_out = run("certify", what, limits, source, list(names), place, format_)
        say(text, nl=False) if path is None else path.write_text(text, encoding="utf-8")
    for line in left_out:
        say(f"not certified: {line}", err=True)
    if left_out:
        say(f"PARTLY CERTIFIED: {len(left_out)} of the statements are not in the certificate", err=True)
    if output:
        say(f"wrote {output}", err=True)
    return 1 if left_out else 0


@main.command()
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


@main.command()
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
