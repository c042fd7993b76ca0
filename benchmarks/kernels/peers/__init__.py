"""Who computes: one file a kind of peer. Their libraries are imported when they are asked, so that what isn't there is told."""

from benchmarks.kernels.peers import (
    by_casadi,
    by_drjit,
    by_heyoka,
    by_jax,
    by_numba,
    by_symengine,
    by_symforce,
    by_sympy,
    by_torch,
    hand,
    ours,
)
from benchmarks.kernels.peers.base import Built, NotThere, Peer

__all__ = ["PEERS", "Built", "NotThere", "Peer"]

PEERS: dict[str, Peer] = {
    peer.name: peer
    for room in (
        hand,
        ours,
        by_sympy,
        by_numba,
        by_symengine,
        by_symforce,
        by_casadi,
        by_heyoka,
        by_drjit,
        by_jax,
        by_torch,
    )
    for peer in room.PEERS
}
