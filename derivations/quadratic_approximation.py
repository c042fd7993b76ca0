"""In a principal frame a hypersurface is, near any point, half the sum of kappa_i x_i^2, up to third order."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, SurfaceSetting

FRAME = (
    r"at a point $X_0 = X(u_0)$ let the columns of $E$ be principal directions, $SE = E\operatorname{diag}\kappa$, "
    r"orthonormal for $g$, and $T = JE$. Let $x = T^{\mathsf T}(X(u) - X_0)$ be the coordinates along them and "
    r"$f = N\cdot(X(u) - X_0)$ the height over the tangent plane. "
)


def any_dimension(s):
    f = s.moving
    J, N, g, h, S, E = f.jacobian, f.normal, f.metric, f.second_form, f.shape_operator, f.chart.named("E")
    x, y = f.vector("x"), f.vector("y")
    T = (J @ E).named("T")
    yield s.step(
        "frame",
        T.T @ T,
        E.T @ g @ E,
        FRAME + r"So the columns of $T$ are orthonormal, …, and span the tangent plane",
    )
    yield s.step(
        "tangent plane",
        T.T @ N,
        f.zero_vector,
        r"the normal is orthogonal to them, …, so $f = 0$ and $df = N\cdot J = 0$ at $u_0$",
    )
    yield s.step(
        "coordinates",
        T.T @ J,
        E.T @ g @ E @ E.inverse(),
        "the derivative of $x$ at $u_0$ is …, so $x = E^{-1}(u - u_0)$ to first order",
    )
    yield s.step(
        "height",
        f.second_derivative(x, y).dot(N),
        x.dot(h @ y),
        "the second derivatives of $f$ at $u_0$ are those of the second fundamental form",
    )
    yield s.step(
        "principal frame",
        E.T @ h @ E,
        (E.T @ g @ E) @ (E.inverse() @ S @ E),
        r"as $df = 0$ there, they are $E^{\mathsf T}hE$ in the coordinates $x$, and …, which is "
        r"$\operatorname{diag}\kappa$: $f = \tfrac12\sum\kappa_ix_i^2$ to second order",
    )
    yield s.step(
        "without a frame",
        x.dot(h @ y),
        (J @ x).dot(J @ S @ g.inverse() @ J.T @ J @ y),
        r"without a frame, $\sum\kappa_ix_i^2 = (X - X_0)\cdot Q(X - X_0)$ with $Q = "
        r"T\operatorname{diag}\kappa\,T^{\mathsf T} = JSg^{-1}J^{\mathsf T}$, since …",
    )
    p, A, w = s.graph.gradient, s.graph.hessian, s.graph.w
    S = ((s.graph.identity + p.outer(p)).inverse() @ A / w).named("S")
    yield s.step(
        "as a graph",
        s.graph.at_critical_point(S),
        A,
        "proposition 2 says the same: the surface is the graph of $f$ over its tangent plane, and "
        r"$\nabla f = 0$ at the point, so $\nabla^2f = S$ there",
    )


def on_surface(s):
    J, N, S, inverse = s["jacobian"], s["normal"], s["shape_operator"], s["inverse_metric"]
    d, X = s.dimension, s.position
    second = s.tensor(
        r"\langle\partial_i\partial_jX, N\rangle",
        (d, d),
        lambda i, j: s.field.sum(
            s.derivative(s.derivative(x, i), j) * n for x, n in zip(X.entries, N.entries)
        ),
    )
    yield s.step(
        "first order",
        J.T @ N,
        s.zero(d),
        "the height over the tangent plane at a point vanishes there with its first derivatives, for …",
    )
    Q = (J @ S @ inverse @ J.T).named("Q")
    yield s.step(
        "second order",
        second,
        J.T @ Q @ J,
        r"let $Q = JSg^{-1}J^{\mathsf T} = \sum\kappa_iT_iT_i^{\mathsf T}$. The height and "
        r"$\tfrac12\sum\kappa_ix_i^2$ with $x_i = T_i\cdot(X - X_0)$ have the same second derivatives",
    )


def taylor(d):
    """The remainder: the integral form of Taylor's formula, along the ray t x."""
    x = sp.symbols(f"x_1:{d + 1}", real=True)
    t = sp.Symbol("t", real=True)
    f = sp.Function("f", real=True)
    s = Expressions([f(*(t * e for e in x)), t, *x])
    inner = tuple(s.element(t * e) for e in x)
    ray = [s.element(e) for e in x]

    def along(order):
        """D^k f(t x)(x, ..., x)."""

        def term(done, rest, value):
            if not rest:
                return s.field.jet(f, inner, done) * value
            return s.field.sum(
                term((*done[:i], done[i] + 1, *done[i + 1 :]), rest - 1, value * ray[i]) for i in range(d)
            )

        shown = ["f(tx)", "Df(tx)\\,x", "D^2f(tx)(x, x)", "D^3f(tx)(x, x, x)"][order]
        return s.tensor(shown, (), lambda: term((0,) * d, order, s.field.rational(1)))

    back = s.scalar(1 - t, "(1 - t)")
    R = along(0) + back * along(1) + back**2 / 2 * along(2)
    yield s.step(
        "Taylor",
        s.partial(R.named("R(t)"), t),
        back**2 / 2 * along(3),
        r"let $R(t) = f(tx) + (1 - t)Df(tx)\,x + \tfrac12(1 - t)^2D^2f(tx)(x, x)$. It goes from the "
        "quadratic polynomial at $0$, for $t = 0$, to $f(x)$, for $t = 1$, and its derivative is …",
    )
    weight = s.scalar(-((1 - t) ** 3) / 6, "G(t)")
    yield s.step(
        "weight",
        s.partial(weight, t),
        back**2 / 2,
        r"let $G(t) = -\tfrac16(1 - t)^3$, so that …",
    )
    yield s.step(
        "bound",
        s.at(weight, {t: 1}, "G(1)") - s.at(weight, {t: 0}, "G(0)"),
        s.scalar(sp.Rational(1, 6)),
        r"as …, it follows that $\left|f(x) - \tfrac12\sum\kappa_ix_i^2\right|\le\tfrac16M|x|^3$, "
        "where $M$ bounds $D^3f$ on the ray",
    )


