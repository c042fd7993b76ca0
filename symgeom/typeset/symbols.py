"""The macros that the notes use: what character each one is, its TeX class, and how wide it is set.

Here: ``SYMBOLS``, and the names of fences, fonts, sizes and environments. A macro that is not here is an error when a
formula is read, so nothing unknown reaches a document.
"""

from __future__ import annotations

__all__ = ["ENVIRONMENTS", "FENCES", "FONTS", "SIZES", "SYMBOLS"]

# macro -> (character, class, width in em). Classes follow TeX: ord, op, bin, rel, open, close, punct, space.
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
    "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν",
    "xi": "ξ", "pi": "π", "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ",
    "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ",
    "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_ORDINARY = {
    "ell": "ℓ", "partial": "∂", "nabla": "∇", "infty": "∞", "prime": "′", "emptyset": "∅", "forall": "∀",
    "exists": "∃", "top": "⊤", "bot": "⊥", "Re": "ℜ", "Im": "ℑ", "hbar": "ℏ", "imath": "ı", "jmath": "ȷ",
    "ldots": "…", "dots": "…", "cdots": "⋯", "dotsc": "…", "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱",
    "vert": "|", "Vert": "‖", "mid": "|", "colon": ":", "%": "%", "#": "#", "&": "&", "_": "_", "$": "$",
}  # fmt: skip
_BINARY = {
    "cdot": "⋅", "times": "×", "pm": "±", "mp": "∓", "circ": "∘", "wedge": "∧", "otimes": "⊗", "oplus": "⊕",
    "setminus": "∖", "cup": "∪", "cap": "∩", "ast": "∗", "land": "∧", "lor": "∨", "bullet": "∙",
}  # fmt: skip
_RELATION = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "equiv": "≡", "approx": "≈",
    "sim": "∼", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "to": "→", "mapsto": "↦",
    "perp": "⊥", "coloneqq": "≔", "longrightarrow": "⟶", "rightarrow": "→", "Rightarrow": "⇒",
    "Longrightarrow": "⟹", "iff": "⟺", "implies": "⟹", "Leftrightarrow": "⇔", "propto": "∝", "cong": "≅",
    "simeq": "≃", "ll": "≪", "gg": "≫", "lt": "<", "gt": ">",
}  # fmt: skip
FENCES = {
    "langle": ("⟨", "open"), "rangle": ("⟩", "close"), "lvert": ("|", "open"), "rvert": ("|", "close"),
    "lVert": ("‖", "open"), "rVert": ("‖", "close"), "{": ("{", "open"), "}": ("}", "close"),
    "|": ("‖", "ord"), "lfloor": ("⌊", "open"), "rfloor": ("⌋", "close"), "lceil": ("⌈", "open"),
    "rceil": ("⌉", "close"),
}  # fmt: skip
_OPERATORS = (
    "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "arcsin", "arccos", "arctan",
    "exp",
    "log", "ln", "det", "dim", "ker", "min", "max", "inf", "sup", "lim", "arg", "deg", "gcd",
)  # fmt: skip
_BIG = {"sum": "∑", "prod": "∏", "int": "∫"}
_SPACES = {",": 0.167, ":": 0.222, ";": 0.278, "!": -0.167, " ": 0.25, "quad": 1.0, "qquad": 2.0}
FONTS = {
    "mathrm", "mathbf", "mathit", "mathbb", "mathcal", "mathsf", "operatorname", "boldsymbol", "bar", "tilde",
    "hat", "vec", "dot", "ddot", "overline", "widetilde", "widehat", "underline", "mathfrak",
}  # fmt: skip
SIZES = {"big", "Big", "bigg", "Bigg"}
_STYLES = {"displaystyle", "textstyle", "limits", "nolimits", "notag", "nonumber", "scriptstyle"}
ENVIRONMENTS = {"pmatrix", "bmatrix", "matrix", "smallmatrix", "cases", "aligned", "array", "vmatrix"}

SYMBOLS: dict[str, tuple[str, str, float]] = {
    **{name: (char, "ord", 0.72 if name[0].isupper() else 0.58) for name, char in _GREEK.items()},
    **{name: (char, "ord", 1.17 if "dots" in name else 0.55) for name, char in _ORDINARY.items()},
    **{name: (char, "bin", 0.78) for name, char in _BINARY.items()},
    **{name: (char, "rel", 0.89) for name, char in _RELATION.items()},
    **{name: (char, kind, 0.39) for name, (char, kind) in FENCES.items()},
    **{name: (name, "op", 0.53 * len(name)) for name in _OPERATORS},
    **{name: (char, "op", 1.44) for name, char in _BIG.items()},
    **{name: ("", "space", size) for name, size in _SPACES.items()},
    **dict.fromkeys(_STYLES, ("", "space", 0.0)),
}
SYMBOLS["cdot"] = ("⋅", "bin", 0.28)
SYMBOLS["nabla"] = ("∇", "ord", 0.84)
SYMBOLS["mid"] = ("|", "rel", 0.28)
SYMBOLS["colon"] = (":", "punct", 0.28)
