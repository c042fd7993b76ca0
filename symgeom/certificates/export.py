"""Certificates in the languages of other systems, through the templates in ``templates/certificates``.

What is here: `exported`. PARI, Singular and Maxima check that the stated numerator is the difference of the sides and equals
``sum q_k rel_k``. Coq gets a lemma for each identity, between the fractions as they were written where their divisors are
polynomials, with relations and divisors as hypotheses, proved by ``ring`` and ``field``; with Coquelicot also the derivatives
of the map of a surface. Lean text is written and not run.
Only numbers, generator names g0, g1, ... and cleaned comments of a certificate reach a script.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from symgeom import checker, resources
from symgeom.decision.certificate import Certificate
from symgeom.errors import InputError

__all__ = ["FORMATS", "exported"]

_TEMPLATES = {
    "pari": "pari.gp",
    "singular": "singular.sing",
    "maxima": "maxima.mac",
    "coq": "coq.v",
    "coquelicot": "coquelicot.v",
    "lean": "lean.lean",
}
FORMATS = ("json", *_TEMPLATES)
"""The names of the formats."""

Terms = Sequence[Any]


def exported(certificate: Certificate | dict[str, Any], format: str, verify: bool = True) -> str:
    """The certificate as text in one of `FORMATS`; it is checked first unless ``verify`` is False.

    **Raises**: `InputError` for an unknown format and for a certificate that doesn't hold.
    """
    if format not in FORMATS:
        raise InputError(f"there is no format {format!r}; there are {', '.join(FORMATS)}")
    if not isinstance(certificate, Certificate):
        data = certificate
        certificate = Certificate(lambda: data)
    if verify:
        try:
            certificate.check()
        except checker.Refused as refused:
            raise InputError(f"the certificate does not hold: {refused}") from None
    if format == "json":
        return certificate.as_json() + "\n"
    view = _view(certificate.document)
    if format == "coquelicot" and not any(part["derivatives"] for part in view["parts"]):
        raise InputError(
            f"{view['title']}: there are no derivatives to write: that takes the certificate of a surface whose map is made "
            "of sums, products, powers, sin, cos and exp"
        )
    return _rendered(_TEMPLATES[format], view)


def _rendered(name: str, view: dict[str, Any]) -> str:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.templates() / "certificates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"comment": _comment, "quoted": lambda text: f'"{text}"'}
    return environment.get_template(name).render(**view)


def _comment(text: Any) -> str:
    """Text that can't end a comment in any of the languages."""
    safe = re.sub(r"[^A-Za-z0-9 _+\-*/^().,:;=<>\[\]≠θ]", " ", str(text))
    for mark in ("*/", "/*", "*)", "(*", "-/", "/-"):
        safe = safe.replace(mark, " ".join(mark))
    return safe if len(safe) <= 300 else safe[:300] + " ..."


# Views ---------------------------------------------------------------------------------------------------------------
def _view(data: dict[str, Any]) -> dict[str, Any]:
    parts = [_part(i, part) for i, part in enumerate(data["parts"], 1)]
    return {
        "title": data["title"],
        "unchecked": checker.UNCHECKED[0].upper() + checker.UNCHECKED[1:],
        "count": sum(len(part["identities"]) for part in parts),
        "parts": parts,
    }


def _part(number: int, part: dict[str, Any]) -> dict[str, Any]:
    names = [f"g{k}" for k in range(len(part["generators"]))]
    legend = [f"{name} = {g['meaning']}" for name, g in zip(names, part["generators"])]
    legend += [f"assumed: {fact}" for fact in part["assumptions"]]
    identities = [_identity(f"part{number}_{k}", part, i) for k, i in enumerate(part["identities"], 1)]
    return {
        "name": part["name"],
        "legend": legend,
        "variables": names or ["g0"],
        **_derivatives(number, part.get("derivatives") or {"symbols": [], "list": []}),
        "identities": identities,
    }


