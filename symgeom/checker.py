"""A second checker for certificates: exact polynomials as dictionaries, and nothing of symgeom's engine.

    python -m symgeom.checker FILE        or, with a copy of this file alone,        python checker.py FILE

Checked for each identity ``left = right``: the text of a side, where there is one, is the stated numerator over the stated
divisors; the difference over one denominator has the numerator N; ``N = sum q_k rel_k``. For each part: a relation is
``g^n - f`` with f in earlier generators (for a number in lower powers of g too), as their kinds demand, so that relations
can't contradict each other; no divisor vanishes under them. NOT checked: that a generator means what it says (that g3 is
sin(v)), derivatives, signs of roots and absolute values, the assumptions. Exit code: 0 all hold, 1 refused, 2 unreadable.
"""

import ast
import json
import sys
from fractions import Fraction
from typing import Any

__all__ = ["Refused", "check", "main"]

Poly = dict[int, Any]  # exponents packed BITS apart -> int or Fraction, none of them zero
BITS, MAX_DEGREE, MAX_PRODUCT = 20, 10_000, 200_000_000
MASK, ONE = (1 << BITS) - 1, {0: 1}
PAIRS, KINDS = {"circle": ("cos", "sin", 1), "hyperbola": ("cosh", "sinh", -1)}, ("root", "sign", "number")
UNCHECKED = "not checked: the meaning of generators, derivatives, signs of roots, the assumptions"


class Refused(Exception):
    """The proof does not hold, or the document is no certificate."""


def need(condition: Any, message: str) -> None:
    if not condition:
        raise Refused(message)


def whole(*values: Any) -> bool:
    return all(type(n) is int and 0 <= n <= MAX_DEGREE for n in values)


def add(p: Poly, q: Poly, scale: int = 1) -> Poly:
    out = dict(p)
    for m, c in q.items():
        out[m] = out.get(m, 0) + scale * c
    return {m: c for m, c in out.items() if c}


def mul(p: Poly, q: Poly) -> Poly:
    need(len(p) * len(q) <= MAX_PRODUCT and degree(p) + degree(q) <= MAX_DEGREE, "a product is too large")
    out: Poly = {}
    for m, c in p.items():
        for n, d in q.items():
            out[m + n] = out.get(m + n, 0) + c * d
    return {m: c for m, c in out.items() if c}


def power(p: Poly, n: int) -> Poly:
    out = ONE
    for _ in range(n):
        out = mul(out, p)
    return out


def degree(p: Poly) -> int:
    return max((sum(m >> k & MASK for k in range(0, m.bit_length(), BITS)) for m in p), default=0)


