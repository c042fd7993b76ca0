"""The kernel a user holds: binds arguments, runs the generated source, saves it.

**Here.** `Kernel`. What a kernel computes is exactly what `source` says: the text is printed once, and that text runs.
"""

import os
import sys
import warnings
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NoReturn

from symgeom import output
from symgeom.errors import InputError, ToolError
from symgeom.kernels import backends
from symgeom.kernels.running.beyond import elsewhere
from symgeom.kernels.running.binding import Binding
from symgeom.kernels.running.building import BuildError
from symgeom.kernels.running.incoming import ArgumentError
from symgeom.kernels.running.results import KernelResult
from symgeom.kernels.steps.naming import CALL_KEYWORDS
from symgeom.kernels.steps.program import Argument, Program

__all__ = ["Kernel"]


class Kernel:
    """A function of coordinates and parameters that computes several quantities at once.

    Call it with the coordinates, then the parameters, by position or by name, then by name only the values of
    the map's undefined functions and of their derivatives (`l`, `l_x`, `l_xy`; numbers, arrays, or callables
    of the function's arguments): `arguments` lists them all. Numbers and arrays of any shapes that broadcast; numbers give
    numbers. Where a formula is singular the entry is NaN.

    `out=` takes an earlier result of the same shape and fills its arrays again. `mask=`, true or false at every point, computes
    only where it is true; elsewhere results are NaN, or stay as they are in `out`. `dtype=` is float64, whatever comes in, or
    float32 or longdouble (its constants are those of float64). `threads=` shares the points among so many threads.

    The closed forms hold on the surface's domain and under its facts, borders included. Single numbers outside are an
    error, entries of arrays become NaN; `outside` (of `surface.kernel`) "nan", "raise" or "ignore" changes that.

    Arrays of dask are computed block by block when they are asked for, an `xarray.Dataset` gives one, series keep their index.

    **Raises** `InputError` when an argument is missing, unknown, complex or of a shape that doesn't
    broadcast, or when single numbers are outside the domain or break a fact, such as R > r.
    """

    def __init__(self, program: Program, backend: str) -> None:
        self._take(program, backend)
        assert self._evaluate is not None  # printed and loaded: what is wrong is said at once

    def _take(self, program: Program, backend: str) -> None:
        self._program = program
        self._chosen = not isinstance(backend, str) or backend != "auto"  # by name
        self.backend = backend if self._chosen else backends.best()
        self._keywords = CALL_KEYWORDS.union(backends.backend(self.backend).keywords)
        self._bind = Binding(program.name, program.arguments)

    @cached_property
    def source(self) -> str:
        """The text that runs."""
        return backends.backend(self.backend).source(self._program)

    @cached_property
    def _evaluate(self) -> Any:
        """The function of the source. A backend that was not chosen by name and can't build makes room for NumPy's."""
        module, source = backends.backend(self.backend), self.source
        if module.missing:
            return partial(_absent, self.backend)
        try:
            return module.load(source)
        except BuildError as error:
            if self._chosen:
                raise ToolError(
                    f"the kernel backend {self.backend} can't build {self.name}: {error}."
                ) from None
            warnings.warn(f"{error}; the kernel of {self.name} is NumPy's.", stacklevel=5)
        self._take(self._program, "numpy")
        del self.source
        return backends.backend("numpy").load(self.source)

    @property
    def name(self) -> str:
        """The surface's name."""
        return self._program.name

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments in order: coordinates, parameters, values of undefined functions."""
        return self._program.arguments

    @property
    def quantities(self) -> dict[str, tuple[int, ...]]:
        """The quantities it computes, each with its shape at one point."""
        return {output.name: output.shape for output in self._program.outputs}

    def __call__(self, /, *args: Any, **named: Any) -> KernelResult:
        """All quantities at once; `out=`, `mask=`, `dtype=` and `threads=` as above."""
        loaded = sys.modules
        if "dask.array" in loaded or "xarray" in loaded or "pandas" in loaded:
            other: KernelResult | None = elsewhere(self, args, named)
            if other is not None:
                return other
        try:
            found: KernelResult = self._evaluate(*args, **named)
            return found
        except ArgumentError as error:
            self.bound(args, named)  # says more, if it has something to say
            raise InputError(f"{self._bind.called}: {error}.") from None
        except BuildError as error:
            raise ToolError(f"{self._bind.called}: {error}.") from None
        except OverflowError as error:  # an array with whole numbers that no float holds
            self.bound(args, named)
            raise InputError(f"{self._bind.called}: an argument is too large for a float: {error}.") from None
        except TypeError:
            bound = self.bound(args, named)
            if bound.keys() >= named.keys():
                raise
        return self(**bound)  # by names that Python takes

    def bound(self, args: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The arguments by their safe names, the keywords of a call as they are."""
        keywords = {name: value for name, value in named.items() if name in self._keywords}
        others = {name: value for name, value in named.items() if name not in keywords}
        return self._bind(args, others) | keywords

    def save(self, path: "str | os.PathLike[str]") -> Path:
        """Writes the source to a file, whole or not at all.

        **Raises** `ToolError` if the path can't be written.
        """
        return output.save(path, self.source, "the kernel")

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {shape}" for name, shape in self.quantities.items())
        return f"<{self._bind.called} -> {shapes}; {self.backend}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """How it is called and what it returns, for notebooks."""
        given = [f"{self._bind.called} by {self.backend}, with the shapes of each point:"]
        return output.bundle(repr(self), given, *([f"{n}: {shape}"] for n, shape in self.quantities.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self._program, self.backend)


def _restored(program: Program, backend: str) -> Kernel:
    """A kernel that is printed and loaded when it is called first."""
    kernel = Kernel.__new__(Kernel)
    kernel._take(program, backend)
    return kernel


def _absent(backend: str, *_args: Any, **_named: Any) -> NoReturn:
    missing = backends.backend(backend).missing
    raise ToolError(
        f"the kernel backend {backend} can't run here (its source can be saved); first: {', '.join(missing)}."
    )
