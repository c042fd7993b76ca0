"""A user's script for the type checker alone: each line marked `# error: code` must be refused with it, and no other."""

import sympy as sp
from typing_extensions import assert_type

import symgeom as sg

u, v = sp.symbols("u v", real=True)
R, r = sp.symbols("R r", positive=True)
ring = R + r * sp.cos(v)
torus = sg.Hypersurface(
    [ring * sp.cos(u), ring * sp.sin(u), r * sp.sin(v)], (u, v), where=[R > r], name="torus"
)
loss = sg.Graph(u**2 * v, (u, v))

# What a quantity is
assert_type(torus.gaussian_curvature, sp.Expr)
assert_type(torus.volume_element, sp.Expr)
assert_type(torus.shape_operator, sp.ImmutableMatrix)
assert_type(torus.normal, sp.ImmutableMatrix)
assert_type(torus.metric, sg.Metric)
assert_type(torus.metric.matrix, sp.ImmutableMatrix)
assert_type(torus.metric.christoffel_symbols, sp.ImmutableDenseNDimArray)
assert_type(torus.metric.scalar_curvature, sp.Expr)
assert_type(sg.surfaces.helix().torsion, sp.Expr)
assert_type(sg.surfaces.helix().tangent, sp.ImmutableMatrix)
assert_type(loss.metric, sg.Metric)
assert_type(loss.mean_curvature, sp.Expr)
assert_type(loss.hessian, sp.ImmutableMatrix)
assert_type(sg.Hypersurface.gaussian_curvature.name, str)

# What makes another surface
assert_type(torus.flipped(), sg.Hypersurface)
assert_type(loss.flipped(), sg.Graph)
assert_type(loss.reparametrize({u: v, v: u}, (u, v)), sg.Hypersurface)
assert_type(sg.Graph.abstract(2), sg.Graph)
assert_type(sg.surfaces.torus(), sg.Hypersurface)
assert_type(sg.surfaces.torus.source, str)
assert_type(sg.losses.rosenbrock(2), sg.Graph)

# Verdicts and kernels
verdict = sg.decide(sp.sqrt(u**2), sp.Abs(u))
assert_type(verdict, sg.Verdict)
assert_type(sg.claims["weingarten"].check(on=torus), sg.Verdict)
kernel = torus.kernel(["gaussian_curvature"])
assert_type(kernel, sg.Kernel)
assert_type(sg.notes(torus), sg.Notes)
kernel(0.0, 1.0, R=2.0, r=1.0)

# Slips
torus.metric.gausian  # error: attr-defined
torus.gausian_curvature  # error: attr-defined
torus.gaussian_curvature = sp.S.One  # error: assignment
torus.orientation = -1  # error: misc
torus.name = "other"  # error: misc
sg.surfaces.tors()  # error: attr-defined
sg.derive  # error: attr-defined
sg.Hypersurface([u, v, u], (u, v), domian={u: (0, 1)})  # error: call-arg
torus.hessian  # error: attr-defined
if sg.decide(u, u):  # error: truthy-bool
    pass
if verdict.status == "true":  # error: comparison-overlap
    pass
