"""The Gaussian curvature at a minimum is no measure of flatness that reparametrization leaves alone."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Expressions, Part
from symgeom.errors import InputError

x, y, z = sp.symbols("x y z", real=True)
a, b = sp.symbols("a b", positive=True)


def at_origin(surface, name):
    return surface.quantity(name).xreplace(dict.fromkeys(surface.coordinates, 0))


def on_surface(s):
    """A given graph with its parameters doubled."""
    if s.surface.functions:
        raise InputError(f"{s.surface.name}: parameters are rescaled only in a given function")
    doubled = {e: 2 * e for e in s.surface.coordinates}
    other = sg.Graph(s.surface.ell.xreplace(doubled), s.surface.coordinates, name=s.surface.name)
    K = s.surface.quantity("gaussian_curvature").xreplace(doubled), other.quantity("gaussian_curvature")
    t = Expressions(K)
    yield t.step(
        "rescaled",
        t.scalar(K[1], r"\tilde K"),
        t.scalar(K[0], r"K\circ\varphi"),
        r"for $\varphi(\theta) = 2\theta$ we should have …",
    )


def bowl():
    graphs = [sg.Graph((x**2 + y**2) / 2, (x, y)), sg.Graph((a**2 * x**2 + b**2 * y**2) / 2, (x, y))]
    K = [at_origin(g, "gaussian_curvature") for g in graphs]
    s = Expressions([*K, a, b])
    where = {x: 0, y: 0, "surface": "the bowl (x^2 + y^2)/2", "phi": "(a x, b y)"}
    yield (
        "the bowl (x^2 + y^2)/2 and φ = (a x, b y)",
        [
            s.step("curvature", s.scalar(K[0], "K(0)"), s.scalar(1), "the bowl has …"),
            s.step(
                "unchanged",
                s.scalar(K[1], r"\tilde K(0)"),
                s.scalar(K[0], "K(0)"),
                r"if no reparametrization changed $K$, the graph of $\ell\circ\varphi$ would have …",
                where,
            ),
        ],
    )


def factor(s):
    f = s.graph
    A, B, w = f.hessian, f.operator("B"), f.w
    yield s.step(
        "factor",
        (B.T @ A @ B).det().named(r"\tilde K"),
        B.det() ** 2 * A.det(),
        r"at a critical point the Hessian becomes $B^{\mathsf T}AB$, and …, so any positive value is "
        "reached from $K > 0$",
    )
    S = ((f.identity + f.gradient.outer(f.gradient)).inverse() @ A / w).named("S")
    yield s.step("curvature", f.at_critical_point(S.det()), A.det(), r"here $K = \det A$, as …")


def examples():
    stretched = sg.Graph((a**2 * x**2 + b**2 * y**2) / 2, (x, y))
    K = at_origin(stretched, "gaussian_curvature")
    s = Expressions([K, a, b])
    yield (
        "the bowl and φ = (a x, b y)",
        [
            s.step(
                "factor",
                s.scalar(K, r"\tilde K(0)"),
                s.scalar(a**2 * b**2),
                r"with $\det B = ab$ and $K(0) = 1$ …",
            )
        ],
    )
    coordinates = (x, y, z)
    round_, squeezed = (
        sg.Graph(sum(e**2 for e in m) / 2, coordinates) for m in ((x, y, z), (a * x, y, z / a))
    )
    K = [at_origin(g, "gaussian_curvature") for g in (round_, squeezed)]
    R = [at_origin(g, "scalar_curvature") for g in (round_, squeezed)]
    s = Expressions([*K, *R, a])
    yield (
        "the bowl and φ = (a x, y, z/a), d = 3",
        [
            s.step(
                "Gaussian curvature",
                s.scalar(K[1], r"\tilde K(0)"),
                s.scalar(K[0], "K(0)"),
                r"as $\det B = 1$, the Gaussian curvature stays",
            ),
            s.step(
                "scalar curvature",
                s.scalar(R[0], "R(0)"),
                s.scalar(6),
                "the scalar curvature is intrinsic as well. For the bowl …",
            ),
            s.step(
                "scalar curvature there",
                s.scalar(R[1], r"\tilde R(0)"),
                s.scalar(2 * (a**2 + 1 + a**-2)),
                r"but for $\ell\circ\varphi$ …, so these are not one landscape in two charts",
            ),
        ],
    )
    valley = sg.Graph((x * y - 1) ** 2 / 2, (x, y))
    at = {x: a, y: 1 / a}
    K, H = (valley.quantity(n).xreplace(at) for n in ("gaussian_curvature", "mean_curvature"))
    s = Expressions([K, H, a])
    yield (
        "the valley of (x y - 1)^2/2",
        [
            s.step(
                "Gaussian curvature", s.scalar(K, "K(a, 1/a)"), s.scalar(0), "at every minimum $(a, 1/a)$ …"
            ),
            s.step(
                "principal curvature",
                2 * s.scalar(H, "H(a, 1/a)"),
                s.scalar(a**2 + a**-2),
                r"and $\kappa = (0, a^2 + a^{-2})$, as sharp as one likes, for …",
            ),
        ],
    )


claim = Claim(
    id="gauss-flatness",
    title="The Gaussian curvature at a minimum is an intrinsic flatness",
    statement=r"The Gaussian curvature at a minimum is a measure of flatness that no reparametrization changes: $\ell$ and "
    r"$\ell\circ\varphi$ have the same $K$ there.",
    hypotheses=(r"$\varphi$ is a diffeomorphism that fixes the minimum",),
    expected="refuted",
    why=r"That $K$ is intrinsic means that isometries keep it, and the passage from $\ell$ to $\ell\circ\varphi$ is "
    r"none: at the minimum the "
    r"Hessian becomes $B^{\mathsf T}AB$, and its determinant is multiplied by $(\det B)^2$.",
    source="A. Kristiadi, Hessian and Curvatures in Machine Learning (2020)",
    about="graph",
    on_surface=on_surface,
    examples=bowl,
    concrete=True,
    parts=(
        Part(
            role="corrected",
            statement=r"$K$ becomes $(\det B)^2K$ with $B = d\varphi$. Where $\det B = \pm1$ it stays and other "
            r"curvatures change, "
            r"and where $\det A = 0$ it is 0 whatever the other curvatures are.",
            any_dimension=factor,
            examples=examples,
        ),
    ),
)
