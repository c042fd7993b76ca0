"""Losses of small networks over a few data points: tanh networks and softmax classifiers.

Convention: the graph's upward normal, so that at a critical point S is the Hessian.
Source: D. Saad, S. A. Solla, Exact Solution for On-Line Learning in Multilayer Neural Networks, Phys. Rev.
Lett. 74 (1995); C. M. Bishop, Pattern Recognition and Machine Learning, section 4.3 and 5.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any, TypeAlias

import sympy as sp

from symgeom.bounds import MAX_PARITY
from symgeom.errors import InputError
from symgeom.geometry import Graph
from symgeom.surfaces.arguments import read
from symgeom.surfaces.catalogue import CriticalPoint, entry

__all__ = ["committee_machine", "softmax_classifier", "tanh_network"]

Data: TypeAlias = "Sequence[tuple[Sequence[Any], Any]]"


def _weights(letter: str, *sizes: Any) -> tuple[Any, ...]:
    """Real symbols w1, w2 .. or w11, w12 ..; a size of one is no index."""
    ranges = (range(1, int(size) + 1) for size in sizes if size > 1)
    return tuple(sp.Symbol(letter + "".join(map(str, index)), real=True) for index in product(*ranges))


def _given(called: str, data: Any, inputs: Any) -> Data:
    """Data points that a user gave, exact. **Raises** InputError when they aren't pairs of inputs and a label."""
    try:
        pairs = [(list(point), label) for point, label in data]
    except (TypeError, ValueError):
        pairs = []
    if not pairs:
        raise InputError(
            f"{called}: data must be a list of pairs (inputs, label), at least one, such as [((1, 2), 3)] with "
            "two inputs."
        )
    for k, (point, _) in enumerate(pairs, 1):
        if len(point) != inputs:
            raise InputError(
                f"{called}: point {k} of the data has length {len(point)}; {inputs} is expected."
            )

    def number(what: str, value: Any) -> Any:
        return read(called, what, "Scalar", value)

    return [
        ([number(f"an input of data point {k}", x) for x in point], number(f"the label of data point {k}", y))
        for k, (point, y) in enumerate(pairs, 1)
    ]


def _mean_square(errors: Sequence[Any]) -> Any:
    return sum(error**2 for error in errors) / sp.Integer(len(errors))


def _line_data(inputs: Any) -> Data:
    """The unit vectors with the labels 1, 2, .. and, so that nothing is even, their sum with the label -1."""
    n = int(inputs)
    units = [([int(i == j) for j in range(n)], i + 1) for i in range(n)]
    return [*units, ([1 if n > 1 else 2] * n, -1 if n > 1 else 1)]


def _parity_data(inputs: Any) -> Data:
    """The corners of the cube with the product of their signs: the parity (exclusive or) problem."""
    if inputs > MAX_PARITY:
        raise InputError(
            f"committee_machine: parity of {inputs} inputs has 2^{inputs} data points; give data of your own for "
            f"more than {MAX_PARITY} inputs."
        )
    return [(signs, sp.prod(signs)) for signs in product((1, -1), repeat=int(inputs))]


def _network(inputs: Any, hidden: Any, data: Data | None) -> tuple[Data, list[Any], list[Any]]:
    """Data, output weights b_j, and rows of input weights a_j."""
    data = _line_data(inputs) if data is None else _given("tanh_network", data, inputs)
    flat = _weights("a", hidden, inputs)
    n = int(inputs)
    return data, list(_weights("b", hidden)), [flat[n * j : n * j + n] for j in range(int(hidden))]


def _dot(row: Sequence[Any], point: Sequence[Any]) -> Any:
    return sum(weight * value for weight, value in zip(row, point))


def _network_origin(inputs: Any, hidden: Any, data: Data | None) -> list[CriticalPoint]:
    """At zero weights the Hessian couples b_j with a_j alone, by -(2/m) Σ label · input."""
    data, outputs, rows = _network(inputs, hidden, data)
    pull = [sum(label * point[i] for point, label in data) for i in range(int(inputs))]
    size = 2 * sp.sqrt(sum(sp.sympify(p, strict=True) ** 2 for p in pull)) / len(data)
    flat = [weight for row in rows for weight in row]
    zeros = [sp.S.Zero] * (len(flat) - len(outputs))
    point = dict.fromkeys([*flat, *outputs], sp.S.Zero)
    return [CriticalPoint(point, (*zeros, *[size] * len(outputs), *[-size] * len(outputs)))]


