"""The NumPy backend: three-address code in chunks that stay in the cache, every result written in place.

**Here.** `BACKEND`. Single numbers go through a function in plain floats of the same steps.
"""

from symgeom.kernels.backend import Backend
from symgeom.kernels.printing import python
from symgeom.kernels.printing.in_numpy import in_numpy
from symgeom.kernels.steps.program import Program

__all__ = ["BACKEND"]


def _source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    body, imports, given = in_numpy(program)
    return python.text(
        program,
        body,
        made_of="plain NumPy",
        needs="NumPy",
        numbers="Everything is computed and returned in float64, or in another floating point type by `dtype=`.",
        imports=imports,
        **given,
    )


BACKEND = Backend(
    suffix=".py",
    requires={"numpy": "pip install numpy"},
    arrays="numpy.ndarray",
    source=_source,
    load=python.load,
    rank=1,
)