def _derivatives(number: int, data: dict[str, Any]) -> dict[str, Any]:
    def view(k: int, d: dict[str, str]) -> dict[str, Any]:
        variable, *texts = (
            _written(ast.parse(d[key], mode="eval").body, []) for key in ("in", "function", "derivative")
        )
        used = sorted({variable, *re.findall(r"\bs\d+\b", " ".join(texts))}, key=lambda s: int(s[1:]))
        head = {"id": f"derivative{number}_{k}", "name": d["name"], "used": used, "variable": variable}
        return {**head, "function": texts[0], "value": texts[1]}

    return {
        "symbols": [f"s{k} = {name}" for k, name in enumerate(data["symbols"])],
        "derivatives": [view(k, d) for k, d in enumerate(data["list"], 1)],
    }


def _identity(name: str, part: dict[str, Any], i: dict[str, Any]) -> dict[str, Any]:
    relations = [_polynomial(r["polynomial"]) for r in part["relations"]]
    divisors = [_polynomial(d) for d in part["divisors"]]
    left, right = (_Side(i[side], divisors) for side in ("left", "right"))
    least = {k: max(left.below.get(k, 0), right.below.get(k, 0)) for k in {**left.below, **right.below}}
    common = {k: min(left.below.get(k, 0), right.below.get(k, 0)) for k in least}
    cofactors = [(int(k), terms) for k, terms in i["cofactors"]]
    scale = lcm(
        1, *(Fraction(c).denominator for p in (i["difference"], *(q for _, q in cofactors)) for c, _ in p)
    )
    view = {
        "id": name,
        "label": re.sub(r"[^A-Za-z0-9 _.:,\[\]-]", " ", f"{name} {i['name']}"),
        "name": i["name"],
        "statement": i["statement"],
        "difference": _polynomial(i["difference"]),
        "cross": f"{left.times(least)} - {right.times(least)}",
        "combination": _combination(((q, relations[k]) for k, q in cofactors), 1),
        # for provers: integers only, the relations that are used, the fractions themselves
        "relations": [relations[k] for k, _ in cofactors],
        "divisors": list(dict.fromkeys([*left.divisors, *right.divisors])),
        "left": left.stated,
        "right": right.stated,
        "scaled": _polynomial(i["difference"], scale),
        "scaled_combination": _combination(((q, relations[k]) for k, q in cofactors), scale),
        "denominator": " * ".join([str(scale), *_powers(least, divisors)]),
        "fraction_left": left.fraction,
        "fraction_right": right.fraction,
    }
    view |= _lean(left, right, common, cofactors, divisors, view["divisors"])
    used = " ".join(
        [*view["relations"], *view["divisors"], *(str(view[k]) for k in ("left", "right", "scaled"))]
    )
    used += " " + view["scaled_combination"] + " ".join(divisors[k] for k in least)
    view["used"] = sorted(set(re.findall(r"\bg\d+\b", used)), key=lambda g: int(g[1:]))
    return view


class _Side:
    """One side: its numerator over powers of divisors, and as it was written, where that has polynomial divisors."""

    def __init__(self, side: dict[str, Any], divisors: list[str]) -> None:
        self.numerator = _polynomial(side["numerator"])
        self.below = {int(k): int(e) for k, e in side["divisors"]}
        self.all = divisors
        self.bottom = " * ".join(_powers(self.below, divisors)) or "1"
        self.fraction = f"({self.numerator}) / ({self.bottom})"
        plain = [divisors[k] for k in self.below]
        self.stated, self.divisors = (self.fraction if self.below else self.numerator), plain
        if text := side.get("text"):
            under: list[str] = []
            written = _written(ast.parse(str(text), mode="eval").body, under)
            if not any("/" in d for d in under):
                self.stated, self.divisors = written, [*dict.fromkeys([*plain, *under])]

    def times(self, powers: dict[int, int]) -> str:
        """The numerator over the larger denominator."""
        missing = {k: e - self.below.get(k, 0) for k, e in powers.items() if e > self.below.get(k, 0)}
        return " * ".join([f"({self.numerator})", *_powers(missing, self.all)])


