"""Untrusted files: bytes to text to TOML values, with a cap on size and an error for whatever is wrong."""

import os
import tomllib
from pathlib import Path
from typing import Any

from symgeom.bounds import MAX_BYTES
from symgeom.errors import InputError, as_path, shown
from symgeom.input.scope import suggestion
from symgeom.output import neutral

__all__ = ["Typed", "decoded", "read_text", "toml"]


class Typed(float):
    """A decimal number of a TOML document that remembers how it was typed, all digits of it."""

    text: str

    def __new__(cls, text: str) -> "Typed":
        number = super().__new__(cls, text)
        number.text = text.replace("_", "")
        return number


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a file.

    **Raises** InputError when there is no such file, or it is no plain file of readable size in UTF-8.
    """
    target = Path(as_path(path, "a surface's file"))
    called = neutral(str(target))
    try:
        if not target.exists():
            raise InputError(f"{called}: there is no such file{_neighbour(target)}")
        if not target.is_file():
            raise InputError(f"{called}: this is not a file. Give the path of a TOML file.")
        with target.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return decoded(data, called)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{str(target)[:200]!r} can't be read: {reason}.") from None


def decoded(data: bytes, origin: str) -> str:
    """The text in these bytes, if they are of readable size and UTF-8."""
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{origin}: the file is larger than {MAX_BYTES} bytes, too large for one surface{MAX_BYTES.past}."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{origin}: byte {error.start + 1} is not UTF-8. Save the file as UTF-8 text."
        ) from None


def toml(text: str, origin: str) -> dict[str, Any]:
    """The values of a TOML document."""
    if not isinstance(text, str):
        raise InputError(f"{origin}: a TOML document is text, not {shown(text)}")
    try:
        return tomllib.loads(text, parse_float=Typed)
    except RecursionError:
        raise InputError(f"{origin}: the TOML is nested too deeply.") from None
    except ValueError as error:  # TOMLDecodeError, and integers of thousands of digits
        raise InputError(f"{origin}: this is not TOML: {str(error)[:300]}.") from None


def _neighbour(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.glob("*.toml")]
    except OSError:
        names = []
    return suggestion(path.name, names) or "."
