"""The exact error of reading curvature off the Hessian away from critical points."""

import sympy as sp

from symgeom.claims import Claim, Expressions


def any_dimension(s):
    f = s.graph
    p, A, I, w, d = f.gradient, f.hessian, f.identity, f.w, f.d
    x, t = f.vector("x"), f.parameter("t")
    g = (I + p.outer(p)).named("g")
    root = (I + p.outer(p) / (w + 1)).named("g^{1/2}")
    inverse_root = (I - p.outer(p) / (w * (w + 1))).named("g^{-1/2}")
    S = (g.inverse() @ A / w).named("S")
    M = inverse_root @ (A / w) @ inverse_root
    yield s.step("Gaussian curvature", S.det().named("K"), A.det() / w ** (d + 2), r"since $\det g = w^2$, …")
    yield s.step(
        "congruence",
        root @ S,
        M @ root,
        r"the operator $S$ is similar to $g^{-1/2}(A/w)\,g^{-1/2}$, …, which is congruent to $A/w$",
    )
    inverse = g.inverse()
    skew = p.outer(x) - x.outer(p)
    yield s.step(
        "upper bound",
        x.dot(x) - x.dot(inverse @ x),
        p.dot(x) ** 2 / w**2,
        "the matrix $g^{-1}$ lies between $I/w^2$ and $I$. On the one hand …, a square, so that "
        r"$x\cdot g^{-1}x\le x\cdot x$",
    )
    yield s.step(
        "lower bound",
        x.dot(inverse @ x) - x.dot(x) / w**2,
        (skew.T @ skew).trace() / (2 * w**2),
        "on the other hand, with half the sum of the squares of $p_ix_j - x_ip_j$ (Lagrange), …, so "
        r"that $x\cdot g^{-1}x\ge x\cdot x/w^2$",
    )
    yield s.step(
        "eigenvalues",
        (t * I - inverse).det(),
        (t - 1) ** (d - 1) * (t - 1 / w**2),
        "more precisely, its eigenvalues are $1$, $d - 1$ times, and $1/w^2$, for …. By Ostrowski's "
        r"theorem the ordered eigenvalues of $TAT^{\mathsf T}$ are $\vartheta_i\lambda_i(A)$ with "
        r"$\vartheta_i$ between the smallest and the greatest eigenvalue of $TT^{\mathsf T}$. With $T "
        r"= g^{-1/2}$ this says that $\kappa_i = \vartheta_i\lambda_i(A)/w$ and "
        r"$1/w^2\le\vartheta_i\le1$",
    )
    yield s.step(
        "lower end", inverse @ p, p / w**2, "the lower bound is attained in the direction of the gradient"
    )
    yield s.step(
        "upper end",
        inverse @ x - x,
        -p * p.dot(x) / w**2,
        "the upper bound is attained orthogonally to it, for …",
    )


def on_surface(s):
    K, S, A, w, p = s["gaussian_curvature"], s["shape_operator"], s.A, s.w, s.p
    d, sign = s.dimension, s.surface.orientation
    yield s.step(
        "Gaussian curvature",
        K,
        sign**d * (A.det() / w ** (d + 2)).named(r"\frac{\det A}{w^{d + 2}}"),
        r"since $\det g = w^2$, …",
    )
    yield s.step(
        "shape operator",
        w * S,
        sign * (s["inverse_metric"] @ A),
        "the principal curvatures are the eigenvalues of $g^{-1}A/w$, for …",
    )
    x = s.unknowns("x", d)
    inverse = s["inverse_metric"]
    yield s.step(
        "upper bound",
        w**2 * (x.dot(x) - x.dot(inverse @ x)),
        p.dot(x) ** 2,
        r"the difference of $I$ and $g^{-1}$ is not negative, …, so that $x\cdot g^{-1}x\le x\cdot x$",
    )
    P, X = p.entries, x.entries
    squares = s.tensor(
        r"\sum_{i<j}\left(p_ix_j - p_jx_i\right)^2",
        (),
        lambda: s.field.sum((P[i] * X[j] - P[j] * X[i]) ** 2 for j in range(d) for i in range(j)),
    )
    yield s.step(
        "lower bound",
        w**2 * x.dot(inverse @ x) - x.dot(x),
        squares,
        r"nor is that of $g^{-1}$ and $I/w^2$, …, so that $x\cdot g^{-1}x\ge x\cdot x/w^2$",
    )


