"""Claims and their verdicts.

`tensor` (terms that print themselves), `settings` (one surface, or any dimension), `claim` (steps and the checker),
`catalogue` (the folder ``derivations/``).
"""

from symgeom.claims.catalogue import Claims, read_claims
from symgeom.claims.claim import Claim, StepVerdict
from symgeom.claims.settings import AnyDimension, Step, SurfaceSetting
from symgeom.claims.tensor import Tensor

__all__ = [
    "AnyDimension",
    "Claim",
    "Claims",
    "Step",
    "StepVerdict",
    "SurfaceSetting",
    "Tensor",
    "claims",
    "read_claims",
]

claims = Claims()
