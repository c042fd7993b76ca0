"""Every public call with every wrong type: the errors are the library's, and they say what is wrong with what.

A table: each public callable with one argument left open, times a list of values. The call may work (some values are right
somewhere); if it doesn't, the exception is a `SymgeomError` with a message of one paragraph. A `TypeError` is right only for a
call with a wrong number of arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.input import loads, parse_expression, parse_relation, surface_of

x, y, u, v, R = sp.symbols("x y u v R", real=True)
t, f = sp.Symbol("t"), sp.Function("f")


class Hostile:
    """Raises whatever it is asked."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(name)

    def __iter__(self) -> Iterator[Any]:
        raise RuntimeError("no members")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparison")

    def __hash__(self) -> int:
        return 1

    def __repr__(self) -> str:
        raise RuntimeError("no text")


VALUES: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "True": lambda: True,
    "int": lambda: 3,
    "negative": lambda: -1,
    "huge int": lambda: 10**400,
    "too huge int": lambda: 10**6000,
    "float": lambda: 0.5,
    "nan": lambda: float("nan"),
    "inf": lambda: float("-inf"),
    "complex": lambda: 1 + 2j,
    "complex nan": lambda: complex("nan"),
    "Fraction": lambda: Fraction(1, 3),
    "Decimal nan": lambda: Decimal("nan"),
    "Decimal": lambda: Decimal("1e999999"),
    "str": lambda: "x",
    "empty str": lambda: "",
    "evil str": lambda: "__import__('os').system('true')",
    "bytes": lambda: b"x",
    "list": lambda: [1, x],
    "nested": lambda: [[x, 1], [1, y]],
    "empty list": list,
    "empty tuple": tuple,
    "list of None": lambda: [None, None],
    "list of str": lambda: ["x", "y"],
    "tuple of pairs": lambda: [(0, 1), (0, 1)],
    "dict": lambda: {x: 1},
    "dict of str": lambda: {"x": "y"},
    "dict of int": lambda: {1: (0, 1)},
    "empty dict": dict,
    "set": lambda: {x, y},
    "frozenset": lambda: frozenset({1, 2}),
    "range": lambda: range(3),
    "generator": lambda: (s for s in (x, y)),
    "object": object,
    "hostile": Hostile,
    "class": lambda: int,
    "lambda": lambda: lambda s: s,
    "module": lambda: sp,
    "Path": lambda: Path("nowhere"),
    "array": lambda: np.array([1.0, 2.0]),
    "object array": lambda: np.array([[x, None]], dtype=object),
    "text array": lambda: np.array(["a", "b"]),
    "nan array": lambda: np.array([np.nan]),
    "np.bool": lambda: np.True_,
    "np.int": lambda: np.int64(2),
    "np.str": lambda: np.str_("x"),
    "np.datetime": lambda: np.datetime64("2020-01-01"),
    "Matrix": lambda: sp.Matrix([[x, 1], [2, y]]),
    "empty Matrix": lambda: sp.zeros(0, 0),
    "MatrixSymbol": lambda: sp.MatrixSymbol("A", 2, 2),
    "MatrixSymbol n": lambda: sp.MatrixSymbol("A", t, t),
    "Array": lambda: sp.Array([[[x]], [[y]]]),
    "relation": lambda: x < y,
    "Eq": lambda: sp.Eq(x, y),
    "false": lambda: sp.false,
    "And": lambda: (x < y) & (y < 3),
    "Not": lambda: sp.Not(sp.Eq(x, y)),
    "Interval": lambda: sp.Interval(0, 1),
    "EmptySet": lambda: sp.S.EmptySet,
    "FiniteSet": lambda: sp.FiniteSet(x, y),
    "Tuple": lambda: sp.Tuple(x, y),
    "Dict": lambda: sp.Dict({x: 1}),
    "oo": lambda: sp.oo,
    "zoo": lambda: sp.zoo,
    "sympy nan": lambda: sp.nan,
    "I": lambda: sp.I,
    "complex symbol": lambda: sp.Symbol("z", complex=True) * sp.I,
    "imaginary symbol": lambda: sp.Symbol("z", imaginary=True),
    "noncommutative": lambda: sp.Symbol("q", commutative=False),
    "Dummies": lambda: sp.Dummy("x") + sp.Dummy("x"),
    "wild": lambda: sp.Wild("a"),
    "symbol": lambda: x,
    "number": lambda: sp.Integer(2),
    "function": lambda: f,
    "sin": lambda: sp.sin,
    "Lambda": lambda: sp.Lambda(t, t**2),
    "f(x)": lambda: f(x),
    "order": lambda: sp.Order(x**2),
    "bounds": lambda: sp.AccumBounds(0, 1),
    "Heaviside": lambda: sp.Heaviside(x) * y,
    "DiracDelta": lambda: sp.DiracDelta(x) + y,
    "floor": lambda: sp.floor(x) + y**2,
    "besselj": lambda: sp.besselj(1, x) + y,
    "LambertW": lambda: sp.LambertW(x) + y,
    "expint": lambda: sp.expint(2, x) + y,
    "zeta": lambda: sp.zeta(x) + y,
    "Piecewise": lambda: sp.Piecewise((x, x > 0), (y, True)),
    "Integral": lambda: sp.Integral(sp.exp(-(t**2)), (t, 0, x)),
    "Sum": lambda: sp.Sum(x**t, (t, 0, 3)),
    "Limit": lambda: sp.Limit(sp.sin(t) / t, t, 0),
    "Subs": lambda: sp.Subs(f(t, t), t, x),
    "Derivative": lambda: sp.Derivative(f(x, x), x),
    "RootOf": lambda: sp.CRootOf(t**5 - t - 1, 0) * x,
    "tower": lambda: sp.exp(sp.exp(sp.exp(sp.Integer(9)))),
    "power": lambda: sp.Pow(x, sp.Integer(10) ** 30),
    "Indexed": lambda: sp.IndexedBase("w")[t],
    "IndexedBase": lambda: sp.IndexedBase("w"),
    "surface": lambda: torus(),
    "claim": lambda: sg.claims["self-adjoint"],
    "verdict": lambda: sg.decide(x, x),
}


