r"""Formulas as Typst maths, from the trees of ``mathtree``: every printed character is escaped, every call is one of ours.

Here: ``typst`` (a formula) and ``typst_rows`` (a display aligned at its relations), both without the dollar signs around.
Conventions: parentheses are escaped, so that Typst doesn't grow them where TeX doesn't; spaces are those of TeX, of which
Typst puts all but the thin ones beside fractions and growing brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from symgeom.typeset.mathtree import Env, Fenced, Font, Frac, Node, Root, Row, Script, Sign, read
from symgeom.typeset.spacing import letters_of, spaced

__all__ = ["quoted", "typst", "typst_rows"]

_ACCENTS = {
    "bar": "macron", "tilde": "tilde", "widetilde": "tilde", "hat": "hat", "widehat": "hat", "vec": "arrow", "dot": "dot",
    "ddot": "dot.double",
}  # fmt: skip
_ALPHABETS = {
    "mathbb": "bb({})", "mathcal": "cal({})", "mathfrak": "frak({})", "mathsf": "upright(sans({}))",
    "mathbf": "upright(bold({}))", "boldsymbol": "bold({})", "mathit": "italic({})", "mathrm": "upright({})",
    "overline": "overline({})", "underline": "underline({})",
}  # fmt: skip
_DELIMITERS = {"pmatrix": '"("', "bmatrix": '"["', "vmatrix": '"|"'}
_SPACES = {0.167: "thin", 0.222: "med", 0.278: "thick", 1.0: "quad", 2.0: "wide"}
_FENCES = "⟨⟩⌊⌋⌈⌉‖"  # Typst grows pairs of these too
_LIMITS = {"min", "max", "sup", "inf", "lim"}
_CLASSES = {
    "open": "opening", "close": "closing", "rel": "relation", "punct": "punctuation", "ord": "normal",
}  # fmt: skip


def quoted(text: str) -> str:
    r"""Text as a string of Typst.

    >>> print(quoted('a "b" \\'))
    "a \"b\" \\"
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst(formula: str) -> str:
    r"""A formula between dollar signs of Typst.

    >>> typst(r"\frac{1}{w^3} g_{ij}"), typst(r"\cos^2 v = f(x)")
    ('frac(1, w^3) thin g_(i j)', 'op("cos")^2 v = f \\( x \\)')
    """
    return _row(read(formula))


def typst_rows(rows: Sequence[Sequence[tuple[str, str]]]) -> str:
    r"""Rows of pairs (left, right of the alignment point), each pair aligned with those above.

    >>> typst_rows([[("a", "= b,")], [("", "= c.")]])
    'a & = b \\, \\\n & = c .'
    """
    if len(rows) == 1 and len(rows[0]) == 1:
        return typst(" ".join(rows[0][0]))
    lines = []
    for row in rows:
        pairs = (
            f"{'#h(2.5em) ' if k else ''}{typst(left)} & {typst(right)}"
            for k, (left, right) in enumerate(row)
        )
        lines.append(" & ".join(pairs).strip())
    return " \\\n".join(line if not line.startswith("&") else f" {line}" for line in lines)


def _row(row: Row) -> str:
    """The nodes side by side; the thin space at a function is put by Typst itself."""
    parts: list[str] = []
    for item in spaced(row):
        by_typst = item.kind == "op" or (bool(parts) and parts[-1].startswith("op("))
        if item.thin and not by_typst:
            parts.append("thin")
        parts.append(_node(item.node))
    return " ".join(part for part in parts if part)


def _node(node: Node) -> str:
    """One node as a term that can be an argument."""
    if isinstance(node, Sign):
        return _sign(node)
    if isinstance(node, Row):
        return _row(node)
    if isinstance(node, Script):
        return _script(node)
    if isinstance(node, Frac):
        inner = f"frac({_node(node.num)}, {_node(node.den)})"
        return f"display({inner})" if node.full else f"inline({inner})" if node.small else inner
    if isinstance(node, Root):
        return (
            f"sqrt({_node(node.body)})"
            if node.index is None
            else f"root({_node(node.index)}, {_node(node.body)})"
        )
    if isinstance(node, Fenced):
        return f"lr({_delimiter(node.left)} {_node(node.body)} {_delimiter(node.right)})"
    if isinstance(node, Env):
        return _environment(node)
    if isinstance(node, Font):
        return _font(node)
    return quoted(node.text)


def _sign(sign: Sign) -> str:
    if sign.kind == "space":
        return _SPACES.get(sign.em) or (f"#h({sign.em:g}em)" if sign.em else "")
    if sign.kind == "op" and sign.text not in "∑∏∫":
        return f'op("{sign.text}"{", limits: #true" if sign.text in _LIMITS else ""})'
    text = _escaped(sign.text)
    if sign.em == 0.6 and sign.kind in ("open", "close"):  # \bigl, \bigr
        return f'class("{_CLASSES[sign.kind]}", lr({text}, size: #1.4em))'
    if sign.text in ("|", "‖", ":") and sign.kind in _CLASSES:
        return f'class("{_CLASSES[sign.kind]}", {text})'
    return text


def _delimiter(sign: Sign) -> str:
    return _escaped(sign.text) if sign.text else ""


def _escaped(text: str) -> str:
    """The characters of a sign, those with a meaning in Typst escaped."""
    return "".join(
        f"\\{c}" if c in _FENCES or (c.isascii() and not c.isalnum() and c not in "=<>+.") else c
        for c in text.replace("*", "∗")
    )


def _script(node: Script) -> str:
    base = _node(node.base) or '""'
    parts = [("_", "b", node.sub), ("^", "t", node.sup)]
    scripts = [(mark, word, _node(part)) for mark, word, part in parts if part is not None]
    if isinstance(node.base, Row) and len(node.base.nodes) != 1:
        return f"attach({base}, {', '.join(f'{word}: {text}' for _, word, text in scripts)})"
    return base + "".join(mark + (text if _is_atom(text) else f"({text})") for mark, _, text in scripts)


def _is_atom(text: str) -> bool:
    """One letter or number, which needs no parentheses as a script."""
    return bool(re.fullmatch(r"\d+|[^\W\d_]|[′ℓ∞]", text))


def _environment(node: Env) -> str:
    if node.name == "cases":
        return f"cases({', '.join(' & '.join(map(_node, row)) for row in node.rows)})"
    rows = "; ".join(", ".join(_node(cell) or '""' for cell in row) for row in node.rows)
    matrix = f"mat(delim: {_DELIMITERS.get(node.name, '#none')}, {rows})"
    return f"inline({matrix})" if node.name == "smallmatrix" else matrix


def _font(node: Font) -> str:
    text = letters_of(node.body)
    word = node.name == "mathit" and len(text) > 1
    body = f'class("normal", {quoted(text)})' if word else _node(node.body)
    if node.name == "operatorname":
        return f"op({quoted(text)})" if text else _node(node.body)
    if node.name in _ACCENTS:
        return f"accent({_node(node.body)}, {_ACCENTS[node.name]})"
    return _ALPHABETS[node.name].format(body)
