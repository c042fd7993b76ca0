"""Networks and linear models on data: their kernels against differences of a loss that is written here in mpmath."""

from itertools import pairwise

import mpmath
import numpy as np
import pytest

import symgeom as sg

mp = mpmath.mp
RULES = {
    "tanh": mp.tanh,
    "sigmoid": lambda u: 1 / (1 + mp.exp(-u)),
    "softplus": lambda u: mp.log(1 + mp.exp(u)),
    "gelu": lambda u: u * mp.ncdf(u),
    "silu": lambda u: u / (1 + mp.exp(-u)),
    "identity": lambda u: u,
}
RANDOM = np.random.default_rng(3)
INPUTS = RANDOM.normal(size=(5, 2))


def forward(widths, rule, weights, biases, point):
    """The outputs of a network; weights layer by layer, row by row, then the biases, if there are any."""
    weights, biases, units = iter(weights), iter(biases), list(point)
    for layer, (before, after) in enumerate(pairwise(widths), 2):
        rows = [[next(weights) for _ in range(before)] for _ in range(after)]
        sums = [mp.fsum(w * u for w, u in zip(row, units)) + next(biases, 0) for row in rows]
        units = sums if layer == len(widths) else list(map(rule, sums))
    return units


def one(kind, outputs, target):
    if kind == "mean_square":
        return mp.fsum((f - t) ** 2 for f, t in zip(outputs, target))
    if kind == "logistic":
        return mp.log(1 + mp.exp(-target[0] * outputs[0]))
    return mp.log(mp.fsum(map(mp.exp, outputs))) - mp.fsum(t * f for t, f in zip(target, outputs))


def derivatives(function, point):
    """Gradient and Hessian by central differences."""
    with mp.workdps(60):
        h, d = mp.mpf(10) ** -15, len(point)

        def at(*steps):
            return function([p + h * (steps.count(i) - steps.count(~i)) for i, p in enumerate(point)])

        gradient = [(at(i) - at(~i)) / (2 * h) for i in range(d)]
        hessian = [
            [(at(i, j) - at(i, ~j) - at(~i, j) + at(~i, ~j)) / (4 * h * h) for j in range(d)]
            for i in range(d)
        ]
        return mp.matrix(gradient), mp.matrix(hessian)


CASES = [
    *(((1, 1, 1), name, "mean_square", True, 0) for name in RULES if name != "identity"),
    ((2, 1, 1), "tanh", "mean_square", False, 0.5),
    ((1, 1), "identity", "logistic", True, 0),
    ((2, 2), "identity", "cross_entropy", False, 0.25),
    ((1, 1, 2), "tanh", "cross_entropy", False, 0),
    ((1, 1, 1, 1), "sigmoid", "logistic", False, 0),
]


@pytest.mark.parametrize(("widths", "activation", "loss", "biases", "decay"), CASES)
def test_curvature_against_differences(widths, activation, loss, biases, decay):
    inputs = INPUTS[:, : widths[0]]
    targets = RANDOM.normal(size=(5, widths[-1]))
    if loss == "logistic":
        targets = np.sign(targets)
    if loss == "cross_entropy":
        targets = np.eye(widths[-1])[RANDOM.integers(widths[-1], size=5)]
    graph = sg.losses.network(widths, activation, loss, decay=decay, biases=biases)
    d = graph.dimension
    point = RANDOM.normal(size=d)
    count = sum(a * b for a, b in pairwise(widths))

    def value(p):
        rule = RULES[activation]
        terms = (
            one(
                loss, forward(widths, rule, p[:count], p[count:], map(mp.mpf, row)), list(map(mp.mpf, target))
            )
            for row, target in zip(inputs, targets)
        )
        return mp.fsum(terms) / 5 + mp.mpf(decay) / 2 * mp.fsum(w * w for w in p[:count])

    p, A = derivatives(value, [mp.mpf(t) for t in point])
    with mp.workdps(40):
        w2 = 1 + (p.T * p)[0]
        expected = {
            "gaussian_curvature": mp.det(A) / w2 ** (mp.mpf(d + 2) / 2),
            "mean_curvature": (mp.fsum(A[i, i] for i in range(d)) - (p.T * A * p)[0] / w2) / d / mp.sqrt(w2),
        }
    data = {
        "x": inputs[:, 0] if widths[0] == 1 else inputs,
        "y": targets[:, 0] if widths[-1] == 1 else targets,
    }
    out = graph.kernel(list(expected))(*point, **data)
    scale = float(max(abs(A[i, j]) for i in range(d) for j in range(d)))
    for name, right in expected.items():
        size = scale**d if name == "gaussian_curvature" else scale
        assert abs(float(out[name] - right)) < 1e-11 * abs(float(right)) + 1e-14 * size, name


def test_data_and_labels_are_held():
    labels = [0, 2, 1, 1, 0]
    graph = sg.losses.softmax_regression(3, 2, data=(INPUTS, labels))
    hot = np.eye(3)[labels]
    point = RANDOM.normal(size=graph.dimension)
    kernel = graph.kernel("mean_curvature")
    assert kernel(*point).mean_curvature == kernel(*point, x=INPUTS, y=hot).mean_curvature
    pairs = [(list(map(float, row)), label) for row, label in zip(INPUTS, labels)]
    written = sg.losses.softmax_classifier(3, 2, data=pairs).kernel("mean_curvature")
    assert np.isclose(kernel(*point).mean_curvature, written(*point).mean_curvature, rtol=1e-10)


def test_names_of_weights():
    graph = sg.losses.network((2, 3, 1))
    assert [s.name for s in graph.coordinates][:4] == ["w1_11", "w1_12", "w1_21", "w1_22"]
    assert [s.name for s in graph.coordinates][6:] == ["w2_1", "w2_2", "w2_3", "b1_1", "b1_2", "b1_3", "b2"]
    assert sg.losses.network((1, 12, 1)).coordinates[0].name == "w1_1"
    assert sg.losses.logistic_regression(2).parameters == ()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: sg.losses.network((3,)), "at least two numbers"),
        (lambda: sg.losses.network((1, 0, 1)), "a width must be a whole number from 1"),
        (lambda: sg.losses.network((1, 1), "relu"), "no activation 'relu'"),
        (lambda: sg.losses.network((1, 1), "tahn"), "Did you mean 'tanh'"),
        (lambda: sg.losses.network((1, 1), loss="mse"), "no loss 'mse'"),
        (lambda: sg.losses.network((1, 2), loss="logistic"), "one output"),
        (lambda: sg.losses.network((1, 1), loss="cross_entropy"), "two classes"),
        (lambda: sg.losses.network((100, 100, 1)), "more than 2,000"),
        (lambda: sg.losses.logistic_regression(data=([1, 2], [1])), "unequal length: 2 inputs, 1 targets"),
        (lambda: sg.losses.softmax_regression(2, data=([1.0, 2.0], [0, 2])), "a label is one of 0 to 1"),
        (lambda: sg.losses.logistic_regression(data=[1]), "a pair"),
        (lambda: sg.losses.logistic_regression(data=([1.0, float("nan")], [1, -1])), "not finite"),
    ],
)
def test_networks_that_cannot_be(make, says):
    with pytest.raises(sg.InputError, match=says):
        make()
