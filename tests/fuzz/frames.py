"""Random identities of a moving frame, of letters with facts, and of surfaces, against matrices that know nothing of words.

A draw is a term of a small language. It is built twice: through the public interface of claims, and in floating point on a
random polynomial map (for the frame: J, N, g, h, S, dN and the connection from the map's own derivatives; a derivative
along x is a difference quotient), or on random matrices that satisfy the facts. The other side of an identity is the same
term after true rewritings, and after a slip in every second draw. A "proved" must be true in numbers for every d.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np

from symgeom.claims import AnyDimension, SurfaceSetting
from symgeom.errors import SymgeomError
from symgeom.geometry import Graph
from symgeom.words import MovingFrame

__all__ = ["DIMENSIONS", "Draw", "Outcome", "decided", "drawn_sides", "facts", "frame", "surface", "truth"]

DIMENSIONS = (1, 2, 3, 4, 5)
Term = tuple[Any, ...]
# the letters of each kind: from V to V, from V to the ambient space, vectors of V, vectors of the ambient space
FRAME = {"VV": ("g", "h", "S", "gi"), "WV": ("J", "dN"), "V": ("x", "y"), "W": ("N",)}
FACTS = {"VV": ("Q", "P", "M", "B"), "WV": (), "V": ("x", "e"), "W": ()}
SURFACE = {"VV": ("g", "h", "S", "gi", "III"), "WV": ("J",), "V": (), "W": ("N",)}

# true rewritings of letters, and slips
FRAME_RULES: dict[str, list[Term]] = {
    "g": [("mul", ("T", "J"), "J"), ("T", "g")],
    "h": [("neg", ("mul", ("T", "J"), "dN")), ("mul", "g", "S"), ("mul", ("T", "S"), "g")],
    "S": [("mul", "gi", "h"), ("mul", "gi", ("mul", ("T", "S"), "g"))],
    "dN": [("neg", ("mul", "J", "S")), ("neg", ("mul", "J", ("mul", "gi", "h")))],
    "J": [("mul", "J", ("mul", "gi", "g"))],
    "gi": [("T", "gi")],
}
FACT_RULES: dict[str, list[Term]] = {
    "P": [("mul", "P", "P"), ("T", "P")],
    "Q": [("mul", "Q", ("mul", ("T", "Q"), "Q"))],
    "M": [("T", "M")],
    "B": [("mul", "B", ("mul", ("inv", "B"), "B"))],
}
SURFACE_RULES: dict[str, list[Term]] = {
    "g": [("mul", ("T", "J"), "J"), ("T", "g")],
    "h": [("mul", "g", "S"), ("mul", ("T", "S"), "g"), ("T", "h")],
    "S": [("mul", "gi", "h")],
    "III": [("mul", "h", ("mul", "gi", "h")), ("mul", "h", "S"), ("mul", "g", ("mul", "S", "S"))],
    "J": [("mul", "J", ("mul", "gi", "g"))],
}
# what the derivative along x is, by name
KNOWN: list[tuple[Any, Any]] = [
    (("D", "N"), ("neg", ("mul", "J", ("mul", "S", "x")))),
    (("D", "N"), ("mul", "dN", "x")),
    (("mul", ("T", ("D", "J")), "N"), ("mul", "h", "x")),
    (("D", "g"), ("add", ("mul", ("T", ("D", "J")), "J"), ("mul", ("T", "J"), ("D", "J")))),
    (("mul", ("T", "J"), ("D", "N")), ("neg", ("mul", "h", "x"))),
    (("D", "h"), ("neg", ("add", ("mul", ("T", ("D", "J")), "dN"), ("mul", ("T", "J"), ("D", "dN"))))),
    (("D", "gi"), ("neg", ("mul", "gi", ("mul", ("D", "g"), "gi")))),
]

SLIPS: dict[str, list[Term | str]] = {
    "g": ["gi", ("mul", "g", "g"), ("twice", "g")],
    "h": [("neg", "h"), ("mul", "S", "g"), ("mul", "h", "g"), ("twice", "h")],
    "S": [("T", "S"), ("mul", "h", "gi"), "h", ("neg", "S")],
    "dN": [("mul", "J", "S"), ("neg", ("mul", "J", ("T", "S"))), "J"],
    "gi": ["g", ("twice", "gi")],
    "J": [("twice", "J"), ("neg", "J")],
    "Q": [("T", "Q"), ("mul", "Q", "Q")],
    "P": [("neg", "P"), "Q", ("mul", "P", "Q")],
    "B": [("T", "B"), ("inv", "B")],
    "M": ["B", ("neg", "M")],
    "III": [("mul", "S", "h"), ("mul", "S", "S"), ("mul", ("T", "S"), "S")],
    "N": [("neg", "N")],
    "x": [("neg", "x")],
}


# drawing ----------------------------------------


@dataclass
class Draw:
    """Terms from a table of letters."""

    random: Random
    letters: dict[str, tuple[str, ...]]
    derive: bool = False
    slipped: bool = field(default=False)

    def operator(self, depth: int) -> Term | str:
        r = self.random
        if depth == 0:
            return r.choice(self.letters["VV"])
        a, b = self.operator(depth - 1), self.operator(depth - 1)
        made: list[Any] = [("mul", a, b), ("mul", a, b), ("add", a, b), ("T", a), ("sub", a, b)]
        if self.letters["WV"]:
            made += [("mul", ("T", self.lifted(depth - 1)), self.lifted(depth - 1))] * 2
        if self.letters["V"]:
            made.append(("outer", self.vector(depth - 1), self.vector(0)))
        if self.derive:
            made += [("D", a)] * 2
            self.derive = False  # one derivative a term: the connection has none
        return r.choice(made)

    def lifted(self, depth: int) -> Term | str:
        a = self.random.choice(self.letters["WV"])
        return a if depth == 0 else ("mul", a, self.operator(depth - 1))

    def vector(self, depth: int) -> Term | str:
        a = self.random.choice(self.letters["V"])
        return a if depth == 0 else ("mul", self.operator(depth - 1), a)

    def scalar(self, depth: int) -> Term:
        r = self.random
        made: list[Any] = [("tr", self.operator(depth))]
        if self.letters["V"]:
            made.append(("dot", self.vector(depth), self.vector(0)))
        return r.choice(made)

    def any(self, depth: int) -> Term | str:
        makers: list[Callable[[int], Any]] = [self.operator, self.scalar]
        if self.letters["WV"]:
            makers.append(self.lifted)
        e = self.random.choice(makers)(depth)
        if self.derive and self.random.random() < 0.7:
            return ("D", e)
        return e

    def rewritten(self, e: Any, rules: dict[str, list[Term]], often: float) -> Any:
        """The same value by true rules."""
        r = self.random
        if isinstance(e, str):
            return r.choice(rules[e]) if e in rules and r.random() < often else e
        head, *rest = e
        rest = [self.rewritten(part, rules, often) for part in rest]
        if head == "add" and r.random() < 0.5:
            rest = rest[::-1]
        if head == "T" and not isinstance(rest[0], str) and rest[0][0] == "mul" and r.random() < 0.5:
            return ("mul", ("T", rest[0][2]), ("T", rest[0][1]))
        if head == "tr" and not isinstance(rest[0], str):
            if rest[0][0] == "mul" and r.random() < 0.5:
                return ("tr", ("mul", rest[0][2], rest[0][1]))
            if r.random() < 0.3:
                return ("tr", ("T", rest[0]))
        if head == "D" and not isinstance(rest[0], str) and rest[0][0] in ("mul", "dot") and r.random() < 0.6:
            kind, a, b = rest[0]
            return ("add", (kind, ("D", a), b), (kind, a, ("D", b)))
        return (head, *rest)

    def slip(self, e: Any) -> Any:
        """One letter or one node replaced by something that looks alike."""
        r = self.random
        if isinstance(e, str):
            if e in SLIPS and r.random() < 0.6:
                options = [s for s in SLIPS[e] if _names(s) <= set().union(*self.letters.values())]
                if options:
                    self.slipped = True
                    return r.choice(options)
            return e
        head, *rest = e
        if r.random() < 0.25 and not self.slipped:
            self.slipped = True
            other: dict[str, Any] = {
                "add": ("sub", *rest),
                "sub": ("add", *rest),
                "T": rest[0],
                "neg": rest[0],
            }
            if head in other and (head != "T" or _square(rest[0], self)):
                return other[head]
            if head == "mul" and rest[0] != rest[1] and _square(rest[0], self) and _square(rest[1], self):
                return ("mul", rest[1], rest[0])
            return ("twice", e)
        k = r.randrange(len(rest))
        return (head, *(self.slip(part) if i == k else part for i, part in enumerate(rest)))


def _names(e: Any) -> set[str]:
    return {e} if isinstance(e, str) else set().union(*(_names(part) for part in e[1:]))


def _square(e: Any, draw: Draw) -> bool:
    return e in draw.letters["VV"] if isinstance(e, str) else e[0] in ("T", "inv") and _square(e[1], draw)


# the two readings ----------------------------------------


_TERMS: dict[str, Callable[..., Any]] = {
    "mul": operator.matmul,
    "add": operator.add,
    "sub": operator.sub,
    "neg": operator.neg,
    "twice": lambda a: 2 * a,
    "T": lambda a: a.T,
    "inv": lambda a: a.inverse(),
    "outer": lambda a, b: a.outer(b),
    "dot": lambda a, b: a.dot(b),
    "tr": lambda a: a.trace(),
}
_NUMBERS = _TERMS | {"inv": np.linalg.inv, "outer": np.outer, "dot": operator.matmul, "tr": np.trace}


def build(e: Any, letters: dict[str, Any], along: Callable[[Any], Any] | None = None) -> Any:
    """The term through the public interface of expressions or tensors."""
    if isinstance(e, str):
        return letters[e]
    head, *rest = e
    v = [build(part, letters, along) for part in rest]
    if head == "D":
        assert along is not None
        return along(v[0])
    return _TERMS[head](*v)


def number(e: Any, at: Callable[[float], dict[str, Any]], t: float = 0.0) -> Any:
    """The value in floating point; ``at(t)`` gives the letters at u + t x."""
    if isinstance(e, str):
        return at(t)[e]
    head, *rest = e
    if head == "D":
        step = 1e-3
        near, far = (
            (number(rest[0], at, t + k * step) - number(rest[0], at, t - k * step)) / (2 * k * step)
            for k in (1, 2)
        )
        return (4 * near - far) / 3
    return _NUMBERS[head](*(number(part, at, t) for part in rest))


# numbers ----------------------------------------


def geometry(d: int, seed: int, graph: bool = False) -> Callable[[float], dict[str, Any]]:
    """A random polynomial hypersurface of degree 3 in R^{d+1}: the letters at u + t x."""
    rng = np.random.default_rng(seed)
    a = 0.4 * rng.normal(size=(d + 1, d)) + 2 * np.eye(d + 1, d)
    b, c = 0.3 * rng.normal(size=(d + 1, d, d)), 0.1 * rng.normal(size=(d + 1, d, d, d))
    b = b + b.transpose(0, 2, 1)
    c = sum(  # type: ignore[assignment]
        c.transpose(0, *(1 + np.array(p)))
        for p in ((0, 1, 2), (1, 0, 2), (2, 1, 0), (0, 2, 1), (1, 2, 0), (2, 0, 1))
    )
    if graph:
        a[:d], b[:d], c[:d] = np.eye(d), 0, 0
    x, y = rng.normal(size=d), rng.normal(size=d)

    def at(t: float) -> dict[str, Any]:
        u = t * x
        J = a + b @ u + (c @ u) @ u / 2
        second = b + c @ u
        N = np.array([(-1) ** (d + k) * np.linalg.det(np.delete(J, k, 0)) for k in range(d + 1)])
        N = N / np.linalg.norm(N)
        g, h = J.T @ J, np.einsum("kij,k->ij", second, N)
        S = np.linalg.solve(g, h)
        return {
            **{"J": J, "N": N, "g": g, "h": h, "S": S, "dN": -J @ S, "gi": np.linalg.inv(g), "x": x, "y": y},
            "III": h @ S,
        }

    return at


def matrices(d: int, seed: int) -> Callable[[float], dict[str, Any]]:
    """Q orthogonal, P a symmetric projector, M symmetric, B invertible, e a unit vector."""
    rng = np.random.default_rng(seed)
    m = rng.normal(size=(d, d))
    Q = np.linalg.qr(m)[0]
    k = rng.normal(size=d)
    k = k / np.linalg.norm(k)
    values = {
        **{"Q": Q, "P": np.outer(k, k), "M": m + m.T, "B": rng.normal(size=(d, d)) + 2 * np.eye(d)},
        **{"x": rng.normal(size=d), "e": k},
    }
    return lambda t: values


# outcomes ----------------------------------------


@dataclass(frozen=True)
class Outcome:
    """One draw: its sides, the verdict (or the error), and the truth for d = 1..5."""

    sides: tuple[Any, Any]
    status: str
    truth: dict[int, bool]
    said: str = ""

    @property
    def wrong(self) -> bool:
        if self.status == "proved":
            return not all(self.truth.values())
        return self.status == "refuted" and all(self.truth.values())


def truth(
    left: Any, right: Any, space: Callable[[int, int], Any], seed: int, dimensions: Any = DIMENSIONS
) -> dict[int, bool]:
    found = {}
    for d in dimensions:
        agree = True
        for k in range(2):
            at = space(d, 1000 * seed + 10 * d + k)
            a, b = number(left, at), number(right, at)
            scale = 1 + max(np.abs(a).max(), np.abs(b).max())
            agree = agree and bool(np.abs(a - b).max() < 1e-5 * scale)
        found[d] = agree
    return found


def drawn_sides(draw: Draw, rules: dict[str, list[Term]], depth: int) -> tuple[Any, Any]:
    if draw.derive and draw.random.random() < 0.35:
        left, right = draw.random.choice(KNOWN)
    else:
        left = draw.any(depth)
        right = draw.rewritten(left, rules, 0.5)
    if draw.random.random() < 0.5:
        right = draw.slip(right)
    return left, draw.rewritten(right, rules, 0.2)


def decided(sides: tuple[Any, Any], decide: Callable[[], Any]) -> tuple[str, str]:
    try:
        verdict = decide()
    except SymgeomError as error:
        return "error", str(error)
    return verdict.status, verdict.reason


def frame(seed: int) -> Outcome:
    """An identity of a moving frame, with at most one derivative along x."""
    draw = Draw(Random(f"frame:{seed}"), FRAME, derive=True)
    sides = drawn_sides(draw, FRAME_RULES, draw.random.randint(1, 2))
    s = AnyDimension()
    f = s.moving
    letters = {
        **{
            "g": f.metric,
            "h": f.second_form,
            "S": f.shape_operator,
            "gi": f.metric.inverse(),
            "J": f.jacobian,
        },
        **{"dN": f.normal_derivative, "N": f.normal, "x": f.vector("x"), "y": f.vector("y")},
    }

    def decide() -> Any:
        left, right = (build(e, letters, lambda v: f.derive(v, letters["x"])) for e in sides)
        return s.step("draw", left, right, "").decide()

    status, said = decided(sides, decide)
    return Outcome(sides, status, truth(*sides, geometry, seed), said)


def _orthogonal(instance: Any) -> Any:
    random = instance.random("Q")
    a, b = _reflection(instance, random), _reflection(instance, random)
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def _reflection(instance: Any, random: Random) -> Any:
    n = [random.randint(1, 3) for _ in range(instance.d)]
    length = sum(e * e for e in n)
    return [[int(i == j) - Fraction(2 * p * q, length) for j, q in enumerate(n)] for i, p in enumerate(n)]


def _unit(instance: Any) -> Any:
    """A rational unit vector: a column of a reflection."""
    return [[row[0]] for row in _reflection(instance, instance.random("e"))]


def _projector(instance: Any) -> Any:
    e = _unit(instance)
    return [[p[0] * q[0] for q in e] for p in e]


def facts(seed: int) -> Outcome:
    """An identity of letters with facts: Q^T Q = I, P = P^T = P P, P e = e, e.e = 1."""
    draw = Draw(Random(f"facts:{seed}"), FACTS)
    sides = drawn_sides(draw, FACT_RULES, draw.random.randint(1, 2))
    s = AnyDimension()
    f: Any = s.graph if draw.random.random() < 0.5 else MovingFrame()
    V, line = f.space, f.zero_vector.columns
    Q, e = f.letter("Q", V, V, sampler=_orthogonal), f.letter("e", V, line, sampler=_unit)
    P = f.letter("P", V, V, symmetric=True, sampler=_projector)
    for left, right in ((Q.T @ Q, f.identity), (Q @ Q.T, f.identity), (P @ P, P), (P @ e, e), (e.dot(e), 1)):
        f.fact(left, right)
    letters = {
        **{"Q": Q, "P": P, "e": e, "x": f.vector("x")},
        **{"M": f.operator("M", symmetric=True), "B": f.letter("B_2", V, V, invertible=True)},
    }
    status, said = decided(
        sides, lambda: s.step("draw", build(sides[0], letters), build(sides[1], letters), "").decide()
    )
    return Outcome(sides, status, truth(*sides, matrices, seed), said)


def surface(seed: int) -> Outcome:
    """An identity between the quantities of the graph of an undefined function, d = 1, 2, 3."""
    draw = Draw(Random(f"surface:{seed}"), SURFACE)
    sides = drawn_sides(draw, SURFACE_RULES, 1)
    d = 1 + seed % 3
    s = SurfaceSetting(Graph.abstract(d))
    names = {
        **{"g": "metric", "h": "second_fundamental_form", "S": "shape_operator", "gi": "inverse_metric"},
        **{"III": "third_fundamental_form", "J": "jacobian", "N": "normal"},
    }
    letters = {k: s[name] for k, name in names.items()}
    status, said = decided(
        sides, lambda: s.step("draw", build(sides[0], letters), build(sides[1], letters), "").decide()
    )
    return Outcome(sides, status, truth(*sides, lambda n, k: geometry(n, k, graph=True), seed, (d,)), said)
