"""Claims and their verdicts.

`tensor` (terms that print themselves), `arrays` and `symbols` (what they are made of), `steps`, `order` (inequalities),
`points` (values put in), `expressions` (a field of given expressions), `settings` (surfaces, one or several `together`),
`anydimension`, `summary` (from steps to a verdict), `claim` (statements, their parts, the checker), `catalogue` (the folder
``derivations/``).
"""

from symgeom.claims.anydimension import AnyDimension
from symgeom.claims.catalogue import Claims, read_claims
from symgeom.claims.claim import Claim, Derivation, Part
from symgeom.claims.expressions import Expressions, Setting
from symgeom.claims.settings import SurfaceSetting, together
from symgeom.claims.steps import Step, StepVerdict
from symgeom.claims.tensor import Tensor

__all__ = [
    "AnyDimension",
    "Claim",
    "Claims",
    "Derivation",
    "Expressions",
    "Part",
    "Setting",
    "Step",
    "StepVerdict",
    "SurfaceSetting",
    "Tensor",
    "claims",
    "read_claims",
    "together",
]

claims = Claims()
