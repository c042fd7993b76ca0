"""Hypothesis strategies: random immersions from the class that the engine decides, small enough to prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from hypothesis import strategies as st

u, v, s, t = sp.symbols("u v s t", real=True)
x, y, z = sp.symbols("x y z", real=True)
LETTERS = {1: (x,), 2: (x, y), 3: (x, y, z)}

small = st.integers(-2, 2)
nonzero = st.sampled_from([-2, -1, 1, 2])
rationals = st.builds(sp.Rational, st.integers(-3, 3), st.integers(1, 3))
scales = st.sampled_from([sp.Rational(1, 2), sp.Integer(2), sp.Rational(3, 5), sp.sqrt(2)])


@st.composite
def linear(draw: Any, letters: tuple[Any, ...]) -> Any:
    """A non-zero integer combination of the letters."""
    weights = draw(st.tuples(*[st.integers(-1, 1) for _ in letters]).filter(any))
    return sum(w * letter for w, letter in zip(weights, letters))


@st.composite
def terms(draw: Any, letters: tuple[Any, ...]) -> Any:
    """A monomial of degree two or three, a sine, a cosine or an exponential of a combination."""
    kind = draw(st.sampled_from(["power", "product", "sin", "cos", "exp"]))
    first, second = draw(linear(letters)), draw(st.sampled_from(letters))
    if kind == "power":
        return second ** draw(st.integers(2, 3))
    if kind == "product":
        return first * second
    return {"sin": sp.sin, "cos": sp.cos, "exp": sp.exp}[kind](first)


@st.composite
def functions(draw: Any, letters: tuple[Any, ...], size: int = 2) -> Any:
    """A sum of up to `size` terms with small coefficients: a loss."""
    chosen = draw(st.lists(st.tuples(nonzero, terms(letters)), min_size=1, max_size=size))
    return sum((c * term for c, term in chosen), sp.S.Zero)


@st.composite
def graph_maps(draw: Any, d: int = 2) -> tuple[list[Any], tuple[Any, ...]]:
    """The graph of a random function, as a map."""
    letters = LETTERS[d]
    return [*letters, draw(functions(letters))], letters


@st.composite
def rotation_maps(draw: Any) -> tuple[list[Any], tuple[Any, ...]]:
    """A surface of revolution with a positive profile."""
    profile = draw(st.sampled_from([2 + sp.cos(y), 1 + y**2, sp.exp(y), sp.cosh(y), 3 + sp.sin(2 * y)]))
    height = draw(st.sampled_from([y, sp.sin(y) + 2 * y, y**3 + y]))
    return [profile * sp.cos(x), profile * sp.sin(x), height], (x, y)


maps = st.one_of(graph_maps(2), rotation_maps())


@dataclass(frozen=True)
class Motion:
    """A rational orthogonal matrix and a translation."""

    matrix: Any
    shift: Any
    sign: int

    def apply(self, components: list[Any]) -> list[Any]:
        return list(self.matrix * sp.Matrix(components) + self.shift)


_TURNS = [
    sp.Matrix([[3, -4, 0], [4, 3, 0], [0, 0, 5]]) / 5,
    sp.Matrix([[13, 0, 0], [0, 5, 12], [0, -12, 5]]) / 13,
    sp.Matrix([[2, -1, 2], [2, 2, -1], [-1, 2, 2]]) / 3,
    sp.Matrix([[0, 0, 1], [1, 0, 0], [0, 1, 0]]),
]


@st.composite
def motions(draw: Any) -> Motion:
    """A rigid motion of space, proper or not; `sign` is its determinant."""
    sign = draw(st.sampled_from([1, -1]))
    matrix = draw(st.sampled_from(_TURNS)) * sp.diag(1, 1, sign)
    shift = sp.Matrix(draw(st.tuples(rationals, rationals, rationals)))
    return Motion(matrix, shift, sign)


@dataclass(frozen=True)
class Chart:
    """A change of chart x, y = phi(s, t) with a constant sign of its Jacobian determinant."""

    images: dict[Any, Any]
    sign: int

    @property
    def jacobian(self) -> Any:
        return sp.Matrix([self.images[x], self.images[y]]).jacobian([s, t])


@st.composite
def charts(draw: Any) -> Chart:
    """Shears, integer matrices of determinant 1 and -1, and a scaling."""
    return draw(
        st.sampled_from(
            [
                Chart({x: s + t**2, y: t}, 1),
                Chart({x: s, y: t + s**3}, 1),
                Chart({x: 2 * s + t, y: s + t}, 1),
                Chart({x: t, y: s}, -1),
                Chart({x: -s, y: s + 2 * t}, -1),
                Chart({x: sp.sinh(s), y: t}, 1),
            ]
        )
    )
