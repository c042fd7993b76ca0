"""Names of symbols as letters: digits become indices, Greek names letters, the rest is made harmless."""

from __future__ import annotations

import re

__all__ = ["GREEK_LETTERS", "name"]

_GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota",
    "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi",
    "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega", "ell",
}  # fmt: skip
_ACCENTS = {"bar", "tilde", "hat", "dot"}


def name(text: str) -> str:
    r"""A symbol's name as LaTeX; digits become indices, Greek names letters, the rest is made harmless.

    >>> name("theta_1"), name("w12"), name("height"), name("kappa_max")
    ('\\theta_1', 'w_{12}', '\\mathit{height}', '\\kappa_{\\mathit{max}}')
    """
    if text == "l":
        return r"\ell"
    if entry := re.fullmatch(r"(.+)\[([-\d, ]+)\]", text):  # an entry of an array
        return f"{name(entry[1])}_{{{entry[2].replace(' ', '')}}}"
    parts = [part for part in re.split(r"_|\^|(?<=[^\W\d])(?=\d+$)", text.strip("_")) if part]
    base, *below = parts or [text]
    subscript = ",".join(_word(part) for part in below)
    if not subscript:
        return _word(base)
    return f"{_word(base)}_{subscript}" if len(subscript) == 1 else f"{_word(base)}_{{{subscript}}}"


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
