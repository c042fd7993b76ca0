"""Letters that authors give as LaTeX: how tightly they bind, so that brackets stand where the meaning would change."""

from __future__ import annotations

import re

from symgeom.notation.tree import ATOM, FUNCTION, PRODUCT, SUM

__all__ = ["binding"]

_BAR = re.compile(r"\\left[.|](?!.*\\left).*\\right\|(_\{[^{}]*\})?")
_FUNCTION = re.compile(
    r"\\(det|operatorname|sum|prod|int|partial|nabla|Delta|min|max|d?frac\{d)(?![a-zA-Z])|[dD](?=[_ A-Z\\{])"
)
_ACCENT = re.compile(r"\\(mathrm|mathsf|mathcal|mathbf|tilde|bar|hat|vec|dot|ddot|left|right)(?![a-zA-Z]) *")
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+|\S")
_OPEN, _CLOSE = {"{", "(", "[", r"\langle"}, {"}", ")", "]", r"\rangle"}
_SUMS = {"+", "-", "=", r"\pm", r"\mp", "<", ">", r"\ge", r"\le"}


def binding(latex: str) -> int:
    """How tightly a name binds, from what stands outside its brackets.

    >>> binding("g^{-1}"), binding("a + b"), binding(r"\\det A"), binding("S x"), binding(r"\\left(a + b\\right)")
    (3, 0, 1, 2, 3)
    """
    outside = _outside(_TOKEN.findall(_ACCENT.sub(" ", latex)))
    if _BAR.fullmatch(latex):
        return ATOM
    if _SUMS & set(outside):
        return SUM
    if _FUNCTION.match(latex.strip()):
        return FUNCTION
    return PRODUCT if len([token for token in outside if token not in (r"\,", ",")]) > 1 else ATOM


def _outside(tokens: list[str]) -> list[str]:
    """What stands outside of brackets and scripts; a bracket that no letter stands before counts as one thing."""
    found: list[str] = []
    level, script = 0, False
    for token in tokens:
        if token in _OPEN:
            if not level and not script and (not found or found[-1] in _SUMS):
                found.append("()")
            level += 1
        elif token in _CLOSE:
            level -= 1
            script = script and level > 0
        elif not level and token in ("^", "_"):
            script = True
        elif not level and script:
            script = False
        elif not level:
            found.append(token)
    return found
