"""What the command line does, as functions from plain values to plain values, to be run in a child process.

A `source` is `{"text", "origin", "name"}` for a TOML document, `{"entry"}` for a name of the catalogue or the id of a
claim, `{"formula", "parameters"}` for a formula whose graph is meant, `{"claims"}` for the path of a Python file that defines
claims. Such a file is run, in the child only.
"""

import contextlib
import json
import re
import sys
import time
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import symgeom as sg
from symgeom.bounds import MAX_BYTES
from symgeom.errors import BudgetError, InputError, SymgeomError

__all__ = [
    "certify",
    "derive",
    "derive_as_json",
    "derive_as_latex",
    "export",
    "label",
    "notes",
    "paper",
    "plot",
    "source",
    "undecided",
    "verify",
    "windows",
]

Source = dict[str, str]


def source(argument: str, parameters: Sequence[str] = ()) -> Source:
    """What an argument stands for: standard input, a file, a name or a formula; to be called where standard input is.

    ``parameters`` are the names in a formula that are no coordinates; other sources declare their own.
    """
    found = _source(argument)
    if parameters and "formula" not in found:
        raise InputError(
            f'--parameter belongs to a formula such as "a*x**2 + y**2"; {argument[:80]} is none.'
        )
    return found | ({"parameters": " ".join(parameters)} if "formula" in found else {})


