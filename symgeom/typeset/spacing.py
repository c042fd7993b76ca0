"""How the parts of a formula stand side by side, as TeX spaces them, for the printers of formats with rules of their own.

Here: ``spaced`` (the nodes of a row, each with its class and the thin space before it), ``letters_of`` (the plain letters of
a row), ``merged`` (digits side by side as one number). Source: Knuth, The TeXbook, ch. 18.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from symgeom.typeset.mathtree import Fenced, Font, Frac, Node, Row, Script, Sign

__all__ = ["Spaced", "is_digit", "letters_of", "merged", "spaced"]


@dataclass(frozen=True)
class Spaced:
    """A node of a row; ``unary``: a sign without a left side; ``thin``: TeX puts a thin space before it."""

    node: Node
    kind: str
    unary: bool
    thin: bool


def spaced(row: Row) -> Iterator[Spaced]:
    """The nodes of a row with their classes, digits merged."""
    before = "open"
    for node in merged(row):
        kind = _kind(node)
        unary = kind == "bin" and before in ("open", "rel", "bin", "punct")
        thin = (kind in ("op", "inner") and before in ("ord", "close", "inner")) or (
            before in ("op", "inner") and kind in ("ord", "op", "inner")
        )
        yield Spaced(node, kind, unary, thin)
        if kind != "space":
            before = "ord" if unary else kind


def merged(row: Row) -> list[Node]:
    """The nodes, digits side by side as one number."""
    found: list[Node] = []
    for node in row.nodes:
        last = found[-1] if found else None
        base = node.base if isinstance(node, Script) else node
        if isinstance(base, Sign) and is_digit(base) and isinstance(last, Sign) and is_digit(last):
            number = Sign(last.text + base.text, "ord", last.em + base.em)
            found[-1] = number if node is base else Script(number, node.sub, node.sup)  # type: ignore[union-attr]
        else:
            found.append(node)
    return found


def is_digit(sign: Sign) -> bool:
    """Whether the sign is part of a number: a digit, or the point of a decimal."""
    return (sign.kind == "ord" and sign.text[:1].isdigit()) or (sign.text == "." and not sign.macro)


def letters_of(node: Node) -> str:
    """The letters of a row of signs; nothing where there is more in it."""
    nodes = node.nodes if isinstance(node, Row) else (node,)
    signs = [n for n in nodes if isinstance(n, Sign) and n.kind in ("ord", "op")]
    return "".join(sign.text for sign in signs) if len(signs) == len(nodes) else ""


def _kind(node: Node) -> str:
    if isinstance(node, Sign):
        return "punct" if node.text == "." else node.kind
    if isinstance(node, Script):
        return _kind(node.base)
    if isinstance(node, Frac | Fenced):
        return "inner"
    return "op" if isinstance(node, Font) and node.name == "operatorname" else "ord"
