"""A second checker for certificates: exact polynomials as dictionaries, and nothing of symgeom's engine.

Run ``python -m symgeom.checker FILE``, or a copy of this file alone. Checked for each identity ``left = right``: the text of
a side is its numerator over its divisors; the difference over one denominator is N; ``N = sum q_k rel_k``. A relation is
``g^n - f`` with f in earlier generators (for a number in g alone) as its kind demands, so that relations can't contradict
each other; what is divided by vanishes on no branch of the roots. What was checked is printed, in generators g0, g1, ... NOT
checked: that a generator means what the file says (sin(v) and not sin(u)), derivatives, signs of roots, assumptions, the words
of the file. It may be a stranger's: size and work have limits. Exit code: 0 all hold, 1 refused, 2 unreadable.
"""

import ast
import hashlib
import json
import math
import re
import sys
from fractions import Fraction
from functools import lru_cache, reduce
from itertools import product
from pathlib import Path
from typing import Any

__all__ = ["Refused", "check", "examine", "main", "number", "shown", "written"]
Poly = dict[int, Any]  # exponents packed BITS apart -> int or Fraction, none of them zero
Leading = dict[int, tuple[int, Poly]]  # generator g -> (n, f), where g^n = f
VERSION, BITS, ONE, MASK, PRIME = 2, 16, {0: 1}, (1 << 16) - 1, (1 << 61) - 1
MAX_BYTES, MAX_WORK, MAX_TEXT = 3_500_000, 2_300_000, 20_000  # work: terms of products of polynomials
MAX_EXPONENT, MAX_BITS, MAX_GENERATORS, MAX_ROOTS, MAX_BRANCHES = 1000, 4000, 200, 8, 256
PAIRS, KINDS = {"circle": ("cos", "sin", 1), "hyperbola": ("cosh", "sinh", -1)}, ("root", "sign", "number")
NAME, CALL, ANGLES = r"\\?[^\W\d][^()+*/=<>]*", r"\(.+\)", ("cos", "sin", "cosh", "sinh")
MEANINGS = {k: k + CALL for k in (*ANGLES, "tanh", "log", "sign")} | {"symbol": NAME, "function": NAME + CALL}
MEANINGS |= {"constant": r"[^\W\d]\w*", "exp": rf"exp{CALL}|E", "root": ".*"}
MEANINGS |= {"jet": rf"(?!(sin|cos|tan|sinh|cosh|tanh|exp|log|sqrt|sign|Abs)\(){NAME}{CALL}"}
MEANINGS |= {"number": r"2\*cos\(pi/([1-9][0-9]{0,3})\)"}
UNCHECKED = "not checked: title, names, statements, assumptions, derivatives, signs of roots, meanings (renaming is unseen)"
SIDE = {"text?": str, "numerator": list, "divisors": list}  # all keys; those with ? may be missing
IDENTITY = {"name": str, "statement": str, "left": SIDE, "right": SIDE, "difference": list, "cofactors": list}
RELATION = {"generator": int, "power": int, "kind": str, "partner?": int, "polynomial": list}
GENERATOR, DERIVATIVE = ("name", "kind", "meaning", "of"), ("name", "in", "function", "derivative")
PART = {"name": str, "assumptions": [str], "generators": [dict.fromkeys(GENERATOR, str)], "divisors": [list]}
PART |= {"relations": [RELATION], "identities": [IDENTITY]}
PART["derivatives?"] = {"symbols": [str], "list": [dict.fromkeys(DERIVATIVE, str)]}
FORM = {"format": str, "version": int, "title": str, "parts": [PART], "alike": [{"part": str, "what": str}]}
FORM |= {"not_certified": [{"part": str, "what": str, "reason": str}]}


class Refused(Exception):
    """The proof does not hold, or the document is no certificate."""


def need(condition: Any, message: str) -> None:
    if not condition:
        raise Refused(message)


def fits(value: Any, form: Any, key: str) -> None:
    """The value has the form; no key is unknown or missing."""
    kind = form if isinstance(form, type) else type(form)
    need(type(value) is kind, f"{key} is no {kind.__name__}")
    if isinstance(form, dict):
        odd = value.keys() ^ {k.rstrip("?") for k in form if k[-1] != "?" or k[:-1] in value}
        need(not odd, f"unknown or missing keys in {key}: {shown(', '.join(odd))}")
        for k, inner in value.items():
            fits(inner, form.get(k) or form[f"{k}?"], k)
    for inner in value if isinstance(form, list) else ():
        fits(inner, form[0], key)


