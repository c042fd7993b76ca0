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

from symgeom.words.alphabet import LINE, Space
from symgeom.words.decision import Decision, InstanceWitness
from symgeom.words.expression import Expression
from symgeom.words.frames import Alphabet
from symgeom.words.graph_frame import GraphFrame, Stack
from symgeom.words.instances import Instance
from symgeom.words.moving import MovingFrame

__all__ = [
    "LINE",
    "Alphabet",
    "Decision",
    "Expression",
    "GraphFrame",
    "Instance",
    "InstanceWitness",
    "MovingFrame",
    "Space",
    "Stack",
]
