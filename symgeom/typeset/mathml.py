"""Formulas as MathML Core, which browsers set without a script: Firefox, Safari, Chromium from 109 on.

Here: ``mathml`` (a formula) and ``mathml_rows`` (a display aligned at its relations). The spaces that TeX puts beside
functions and fractions are written out; those of relations and operators come from the browser.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from symgeom.errors import InputError
from symgeom.typeset.mathtree import Env, Fenced, Font, Frac, Node, Root, Row, Script, Sign, read
from symgeom.typeset.spacing import is_digit, letters_of, merged, spaced

__all__ = ["browsed", "mathml", "mathml_rows"]

_THIN = '<mspace width="0.167em"/>'
_ACCENTS = {
    "bar": "¯", "overline": "¯", "tilde": "~", "widetilde": "~", "hat": "^", "widehat": "^", "vec": "→", "dot": "˙",
    "ddot": "¨",
}  # fmt: skip
# the first capital of each alphabet, and the letters that Unicode had before it
_ALPHABETS = {
    "mathbb": 0x1D538,
    "mathcal": 0x1D49C,
    "mathfrak": 0x1D504,
    "mathbf": 0x1D400,
    "mathsf": 0x1D5A0,
}
_EARLIER = {
    "mathbb": {"C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"},
    "mathcal": {"B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ"},
    "mathfrak": {"C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"},
}
_BRACKETS = {"pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "vmatrix": ("|", "|"), "cases": ("{", "")}


def mathml(formula: str, *, display: bool = False) -> str:
    r"""A formula in the line, or one displayed on its own.

    >>> mathml(r"\frac{1}{w^3}")
    '<math><mfrac><mn>1</mn><msup><mi>w</mi><mn>3</mn></msup></mfrac></math>'
    """
    attribute = ' display="block"' if display else ""
    return f"<math{attribute}>{_row(read(formula))}</math>"


def mathml_rows(rows: Sequence[Sequence[tuple[str, str]]]) -> str:
    """Rows of pairs (left, right of the alignment point), each pair aligned with those above."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return mathml(" ".join(rows[0][0]), display=True)
    lines = []
    for row in rows:
        cells = []
        for k, (left, right) in enumerate(row):
            sides = ("left gap" if k else "left", "right")
            cells += [_cell(_row(read(text)), side) for text, side in zip((left, right), sides)]
        lines.append(f"<mtr>{''.join(cells)}</mtr>")
    return (
        f'<math display="block"><mtable displaystyle="true" class="aligned">{"".join(lines)}</mtable></math>'
    )


def _node(node: Node) -> str:
    """One element."""
    if isinstance(node, Sign):
        return _sign(node, "infix")
    if isinstance(node, Row):
        return _grouped(_row(node), len(merged(node)) != 1)
    if isinstance(node, Script):
        return _script(node)
    if isinstance(node, Frac):
        style = (
            ' displaystyle="true"'
            if node.full
            else ' displaystyle="false" scriptlevel="0"'
            if node.small
            else ""
        )
        inner = f"<mfrac>{_node(node.num)}{_node(node.den)}</mfrac>"
        return f"<mstyle{style}>{inner}</mstyle>" if style else inner
    if isinstance(node, Root):
        if node.index is None:
            return f"<msqrt>{_node(node.body)}</msqrt>"
        return f"<mroot>{_node(node.body)}{_node(node.index)}</mroot>"
    if isinstance(node, Fenced):
        return f"<mrow>{_fence(node.left.text, 'prefix')}{_node(node.body)}{_fence(node.right.text, 'postfix')}</mrow>"
    if isinstance(node, Env):
        return _environment(node)
    if isinstance(node, Font):
        return _font(node)
    return f"<mtext>{escape(node.text).replace(' ', '&#xA0;')}</mtext>"


def _grouped(inner: str, several: bool) -> str:
    return f"<mrow>{inner}</mrow>" if several else inner


def _row(row: Row) -> str:
    """The elements side by side, with the spaces of TeX, and signs without a left side as prefixes."""
    parts = []
    for item in spaced(row):
        if item.thin:
            parts.append(_THIN)
        prefix = item.unary and isinstance(item.node, Sign)
        parts.append(_sign(item.node, "prefix") if prefix else _node(item.node))  # type: ignore[arg-type]
    return "".join(parts)


