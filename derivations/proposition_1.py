"""Proposition 1: the second fundamental form of a graph is the Hessian of its function, scaled by the normal."""

from symgeom.claims import Claim


def any_dimension(s):
    f = s.graph
    p, A, w, N, J = f.gradient, f.hessian, f.w, f.normal, f.jacobian
    x, y = f.vector("x"), f.vector("y")
    second = f.stack(y, p.dot(y)).derive(x)
    h = second.gram(N).named(r"\langle D_x D_y X, N\rangle")
    last = N.bottom.named("N^{d+1}")
    yield s.step(
        "normal",
        J.gram(N).named(r"J^{\mathsf T}N"),
        f.zero_vector,
        "the vector $N = (-p, 1)/w$ is orthogonal to the columns of $J$",
    )
    yield s.step(
        "unit", N.gram(N).named(r"N\cdot N"), f.number(1), r"since $w^2 = 1 + p\cdot p$, its length is one"
    )
    yield s.step("last component", last, 1 / w, "so it is the upward unit normal, and …")
    yield s.step(
        "second form",
        h,
        last * x.dot(A @ y),
        r"the second derivatives of $X$ are $\partial_i\partial_jX = (0, \ldots, 0, "
        r"\partial_i\partial_j\ell)$, so only the last component of $N$ counts",
    )


def on_surface(s):
    N, h, A, w = s["normal"], s["second_fundamental_form"], s.A, s.w
    last = s.tensor("N^{d+1}", (), lambda: N.entries[-1])
    orientation = s.scalar(s.surface.orientation)
    second = s.tensor(
        r"\langle\partial_i\partial_j X, N\rangle",
        (s.dimension, s.dimension),
        lambda i, j: s.field.sum(
            s.derivative(s.derivative(s.element(component), i), j) * n
            for component, n in zip(s.surface.map, N.entries)
        ),
    )
    yield s.step("definition", h, second, "by the definition of the second fundamental form …")
    yield s.step(
        "second form", h, last * A, r"only the last component of $\partial_i\partial_jX$ is not zero, so …"
    )
    yield s.step("last component", last, orientation / w, r"as $N = \pm(-p, 1)/w$, …")


claim = Claim(
    id="proposition-1",
    title="The second fundamental form of a graph is the scaled Hessian",
    statement=r"On the graph of $\ell$, $h_{ij} = \langle\partial_i\partial_j X, N\rangle = "
    r"N^{d+1}\,\partial_i\partial_j\ell$, and $N^{d+1} = \pm 1/w$.",
    hypotheses=(
        r"$\ell$ is of class $C^2$ on an open set of $\mathbb R^d$",
        r"$N$ is the upward normal; the other sign for $-N$",
    ),
    source="A. Kristiadi, Hessian and Curvatures in Machine Learning (2020), proposition 1; do Carmo, 3-3, example 5",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
)
