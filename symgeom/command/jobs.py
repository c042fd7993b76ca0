"""What the command line does, as functions from plain values to plain values, to be run in a child process."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import symgeom as sg
from symgeom.command.sources import Source, claims_of, in_own_code, nearest, own_claims, surface_of
from symgeom.errors import BudgetError, InputError, SymgeomError

__all__ = [
    "certify",
    "derive",
    "derive_as_json",
    "derive_as_latex",
    "export",
    "notes",
    "paper",
    "plot",
    "undecided",
    "verify",
    "windows",
]


def derive(source: Source, names: list[str], width: int) -> str:
    """The named quantities of a surface as a page of text."""
    from symgeom.command.terminal import page

    return page(surface_of(source, names), names, width)


def derive_as_json(source: Source, names: list[str]) -> str:
    """The same as JSON: of each quantity its definitions, its value in them, and the proof."""
    surface = surface_of(source, names)
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
    surface = surface_of(source, names)
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
    surface = surface_of(source, [] if "all" in names else names)
    exported = surface.export(names, target=target, outside=outside, derivatives=derivatives)
    if path is not None:
        exported.save(Path(path))
    return str(exported.source)


def certify(source: Source, names: list[str], on: Source | None, format: str) -> tuple[str, list[str]]:
    """The certificate of a claim, or of the closed forms of a surface, as text; and what it leaves out."""
    from symgeom.certificates import certify, certify_surface, exported

    claims = claims_of(source)
    if len(claims) > 1:
        raise InputError(
            f"a certificate is about one claim, and there are {len(claims)}: {', '.join(c.id for c in claims)}. "
            "Give the id of one, or a file that defines one."
        )
    if claims and names:
        raise InputError(f"-q names quantities of a surface; {claims[0].id} is a claim.")
    if on and not claims:
        raise InputError("--on names the surface for a claim; give the id of a claim with it.")
    place = surface_of(on, []) if on else None
    with in_own_code(source.get("claims")):
        if claims:
            certificate = certify(claims[0], on=place)
        else:
            surface = surface_of(source, names)
            certificate = certify_surface(surface, names) if names else certify(surface)
        left_out = [
            f"{e['part']}: {e['what']}: {e['reason']}" for e in certificate.document.get("not_certified", [])
        ]
        return exported(certificate, format), left_out


def notes(source: Source, path: str, names: list[str], level: str, engine: str | None) -> None:
    """Write the notes on a surface or some of its quantities, or on a claim."""
    claims = claims_of(source)
    if claims and names:
        raise InputError(f"-q names quantities of a surface; {claims[0].id} is a claim.")
    with in_own_code(source.get("claims")):
        subject = (claims if len(claims) > 1 else claims[0]) if claims else surface_of(source, names)
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

    surface = surface_of(source, [])
    box, given = intervals(windows), numbers(values)
    try:
        picture = surface.plot(color, window=box or None, **given)
    except InputError as error:
        raise InputError(as_options(str(error))) from None
    picture.save(Path(path))


def verify(names: list[str], source: Source | None) -> Iterator[Any]:
    """The ids of the claims with what they expect, then a row for each; None where one isn't about the surface."""
    claims = _claims(names)
    surface = surface_of(source, []) if source else None
    yield {name: claim.expected for name, (claim, _) in claims.items()}
    for claim, path in claims.values():
        yield _judged(claim, path, surface, optional=surface is not None and not names)


def _judged(claim: Any, path: str | None, surface: Any, optional: bool) -> dict[str, Any] | None:
    """The row of a claim; of one that can't be checked too, so that the others keep their verdicts."""
    start = time.perf_counter()
    try:
        with in_own_code(path):
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
            claims = [(claim, name) for claim in own_claims(Path(name))]
        elif name in sg.claims:
            claims = [(sg.claims[name], None)]
        else:
            near = nearest(name, sg.claims) or f"; the claims are {', '.join(sg.claims)}."
            raise InputError(
                f"there is no claim {name!r}{near} A file of your own is given by its path, my_claim.py."
            )
        for claim, path in claims:
            if found.setdefault(claim.id, (claim, path))[0] is not claim:
                raise InputError(f"two different claims have the id {claim.id!r}; give one of them another.")
    return found


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
