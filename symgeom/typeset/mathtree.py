"""Typeset formulas as trees: a strict reader of the LaTeX maths that the notes emit.

Here: ``read`` (LaTeX to ``Row``) and the node types. The line breaker measures the trees, the HTML printer walks them, and
the lint is a consequence: a macro that is not in ``SYMBOLS`` is an error, so nothing unknown reaches a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from symgeom.errors import InputError
from symgeom.typeset.symbols import ENVIRONMENTS, FENCES, FONTS, SIZES, SYMBOLS

__all__ = ["Env", "Fenced", "Font", "Frac", "Node", "Root", "Row", "Script", "Sign", "Words", "read"]


@dataclass(frozen=True)
class Sign:
    """One character or named symbol, with its TeX class."""

    text: str
    kind: str
    em: float
    macro: str = ""


@dataclass(frozen=True)
class Row:
    """Nodes side by side; ``spans`` are their places in the source, so that it can be cut there."""

    nodes: tuple[Node, ...]
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Script:
    """A base with a subscript, a superscript or both."""

    base: Node
    sub: Node | None
    sup: Node | None


@dataclass(frozen=True)
class Frac:
    """A fraction; ``full`` keeps display size wherever it stands, ``small`` text size."""

    num: Node
    den: Node
    full: bool = False
    small: bool = False


@dataclass(frozen=True)
class Root:
    """A square root, or the root of the given index."""

    body: Node
    index: Node | None


@dataclass(frozen=True)
class Fenced:
    r"""``\\left ... \\right``."""

    left: Sign
    body: Node
    right: Sign


@dataclass(frozen=True)
class Env:
    """A matrix-like environment: rows of cells."""

    name: str
    rows: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True)
class Font:
    """A font or accent put on a body."""

    name: str
    body: Node


@dataclass(frozen=True)
class Words:
    """Text inside a formula."""

    text: str


Node: TypeAlias = Sign | Row | Script | Frac | Root | Fenced | Env | Font | Words


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def fail(self, what: str) -> InputError:
        near = self.source[max(0, self.at - 30) : self.at + 30]
        return InputError(f"this formula can't be typeset: {what} near {near!r}")

    def blanks(self) -> None:
        while self.at < len(self.source) and self.source[self.at] in " \t\n":
            self.at += 1

    def peek(self) -> str:
        """The next token without taking it: a macro with its backslash, a character, or nothing."""
        here, source = self.at, self.source
        if here >= len(source):
            return ""
        if source[here] != "\\":
            return source[here]
        end = here + 1
        while end < len(source) and source[end].isascii() and source[end].isalpha():
            end += 1
        return source[here : max(end, here + 2)]

    def take(self) -> str:
        token = self.peek()
        self.at += len(token)
        return token

    def expect(self, token: str) -> None:
        self.blanks()
        if self.take() != token:
            raise self.fail(f"{token!r} expected")

    def row(self, stops: frozenset[str]) -> Row:
        nodes: list[Node] = []
        spans: list[tuple[int, int]] = []
        while True:
            self.blanks()
            token = self.peek()
            if token in stops or not token:
                if not token and stops and "" not in stops:
                    raise self.fail(f"one of {sorted(stops)} expected")
                return Row(tuple(nodes), tuple(spans))
            start = self.at
            nodes.append(self.scripted())
            spans.append((start, self.at))

    def scripted(self) -> Node:
        base: Node = Row(()) if self.peek() in "_^" else self.atom()
        sub: Node | None = None
        sup: Node | None = None
        while True:
            here = self.at
            self.blanks()
            token = self.peek()
            if token == "_" and sub is None:
                self.take()
                sub = self.argument()
            elif token == "^" and sup is None:
                self.take()
                sup = self.argument()
            elif token == "'":
                primes = ""
                while self.peek() == "'":
                    primes += self.take()
                sup = Sign("′" * len(primes), "ord", 0.3 * len(primes))
            elif token and token in "_^":
                raise self.fail("a double sub- or superscript")
            else:
                self.at = here
                return base if sub is None and sup is None else Script(base, sub, sup)

    def argument(self) -> Node:
        self.blanks()
        if self.peek() == "{":
            self.take()
            inner = self.row(frozenset("}"))
            self.expect("}")
            return inner
        return self.atom()

    def atom(self) -> Node:
        token = self.take()
        if token == "{":
            inner = self.row(frozenset("}"))
            self.expect("}")
            return inner
        if token.startswith("\\"):
            return self.macro(token[1:])
        if not token or token in "}&#%$~^_":
            raise self.fail(f"{token!r} is out of place")
        return _character(token)

    def macro(self, name: str) -> Node:
        if name in ("frac", "dfrac", "tfrac"):
            return Frac(self.argument(), self.argument(), name == "dfrac", name == "tfrac")
        if name == "sqrt":
            self.blanks()
            index: Node | None = None
            if self.peek() == "[":
                self.take()
                index = self.row(frozenset("]"))
                self.expect("]")
            return Root(self.argument(), index)
        if name == "left":
            left = self.delimiter()
            body = self.row(frozenset({"\\right"}))
            self.expect("\\right")
            return Fenced(left, body, self.delimiter())
        if name == "begin":
            return self.environment()
        if name in ("text", "textrm", "mbox"):
            return Words(self.raw_group())
        if name in FONTS:
            return Font(name, self.argument())
        if name.rstrip("lrm") in SIZES:
            inner = self.delimiter()
            kind = {"l": "open", "r": "close", "m": "rel"}.get(name[-1], "ord")
            return Sign(inner.text, kind, 0.6, inner.macro)
        if name not in SYMBOLS:
            raise self.fail(f"the macro \\{name} is not one that the notes use")
        text, kind, em = SYMBOLS[name]
        return Sign(text, kind, em, name)

    def delimiter(self) -> Sign:
        self.blanks()
        token = self.take()
        if token == ".":
            return Sign("", "space", 0.12)
        if token.startswith("\\") and token[1:] in FENCES:
            return Sign(FENCES[token[1:]][0], FENCES[token[1:]][1], 0.5, token[1:])
        if token and token in "()[]|/":
            return Sign(token, "open", 0.5)
        raise self.fail(f"{token!r} is no delimiter")

    def raw_group(self) -> str:
        self.expect("{")
        end = self.source.find("}", self.at)
        if end < 0:
            raise self.fail("'}' expected")
        text = self.source[self.at : end]
        self.at = end + 1
        return text

    def environment(self) -> Env:
        name = self.raw_group()
        if name not in ENVIRONMENTS:
            raise self.fail(f"the environment {name} is not one that the notes use")
        if name == "array":
            self.raw_group()
        rows: list[tuple[Node, ...]] = []
        cells: list[Node] = []
        while True:
            cells.append(self.row(frozenset({"&", "\\\\", "\\end"})))
            token = self.take()
            if token != "&":
                rows.append(tuple(cells))
                cells = []
            if token == "\\\\":
                self.blanks()
                if self.peek() == "[":  # the optional space of \\[2pt]
                    self.at = self.source.index("]", self.at) + 1
            if token == "\\end":
                if self.raw_group() != name:
                    raise self.fail(f"\\end{{{name}}} expected")
                return Env(name, tuple(row for row in rows if row != (Row(()),)))


def _character(char: str) -> Sign:
    if char.isdigit():
        return Sign(char, "ord", 0.5)
    if char in "+-*":
        return Sign({"-": "−", "*": "∗"}.get(char, char), "bin", 0.78)
    if char in "=<>:":
        return Sign(char, "rel", 0.78)
    if char in "([":
        return Sign(char, "open", 0.39)
    if char in ")]!":
        return Sign(char, "close", 0.39)
    if char in ",;":
        return Sign(char, "punct", 0.28)
    if char.isascii() and char.isalpha():
        return Sign(char, "ord", 0.95 if char in "MWmw" else 0.78 if char.isupper() else 0.53)
    return Sign(char, "ord", 0.5)


def read(source: str) -> Row:
    r"""The tree of a formula; an unknown macro or an unbalanced brace is an ``InputError``.

    >>> [type(node).__name__ for node in read(r"\frac{1}{w^3} x_{ij}").nodes]
    ['Frac', 'Script']
    """
    reader = _Reader(source)
    tree = reader.row(frozenset())
    if reader.at < len(source):
        raise reader.fail("an unexpected end")
    return tree
