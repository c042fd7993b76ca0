"""Verdicts as the notes print them: status, how it was decided, what is assumed, and the witness of a refutation.

Verdicts speak plain text (``R > r``, ``x**2 + 1 != 0``, ``[0.25 +/- 3e-20]``). What reads as a formula becomes one
here, token by token; nothing is evaluated, and what doesn't read as a formula stays text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from symgeom.errors import InputError
from symgeom.typeset.layout import break_lines
from symgeom.typeset.letters import name
from symgeom.typeset.spokenjets import jet_in_text
from symgeom.typeset.widths import width

__all__ = ["VerdictView", "formula", "spoken", "verdict_view"]


@dataclass(frozen=True)
class VerdictView:
    """A verdict's parts; ``assumptions``, ``point``, ``left`` and ``right`` are text with maths between dollar signs."""

    status: str
    method: str
    reason: str
    assumptions: tuple[str, ...]
    point: tuple[str, ...]
    left: str
    right: str
    entry: str = ""  # which entry of the two sides ``left`` and ``right`` are
    conventions: tuple[str, ...] = ()  # which of the general conventions were used


_CONVENTIONS = {  # what the engine says of them, and what people do
    "N is the upward unit normal": r"$N$ is the upward unit normal of a graph",
    "N is the unit normal with det(J, N) > 0": r"$\det(J, N) > 0$ for the unit normal $N$ of a parametrization",
    "det g ≠ 0": r"the differential of an immersion has full rank, $\det g \ne 0$",
}
_DOWNWARD = ("N is the downward unit normal", "N is the unit normal with det(J, N) < 0")


def verdict_view(verdict: Any, said: str = "") -> VerdictView:
    """The printed parts of a verdict; what is no number and is ``said`` beside it is not repeated."""
    witness = getattr(verdict, "witness", None)
    point = dict(witness.point) if witness is not None else {}
    reason = str(verdict.reason or "").replace("$", " ")
    given = [str(a) for a in verdict.assumptions]
    entry = re.match(r"entry \(([\d, ]+)\)", reason) if witness is not None else None
    return VerdictView(
        status=str(verdict.status),
        method=str(verdict.method or ""),
        reason=reason,
        assumptions=tuple(dict.fromkeys(_flowing(a) for a in _particular(given))),
        point=_point({key: v for key, v in point.items() if str(v) not in said or _number(v)}),
        left=_value(str(witness.left)) if witness is not None else "",
        right=_value(str(witness.right)) if witness is not None else "",
        entry=f"$({entry[1]})$" if entry else "",
        conventions=tuple(said for a, said in _CONVENTIONS.items() if a in given),
    )


def _particular(assumptions: list[str]) -> list[str]:
    """The assumptions that are no general conventions, each in one of its wordings."""
    once = _DOWNWARD[1:] if _DOWNWARD[0] in assumptions else ()
    return [a for a in assumptions if a not in (*_CONVENTIONS, *once)]


def _point(values: Mapping[Any, Any]) -> tuple[str, ...]:
    """Coordinates, then parameters and derivatives: ``$x = 1/2$``; what is no number is told in words."""
    shown = []
    jets = [re.sub(r"\(.*", "", str(key)) for key in values]
    for key, value in values.items():
        number = _value(str(value))
        symbol = _jet(str(key), jets.count(re.sub(r"\(.*", "", str(key))) > 1)
        value_formula = formula(str(value)) if re.fullmatch(r"[^\W\d](_?\d+)?", str(key)) else ""
        if symbol and number.startswith("$"):
            shown.append(f"${symbol} = {number[1:]}")
        elif symbol and value_formula:
            shown.append(f"${symbol} = {value_formula}$")
        else:
            shown.append(spoken(f"{key} {value}".replace("$", " ")))
    return tuple(shown)


def _jet(key: str, ambiguous: bool) -> str:
    r"""``∂1∂2ell(0.5, 2)`` as ``\\ell_{12}``, with its arguments where two of them differ in nothing else."""
    match = re.fullmatch(r"((?:∂\d+)*)(\w+)(\(.*\))?", key)
    if match is None:
        return ""
    head = name(match[2])
    orders = re.findall(r"\d+", match[1])
    if orders:
        stem, _, index = head.partition("_")
        joint = "," if any(len(o) > 1 for o in orders) else ""
        head = f"{stem}_{{{(index.strip('{}') + ',' if index else '') + joint.join(orders)}}}"
    return head + (match[3] or "") if ambiguous else head


def _value(text: str) -> str:
    r"""A number or a ball: ``[0.25 +/- 3e-20]`` as ``$0.25 \\pm 3 \\cdot 10^{-20}$``."""
    ball = re.fullmatch(
        r"\[?\s*(-?[\d./]+)(e[-+]?\d+)?(?:\s*\+/-\s*([\d.]+)(e[-+]?\d+)?)?\s*\]?", text.strip()
    )
    if ball is None:
        return text.replace("$", " ")
    digits = ball[1] if ball[3] else re.sub(r"(\.\d*?)0+$", r"\1", ball[1]).removesuffix(".")
    if ball[3] and (sure := _sure_digits(digits + (ball[2] or ""), ball[3] + (ball[4] or ""))):
        return f"${sure}$"
    value = digits + _exponent(ball[2])
    return f"${value}$" if ball[3] is None else rf"${value} \pm {ball[3]}{_exponent(ball[4])}$"


