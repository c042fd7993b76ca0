"""What an argument of the command line stands for: a surface, a loss, or claims.

**Here.** `source`, `label`; `surface_of`, `claims_of`, `own_claims`, what a source holds; `in_own_code`, how the user's own
code fails. A `Source` is `{"text", "origin", "name"}` for a TOML document, `{"entry"}` for a name of the catalogue or the id of
a claim, `{"formula", "parameters"}` for a formula whose graph is meant, `{"claims"}` for the path of a Python file that defines
claims. Such a file is run, in the child only.
"""

import contextlib
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import symgeom as sg
from symgeom.bounds import MAX_BYTES
from symgeom.errors import InputError, SymgeomError

__all__ = ["Source", "claims_of", "in_own_code", "label", "nearest", "own_claims", "source", "surface_of"]

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


def surface_of(source: Source, names: list[str]) -> Any:
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
            found.append(surface.engine.quantity_named(name).name)
        except InputError:
            near = nearest(name, known) or f"; it has {', '.join(known)}."
            raise InputError(f"{surface.name} has no quantity {name!r}{near}") from None
    return list(dict.fromkeys(found))


def nearest(name: str, known: Iterable[str]) -> str:
    """What may have been meant by a name that isn't known, as the end of a sentence; empty where nothing is near."""
    from symgeom.input.scope import suggestion

    return suggestion(name, known)


def _entry(name: str) -> Any:
    for shelf in (sg.surfaces, sg.losses):
        if name in shelf.names():
            return shelf.get(name)()
    if name in sg.claims:
        raise InputError(f"{name} is a claim; give a surface: a file, a name of the catalogue, or a formula.")
    near = nearest(name, [*sg.surfaces.names(), *sg.losses.names(), *sg.claims]) or "."
    raise InputError(
        f"{name!r} is neither a file nor a name of the catalogue{near} `symgeom surfaces` lists the "
        "catalogue; a file of your own is given by its path, such as torus.toml."
    )


def claims_of(source: Source) -> list[Any]:
    """The claims that a source stands for; none where it is a surface."""
    if "claims" in source:
        return own_claims(Path(source["claims"]))
    name = source.get("entry")
    return [sg.claims[name]] if name is not None and name in sg.claims else []


def own_claims(path: Path) -> list[Any]:
    """The claims that a Python file defines; it is run."""
    from symgeom.claims import read_claims

    if not path.is_file():
        raise InputError(f"there is no file {path}")
    with in_own_code(str(path), reading=True):
        return list(read_claims(path))


@contextlib.contextmanager
def in_own_code(path: str | None, reading: bool = False) -> Iterator[None]:
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
