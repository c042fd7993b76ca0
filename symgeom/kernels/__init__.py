"""Numeric kernels: the closed forms of a surface as fast functions, and as files that run without symgeom.

**Here, in order.** `naming` (safe names), `operations` (what a step can do), `constants`, `program` (a kernel as data),
`nodes`, `lowering`, `principal`, `forward` and `perturbation` (derivatives), `sharing` (SymPy to steps), `conditions` (facts
that a call checks), `quiet`, `results`, `incoming`, `memory`, `filling`, `calling` and `traced` (what is done with a call, in
generated files), `backend`, `python`, `rows`, `in_numpy`, `elementary`, `pieces`, `compiled`, `building`, `native`, `jitted`,
`pointwise`, `libraries` (what backends share), `backends` (steps to a language, a file each), `binding`, `beyond` (arrays of
dask and others), `kernel` (what a user holds), `compile` (all of it in one call).
"""

from symgeom.kernels.backends import names as backend_names
from symgeom.kernels.compile import compile_kernel
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.memory import empty_pool
from symgeom.kernels.program import Argument
from symgeom.kernels.results import KernelResult

__all__ = ["Argument", "Kernel", "KernelResult", "backend_names", "compile_kernel", "empty_pool"]
