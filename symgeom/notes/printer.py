r"""SymPy expressions as a mathematician writes them: ``\cos^2 v``, ``\ell_{xy}``, ``\frac{1}{w^3}``.

Here: ``latex`` and the printer behind it. Conventions: constants first, then parameters, coordinates,
derivatives of undefined functions, roots, exponentials, sums in parentheses, elementary functions; a
partial derivative is an index, the derivatives of a function of one variable are primes; an undefined
function is written without its arguments when these are plain symbols (the first mention, with arguments,
stands in the notes' table of symbols).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.printing.latex import LatexPrinter

__all__ = ["MathPrinter", "latex", "name"]

_GREEK = {
    "alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota",
    "kappa", "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi",
    "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega", "ell",
}  # fmt: skip
_ACCENTS = {"bar", "tilde", "hat", "dot"}
_FUNCTIONS = {
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "asinh": r"\operatorname{arsinh}",
    "acosh": r"\operatorname{arcosh}", "atanh": r"\operatorname{artanh}", "sech": r"\operatorname{sech}",
    "csch": r"\operatorname{csch}", "acot": r"\operatorname{arccot}", "sign": r"\operatorname{sgn}",
    "sinc": r"\operatorname{sinc}", "erf": r"\operatorname{erf}",
    "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "cot": r"\cot", "sec": r"\sec", "csc": r"\csc",
    "log": r"\log", "sinh": r"\sinh", "cosh": r"\cosh", "tanh": r"\tanh", "coth": r"\coth",
}  # fmt: skip


def name(text: str) -> str:
    r"""A symbol's name as LaTeX; digits become indices, Greek names letters, the rest is made harmless.

    >>> name("theta_1"), name("w12"), name("height"), name("kappa_max")
    ('\\theta_1', 'w_{12}', '\\mathit{height}', '\\kappa_{\\mathit{max}}')
    """
    if text == "l":
        return r"\ell"
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


_GREEK_LETTERS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "ℓ": "ell",
}  # fmt: skip
_UNICODE = {letter: "\\" + word for letter, word in _GREEK_LETTERS.items()}


class MathPrinter(LatexPrinter):  # type: ignore[misc]  # SymPy is untyped
    """The notes' printer; ``coordinates`` come after other symbols, by number where numbered."""

    def __init__(self, coordinates: Iterable[sp.Symbol] = ()) -> None:
        super().__init__({"mat_delim": "(", "fold_short_frac": False, "ln_notation": False})
        self._coordinates = tuple(coordinates)
        stems = {re.sub(r"_?\d+$", "", symbol.name) for symbol in self._coordinates}
        numbered = all(re.search(r"\d$", symbol.name) for symbol in self._coordinates)
        self.numbered = bool(self._coordinates) and numbered and len(stems) == 1
        self._printed: dict[tuple[object, int], str] = {}
        self._slash = 0  # inside an exponent, where fractions are written with a slash

    def _print(self, expr: Any, **options: Any) -> str:
        """Each expression is printed once: sorting and measuring ask for the same ones again."""
        if options or not isinstance(expr, sp.Basic):
            return str(super()._print(expr, **options))
        key = (expr, self._slash)
        if key not in self._printed:
            self._printed[key] = str(super()._print(expr))
        return self._printed[key]

    # -- sums --------------------------------------------------------------------------------------

    def _rank(self, factor: sp.Expr) -> tuple[int, str]:
        """Where a factor stands in a product."""
        base = factor.base if isinstance(factor, sp.Pow) and factor.base is not sp.E else factor
        root = isinstance(factor, sp.Pow) and factor.exp.is_Rational and not factor.exp.is_Integer
        if base.is_number:
            place = 0 if not root else 1
        elif root and not base.is_Symbol:
            place = 5
        elif base.is_Symbol:
            place = 3 if base in self._coordinates else 2
        elif isinstance(base, AppliedUndef | sp.Derivative | sp.Subs):
            place = 4
        elif isinstance(base, sp.exp) or (isinstance(factor, sp.Pow) and factor.base is sp.E):
            place = 6
        elif isinstance(base, sp.Add):
            place = 7
        elif isinstance(base, sp.Abs):
            place = 6
        else:
            place = 8
        if isinstance(factor, sp.Pow) and place != 8 and factor.exp.free_symbols:
            place = 6
        return place, self._order(base) + "|" + self._print(factor)

    def _order(self, base: sp.Expr) -> str:
        """Alphabetical order, but coordinates in their own order and derivatives by order."""
        if base in self._coordinates:
            return f"{self._coordinates.index(base):03d}"
        if isinstance(base, sp.Derivative):
            return f"~{int(base.derivative_count):03d}{base.expr.func} " + " ".join(
                self._order(v) for v in base.variables
            )
        return self._print(base)

    def _term_key(self, term: sp.Expr) -> tuple[object, ...]:
        _, rest = term.as_coeff_Mul()
        factors = sp.Mul.make_args(rest) if rest is not sp.S.One else ()
        powers = sorted(
            (self._rank(f)[0], self._rank(f)[1], f.exp if isinstance(f, sp.Pow) and f.exp.is_Rational else 1)
            for f in factors
        )
        highest = max((p[0] for p in powers), default=0)
        degree = sum((p[2] for p in powers), 0)
        variable = any(p[0] >= 3 for p in powers)
        return (
            variable,
            highest if highest != 7 else 6,
            degree,
            [(p[0], -p[2], p[1]) for p in powers],
            self._print(term),
        )

    def terms(self, expr: sp.Expr) -> list[sp.Expr]:
        """The terms of a sum in printed order: constants first, no leading minus where it can be helped."""
        ordered = sorted(sp.Add.make_args(expr), key=self._term_key)
        if ordered and _negative(ordered[0]):
            ordered = [t for t in ordered if not _negative(t)] + [t for t in ordered if _negative(t)]
        return ordered

    def _print_Add(self, expr: sp.Expr, order: object = None) -> str:
        parts: list[str] = []
        for term in self.terms(expr):
            minus = _negative(term)
            text = self._print(-term if minus else term)
            if isinstance(term, sp.Piecewise):
                text = rf"\left({text}\right)"
            parts.append(("-" if minus else "") + text if not parts else (" - " if minus else " + ") + text)
        return "".join(parts)

    # -- products and powers -----------------------------------------------------------------------

    def _print_Mul(self, expr: sp.Expr) -> str:
        if _negative(expr):
            return "-" + self._product(-expr)
        return self._product(expr)

    def _product(self, expr: sp.Expr) -> str:
        coefficient, rest = expr.as_coeff_Mul()
        if not coefficient.is_Rational:
            coefficient, rest = sp.S.One, expr
        above: list[sp.Expr] = []
        below: list[sp.Expr] = []
        for factor in sp.Mul.make_args(rest) if rest is not sp.S.One else ():
            exponent = factor.exp if isinstance(factor, sp.Pow) and factor.base is not sp.E else None
            if exponent is not None and exponent.is_Rational and exponent.is_negative:
                below.append(
                    sp.Pow(factor.base, -exponent, evaluate=False) if exponent != -1 else factor.base
                )
            else:
                above.append(factor)
        num = self._factors(above, abs(coefficient.p), bool(below) or coefficient.q != 1)
        if not below and coefficient.q == 1:
            return num
        den = self._factors(below, coefficient.q, True)
        if self._slash:
            bracket = (
                len(below) > 1 or (bool(below) and coefficient.q != 1) or (" " in den and "{" not in den)
            )
            lone = len(above) == 1 and isinstance(above[0], sp.Add) and coefficient.p == 1
            return (f"({num})" if lone else num) + "/" + (f"({den})" if bracket else den)
        if coefficient.p == 1 and len(above) == 1 and len(below) == 0 and isinstance(above[0], sp.Add):
            return rf"\frac{{1}}{{{den}}} {self._bracket(above[0])}"
        return rf"\frac{{{num}}}{{{den}}}"

    def _factors(self, factors: list[sp.Expr], number: int, inside_fraction: bool) -> str:
        ordered = sorted(factors, key=self._rank)
        if not ordered:
            return _digits(number)
        alone = len(ordered) == 1 and number == 1 and inside_fraction
        parts = [_digits(number)] if number != 1 else []
        for k, factor in enumerate(ordered):
            text = self._print(factor)
            if isinstance(factor, sp.Add) and not alone:
                text = self._bracket(factor)
            elif isinstance(factor, sp.Piecewise | sp.Integral | sp.Sum) and len(ordered) > 1:
                text = rf"\left({text}\right)"
            elif k < len(ordered) - 1 and _open_argument(text) and _juts(self._print(ordered[k + 1])):
                text = _close_argument(text)
            if parts and text[:1].isdigit():
                text = rf"\cdot {text}"
            parts.append(text)
        return r" ".join(parts)

    def _bracket(self, expr: sp.Expr) -> str:
        text = self._print(expr)
        tall = any(mark in text for mark in (r"\frac", r"\sqrt", r"\left", r"\begin"))
        return rf"\left({text}\right)" if tall else f"({text})"

    def _print_Pow(self, expr: sp.Expr) -> str:
        base, exponent = expr.base, expr.exp
        if base is sp.E:
            return self._print_ExpBase(expr)
        if exponent.is_Rational and exponent.is_negative:
            return self._product(expr)
        if exponent.is_Rational and exponent.p == 1 and exponent.q > 1:
            index = "" if exponent.q == 2 else f"[{exponent.q}]"
            return rf"\sqrt{index}{{{self._plain(base)}}}"
        return self._raised(base, self._exponent(exponent))

    def _plain(self, expr: sp.Expr) -> str:
        kept, self._slash = self._slash, 0
        text = self._print(expr)
        self._slash = kept
        return str(text)

    def _raised(self, base: sp.Expr, exponent: str) -> str:
        sup = exponent if len(exponent) == 1 else f"{{{exponent}}}"
        if (
            isinstance(base, sp.Function)
            and not isinstance(base, AppliedUndef)
            and type(base).__name__ in _FUNCTIONS
        ):
            return self._applied(base, sup)
        text = self._print(base)
        if base.is_Symbol:
            return f"{text}^{sup}"
        if isinstance(base, sp.Abs):
            return f"{text}^{sup}"
        if isinstance(base, AppliedUndef | sp.Derivative) and not re.search(r"\^|'|\(", text):
            return f"{text}^{sup}"
        if base.is_Integer and base.is_nonnegative:
            return f"{text}^{sup}"
        return f"{self._bracket(base)}^{sup}"

    def _print_ExpBase(self, expr: sp.Expr, exp: Any = None) -> str:
        return f"e^{{{self._exponent(expr.exp if isinstance(expr, sp.Pow) else expr.args[0])}}}"

    def _exponent(self, exponent: sp.Expr) -> str:
        """An exponent, its fractions with a slash and one denominator: ``-(x^2 + y^2)/2``."""
        self._slash += 1
        content, rest = exponent.primitive()
        if isinstance(rest, sp.Add) and content.q != 1:
            minus = all(_negative(t) for t in rest.args)
            top = "" if content.p == 1 else str(content.p)
            text = f"{'-' if minus else ''}{top}({self._print(-rest if minus else rest)})/{content.q}"
        else:
            text = self._print(exponent)
        self._slash -= 1
        return text

    _print_exp = _print_ExpBase

    def _print_Integer(self, expr: sp.Integer) -> str:
        return ("-" if expr.p < 0 else "") + _digits(abs(expr.p))

    def _print_Rational(self, expr: sp.Rational) -> str:
        sign = "-" if expr.p < 0 else ""
        if self._slash:
            return f"{sign}{_digits(abs(expr.p))}/{_digits(expr.q)}"
        return rf"{sign}\frac{{{_digits(abs(expr.p))}}}{{{_digits(expr.q)}}}"

    def _print_Half(self, expr: sp.Rational) -> str:
        return self._print_Rational(expr)

    # -- functions ---------------------------------------------------------------------------------

    def _print_Function(self, expr: sp.Expr, exp: str | None = None) -> str:
        if isinstance(expr, AppliedUndef):
            return self._undefined(expr, exp)
        if type(expr).__name__ in _FUNCTIONS:
            return self._applied(expr, exp)
        return str(super()._print_Function(expr, exp))

    for _name in _FUNCTIONS:
        locals()[f"_print_{_name}"] = _print_Function
    del _name

    def _applied(self, expr: sp.Expr, power: str | None) -> str:
        head = _FUNCTIONS[type(expr).__name__] + (f"^{power}" if power else "")
        argument = expr.args[0]
        text = self._print(argument)
        if self._simple(argument) or re.fullmatch(r"\\frac\{[^{}]*\}\{[^{}]*\}", text):
            return f"{head} {text}"
        tall = any(mark in text for mark in (r"\frac", r"\sqrt", r"\left"))
        return rf"{head}\left({text}\right)" if tall else f"{head}({text})"

    def _simple(self, argument: sp.Expr) -> bool:
        """An argument that needs no parentheses: v, 2v, uv; not -v, u + v, v/2."""
        factors = sp.Mul.make_args(argument)
        plain = all(f.is_Symbol or (f.is_Integer and f.is_positive) for f in factors)
        lone = len(factors) == 1 and isinstance(argument, AppliedUndef) and "(" not in self._print(argument)
        return (plain and len(factors) <= 2) or lone

    def _undefined(self, expr: AppliedUndef, power: str | None = None) -> str:
        head = name(expr.func.__name__)
        text = head if all(a.is_Symbol for a in expr.args) else head + self._arguments(expr.args)
        return f"{text}^{power}" if power else text

    def _arguments(self, arguments: Iterable[sp.Expr]) -> str:
        return "(" + ", ".join(self._print(a) for a in arguments) + ")"

    def _print_Derivative(self, expr: sp.Derivative) -> str:
        function = expr.expr
        if not isinstance(function, AppliedUndef):
            index = "".join(rf"\partial_{{{self._print(v)}}} " for v in expr.variables)
            return rf"{index}\left({self._print(function)}\right)"
        tail = "" if all(a.is_Symbol for a in function.args) else self._arguments(function.args)
        return self._with_derivatives(function, list(expr.variables), function.args) + tail

    def _with_derivatives(
        self, function: AppliedUndef, by: list[sp.Expr], places: tuple[sp.Expr, ...]
    ) -> str:
        head = name(function.func.__name__)
        if len(places) == 1:
            order = len(by)
            return head + "'" * order if order <= 3 else f"{head}^{{({order})}}"
        ordered = sorted(by, key=lambda v: (places.index(v) if v in places else len(places), str(v)))
        numbers = [str(places.index(v) + 1) for v in ordered if v in places]
        if self.numbered and len(numbers) == len(ordered):
            index = (",").join(numbers) if any(len(n) > 1 for n in numbers) else "".join(numbers)
        else:
            index = _joined(self._print(v) for v in ordered)
        match = re.fullmatch(
            r"(.*)_(?:\{(.*)\}|(.))", head
        )  # a name with an index of its own: f_1 -> f_{1,x}
        if match:
            return f"{match[1]}_{{{match[2] or match[3]},{index}}}"
        return f"{head}_{index}" if len(index) == 1 else f"{head}_{{{index}}}"

    def _print_Subs(self, expr: sp.Subs) -> str:
        """A derivative taken elsewhere than at the coordinates: f'(2u), or by the argument's number."""
        derivative, old, new = expr.args
        if isinstance(derivative, sp.Derivative) and isinstance(derivative.expr, AppliedUndef):
            function, replace = derivative.expr, dict(zip(old, new))
            at = [a.xreplace(replace) for a in function.args]
            places = function.args
            if len(places) == 1:
                return self._with_derivatives(function, list(derivative.variables), places) + self._arguments(
                    at
                )
            numbers = "".join(str(places.index(v) + 1) for v in derivative.variables if v in places)
            return rf"\partial_{{{numbers}}} {name(function.func.__name__)}" + self._arguments(at)
        equalities = ", ".join(f"{self._print(o)} = {self._print(n)}" for o, n in zip(old, new))
        return rf"\left({self._print(derivative)}\right)_{{{equalities}}}"

    # -- names, values -----------------------------------------------------------------------------

    def _print_Symbol(self, expr: sp.Symbol, style: str = "plain") -> str:
        return name(expr.name)

    _print_Dummy = _print_Symbol

    def _print_Abs(self, expr: sp.Expr, exp: str | None = None) -> str:
        inner = self._print(expr.args[0])
        tall = any(mark in inner for mark in (r"\frac", r"\sqrt", r"\left"))
        text = rf"\left|{inner}\right|" if tall else rf"\lvert {inner}\rvert"
        return f"{text}^{exp}" if exp else text

    def _print_Float(self, expr: sp.Float) -> str:
        mantissa, _, exponent = f"{float(expr):.12g}".partition("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa

    def _print_Piecewise(self, expr: sp.Piecewise) -> str:
        rows = [
            rf"{self._print(value)} & \text{{otherwise}}" if condition == sp.true else
            rf"{self._print(value)} & \text{{if }} {self._print(condition)}"
            for value, condition in expr.args
        ]  # fmt: skip
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"

    def _print_MatrixBase(self, expr: sp.MatrixBase) -> str:
        rows = [" & ".join(self._print(entry) for entry in expr.row(i)) for i in range(expr.rows)]
        return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"


def _digits(number: int) -> str:
    """A natural number, its digits in groups of three from five digits on."""
    text = str(number)
    return text if len(text) < 5 else f"{number:,}".replace(",", r"\,")


def _negative(expr: sp.Expr) -> bool:
    return bool(expr.as_coeff_Mul()[0].is_negative)


def _joined(parts: Iterable[str]) -> str:
    r"""Letters side by side, with a space only where a macro would swallow the next letter."""
    text = ""
    for part in parts:
        text += " " + part if re.search(r"\\[a-zA-Z]+$", text) and part[:1].isalpha() else part
    return text


def _open_argument(text: str) -> bool:
    r"""Whether the text ends in a function's bare argument, as ``\cos v`` does."""
    return bool(
        re.match(r"\\(sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|coth|log|arc\w+|operatorname)\b", text)
    ) and not (text.endswith(")"))


def _juts(text: str) -> bool:
    """Whether what follows could be read as part of the argument: anything but another function's name."""
    return not re.match(
        r"\\(sin|cos|tan|cot|sec|csc|sinh|cosh|tanh|coth|log|arc\w+|operatorname|left|lvert)\b", text
    )


def _close_argument(text: str) -> str:
    head, argument = re.match(r"(\\[a-zA-Z]+(?:\{\w+\})?(?:\^(?:\w|\{[^}]*\}))?) (.*)", text).groups()  # type: ignore[union-attr]
    return f"{head}({argument})"


def latex(expr: object, coordinates: Iterable[sp.Symbol] = ()) -> str:
    r"""An expression, matrix or relation as LaTeX maths, without dollar signs.

    >>> u, v, R, r = sp.symbols("u v R r")
    >>> latex(sp.cos(v) ** 2 / (r * (R + r * sp.cos(v))), (u, v))
    '\\frac{\\cos^2 v}{r (R + r \\cos v)}'
    >>> latex(sp.Function("l")(u, v).diff(v, u) ** 2, (u, v))
    '\\ell_{uv}^2'
    """
    return str(MathPrinter(coordinates).doprint(expr))