def sphere():
    r = sp.Symbol("r", positive=True)
    s = Expressions([r, sp.sqrt(1 - r**2)], where=[r < 1])
    cap = s.scalar(1 - sp.sqrt(1 - r**2))
    root = s.scalar(sp.sqrt(1 - r**2))
    x = s.scalar(r)
    yield s.step(
        "remainder",
        cap - x**2 / 2,
        x**4 / (2 * (s.scalar(1) + root) ** 2),
        r"the cap $1 - \sqrt{1 - r^2}$ has $\kappa_i = 1$, and the remainder is of fourth order",
    )


def torus():
    u, v = sp.symbols("u v", real=True)
    R, r = sp.symbols("R r", positive=True)
    surface = sg.surfaces.torus(R, r)
    u, v = surface.coordinates
    s = SurfaceSetting(surface)
    origin = {u: 0, v: 0}
    x, y, z = s.position.entries
    T = s.element(R + r)
    difference = s.tensor("D", (), lambda: x - T + y * y / (2 * T) + z * z / (2 * s.element(r)))
    yield s.step(
        "point",
        s.at(difference, origin),
        s.scalar(0),
        r"at the outer equator the outward normal is the first axis and $\kappa = (-1/(R + r), -1/r)$. "
        r"Let $D = f - \tfrac12\sum\kappa_ix_i^2$. It vanishes there",
    )
    first = [s.partial(difference, a) for a in (u, v)]
    for one in first:
        yield s.step("first order", s.at(one, origin), s.scalar(0), "so do its first derivatives")
    for one, by in ((first[0], u), (first[0], v), (first[1], v)):
        yield s.step(
            "second order",
            s.at(s.partial(one, by), origin),
            s.scalar(0),
            "and its second derivatives, so that $D$ is of third order",
        )


def examples():
    for d in (1, 2, 3):
        yield f"Taylor's formula, d = {d}", taylor(d)
    yield "the unit sphere", sphere()
    yield "the torus at its outer equator", torus()


claim = Claim(
    id="quadratic-approximation",
    title="The quadratic approximation in a principal frame",
    statement=r"At any point, in coordinates $x_i$ along orthonormal principal directions of the tangent plane, "
    r"a hypersurface is "
    r"the graph of $\tfrac12\sum\kappa_ix_i^2 + O(|x|^3)$ over its tangent plane.",
    hypotheses=(r"$X$ is an immersion of class $C^3$ of a hypersurface", "heights are measured along $N$"),
    source="do Carmo, Curves and Surfaces, 3-3; Lee, Introduction to Riemannian Manifolds, ch. 8",
    any_dimension=any_dimension,
    on_surface=on_surface,
    examples=examples,
    dimensions=(1, 2, 3),
    parametrized=(1, 2),
)
