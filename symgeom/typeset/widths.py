"""How wide a formula is set: in points, 11 pt Latin Modern, display style; the line breaker's measure."""

from __future__ import annotations

import functools

from symgeom.typeset.mathtree import Env, Fenced, Font, Frac, Node, Root, Row, Script, Sign, read

__all__ = ["width"]

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