def _lean(
    left: _Side,
    right: _Side,
    common: dict[int, int],
    cofactors: list[tuple[int, Terms]],
    divisors: list[str],
    names: list[str],
) -> dict[str, str]:
    shared = "".join(f"{p} * " for p in _powers({k: e for k, e in common.items() if e}, divisors))
    terms = [f"({shared}({_polynomial(q)})) * h{n}" for n, (_, q) in enumerate(cofactors, 1)]

    def nonzero(side: _Side) -> str:
        found = [(f"d{names.index(divisors[k]) + 1}", e) for k, e in sorted(side.below.items())]
        powers = [f"(pow_ne_zero {e} {d})" if e > 1 else d for d, e in found]
        if not powers:
            return "one_ne_zero"
        out = powers[0]
        for p in powers[1:]:
            out = f"(mul_ne_zero {out} {p})"
        return out

    return {
        "lean_left": f"({left.numerator}) * ({right.bottom})",
        "lean_right": f"({right.numerator}) * ({left.bottom})",
        "lean_combination": " + ".join(terms) or "0",
        "lean_nonzero_left": nonzero(left),
        "lean_nonzero_right": nonzero(right),
    }


_SUM, _PRODUCT, _POWER = 0, 1, 2
_GROUP = 100


# Text ----------------------------------------------------------------------------------------------------------------
def _polynomial(terms: Terms, scale: int = 1) -> str:
    """A sum; a long one in groups, since some parsers recurse along a sum."""
    if len(terms) > _GROUP:
        size = max(_GROUP, len(terms) // _GROUP + 1)
        groups = (terms[k : k + size] for k in range(0, len(terms), size))
        return " + ".join(f"({_polynomial(group, scale)})" for group in groups)
    parts = []
    for coefficient, monomial in terms:
        c = Fraction(str(coefficient)) * scale
        factors = [f"g{int(g)}" + (f"^{int(e)}" if e > 1 else "") for g, e in monomial]
        if abs(c) != 1 or not factors:
            n = abs(c.numerator)
            factors.insert(0, str(n) if c.denominator == 1 else f"({n}/{c.denominator})")
        parts.append(("- " if c < 0 else "+ ") + "*".join(factors))
    return " ".join(parts).removeprefix("+ ") or "0"


def _combination(terms: Iterable[tuple[Terms, str]], scale: int) -> str:
    return " + ".join(f"({_polynomial(q, scale)}) * ({relation})" for q, relation in terms) or "0"


def _powers(powers: dict[int, int], divisors: list[str]) -> list[str]:
    return [f"({divisors[k]})" + (f"^{e}" if e > 1 else "") for k, e in sorted(powers.items())]


def _written(node: ast.expr, under: list[str], inside: int = _SUM) -> str:
    """The text of a side in the syntax that all the systems share; what is divided by is collected.

    ``inside`` is what the text will be a part of: a sum, a product, or a power.
    """
    match node:
        case ast.Constant(value=int(n)):
            return str(int(n))
        case ast.Name(id=name) if name[0] in "gs":
            return f"{name[0]}{int(name[1:])}"
        case ast.Call(func=ast.Name(id="sin" | "cos" | "exp" as name), args=[argument]):
            return f"{name} ({_written(argument, under)})"
        case ast.UnaryOp(operand=inner):
            return f"(- {_written(inner, under, _POWER)})"
        case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int(n))):
            text = f"{_written(base, under, _POWER)}^{int(n)}"
            return f"({text})" if inside == _POWER else text
        case ast.BinOp(left=a, op=ast.Div(), right=b):
            if not isinstance(b, ast.Constant):
                under += _bases(b)
            return f"({_written(a, under, _PRODUCT)} / {_written(b, under, _POWER)})"
        case ast.BinOp(left=a, op=ast.Mult(), right=b):
            text = f"{_written(a, under, _PRODUCT)}*{_written(b, under, _POWER)}"
            return f"({text})" if inside == _POWER else text
        case ast.BinOp(left=a, op=ast.Add() | ast.Sub() as op, right=b):
            sign = "+" if isinstance(op, ast.Add) else "-"
            text = f"{_written(a, under)} {sign} {_written(b, under, _SUM if sign == '+' else _PRODUCT)}"
            return text if inside == _SUM else f"({text})"
    raise InputError(f"{ast.unparse(node)[:60]} has no place in a certificate")


def _bases(node: ast.expr) -> list[str]:
    """The factors of a divisor without their exponents: what is not to be zero."""
    match node:
        case ast.BinOp(left=base, op=ast.Pow()):
            return _bases(base)
        case ast.BinOp(left=a, op=ast.Mult(), right=b):
            return _bases(a) + _bases(b)
        case ast.UnaryOp(operand=inner):
            return _bases(inner)
        case ast.Constant():
            return []
    return [_written(node, [])]
