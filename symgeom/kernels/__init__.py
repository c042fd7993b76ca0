"""Numeric kernels: the closed forms of a surface as fast functions, and as files that run without symgeom.

**Here, in order.** `naming` (safe names), `program` (a kernel as data), `graph`, `lowering`, `principal`,
`sharing` (SymPy to steps), `conditions` (the facts that a call checks), `backends` (steps to a language, a file
each), `kernel` (what a user holds), `compile` (all of it in one call).
"""

from symgeom.kernels.backends import names as backend_names
from symgeom.kernels.compile import compile_kernel
from symgeom.kernels.kernel import Kernel, KernelResult
from symgeom.kernels.program import Argument

__all__ = ["Argument", "Kernel", "KernelResult", "backend_names", "compile_kernel"]