class Part:
    """Generators, relations and divisors, and the identities between them."""

    def __init__(self, data: Any) -> None:
        self.name, self.leading = str(data["name"]), dict[int, tuple[int, Poly]]()  # g -> (n, f) with g^n = f
        self.kinds = [(str(g["kind"]), str(g["of"])) for g in data["generators"]]
        self.relations = [self.relation(r, self.poly(r["polynomial"])) for r in data["relations"]]
        self.divisors = [self.poly(d) for d in data["divisors"]]
        for k, d in enumerate(self.divisors):
            need(self.reduced(d), f"{self.name}: divisor {k} vanishes identically under the relations")

    def poly(self, terms: Any) -> Poly:
        p: Poly = {}
        for coefficient, monomial in terms:
            value, m, last = Fraction(str(coefficient)), 0, -1
            for g, e in monomial:
                need(whole(g, e) and last < g < len(self.kinds) and e, f"malformed monomial {monomial}")
                m, last = m + (e << BITS * g), g
            need(value and m not in p, "a polynomial has a zero or double term")
            p[m] = int(value) if value.denominator == 1 else value
        return p

    def relation(self, r: Any, p: Poly) -> Poly:
        g, n, kind = r["generator"], r["power"], r["kind"]
        name = f"{self.name}: the relation of g{g}"
        need(whole(g, n) and g < len(self.kinds) and n > 1 and g not in self.leading, f"{name} is malformed")
        f = add({n << BITS * g: 1}, p, -1)
        fits = all(m < (n if kind == "number" else 1) << BITS * g for m in f)
        need(f and fits, f"{name} is not g^n - f with f in earlier generators")
        if kind in PAIRS:
            c, of, (first, second, eps) = r["partner"], self.kinds[g][1], PAIRS[kind]
            fits = whole(c) and c < g and (*self.kinds[c], *self.kinds[g]) == (first, of, second, of)
            need(fits and n == 2 and f == {0: eps, 2 << BITS * c: -eps}, f"{name} is no {kind}")
        else:
            need(kind in KINDS and kind == self.kinds[g][0], f"{name} doesn't suit its generator")
            need(kind != "sign" or (n == 2 and f == ONE), f"{name}: the square of a sign is 1")
        self.leading[g] = (n, f)
        return p

    def reduced(self, p: Poly) -> Poly:
        """The normal form modulo the relations, highest generator first."""
        for g, (n, f) in sorted(self.leading.items(), reverse=True):
            while any(m >> BITS * g & MASK >= n for m in p):
                layers, terms, p = dict[int, Poly](), p, {}
                for m, c in terms.items():
                    k = (m >> BITS * g & MASK) // n
                    layers.setdefault(k, {})[m - (k * n << BITS * g)] = c
                for k, layer in layers.items():
                    p = add(p, mul(layer, power(f, k)))
        return p

    def side(self, data: Any, name: str) -> tuple[Poly, dict[int, int]]:
        """Numerator and the powers of the divisors below it."""
        numerator, powers = self.poly(data["numerator"]), dict[int, int]()
        for k, e in data["divisors"]:
            need(whole(k, e) and k < len(self.divisors) and k not in powers, f"{name}: malformed divisors")
            powers[k] = e
        if text := data.get("text"):
            above, below = self.value(ast.parse(text, mode="eval").body)
            same = mul(above, self.product(powers)) == mul(numerator, below)
            need(self.reduced(below) and same, f"{name}: {text[:80]} is not the fraction given for it")
        return numerator, powers

    def product(self, powers: dict[int, int]) -> Poly:
        out = ONE
        for k, e in powers.items():
            out = mul(out, power(self.divisors[k], e))
        return out

    def identity(self, data: Any) -> str:
        name = f"{self.name}: {data['name']}"
        (a, left), (b, right) = (self.side(data[s], name) for s in ("left", "right"))
        a = mul(a, self.product({k: e - left.get(k, 0) for k, e in right.items() if e > left.get(k, 0)}))
        b = mul(b, self.product({k: e - right.get(k, 0) for k, e in left.items() if e > right.get(k, 0)}))
        difference, total = self.poly(data["difference"]), Poly()
        need(add(a, b, -1) == difference, f"{name}: the difference of the sides is not the stated one")
        for k, q in data["cofactors"]:
            need(whole(k) and k < len(self.relations), f"{name}: a malformed cofactor")
            total = add(total, mul(self.poly(q), self.relations[k]))
        need(total == difference, f"{name}: the difference is not the sum of cofactors times relations")
        return name

    def value(self, node: ast.expr) -> tuple[Poly, Poly]:
        """Numerator and denominator of a text in generators."""
        match node:
            case ast.Constant(value=n) if type(n) is int:
                return ({0: n} if n else {}), ONE
            case ast.Name(id=name) if int(name.removeprefix("g")) < len(self.kinds):
                return {1 << BITS * int(name[1:]): 1}, ONE
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                a, b = self.value(inner)
                return mul(a, {0: -1}), b
            case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int(n))) if whole(n):
                a, b = self.value(base)
                return power(a, n), power(b, n)
            case ast.BinOp(left=x, op=op, right=y):
                (a, b), (c, d) = self.value(x), self.value(y)
                if isinstance(op, ast.Mult | ast.Div):
                    return (mul(a, c), mul(b, d)) if isinstance(op, ast.Mult) else (mul(a, d), mul(b, c))
                if isinstance(op, ast.Add | ast.Sub):
                    sign = 1 if isinstance(op, ast.Add) else -1
                    return (add(a, c, sign), b) if b == d else (add(mul(a, d), mul(c, b), sign), mul(b, d))
        raise Refused(f"{ast.unparse(node)[:60]} has no place in a certificate")


def check(document: Any) -> list[str]:
    """The names of the identities of a certificate, all of them verified. Raises `Refused`."""
    try:
        known = (document["format"], document["version"]) == ("symgeom certificate", 1)
        need(known and any(part["identities"] for part in document["parts"]), "no certificate of version 1")
        return [part.identity(i) for d in document["parts"] for part in [Part(d)] for i in d["identities"]]
    except Refused:
        raise
    except Exception as problem:
        raise Refused(f"malformed: {type(problem).__name__}: {problem}") from None


def main(arguments: list[str] | None = None) -> int:
    """Check files; the exit code is the worst of theirs."""
    paths, code = sys.argv[1:] if arguments is None else arguments, 0
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                print(f"{path}: {len(check(json.load(file)))} identities verified ({UNCHECKED})")
        except (Refused, OSError, ValueError, RecursionError) as problem:
            said, worst = ("REFUSED", 1) if isinstance(problem, Refused) else ("can't be read", 2)
            print(f"{path}: {said}: {getattr(problem, 'strerror', None) or problem}", file=sys.stderr)
            code = max(code, worst)
    return code if paths else 2


if __name__ == "__main__":
    sys.exit(main())
