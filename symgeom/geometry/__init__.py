"""The geometry of charts, in the order of a textbook; the imports are the lemmas.

`firstform` (1), `intrinsic` (2), `normal` (3), `secondform` (4), `curvature` with `spectrum` (5); the classes `Metric`,
`Immersion`, `Hypersurface`, `Graph` are tables of contents.
"""

from symgeom.geometry.graph import Graph
from symgeom.geometry.hypersurface import Hypersurface
from symgeom.geometry.immersion import Immersion
from symgeom.geometry.metric import Metric
from symgeom.geometry.quantity import Quantity

__all__ = ["Graph", "Hypersurface", "Immersion", "Metric", "Quantity"]
