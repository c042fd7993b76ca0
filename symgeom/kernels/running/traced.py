"""How kernels of a library that transforms functions (derivatives, compiling, batches of calls) are called.

**Here.** `Traced`, the call; the generated file gives it a `library`, with what the libraries call differently. Generated files
hold the text from the line below on.

**Convention.** Numbers of a call that a transformation hides can't be an error: outside they give NaN. The derivative of a NaN
is NaN.
"""

import math as _math
from collections.abc import Callable
from functools import reduce as _reduce
from operator import and_ as _and
from typing import Any

import numpy as _np

from symgeom.kernels.running.accumulating import lengths_of
from symgeom.kernels.running.incoming import ArgumentError, as_text, counted, real, refuse_masked, told
from symgeom.kernels.running.results import KernelResult, _restored

__all__ = ["Traced"]

# -- from here on: the text of generated files


class Traced:
    """Runs the functions of a library's backend on the values of a call.

    `arguments` are (name, kind); `facts` (names, what a message says); `at(*x)` gives the entries of the quantities at arrays
    that broadcast, `broken(*x)` for each fact where it is broken; `data` are (name, axes).
    """

    def __init__(
        self, library: Any, arguments: Any, quantities: dict[str, tuple[int, ...]], called_with: Any, facts: Any,
        outside: str, at: Callable[..., Any], broken: Any = None, data: Any = (),
    ) -> None:  # fmt: skip
        self.library, self.quantities, self.called_with = library, quantities, called_with
        self.names = tuple(a[0] for a in arguments)
        self.coordinates = sum(a[1] == "coordinate" for a in arguments)
        self.places, start = {}, 0
        for name, shape in quantities.items():
            self.places[name] = (start, start + _math.prod(shape), shape)
            start += _math.prod(shape)
        self.facts, self.outside, self.at, self.broken, self.data = facts, outside, at, broken, data
        self._computed = library.compiled(self._compute)
        self._refused = library.compiled(broken) if broken else None
        library.register(KernelResult, self.flatten, self.unflatten)

    def __call__(
        self, values: Any, out: Any, mask: Any, dtype: Any, threads: Any, data: Any = ()
    ) -> KernelResult:
        name = self.library.name
        if out is not None:
            raise ArgumentError(f"out= is for NumPy; arrays of {name} are made anew: leave out= away")
        if counted(threads) > 1:
            raise ArgumentError(f"threads= is for NumPy; {name} has threads of its own: leave threads= away")
        x = self._arrays(values, dtype, data)
        points, held = x[: len(self.names)], x[len(self.names) :]
        self._check(points)
        keep = () if mask is None else (self._kept(mask, points),)
        lengths_of(self.data, held)
        found = self._computed(points, held, keep)
        batch = tuple(self._batch(points))
        return _restored(dict(zip(self.quantities, found)), self.places, batch, None)

    # -- what comes in
    def _arrays(self, values: Any, dtype: Any, data: Any) -> list[Any]:
        """All values as arrays of the library, of one floating type and on one device."""
        names = (*self.names, *(name for name, _ in self.data))
        given = dict(zip(names, (*values, *data)))
        own = {n: v for n, v in given.items() if self._owns(v)}
        read = {n: _seen(n, v) for n, v in given.items() if n not in own and not callable(v)}
        for n, v in own.items():
            self.library.check(n, v)
        like = self.library.kind(own, given, read, dtype)
        arrays = {n: self.library.array(n, v, like) for n, v in {**own, **read}.items()}
        for n, v in given.items():
            if n not in arrays:
                arrays[n] = self._called(n, v, arrays, like)
        return [arrays[n] for n in names]

    def _owns(self, value: Any) -> bool:
        """An array of the library."""
        try:
            return bool(self.library.is_own(value))
        except Exception:  # an object that fails when it is asked
            return False

    def _called(self, name: str, function: Any, arrays: Any, like: Any) -> Any:
        """The values of a function that was given as a callable."""
        if name not in self.called_with:
            raise ArgumentError(f"the argument {name} can't be a callable; give numbers or an array")
        value = function(*(arrays[at] for at in self.called_with[name]))
        if not self._owns(value):
            value = _seen(name, value)
        return self.library.array(name, value, like)

    def _batch(self, points: list[Any]) -> tuple[int, ...]:
        try:
            return _np.broadcast_shapes(*(tuple(x.shape) for x in points))
        except ValueError:
            shapes = ", ".join(f"{n} {tuple(a.shape)}" for n, a in zip(self.names, points) if a.ndim)
            raise ArgumentError(
                f"the shapes of the arguments don't broadcast: {shapes}; reshape them, say x[:, None]"
            ) from None

    def _kept(self, mask: Any, points: list[Any]) -> Any:
        """A mask of the library's own, or from what NumPy reads."""
        try:
            keep = mask if self._owns(mask) else _np.asarray(mask)
        except Exception:
            raise ArgumentError(f"mask= must be true or false at every point, not {as_text(mask)}") from None
        if str(keep.dtype).rpartition(".")[2] != "bool":
            raise ArgumentError(
                f"mask= must be true or false at every point; got values of type {keep.dtype}"
            )
        shape = self._batch(points)
        try:
            fits = _np.broadcast_shapes(tuple(keep.shape), shape) == shape
        except ValueError:
            fits = False
        if not fits:
            raise ArgumentError(
                f"mask= has the shape {tuple(keep.shape)}, which doesn't fit the points' {shape}"
            )
        return self.library.flags(keep, points[0])

    def _check(self, points: list[Any]) -> None:
        """An error for single numbers outside; with `raise` for all, as far as numbers are known."""
        self._batch(points)
        if self._refused is None or self.outside not in ("", "raise"):
            return
        single = {n for n, x in zip(self.names, points) if x.ndim == 0}
        spoken = [
            k
            for k, (names, _) in enumerate(self.facts)
            if self.outside == "raise" or single.issuperset(names)
        ]
        if not spoken or not all(self.library.is_known(x) for x in points):
            return
        found = self._refused(*points)
        for k in spoken:
            bad = self.library.numpy(found[k])
            if bad.any():
                names, says = self.facts[k]
                raise ArgumentError(f"{says}; got {told(self.names, names, self._place(points, names, bad))}")

    def _place(self, points: list[Any], names: Any, bad: Any) -> list[Any]:
        """The arguments where a fact is broken first; 0 for those that it doesn't speak of."""
        first = _np.unravel_index(_np.argmax(bad), bad.shape)
        values = [self.library.numpy(x) if n in names else _np.zeros(()) for n, x in zip(self.names, points)]
        return [_np.broadcast_to(x, bad.shape)[first] for x in values]

    # -- what goes out
    def _compute(self, points: Any, held: Any, keep: Any) -> tuple[Any, ...]:
        """The quantities at arrays of points, each with its shape last; NaN outside, where masked, and for what is infinite."""
        library, batch = self.library, self._batch(points)
        entries = self.at(*points, *([held] if self.data else []))
        broken = () if self.broken is None else self.broken(*points)
        good = [
            *keep,
            *(x == x for x in points[: self.coordinates]),
            *(~library.flags(b, points[0]) for b in broken),
        ]
        all_good = _reduce(_and, good)
        found = []
        for (start, stop, shape), own in zip(self.places.values(), entries):
            if isinstance(own, tuple):
                own = library.stack([library.full(entry, batch, points[0]) for entry in own])
            rows = library.full(own, (*batch, stop - start), points[0])
            found.append(library.finite(rows, all_good[..., None]).reshape((*batch, *shape)))
        return tuple(found)

    # -- results as trees of arrays
    def flatten(self, result: Any) -> tuple[list[Any], Any]:
        """The arrays of a result, and the rest of it."""
        return [result[name] for name in result], tuple(result._places.items())

    def unflatten(self, rest: Any, leaves: Any) -> Any:
        """A result with other arrays."""
        places = dict(rest)
        values = dict(zip(places, leaves))
        first, own = next(iter(values.values())), len(next(iter(places.values()))[2])
        shape = tuple(getattr(first, "shape", ()))
        return _restored(values, places, shape[: len(shape) - own], None)


def _seen(name: str, value: Any) -> Any:
    """What is no array of the library, as an array of NumPy that keeps its floating type; a number as a float."""
    refuse_masked(name, value)
    try:
        kind: Any = getattr(value, "dtype", None)
    except Exception:  # an object that fails when it is asked
        kind = None
    plain = isinstance(kind, _np.dtype) and kind.kind == "f"
    return real(name, value, kind.newbyteorder("=") if plain else _np.float64)
