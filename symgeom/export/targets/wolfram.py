"""The Wolfram language."""

from symgeom.export.renaming import Rule
from symgeom.export.spelling import LanguageTable
from symgeom.export.target import Target

__all__ = ["TARGET"]

_NAMES = {
    "sqrt": "Sqrt", "exp": "Exp", "log": "Log", "abs": "Abs", "sign": "Sign", "floor": "Floor", "ceil": "Ceiling", "sin": "Sin",
    "cos": "Cos", "tan": "Tan", "asin": "ArcSin", "acos": "ArcCos", "atan": "ArcTan", "sinh": "Sinh", "cosh": "Cosh",
    "tanh": "Tanh", "asinh": "ArcSinh", "acosh": "ArcCosh", "atanh": "ArcTanh", "erf": "Erf", "erfc": "Erfc",
}  # fmt: skip


def _spell(name: str) -> str:
    """No underscores, which make patterns; words in small letters, as the language's own begin with a capital."""
    name = name.replace("_", "")
    return name[0].lower() + name[1:] if name.isalpha() and len(name) > 1 else name


def _number(x: float) -> str:
    digits, _, exponent = repr(x).partition("e")
    return f"{digits}*^{int(exponent)}" if exponent else digits


TARGET = Target(
    name="wolfram",
    language="the Wolfram language",
    suffix=".wl",
    needs="nothing else",
    spelling=LanguageTable(
        operations={name: f"{word}[{{0}}]" for name, word in _NAMES.items()}
        | {"max": "Max[{0}, {1}]", "min": "Min[{0}, {1}]", "atan2": "ArcTan[{1}, {0}]", "pow": "({0})^({1})"},
        pi="Pi",
        nan="Indeterminate",
        choice="If[{}, {}, {}]",
        power="{0}^{1}",
        number=_number,
        operand="{}_",
        call="{}[{}]",
        helper="{name}[{operands}] := {body}\n",
        helper_name="{}Of",
    ),
    rule=Rule(frozenset({*"CDEIKNO"}), mark="x", spell=_spell),
    comment=("(*", " *)"),
    template="wolfram.j2",
    outside=(
        "Nothing is checked. Exact arguments give exact results; where a formula is singular results are Indeterminate, "
        "infinite or complex."
    ),
    brackets="{}",
    more=lambda page: {
        "signature": ", ".join(f"{name}_" for name in page.arguments),
        "locals": ", ".join(line["name"] for line in page.lines),
    },
)
