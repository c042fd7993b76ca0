"""Untrusted files: bytes to text to TOML values, with a cap on size and an error for whatever is wrong."""

import os
import tomllib
from pathlib import Path
from typing import Any

from symgeom.errors import InputError
from symgeom.output import neutral
from symgeom.spec.names import suggestion

__all__ = ["MAX_BYTES", "decoded", "read_text", "toml"]

MAX_BYTES = 200_000


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a file.

    **Raises** InputError when there is no such file, or it is no plain file of readable size in UTF-8.
    """
    target = Path(path)
    shown = neutral(str(target))
    try:
        if not target.exists():
            raise InputError(f"{shown}: there is no such file{_neighbour(target)}")
        if not target.is_file():
            raise InputError(f"{shown}: this is not a file. Give the path of a TOML file.")
        with target.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return decoded(data, shown)
    except (OSError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{str(target)[:200]!r} can't be read: {reason}.") from None


def decoded(data: bytes, origin: str) -> str:
    """The text in these bytes, if they are of readable size and UTF-8."""
    if len(data) > MAX_BYTES:
        raise InputError(f"{origin}: the file is larger than {MAX_BYTES} bytes, too large for one surface.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{origin}: byte {error.start + 1} is not UTF-8. Save the file as UTF-8 text."
        ) from None


def toml(text: str, origin: str) -> dict[str, Any]:
    """The values of a TOML document."""
    try:
        return tomllib.loads(text)
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
