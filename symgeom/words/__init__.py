"""The algebra of unspecified dimension: identities of vectors and operators, decided for every d at once.

The chapters: `coefficients` (fractions), `alphabet` (words and their normal form), `sums` and `determinants` (arithmetic of
sums of words), `rewriting` (facts as rules), `exact` (rational matrices, dual numbers), `instances`, `statement`, `evaluation`,
`printing`, `expression` (formulas with a normal form), `calculus`, `substitution`, `decision`, `frames` (declaring letters),
`graph_frame` and `moving` (the two frames that geometry needs).

**Source**: the reductions are Sylvester's and Woodbury's identities and the canonical form of contractions;
facts are completed by T. Mora's noncommutative Gröbner bases.

>>> from symgeom.words import GraphFrame
>>> f = GraphFrame()
>>> p, A, I, w = f.gradient, f.hessian, f.identity, f.w
>>> g = (I + p.outer(p)).named("g")
>>> f.decide(g.inverse(), I - p.outer(p) / w**2).status
'proved'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgeom.words.alphabet import LINE as LINE
    from symgeom.words.alphabet import Space as Space
    from symgeom.words.decision import Decision as Decision
    from symgeom.words.decision import InstanceWitness as InstanceWitness
    from symgeom.words.expression import Expression as Expression
    from symgeom.words.frames import Alphabet as Alphabet
    from symgeom.words.graph_frame import GraphFrame as GraphFrame
    from symgeom.words.graph_frame import Stack as Stack
    from symgeom.words.instances import Instance as Instance
    from symgeom.words.moving import MovingFrame as MovingFrame

# What draws a formula needs `notation` alone: the rest is read when it is first asked for.
_HOMES = {
    "LINE": "alphabet",
    "Alphabet": "frames",
    "Decision": "decision",
    "Expression": "expression",
    "GraphFrame": "graph_frame",
    "Instance": "instances",
    "InstanceWitness": "decision",
    "MovingFrame": "moving",
    "Space": "alphabet",
    "Stack": "graph_frame",
}

__all__ = [
    "LINE",
    "Alphabet",
    "Decision",
    "Expression",
    "GraphFrame",
    "Instance",
    "MovingFrame",
    "Space",
    "Stack",
    "InstanceWitness",
]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'symgeom.words' has no attribute {name!r}")
        return getattr(importlib.import_module(f"symgeom.words.{_HOMES[name]}"), name)
