"""What a peer is: `Peer`, who can be asked; `Built`, the function that it made of a task; `NotThere`, why it can't."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.kernels.subjects import Task

__all__ = ["Built", "NotThere", "Peer", "unsuited", "words"]

_WORDS = ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sinh", "cosh", "sign")


class NotThere(RuntimeError):
    """What is not installed, or can't do a task; the table says why."""


def _same(values: list[Any]) -> list[Any]:
    return values


def _stacked(found: Any, count: int) -> Any:
    """A row for each entry."""
    return np.stack([np.broadcast_to(np.asarray(e, np.float64), (count,)) for e in found])


@dataclass(frozen=True)
class Built:
    """A function of coordinates and parameters: numbers, or arrays for the coordinates.

    `call` returns new results; `placed`, where there is such a way, is given arguments once and returns what fills memory that
    is there; `ready` turns NumPy's arrays into what the peer takes, outside of the clock; `values` makes rows of a result.
    """

    call: Callable[[list[Any]], Any] | None
    placed: Callable[[list[Any]], Callable[[], Any]] | None = None
    ready: Callable[[list[Any]], list[Any]] = _same
    values: Callable[[Any, int], Any] = _stacked
    scalar: Callable[[list[float]], Any] | None = None
    arrays: bool = True


@dataclass(frozen=True)
class Peer:
    """A contestant; `build` raises `NotThere` where it can't."""

    name: str
    title: str
    build: Callable[[Task], Built]


def unsuited(task: Task, needs: str = "closed forms without sums over data") -> None:
    """**Raises** `NotThere` for a task on data."""
    if task.subject.on_data:
        raise NotThere(f"needs {needs}")


def words(library: Any, **others: Any) -> dict[str, Any]:
    """What `lambdify` calls the functions of a library by: those of the same name, and others."""
    return {name: getattr(library, name) for name in _WORDS if hasattr(library, name)} | others
