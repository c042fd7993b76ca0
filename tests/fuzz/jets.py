"""Draws with undefined functions: arguments that coincide, values at numbers, declarations.

What is here: families for `draws`. Derivatives are written one `Subs` for one slot, as SymPy's own ``diff`` writes them.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

Sides = tuple[Any, Any]
f, g = sp.Function("f"), sp.Function("g")
DECLARED = [
    {"positive": True},
    {"negative": True},
    {"nonzero": True},
    {"zero": False},
    {"integer": False},
    {"noninteger": True},
    {"real": True, "positive": False, "zero": False},
    {"real": True},
    {"integer": False, "positive": True},
]
REFUSED = [{"odd": True}, {"integer": True}, {"real": False}, {"zero": True}]


def slope(function: Any, args: tuple[Any, ...], slot: int) -> Any:
    """The first derivative in one slot, which alone is bound."""
    xi = sp.Dummy(f"xi_{slot + 1}", real=True)
    inner = function(*[xi if i == slot else a for i, a in enumerate(args)])
    return sp.Subs(sp.Derivative(inner, xi), xi, args[slot])


def repeated_arguments(m: Any) -> Sides:
    """Derivatives in slots whose arguments are equal, or become equal by a root or the domain."""
    s, t = m.letter(), m.linear()
    args = m.pick(
        [(s, s), (s, s), (t, t), (s, sp.sqrt(s**2)), (s, t, s), (sp.exp(s), sp.exp(s)), (2 * s, s + s)]
    )
    i, j = m.random.sample(range(len(args)), 2)
    first, second = slope(f, args, i), slope(f, args, j)
    total = sum(slope(f, args, k) * sp.diff(a, s) for k, a in enumerate(args))
    return m.pick(
        [
            lambda: (first, second),
            lambda: (first - second, 0 * s),
            lambda: (sp.diff(f(*args), s), total),
            lambda: (sp.diff(f(*args), s), total - first + second),
            lambda: (sp.diff(f(*args), s), first * sp.diff(args[i], s) * 2),
            lambda: (sp.sqrt((first - second) ** 2), sp.Abs(second - first)),
            lambda: (sp.sqrt(first**2 * second**2), m.pick([first * second, sp.Abs(first) * sp.Abs(first)])),
            lambda: (sp.diff(f(*args), s) ** 2, sp.expand(total**2)),
            lambda: (sp.Abs(first * second), sp.Abs(second) * sp.Abs(first)),
            lambda: (sp.diff(f(s, s), s, 2), _second(s, m.pick([1, 2, 2]))),
            lambda: (f(*args) * first, f(*args) * m.pick([first, second])),
        ]
    )()


def _second(s: Any, times: int) -> Any:
    """D11 + k D12 + D22 of f at (s, s); k = 2 is right."""
    xi = sp.Dummy("xi", real=True)
    pure = [sp.Subs(sp.Derivative(e, xi, xi), xi, s) for e in (f(xi, s), f(s, xi))]
    return sum(pure) + times * sp.Subs(sp.Derivative(f(xi, s), xi, s), xi, s)


def value_at_number(m: Any) -> Sides:
    """A value or derivative at a number is a free variable, with or without a fact about it."""
    at = sp.Rational(m.pick(["0", "1", "3/7", "-2"]))
    jet = m.pick([f(at), f(at), slope(f, (at,), 0), slope(g, (at, at), 1), g(at, at)])
    t = jet + m.pick([0, 1, 5, -2])
    if m.chance(0.5):
        m.where += m.pick(
            [[jet > -4], [jet > m.number()], [jet < -1], [t > 1], [t > 2], [jet > 0, f(2) < jet]]
        )
    w, v, e = sp.sqrt(t**2 - 1), sp.sqrt(t - 1), m.pick([1, -1])
    return m.pick(
        [
            lambda: (sp.sqrt(t + 2 * e * v), e * v + 1),
            lambda: (sp.sqrt(t - 2 * v), m.pick([v - 1, 1 - v, sp.Abs(v - 1)])),
            lambda: (sp.sqrt(2 * t**2 - 1 + 2 * t * w), m.pick([t + w, sp.Abs(t + w), -t - w])),
            lambda: (sp.sqrt(t + w), (sp.sqrt(t + 1) + e * sp.sqrt(t - 1)) / sp.sqrt(2)),
            lambda: (sp.sqrt(t**2), m.pick([t, sp.Abs(t), -t])),
            lambda: (sp.log(t**2), m.pick([2 * sp.log(t), 2 * sp.log(sp.Abs(t))])),
            lambda: (sp.atan(t) + sp.atan(1 / t), e * sp.pi / 2),
            lambda: (sp.sign(t), 1 + 0 * t),
        ]
    )()


def declared_function(m: Any) -> Sides:
    """What a declaration of a function says of its values, and doesn't say of its derivatives."""
    h = sp.Function("h", **m.pick(REFUSED if m.chance(0.05) else DECLARED))
    s, t, k = m.letter(), m.linear(), m.random.randint(-1, 2)
    p, q, d = h(s), h(t), slope(h, (s,), 0)
    root = m.pick([p, p, p * q, p - k, d])
    return m.pick(
        [
            lambda: (
                sp.Pow(sp.Pow(root, 2, evaluate=False), sp.S.Half, evaluate=False),
                m.pick([root, -root]),
            ),
            lambda: (sp.sign(p) * sp.sign(q), sp.S.One),
            lambda: (sp.Abs(p) + sp.Abs(q), sp.Abs(p + q)),
            lambda: (sp.log(p**2 * q**2), 2 * sp.log(sp.Abs(p)) + 2 * sp.log(sp.Abs(q))),
            lambda: (sp.sqrt(p**2 * t), m.pick([p, -p]) * sp.sqrt(t)),
            lambda: (sp.sin(p) ** 2, m.pick([1 - sp.cos(p) ** 2, sp.S.Zero])),
            lambda: (sp.Abs(d), m.pick([d, -d])),
            lambda: (sp.sqrt((p + 1) ** 2), sp.Abs(p) + 1),
            lambda: (sp.diff(h(t * t), s), 2 * t * sp.diff(t, s) * slope(h, (t * t,), 0)),
        ]
    )()


def shifted(e: Any, s: Any) -> Any:
    """The side with ``s + 1`` for s, where no derivative is taken by s itself."""
    try:
        return e.xreplace({s: s + 1}) if e.has(s) else e + 1
    except ValueError:
        return e + 1


FAMILIES = [repeated_arguments, value_at_number, declared_function]