def torus() -> sg.Hypersurface:
    return sg.Hypersurface([sp.cos(u), sp.sin(u), v], (u, v))


def graph() -> sg.Graph:
    return sg.Graph(R * x * y, (x, y))


def _all(surface: Any) -> Any:
    """Making a surface is lazy: ask it for something."""
    return surface.quantity(
        "gaussian_curvature" if isinstance(surface, sg.Hypersurface) else "scalar_curvature"
    )


SHORT = {"seconds": 5}
CALLS: dict[str, Callable[[Any], Any]] = {
    "decide(_, x)": lambda z: sg.decide(z, x, **SHORT),
    "decide(x, _)": lambda z: sg.decide(x, z, **SHORT),
    "decide(_)": lambda z: sg.decide(z, **SHORT),
    "decide(_, _)": lambda z: sg.decide(z, z, **SHORT),
    "decide(domain)": lambda z: sg.decide(x, x, domain=z, **SHORT),
    "decide(domain={x})": lambda z: sg.decide(x, x, domain={x: z}, **SHORT),
    "decide(domain low)": lambda z: sg.decide(x, x, domain={x: (z, sp.oo)}, **SHORT),
    "decide(domain high)": lambda z: sg.decide(x, x, domain={x: (0, z)}, **SHORT),
    "decide(domain key)": lambda z: sg.decide(
        x, x, domain=[(z, (0, 1))] if _no_key(z) else {z: (0, 1)}, **SHORT
    ),
    "decide(where)": lambda z: sg.decide(x, x, where=z, **SHORT),
    "decide(where=[])": lambda z: sg.decide(x, x, where=[z], **SHORT),
    "decide(seconds)": lambda z: sg.decide(x, x, seconds=z),
    "decide(megabytes)": lambda z: sg.decide(x, x, megabytes=z, **SHORT),
    "Graph(_)": lambda z: _all(sg.Graph(z, (x, y))),
    "Graph(coordinates)": lambda z: sg.Graph(x * y, z),
    "Graph(x, _)": lambda z: sg.Graph(x * y, (x, z)),
    "Graph(f, x, _)": lambda z: sg.Graph(x * y, x, z),
    "Graph(domain)": lambda z: sg.Graph(x * y, (x, y), domain=z),
    "Graph(where)": lambda z: sg.Graph(x * y, (x, y), where=z),
    "Graph(name)": lambda z: sg.Graph(x * y, (x, y), name=z),
    "Graph(defaults)": lambda z: sg.Graph(R * x * y, (x, y), defaults=z),
    "Graph(defaults={R})": lambda z: sg.Graph(R * x * y, (x, y), defaults={R: z}),
    "Graph.abstract": lambda z: sg.Graph.abstract(z) if not isinstance(z, int) or z < 50 else None,
    "Graph.abstract(name)": lambda z: sg.Graph.abstract(2, z),
    "Hypersurface(_)": lambda z: _all(sg.Hypersurface(z, (x, y))),
    "Hypersurface([_])": lambda z: _all(sg.Hypersurface([x, y, z], (x, y))),
    "Hypersurface(coordinates)": lambda z: sg.Hypersurface([x, y, x * y], z),
    "Hypersurface.abstract": lambda z: (
        sg.Hypersurface.abstract(z) if not isinstance(z, int) or z < 9 else None
    ),
    "Immersion(_)": lambda z: sg.Immersion(z, (x,)).metric.matrix,
    "Immersion(coordinates)": lambda z: sg.Immersion([x, y, x, y], z),
    "Metric(_)": lambda z: _all(sg.Metric(z, (x, y))),
    "Metric([_])": lambda z: _all(sg.Metric([[1, 0], z], (x, y))),
    "Metric([[_]])": lambda z: _all(sg.Metric([[1, 0], [0, z]], (x, y))),
    "Metric(coordinates)": lambda z: sg.Metric([[1, 0], [0, 1]], z),
    "reparametrize(_)": lambda z: torus().reparametrize(z, (x, y)),
    "reparametrize({u})": lambda z: torus().reparametrize({u: z, v: y}, (x, y)),
    "reparametrize(coordinates)": lambda z: torus().reparametrize({u: x, v: y}, z),
    "reparametrize(domain)": lambda z: torus().reparametrize({u: x, v: y}, (x, y), domain=z),
    "reparametrize(name)": lambda z: torus().reparametrize({u: x, v: y}, (x, y), name=z),
    "laplacian": lambda z: torus().metric.laplacian(z),
    "gradient": lambda z: torus().metric.gradient(z),
    "hessian": lambda z: torus().metric.hessian(z),
    "quantity": lambda z: torus().quantity(z),
    "exact": lambda z: torus().engine.exact(z),
    "quantity_named": lambda z: torus().engine.quantity_named(z),
    "element": lambda z: torus().engine.element(z),
    "kernel": lambda z: torus().kernel(z),
    "kernel(backend)": lambda z: torus().kernel("metric", backend=z),
    "kernel call": lambda z: graph().kernel("gaussian_curvature")(z, 1, 2),
    "kernel parameter": lambda z: graph().kernel("gaussian_curvature")(1, 1, z),
    "kernel by name": lambda z: graph().kernel("gaussian_curvature")(x=1, y=z, R=2),
    "kernel out": lambda z: graph().kernel("gaussian_curvature")(1, 1, 2, out=z),
    "kernel mask": lambda z: graph().kernel("gaussian_curvature")([1, 2], 1, 2, mask=z),
    "kernel dtype": lambda z: graph().kernel("gaussian_curvature")(1, 1, 2, dtype=z),
    "kernel threads": lambda z: graph().kernel("gaussian_curvature")(1, 1, 2, threads=z),
    "kernel of mpmath call": lambda z: graph().kernel("gaussian_curvature", backend="mpmath")(z, 1, 2),
    "kernel save": lambda z: None if isinstance(z, str | Path) else graph().kernel("metric").save(z),
    "notes": lambda z: sg.notes(z).title,
    "notes(verdicts)": lambda z: sg.notes(torus(), verdicts=z).title,
    "notes(claims)": lambda z: sg.notes(torus(), claims=z).title,
    "notes(templates)": lambda z: sg.notes(torus(), templates=z).title,
    "notes(title)": lambda z: sg.notes(torus(), title=z).latex,
    "notes save": lambda z: sg.notes(torus()).save(z),
    "load": lambda z: sg.load(z),
    "loads": lambda z: loads(z),
    "surface_of": lambda z: surface_of(z),
    "parse_expression": lambda z: parse_expression(z),
    "parse_expression(names)": lambda z: parse_expression("x", z),
    "parse_relation": lambda z: parse_relation(z),
    "surfaces.get": lambda z: sg.surfaces.get(z),
    "losses.get": lambda z: sg.losses.get(z),
    "surfaces.torus": lambda z: sg.surfaces.torus(z, 1),
    "losses.rosenbrock": lambda z: sg.losses.rosenbrock(z) if not isinstance(z, int) or z < 9 else None,
    "claims[_]": lambda z: sg.claims[z],
    "check(on)": lambda z: sg.claims["self-adjoint"].check(on=z),
}


def _no_key(z: Any) -> bool:
    try:
        hash(z)
    except TypeError:
        return True
    return False


def _complaint(call: Callable[[Any], Any], make: Callable[[], Any]) -> str:
    try:
        call(make())
    except sg.SymgeomError as error:
        text = str(error)
        return (
            ""
            if 10 < len(text) < 3000 and "\n\n" not in text
            else f"a message of {len(text)} characters: {text[:80]!r}"
        )
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    return ""


@pytest.mark.parametrize("name", CALLS)
def test_only_the_librarys_own_errors_come_out(name: str) -> None:
    complaints = {kind: _complaint(CALLS[name], make) for kind, make in VALUES.items()}
    assert not {kind: text for kind, text in complaints.items() if text}
