"""The second fundamental form is symmetric, for vector fields and not only for coordinate fields."""

import sympy as sp

from symgeom.claims import Claim


def any_dimension(s):
    f = s.graph
    x, y, N, w = f.vector("x"), f.vector("y"), f.normal, f.w
    Xy = f.stack(y, f.gradient.dot(y))
    Xx = f.stack(x, f.gradient.dot(x))
    yield s.step(
        "mixed derivatives",
        Xy.derive(x).gram(N).named(r"\langle D_x D_y X, N\rangle"),
        Xx.derive(y).gram(N).named(r"\langle D_y D_x X, N\rangle"),
        "let $x$ and $y$ be coordinate fields. The derivatives of $X$ along them commute, so …",
    )
    yield s.step(
        "the form",
        Xy.derive(x).gram(N).named(r"\mathrm{II}(x, y)"),
        x.dot(f.hessian @ y) / w,
        "on the graph of a function both are the Hessian over $w$",
    )


def on_surface(s):
    d, n = s.dimension, s.dimension + 1
    J, N, h = s["jacobian"], s["normal"], s["second_fundamental_form"]
    fields = [
        [sp.Function(f"{name}_{k}", real=True)(*s.surface.coordinates) for k in range(1, d + 1)]
        for name in "ab"
    ]
    a, b = s.vector(fields[0], "a"), s.vector(fields[1], "b")

    def along(field, vector, latex):
        rows = s.differential(vector)
        return (rows @ field).named(latex)

    ab = along(a, J @ b, r"\bar\nabla_a b")
    ba = along(b, J @ a, r"\bar\nabla_b a")
    bracket = (along(a, b, "a(b)") - along(b, a, "b(a)")).named("[a, b]")
    assert ab.shape == (n,)
    yield s.step(
        "bracket",
        ab - ba,
        J @ bracket,
        "let $a$ and $b$ be tangent fields with arbitrary components. The ambient connection has no "
        "torsion, so the difference of their derivatives is tangent",
    )
    yield s.step(
        "the form",
        N.dot(ab),
        a.dot(h @ b),
        "derivatives of the components of $b$ drop out of the normal part, …, which therefore depends "
        "on the values of $a$ and $b$ at the point alone",
    )
    yield s.step(
        "symmetry",
        N.dot(ab).named(r"\langle\bar\nabla_a b, N\rangle"),
        N.dot(ba).named(r"\langle\bar\nabla_b a, N\rangle"),
        r"as $N$ is orthogonal to $[a, b]$, it follows that …, that is, $\mathrm{II}(a, b) = "
        r"\mathrm{II}(b, a)$",
    )


claim = Claim(
    id="second-form-symmetric",
    title="The second fundamental form is symmetric",
    statement=r"For tangent fields $a$ and $b$ the normal part $\mathrm{II}(a, b)$ of $\bar\nabla_a b$ is symmetric, "
    r"$\mathrm{II}(a, b) = \mathrm{II}(b, a)$, and its value at a point depends on the values of $a$ and $b$ there.",
    hypotheses=(r"$X$ is an immersion of class $C^2$ of a hypersurface",),
    source="Lee, Introduction to Riemannian Manifolds, prop. 8.1",
    any_dimension=any_dimension,
    on_surface=on_surface,
    dimensions=(1, 2, 3),
    parametrized=(1, 2),
)
