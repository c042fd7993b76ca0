"""False twins: for each true claim of the table in `test_claims`, a wrong statement of the same kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

import symgeom as sg
from symgeom.claims import AnyDimension, Expressions, Step, SurfaceSetting

__all__ = ["TWINS"]

x, y = sp.symbols("x y", real=True)


def words(left_right: Callable[[Any], tuple[Any, Any]]) -> dict[str, Any]:
    """A step in any dimension."""
    return {"any_dimension": lambda s: [s.step("twin", *left_right(s), "a slip")]}


def graph(left_right: Callable[[Any], tuple[Any, Any]], *dimensions: int) -> dict[str, Any]:
    """A step on the graph of an undefined function."""
    on = {"on_surface": lambda s: [s.step("twin", *left_right(s), "a slip")], "about": "graph"}
    return {**on, "dimensions": dimensions or (1, 2, 3)}


def algebra(steps: Callable[[Expressions], Step], *symbols: sp.Expr, where: Any = ()) -> dict[str, Any]:
    return {"examples": lambda: [("twin", [steps(Expressions(symbols, where=where))])]}


def shape(s: AnyDimension) -> Any:
    f = s.graph
    return (f.identity + f.gradient.outer(f.gradient)).inverse() @ f.hessian / f.w


def second_order(s: SurfaceSetting) -> tuple[Any, Any]:
    J = s["jacobian"]
    return s["second_fundamental_form"], 2 * (J.T @ (J @ s["shape_operator"] @ s["inverse_metric"] @ J.T) @ J)


def minors(s: SurfaceSetting) -> tuple[Any, Any]:
    R = s.intrinsic("riemann_tensor").entries[0][1][0][1]
    return s["gaussian_curvature"], s.tensor("R_{1212}", (), lambda: R)


def codazzi(s: SurfaceSetting) -> tuple[Any, Any]:
    h, d = s["second_fundamental_form"], s.dimension
    left = s.tensor("d_i h_jk", (d,) * 3, lambda i, j, k: s.derivative(h.entries[j][k], i))
    return left, s.tensor("d_j h_ik", (d,) * 3, lambda i, j, k: s.derivative(h.entries[i][k], j))


def tangent_parts(s: SurfaceSetting) -> tuple[Any, Any]:
    """Not only the normal parts of the derivatives of two fields agree."""
    fields = [
        s.vector([sp.Function(f"{n}{k}", real=True)(*s.surface.coordinates) for k in range(s.dimension)], n)
        for n in "ab"
    ]
    J = s["jacobian"]
    left, right = (s.differential(J @ q) @ p for p, q in (fields, fields[::-1]))
    return left, right


def in_the_chart(s: AnyDimension) -> tuple[Any, Any]:
    f = s.graph
    Q = f.operator("Q")
    E = (f.identity - f.gradient.outer(f.gradient) / (f.w * (f.w + 1))) @ Q
    return E.T @ E, Q.T @ Q


def rolled(name: str, *size: int) -> list[Step]:
    """The half cylinder unrolled is the plane, but its extrinsic quantities are not."""
    s = SurfaceSetting(sg.Hypersurface([x, -sp.cos(y), sp.sin(y)], (x, y), domain={y: (0, sp.pi)}))
    return [s.step("twin", s[name], s.zero(*size), "taken for intrinsic")]


def symmetric_difference(f: Any) -> Any:
    """Its rank is at most one too, but the matrix of S is not symmetric."""
    p, q = f.gradient, f.hessian @ f.gradient
    return -(p.outer(q) + q.outer(p)) / (2 * f.w**3)


GENERIC = sp.Matrix(3, 3, lambda i, j: sp.Symbol(f"s_{i}{j}", real=True))


def powers(s: Expressions) -> Step:
    minors = s.matrix(GENERIC.adjugate(), r"\operatorname{adj} S")
    return s.step("twin", minors.det(), s.matrix(GENERIC, "S").det() ** 3, "d for d - 1")


def euler(s: Expressions) -> Step:
    a, b, t = sp.symbols("a b t", real=True)
    section, straight = a * sp.cos(t) ** 2 + b * sp.sin(t) ** 2, a * sp.cos(t) + b * sp.sin(t)
    return s.step("twin", s.scalar(section), s.scalar(straight), "a slip")


def bounded(s: Expressions) -> Step:
    w2 = s.scalar(1 + x**2)
    return s.at_least("twin", s.scalar(1) / w2**2, s.scalar(1) / w2, "the bounds exchanged")


TWINS: dict[str, dict[str, Any]] = {
    "induced-metric": words(lambda s: (s.graph.jacobian.gram(s.graph.jacobian).det(), s.graph.w)),
    "second-form-symmetric": graph(tangent_parts, 1, 2),
    "two-unit-normals": words(
        lambda s: (
            n := s.moving.letter("n", s.moving.ambient, s.moving.normal.columns),
            s.moving.normal * s.moving.normal.dot(n),
        )
    ),
    "weingarten": words(lambda s: (s.moving.normal_derivative, s.moving.jacobian @ s.moving.shape_operator)),
    "self-adjoint": words(lambda s: (shape(s), shape(s).T)),
    "orthonormal-directions": words(in_the_chart),
    "normal-sections": algebra(euler, *(f(sp.Symbol("t", real=True)) for f in (sp.sin, sp.cos))),
    "plane-and-half-cylinder": {"examples": lambda: [("half cylinder", rolled("shape_operator", 2, 2))]},
    "extrinsic-principal": {"examples": lambda: [("half cylinder", rolled("mean_curvature"))]},
    "gauss-intrinsic": algebra(powers, *GENERIC),
    "theorema-egregium": graph(minors, 2),
    "gauss-codazzi": graph(codazzi, 2, 3),
    "proposition-1": graph(lambda s: (s["second_fundamental_form"], s.A)),
    "proposition-2": graph(lambda s: (s.at_critical_point(s["shape_operator"]), -s.A)),
    "converse-2": words(
        lambda s: (s.graph.w * s.graph.identity - shape(s), (s.graph.w - 1) * s.graph.identity)
    ),
    "off-critical": algebra(bounded, x),
    "hessian-eigenvectors": words(
        lambda s: (shape(s) - s.graph.hessian / s.graph.w, symmetric_difference(s.graph)),
    ),
    "quadratic-approximation": graph(second_order),
    "mean-is-trace": words(
        lambda s: (s.graph.at_critical_point(shape(s).trace() / s.graph.d), s.graph.hessian.trace())
    ),
    "gauss-is-det": words(lambda s: (s.graph.at_critical_point((-shape(s)).det()), s.graph.hessian.det())),
    "hessian-reparametrized": words(
        lambda s: (
            s.graph.derive(
                s.graph.gradient.dot((B := s.graph.operator("B")) @ (v := s.graph.vector("v"))),
                u := s.graph.vector("u"),
            ),
            u.dot(B.T @ s.graph.hessian @ B @ v),
        )
    ),
}
