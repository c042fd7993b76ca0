"""Random claims in files as a user writes them, read and checked through the public interface: `Claim`, d = 1..5.

What is here: `text`, the source of a claim file; `claim`, one draw: its file is written, read and checked, and the verdict is
held against matrices that know nothing of words (`frames`). The terms, true rewritings and slips are those of `frames`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from symgeom.claims.catalogue import read_claims

from . import frames
from .frames import Draw, Outcome

__all__ = ["KINDS", "claim", "text"]

KINDS = ("moving", "facts", "graph", "parametrized")
_FORMS = {
    **{"mul": "({} @ {})", "add": "({} + {})", "sub": "({} - {})", "neg": "(-{})", "twice": "(2 * {})"},
    **{"T": "{}.T", "inv": "{}.inverse()", "outer": "{}.outer({})", "dot": "{}.dot({})"},
    **{"tr": "{}.trace()", "D": "f.derive({}, x)"},
}
_HEAD = '''"""A claim of my own."""

{imports}from symgeom.claims import Claim


def steps(s):
{letters}
    left = {left}
    right = {right}
    yield s.step("drawn", left, right, "drawn at random")


claim = Claim(
    id="drawn",
    title="A drawn claim",
    statement="The two sides agree.",
    source="drawn at random",
    {where},
)
'''
_MOVING = """f = s.moving
g, h, S, J, dN, N = f.metric, f.second_form, f.shape_operator, f.jacobian, f.normal_derivative, f.normal
gi, x, y = g.inverse(), f.vector("x"), f.vector("y")"""
_FACTS = """f = s.graph
V, line = f.space, f.zero_vector.columns
Q, e = f.letter("Q", V, V, sampler=_orthogonal), f.letter("e", V, line, sampler=_unit)
P = f.letter("P", V, V, symmetric=True, sampler=_projector)
for a, b in ((Q.T @ Q, f.identity), (Q @ Q.T, f.identity), (P @ P, P), (P @ e, e), (e.dot(e), 1)):
    f.fact(a, b)
x, M, B = f.vector("x"), f.operator("M", symmetric=True), f.letter("B_2", V, V, invertible=True)"""
_SURFACE = """g, h, S = s["metric"], s["second_fundamental_form"], s["shape_operator"]
gi, III, J, N = s["inverse_metric"], s["third_fundamental_form"], s["jacobian"], s["normal"]"""


def text(e: Any) -> str:
    """The term as Python that a claim file holds."""
    return e if isinstance(e, str) else _FORMS[e[0]].format(*map(text, e[1:]))


def claim(seed: int) -> Outcome:
    """One claim file; its kind and dimension go with the number."""
    kind, d = KINDS[seed % len(KINDS)], 1 + (seed // len(KINDS)) % 5
    table, rules, letters, where, space = _settings(kind, d)
    random = Random(f"claim:{seed}")
    draw = Draw(random, table, derive=kind == "moving")
    sides = frames.drawn_sides(draw, rules, 1 if "dimensions" in where else random.randint(1, 2))
    imports = f"from {frames.__name__} import _orthogonal, _projector, _unit\n" * (kind == "facts")
    source = _HEAD.format(
        imports=imports,
        letters="\n".join(f"    {line}" for line in letters.splitlines()),
        left=text(sides[0]),
        right=text(sides[1]),
        where=where,
    )
    status, said = frames.decided(sides, lambda: _checked(source))
    dimensions = (d,) if "dimensions" in where else frames.DIMENSIONS
    return Outcome(sides, status, frames.truth(*sides, space, seed, dimensions), f"{kind}, d = {d}: {said}")


def _settings(kind: str, d: int) -> tuple[Any, Any, str, str, Callable[[int, int], Any]]:
    if kind == "moving":
        return frames.FRAME, frames.FRAME_RULES, _MOVING, "any_dimension=steps", frames.geometry
    if kind == "facts":
        return frames.FACTS, frames.FACT_RULES, _FACTS, "any_dimension=steps", frames.matrices
    graph = kind == "graph" or d > 2  # an arbitrary parametrization of more dimensions takes minutes
    about = '"graph"' if graph else '"hypersurface"'
    given = f"dimensions=({d},)" if graph else f"dimensions=(), parametrized=({d},)"
    where = f"on_surface=steps, about={about}, {given}"

    def space(n: int, k: int) -> Any:
        return frames.geometry(n, k, graph=graph)

    return frames.SURFACE, frames.SURFACE_RULES, _SURFACE, where, space


def _checked(source: str) -> Any:
    """The verdict on the claim of a file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.py"
        path.write_text(source)
        (found,) = read_claims(path)
        return found.check()
