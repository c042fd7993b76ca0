"""What the command line does, as functions from plain values to plain values, to be run in a child process.

A `source` is `{"text", "origin", "name"}` for a TOML document or `{"entry"}` for a name of the catalogue.
"""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import symgeom as sg
from symgeom.errors import BudgetError, InputError, SymgeomError
from symgeom.spec import loads
from symgeom.spec.names import suggestion

__all__ = ["catalogue", "certify", "derive", "export", "notes", "undecided", "verify"]

Source = dict[str, str]


def derive(source: Source, names: list[str], width: int) -> str:
    """The named quantities of a surface as a page of text."""
    from symgeom.terminal import page

    return page(_surface(source, names), names, width)


def export(source: Source, names: list[str], target: str, path: str | None) -> str:
    """The kernel of the named quantities: its source, also written to a path."""
    kernel = _surface(source, names).kernel(names, backend=target)
    if path is not None:
        kernel.save(Path(path))
    return str(kernel.source)


def certify(source: Source, names: list[str], on: Source | None, format: str) -> tuple[str, list[str]]:
    """The certificate of a claim, or of the closed forms of a surface, as text; and what it leaves out."""
    from symgeom.certificates import certify, certify_surface, exported

    name = source.get("entry")
    if name is not None and name in sg.claims:
        if names:
            raise InputError(f"-q names quantities of a surface; {name} is a claim.")
        certificate = certify(sg.claims[name], on=_surface(on) if on else None)
    elif on:
        raise InputError("--on names the surface for a claim; give the id of a claim with it.")
    else:
        surface = _surface(source, names)
        certificate = certify_surface(surface, names) if names else certify(surface)
    left_out = [
        f"{e['part']}: {e['what']}: {e['reason']}" for e in certificate.document.get("not_certified", [])
    ]
    return exported(certificate, format), left_out


def notes(source: Source, path: str) -> None:
    """Write the notes on a surface, a claim, or all claims."""
    name = source.get("entry")
    if name == "all":
        subject: Any = [sg.claims[key] for key in sg.claims]
    elif name is not None and name in sg.claims:
        subject = sg.claims[name]
    else:
        subject = _surface(source)
    sg.notes(subject).save(Path(path))


def verify(names: list[str], source: Source | None) -> Iterator[Any]:
    """The ids of the claims to decide, then a row for each; None where a claim isn't about the surface."""
    claims = _claims(names)
    surface = _surface(source) if source else None
    yield list(claims)
    for claim in claims.values():
        yield _row(claim, surface, optional=surface is not None and not names)


def _claims(names: list[str]) -> dict[str, Any]:
    """Claims by id: ids of the catalogue, and those of Python files that are named by their path; all for no name."""
    if not names:
        return dict(sg.claims)
    found: dict[str, Any] = {}
    for name in names:
        if name.endswith(".py"):
            found |= {claim.id: claim for claim in _own_claims(Path(name))}
        elif name in sg.claims:
            found[name] = sg.claims[name]
        else:
            near = suggestion(name, sg.claims) or f"; the claims are {', '.join(sg.claims)}."
            raise InputError(
                f"there is no claim {name!r}{near} A file of your own is given by its path, my_claim.py."
            )
    return found


def _own_claims(path: Path) -> list[Any]:
    from symgeom.claims import read_claims

    if not path.is_file():
        raise InputError(f"there is no file {path}")
    try:
        return read_claims(path)
    except SyntaxError as error:
        raise InputError(f"{path}, line {error.lineno}: {error.msg}") from None
    except SymgeomError:
        raise
    except Exception as error:  # the user's own code
        raise InputError(f"{path} could not be read: {type(error).__name__}: {error}") from None


def catalogue() -> list[list[str]]:
    """Rows (name, kind, source) of the surfaces and losses that have names."""
    shelves = (("surface", sg.surfaces), ("loss", sg.losses))
    return [[name, kind, str(shelf.get(name).source)] for kind, shelf in shelves for name in shelf.names()]


def _surface(source: Source, names: list[str] | None = None) -> Any:
    """The surface; names of quantities are checked before anything is derived."""
    surface = _entry(source["entry"]) if "entry" in source else loads(**source)
    for name in names or []:
        known = [quantity.name for quantity in surface.quantities]
        if name not in known:
            near = suggestion(name, known) or f"; it has {', '.join(known)}."
            raise InputError(f"{surface.name} has no quantity {name!r}{near}")
    return surface


def _entry(name: str) -> Any:
    for shelf in (sg.surfaces, sg.losses):
        if name in shelf.names():
            return shelf.get(name)()
    near = suggestion(name, [*sg.surfaces.names(), *sg.losses.names(), *sg.claims]) or "."
    raise InputError(
        f"{name!r} is neither a file nor a name of the catalogue{near} `symgeom surfaces` lists the "
        "catalogue; a file of your own is given by its path, such as torus.toml."
    )


def undecided(name: str, reason: str, seconds: float = 0.0, expected: str = "proved") -> dict[str, Any]:
    """The row of a claim that a limit kept from being decided."""
    expected = sg.claims[name].expected if name in sg.claims else expected
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
        return undecided(claim.id, str(error), time.perf_counter() - start, claim.expected)
    row = undecided(claim.id, verdict.reason, time.perf_counter() - start, claim.expected)
    row |= {"expected": claim.expected, "status": verdict.status, "assumptions": list(verdict.assumptions)}
    return row | {"witness": _witness(verdict.witness), "steps": [_step(step) for step in verdict.steps]}


def _step(step: Any) -> dict[str, str]:
    witness = step.verdict.witness
    reason = f"{step.verdict.reason} ({witness})" if witness else step.verdict.reason
    return {"label": step.step.label, "scope": step.scope, "status": step.verdict.status, "reason": reason}


def _witness(witness: Any) -> dict[str, Any] | None:
    if witness is None:
        return None
    point = {str(name): str(value) for name, value in witness.point.items()}
    return {"point": point, "left": str(witness.left), "right": str(witness.right)}
