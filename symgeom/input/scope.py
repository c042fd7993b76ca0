"""The words a formula may hold: functions, constants, and which names a user may give to symbols.

Conventions: Greek letters are spelled by their English names (`θ1` is `theta1`), so that every name is plain
ASCII in kernels and prints as a Greek letter in the notes.
"""

import difflib
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sympy as sp

from symgeom.bounds import MAX_NAME
from symgeom.errors import InputError, shown

__all__ = ["COMPLEX", "CONSTANTS", "FUNCTIONS", "Scope", "checked_name", "spell", "suggestion"]


_TRIGONOMETRIC = ("sin", "cos", "tan", "cot", "sec", "csc")
_HYPERBOLIC = ("sinh", "cosh", "tanh", "coth", "sech", "csch")
_OTHERS = ("exp", "sqrt", "cbrt", "sign", "Abs", "erf", "erfc", "sinc")
_SEVERAL = tuple(range(2, 11))
_UNARY = (*_TRIGONOMETRIC, *_HYPERBOLIC, *(f"a{name}" for name in (*_TRIGONOMETRIC, *_HYPERBOLIC)), *_OTHERS)

FUNCTIONS: dict[str, tuple[Callable[..., Any], tuple[int, ...]]] = {
    **{name: (getattr(sp, name), (1,)) for name in _UNARY},
    "abs": (sp.Abs, (1,)),
    **{name: (function, _SEVERAL) for name, function in (("max", sp.Max), ("min", sp.Min))},
    **{name: (getattr(sp, name), _SEVERAL) for name in ("Max", "Min")},
    "atan2": (sp.atan2, (2,)),
    "ln": (sp.log, (1,)),
    "log": (sp.log, (1, 2)),
}
"""Each function with the numbers of arguments it takes."""

CONSTANTS: dict[str, sp.Expr] = {"pi": sp.pi, "E": sp.E, "oo": sp.oo}

COMPLEX = (
    "formulas in text are real: write what stands for i out, cos(x) for (exp(I*x) + exp(-I*x))/2, u^2 - v^2 for the real part "
    "of (u + I*v)^2; SymPy expressions given in Python may hold sympy.I where their value is real"
)
"""What to write in place of the imaginary unit."""

_RESERVED = {*FUNCTIONS, *CONSTANTS, "I", "nan", "inf", "zoo"}
_ARCS = {f"{arc}{name}": f"a{name}" for arc in ("arc", "ar") for name in (*_TRIGONOMETRIC, *_HYPERBOLIC)}
_HINTS = {**_ARCS, "e": "E", "Pi": "pi", "PI": "pi", "inf": "oo", "infinity": "oo"}
_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)")


@dataclass(frozen=True)
class Scope:
    """What a text may mention: symbols, undefined functions with their number of arguments, and data, in `mean` and `sum` only.

    In the open scope (`closed` false) every good name that is met becomes a real symbol.
    """

    symbols: Mapping[str, sp.Symbol] = field(default_factory=dict)
    functions: Mapping[str, tuple[Any, int]] = field(default_factory=dict)
    closed: bool = True
    data: tuple[str, ...] = ()

    @property
    def over(self) -> tuple[sp.Symbol, sp.Symbol]:
        """(k, n): an index of data and their number, named as nothing else is."""
        taken = {*self.symbols, *self.functions, *self.data}
        k, n = (
            next(s for i in range(len(taken) + 1) if (s := letter + "_" * i) not in taken) for letter in "kn"
        )
        return sp.Symbol(k), sp.Symbol(n)

    @classmethod
    def of(cls, names: "Scope | Iterable[str] | None") -> "Scope":
        """The scope that holds these names, each a real symbol; the open scope for None."""
        if isinstance(names, Scope):
            return names
        if names is None:
            return cls(closed=False)
        try:
            listed = [names] if isinstance(names, str) else list(islice(names, 1000))
        except Exception:  # no iterable, or one that fails
            raise InputError(f"names are a list of texts, such as ['x', 'y'], not {shown(names)}") from None
        return cls({name: sp.Symbol(name, real=True) for name in map(checked_name, listed)})


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the nearest known word, or nothing.

    >>> suggestion("guassian", ["gaussian", "mean"])
    "; did you mean 'gaussian'?"
    """
    choices = sorted(known)
    near = [_HINTS[word]] if _HINTS.get(word) in choices else difflib.get_close_matches(word[:80], choices, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def checked_name(name: str, origin: str = "name") -> str:
    """The name as the project spells it (Greek letters by their English names), if it may name a symbol.

    **Raises** InputError for keywords, names of functions and constants, and what is no identifier.

    >>> checked_name("θ1")
    'theta1'
    """
    if not isinstance(name, str):
        raise InputError(f"{origin}: a name is text, not {shown(name)}")
    told = repr(name[:MAX_NAME] + ("..." if len(name) > MAX_NAME else ""))
    plain = "".join(map(spell, name[: MAX_NAME + 1]))
    if len(plain) > MAX_NAME:
        raise InputError(
            f"{origin}: the name {told} is longer than {MAX_NAME} characters; choose a shorter one."
        )
    if keyword.iskeyword(plain) and plain != "lambda":
        raise InputError(f"{origin}: {told} is a keyword of Python; choose another name.")
    if plain in _RESERVED:
        raise InputError(f"{origin}: {told} has a fixed meaning in formulas; choose another name.")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", plain):
        raise InputError(
            f"{origin}: {told} can't name a symbol; a name is a letter (Latin or Greek), then letters, "
            "digits and underscores."
        )
    return plain


def spell(letter: str) -> str:
    """One character as the parser sees it: a Greek letter by its English name, others in their plain form."""
    if letter.isascii():
        return letter
    plain = unicodedata.normalize("NFKC", letter)
    match = _GREEK.fullmatch(unicodedata.name(plain, "")) if len(plain) == 1 else None
    if not match:
        return letter
    word = match[2].replace("LAMDA", "LAMBDA")  # as everybody but Unicode spells it
    return word.lower() if match[1] == "SMALL" else word.capitalize()
