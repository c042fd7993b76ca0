"""Typeset formulas as trees: a strict reader of the LaTeX maths that the notes emit, and how wide it comes
out.

Here: ``read`` (LaTeX to ``Row``), the node types, ``width`` (in points, 11 pt Latin Modern, display style).
The line breaker measures with it, the HTML printer walks it, and the lint is a consequence: a macro that is
not in ``SYMBOLS`` is an error, so nothing unknown reaches a document.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TypeAlias

from symgeom.errors import InputError

__all__ = [
    "SYMBOLS",
    "Env",
    "Fenced",
    "Font",
    "Frac",
    "Node",
    "Root",
    "Row",
    "Script",
    "Sign",
    "Words",
    "read",
    "width",
]

# macro -> (character, class, width in em). Classes follow TeX: ord, op, bin, rel, open, close, punct, space.
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_ORDINARY = {
    "ell": "ℓ", "partial": "∂", "nabla": "∇", "infty": "∞", "prime": "′", "emptyset": "∅", "forall": "∀",
    "exists": "∃", "top": "⊤", "bot": "⊥", "Re": "ℜ", "Im": "ℑ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ",
    "ldots": "…", "dots": "…", "cdots": "⋯", "dotsc": "…", "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱",
    "vert": "|", "Vert": "‖", "mid": "|", "colon": ":", "%": "%", "#": "#", "&": "&", "_": "_", "$": "$",
}  # fmt: skip
_BINARY = {
    "cdot": "⋅", "times": "×", "pm": "±", "mp": "∓", "circ": "∘", "wedge": "∧", "otimes": "⊗", "oplus": "⊕",
    "setminus": "∖", "cup": "∪", "cap": "∩", "ast": "∗", "land": "∧", "lor": "∨", "bullet": "∙",
}  # fmt: skip
_RELATION = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "equiv": "≡", "approx": "≈",
    "sim": "∼", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "to": "→", "mapsto": "↦",
    "perp": "⊥", "coloneqq": "≔", "longrightarrow": "⟶", "rightarrow": "→", "Rightarrow": "⇒",
    "Longrightarrow": "⟹", "iff": "⟺", "implies": "⟹", "Leftrightarrow": "⇔", "propto": "∝", "cong": "≅",
    "simeq": "≃", "ll": "≪", "gg": "≫", "lt": "<", "gt": ">",
}  # fmt: skip
_FENCES = {
    "langle": ("⟨", "open"), "rangle": ("⟩", "close"), "lvert": ("|", "open"), "rvert": ("|", "close"),
    "lVert": ("‖", "open"), "rVert": ("‖", "close"), "{": ("{", "open"), "}": ("}", "close"),
    "|": ("‖", "ord"), "lfloor": ("⌊", "open"), "rfloor": ("⌋", "close"), "lceil": ("⌈", "open"),
    "rceil": ("⌉", "close"),
}  # fmt: skip
_OPERATORS = (
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan",
    "exp",
    "log", "ln", "det", "dim", "ker", "min", "max", "inf", "sup", "lim", "arg", "deg", "gcd",
)  # fmt: skip
_BIG = {"sum": "∑", "prod": "∏", "int": "∫"}
_SPACES = {",": 0.167, ":": 0.222, ";": 0.278, "!": -0.167, " ": 0.25, "quad": 1.0, "qquad": 2.0}
_FONTS = {
    "mathrm", "mathbf", "mathit", "mathbb", "mathcal", "mathsf", "operatorname", "boldsymbol", "bar", "tilde",
    "hat", "vec", "dot", "ddot", "overline", "widetilde", "widehat", "underline", "mathfrak",
}  # fmt: skip
_SIZES = {"big", "Big", "bigg", "Bigg"}
_STYLES = {"displaystyle", "textstyle", "limits", "nolimits", "notag", "nonumber", "scriptstyle"}
_ENVIRONMENTS = {"pmatrix", "bmatrix", "matrix", "smallmatrix", "cases", "aligned", "array", "vmatrix"}

SYMBOLS: dict[str, tuple[str, str, float]] = {
    **{name: (char, "ord", 0.72 if name[0].isupper() else 0.58) for name, char in _GREEK.items()},
    **{name: (char, "ord", 1.17 if "dots" in name else 0.55) for name, char in _ORDINARY.items()},
    **{name: (char, "bin", 0.78) for name, char in _BINARY.items()},
    **{name: (char, "rel", 0.89) for name, char in _RELATION.items()},
    **{name: (char, kind, 0.39) for name, (char, kind) in _FENCES.items()},
    **{name: (name, "op", 0.53 * len(name)) for name in _OPERATORS},
    **{name: (char, "op", 1.44) for name, char in _BIG.items()},
    **{name: ("", "space", size) for name, size in _SPACES.items()},
    **dict.fromkeys(_STYLES, ("", "space", 0.0)),
}
SYMBOLS["cdot"] = ("⋅", "bin", 0.28)
SYMBOLS["nabla"] = ("∇", "ord", 0.84)
SYMBOLS["mid"] = ("|", "rel", 0.28)
SYMBOLS["colon"] = (":", "punct", 0.28)


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
    """A fraction; ``full`` keeps display size wherever it stands."""

    num: Node
    den: Node
    full: bool = False


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
            return Frac(self.argument(), self.argument(), name == "dfrac")
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
        if name in _FONTS:
            return Font(name, self.argument())
        if name.rstrip("lrm") in _SIZES:
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
        if token.startswith("\\") and token[1:] in _FENCES:
            return Sign(_FENCES[token[1:]][0], _FENCES[token[1:]][1], 0.5, token[1:])
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
        if name not in _ENVIRONMENTS:
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


_EM = 10.95  # points in one em at 11 pt
_SCRIPT = 0.74  # size of sub- and superscripts


def width(formula: str | Node) -> float:
    r"""How wide the formula is set, in points; rounded up a little, so that what fits here fits in print.

    >>> 20 < width("x + y") < 40
    True
    """
    return _measured(formula) if isinstance(formula, str) else 1.02 * _EM * _em(formula, 0)


@functools.lru_cache(maxsize=20_000)
def _measured(formula: str) -> float:
    return 1.02 * _EM * _em(read(formula), 0)


def _em(node: Node, depth: int) -> float:
    """Width in em; ``depth`` counts the fractions around, whose parts shrink from the second on."""
    if isinstance(node, Sign):
        return node.em + (0.167 if node.kind == "punct" else 0.0)
    if isinstance(node, Row):
        return _row_em(node, depth)
    if isinstance(node, Script):
        scripts = [_SCRIPT * _em(part, 2) for part in (node.sub, node.sup) if part is not None]
        return _em(node.base, depth) + max(scripts) + 0.06
    if isinstance(node, Frac):
        inside = 0 if node.full else depth
        scale = _SCRIPT if inside >= 1 else 1.0
        return scale * max(_em(node.num, inside + 1), _em(node.den, inside + 1)) + 0.26
    if isinstance(node, Root):
        return _em(node.body, depth) + 1.0
    if isinstance(node, Fenced):
        return node.left.em + _em(node.body, depth) + node.right.em + 0.4
    if isinstance(node, Env):
        columns = max(len(row) for row in node.rows)
        wide = [max(_em(row[k], 1) for row in node.rows if k < len(row)) for k in range(columns)]
        return sum(wide) + 0.92 * (columns - 1) + 1.6
    if isinstance(node, Font):
        return 1.08 * _em(node.body, depth)
    return 0.5 * len(node.text)


def _row_em(row: Row, depth: int) -> float:
    total = 0.0
    before = "open"
    for node in row.nodes:
        kind = _kind(node)
        total += _em(node, depth)
        if kind == "bin" and before not in ("bin", "rel", "open", "punct"):
            total += 0.444
        elif kind == "rel":
            total += 0.556
        elif (
            (kind == "op" and before in ("ord", "close", "inner"))
            or (before == "op" and kind in ("ord", "op"))
            or (kind == "inner" and before in ("ord", "inner", "close"))
        ):
            total += 0.167
        if kind != "space":
            before = kind
    return total


def _kind(node: Node) -> str:
    if isinstance(node, Sign):
        return node.kind
    if isinstance(node, Script):
        return _kind(node.base)
    if isinstance(node, Frac | Fenced):
        return "inner"
    if isinstance(node, Font):
        return "op" if node.name == "operatorname" else "ord"
    return "ord"
