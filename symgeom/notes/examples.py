"""The worked examples of the paper: a network of two weights, and a loss on data.

Here: `network`, `on_data`, `Text`, `Comparison`. Every equation is printed from two expressions that were decided to
be equal; a table's numbers are those of kernels.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy as sp

from symgeom.decision.identities import decide
from symgeom.errors import SymgeomError
from symgeom.geometry import Graph
from symgeom.typeset.layout import Display, chain
from symgeom.typeset.printer import latex

__all__ = ["Block", "Comparison", "Text", "network", "on_data"]


@dataclass(frozen=True)
class Text:
    """Sentences with maths between dollar signs."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Equations:
    """A displayed equation that was decided."""

    display: Display
    kind: str = "display"


@dataclass(frozen=True)
class Comparison:
    """Cells with maths between dollar signs."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: str = "table"


Block = Text | Equations | Comparison


def _joined(*blocks: Block) -> tuple[Block, ...]:
    """Equations that follow one another are one display."""
    found: list[Block] = []
    for block in blocks:
        last = found[-1] if found else None
        if isinstance(block, Equations) and isinstance(last, Equations):
            found[-1] = Equations(replace(last.display, rows=last.display.rows + block.display.rows))
        else:
            found.append(block)
    return tuple(found)


w1, w2 = sp.symbols("w1 w2", real=True)
c = sp.Symbol("c", positive=True)
t, r = sp.symbols("t r", real=True)
k = sp.Symbol("k", integer=True)
n = sp.Symbol("n", integer=True, positive=True)
x, y, tk, rk = (sp.IndexedBase(name, real=True) for name in "xytr")

_INPUTS = (-2.5, -1.5, -0.5, 0.5, 1.5, 2.5)
_TARGETS = (-0.9, -0.8, -0.1, 0.4, 0.5, 1.0)


class _Written:
    """Equations between what the engine has and what is printed, in letters that stand for expressions."""

    def __init__(self, meaning: dict[Any, Any], **facts: Any) -> None:
        self.meaning, self.facts = meaning, facts

    def __call__(self, left: str, value: Any, *right: Any) -> Equations:
        """``left = right[0] = ...``. **Raises** where one of them is not proved equal to the value."""
        for side in right:
            verdict = decide(value, side.xreplace(self.meaning), **self.facts)
            if verdict.status != "proved":
                raise SymgeomError(f"{left} = {side} is printed in the paper and was not proved: {verdict}")
        sides = [latex(side, (w1, w2)) for side in right]
        return Equations(chain(left, sides, origin="proved equal to what the engine has"))


def network() -> tuple[Block, ...]:
    """One tanh unit with two weights and one datum, f = w_2 tanh w_1 and the target c > 0."""
    loss = Graph((w2 * sp.tanh(w1) - c) ** 2 / 2, (w1, w2), defaults={c: 1}, name="a network of two weights")
    return _joined(
        *_first_and_second_derivatives(loss),
        *_in_the_valley(loss),
        *_at_the_origin(loss),
        Text(
            r"Elsewhere the eigenvalues $\lambda_i$ of the Hessian are not the principal curvatures. For $c = 1$, with "
            r"$w = \sqrt{1 + p\cdot p}$, at a minimum, at the origin and at two other points:"
        ),
        _compared(loss, [(1.0, 1 / np.tanh(1.0)), (0.0, 0.0), (1.0, 2.5), (0.3, -2.0)], {}),
    )


def _first_and_second_derivatives(loss: Graph) -> tuple[Block, ...]:
    """Of the unit of two weights, in its activation and its residual."""
    p, A, slope = [loss.ell.diff(w) for w in (w1, w2)], sp.hessian(loss.ell, (w1, w2)), 1 - t**2
    say = _Written({t: sp.tanh(w1), r: w2 * sp.tanh(w1) - c})
    return (
        Text(
            r"A network with one unit and two weights predicts $w_2\tanh w_1$ at the input $1$; the target is $c > "
            r"0$. With the "
            r"activation $t = \tanh w_1$ and the residual $r = w_2t - c$ the loss is"
        ),
        say(r"\ell", loss.ell, r**2 / 2),
        Text("Its gradient and its Hessian are"),
        say("p_1", p[0], w2 * r * slope),
        say("p_2", p[1], r * t),
        say("A_{11}", A[0, 0], w2 * slope * (w2 * slope - 2 * r * t)),
        say("A_{12}", A[0, 1], slope * (r + w2 * t)),
        say("A_{22}", A[1, 1], t**2),
    )


def _in_the_valley(loss: Graph) -> tuple[Block, ...]:
    """S along the global minima, its eigenvalues, and K."""
    valley, slope, lam = {w2: c / sp.tanh(w1)}, 1 - t**2, sp.Symbol("lambda", real=True)
    S, size = loss.shape_operator.xreplace(valley), c**2 * slope**2 / t**2 + t**2
    on = _Written({t: sp.tanh(w1)}, where=[sp.Ne(w1, 0)])
    return (
        Text(
            r"The global minima are the curve $r = 0$, that is $w_2 = c/t$. There $p = 0$, so by Proposition 2 the "
            r"shape operator is "
            r"the Hessian, which is of rank one:"
        ),
        on("S_{11}", S[0, 0], c**2 * slope**2 / t**2),
        on("S_{12}", S[0, 1], c * slope),
        on("S_{22}", S[1, 1], t**2),
        on(r"\det(\lambda I - S)", (lam * sp.eye(2) - S).det(), lam * (lam - size)),
        Text(
            r"One principal curvature is $0$, along the valley, and the other is the trace. It changes along the "
            r"valley, where the "
            r"loss is $0$ and the network computes the same number: the Hessian at a minimum is not a property of "
            r"the function "
            r"that was learned."
        ),
        on(r"\kappa_1", S.trace(), size),
        on("K", loss.gaussian_curvature.xreplace(valley), sp.S.Zero),
    )


def _at_the_origin(loss: Graph) -> tuple[Block, ...]:
    """K and H at the saddle."""
    at, origin = _Written({}), {w1: 0, w2: 0}
    return (
        Text(r"The origin is a critical point too, a saddle with $\kappa = \pm c$:"),
        at("K", loss.gaussian_curvature.xreplace(origin), -(c**2)),
        at("H", loss.mean_curvature.xreplace(origin), sp.S.Zero),
    )


def on_data() -> tuple[Block, ...]:
    """The same unit on n data, a sum over IndexedBase."""
    ell = sp.Sum((w2 * sp.tanh(w1 * x[k]) - y[k]) ** 2, (k, 0, n - 1)) / (2 * n)
    loss = Graph(ell, (w1, w2), name="the loss on data", defaults={x: _INPUTS, y: _TARGETS})
    say = _Written({tk[k]: sp.tanh(w1 * x[k]), rk[k]: w2 * sp.tanh(w1 * x[k]) - y[k]})
    p, A, slope = [ell.diff(w) for w in (w1, w2)], sp.hessian(ell, (w1, w2)), 1 - tk[k] ** 2

    def mean(term: Any) -> Any:
        return sp.Sum(term, (k, 0, n - 1)) / n

    minimum = _critical(loss, (0.8, 0.9))
    return _joined(
        Text(
            r"Let the unit have $n$ inputs $x_k$ and targets $y_k$. With $t_k = \tanh(w_1x_k)$ and $r_k = w_2t_k - "
            r"y_k$ the loss, its "
            r"gradient and its Hessian are means over the data, derived for one datum and proved for any number of "
            r"them:"
        ),
        say(r"\ell", ell, sp.Sum(rk[k] ** 2, (k, 0, n - 1)) / (2 * n)),
        say("p_1", p[0], w2 * mean(slope * rk[k] * x[k])),
        say("p_2", p[1], mean(rk[k] * tk[k])),
        say("A_{11}", A[0, 0], w2 * mean(slope * (w2 * slope - 2 * rk[k] * tk[k]) * x[k] ** 2)),
        say("A_{12}", A[0, 1], mean(slope * (rk[k] + w2 * tk[k]) * x[k])),
        say("A_{22}", A[1, 1], mean(tk[k] ** 2)),
        Text(
            r"From these $w^2 = 1 + p\cdot p$, $S = (I - p\,p^{\mathsf T}/w^2)A/w$ and $K = (A_{11}A_{22} - "
            r"A_{12}^2)/w^4$, as on every "
            f"graph. The formula for $K$ with these parts was {loss.formula('gaussian_curvature').proof}."
        ),
        Text(
            f"For the {len(_INPUTS)} data $x = ({_listed(_INPUTS)})$ and $y = ({_listed(_TARGETS)})$, at the minimum that "
            "Newton's method finds and at two other points:"
        ),
        _compared(loss, [minimum, (0.3, 0.3), (1.5, -1.0)], {}),
    )


def _listed(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:g}" for number in numbers)


def _hessian(loss: Graph) -> Callable[..., tuple[Any, Any, Any]]:
    """Gradient, Hessian and w at a point, from kernels: the last row of J, and A = w h."""
    kernel = loss.kernel(["jacobian", "second_fundamental_form", "volume_element"])

    def at(*point: float) -> tuple[Any, Any, Any]:
        out = kernel(*point)
        return out.jacobian[-1], out.volume_element * out.second_fundamental_form, out.volume_element

    return at


def _critical(loss: Graph, start: tuple[float, float]) -> tuple[float, float]:
    """The minimum that Newton's method finds, damped where the Hessian is not positive definite."""
    at, point = _hessian(loss), np.array(start)
    for _ in range(60):
        p, A, _w = at(*point)
        point = point - np.linalg.solve(A + max(0.0, 0.1 - np.linalg.eigvalsh(A)[0]) * np.eye(2), p)
    return float(point[0]), float(point[1])


def _compared(loss: Graph, points: Sequence[tuple[float, float]], values: dict[str, float]) -> Comparison:
    """Eigenvalues of the Hessian beside principal curvatures."""
    at, kernel = _hessian(loss), loss.kernel(["principal_curvatures", "gaussian_curvature"])
    rows = []
    for point in points:
        _p, A, w = at(*point)
        out = kernel(*point, **values)
        eigenvalues = sorted(np.linalg.eigvalsh(A), reverse=True)
        cells = (point, [w], eigenvalues, out.principal_curvatures, [out.gaussian_curvature])
        rows.append(tuple(_cell(numbers) for numbers in cells))
    head = ("$(w_1, w_2)$", "$w$", r"$\lambda_i(A)$", r"$\kappa_i$", "$K$")
    return Comparison(head, tuple(rows))


def _cell(numbers: Sequence[Any]) -> str:
    texts = [f"{0.0 if abs(v) < 5e-5 else float(v):.4f}".rstrip("0").rstrip(".") for v in numbers]
    joined = ",\\ ".join(texts)
    return f"$({joined})$" if len(texts) > 1 else f"${joined}$"