def two_dimensions():
    """d = 2 in the eigenframe of A: the characteristic polynomial of w S at the four bounds."""
    p = sp.symbols("p_1 p_2", real=True)
    for name, l1, l2, where in _cases():
        s = Expressions([*p, l1, l2], where=where)
        w2 = 1 + p[0] ** 2 + p[1] ** 2
        a, b = s.scalar(l1), s.scalar(l2)
        w_2 = s.scalar(w2, "w^2")
        trace = a * (s.scalar(1) - s.scalar(p[0]) ** 2 / w_2) + b * (s.scalar(1) - s.scalar(p[1]) ** 2 / w_2)
        T, D = trace.named("T"), (a * b / w_2).named("D")

        def chi(t, T=T, D=D):
            return (t * t - T * t + D).named(rf"\chi\left({t.latex}\right)")

        zero = s.scalar(0)
        outer = [a, b / w_2] if name != "two negative curvatures" else [a / w_2, b]
        inner = [b, a / w_2] if name != "two negative curvatures" else [b / w_2, a]
        if name == "curvatures of both signs":
            outer, inner = [a, b], [a / w_2, b / w_2]
        reason = (
            r"let $\chi(t) = t^2 - Tt + D$ be the characteristic polynomial of $wS = g^{-1}A$, computed in an "
            r"eigenframe of $A$; its roots are $w\kappa_1\ge w\kappa_2$. "
        )
        steps = [
            s.at_least(
                "outside",
                chi(t),
                zero,
                reason + r"Points with $\chi\ge0$ do not lie strictly between the roots",
            )
            for t in outer
        ]
        steps += [
            s.at_least("inside", zero, chi(t), r"points with $\chi\le0$ lie between them") for t in inner
        ]
        steps.append(
            s.step(
                "value",
                chi(a),
                a * (a - b) * s.scalar(p[0]) ** 2 / w_2,
                rf"together with …, this says that {_CONCLUSION[name]}",
            )
        )
        yield f"d = 2, {name}", steps


_CONCLUSION = {
    "two positive curvatures": r"$\lambda_1/w^2\le w\kappa_1\le\lambda_1$ and $\lambda_2/w^2\le w\kappa_2\le\lambda_2$",
    "two negative curvatures": r"$\lambda_1\le w\kappa_1\le\lambda_1/w^2$ and $\lambda_2\le w\kappa_2\le\lambda_2/w^2$",
    "curvatures of both signs": r"$\lambda_1/w^2\le w\kappa_1\le\lambda_1$ and $\lambda_2\le w\kappa_2\le\lambda_2/w^2$",
}


def _cases():
    l, m = sp.symbols("lambda_1 lambda_2", real=True)
    a, b = sp.symbols("lambda_1 lambda_2", nonnegative=True)
    yield "two positive curvatures", a, b, [a >= b]
    yield "two negative curvatures", l, m, [l <= 0, m <= 0, l >= m]
    yield "curvatures of both signs", l, m, [l >= 0, m <= 0]


def one_dimension():
    p, a = sp.symbols("p a", real=True)
    w = sp.sqrt(1 + p**2)
    s = Expressions([p, a, w])
    theta, bound = s.scalar(1 / w**2, r"\vartheta"), s.scalar(1 / w**2)
    yield (
        "d = 1",
        [
            s.step(
                "curvature",
                s.scalar(a / w**3, r"\kappa"),
                theta * s.scalar(a) / s.scalar(w, "w"),
                r"a single curvature has $\vartheta = 1/w^2$",
            ),
            s.at_least("not less", theta, bound, "it attains the lower bound"),
            s.at_least("not more", s.scalar(1), theta, r"and as $w^2 = 1 + p^2\ge1$, …"),
        ],
    )


def examples():
    yield from one_dimension()
    yield from two_dimensions()


claim = Claim(
    id="off-critical",
    title="Away from critical points: the exact error",
    statement=r"On the graph of $\ell$, $K = \det A/w^{d+2}$, and the principal curvatures in decreasing order are "
    r"$\kappa_i = \vartheta_i\lambda_i(A)/w$ with $1/w^2\le\vartheta_i\le1$, where $\lambda_i(A)$ are the ordered "
    r"eigenvalues of the Hessian $A$.",
    hypotheses=(r"$\ell$ is of class $C^2$", r"$N$ is the upward normal"),
    source="A. Ostrowski (1959); R. Horn and C. Johnson, Matrix Analysis, thm. 4.5.9",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
    examples=examples,
)
