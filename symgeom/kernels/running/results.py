"""What a call of a kernel gives: quantities by name, views into one buffer.

**Here.** `KernelResult`. Generated files hold the text from the line below on.
"""

import math as _math
from collections.abc import Iterator
from collections.abc import Mapping as _Mapping
from typing import Any

import numpy as _np

__all__ = ["KernelResult"]

# -- from here on: the text of generated files


class KernelResult(_Mapping[str, Any]):
    """The quantities that a kernel computed, by attribute or key.

    **Shape.** The common shape of the arguments, then the quantity's own: `out.shape_operator[..., i, j]`. Numbers in give
    numbers out.
    """

    __slots__ = ("_dtype", "_places", "_rows", "_views", "batch_shape")

    def __init__(self, places: Any, batch: tuple[int, ...], rows: Any, dtype: Any = _np.float64) -> None:
        self._places: dict[str, tuple[int, int, tuple[int, ...]]] = places
        self.batch_shape, self._rows, self._dtype = batch, rows, dtype
        self._views: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._places:
            raise AttributeError(f"the kernel did not compute {name!r}; it computed {', '.join(self)}")
        return self[name]

    def __getitem__(self, name: str) -> Any:
        if name not in self._views:
            self._views[name] = self._view(*self._places[name])
        return self._views[name]

    def _view(self, start: int, stop: int, shape: tuple[int, ...]) -> Any:
        if not self.batch_shape:
            if not shape:
                return self._rows[start] if self._dtype is object else self._dtype(self._rows[start])
            return _np.array(self._rows[start:stop], self._dtype).reshape(shape)
        rows = self._rows[start:stop, : _math.prod(self.batch_shape)].reshape(shape + self.batch_shape)
        own = len(shape)
        return rows.transpose(*range(own, rows.ndim), *range(own))

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        return f"KernelResult({', '.join(f'{name} {_np.shape(value)}' for name, value in self.items())})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For notebooks: every quantity with its shape and its value at one point, or the range of its entries."""
        rows = [(name, str(_np.shape(value)), _span(value)) for name, value in self.items()]
        cells = "".join(
            f"<tr><td>{name}</td><td>{shape}</td><td>{span}</td></tr>" for name, shape, span in rows
        )
        lines = [f"{name} {shape}: {span}".replace("_", r"\_") for name, shape, span in rows]
        return {
            "text/plain": repr(self),
            "text/html": f"<table><tr><th>quantity</th><th>shape</th><th>value</th></tr>{cells}</table>",
            "text/latex": "\n\n".join(lines),
        }

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (dict(self), self._places, self.batch_shape, self._dtype)

    def _again(self, rows: Any) -> None:
        """Other numbers at one point."""
        self._rows = rows
        for name, value in self._views.items():
            new = self._view(*self._places[name])
            if self._places[name][2]:
                value[...] = new
            else:
                self._views[name] = new


def _span(value: Any) -> str:
    """A number, or the least and the greatest of many and how many are none."""
    entries = _np.ravel(_np.asarray(value))
    if entries.size == 1:
        return f"{entries[0]:.6g}" if entries.dtype != object else str(entries[0])
    known = [entry for entry in entries if entry == entry]
    lost = f", {entries.size - len(known)} NaN" if len(known) < entries.size else ""
    return f"{float(min(known)):.6g} to {float(max(known)):.6g}{lost}" if known else "NaN"


def _restored(views: Any, places: Any, batch: tuple[int, ...], dtype: Any) -> KernelResult:
    """A result that came from another process: it has no rows, so it is no `out=`."""
    result = KernelResult(places, batch, None, dtype)
    result._views.update(views)
    return result
