"""Draws as people type them: floats, matrices that are compared entry by entry, real values written with i.

What is here: families for `draws`. A float stands for the decimal that its ``repr`` shows; `truth` reads it so on its own.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

Sides = tuple[Any, Any]
I = sp.I
SUMS = [
    (0.1, 0.2),
    (0.7, 0.1),
    (1.1, 2.2),
    (0.25, 0.5),
    (0.3, 0.3),
    (1 / 3, 2 / 3),
    (1.0, 2.220446049250313e-16),
    (1e16, 1.0),
]


def _exact(value: float) -> Any:
    """The decimal that is shown."""
    return sp.Rational(repr(value))


def floats(m: Any) -> Sides:
    """A float against the decimal that it shows, and against what it looks like to 15 digits."""
    first, second = m.pick(SUMS)
    p, total = m.pick([m.letter(), m.linear(), m.term()]), first + second
    looks = sp.Rational(f"{total:.15g}")
    other = m.pick([_exact(total), _exact(total), looks, _exact(first) + _exact(second)])
    return m.pick(
        [
            lambda: (total * p, other * p),
            lambda: (sp.Float(total) * p + first, other * p + _exact(first)),
            lambda: (p + total, p + other),
            lambda: ((total * p) ** 2, other**2 * p**2),
            lambda: (sp.Abs(total * p), other * sp.Abs(p)),
            lambda: (total * sp.cos(p) ** 2 + total * sp.sin(p) ** 2, other),
            lambda: (sp.Float(str(total), 40) * p, other * p),
            lambda: (sp.sqrt((0.5 * p) ** 2), m.pick([sp.Abs(p) / 2, p / 2])),
            lambda: (p**0.5, sp.sqrt(p)),
            lambda: (sp.cos(0.25 * p), m.pick([sp.cos(p / 4), sp.cos(-p / 4), sp.cos(p / 2)])),
        ]
    )()


def matrices(m: Any) -> Sides:
    """Products, inverses and transposes of matrices; one entry may be off."""
    p, q, r, s = (m.pick([m.letter(), m.linear(), 1, 0, 2]) for _ in range(4))
    a, b = sp.ImmutableMatrix([[p, q], [r, s]]), sp.ImmutableMatrix([[m.letter(), 1], [q, p]])
    u = m.angle()
    turn = sp.ImmutableMatrix([[sp.cos(u), -sp.sin(u)], [sp.sin(u), sp.cos(u)]])
    left, right = m.pick(
        [
            lambda: ((a * b).T, m.pick([b.T * a.T, b.T * a.T, a.T * b.T])),
            lambda: (turn * turn.T, sp.ImmutableMatrix(sp.eye(2))),
            lambda: (turn**2, turn.xreplace({x: 2 * x for x in u.free_symbols})),
            lambda: (a * a - (p + s) * a + (p * s - q * r) * sp.eye(2), sp.ImmutableMatrix(sp.zeros(2, 2))),
            lambda: (a * b, m.pick([b * a, sp.expand(a * b)])),
            lambda: (a.applyfunc(lambda e: sp.sqrt(e**2)), m.pick([a, a.applyfunc(sp.Abs)])),
        ]
    )()
    if m.chance(0.3):
        right = right + sp.ImmutableMatrix(2, 2, lambda i, j: int((i, j) == (1, 0)) * m.pick([1, m.letter()]))
    return left, right


def complex_notation(m: Any) -> Sides:
    """Values that are real, or look so, written with i."""
    s, t = m.letter(), m.pick([m.letter(), m.linear(), 2])
    z, bar = s + I * t, s - I * t
    k = m.random.randint(2, 4)
    wave = sp.exp(I * s, evaluate=False)
    return m.pick(
        [
            lambda: ((wave + 1 / wave) / 2, m.pick([sp.cos(s), sp.cos(s), sp.sin(s)])),
            lambda: ((wave - 1 / wave) / (2 * I), m.pick([sp.sin(s), -sp.sin(s)])),
            lambda: (z * bar, s**2 + m.pick([1, 1, -1]) * t**2),
            lambda: (z**k + bar**k, m.pick([1, 1, -1]) * sp.expand(z**k + bar**k)),
            lambda: (1 / z + 1 / bar, 2 * s / (s**2 + m.pick([1, 1, 2]) * t**2)),
            lambda: (sp.cosh(I * s, evaluate=False), m.pick([sp.cos(s), sp.cosh(s)])),
            lambda: (sp.sqrt(z * bar), m.pick([sp.sqrt(s**2 + t**2), s + t])),
            lambda: (wave * (1 / wave) * s, m.pick([s, sp.Abs(s)])),
            lambda: (sp.conjugate(m.term(), evaluate=False) + s, s + m.letter()),
            *(
                [lambda: (sp.conjugate(sp.sqrt(t), evaluate=False) * sp.sqrt(t), m.pick([t, t, sp.Abs(t)]))]
                * 2
            ),
            lambda: (sp.tan(z) + sp.tan(bar), 2 * sp.sin(2 * s) / (sp.cos(2 * s) + sp.cosh(2 * t))),
        ]
    )()


FAMILIES = [floats, floats, matrices, complex_notation]