def _sure_digits(middle: str, radius: str, places: int = 5) -> str:
    r"""The first digits of every number in a ball, where they are the same.

    >>> _sure_digits("-0.259034724", "7.44e-14"), _sure_digits("0.25", "1e-20")
    ('-0.25903\\ldots', '')
    """
    mid, rad = Decimal(middle), Decimal(radius)
    if not mid or not -4 <= mid.adjusted() < places:
        return ""
    unit = Decimal(1).scaleb(mid.adjusted() - places + 1)
    first, last = ((mid + side).quantize(unit, rounding=ROUND_DOWN) for side in (-rad, rad))
    return rf"{first}\ldots" if first == last else ""


def _number(value: object) -> bool:
    return _value(str(value)).startswith("$")


_LETTER = r"(?<![^\W\d_])(?:[^\W\d_]|phi|ell)(?:_\w)?(?![^\W\d_])"
_PIECE = rf"(?:{_LETTER}|√?\d++(?:\.\d++)?+|[-+*/^∘|])"
_GROUP = rf"(?:{_PIECE}|\((?: ?(?:{_PIECE}|,|\((?: ?(?:{_PIECE}|,))*\)))*\))"
_RUN = re.compile(rf"{_GROUP}(?: ?(?:{_GROUP}|[=≠<>≥≤]))*")
_SPOKEN = {
    "φ": r"\varphi ", "phi": r"\varphi ", "ℓ": r"\ell ", "ell": r"\ell ", "θ": r"\theta ", "∘": r"\circ ",
    "≠": r"\ne ", "≥": r"\ge ", "≤": r"\le ", "*": " ",
}  # fmt: skip


def spoken(text: str) -> str:
    r"""Plain text with its formulas as maths; a run of letters and signs is one if it holds a power, an index or a relation.

    >>> spoken("the bowl (x^2 + y^2)/2"), spoken("a line, x ≠ 0")
    ('the bowl $(x^2 + y^2)/2$', 'a line, $x \\ne 0$')
    """
    pieces = text.split("$")
    pieces[::2] = [_RUN.sub(_as_maths, piece) for piece in pieces[::2]]
    return "$".join(pieces)


def _as_maths(run: re.Match[str]) -> str:
    text = run[0]
    telling = re.search(r"[ℓφθ√]", text)
    if not telling and (not re.search(_LETTER, text) or not re.search(r"[_^=≠<>≥≤∘]|\w/\w|\)/", text)):
        return text
    text = re.sub(r"√(\d+)", r"\\sqrt{\1}", text)
    text = re.sub(r"\^T(?!\w)", r"^{\\mathsf T}", text)
    text = re.sub(r"phi|ell|[φℓθ∘≠≥≤*]", lambda sign: _SPOKEN[sign[0]], text)
    return f"${re.sub(' +', ' ', text).strip()}$"


def _exponent(text: str | None) -> str:
    return rf" \cdot 10^{{{int(text[1:])}}}" if text else ""


_TOKEN = re.compile(
    r"\s*(?:(?P<derivative>Derivative\((?P<f>\w+)\([^()]*\), (?P<by>\w+(?:, \w+)*)\))|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[^\W\d]\w*)|(?P<sign>\*\*|<=|>=|!=|[-+*/()<>≠≥≤,=]))"
)
_SIGNS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "≠": r"\ne", "≥": r"\ge", "≤": r"\le"}
_FUNCTIONS = {"sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "det"}


def formula(text: str) -> str:
    """A plain-text formula as LaTeX, or nothing where the text is no formula.

    >>> formula("x_1**2 - 2*R >= 0"), formula("N is the upward unit normal")
    ('x_1^{2} - 2 R \\\\ge 0', '')
    """
    result, at, power, before = "", 0, False, ""
    while at < len(text.rstrip()):
        match = _TOKEN.match(text, at)
        if match is None:
            return ""
        at, kind = match.end(), str(match.lastgroup if match.lastgroup not in ("f", "by") else "derivative")
        token = match.group(0).strip()
        if kind in ("name", "number", "derivative") and before in ("name", "number", "derivative"):
            return ""  # two words side by side: a sentence
        if power and kind != "number":
            return ""
        if kind == "derivative":
            by = "".join(name(v) for v in match["by"].split(", "))
            token = rf"\partial_{{{by}}} {name(match['f'])}"
        elif token == "Subs":
            found = jet_in_text(text, at, formula)
            if found is None:
                return ""
            (at, token), kind = found, "derivative"
        elif kind == "name":
            kind = "function" if token in _FUNCTIONS else kind
            token = "\\" + token if kind == "function" else name(token)
        elif kind == "sign":
            token = "" if token in ("*", "**") else _SIGNS.get(token, token)
        result += (
            f"^{{{token}}}" if power else ("" if result.endswith("(") or token in (")", ",") else " ") + token
        )
        power = kind == "sign" and match.group(0).strip() == "**"
        result = result.rstrip() if power else result
        before = kind
    result = re.sub(r"(^|[<>=(,]|\\[lgn]e) *- (?=\S)", r"\1 -", result.strip())
    return re.sub(r" +", " ", result).replace(" / ", "/").strip()


def _flowing(text: str) -> str:
    """An assumption in a sentence: a long formula in pieces between which a line may break."""
    latex = text if "\\" in text and "$" not in text else formula(text)
    try:
        pieces = break_lines(latex, 170.0) if latex else []
        if any(width(piece) > 400 for piece in pieces):
            pieces = []
    except InputError:
        pieces = []
    if not pieces:
        plain = text.replace("$", " ").replace("*", " * ").replace(" *  * ", "^")
        return spoken(re.sub(r"(?<!\w)N(?= is\b)", "$N$", re.sub(r"det\(J, N\) [<>] 0", r"$\\\g<0>$", plain)))
    return " ".join(f"${piece.removeprefix(chr(92) + 'quad {} ')}$" for piece in pieces)
