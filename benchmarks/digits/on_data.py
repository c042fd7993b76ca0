"""Losses whose data are arguments of the kernel: networks, logistic and softmax regression, as sums over arrays.

What is here: `LOSSES`; `written_out`, data drawn for one of them and its oracle, which has the same loss with a term for every
datum.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp

from benchmarks.digits.oracle import Oracle
from symgeom.losses import on_data

__all__ = ["LOSSES", "written_out"]

LOSSES: Mapping[str, Callable[[], Any]] = {
    "logistic": lambda: on_data.logistic_regression(2),
    "logistic 1": lambda: on_data.logistic_regression(),
    "logistic without bias": lambda: on_data.logistic_regression(biases=False),
    "logistic with decay": lambda: on_data.logistic_regression(2, decay=sp.Rational(1, 8)),
    "softmax": lambda: on_data.softmax_regression(),
    "softmax 2": lambda: on_data.softmax_regression(2),
    "softmax 3x3": lambda: on_data.softmax_regression(3, 3),
    "softmax with decay": lambda: on_data.softmax_regression(decay=sp.Rational(1, 8)),
    "softmax 3x3 with decay": lambda: on_data.softmax_regression(3, 3, decay=sp.Rational(1, 8)),
    "linear 1": lambda: on_data.network((1, 1), "identity"),
    "linear network": lambda: on_data.network((2, 1), "identity"),
    **{
        f"{a} 1-1-1": lambda a=a: on_data.network((1, 1, 1), a, biases=False)
        for a in ("tanh", "sigmoid", "softplus", "gelu", "silu", "identity")
    },
    **{
        f"{a} 1-1-1, logistic": lambda a=a: on_data.network((1, 1, 1), a, "logistic", biases=False)
        for a in ("tanh", "softplus", "gelu")
    },
    "tanh 1-1-1 with biases": lambda: on_data.network((1, 1, 1)),
    "tanh 1-1-1-1": lambda: on_data.network((1, 1, 1, 1), biases=False),
    "sigmoid 1-2-1": lambda: on_data.network((1, 2, 1), "sigmoid"),
    "tanh 1-1-2, softmax": lambda: on_data.network((1, 1, 2), "tanh", "cross_entropy"),
    "tanh 2-10-1": lambda: on_data.network((2, 10, 1)),
}


def written_out(graph: Any, number: int) -> tuple[Oracle, dict[str, Any]]:
    """The oracle of a loss with so many data, and the data."""
    draw = random.Random(number)
    (total,) = graph.ell.atoms(sp.Sum)
    entries = sorted(total.function.atoms(sp.Indexed), key=str)
    data = {
        str(base): _drawn(draw, [e.indices[1:] for e in entries if e.base == base], number, base == on_data.y)
        for base in dict.fromkeys(e.base for e in entries)
    }
    numbers: dict[sp.Symbol, sp.Rational] = {}

    def at(k: int) -> sp.Expr:
        table = {}
        for e in entries:
            column = (k, *map(int, e.indices[1:]))
            table[e] = sp.Symbol("_".join(map(str, (e.base, *column))))
            numbers[table[e]] = sp.Rational(float(data[str(e.base)][column]))
        return total.function.xreplace(table)

    decay = sp.expand(graph.ell - total / on_data.n)
    terms = [at(k) / number for k in range(number)]
    return Oracle([*graph.coordinates, decay + sp.Add(*terms)], graph.coordinates, numbers), data


def _drawn(draw: random.Random, columns: list[Any], number: int, is_target: bool) -> Any:
    """Inputs between -2 and 2; targets 1 or -1, one-hot for several."""
    width = 1 + max(int(c[0]) for c in columns) if columns[0] else 1
    if is_target and width > 1:
        return np.eye(width)[[draw.randrange(width) for _ in range(number)]]
    drawn = (draw.choice((-1.0, 1.0)) if is_target else draw.uniform(-2, 2) for _ in range(number * width))
    return np.array(list(drawn)).reshape((number, *(width,) * (width > 1)))
