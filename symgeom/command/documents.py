"""The commands that write files: notes, plot, export, certify.

Nothing heavy is imported before it is needed; work runs in a child process under limits.
"""

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symgeom.command.console import say
from symgeom.command.options import NotesFile, limited, option, parameters, quantities
from symgeom.command.supervised import run, write_paper
from symgeom.errors import InputError
from symgeom.output import written

if TYPE_CHECKING:
    from symgeom.command.guard import Limits

__all__ = ["certify", "export", "notes", "plot"]


@click.command()
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


@click.command()
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


@click.command()
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


@click.command()
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
