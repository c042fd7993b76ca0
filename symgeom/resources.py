"""Where the folders beside the code are: in a checkout next to the package, in an installed wheel inside it."""

from pathlib import Path

__all__ = ["derivations", "templates"]

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def templates() -> Path:
    """The folder of jinja2 templates for notes and generated kernels."""
    return _folder("templates")


def derivations() -> Path:
    """The folder with one file per claim."""
    return _folder("derivations")
