"""Numeric kernels: the closed forms of a surface as fast functions, and as files that run without symgeom.

The rooms, each knowing only those before it:

- `steps`: a kernel as plain data: the operations, steps with safe names, loops over points and data;
- `values`: from the formulas of a surface to steps: lowering, derivatives, principal curvatures, conditions, sharing;
- `running`: what is done with a call: arguments, chunks, memory, masks, results; mostly text that generated files hold too;
- `printing`: what backends share when they write a program down;
- `backends`: a language or library a file, each with a `backend`.

`kernel` is what a user holds, `compile` all of it in one call.
"""

from symgeom.kernels.backends import names as backend_names
from symgeom.kernels.compile import compile_kernel
from symgeom.kernels.kernel import Kernel
from symgeom.kernels.running.memory import empty_pool
from symgeom.kernels.running.results import KernelResult
from symgeom.kernels.steps.program import Argument

__all__ = ["Argument", "Kernel", "KernelResult", "backend_names", "compile_kernel", "empty_pool"]
