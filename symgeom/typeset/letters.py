"""Names of symbols as letters: digits become indices, Greek names letters, the rest is made harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["GREEK_LETTERS", "apart", "component", "name"]

_GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota",
    "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi",
    "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega", "ell",
}  # fmt: skip
_SPECIAL = {"l": r"\ell", "hbar": r"\hbar", "lamda": r"\lambda", "Lamda": r"\Lambda"}
_FONTS = (
    "mathbf",
    "mathrm",
    "mathit",
    "mathcal",
    "mathbb",
    "mathsf",
    "mathfrak",
    "boldsymbol",
    "vec",
    "hat",
    "tilde",
    "bar",
)
_ACCENTS = {"bar", "tilde", "hat", "dot"}


def name(text: str) -> str:
    r"""A symbol's name as LaTeX; digits become indices, Greek names letters, the rest is made harmless.

    >>> name("theta_1"), name("w12"), name("w1_12"), name("height"), name("kappa_max")
    ('\\theta_1', 'w_{12}', 'w_{1,12}', '\\mathit{height}', '\\kappa_{\\mathit{max}}')
    """
    if text in _SPECIAL:
        return _SPECIAL[text]
    if macro := re.fullmatch(r"\\([A-Za-z]+)", text):  # as SymPy's users write a letter of TeX
        return name(macro[1])
    if font := re.fullmatch(rf"\\({'|'.join(_FONTS)})\{{([^{{}}]+)\}}", text):
        inner = font[2] if font[2].isascii() and font[2].isalnum() else name(font[2])
        return rf"\{font[1]}{{{inner}}}"
    text = re.sub(r"[₀-₉]+", lambda m: "_" + unicodedata.normalize("NFKC", m[0]), text)
    text = re.sub(r"_\{(\w+)\}", r"_\1", text)
    if entry := re.fullmatch(r"(.+)\[([-\d, ]+)\]", text):  # an entry of an array
        return f"{name(entry[1])}_{{{entry[2].replace(' ', '')}}}"
    parts = [part for part in re.split(r"_|\^|(?<=[^\W\d])(?=\d+(?:_|$))", text.strip("_")) if part]
    base, *below = parts or [text]
    subscript = ",".join(_word(part) for part in below)
    if not subscript:
        return _word(base)
    return f"{_word(base)}_{subscript}" if len(subscript) == 1 else f"{_word(base)}_{{{subscript}}}"


def apart(names: Iterable[tuple[str, str]], reserved: Iterable[str] = ()) -> dict[tuple[str, str], str]:
    r"""LaTeX for names of symbols and functions, each (kind, name), so that no two are printed alike.

    Plain names come first; what would be printed like one of them is written out, or gets an accent.

    >>> apart([("symbol", "ell"), ("function", "ell"), ("symbol", "x_1"), ("symbol", "x₁")])[("symbol", "x₁")]
    '\\tilde{x_1}'
    """
    taken, found = set(reserved), {}
    for key in sorted(set(names), key=lambda key: (not key[1].isascii(), key[0] != "function", key[1])):
        plain = name(key[1])
        literal = rf"\mathit{{{key[1]}}}" if key[1].isascii() and key[1].isalnum() else plain
        options = [plain, key[1] if len(key[1]) == 1 and key[1].isascii() else literal]
        options += [rf"\{accent}{{{plain}}}" for accent in ("tilde", "hat", "bar")]
        options += [rf"{plain}_{{({k})}}" for k in range(1, 1000)]
        found[key] = next(option for option in options if option not in taken)
        taken.add(found[key])
    return found


def _word(text: str) -> str:
    if text in _GREEK:
        return "\\" + text
    for accent in _ACCENTS:
        stem = text.removesuffix(accent)
        if stem != text and (stem in _GREEK or (len(stem) == 1 and stem.isalpha())):
            return rf"\{accent}{{{_word(stem)}}}"
    safe = "".join(char if char.isalnum() and char.isascii() else _UNICODE.get(char, r"\_") for char in text)
    return safe if len(safe) <= 1 or safe.isdigit() or safe in _UNICODE.values() else rf"\mathit{{{safe}}}"


GREEK_LETTERS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "ℓ": "ell",
}  # fmt: skip
_UNICODE = {letter: "\\" + word for letter, word in GREEK_LETTERS.items()}


def component(pattern: str, index: tuple[int, ...]) -> str:
    r"""The symbol of a component; indices above 9 get braces and commas.

    >>> component(r"\Gamma^<0>_{<1><2>}", (0, 0, 1)), component("g_{<0><1>}", (0, 11))
    ('\\Gamma^1_{12}', 'g_{1,12}')
    """
    numbers = [str(i + 1) for i in index]
    long = any(len(number) > 1 for number in numbers)
    text = pattern.replace("><", ">,<") if long else pattern
    for place, number in enumerate(numbers):
        lone = len(number) > 1 and "{<" not in text and ",<" not in text
        text = text.replace(f"<{place}>", f"{{{number}}}" if lone else number)
    return text
