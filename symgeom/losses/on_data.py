"""Losses on data of any number: networks of any widths and logistic regression, as sums over arrays.

What is here: `network`, `logistic_regression`, `softmax_regression`. They are functions and no catalogue entries, since a
kernel of theirs takes data, unless these are given with the loss:
`network((1, 3, 1)).kernel("gaussian_curvature")(..., x=xs, y=ys)`.

Convention: the graph's upward normal. Weights `w<l>_<j><i>` from unit i to unit j of layer l, biases `b<l>_<j>`; an index that
has one value is left away. Inputs are `x[k]`, or `x[k, i]` for several, targets `y[k]` or `y[k, j]`.
Source: C. M. Bishop, Pattern Recognition and Machine Learning, sections 4.3, 5.1 to 5.3; D. Hendrycks, K. Gimpel, Gaussian
Error Linear Units, arXiv 1606.08415.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import sympy as sp

from symgeom.bounds import MAX_WEIGHTS
from symgeom.errors import InputError, shown
from symgeom.geometry import Graph
from symgeom.parts.layers import Layers
from symgeom.parts.names import NamedPart
from symgeom.surfaces.arguments import Scalar, read

__all__ = ["logistic_regression", "network", "softmax_regression"]

Rule = Callable[[sp.Expr], sp.Expr]
k, n = sp.Symbol("k", integer=True), sp.Symbol("n", integer=True, positive=True)
x, y = sp.IndexedBase("x", real=True), sp.IndexedBase("y", real=True)

_ACTIVATIONS: dict[str, Rule] = {
    "tanh": sp.tanh,
    "sigmoid": lambda u: 1 / (1 + sp.exp(-u)),
    "softplus": lambda u: sp.log(1 + sp.exp(u)),
    "gelu": lambda u: u * (1 + sp.erf(u / sp.sqrt(2))) / 2,
    "silu": lambda u: u / (1 + sp.exp(-u)),
    "identity": lambda u: u,
}


def _mean_square(outputs: Sequence[sp.Expr], targets: Sequence[sp.Expr]) -> sp.Expr:
    return sp.Add(*((f - t) ** 2 for f, t in zip(outputs, targets)))


def _logistic(outputs: Sequence[sp.Expr], targets: Sequence[sp.Expr]) -> sp.Expr:
    return sp.log(1 + sp.exp(-targets[0] * outputs[0]))


def _cross_entropy(outputs: Sequence[sp.Expr], targets: Sequence[sp.Expr]) -> sp.Expr:
    return sp.log(sp.Add(*map(sp.exp, outputs))) - sp.Add(*(t * f for f, t in zip(outputs, targets)))


_LOSSES = {"mean_square": _mean_square, "logistic": _logistic, "cross_entropy": _cross_entropy}


def network(
    widths: Sequence[int],
    activation: str = "tanh",
    loss: str = "mean_square",
    *,
    decay: Scalar = 0,
    biases: bool = True,
    data: tuple[Any, Any] | None = None,
) -> Graph:
    """The loss of a network with fully connected layers on n data, as the mean of the losses of one datum.

    **Formula** `z_l = W_l a_(l-1) + b_l`, `a_l = activation(z_l)`, the last layer linear; the loss of one datum is `|z - y|²`
    ("mean_square"), `log(1 + exp(-y z))` with y = ±1 ("logistic") or `log Σ_c exp(z_c) - Σ_c y_c z_c` with y one-hot
    ("cross_entropy"). With `decay`, `decay/2 · Σ w²` over the weights is added; biases have none.

    ``activation`` is "tanh", "sigmoid", "softplus", "gelu", "silu" or "identity". ``data`` are arrays (inputs, targets).

    >>> loss = network((1, 1, 1), biases=False)
    >>> loss.ell
    Sum((w2*tanh(w1*x[k]) - y[k])**2, (k, 0, n - 1))/n
    >>> len(network((2, 10, 1)).coordinates)
    41
    """
    sizes = _sizes(widths)
    rule = _ACTIVATIONS[_chosen("activation", activation, _ACTIVATIONS)]
    cost = _LOSSES[_chosen("loss", loss, _LOSSES)]
    decay = read("network", "decay", "Scalar", decay)
    _check_outputs(loss, sizes[-1])
    units, sums, weights, shifts = _units(sizes, rule, biases)
    mean = sp.Sum(cost(sums[-1], _entries(y, sizes[-1])), (k, 0, n - 1)) / n
    penalty = decay / 2 * sp.Add(*(w**2 for w in weights))
    letters = (*weights, *shifts)
    layers = Layers(tuple(units), tuple(map(tuple, sums)), mean + penalty)
    return Graph(
        layers.put_back(),
        letters,
        name=f"{activation} network {'-'.join(map(str, sizes))}",
        window=dict.fromkeys(letters, (-3, 3)),
        defaults=_held(data, loss, sizes[-1]),
        layers=layers,
    )


def _units(
    sizes: list[int], rule: Rule, biases: bool
) -> tuple[list[NamedPart], list[list[sp.Expr]], list[sp.Symbol], list[sp.Symbol]]:
    """What each unit computes, the names of the weighted sums layer by layer, the weights and the biases."""
    inputs, weights, shifts = _entries(x, sizes[0]), [], []
    named: list[NamedPart] = []
    sums: list[list[sp.Expr]] = []
    for layer, (before, after) in enumerate(pairwise(sizes), 1):
        rows = [[_symbol("w", layer, (j, after), (i, before)) for i in range(before)] for j in range(after)]
        offsets = [_symbol("b", layer, (j, after)) for j in range(after)] if biases else []
        zs = [
            sp.Add(*(w * u for w, u in zip(row, inputs)), *offsets[j : j + 1]) for j, row in enumerate(rows)
        ]
        sums.append([_unit("z", layer, (j, after)) for j in range(after)])
        named += [NamedPart(s, z, "weighted sum") for s, z in zip(sums[-1], zs)]
        inputs = sums[-1]
        if layer < len(sizes) - 1 and rule is not _ACTIVATIONS["identity"]:
            inputs = [_unit("a", layer, (j, after)) for j in range(after)]
            named += [NamedPart(s, rule(z), "activation") for s, z in zip(inputs, sums[-1])]
        weights += [w for row in rows for w in row]
        shifts += offsets
    return named, sums, weights, shifts


def logistic_regression(
    features: int = 1, *, decay: Scalar = 0, biases: bool = True, data: tuple[Any, Any] | None = None
) -> Graph:
    """The mean loss of logistic regression, `(1/n) Σ_k log(1 + exp(-y_k (w·x_k + b)))` with y_k = ±1.

    >>> logistic_regression(biases=False).ell
    Sum(log(1 + exp(-w1*x[k]*y[k])), (k, 0, n - 1))/n
    """
    return _renamed(
        network((features, 1), "identity", "logistic", decay=decay, biases=biases, data=data), "logistic"
    )


def softmax_regression(
    classes: int = 3,
    features: int = 1,
    *,
    decay: Scalar = 0,
    biases: bool = False,
    data: tuple[Any, Any] | None = None,
) -> Graph:
    """The mean cross-entropy of a linear softmax classifier on n data with one-hot targets `y[k, c]`.

    **Formula** `(1/n) Σ_k (log Σ_c exp(w_c · x_k) - Σ_c y_kc w_c · x_k)`; `softmax_classifier` has it for given points.
    """
    graph = network((features, classes), "identity", "cross_entropy", decay=decay, biases=biases, data=data)
    return _renamed(graph, f"softmax {classes}x{features}")


def _renamed(graph: Graph, name: str) -> Graph:
    return Graph(**{**graph.declared, "name": name})


def _sizes(widths: Any) -> list[int]:
    if isinstance(widths, str) or not isinstance(widths, Sequence) or len(widths) < 2:
        raise InputError(f"network: widths are at least two numbers, such as (1, 3, 1), not {shown(widths)}")
    sizes = [int(read("network", "a width", int, size)) for size in widths]
    count = sum((before + 1) * after for before, after in pairwise(sizes))
    if count > MAX_WEIGHTS:
        raise InputError(
            f"network: {count:,} weights and biases are more than {MAX_WEIGHTS:,}{MAX_WEIGHTS.past}"
        )
    return sizes


def _chosen(what: str, name: Any, table: dict[str, Any]) -> str:
    if isinstance(name, str) and name in table:
        return name
    near = difflib.get_close_matches(name, table, 1) if isinstance(name, str) else []
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise InputError(f"network: there is no {what} {shown(name)}; there are: {', '.join(table)}.{hint}")


def _check_outputs(loss: str, outputs: int) -> None:
    if loss == "logistic" and outputs != 1:
        raise InputError(
            f"network: the logistic loss has one output, not {outputs}; use 'cross_entropy' for classes"
        )
    if loss == "cross_entropy" and outputs < 2:
        raise InputError(
            "network: the cross-entropy needs two classes or more; use 'logistic' for one output"
        )


def _symbol(letter: str, layer: int, *indices: tuple[int, int]) -> sp.Symbol:
    """`w1_23` from unit 3 to unit 2 of layer 1; a size of one is no index, and numbers from ten on are set apart."""
    kept = [str(i + 1) for i, size in indices if size > 1]
    between = "_" if any(size > 9 for _, size in indices) else ""
    return sp.Symbol(f"{letter}{layer}" + ("_" + between.join(kept)) * bool(kept), real=True)


def _unit(letter: str, layer: int, unit: tuple[int, int]) -> sp.Indexed:
    """`z_23[k]` of unit 3 in layer 2; in a layer of one unit the index is left away."""
    number, size = unit
    between = "_" if layer > 9 or size > 9 else ""
    return sp.IndexedBase(f"{letter}_{layer}" + f"{between}{number + 1}" * (size > 1), real=True)[k]


def _entries(base: sp.IndexedBase, size: int) -> list[sp.Expr]:
    return [base[k]] if size == 1 else [base[k, i] for i in range(size)]


def _held(data: Any, loss: str, outputs: int) -> dict[sp.IndexedBase, Any]:
    """Inputs and targets as they are given; the numbers of classes become one-hot rows."""
    if data is None:
        return {}
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise InputError("network: data are a pair (inputs, targets) of arrays")
    inputs, targets = (array.tolist() if hasattr(array, "tolist") else list(array) for array in data)
    if len(inputs) != len(targets):
        raise InputError(
            f"network: the data are of unequal length: {len(inputs)} inputs, {len(targets)} targets"
        )
    if loss == "cross_entropy" and targets and not isinstance(targets[0], list | tuple):
        wrong = next((label for label in targets if label not in range(outputs)), None)
        if wrong is not None:
            raise InputError(
                f"network: a label is one of 0 to {outputs - 1}, the number of a class; got {shown(wrong)}"
            )
        targets = [[int(label == c) for c in range(outputs)] for label in targets]
    return {x: inputs, y: targets}
