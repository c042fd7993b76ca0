r"""Formulas on a page: displays aligned at the first relation, long lines broken.

Here: ``Math`` (printed maths, never escaped), ``Display`` (rows cut at an alignment point), ``chain`` (left
side and right sides to a display), ``listing`` (several formulas side by side). Lines break before a top-level plus or
minus. All widths are in points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from symgeom.errors import InputError
from symgeom.typeset.mathtree import Fenced, Font, Node, Row, Script, Sign, read
from symgeom.typeset.widths import width

__all__ = [
    "LINE",
    "NUMBERED",
    "Display",
    "Math",
    "break_lines",
    "chain",
    "listing",
    "open_argument",
]

LINE = 448.0  # the text width of A4 paper with 25 mm margins, less a little air
NUMBERED = LINE - 34.0  # the same beside an equation number


class Math(str):
    """LaTeX maths from our own printer: the templates escape every other string."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Display:
    """Displayed formulas: rows of pairs (left, right of the alignment point); a label makes it numbered.

    An empty left cell continues the formula before it. ``origin`` tells why it may be stated.
    """

    rows: tuple[tuple[tuple[Math, Math], ...], ...]
    label: str = ""  # of letters, digits, ":" and "-" only
    origin: str = ""

    def punctuated(self, last: str = ".") -> tuple[tuple[tuple[Math, Math], ...], ...]:
        """The rows with a comma after each formula and the given sign after the last one."""
        cells = [cell for row in self.rows for cell in row]
        marked: list[tuple[Math, Math]] = []
        for k, (left, right) in enumerate(cells):
            mark = last if k == len(cells) - 1 else "," if cells[k + 1][0] else ""
            marked.append((left, Math(right + mark)))
        result, at = [], 0
        for row in self.rows:
            result.append(tuple(marked[at : at + len(row)]))
            at += len(row)
        return tuple(result)


def _top_level(tree: Row, source: str) -> Iterable[tuple[int, Sign]]:
    """Places of binary signs outside all plain parentheses; growing brackets don't count."""
    depth = 0
    before = "open"
    for node, (start, _) in zip(tree.nodes, tree.spans):
        inner = node.base if isinstance(node, Script) else node
        if not isinstance(inner, Sign):
            before = "ord"
            continue
        growing = source[start:].startswith((r"\bigl", r"\bigr", r"\Bigl", r"\Bigr"))
        if inner.kind in ("open", "close"):
            depth += 0 if growing else (1 if inner.kind == "open" else -1)
        elif depth == 0 and inner.kind == "bin" and before not in ("open", "rel", "bin"):
            yield start, inner
        if inner.kind != "space":
            before = inner.kind


def open_argument(formula: str) -> bool:
    r"""Whether what is written behind the formula would be read as part of its last function's argument.

    What can't be read is taken for such a formula.

    >>> open_argument(r"2 \cos v"), open_argument(r"2 \cos(u + v)"), open_argument(r"\frac{\cos v}{2}")
    (True, False, False)
    """
    try:
        nodes = read(formula).nodes
    except InputError:
        return True
    heads = [k for k, node in enumerate(nodes) if _is_function(node)]
    if not heads:
        return False
    after = nodes[heads[-1] + 1] if heads[-1] + 1 < len(nodes) else None
    return not (isinstance(after, Fenced) or (isinstance(after, Sign) and after.kind == "open"))


def _is_function(node: Node) -> bool:
    base = node.base if isinstance(node, Script) else node
    return (
        base.name == "operatorname"
        if isinstance(base, Font)
        else isinstance(base, Sign) and base.kind == "op"
    )


def break_lines(formula: str, budget: float) -> list[str]:
    """The formula in lines no wider than the budget where its top-level signs allow it, greedily filled."""
    if width(formula) <= budget:
        return [formula]
    cuts = [place for place, sign in _top_level(read(formula), formula) if sign.text in "+−±∓"]
    pieces = [formula[i:j].strip() for i, j in zip([0, *cuts], [*cuts, len(formula)])]
    pieces = [piece for piece in pieces if piece]
    lines = [pieces[0]]
    for piece in pieces[1:]:
        indent = r"\quad {} " if len(lines) > 1 or lines[0] else ""
        if width(f"{lines[-1]} {piece}") <= budget:
            lines[-1] = f"{lines[-1]} {piece}"
        else:
            lines.append(indent + piece)
    return lines


def _relates(piece: str) -> bool:
    """Whether the piece begins with its own relation."""
    nodes = read(piece).nodes
    return bool(nodes) and isinstance(nodes[0], Sign) and nodes[0].kind == "rel"


def chain(
    left: str, right: Sequence[str], *, label: str = "", relation: str = "=", origin: str = ""
) -> Display:
    """A display ``left = right[0] = right[1] ...``: on one line, or aligned at the first relation."""
    pieces = [piece if _relates(piece) else f"{relation} {piece}" for piece in right]
    room = NUMBERED if label else LINE
    whole = " ".join([left, *pieces])
    if width(whole) <= room:
        return Display((((Math(left), Math(" ".join(pieces))),),), label, origin)
    if width(left) > 0.45 * room:
        rows = [("", line) for line in break_lines(left, room)]
        rows += [("", r"\quad {}" + line) for piece in pieces for line in break_lines(piece, room - 12)]
    else:
        inside = room - width(left)
        rows = [(left if k == 0 else "", line) for k, line in enumerate(_filled(pieces, inside))]
    return Display(tuple(((Math(a), Math(b)),) for a, b in rows), label, origin)


def listing(formulas: Sequence[tuple[str, str]], *, columns: int = 3, origin: str = "") -> Display:
    """Formulas ``left = right`` in as many columns as the line has room for, long ones broken."""
    pairs = [(left, f"= {right}") for left, right in formulas]
    for count in range(min(columns, len(pairs)), 1, -1):
        rows = [pairs[k : k + count] for k in range(0, len(pairs), count)]
        wide = [max(width(a) + width(b) for row in rows for a, b in row[k : k + 1]) for k in range(count)]
        if sum(wide) + 30.0 * (count - 1) <= LINE:
            return Display(tuple(tuple((Math(a), Math(b)) for a, b in row) for row in rows), origin=origin)
    room = LINE - max(width(left) for left, _ in pairs)
    lines = [
        (left if k == 0 else "", line)
        for left, right in pairs
        for k, line in enumerate(break_lines(right, room))
    ]
    return Display(tuple(((Math(a), Math(b)),) for a, b in lines), origin=origin)


def _filled(pieces: Sequence[str], room: float) -> list[str]:
    return [line for piece in pieces for line in break_lines(piece, room)]
