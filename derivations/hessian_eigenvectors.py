"""How far the eigenvectors of the Hessian are principal directions: all but for the gradient."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, Part, SurfaceSetting


def any_dimension(s):
    f = s.graph
    p, A, I, w = f.gradient, f.hessian, f.identity, f.w
    u, t = f.vector("u"), f.parameter("t")
    g = (I + p.outer(p)).named("g")
    S = (g.inverse() @ A / w).named("S")
    yield s.step(
        "eigenvectors",
        S @ u - t / w * u,
        g.inverse() @ (A @ u - t * u) / w - t * p.dot(u) / w**3 * p,
        r"for every vector $u$ and number $t$ …. If $Au = tu$ and $p\cdot u = 0$, the right side is "
        r"zero, and $Su = (t/w)\,u$",
    )
    yield s.step(
        "difference",
        S - A / w,
        -p.outer(A @ p) / w**3,
        "the difference of $S$ and $A/w$ is a product of two vectors, …, so its rank is at most one",
    )
    root = (I - p.outer(p) / (w * (w + 1))).named("g^{-1/2}")
    q = (A @ p).named("q")
    c = (1 / (w * (w + 1))).named("c")
    x = (c**2 * p.dot(q) / 2 * p - c * q).named("x")
    yield s.step(
        "root",
        root @ root,
        g.inverse(),
        r"for the symmetric form let $g^{-1/2} = I - c\,p\,p^{\mathsf T}$ with $c = 1/(w(w + 1))$. "
        r"Since …, the eigenvalues of $g^{-1/2}(A/w)\,g^{-1/2}$ are those of $S$",
    )
    yield s.step(
        "symmetric form",
        root @ A @ root,
        A - c * (p.outer(q) + q.outer(p)) + c**2 * p.dot(q) * p.outer(p),
        "with $q = Ap$, multiplying out, …",
    )
    yield s.step(
        "difference of the symmetric form",
        root @ (A / w) @ root - A / w,
        (p.outer(x) + x.outer(p)) / w,
        r"let $x = \tfrac12c^2(p\cdot q)\,p - c\,q$. Then …, so the image of the difference is spanned "
        "by $p$ and $x$: its rank is at most two",
    )


def on_surface(s):
    S, A, p, w = s["shape_operator"], s.A, s.p, s.w
    d, sign = s.dimension, s.surface.orientation
    u = s.unknowns("u", d)
    (t,) = s.unknowns("t", 1).entries
    multiple = s.tensor("t\\,u", (d,), lambda i: t * u.entries[i])
    yield s.step(
        "eigenvectors",
        sign * w**3 * (S @ u) - w**2 * multiple,
        w**2 * (s["inverse_metric"] @ (A @ u - multiple)) - p * p.dot(multiple).named(r"t\,(p\cdot u)"),
        r"for every vector $u$ and number $t$ …. If $Au = tu$ and $p\cdot u = 0$, the right side is "
        r"zero, and $Su = \pm(t/w)\,u$",
    )
    yield s.step(
        "difference",
        sign * S - A / w,
        -p.outer(A @ p) / w**3,
        r"the difference of $\pm S$ and $A/w$ is a product of two vectors, …, so its rank is at most " "one",
    )


def along_the_gradient():
    """An eigenvector of A that isn't orthogonal to p is none of S."""
    x, y = sp.symbols("x y", real=True)
    s = SurfaceSetting(sg.Graph((x**2 + 3 * y**2) / 2, (x, y), name="the bowl (x^2 + 3y^2)/2"))
    at = {x: 1, y: 1}
    u = s.vector([1, 0], "u")
    yield (
        s.surface.name,
        [
            s.step(
                "at a point",
                s.at(s["shape_operator"] @ u, at),
                s.at(s.A @ u / s.w, at),
                r"at $(1, 1)$ the vector $u = (1, 0)$ has $Au = u$, but $p\cdot u = 1$. It would be a "
                "principal direction, …",
                at,
            )
        ],
    )


claim = Claim(
    id="hessian-eigenvectors",
    title="Eigenvectors of the Hessian as principal directions",
    statement=r"If $\nabla^2\ell\,u = \lambda u$ and $\nabla\ell\cdot u = 0$, then $Su = (\lambda/w)\,u$. The difference "
    r"$S - \nabla^2\ell/w$ has rank at most one, that of the symmetric form $g^{-1/2}h\,g^{-1/2}$ rank at most two.",
    hypotheses=(
        r"$\ell$ is of class $C^2$",
        r"$N$ is the upward normal",
        r"$u$ is orthogonal to $\nabla\ell$ for the first statement",
    ),
    source="a perturbation of rank one; G. Golub and C. Van Loan, Matrix Computations, section 8.4",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
    parts=(
        Part(
            role="without hypotheses",
            statement=r"$\nabla^2\ell\,u = \lambda u$ alone gives $Su = (\lambda/w)\,u$.",
            about="graph",
            examples=along_the_gradient,
        ),
    ),
)
