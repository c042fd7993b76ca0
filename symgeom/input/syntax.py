"""From text to a checked syntax tree: characters, caps, and errors that show the place.

Two fences stand before the tree is used. Characters: only letters, digits and the signs of formulas pass,
so quotes, brackets and colons never reach a parser. Shape: length, digits and nesting are capped before
`ast.parse` sees the text, the number of parts and their depth after. Nothing is compiled or run.
"""

import ast
import keyword
import re
from typing import NoReturn

from symgeom.bounds import MAX_DEPTH, MAX_DIGITS, MAX_LENGTH, MAX_PARTS
from symgeom.errors import InputError
from symgeom.input.scope import FUNCTIONS, spell

__all__ = ["FormulaText"]


_PLAIN = re.compile(r"[A-Za-z0-9_+\-*/^().,<>=! ]")
_SIGNS = {"^": "**", "−": "-", "·": "*", "×": "*"}  # as people write and paste them
LAMBDA = "_lambd"  # no name begins so, and columns stay where they are
_CONTEXT = 40  # characters shown on each side of an error


class FormulaText:
    """A text on its way to SymPy: the tree of its parts, and the way from each part back to its column.

    `origin` says in errors where the text stands: "torus.toml: map, component 2".
    """

    def __init__(self, text: str, origin: str) -> None:
        if not isinstance(text, str):
            raise InputError(f"{origin}: a formula is a text in quotes, not {type(text).__name__}.")
        self.text = re.sub(r"[\t\r\n]", " ", text)
        self.origin = origin
        pieces = [_SIGNS.get(character) or spell(character) for character in self.text[:MAX_LENGTH]]
        self._source = "".join(pieces)  # what the parser sees, and the column of each of its characters
        self._columns = [column for column, piece in enumerate(pieces) for _ in piece]
        self._check_shape()
        self.tree = self._parse()
        self._check_size()

    def fail(self, message: str, start: int = 0, end: int | None = None) -> NoReturn:
        """Raise an InputError with the column and a caret; of a long text the surroundings are shown."""
        end = min(max(start + 1, end or 0), start + _CONTEXT, max(len(self.text), start + 1))
        left, right = max(0, start - _CONTEXT), min(len(self.text), end + _CONTEXT)
        shown = ("…" if left else "") + self.text[left:right] + ("…" if right < len(self.text) else "")
        shown = "".join(character if character.isprintable() else "?" for character in shown)
        mark = "" if message.endswith("?") else "."
        caret = " " * (start - left + bool(left)) + "^" * (end - start)
        raise InputError(f"{self.origin}, column {start + 1}: {message}{mark}\n    {shown}\n    {caret}")

    def fail_at(self, node: ast.AST, message: str) -> NoReturn:
        """Raise an InputError that shows this part of the formula."""
        self.fail(message, *self.span(node))

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Where a part begins and ends in the text as typed."""
        first: int = node.col_offset  # type: ignore[attr-defined]
        last: int = node.end_col_offset - 1  # type: ignore[attr-defined]
        return self._column(first), self._column(last) + 1

    def _column(self, offset: int) -> int:
        offset += len(self._source) - len(self._source.lstrip())
        return self._columns[min(offset, len(self._columns) - 1)]

    def _check_shape(self) -> None:
        if not self.text.strip():
            self.fail("the formula is empty")
        if len(self.text) > MAX_LENGTH:
            self.fail(
                f"the formula has {len(self.text)} characters; at most {MAX_LENGTH} are read{MAX_LENGTH.past}"
            )
        for column, character in enumerate(self.text):
            if not _PLAIN.match(_SIGNS.get(character) or spell(character)):
                self.fail(f"the character {character!r} has no meaning in a formula", column)
        if digits := re.search(rf"[0-9]{{{MAX_DIGITS + 1},}}", self.text):
            self.fail(f"a number has more than {MAX_DIGITS} digits{MAX_DIGITS.past}", *digits.span())
        if signs := re.search(r"(?:[-+−] *){10,}", self.text):
            self.fail("ten signs in a row; one is enough", *signs.span())
        depth = 0
        for column, character in enumerate(self.text):
            depth += (character == "(") - (character == ")")
            if depth > MAX_DEPTH:
                self.fail(f"parentheses are nested more than {MAX_DEPTH} deep{MAX_DEPTH.past}", column)

    def _parse(self) -> ast.expr:
        try:
            # `lambda` is a keyword for the parser and a good name for people: it sees a name of the same length
            source = re.sub(r"\blambda\b", LAMBDA, self._source.lstrip())
            return ast.parse(source, mode="eval").body
        except SyntaxError as error:
            self._explain(self._column(max((error.offset or 1) - 1, 0)))
        except (ValueError, MemoryError, RecursionError):
            self.fail("the formula is too long or too deeply nested to be read; split it")

    def _explain(self, column: int) -> NoReturn:
        """What is wrong with a text that Python can't parse, in the words of someone who writes formulas."""
        text = self.text
        for word in re.finditer(r"[A-Za-z]+", text):
            if keyword.iskeyword(word[0]) and word[0] != "lambda":
                self.fail(
                    f"{word[0]!r} is a keyword of Python and can't be a name in a formula", *word.span()
                )
        if glued := re.search(r"(?<![\w.])\d+\.?\d*(?=[^\W\d_])(?![eE][+-]?\d)", text):
            self.fail("a product needs its sign: write 2*x, not 2x", glued.start(), glued.end() + 1)
        if (opening := text.count("(")) != (closing := text.count(")")):
            self.fail(f"{opening} opening but {closing} closing parentheses", column)
        if equals := re.search(r"(?<![<>=!])=(?!=)", text):
            self.fail("'=' has no place in a formula; a condition is <, <=, >, >= or !=", equals.start())
        if bare := re.search(r"\b([^\W\d]\w*) +(?=[\w(])", text):
            hint = (
                f"write {bare[1]}(...)"
                if bare[1] in FUNCTIONS
                else f"an operator is missing after {bare[1]!r}"
            )
            self.fail(hint, bare.start(), bare.end())
        self.fail("this can't be read as a formula", column)

    def _check_size(self) -> None:
        """Count parts and depth; a long sum is one level, however the parser stacks it."""
        todo: list[tuple[ast.AST, int]] = [(self.tree, 0)]
        parts = 0
        while todo:
            node, depth = todo.pop()
            if not isinstance(node, ast.expr):
                continue
            parts += 1
            if parts > MAX_PARTS:
                self.fail(f"the formula has more than {MAX_PARTS} parts{MAX_PARTS.past}")
            if depth > MAX_DEPTH:
                self.fail_at(node, f"the formula is nested more than {MAX_DEPTH} deep{MAX_DEPTH.past}")
            run = node.left if isinstance(node, ast.BinOp) and isinstance(node.left, ast.BinOp) else None
            todo += [(child, depth + (child is not run)) for child in ast.iter_child_nodes(node)]
