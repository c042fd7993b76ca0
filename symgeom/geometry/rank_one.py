"""The closed forms of a graph, each once: for the notation of quantities, for SymPy's matrices, and for words of any dimension.

A form is a function of ``s``, which has the gradient p, the Hessian A, w = sqrt(1 + p.p), the identity I, d and the orientation
(1 upward, -1 downward), all with ``@``, ``outer``, ``dot``, ``det`` and ``trace``. What is here beside them: `proved`, which
decides them in words against the general definitions. Source: do Carmo, 3-3, example 5; Golub, Van Loan, 2.1.4.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

__all__ = ["FORMS", "proved"]

FORMS: dict[str, Callable[[Any], Any]] = {
    "metric": lambda s: s.I + s.p.outer(s.p),
    "inverse_metric": lambda s: s.I - s.p.outer(s.p) / s.w**2,
    "second_fundamental_form": lambda s: s.orientation * (s.A / s.w),
    "shape_operator": lambda s: s.orientation * ((s.I - s.p.outer(s.p) / s.w**2) @ s.A / s.w),
    "third_fundamental_form": lambda s: s.A @ (s.I - s.p.outer(s.p) / s.w**2) @ s.A / s.w**2,
    "gaussian_curvature": lambda s: s.orientation**s.dimension * (s.A.det() / s.w ** (s.d + 2)),
    "mean_curvature": lambda s: s.orientation * ((s.A.trace() - s.p.dot(s.A @ s.p) / s.w**2) / s.w / s.d),
}


@cache
def proved(name: str) -> bool:
    """The form is what the general definition gives, for every d: g = J^T J, S = g^-1 h, K = det S, H = tr S/d."""
    from symgeom.words import GraphFrame  # read by formulas alone, not by those who ask for a closed form

    f = GraphFrame()
    s = SimpleNamespace(I=f.identity, p=f.gradient, A=f.hessian, w=f.w, d=f.d, dimension=1, orientation=1)
    g, h = f.jacobian.gram(f.jacobian), f.hessian * f.normal.bottom
    S = g.inverse() @ h
    general = {
        "metric": g,
        "inverse_metric": g.inverse(),
        "second_fundamental_form": h,
        "shape_operator": S,
        "third_fundamental_form": h @ S,
        "gaussian_curvature": S.det(),
        "mean_curvature": S.trace() / f.d,
    }
    return f.decide(FORMS[name](s), general[name]).status == "proved"