def _source(argument: str) -> Source:
    if argument == "-":
        from symgeom.input.files import decoded

        text = decoded(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input")
        return {"text": text, "origin": "standard input", "name": "surface"}
    path = Path(argument)
    if path.suffix == ".py":
        return {"claims": argument}
    if argument.replace("-", "_").isidentifier() and not path.is_file():
        return {"entry": argument}
    from symgeom.input.files import read_text

    if _is_formula(argument, path):
        return {"formula": argument}
    return {"text": read_text(path), "origin": path.name, "name": path.stem, "folder": str(path.parent)}


def _is_formula(argument: str, path: Path) -> bool:
    """Text with an operator or a call in it that is no file and no path to one."""
    try:
        if path.exists() or path.suffix == ".toml" or "\0" in argument:
            return False
    except (OSError, ValueError):  # longer than a path can be
        pass
    return bool(re.search(r"[-+*^()=<>]|\w\s*/\s*\w*\d|\d\s*/", argument)) and not argument.startswith(
        ("./", "../", "/", "~")
    )


def label(source: Source) -> str:
    """The source as it is called in a sentence."""
    return source.get("entry") or source.get("claims") or source.get("formula") or source["origin"]


def derive(source: Source, names: list[str], width: int) -> str:
    """The named quantities of a surface as a page of text."""
    from symgeom.command.terminal import page

    return page(_surface(source, names), names, width)


def derive_as_json(source: Source, names: list[str]) -> str:
    """The same as JSON: of each quantity its definitions, its value in them, and the proof."""
    surface = _surface(source, names)
    wanted = names or [quantity.name for quantity in surface.quantities if quantity.told(surface)]
    table = {
        "name": surface.name,
        "coordinates": list(map(str, surface.coordinates)),
        "parameters": list(map(str, surface.parameters)),
        "assumptions": list(surface.assumptions),
        "quantities": {name: surface.formula([name]).document for name in wanted},
    }
    return json.dumps(table, indent=2, ensure_ascii=False) + "\n"


def derive_as_latex(source: Source, names: list[str]) -> str:
    """The same as LaTeX: a display a quantity, its definitions before its value."""
    surface = _surface(source, names)
    wanted = names or [quantity.name for quantity in surface.quantities if quantity.told(surface)]
    shown = (f"% {name}\n\\[\n{surface.formula([name]).latex}\n\\]\n" for name in wanted)
    return "\n".join(shown)


def export(
    source: Source,
    names: list[str],
    target: str,
    outside: str | None,
    derivatives: list[str],
    path: str | None,
) -> str:
    """The named quantities as a file for the target: its text, also written to a path."""
    surface = _surface(source, [] if "all" in names else names)
    exported = surface.export(names, target=target, outside=outside, derivatives=derivatives)
    if path is not None:
        exported.save(Path(path))
    return str(exported.source)


def certify(source: Source, names: list[str], on: Source | None, format: str) -> tuple[str, list[str]]:
    """The certificate of a claim, or of the closed forms of a surface, as text; and what it leaves out."""
    from symgeom.certificates import certify, certify_surface, exported

    claims = _about(source)
    if len(claims) > 1:
        raise InputError(
            f"a certificate is about one claim, and there are {len(claims)}: {', '.join(c.id for c in claims)}. "
            "Give the id of one, or a file that defines one."
        )
    if claims and names:
        raise InputError(f"-q names quantities of a surface; {claims[0].id} is a claim.")
    if on and not claims:
        raise InputError("--on names the surface for a claim; give the id of a claim with it.")
    place = _surface(on, []) if on else None
    with _named(source.get("claims")):
        if claims:
            certificate = certify(claims[0], on=place)
        else:
            surface = _surface(source, names)
            certificate = certify_surface(surface, names) if names else certify(surface)
        left_out = [
            f"{e['part']}: {e['what']}: {e['reason']}" for e in certificate.document.get("not_certified", [])
        ]
        return exported(certificate, format), left_out


def notes(source: Source, path: str, names: list[str], level: str, engine: str | None) -> None:
    """Write the notes on a surface or some of its quantities, or on a claim."""
    claims = _about(source)
    if claims and names:
        raise InputError(f"-q names quantities of a surface; {claims[0].id} is a claim.")
    with _named(source.get("claims")):
        subject = (claims if len(claims) > 1 else claims[0]) if claims else _surface(source, names)
        sg.notes(subject, quantities=names, level=level).save(Path(path), engine=engine)


def paper(path: str, engine: str | None) -> Iterator[tuple[str, int, int]]:
    """Write the paper on all claims; what is done next, its number and how many there are come as it goes."""
    from symgeom.notes.document import Notes
    from symgeom.notes.paper import TITLE, steps

    part = yield from steps(list(sg.claims.values()))
    yield "the pages", len(sg.claims), len(sg.claims)
    Notes(TITLE, (part,)).save(Path(path), engine=engine)


def plot(source: Source, color: str | None, values: list[str], windows: list[str], path: str) -> None:
    """Draw a surface or a curve, with values and intervals as they were typed."""
    from symgeom.command.assignments import as_options, intervals, numbers

    surface = _surface(source, [])
    box, given = intervals(windows), numbers(values)
    try:
        picture = surface.plot(color, window=box or None, **given)
    except InputError as error:
        raise InputError(as_options(str(error))) from None
    picture.save(Path(path))


def _about(source: Source) -> list[Any]:
    """The claims that a source stands for; none where it is a surface."""
    if "claims" in source:
        return _own_claims(Path(source["claims"]))
    name = source.get("entry")
    return [sg.claims[name]] if name is not None and name in sg.claims else []


def verify(names: list[str], source: Source | None) -> Iterator[Any]:
    """The ids of the claims with what they expect, then a row for each; None where one isn't about the surface."""
    claims = _claims(names)
    surface = _surface(source, []) if source else None
    yield {name: claim.expected for name, (claim, _) in claims.items()}
    for claim, path in claims.values():
        yield _judged(claim, path, surface, optional=surface is not None and not names)


def _judged(claim: Any, path: str | None, surface: Any, optional: bool) -> dict[str, Any] | None:
    """The row of a claim; of one that can't be checked too, so that the others keep their verdicts."""
    start = time.perf_counter()
    try:
        with _named(path):
            return _row(claim, surface, optional)
    except SymgeomError as error:
        row = undecided(claim.id, claim.expected, str(error), time.perf_counter() - start)
        return row | {"status": "error"}


def _claims(names: list[str]) -> dict[str, tuple[Any, str | None]]:
    """Claims by id, each once, with the Python file that it is from if that was named; all for no name."""
    if not names:
        return {name: (claim, None) for name, claim in sg.claims.items()}
    found: dict[str, tuple[Any, str | None]] = {}
    for name in dict.fromkeys(names):
        claims: list[tuple[Any, str | None]]
        if name.endswith(".py"):
            claims = [(claim, name) for claim in _own_claims(Path(name))]
        elif name in sg.claims:
            claims = [(sg.claims[name], None)]
        else:
            near = _suggestion(name, sg.claims) or f"; the claims are {', '.join(sg.claims)}."
            raise InputError(
                f"there is no claim {name!r}{near} A file of your own is given by its path, my_claim.py."
            )
        for claim, path in claims:
            if found.setdefault(claim.id, (claim, path))[0] is not claim:
                raise InputError(f"two different claims have the id {claim.id!r}; give one of them another.")
    return found


def _own_claims(path: Path) -> list[Any]:
    from symgeom.claims import read_claims

    if not path.is_file():
        raise InputError(f"there is no file {path}")
    with _named(str(path), reading=True):
        return list(read_claims(path))


@contextlib.contextmanager
def _named(path: str | None, reading: bool = False) -> Iterator[None]:
    """What fails in the user's own code is bad input, told with its file and line; other errors pass."""
    try:
        yield
    except (SymgeomError, MemoryError, RecursionError):
        raise
    except (Exception, SystemExit) as error:
        if path is None:
            raise
        frames = traceback.extract_tb(error.__traceback__)
        lines = [f.lineno for f in frames if Path(f.filename).resolve() == Path(path).resolve()]
        if isinstance(error, SyntaxError) and reading and not lines:
            raise InputError(f"{path}, line {error.lineno}: {error.msg}") from None
        if not lines and not reading:
            raise
        place = f"{path}, line {lines[-1]}" if lines else f"{path} can't be read"
        said = "it calls sys.exit" if isinstance(error, SystemExit) else f"{type(error).__name__}: {error}"
        raise InputError(f"{place}: {said}. A file of claims has to run to its end.") from None


def windows() -> dict[str, dict[str, str]]:
    """The windows of the surfaces and losses that have names, by kind and name."""
    shelves = (("surface", sg.surfaces), ("loss", sg.losses))
    return {kind: {name: _box(shelf.get(name)().window) for name in shelf.names()} for kind, shelf in shelves}


def _box(window: Any) -> str:
    """A window in a line; coordinates with one interval together: ``x, y in (-2, 2)``."""
    shared: dict[Any, list[str]] = {}
    for coordinate, ends in window.items():
        shared.setdefault(ends, []).append(str(coordinate))
    return "; ".join(f"{', '.join(names)} in {ends}" for ends, names in shared.items())


def _surface(source: Source, names: list[str]) -> Any:
    """The surface; the names of quantities, made canonical in place, are checked before anything is derived."""
    if "claims" in source:
        raise InputError(
            f"{source['claims']}: a Python file holds claims; a surface is a TOML file or a name."
        )
    if "formula" in source:
        from symgeom.input import graph_of  # names of the catalogue need no reader

        surface = graph_of(source["formula"], source["parameters"].split())
    elif "entry" in source:
        surface = _entry(source["entry"])
    else:
        from symgeom.input import loads

        surface = loads(**source)
    names[:] = _canonical(surface, names)
    return surface


def _canonical(surface: Any, names: list[str]) -> list[str]:
    """The names of the quantities that names, symbols and synonyms stand for."""
    known = [quantity.name for quantity in surface.quantities]
    found = []
    for name in names:
        try:
            found.append(surface.quantity_named(name).name)
        except InputError:
            near = _suggestion(name, known) or f"; it has {', '.join(known)}."
            raise InputError(f"{surface.name} has no quantity {name!r}{near}") from None
    return list(dict.fromkeys(found))


def _suggestion(name: str, known: Iterable[str]) -> str:
    from symgeom.input.scope import suggestion

    return suggestion(name, known)


def _entry(name: str) -> Any:
    for shelf in (sg.surfaces, sg.losses):
        if name in shelf.names():
            return shelf.get(name)()
    if name in sg.claims:
        raise InputError(f"{name} is a claim; give a surface: a file, a name of the catalogue, or a formula.")
    near = _suggestion(name, [*sg.surfaces.names(), *sg.losses.names(), *sg.claims]) or "."
    raise InputError(
        f"{name!r} is neither a file nor a name of the catalogue{near} `symgeom surfaces` lists the "
        "catalogue; a file of your own is given by its path, such as torus.toml."
    )


def undecided(name: str, expected: str, reason: str, seconds: float = 0.0) -> dict[str, Any]:
    """The row of a claim that a limit kept from being decided."""
    row = {"claim": name, "status": "undecided", "expected": expected, "seconds": seconds}
    return row | {"reason": reason, "assumptions": [], "witness": None, "steps": []}


def _row(claim: Any, surface: Any, optional: bool) -> dict[str, Any] | None:
    start = time.perf_counter()
    try:
        verdict = claim.check(on=surface)
    except InputError:
        if optional:
            return None
        raise
    except BudgetError as error:
        return undecided(claim.id, claim.expected, str(error), time.perf_counter() - start)
    row = undecided(claim.id, claim.expected, verdict.reason, time.perf_counter() - start)
    row |= {"status": verdict.status, "assumptions": list(verdict.assumptions)}
    return row | {"witness": _witness(verdict.witness), "steps": [_step(step) for step in verdict.steps]}


def _step(step: Any) -> dict[str, Any]:
    verdict = step.verdict
    row = {"label": step.step.label, "scope": step.scope, "status": verdict.status, "reason": verdict.reason}
    return row | {"witness": _witness(verdict.witness)}


def _witness(witness: Any) -> dict[str, Any] | None:
    if witness is None:
        return None
    point = {str(name): str(value) for name, value in witness.point.items()}
    return {"point": point, "left": str(witness.left), "right": str(witness.right)}
