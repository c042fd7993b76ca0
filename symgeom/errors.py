"""The errors a user can meet; each carries one readable paragraph: what object, which expression, what to change."""

import os

__all__ = ["BudgetError", "InputError", "SymgeomError", "ToolError"]


def shown(value: object) -> str:
    """A value in a message, cut to a readable length; whatever its own text does."""
    try:
        text = repr(value)
    except Exception:
        return f"an object of type {type(value).__name__}"
    text = "".join(c if c.isprintable() else " " for c in text[:200])
    return text if len(text) <= 80 else f"{text[:79]}…"


def as_path(value: object, what: str) -> str:
    """A path as text. Raises `InputError` for what is none."""
    try:
        path = os.fspath(value)  # type: ignore[call-overload]
    except Exception:
        raise InputError(f"{what} is a path, a text or a pathlib.Path, not {shown(value)}") from None
    if not isinstance(path, str):
        raise InputError(f"{what} is a path, a text or a pathlib.Path, not {shown(value)}")
    return path


class SymgeomError(Exception):
    """Base of every error that symgeom raises on purpose."""


class InputError(SymgeomError, ValueError):
    """The input can't be used as it stands; the message says what to change. Exit code 2 on the command line."""


class ToolError(SymgeomError, RuntimeError):
    """An outside tool is missing or failed (LaTeX, a compiler, an unwritable folder). Exit code 3 on the command line."""


class BudgetError(SymgeomError, RuntimeError):
    """A computation grew past its stated limit; the message names the quantity, the size reached and what to try."""