def shown(text: str, limit: int = 80) -> str:
    """Text of a file for a terminal: nothing but ASCII, on one line; of a long one the beginning and a digest."""
    if len(text) <= limit:
        return ascii(text)[1:-1]
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{ascii(text[:limit])[1:-1]}... ({len(text)} characters, sha256 {digest})"


def written(p: Poly, root: int = 1) -> str:
    """A polynomial as text, highest generators first, or a root of one."""
    text = ""
    for m, c in sorted(p.items(), reverse=True):
        powers = ((k, m >> BITS * k & MASK) for k in range(m.bit_length() // BITS + 1))
        factors = [f"g{k}**{e}" if e > 1 else f"g{k}" for k, e in powers if e]
        factors = factors if factors and abs(c) == 1 else [str(abs(c)), *factors]
        text += (" - " if c < 0 else " + ") + "*".join(factors)
    text = text[3:] if text[:2] == " +" else f"-{text[3:]}" if text else "0"
    return f"({text})**(1/{root})" if root > 1 else text


@lru_cache(1000)
def number(text: str) -> Any:
    """An integer or a fraction in lowest terms, in ASCII digits."""
    known = re.fullmatch("-?[1-9][0-9]{0,999}(/[1-9][0-9]{0,999})?", str(text))
    value = Fraction(text) if known else Fraction(0)
    need(str(value) == text != "0", f"{shown(str(text))} is no number in lowest terms")
    return int(value) if value.denominator == 1 else value


def whole(*values: Any) -> bool:
    return all(type(n) is int and 0 <= n <= MAX_EXPONENT for n in values)


class Part:
    """Generators, relations and divisors, and the identities between them."""

    def __init__(self, data: Any, work: list[int] | None = None) -> None:
        self.name, self.leading, self.work = shown(data["name"]), Leading(), work or [MAX_WORK]
        self.kinds = [(str(g["kind"]), str(g["of"])) for g in data["generators"]]
        self.meanings = [str(g.get("meaning", "")) for g in data["generators"]]
        self.numbers = {f"g{k}": k for k in range(len(self.kinds))}
        self.spend(len(self.kinds) ** 2 if len(self.kinds) <= MAX_GENERATORS else MAX_WORK + 1)
        self.full = sum(1 << BITS * k + BITS - 1 for k in range(len(self.kinds)))
        self.relations = [self.relation(r, self.poly(r["polynomial"])) for r in data["relations"]]
        self.bound = {g: (n, self.at_point(f)) for g, (n, f) in self.leading.items()}
        self.divisors = [self.regular(self.poly(d), f"divisor {k}") for k, d in enumerate(data["divisors"])]

    def spend(self, steps: int) -> None:
        self.work[0] -= steps
        need(self.work[0] >= 0, f"{self.name} asks for more work than a certificate may")

    def poly(self, terms: Any) -> Poly:
        """The polynomial of terms [coefficient, [[generator, exponent], ...]], the highest first."""
        self.spend(sum(1 + len(monomial) for _, monomial in terms))
        p, size, before = Poly(), len(self.kinds), 1 << BITS * len(self.kinds)
        for coefficient, monomial in map(list.copy, terms):  # lists, and nothing that can be read as one
            m, last = 0, -1
            for g, e in list.copy(monomial):
                fine = type(g) is type(e) is int and last < g < size and 0 < e <= MAX_EXPONENT
                m, last = m + (e << BITS * g) if fine else before, g
            need(m < before, f"{self.name}: a monomial is malformed or not in its place")
            p[m], before = number(coefficient), m
        return p

    def add(self, p: Poly, q: Poly, scale: int = 1) -> Poly:
        self.spend(len(p) + len(q) + 10)
        out = p | {m: p.get(m, 0) + scale * c for m, c in q.items()}
        return {m: c for m, c in out.items() if c}

    def mul(self, p: Poly, q: Poly) -> Poly:
        if p == ONE or q == ONE or not p or not q:
            return q if p == ONE or not q else p
        sizes = [(c.numerator.bit_length(), c.denominator.bit_length()) for c in (*p.values(), *q.values())]
        bits = max(a + b + 240 * (b > 1) for a, b in sizes)  # fractions are slow
        self.spend(len(p) * len(q) * (1 + bits // 60) ** 2 + 2 * (len(p) + len(q)) + 20)
        out: Poly = {}
        for m, c in p.items():
            for n, d in q.items():
                out[m + n] = out.get(m + n, 0) + c * d
        need(not any(m & self.full for m in out), f"{self.name}: an exponent is too large")
        return {m: c for m, c in out.items() if c}

    def relation(self, r: Any, p: Poly) -> Poly:
        g, n, kind, fine = r["generator"], r["power"], r["kind"], False
        need(whole(g, n) and n > 1 and g < len(self.kinds) and g not in self.leading, "a malformed relation")
        f, unit = self.add({n << BITS * g: 1}, p, -1), 1 << BITS * g
        if kind in PAIRS:
            c, of, (first, second, eps) = r["partner"], self.kinds[g][1], PAIRS[kind]
            same = (*self.kinds[c], *self.kinds[g]) == (first, of, second, of)
            fine = whole(c) and c < g and same and n == 2 and f == {0: eps, 2 << BITS * c: -eps}
        elif kind == "sign":
            fine = n == 2 and f == ONE
        elif kind == "root":  # in earlier generators, and not negative in all terms
            fine = max(f) < unit and any(c > 0 or m & (self.full >> BITS - 1) for m, c in f.items())
        elif known := re.fullmatch(MEANINGS["number"], self.meanings[g]):
            x = 2 * math.cos(math.pi / int(known[1]))  # a zero, as far as floating point can tell
            fine = all(m % unit == 0 and m < n * unit and type(c) is int for m, c in f.items())
            fine = fine and abs(math.fsum(c * x ** (m // unit) for m, c in p.items())) < 1e-9 * n * 2**n
        fine = fine and (kind in PAIRS or (kind == self.kinds[g][0] and "partner" not in r))
        need(fine, f"{self.name}: the relation of g{g} is no {shown(kind)}, or has no real solution")
        self.leading[g] = (n, f)
        return p

    def means(self, g: int, name: str) -> None:
        """The meaning that the file gives to a generator does not contradict its kind."""
        (kind, of), meaning = self.kinds[g], self.meanings[g]
        exact = {"root": written(*self.leading.get(g, (1, {}))[::-1])} | {a: f"{a}({of})" for a in ANGLES}
        known = meaning == exact.get(kind, meaning) and re.fullmatch(MEANINGS.get(kind, "(?!)"), meaning)
        fine = known and (g in self.leading or kind not in KINDS) and bool(of) == (kind in ANGLES)
        fine = fine and name == f"g{g}" and meaning not in self.meanings[:g]
        need(fine, f"{self.name}: {shown(name)} = {shown(meaning)} can't be g{g} of the kind {shown(kind)}")

    def regular(self, p: Poly, name: str) -> Poly:
        """Refuse what may vanish on a branch: its norm, a determinant on products of roots, is to be non-zero at a point."""
        leading, at = Leading(), self.at_point(p)
        for g in sorted(self.bound, reverse=True):
            if any(m >> BITS * g & MASK for q in (at, *(f for _, f in leading.values())) for m in q):
                leading[g] = self.bound[g]
        size = math.prod(n for n, _ in leading.values())
        need(len(leading) <= MAX_ROOTS and size <= MAX_BRANCHES, f"{name} has too many branches to be tested")
        self.spend(size**3 // 4 + size * (len(at) + 100))
        powers = product(*(range(n) for n, _ in leading.values()))
        basis = [sum(e << BITS * g for g, e in zip(leading, each)) for each in powers]
        rows = [self.reduced({m + b: c for m, c in at.items()}, leading) for b in basis]
        matrix = [[row.get(b, 0) for b in basis] for row in rows]
        while matrix:
            matrix.sort(key=lambda row: row[-1])
            *pivot, last = matrix.pop()
            need(last, f"{name} is zero, or may be on a branch of a root")
            scale = pow(last, -1, PRIME)
            matrix = [[(a - row[-1] * scale * b) % PRIME for a, b in zip(row, pivot)] for row in matrix]
        return p

    def at_point(self, p: Poly) -> Poly:
        """The polynomial in the roots alone, modulo the prime; the other generators have values that nobody chose."""
        self.spend(len(p) * (2 + len(self.kinds)))
        out = Poly()
        for m, c in p.items():
            c = c.numerator * pow(c.denominator, -1, PRIME)
            for g in range(m.bit_length() // BITS + 1):
                if g not in self.leading and (e := m >> BITS * g & MASK):
                    m, value = m - (e << BITS * g), hashlib.sha256(b"%d" % g).digest()[:7]
                    c *= pow(int.from_bytes(value, "big"), e, PRIME)
            out[m] = (out.get(m, 0) + c) % PRIME
        return out

    def reduced(self, p: Poly, leading: Leading) -> Poly:
        """The normal form modulo the prime and relations, of the highest generator first."""
        for g, (n, f) in leading.items():
            while high := {m: c for m, c in p.items() if m >> BITS * g & MASK >= n}:
                low = {m: c for m, c in p.items() if m not in high}
                p = self.add(low, self.mul({m - (n << BITS * g): c for m, c in high.items()}, f))
                p = {m: c % PRIME for m, c in p.items()}
        return p

    def side(self, data: Any, name: str) -> tuple[Poly, dict[int, int], str]:
        """Numerator, the powers of the divisors below it, and the side as it is printed."""
        numerator, powers = self.poly(data["numerator"]), dict[int, int]()
        for k, e in data["divisors"]:
            need(whole(k, e) and e and max(powers, default=-1) < k < len(self.divisors), f"{name}: divisors")
            powers[k] = e
        if (text := data.get("text")) is None:
            below = [f"/({written(self.divisors[k])})**{e}" for k, e in powers.items()]
            return numerator, powers, f"({written(numerator)}){''.join(below)}"
        name, fine = f"{name}: {shown(text)}", len(text) <= MAX_TEXT and re.fullmatch("[g0-9+*/() -]+", text)
        need(fine, f"{name} is no formula")
        self.spend(5 * len(text) + 150)
        above, under = self.value(ast.parse(text, mode="eval").body)
        if under != ONE:
            self.regular(under, f"{name}: what is divided by")
        above, under = self.mul(above, self.product(powers)), self.mul(numerator, under)
        need(above == under, f"{name} is not the fraction given for it")
        return numerator, powers, text

    def product(self, powers: dict[int, int]) -> Poly:
        return reduce(self.mul, [self.divisors[k] for k, e in powers.items() for _ in range(e)], ONE)

    def identity(self, data: Any) -> str:
        """The identity that holds, as text."""
        name = f"{self.name}: {shown(data['name'])}"
        (a, left, before), (b, right, after) = (self.side(data[s], name) for s in ("left", "right"))
        bare = {side.replace(" ", "").strip("()") for side in (before, after)}
        need(len(bare) > 1 and "g" in before + after, f"{name}: the sides are alike, or numbers")
        a = self.mul(a, self.product({k: e - left.get(k, 0) for k, e in right.items()}))
        b = self.mul(b, self.product({k: e - right.get(k, 0) for k, e in left.items()}))
        difference, total, last = self.poly(data["difference"]), Poly(), -1
        need(self.add(a, b, -1) == difference, f"{name}: the difference of the sides is not the stated one")
        for k, q in data["cofactors"]:
            need(whole(k) and last < k < len(self.relations) and q, f"{name}: a malformed cofactor")
            total, last = self.add(total, self.mul(self.poly(q), self.relations[k])), k
        need(total == difference, f"{name}: the difference is not the sum of cofactors times relations")
        return f"{shown(before, 300)} = {shown(after, 300)}"

    def value(self, node: ast.expr) -> tuple[Poly, Poly]:
        """Numerator and denominator of a text in generators."""
        match node:
            case ast.Constant(value=n) if type(n) is int and n.bit_length() <= MAX_BITS:
                return ({0: n} if n else {}), ONE
            case ast.Name(id=name) if name in self.numbers:
                return {1 << BITS * self.numbers[name]: 1}, ONE
            case ast.UnaryOp(op=ast.USub(), operand=inner):
                return self.value(ast.BinOp(ast.Constant(0), ast.Sub(), inner))
            case ast.BinOp(left=base, op=ast.Pow(), right=ast.Constant(value=int(n))) if whole(n):
                a, b = self.value(base)
                return reduce(self.mul, [a] * n, ONE), reduce(self.mul, [b] * n, ONE)
            case ast.BinOp(left=x, op=op, right=y):
                (a, b), (c, d) = self.value(x), self.value(y)
                if isinstance(op, ast.Mult | ast.Div):
                    c, d = (c, d) if isinstance(op, ast.Mult) else (d, c)
                    return self.mul(a, c), self.mul(b, d)
                if isinstance(op, ast.Add | ast.Sub):
                    sign = 1 if isinstance(op, ast.Add) else -1
                    a, c = (a, c) if b == d else (self.mul(a, d), self.mul(c, b))
                    return self.add(a, c, sign), b if b == d else self.mul(b, d)
        raise Refused(f"{shown(ast.unparse(node))} has no place in a certificate")

    def page(self, identities: list[str]) -> list[str]:
        """What was checked, and after it the words of the file."""
        given = [f"g{g}**{n} = {shown(written(f), 300)}" for g, (n, f) in self.leading.items()]
        given += [f"{shown(written(d), 300)} is not 0" for d in self.divisors]
        legend = "; ".join(f"g{g} is {shown(meaning)}" for g, meaning in enumerate(self.meanings))
        head = f"  for all real numbers {', '.join(self.numbers)}{' with ' * bool(given)}{', '.join(given)}:"
        return [head, *(f"    {i}" for i in identities), f"    (the file's words, not checked: {legend})"]


def check(document: Any, page: list[str] | None = None) -> list[str]:
    """The names of the identities, all verified; what was verified is added to the page. Raises `Refused`."""
    try:
        known = (document["format"], document["version"]) == ("symgeom certificate", VERSION) and document[
            "parts"
        ]
        need(known, f"no certificate of version {VERSION}; `symgeom certify` writes an older one anew")
        fits(document, FORM, "the document")
        names, lines, work = list[str](), page if page is not None else [], [MAX_WORK]
        for data in document["parts"]:
            part = Part(data, work)
            for g, generator in enumerate(data["generators"]):
                part.means(g, generator["name"])
            found = [(f"{data['name']}: {i['name']}", part.identity(i)) for i in data["identities"]]
            need(found and len({*found}) == len(found), f"{part.name}: no identity, or one of them twice")
            names += [name for name, _ in found]
            lines += part.page([text for _, text in found])
        return names
    except Refused:
        raise
    except Exception as problem:
        raise Refused(f"malformed: {type(problem).__name__}: {shown(str(problem))}") from None


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    need(len(dict(pairs)) == len(pairs), f"a key is there twice: {shown(', '.join(k for k, _ in pairs))}")
    return dict(pairs)


def examine(path: str) -> tuple[int, str]:
    """The exit code of a file, and what is said of it."""
    name, page = shown(path, 500), [""]
    try:
        if Path(path).exists() and not Path(path).is_file():
            raise OSError("it is no regular file")
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
        need(len(data) <= MAX_BYTES, f"the file is larger than {MAX_BYTES:,} bytes")
        document = json.loads(data, object_pairs_hook=once, parse_float=Refused, parse_constant=Refused)
        page[0] = f"{name}: {len(check(document, page))} identities verified ({UNCHECKED})"
        return 0, "\n".join(page)
    except Refused as refused:
        return 1, f"{name}: REFUSED: {refused}"
    except (OSError, ValueError, RecursionError, MemoryError) as problem:
        return 2, f"{name}: can't be read: {shown(getattr(problem, 'strerror', None) or str(problem))}"


def main(arguments: list[str] | None = None) -> int:
    """Check files; the exit code is the worst of theirs."""
    answers = [examine(str(path)) for path in (sys.argv[1:] if arguments is None else arguments)]
    for code, text in answers:
        print(text, file=sys.stderr if code else sys.stdout)
    return max((code for code, _ in answers), default=2)


if __name__ == "__main__":
    sys.exit(main())
