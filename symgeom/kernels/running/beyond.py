"""Arguments that hold more than a machine does, or more than numbers: arrays of dask, of xarray, series of pandas.

**Here.** `elsewhere`, which calls a kernel with them. None of the libraries is imported: an argument of theirs has done that.

**Convention.** A kernel maps the blocks of dask's arrays, one task for each block, and computes nothing itself; they broadcast
like other arrays. Of an `xarray.Dataset` the variables with the names of arguments are taken, and a dataset with the dimensions
of the points comes back; the axes of a quantity itself are called `metric_i`, `metric_j`. The index of a series is kept by
quantities that are a number at each point.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from symgeom.errors import InputError
from symgeom.kernels.running.results import KernelResult, _restored

__all__ = ["elsewhere"]

_AXES = "ijklmn"


def elsewhere(kernel: Any, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """What a call gives for such arguments; None where there are none. **Raises** `InputError` as other calls do."""
    values = (*args, *named.values())
    if (xarray := sys.modules.get("xarray")) and _any(values, (xarray.Dataset, xarray.DataArray)):
        return _labelled(xarray, kernel, args, dict(named))
    if (dask := sys.modules.get("dask.array")) and _any(values, dask.Array):
        return _mapped(dask, kernel, kernel.bound(args, named))
    if (pandas := sys.modules.get("pandas")) and _any(values, pandas.Series):
        return _indexed(pandas, kernel, kernel.bound(args, named))
    return None


def _any(values: Sequence[Any], kind: Any) -> bool:
    return any(issubclass(type(value), kind) for value in values)  # asks nothing of an object


# -- dask


def _mapped(dask: Any, kernel: Any, bound: dict[str, Any]) -> KernelResult:
    """Every quantity as an array of dask."""
    arrays = {
        name: dask.asanyarray(value) for name, value in bound.items() if _is_blocked(kernel, name, value)
    }
    fixed = {name: value for name, value in bound.items() if name not in arrays}
    for name, value in fixed.items():
        if isinstance(value, dask.Array):
            raise InputError(
                f"{kernel.name}: the data {name} are needed whole at every point: give {name}.compute()."
            )
    if fixed.get("out") is not None:
        raise InputError(f"{kernel.name}: out= is for arrays of NumPy; leave it away for those of dask.")
    kernel(
        **fixed, **{name: np.empty((0,) * a.ndim, a.dtype) for name, a in arrays.items()}
    )  # says what is wrong
    try:
        batch = np.broadcast_shapes(*(a.shape for a in arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {a.shape}" for name, a in arrays.items() if a.ndim)
        raise InputError(f"{kernel.name}: the shapes of the arguments don't broadcast: {shapes}.") from None
    whole, places = _Blocks(kernel, tuple(arrays), fixed), {}
    pairs = [p for a in arrays.values() for p in (a, tuple(range(len(batch) - a.ndim, len(batch))))]
    dtype = np.dtype(fixed.get("dtype") or np.float64)
    start = 0
    for name, shape in kernel.quantities.items():
        places[name] = (start, start + int(np.prod(shape)), shape)
        start = places[name][1]
    rows = dask.blockwise(
        whole, (*range(len(batch)), len(batch)), *pairs, new_axes={len(batch): start}, dtype=dtype,
        meta=np.empty((0,) * (len(batch) + 1), dtype), token=f"{kernel.name or 'kernel'}",
    )  # fmt: skip
    views = {
        n: rows[..., a:b].reshape((*batch, *shape)) if shape else rows[..., a]
        for n, (a, b, shape) in places.items()
    }
    return _restored(views, places, batch, dtype.type)


def _is_blocked(kernel: Any, name: str, value: Any) -> bool:
    """An array that is taken block by block: neither a number, nor a callable, nor data."""
    kinds = {a.name: a.kind for a in kernel.arguments}
    if name == "mask":
        return value is not None
    return (
        kinds.get(name) in ("coordinate", "parameter", "function")
        and not callable(value)
        and np.ndim(value) > 0
    )


class _Blocks:
    """All components at the points of a block, along one more axis."""

    def __init__(self, kernel: Any, names: tuple[str, ...], fixed: Mapping[str, Any]) -> None:
        self.kernel, self.names, self.fixed = kernel, names, fixed

    def __call__(self, *blocks: Any) -> Any:
        out = self.kernel(**dict(zip(self.names, blocks)), **self.fixed)
        batch = out.batch_shape
        return np.concatenate([np.reshape(value, (*batch, -1)) for value in out.values()], -1)


# -- xarray


def _labelled(xarray: Any, kernel: Any, args: Sequence[Any], named: dict[str, Any]) -> Any:
    """A dataset of the quantities."""
    sets = [value for value in args if isinstance(value, xarray.Dataset)]
    if sets and (len(args) > 1 or _any(tuple(named.values()), xarray.Dataset)):
        raise InputError(f"{kernel.name}: give one Dataset first, and what it doesn't hold by name.")
    if sets:
        found = {name: sets[0][name] for name in _names(kernel) if name in sets[0] and name not in named}
        args, named = (), {**found, **named}
        if not found:
            raise InputError(
                f"{kernel.name}: the Dataset has none of the arguments {', '.join(_names(kernel))}; rename its variables."
            )
    bound = kernel.bound(args, named)
    labelled = {n: v for n, v in bound.items() if isinstance(v, xarray.DataArray)}
    fixed = {name: value for name, value in bound.items() if name not in labelled}

    def call(*arrays: Any) -> tuple[Any, ...]:
        return tuple(kernel(**dict(zip(labelled, arrays)), **fixed).values())

    own = [[f"{name}_{_AXES[k]}" for k in range(len(shape))] for name, shape in kernel.quantities.items()]
    results = xarray.apply_ufunc(call, *labelled.values(), output_core_dims=own, dask="allowed")
    results = results if isinstance(results, tuple) else (results,)
    return xarray.Dataset(dict(zip(kernel.quantities, results)))


def _names(kernel: Any) -> Iterator[str]:
    """What the arguments that broadcast may be called."""
    for a in kernel.arguments:
        if a.kind != "data":
            yield from dict.fromkeys((a.name, a.symbol))


# -- pandas


def _indexed(pandas: Any, kernel: Any, bound: dict[str, Any]) -> KernelResult:
    """The result for series of one index, which its numbers keep."""
    kinds = {a.name: a.kind for a in kernel.arguments}
    series = {
        n: v
        for n, v in bound.items()
        if isinstance(v, pandas.Series) and kinds.get(n, "") not in ("data", "")
    }
    out: KernelResult = kernel(
        **{n: v.to_numpy() if isinstance(v, pandas.Series) else v for n, v in bound.items()}
    )
    first = next(iter(series.items()), None)
    if first is None:
        return out
    for name, value in series.items():
        if list(value.index) != list(first[1].index):
            raise InputError(
                f"{kernel.name}: the series {first[0]} and {name} have different indices; align them first, or give arrays."
            )
    index = first[1].index
    if out.batch_shape == (len(index),):
        for name, shape in kernel.quantities.items():
            if not shape:
                out._views[name] = pandas.Series(out[name], index, name=name)
    return out
