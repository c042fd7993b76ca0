"""What a catalogue function may be called with: whole numbers, real parameters, profiles; checked and made exact.

The kind of an argument is its annotation: `int` a dimension or a size, `Scalar` a real parameter, `Profile` an
expression in the coordinates. Text is never read: it is an error, whatever it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from symgeom.bounds import MAX_DIMENSION
from symgeom.errors import InputError, shown

if TYPE_CHECKING:
    import sympy as sp

__all__ = ["Profile", "Scalar", "exact", "read"]

Scalar: TypeAlias = "sp.Expr | int | float"
Profile: TypeAlias = "sp.Expr | int | float"


def read(called: str, name: str, annotation: Any, value: Any, least: int = 1) -> Any:
    """The value of the argument `name` in exact form. **Raises** InputError when it isn't of its kind."""
    kind = str(annotation).removesuffix(" | None")
    if value is None and kind != str(annotation):
        return None
    if annotation is int or kind == "int":
        return _whole(called, name, value, least)
    return _real(called, name, value) if kind in ("Scalar", "Profile", Scalar) else value


def exact(value: Any) -> Any:
    """A plain number as an exact SymPy number, as it is printed: 0.5 as 1/2; anything else as it is.

    >>> exact(0.1), exact("0.1")
    (1/10, '0.1')
    """
    from symgeom.algebra.domain import decimals

    return decimals.exact(value)


def _number(called: str, name: str, value: Any) -> Any:
    try:
        return exact(value)
    except InputError as error:
        raise InputError(
            f"{called}: {name} must be real and finite; got {_shown(value)} ({error})."
        ) from None


def _whole(called: str, name: str, value: Any, least: int) -> Any:
    import sympy as sp

    number = _number(called, name, value)
    if not isinstance(number, sp.Integer) or not least <= number <= MAX_DIMENSION:
        raise InputError(
            f"{called}: {name} must be a whole number from {least} to {MAX_DIMENSION}; got {_shown(value)}."
        )
    return number


def _real(called: str, name: str, value: Any) -> Any:
    import sympy as sp

    number = _number(called, name, value)
    if not isinstance(number, sp.Expr) or isinstance(number, sp.MatrixExpr):
        advice = "; text is not read" if isinstance(value, str) else ""
        raise InputError(
            f"{called}: {name} must be a number or a SymPy expression{advice}; got {_shown(value)}."
        )
    if number.is_extended_real is False or number.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        raise InputError(f"{called}: {name} must be real and finite; got {_shown(value)}.")
    return number


def _shown(value: Any) -> str:
    """A value in a message, cut to a readable length."""
    text = shown(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
