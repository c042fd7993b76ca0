"""The jax backend: kernels to be compiled, mapped and differentiated: `jax.jit`, `jax.vmap`, `jax.grad`, `jax.hessian`.

**Here.** `BACKEND`. Arguments and results are arrays of JAX; a result is a tree of arrays for JAX.

**Convention.** The floating type of the arrays of a call is kept. JAX is set to 32 bits at first: single numbers are then
float32, and arrays of 64 bits an error instead of a silent loss.
"""

from symgeom.kernels.backend import Backend
from symgeom.kernels.printing import libraries
from symgeom.kernels.steps.program import Program

__all__ = ["BACKEND"]


def _source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    return libraries.source(
        program,
        "jax.py.j2",
        {"erf": "_special.erf", "erfc": "_special.erfc", "log1p": "_log1p", "atanh": "_atanh"},
        made_of="JAX",
        needs="JAX and NumPy",
        numbers="Everything is computed in the floating type of the arrays that come in; single numbers have JAX's own.",
        imports="import jax as _jax\nimport jax.numpy as _xp\nimport jax.scipy.special as _special\nimport numpy as _np\n"
        "from jax.scipy.linalg import solve_triangular as _triangular",
    )


BACKEND = Backend(
    suffix=".py",
    requires={"numpy": "pip install numpy", "jax": "pip install 'symgeom[jax]'"},
    arrays="jax.Array",
    source=_source,
    load=libraries.load,
)
