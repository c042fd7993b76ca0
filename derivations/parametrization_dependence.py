"""Principal and mean curvature do not depend on the parametrization; they depend on the embedding."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, Part, SurfaceSetting
from symgeom.errors import InputError


def landscapes():
    """The bowl in the chart phi, against the graph of the composed function."""
    x, y = sp.symbols("x y", real=True)
    a = sp.Symbol("a", positive=True)
    bowl = sg.Graph((x**2 + y**2) / 2, (x, y))
    chart = {x: a * x, y: y / a}
    charted = bowl.reparametrize(chart, (x, y))
    composed = sg.Graph(bowl.ell.xreplace(chart), (x, y))
    origin = {x: 0, y: 0}
    H = [surface.quantity("mean_curvature").xreplace(origin) for surface in (charted, composed)]
    s = Expressions([*H, a])
    where = {**origin, "surface": "the bowl (x^2 + y^2)/2", "chart": "(a x, y/a)"}
    yield (
        "the bowl (x^2 + y^2)/2 in the chart (a x, y/a)",
        [
            s.step(
                "another chart",
                s.scalar(H[0], "H"),
                s.scalar(1),
                r"at its lowest point, in the chart $\varphi(x, y) = (ax, y/a)$, the bowl has …, as in any "
                "other chart",
            ),
            s.step(
                "another surface",
                s.scalar(H[1], r"H_{\ell\circ\varphi}"),
                s.scalar((a**4 + 1) / (2 * a**2)),
                r"the graph of $\ell\circ\varphi$, another surface, has there …",
            ),
            s.step(
                "taken for the same",
                s.scalar(H[0], "H"),
                s.scalar(H[1], r"H_{\ell\circ\varphi}"),
                r"if $H$ changed under $\varphi$ as the statement says, we should have …",
                where,
            ),
        ],
    )


def any_dimension(s):
    f = s.moving
    J, dN, B = f.jacobian, f.normal_derivative, f.chart
    g, h, S = f.metric, f.second_form, f.shape_operator
    new_g = ((J @ B).T @ (J @ B)).named(r"\tilde g")
    new_h = (-((J @ B).T @ (dN @ B))).named(r"\tilde h")
    yield s.step(
        "metric",
        new_g,
        B.T @ g @ B,
        r"let $\tilde X = X\circ\varphi$, so that $\tilde J = JB$ with $B = d\varphi$. Then …",
    )
    yield s.step("second form", new_h, B.T @ h @ B, r"the normal is the same, with $d\tilde N = dN\,B$, so …")
    plain = (B.T @ g @ B).inverse() @ (B.T @ h @ B)
    yield s.step(
        "shape operator",
        plain.named(r"\tilde g^{-1}\tilde h"),
        B.inverse() @ S @ B,
        r"hence $\tilde S = \tilde g^{-1}\tilde h$ is similar to $S$",
    )
    yield s.step(
        "mean curvature",
        plain.trace().named(r"\operatorname{tr}\tilde S"),
        S.trace(),
        "similar matrices have the same eigenvalues, in particular …",
    )
    yield s.step(
        "Gaussian curvature",
        plain.det().named(r"\det\tilde S"),
        S.det(),
        "similar matrices have the same eigenvalues, in particular …",
    )


def other_chart(surface):
    """A turn of the first two coordinates, stretched; where the domain has no ends, bent as well."""
    u, d = surface.coordinates, surface.dimension
    taken = {str(e) for e in (*u, *surface.parameters)}
    v = [sp.Symbol(f"v_{i + 1}" if f"v_{i + 1}" not in taken else f"v_{i + 1}_", real=True) for i in range(d)]
    change = {e: 2 * v[i] for i, e in enumerate(u)}
    if d > 1:
        change[u[0]], change[u[1]] = 2 * v[1], -2 * v[0]
    bounded = surface.where or surface.domain
    if not bounded:
        change[u[0]] += v[0] ** 2 if d > 1 else v[0] ** 3
    return (
        change,
        v,
        {s: ends for e, ends_ in surface.domain.items() for s, ends in _pulled(change, e, ends_)},
    )


def _pulled(change, e, ends):
    """The interval of the new coordinate that stands alone in an old one."""
    if e not in change:
        return []
    (v,) = change[e].free_symbols
    slope = change[e].coeff(v)
    low, high = (end / slope for end in ends)
    return [(v, (low, high) if slope > 0 else (high, low))]


def on_surface(s):
    """The surface in another chart: in general by the chain rule, this one by calculation."""
    if s.surface.functions:
        raise InputError(
            f"{s.surface.name}: the chart is changed only for a surface without undefined functions"
        )
    change, new, domain = other_chart(s.surface)
    other = s.surface.reparametrize(change, new, domain=domain)
    u, t = s.surface.coordinates, SurfaceSetting(other)

    def pulled(name, latex):
        value = s.plain(name).xreplace(change)
        return t.matrix(value, latex) if name == "shape_operator" else t.scalar(value, latex)

    B = t.matrix(sp.Matrix([change[c] for c in u]).jacobian(new), "B")
    yield t.step(
        "shape operator",
        B @ t["shape_operator"].named(r"\tilde S"),
        pulled("shape_operator", r"\left(S\circ\varphi\right)") @ B,
        r"in a chart $u = \varphi(v)$ that is turned and stretched, with $B = d\varphi$, …",
    )
    for name, symbol in (("mean_curvature", "H"), ("gaussian_curvature", "K")):
        yield t.step(
            name.replace("_", " "),
            t[name].named(rf"\tilde {symbol}"),
            pulled(name, rf"{symbol}\circ\varphi"),
            "the curvatures are the same functions on the surface",
        )


def charts():
    for name, surface in (
        ("the torus", sg.surfaces.torus()),
        ("Himmelblau's function", sg.losses.himmelblau()),
    ):
        yield name, on_surface(SurfaceSetting(surface))


claim = Claim(
    id="parametrization-dependence",
    title="Principal and mean curvature depend on the parametrization",
    statement="The principal curvatures and the mean curvature depend on the parametrization: they change when the parameters "
    r"are changed by a diffeomorphism $\varphi$, as those of $\ell$ change to those of $\ell\circ\varphi$.",
    hypotheses=("the new chart is a diffeomorphism $u = \\varphi(\\tilde u)$ that keeps the unit normal",),
    expected="refuted",
    why=r"A change of chart $u = \varphi(\tilde u)$ describes the same surface: $S$ turns into the similar matrix "
    r"$B^{-1}SB$, and its "
    r"eigenvalues stay. What changes them is to put $\ell\circ\varphi$ in the place of $\ell$, and that is another "
    r"surface.",
    source="A. Kristiadi, Hessian and Curvatures in Machine Learning (2020); Lee, Riemannian Manifolds, ch. 8",
    examples=landscapes,
    parts=(
        Part(
            role="opposite",
            statement=r"Under $u = \varphi(\tilde u)$ with $B = d\varphi$: $\tilde g = B^{\mathsf T}gB$, "
            r"$\tilde h = B^{\mathsf T}hB$, $\tilde S = B^{-1}SB$, so the principal curvatures stay. They depend on "
            r"the "
            r"embedding; the graph of $\ell\circ\varphi$ is another surface, not another chart of the same.",
            any_dimension=any_dimension,
            on_surface=on_surface,
            examples=charts,
            concrete=True,
        ),
    ),
)
