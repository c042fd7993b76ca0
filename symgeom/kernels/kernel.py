"""The kernel a user holds: binds arguments, runs the generated source, saves it.

**Here.** `Kernel`, `KernelResult`. What a kernel computes is exactly what `source` says: the text is printed
once, and that text runs.
"""

import difflib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symgeom import output
from symgeom.errors import InputError, shown
from symgeom.kernels import backends
from symgeom.kernels.program import Argument, Program

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Kernel", "KernelResult"]

_LARGEST = int(1.7976931348623157e308)


class KernelResult(Mapping[str, "NDArray[np.float64]"]):
    """The quantities that a kernel computed, by attribute or key.

    **Shape.** The common shape of the arguments, then the quantity's own: `out.shape_operator[..., i, j]`.
    """

    __slots__ = ("_raw",)

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """The common shape of the arguments."""
        shape: tuple[int, ...] = self._raw.batch
        return shape

    def __getattr__(self, name: str) -> "NDArray[np.float64]":
        if name.startswith("_") or name not in self._raw:
            raise AttributeError(f"the kernel did not compute {name!r}; it computed {', '.join(self)}")
        return self[name]

    def __getitem__(self, name: str) -> "NDArray[np.float64]":
        value: NDArray[np.float64] = self._raw[name]
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        return f"KernelResult({', '.join(f'{name} {value.shape}' for name, value in self.items())})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (dict(self), self.batch_shape)


class _Copied(dict[str, Any]):
    """The arrays of a result that came from another process: no buffer, so no `out=`."""

    batch: tuple[int, ...] = ()


def _restored(arrays: dict[str, Any], batch: tuple[int, ...]) -> KernelResult:
    copied = _Copied(arrays)
    copied.batch = batch
    return KernelResult(copied)


class Kernel:
    """A function of coordinates and parameters that computes several quantities at once.

    Call it with the coordinates, then the parameters, by position or by name, then by name only the values of
    the map's undefined functions and of their derivatives (`l`, `l_x`, `l_xy`; numbers, arrays, or callables
    of the function's arguments): `arguments` lists them all. Numbers and arrays of any shapes that broadcast.
    Everything is computed in float64, whatever comes in. Where a formula is singular the entry is NaN. `out=`
    takes an earlier result of the same shape and fills its arrays again.

    The closed forms hold on the surface's domain and under its facts, borders included. Single numbers outside are an
    error, entries of arrays become NaN; `outside` (of `surface.kernel`) "nan", "raise" or "ignore" changes that.

    **Raises** `InputError` when an argument is missing, unknown, complex or of a shape that doesn't
    broadcast, or when single numbers are outside the domain or break a fact, such as R > r.
    """

    def __init__(self, program: Program, backend: str) -> None:
        self._program = program
        self.backend = backend
        module = backends.backend(backend)
        self.source: str = module.source(program)
        self._evaluate = module.load(self.source)
        self._spoken = {a.symbol: a.name for a in program.arguments} | {
            a.name: a.name for a in program.arguments
        }
        self._by_position = [a.name for a in program.arguments if a.kind != "function"]

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

    def __call__(self, /, *args: Any, out: KernelResult | None = None, **named: Any) -> KernelResult:
        """All quantities at once."""
        bound = self._bound(args, named)
        for name, value in bound.items():
            self._check_value(name, value)
        if out is not None and not isinstance(out, KernelResult):
            raise InputError(f"out= takes an earlier result of this kernel, not a {type(out).__name__}.")
        try:
            return KernelResult(self._evaluate(**bound, out=None if out is None else out._raw))
        except ValueError as error:
            if (
                type(error).__name__ != "_ArgumentError"
            ):  # an error of a callable that the user gave is theirs
                raise
            raise InputError(f"{self._called}: {error}.") from None
        except OverflowError as error:  # an array with whole numbers that no float holds
            raise InputError(f"{self._called}: an argument is too large for a float: {error}.") from None

    def save(self, path: "str | os.PathLike[str]") -> Path:
        """Writes the source to a file, whole or not at all.

        **Raises** `ToolError` if the path can't be written.
        """
        return output.save(path, self.source, "the kernel")

    def __repr__(self) -> str:
        shapes = ", ".join(f"{name} {shape}" for name, shape in self.quantities.items())
        return f"<{self._called} -> {shapes}; {self.backend}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Kernel, (self._program, self.backend)

    @property
    def _called(self) -> str:
        name = self.name if re.fullmatch(r"[\w-]+", self.name) else repr(self.name) if self.name else "kernel"
        return f"{name}({', '.join(_shown(a) for a in self.arguments)})"

    def _bound(self, args: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The arguments by their safe names."""
        if len(args) > len(self._by_position):
            extra = [a.name for a in self.arguments if a.kind == "function"]
            hint = f" Give {', '.join(extra)} by name." if extra else ""
            raise InputError(
                f"{self._called} takes at most {len(self._by_position)} arguments by position, "
                f"{len(args)} were given.{hint}"
            )
        bound = dict(zip(self._by_position, args))
        for spoken, value in named.items():
            if spoken not in self._spoken:
                near = difflib.get_close_matches(spoken, self._spoken, 1, 0.5)
                hint = f" Did you mean {near[0]}?" if near else ""
                raise InputError(f"{self._called} has no argument {spoken}.{hint}")
            name = self._spoken[spoken]
            if name in bound:
                raise InputError(f"{self._called}: the argument {name} was given twice; give it once.")
            bound[name] = value
        missing = [a for a in self.arguments if a.default is None and a.name not in bound]
        if missing:
            raise InputError(f"{self._called}: {_missing(missing)}")
        return bound

    def _check_value(self, name: str, value: Any) -> None:
        """A value that a float can hold, or something that NumPy can look at."""
        if isinstance(value, int) and abs(value) > _LARGEST:
            raise InputError(
                f"{self._called}: the argument {name} is too large for a float: {value.bit_length()} bits."
            )
        try:
            hasattr(value, "__array__")
        except Exception:  # an object that fails when it is asked
            raise InputError(
                f"{self._called}: the argument {name} is no number and no array: {shown(value)}."
            ) from None


def _missing(missing: list[Argument]) -> str:
    names = ", ".join(a.name for a in missing)
    kinds = {
        "coordinate": "a number or an array",
        "parameter": "a value, or give the surface a default for it",
        "function": "the values at the points, as numbers, an array or a callable",
    }
    article = "the" if missing[0].kind == "function" else "a"
    return f"missing {names}; {missing[0].name} is {article} {missing[0].meaning}: give {kinds[missing[0].kind]}."


def _shown(argument: Argument) -> str:
    if argument.default is not None and argument.used:
        return f"{argument.name}={argument.default:g}"
    return f"{argument.name}=..." if argument.kind == "function" else argument.name
