r"""A formula as it is written, as a tree; LaTeX and plain text are two printers of it.

What is here: `Notation`, and how tightly a formula binds.

**Convention**: from the loosest to the tightest, a formula is a sum, a function without brackets (``\det A``,
``\partial_x f``: what follows on the same line would be read as its argument), a product, or an atom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

__all__ = ["ATOM", "FUNCTION", "PRODUCT", "SUM", "Notation"]

SUM, FUNCTION, PRODUCT, ATOM = 0, 1, 2, 3


@dataclass(frozen=True)
class Notation:
    """A formula as it is written: an operation, what it is done to, how tightly it binds; a letter has a text.

    >>> from symgeom.notation.composed import determinant, inverse, letter, product
    >>> g, h = letter("g"), letter("h")
    >>> S = product(inverse(g), h)
    >>> determinant(S).latex, determinant(S).plain
    ('\\\\det \\\\left(g^{-1}\\\\,h\\\\right)', 'det (g**-1*h)')
    """

    operation: str
    parts: tuple[Notation, ...] = ()
    level: int = ATOM
    text: str = ""

    @cached_property
    def latex(self) -> str:
        """As LaTeX."""
        if self.operation == "letter":
            return self.text
        return _printed(self, _LATEX, [part.latex for part in self.parts])

    @cached_property
    def plain(self) -> str:
        """As plain text.

        >>> from fractions import Fraction
        >>> from symgeom.notation.composed import letter, negative, number, power, total
        >>> total(power(total(letter(r"\\lambda_{1}"), number(Fraction(1, 2))), number(2)), negative(letter("t"))).plain
        '(lambda_1 + 1/2)**2 - t'
        """
        if self.operation == "letter":
            return re.sub(r"\\([A-Za-z]+)", r"\1", self.text.replace(r"\,", "*")).translate(_BRACES)
        return _printed(self, _PLAIN, [part.plain for part in self.parts])

    def begins_with_minus(self) -> bool:
        """A sign stands in front of everything."""
        if self.operation in ("sum", "product"):
            return self.parts[0].begins_with_minus()
        return self.operation == "negative" or self.text.startswith("-")


# printers ----------------------------------------

_RELATIONS = {"=": "=", r"\ge": "≥", r"\neq": "≠", ">": ">"}
_BRACES = str.maketrans("", "", "{}")
_LATEX = {
    "brackets": r"\left({}\right)",
    "negative": "-{}",
    "dot": r"{}\cdot {}",
    "inner": r"\langle {}, {} \rangle",
    "quotient": r"\frac{{{}}}{{{}}}",
    "part": r"\frac{{1}}{{{}}}{}",
    "transposed": r"{}^{{\mathsf T}}",
    "inverse": "{}^{{-1}}",
    "contragredient": r"{}^{{-\mathsf T}}",
    "determinant": r"\det {}",
    "trace": r"\operatorname{{tr}} {}",
    "derivative": "D_{{{1}}} {0}",
    "partial": r"\partial_{{{1}}}{0}",
    "differential": "d{}",
    "column": r"\begin{{pmatrix}} {} \\ {} \end{{pmatrix}}",
}
_PLAIN = {
    "brackets": "({})",
    "negative": "-{}",
    "dot": "{}*{}",
    "inner": "<{}, {}>",
    "part": "1/{}*{}",
    "transposed": "{}^T",
    "inverse": "{}**-1",
    "contragredient": "{}^-T",
    "determinant": "det {}",
    "trace": "tr {}",
    "derivative": "D_{1} {0}",
    "partial": "∂_{1} {0}",
    "differential": "d{}",
    "column": "({}, {})",
}


def _printed(a: Notation, patterns: dict[str, str], parts: list[str]) -> str:
    """A formula whose parts are printed."""
    latex = patterns is _LATEX
    match a.operation:
        case "sum":
            return _sum(a.parts, parts)
        case "product":
            return (r"\," if latex else "*").join(parts)
        case "power" if latex:
            return f"{parts[0]}^{parts[1]}" if len(parts[1]) == 1 else f"{parts[0]}^{{{parts[1]}}}"
        case "power":
            return f"{parts[0]}**{parts[1] if a.parts[1].level == ATOM else f'({parts[1]})'}"
        case "quotient" if not latex:
            above, below = a.parts
            over = parts[0] if above.level >= PRODUCT else f"({parts[0]})"
            return f"{over}/{parts[1] if below.level == ATOM else f'({parts[1]})'}"
        case "applied":
            return f"{parts[0]}[{', '.join(parts[1:])}]"
        case "value":
            where = (r",\," if latex else ", ").join(parts[1:])
            return rf"\left.{parts[0]}\right|_{{{where}}}" if latex else f"{parts[0]} at {where}"
        case operation if operation in _RELATIONS:
            return f"{parts[0]} {operation if latex else _RELATIONS[operation]} {parts[1]}"
    return patterns[a.operation].format(*parts)


def _sum(terms: tuple[Notation, ...], parts: list[str]) -> str:
    signed = (
        f" - {text[1:]}" if term.operation == "negative" else f" + {text}"
        for term, text in zip(terms[1:], parts[1:])
    )
    return "".join([parts[0], *signed])
