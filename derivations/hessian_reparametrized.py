"""The Hessian of a composed function."""

import sympy as sp

import symgeom as sg
from symgeom.claims import Claim, SurfaceSetting
from symgeom.errors import InputError


def any_dimension(s):
    f = s.graph
    p, A, B, x, y = f.gradient, f.hessian, f.operator("B"), f.vector("x"), f.vector("y")
    slope = p.dot(B @ y)
    yield s.step(
        "gradient",
        slope,
        (B.T @ p).dot(y),
        r"let $\varphi$ be linear with the matrix $B$. The derivative of $\ell\circ\varphi$ along $y$ "
        r"is that of $\ell$ along $By$",
    )
    yield s.step(
        "Hessian",
        f.derive(slope, B @ x).named(r"D_{Bx}(p\cdot By)"),
        x.dot(B.T @ A @ B @ y),
        "a second derivative, along $x$, is …. In general the derivative of $B$ along $x$ adds "
        r"$p\cdot\nabla^2\varphi(x, y)$, which vanishes where $p = 0$",
    )


def composed(d):
    """The chain rule in the jets of an undefined function and an undefined map."""
    x = sp.symbols(f"x_1:{d + 1}", real=True)
    phi = [sp.Function(f"phi_{k + 1}", real=True)(*x) for k in range(d)]
    ell = sp.Function("ell", real=True)
    s = SurfaceSetting(sg.Graph(ell(*phi), x, name="the composed function"))
    inner = tuple(s.element(e) for e in phi)

    def jet(*indices):
        return s.field.jet(ell, inner, tuple(indices.count(i) for i in range(d)))

    p = s.tensor("p", (d,), lambda i: jet(i))
    A = s.tensor("A", (d, d), lambda i, j: jet(i, j))
    B = s.tensor("B", (d, d), lambda i, j: s.derivative(inner[i], j))
    turn = s.tensor(
        r"\sum_k p_k\nabla^2\varphi_k",
        (d, d),
        lambda i, j: s.field.sum(p.entries[k] * s.derivative(B.entries[k][i], j) for k in range(d)),
    )
    slope = s.p.named(r"\nabla(\ell\circ\varphi)")
    hessian = s.A.named(r"\nabla^2(\ell\circ\varphi)")
    flat = {s.field.plain(e): sp.S.Zero for e in p}

    def critical(t, latex):
        return t.map(lambda e: s.element(_without(s.field.plain(e), flat)), latex)

    yield s.step(
        "gradient",
        slope,
        B.T @ p,
        r"let $p = (\nabla\ell)\circ\varphi$, $A = (\nabla^2\ell)\circ\varphi$ and $B = d\varphi$. By "
        r"the chain rule …, so critical points of $\ell$ are critical points of $\ell\circ\varphi$",
    )
    yield s.step("Hessian", hessian, B.T @ A @ B + turn, "a second derivative is …")
    yield s.step(
        "at a critical point",
        critical(hessian, r"\left.\nabla^2(\ell\circ\varphi)\right|_{p=0}"),
        B.T @ A @ B,
        "where $p = 0$, …",
    )


def _without(e, flat):
    return e.xreplace(flat)


def examples():
    for d in (1, 2, 3):
        yield f"arbitrary ℓ and φ, d = {d}", composed(d)


def on_surface(s):
    """On a given graph: composed with a quadratic change of variables."""
    if s.surface.functions:
        raise InputError(f"{s.surface.name}: parameters are changed only in a given function")
    x, d = s.surface.coordinates, s.dimension
    y = [sp.Symbol(f"y_{i + 1}", real=True) for i in range(d)]
    phi = [y[i] + (y[(i + 1) % d] ** 2 if d > 1 else y[0] ** 3) for i in range(d)]
    images = dict(zip(x, phi))
    t = SurfaceSetting(sg.Graph(s.surface.ell.xreplace(images), y, name="the composed function"))
    p = t.vector([s.field.plain(e).xreplace(images) for e in s.p], "p")
    A = t.matrix(sp.Matrix(d, d, [s.field.plain(e).xreplace(images) for e in s.A]), "A")
    B = t.matrix(sp.Matrix(phi).jacobian(y), "B")
    turn = t.tensor(
        r"\sum_k p_k\nabla^2\varphi_k",
        (d, d),
        lambda i, j: t.field.sum(p.entries[k] * t.derivative(B.entries[k][i], j) for k in range(d)),
    )
    yield t.step(
        "Hessian",
        t.A.named(r"\nabla^2(\ell\circ\varphi)"),
        B.T @ A @ B + turn,
        r"$\varphi_i = y_i + y_{i+1}^2$, cyclic" if d > 1 else r"$\varphi = y + y^3$",
    )


claim = Claim(
    id="hessian-reparametrized",
    title="The Hessian of a composed function",
    statement=r"$\nabla^2(\ell\circ\varphi) = B^{\mathsf T}AB + \sum_k\partial_k\ell\,\nabla^2\varphi_k$ with "
    r"$B = d\varphi$ and $A = (\nabla^2\ell)\circ\varphi$; at a critical point of $\ell$ it is $B^{\mathsf T}AB$.",
    hypotheses=(r"$\ell$ and $\varphi$ are of class $C^2$",),
    source="the chain rule; L. Dinh et al., ICML 2017, section 5",
    about="graph",
    any_dimension=any_dimension,
    on_surface=on_surface,
    examples=examples,
    concrete=True,
)