@entry("Bishop, section 5.2", critical_points=_network_origin)
def tanh_network(inputs: int = 1, hidden: int = 1, data: Data | None = None) -> Graph:
    """The mean squared error of a network with one hidden layer of tanh units, no biases.

    **Formula** `(1/m) Σ (Σ_j b_j tanh(a_j · x) - y)²` over the m data points `(x, y)`; the coordinates are
    the rows a_j and then b. Zero weights are a saddle: `κ = ±(2/m) |Σ y x|` for each hidden unit, else 0.
    """
    data, outputs, rows = _network(inputs, hidden, data)
    errors = [_dot(outputs, [sp.tanh(_dot(row, point)) for row in rows]) - label for point, label in data]
    weights = (*(weight for row in rows for weight in row), *outputs)
    return Graph(
        _mean_square(errors),
        weights,
        name=f"tanh network {inputs}-{hidden}-1",
        window=dict.fromkeys(weights, (-3, 3)),
    )


def _committee_origin(inputs: Any, hidden: Any, data: Data | None) -> list[CriticalPoint]:
    """For parity of two or more inputs Σ label · input is 0, and the Hessian at 0 is 2 · I ⊗ 11ᵀ."""
    if data is not None or inputs < 2:
        return []
    n, m = int(inputs), int(hidden)
    flat = _weights("a", hidden, inputs)
    zeros = [sp.S.Zero] * (n * (m - 1))
    return [CriticalPoint(dict.fromkeys(flat, sp.S.Zero), (*[sp.Integer(2 * m)] * n, *zeros))]


@entry("Saad, Solla (1995)", critical_points=_committee_origin)
def committee_machine(inputs: int = 2, hidden: int = 2, data: Data | None = None) -> Graph:
    """The mean squared error of a soft committee: a tanh network whose output weights are all 1.

    **Formula** `(1/m) Σ (Σ_j tanh(a_j · x) - y)²`; without data, parity on the corners of the cube.
    With two inputs and two hidden units, a 2-2-1 network with 4 parameters; at zero weights
    `κ = 2 · hidden` (inputs times), else 0.
    """
    points = _parity_data(inputs) if data is None else _given("committee_machine", data, inputs)
    _, _, rows = _network(inputs, hidden, points)
    errors = [sum(sp.tanh(_dot(row, point)) for row in rows) - label for point, label in points]
    weights = tuple(weight for row in rows for weight in row)
    return Graph(
        _mean_square(errors),
        weights,
        name=f"committee {inputs}-{hidden}-1",
        window=dict.fromkeys(weights, (-3, 3)),
    )


def _uniform_data(classes: Any, features: Any) -> Data:
    """Every unit vector once with every label."""
    n = int(features)
    return [([int(i == j) for j in range(n)], label) for i in range(n) for label in range(int(classes))]


def _logits(classes: Any, features: Any, point: Sequence[Any]) -> list[Any]:
    flat, n = _weights("w", classes, features), int(features)
    return [_dot(flat[n * k : n * k + n], point) for k in range(int(classes))]


def _softmax_origin(classes: Any, features: Any, data: Data | None) -> list[CriticalPoint]:
    """With uniform labels each feature gives (I - 11ᵀ/c) / (c · features) at zero weights."""
    if data is not None:
        return []
    n, c = int(features), int(classes)
    point = dict.fromkeys(_weights("w", classes, features), sp.S.Zero)
    return [CriticalPoint(point, (*[sp.S.Zero] * n, *[sp.Rational(1, c * n)] * (n * (c - 1))))]


@entry("Bishop, section 4.3.4", critical_points=_softmax_origin)
def softmax_classifier(classes: int = 3, features: int = 1, data: Data | None = None) -> Graph:
    """The mean cross-entropy of a linear softmax classifier with weights `w_ki`, class k, feature i.

    **Formula** `(1/m) Σ (log Σ_k exp(w_k · x) - w_y · x)` over the data points `(x, y)`, y = 0, 1, ..;
    without data, every unit vector with every label. Three classes, one feature: at equal weights
    `κ = (0, 1/3, 1/3)`, scalar curvature 2/9.
    """
    points = (
        _uniform_data(classes, features) if data is None else _given("softmax_classifier", data, features)
    )
    total = sp.S.Zero
    for point, label in points:
        if label not in range(int(classes)):
            raise InputError(
                f"softmax_classifier: a label is one of 0 to {classes - 1}, the number of a class; got {label}."
            )
        logits = _logits(classes, features, point)
        total += sp.log(sum(map(sp.exp, logits))) - logits[int(label)]
    weights = _weights("w", classes, features)
    return Graph(
        total / len(points),
        weights,
        name=f"softmax {classes}x{features}",
        window=dict.fromkeys(weights, (-3, 3)),
    )
