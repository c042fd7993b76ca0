"""JAX: the closed forms, and automatic differentiation of the map (`jax.hessian` for a loss on data)."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from benchmarks.kernels.peers.base import Built, NotThere, Peer, unsuited
from benchmarks.kernels.subjects import Task

__all__ = ["PEERS"]


def _jax() -> Any:
    try:
        import jax
    except ImportError:
        raise NotThere("jax isn't installed") from None
    jax.config.update("jax_enable_x64", True)
    return jax


def _formula(task: Task) -> Built:
    unsuited(task)
    jax = _jax()
    return _built(jax, jax.jit(sp.lambdify(task.symbols, task.flat, modules="jax", cse=True)))


def _derived(task: Task) -> Built:
    """g, N, h, S, K, H and κ of every point, from the first and second derivatives of the map."""
    jax = _jax()
    if task.subject.on_data:
        return _network(jax, task)
    n = len(task.surface.coordinates)
    place = sp.lambdify(task.symbols, list(task.surface.map), modules="jax", cse=True)

    def point(x: Any, *numbers: Any) -> Any:
        def at(y: Any) -> Any:
            return jax.numpy.stack([jax.numpy.asarray(c, jax.numpy.float64) for c in place(*y, *numbers)])

        found = _quantities(jax, jax.jacfwd(at)(x), jax.hessian(at)(x))
        return jax.numpy.concatenate([found[name].reshape(-1) for name in task.subject.quantities])

    several = jax.vmap(point, (0, *[None] * (len(task.symbols) - n)))
    function = jax.jit(lambda *args: several(jax.numpy.stack(args[:n], 1), *args[n:]))
    return _built(jax, function, values=lambda found, count: np.asarray(found).T)


def _quantities(jax: Any, J: Any, second: Any) -> dict[str, Any]:
    """By the definitions of a textbook; J has a column for each tangent vector."""
    jnp, d = jax.numpy, J.shape[1]
    if d == 2:
        across = jnp.cross(J[:, 0], J[:, 1])
    else:  # graphs
        across = jnp.concatenate([-J[d, :], jnp.ones(1)])
    N = across / jnp.sqrt(across @ across)
    g, h = J.T @ J, jnp.einsum("aij,a->ij", second, N)
    S = jnp.linalg.inv(g) @ h if d != 2 else _inverse(jnp, g) @ h
    K, H = (S[0, 0] * S[1, 1] - S[0, 1] * S[1, 0] if d == 2 else jnp.linalg.det(S)), jnp.trace(S) / d
    rho = jnp.sqrt(jnp.maximum(H * H - K, 0.0))
    return {
        "metric": g,
        "normal": N,
        "second_fundamental_form": h,
        "shape_operator": S,
        "gaussian_curvature": K,
        "mean_curvature": H,
        "principal_curvatures": jnp.stack([H + rho, H - rho]),
    }


def _inverse(jnp: Any, g: Any) -> Any:
    return jnp.array([[g[1, 1], -g[0, 1]], [-g[1, 0], g[0, 0]]]) / (g[0, 0] * g[1, 1] - g[0, 1] * g[1, 0])


def _network(jax: Any, task: Task) -> Built:
    """h = A/w of the network, as its author writes it."""
    jnp = jax.numpy
    x, y = map(jnp.asarray, task.data.values())

    def loss(w: Any) -> Any:
        hidden = jnp.tanh(x @ w[:20].reshape(10, 2).T + w[30:40])
        return jnp.mean((hidden @ w[20:30] + w[40] - y) ** 2)

    def point(w: Any) -> Any:
        p = jax.grad(loss)(w)
        return (jax.hessian(loss)(w) / jnp.sqrt(1.0 + p @ p)).reshape(-1)

    one, several = jax.jit(point), jax.jit(jax.vmap(point))

    def call(args: list[Any]) -> Any:
        return (one if args[0].ndim == 1 else several)(args[0]).block_until_ready()

    def ready(args: list[Any]) -> list[Any]:
        points = jnp.stack([jnp.asarray(a) for a in args], axis=-1)
        return [points[0] if len(points) == 1 else points]

    return Built(call, ready=ready, values=lambda found, count: np.asarray(found).reshape(count, -1).T)


def _built(jax: Any, function: Any, **more: Any) -> Built:
    def ready(args: list[Any]) -> list[Any]:
        return [jax.numpy.atleast_1d(jax.numpy.asarray(a)) if isinstance(a, np.ndarray) else a for a in args]

    def call(args: list[Any]) -> Any:
        return jax.block_until_ready(function(*args))

    return Built(call, ready=ready, **more)


PEERS = (Peer("jax", "JAX, formula", _formula), Peer("jax_hessian", "JAX, autodiff", _derived))
