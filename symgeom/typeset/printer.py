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

from symgeom.typeset.letters import name
from symgeom.typeset.ordering import OrderedPrinter, negative

__all__ = ["MathPrinter", "latex", "signed_terms", "spelled_out"]

_FUNCTIONS = {
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "asinh": r"\operatorname{arsinh}",
    "acosh": r"\operatorname{arcosh}", "atanh": r"\operatorname{artanh}", "sech": r"\operatorname{sech}",
    "csch": r"\operatorname{csch}", "acot": r"\operatorname{arccot}", "sign": r"\operatorname{sgn}",
    "sinc": r"\operatorname{sinc}", "erf": r"\operatorname{erf}", "erfc": r"\operatorname{erfc}",
    "sin": r"\sin", "cos": r"\cos", "tan": r"\tan", "cot": r"\cot", "sec": r"\sec", "csc": r"\csc",
    "log": r"\log", "sinh": r"\sinh", "cosh": r"\cosh", "tanh": r"\tanh", "coth": r"\coth",
}  # fmt: skip


class MathPrinter(OrderedPrinter):
    """The notes' printer; ``coordinates`` come after other symbols, by number where numbered."""

    # -- sums --------------------------------------------------------------------------------------

    def _print_Add(self, expr: sp.Expr, order: object = None) -> str:
        parts: list[str] = []
        for term in self.terms(expr):
            minus = negative(term)
            text = self._print(-term if minus else term)
            if isinstance(term, sp.Piecewise):
                text = rf"\left({text}\right)"
            parts.append(("-" if minus else "") + text if not parts else (" - " if minus else " + ") + text)
        return "".join(parts)

    # -- products and powers -----------------------------------------------------------------------

    def _print_Mul(self, expr: sp.Expr) -> str:
        if negative(expr):
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
        if not self._slash and len(above) == 1 and isinstance(above[0], sp.Add) and r"\frac" in num:
            return rf"\frac{{{_digits(abs(coefficient.p))}}}{{{den}}} {self._bracket(above[0])}"
        if self._slash:
            bracket = (
                len(below) > 1 or (bool(below) and coefficient.q != 1) or (" " in den and "{" not in den)
            )
            lone = len(above) == 1 and isinstance(above[0], sp.Add) and coefficient.p == 1
            return (f"({num})" if lone else num) + "/" + (f"({den})" if bracket else den)
        sums = [factor for factor in above if isinstance(factor, sp.Sum)]
        if len(sums) == 1:  # in its full size behind the fraction
            num = self._factors([f for f in above if f is not sums[0]], abs(coefficient.p), True)
            return rf"\frac{{{num}}}{{{den}}} {self._print(sums[0])}"
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
            elif isinstance(factor, sp.Piecewise | sp.Integral | sp.Sum) and k < len(ordered) - 1:
                text = rf"\left({text}\right)"
            elif k < len(ordered) - 1 and _open_argument(text) and _juts(self._print(ordered[k + 1])):
                text = _close_argument(text)
            if parts and text[:1].isdigit():
                text = rf"\cdot {text}"
            parts.append(text)
        return r" ".join(parts)

    def _bracket(self, expr: sp.Expr) -> str:
        text = self._print(expr)
        tall = any(mark in text for mark in (r"\frac", r"\sqrt", r"\left", r"\begin", r"\sum"))
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
        if base.is_Symbol or isinstance(base, sp.Indexed):
            return f"({text})^{sup}" if "^" in text else f"{text}^{sup}"
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
            minus = all(negative(t) for t in rest.args)
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

    def _print_atan2(self, expr: sp.Expr, exp: str | None = None) -> str:
        arguments = ", ".join(map(self._print, expr.args))
        return r"\operatorname{atan2}" + (f"^{exp}" if exp else "") + rf"\left({arguments}\right)"

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

    # -- names, values -----------------------------------------------------------------------------

    def _print_Symbol(self, expr: sp.Symbol, style: str = "plain") -> str:
        return self.spelled.get(("symbol", expr.name)) or name(expr.name)

    _print_Dummy = _print_Symbol

    def _print_Indexed(self, expr: sp.Indexed) -> str:
        """An entry of an array: its indices stand behind those of its name."""
        stem, _, below = name(str(expr.base)).partition("_")
        inside = ",".join([*([below.strip("{}")] if below else []), *map(self._print, expr.indices)])
        return f"{stem}_{inside}" if len(inside) == 1 else f"{stem}_{{{inside}}}"

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

    # -- matrices by name --------------------------------------------------------------------------

    def _print_MatAdd(self, expr: sp.MatAdd) -> str:
        parts: list[str] = []
        for minus, term in signed_terms(expr):
            sign = ("-" if minus else "") if not parts else (" - " if minus else " + ")
            parts.append(sign + self._print(term))
        return "".join(parts)

    def _print_MatMul(self, expr: sp.MatMul) -> str:
        """``p p^T/w^2`` as a fraction; a sum in parentheses has the fraction in front."""
        number, matrices = expr.as_coeff_matrices()
        above, below = number.as_numer_denom()
        factors = [self._bracket(m) if isinstance(m, sp.MatAdd) else self._print(m) for m in matrices]
        text = " ".join(factors)
        sign, above = ("-", -above) if negative(above) else ("", above)
        front = "" if above == 1 else f"{self._bracket(above) if above.is_Add else self._print(above)} "
        if below == 1:
            return f"{sign}{front}{text}"
        if any(isinstance(m, sp.MatAdd) for m in matrices):
            return rf"{sign}\frac{{{front.strip() or 1}}}{{{self._print(below)}}} {text}"
        return rf"{sign}\frac{{{front}{text}}}{{{self._print(below)}}}"

    def _print_Transpose(self, expr: sp.Transpose) -> str:
        text = self._print(expr.arg)
        return rf"{text if expr.arg.is_symbol else self._bracket(expr.arg)}^{{\mathsf T}}"

    def _print_Identity(self, expr: sp.Identity) -> str:
        return "I"

    def _print_MatrixSymbol(self, expr: sp.MatrixSymbol) -> str:
        return name(expr.name)

    def _print_MatrixBase(self, expr: sp.MatrixBase) -> str:
        rows = [" & ".join(self._print(entry) for entry in expr.row(i)) for i in range(expr.rows)]
        between = (
            r" \\[3pt] " if any(r"\sum" in row for row in rows) else r" \\ "
        )  # limits would touch the next row
        return r"\begin{pmatrix} " + between.join(rows) + r" \end{pmatrix}"


def signed_terms(expr: sp.MatAdd) -> list[tuple[bool, Any]]:
    """Whether a minus stands before each term of a sum of matrices, and the term without it; the identity comes first."""
    found = []
    for term in sorted(expr.args, key=lambda t: (not t.is_Identity, sp.default_sort_key(t))):
        minus = isinstance(term, sp.MatMul) and negative(term.as_coeff_matrices()[0])
        found.append((minus, (-term).doit() if minus else term))
    return sorted(found, key=lambda pair: pair[0])


def _digits(number: int) -> str:
    """A natural number, its digits in groups of three from five digits on."""
    text = str(number)
    return text if len(text) < 5 else f"{number:,}".replace(",", r"\,")


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


def spelled_out(expr: object, coordinates: Iterable[sp.Symbol] = ()) -> str:
    r"""The same where no table of symbols says what the functions depend on: with their arguments.

    >>> x, y = sp.symbols("x y")
    >>> spelled_out(sp.Function("l")(x, y).diff(x) + sp.Function("f")(x))
    'f(x) + \\ell_x(x, y)'
    """
    return str(MathPrinter(coordinates, applied=True).doprint(expr))
