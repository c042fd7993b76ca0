"""What an option says with ``NAME=...``: values of parameters, ``R=2``, and intervals of coordinates, ``u=0:2*pi``.

Here: `numbers`, `intervals`, `as_options`. Numbers are read as formulas are: nothing that was typed is run.
"""

import re
from collections.abc import Sequence

from symgeom.errors import InputError
from symgeom.input import parse_expression

__all__ = ["as_options", "intervals", "numbers"]


def numbers(texts: Sequence[str]) -> dict[str, float]:
    """The values of ``--set``.

    >>> numbers(["R=2", "a=pi/2"])
    {'R': 2.0, 'a': 1.5707963267948966}
    """
    return {name: _number(value, f"--set {name}") for name, value in _split(texts, "--set", "R=2").items()}


def intervals(texts: Sequence[str]) -> dict[str, tuple[float, float]]:
    """The intervals of ``--window``.

    >>> intervals(["u=-1:1"])
    {'u': (-1.0, 1.0)}
    """
    found = {}
    for name, ends in _split(texts, "--window", "u=0:2*pi").items():
        low, colon, high = (piece.strip() for piece in ends.partition(":"))
        if not (low and colon and high):
            raise InputError(f"--window gives a coordinate two ends, --window u=0:2*pi, not {ends[:80]!r}")
        found[name] = _number(low, f"--window {name}"), _number(high, f"--window {name}")
    return found


def as_options(message: str) -> str:
    """A message that says what to give in Python, saying what to give here."""
    message = re.sub(r"window=\{(\w+): \((-?\d+), (-?\d+)\)\}", r"--window \1=\2:\3", message)
    return re.sub(r"plot\((\w+)=(\d+)\)", r"--set \1=\2", message).replace(
        "another window=", "another --window"
    )


def _split(texts: Sequence[str], option: str, example: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (piece.strip() for piece in text.partition("="))
        if not (name and equals and value):
            raise InputError(f"{option} takes a name and what it is, {option} {example}, not {text[:80]!r}")
        if name in found:
            raise InputError(f"{option} speaks of {name} twice; give it once.")
        found[name] = value
    return found


def _number(text: str, where: str) -> float:
    value = parse_expression(text)
    if value.free_symbols or value.is_real is not True:
        raise InputError(f"{where}: {text[:80]!r} is no real number")
    return float(value)
