"""symgeom: a symbolic derivation engine for the geometry of hypersurfaces.

>>> import sympy as sp, symgeom as sg
>>> x, y = sp.symbols("x y", real=True)
>>> sg.Graph(x**2 - y**2, (x, y)).gaussian_curvature
-4/(4*(x**2 + y**2) + 1)**2

Names are imported when they are first used, so that `import symgeom` costs little more than `import sympy`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from symgeom._version import __version__

if TYPE_CHECKING:
    from symgeom import losses as losses
    from symgeom import surfaces as surfaces
    from symgeom.algebra.ring.budget import limits as limits
    from symgeom.claims.catalogue import claims as claims
    from symgeom.claims.claim import Claim as Claim
    from symgeom.decision.identities import decide as decide
    from symgeom.decision.verdict import Verdict as Verdict
    from symgeom.errors import BudgetError as BudgetError
    from symgeom.errors import InputError as InputError
    from symgeom.errors import SymgeomError as SymgeomError
    from symgeom.errors import ToolError as ToolError
    from symgeom.geometry import Graph as Graph
    from symgeom.geometry import Hypersurface as Hypersurface
    from symgeom.geometry import Immersion as Immersion
    from symgeom.geometry import Metric as Metric
    from symgeom.input import load as load
    from symgeom.kernels.kernel import Kernel as Kernel
    from symgeom.notes.document import Notes as Notes
    from symgeom.notes.document import notes as notes
    from symgeom.parts.formula import Formula as Formula

_HOMES = {
    "Graph": "symgeom.geometry",
    "Hypersurface": "symgeom.geometry",
    "Immersion": "symgeom.geometry",
    "Metric": "symgeom.geometry",
    "Claim": "symgeom.claims.claim",
    "Formula": "symgeom.parts.formula",
    "Kernel": "symgeom.kernels.kernel",
    "Notes": "symgeom.notes.document",
    "BudgetError": "symgeom.errors",
    "InputError": "symgeom.errors",
    "SymgeomError": "symgeom.errors",
    "ToolError": "symgeom.errors",
    "Verdict": "symgeom.decision.verdict",
    "claims": "symgeom.claims.catalogue",
    "decide": "symgeom.decision.identities",
    "limits": "symgeom.algebra.ring.budget",
    "load": "symgeom.input",
    "losses": "",
    "notes": "symgeom.notes.document",
    "surfaces": "",
}

__all__ = [
    "BudgetError",
    "Claim",
    "Formula",
    "Graph",
    "Hypersurface",
    "Immersion",
    "InputError",
    "Kernel",
    "Metric",
    "Notes",
    "SymgeomError",
    "ToolError",
    "Verdict",
    "__version__",
    "claims",
    "decide",
    "limits",
    "load",
    "losses",
    "notes",
    "surfaces",
]

# Two public names are also names of rooms, which an import of one of their files would put here in their place, once. So
# that is done now (the rooms import nothing by themselves), and undone: the names are then found in `_HOMES`.
importlib.import_module("symgeom.claims")
importlib.import_module("symgeom.notes")
del globals()["claims"], globals()["notes"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module 'symgeom' has no attribute {name!r}")
        home = _HOMES[name]
        module = importlib.import_module(home or f"symgeom.{name}")
        value = getattr(module, name) if home else module
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
