"""Claims and their verdicts.

`tensor` (terms that print themselves), `arrays`, `authored` and `symbols` (what they are of), `steps`, `order`
(inequalities), `points` (values put in), `expressions` (a field of given expressions), `settings` (surfaces, one or several
`together`), `anydimension`, `summary` (from steps to a verdict), `claim` (statements, their parts, the checker),
`catalogue` (the folder ``derivations/``). Names are imported when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symgeom.claims.anydimension import AnyDimension as AnyDimension
    from symgeom.claims.catalogue import Claims as Claims
    from symgeom.claims.catalogue import claims as claims
    from symgeom.claims.catalogue import read_claims as read_claims
    from symgeom.claims.claim import Claim as Claim
    from symgeom.claims.claim import Derivation as Derivation
    from symgeom.claims.claim import Part as Part
    from symgeom.claims.expressions import Expressions as Expressions
    from symgeom.claims.expressions import Setting as Setting
    from symgeom.claims.settings import SurfaceSetting as SurfaceSetting
    from symgeom.claims.settings import together as together
    from symgeom.claims.steps import Step as Step
    from symgeom.claims.steps import StepVerdict as StepVerdict
    from symgeom.claims.tensor import Tensor as Tensor

_CHAPTERS = {
    "anydimension": ("AnyDimension",),
    "catalogue": ("Claims", "claims", "read_claims"),
    "claim": ("Claim", "Derivation", "Part"),
    "expressions": ("Expressions", "Setting"),
    "settings": ("SurfaceSetting", "together"),
    "steps": ("Step", "StepVerdict"),
    "tensor": ("Tensor",),
}
_HOMES = {name: chapter for chapter, names in _CHAPTERS.items() for name in names}

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

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
