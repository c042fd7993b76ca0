"""The torch backend: kernels to be differentiated, mapped and compiled: `backward`, `torch.func`, `torch.compile`.

**Here.** `BACKEND`. Arguments and results are tensors; a result is a tree of tensors for `torch.func`.

**Convention.** The floating type and the device of the tensors of a call are kept; numbers and arrays of NumPy come along. A
call without tensors and arrays is in float64, whatever torch is set to.
"""

from symgeom.kernels.backend import Backend
from symgeom.kernels.printing import libraries
from symgeom.kernels.steps.program import Program

__all__ = ["BACKEND"]


def _source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    return libraries.source(
        program,
        "torch.py.j2",
        {},
        made_of="PyTorch",
        needs="PyTorch and NumPy",
        numbers="Everything is computed in the floating type and on the device of the tensors that come in.",
        imports="import numpy as _np\nimport torch as _xp\nimport torch.utils._pytree as _pytree",
    )


BACKEND = Backend(
    suffix=".py",
    requires={"numpy": "pip install numpy", "torch": "pip install 'symgeom[torch]'"},
    arrays="torch.Tensor",
    source=_source,
    load=libraries.load,
)
