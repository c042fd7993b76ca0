"""Principal curvatures as the extreme curvatures of normal sections: Euler's formula, and where it needs care."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, Part, SurfaceSetting
from symgeom.errors import InputError


def any_dimension(s):
    f = s.moving
    x, a, h, N = f.vector("x"), f.vector("a"), f.second_form, f.normal
    acceleration = f.jacobian @ a + f.second_derivative(x, x)
    yield s.step(
        "Meusnier",
        acceleration.dot(N).named(r"\langle\ddot c, N\rangle"),
        x.dot(h @ x),
        r"let $c(t) = X(u(t))$ with $\dot u = x$, $\ddot u = a$, so that $\ddot c = Ja + D_xD_xX$. "
        r"Then …. For a normal section of unit speed $\ddot c = \kappa_nN$, hence $\kappa_n = h(x, "
        "x)/g(x, x)$ for any $x$",
    )
    e1, e2 = f.vector("e_1"), f.vector("e_2")
    c, t = f.parameter("c"), f.parameter("s")
    y = c * e1 + t * e2
    yield s.step(
        "Euler",
        y.dot(h @ y),
        c**2 * e1.dot(h @ e1) + 2 * c * t * e1.dot(h @ e2) + t**2 * e2.dot(h @ e2),
        r"let $e_1$, $e_2$ be principal directions, orthonormal for $g$, and $c = \cos\vartheta$, $s = "
        r"\sin\vartheta$. In …, the middle term vanishes, and $\kappa_n = \kappa_1\cos^2\vartheta + "
        r"\kappa_2\sin^2\vartheta$",
    )


def on_surface(s):
    if s.dimension != 2:
        raise InputError(
            f"{s.surface.name} has dimension {s.dimension}; the claim normal-sections speaks of dimension 2"
        )
    g, h, S, H, K = (
        s["metric"],
        s["second_fundamental_form"],
        s["shape_operator"],
        s["mean_curvature"],
        s["gaussian_curvature"],
    )
    x = s.unknowns("x", 2)
    Sx = (S @ x).named("S x")
    length, bend = x.dot(g @ x).named("g(x, x)"), x.dot(h @ x).named("h(x, x)")
    X, Y = x.entries, Sx.entries
    area = s.tensor(r"\left(x\wedge S x\right)", (), lambda: X[0] * Y[1] - X[1] * Y[0])
    yield s.step(
        "extreme",
        2 * H * bend * length - bend**2 - K * length**2,
        g.det() * area**2,
        r"the section in the direction $x$ has $\kappa_n = h(x, x)/g(x, x)$, and …. Divided by $g(x, "
        r"x)^2$, the left side is $(\kappa_1 - \kappa_n)(\kappa_n - \kappa_2)$. It is not negative: "
        r"every $\kappa_n$ lies between $\kappa_2$ and $\kappa_1$; and it is zero only where $Sx$ is a "
        "multiple of $x$: the principal directions alone are extreme",
    )


def euler():
    a, b, t = sp.symbols("kappa_1 kappa_2 vartheta", real=True)
    s = Expressions([sp.cos(t), sp.sin(t), a, b], where=[a >= b])
    k1, k2 = s.scalar(a), s.scalar(b)
    cos2, sin2 = (s.scalar(f(t) ** 2, rf"\{f.__name__}^2\vartheta") for f in (sp.cos, sp.sin))
    section = k1 * cos2 + k2 * sin2
    named = section.named(r"\kappa_n")
    yield (
        "Euler's formula, d = 2",
        [
            s.step(
                "above", k1 - section, (k1 - k2) * sin2, r"since $\cos^2\vartheta + \sin^2\vartheta = 1$, …"
            ),
            s.step("below", section - k2, (k1 - k2) * cos2, "and likewise …"),
            s.at_least(
                "greatest",
                k1,
                named,
                r"so, with $\kappa_1\ge\kappa_2$, no section is curved more than $\kappa_1$",
            ),
            s.at_least("smallest", named, k2, r"and none is curved less than $\kappa_2$"),
            s.step(
                "attained above",
                s.at(named, {t: 0}),
                k1,
                "the first bound is attained in the first principal direction",
            ),
            s.step(
                "attained below",
                s.at(named, {t: sp.pi / 2}),
                k2,
                "the second bound is attained in the other one",
            ),
        ],
    )


def unsigned():
    x, y = sp.symbols("x y", real=True)
    surface = sg.Graph((x**2 - y**2 / 2) / 2, (x, y), name="the saddle (x^2 - y^2/2)/2 at the origin")
    s = SurfaceSetting(surface)
    at = {x: 0, y: 0}
    h = s.at(s["second_fundamental_form"], at, "h")
    v = s.vector([1 / sp.sqrt(3), sp.sqrt(2) / sp.sqrt(3)], "x")
    section = v.dot(h @ v)
    smallest = s.scalar(sp.Rational(1, 2), r"\min\left(|\kappa_1|, |\kappa_2|\right)")
    yield (
        surface.name,
        [
            s.step(
                "frame",
                s.at(s["metric"], at, "g"),
                s.identity,
                "the tangent plane is the plane $z = 0$, with the metric …",
            ),
            s.step(
                "principal",
                s.at(s["shape_operator"], at),
                s.matrix([[1, 0], [0, -sp.S.Half]]),
                "the principal curvatures are $1$ and $-1/2$",
            ),
            s.step(
                "asymptotic",
                section,
                s.scalar(0),
                r"but the section in the direction $x = (1, \sqrt2)/\sqrt3$ is straight",
            ),
            s.at_least(
                "unsigned curvature",
                (section**2).named(r"\kappa_n^2"),
                (smallest**2),
                "were the smallest unsigned curvature of a section a principal one, it would be $1/2$",
                {**at, "direction": "(1, √2)/√3"},
            ),
        ],
    )


def three_dimensions():
    u = sp.symbols("u_1:4", real=True)
    surface = sg.Graph(
        (2 * u[0] ** 2 + u[1] ** 2) / 2, u, name="the graph of (2 u_1^2 + u_2^2)/2, d = 3, at the origin"
    )
    s = SurfaceSetting(surface)
    at = dict.fromkeys(u, 0)
    h = s.at(s["second_fundamental_form"], at, "h")
    middle = s.scalar(1, r"\kappa_2")
    first, third = s.vector([1, 0, 0], "e_1"), s.vector([0, 0, 1], "e_3")
    where = {**at, "direction": ""}
    yield (
        surface.name,
        [
            s.step(
                "principal",
                s.at(s["shape_operator"], at),
                s.matrix(sp.diag(2, 1, 0)),
                "the principal curvatures are $2$, $1$ and $0$",
            ),
            s.at_least(
                "greatest",
                middle,
                first.dot(h @ first),
                r"were $\kappa_2 = 1$ the greatest curvature of a section, it would be no less than that in "
                "the direction $e_1$",
                {**where, "direction": "(1, 0, 0)"},
            ),
            s.at_least(
                "smallest",
                third.dot(h @ third),
                middle,
                "were it the smallest one, it would be no greater than that in the direction $e_3$",
                {**where, "direction": "(0, 0, 1)"},
            ),
        ],
    )


claim = Claim(
    id="normal-sections",
    title="Principal curvatures are the extreme curvatures of normal sections",
    statement=r"The principal curvatures are the greatest and the smallest curvature of the normal sections: "
    r"$\kappa_n = \kappa_1\cos^2\vartheta + \kappa_2\sin^2\vartheta$.",
    hypotheses=(
        r"the curvature of a section has a sign, that of $\langle\ddot c, N\rangle$",
        "$d = 2$; for larger $d$ only the greatest and the smallest principal curvature are extreme",
    ),
    source="L. Euler (1760); do Carmo, Curves and Surfaces, 3-2; Lee, Introduction to Riemannian Manifolds, ch. 8",
    any_dimension=any_dimension,
    on_surface=on_surface,
    examples=euler,
    dimensions=(2,),
    parametrized=(2,),
    parts=(
        Part(
            role="without hypotheses",
            statement=r"For unsigned curvature the smallest value need not be a principal one: $\kappa = (1, -1/2)$ has a "
            "straight section.",
            examples=unsigned,
        ),
        Part(
            role="without hypotheses",
            statement=r"For $d = 3$ a middle principal curvature is not extreme.",
            examples=three_dimensions,
        ),
    ),
)