def _sign(sign: Sign, form: str) -> str:
    text = escape(sign.text)
    if sign.kind == "space":
        return f'<mspace width="{sign.em:g}em"/>' if sign.em else ""
    if sign.kind == "op":
        return f"<mo>{text}</mo>" if sign.text in "∑∏∫" else f"<mi>{text}</mi>"
    if sign.kind in ("open", "close"):
        return _fence(
            sign.text, "prefix" if sign.kind == "open" else "postfix", 'stretchy="false"', sign.em == 0.6
        )
    if sign.kind == "punct":
        return f'<mo separator="true" form="postfix" lspace="0" rspace="0.167em">{text}</mo>'
    if sign.text == ".":
        return '<mo separator="true" form="postfix" lspace="0" rspace="0">.</mo>'
    if sign.kind in ("bin", "rel"):
        rigid = ' stretchy="false"' if sign.kind == "rel" else ""
        return f'<mo form="{form}"{rigid}>{text}</mo>'
    if is_digit(sign):
        return f"<mn>{text}</mn>"
    return f'<mi mathvariant="normal">{text}</mi>' if sign.macro[:1].isupper() else f"<mi>{text}</mi>"


def _fence(text: str, form: str, stretchy: str = 'stretchy="true"', large: bool = False) -> str:
    if not text:
        return ""
    size = 'stretchy="true" minsize="1.6em" maxsize="1.6em"' if large else stretchy
    return f'<mo form="{form}" fence="true" {size} lspace="0" rspace="0">{escape(text)}</mo>'


def _script(node: Script) -> str:
    base = _node(node.base) or "<mrow></mrow>"
    sub = "" if node.sub is None else _node(node.sub)
    sup = "" if node.sup is None else _node(node.sup)
    above = isinstance(node.base, Sign) and node.base.text in ("∑", "∏", "min", "max", "sup", "inf", "lim")
    under, over, both = ("munder", "mover", "munderover") if above else ("msub", "msup", "msubsup")
    tag = both if sub and sup else under if sub else over
    return f"<{tag}>{base}{sub}{sup}</{tag}>"


def _cell(inner: str, side: str) -> str:
    """A cell, left or right of an alignment point; Firefox reads the attribute, the style sheet the class."""
    align = {"l": "right", "r": "left"}.get(side[:1])
    return f'<mtd class="{side}" columnalign="{align}">{inner}</mtd>' if align else f"<mtd>{inner}</mtd>"


def _environment(node: Env) -> str:
    rows = []
    for row in node.rows:
        cells = ""
        for k, cell in enumerate(row):
            side = "right" if node.name == "cases" or k % 2 else "left"
            aligned = node.name in ("aligned", "array", "cases")
            cells += _cell(_node(cell), side if aligned else "")
        rows.append(f"<mtr>{cells}</mtr>")
    table = f"<mtable>{''.join(rows)}</mtable>"
    left, right = _BRACKETS.get(node.name, ("", ""))
    return f"<mrow>{_fence(left, 'prefix')}{table}{_fence(right, 'postfix')}</mrow>"


def _font(node: Font) -> str:
    name, text = node.name, letters_of(node.body)
    if name in _ACCENTS:
        stretchy = "true" if name in ("overline", "widetilde", "widehat") else "false"
        return f'<mover accent="true">{_node(node.body)}<mo stretchy="{stretchy}">{escape(_ACCENTS[name])}</mo></mover>'
    if name == "underline":
        return f'<munder>{_node(node.body)}<mo stretchy="true">_</mo></munder>'
    if text and name in _ALPHABETS:
        letters = (_EARLIER.get(name, {}).get(c) or _letter(_ALPHABETS[name], c) for c in text)
        return f'<mi mathvariant="normal">{"".join(letters)}</mi>'
    if text and name == "mathit":
        return f'<mi class="word">{escape(text)}</mi>'
    if text:
        return f'<mi mathvariant="normal">{escape(text)}</mi>'
    return _node(node.body)


def _letter(first: int, char: str) -> str:
    if "A" <= char <= "Z":
        return chr(first + ord(char) - ord("A"))
    return chr(first + 26 + ord(char) - ord("a")) if "a" <= char <= "z" else char


def browsed(formula: str) -> str:
    r"""A formula as MathML; one with macros that the reader doesn't know stays the text that it is.

    >>> browsed(r"\mathring{x} < 1")
    '\\mathring{x} &lt; 1'
    """
    try:
        return mathml(formula)
    except InputError:
        return escape(formula)
