"""Which value of a call belongs to which argument, by position, by name or by default, and what is wrong with a call.

**Here.** `Binding`. The generated function `evaluate` binds as Python does; this says in the words of the surface why it
couldn't, and takes names that are no names in Python.
"""

import difflib
import re
from typing import Any

from symgeom.errors import InputError, shown
from symgeom.kernels.steps.program import Argument

__all__ = ["Binding"]

_LARGEST = int(1.7976931348623157e308)


class Binding:
    """The arguments of the kernel of a surface called `name`."""

    def __init__(self, name: str, arguments: tuple[Argument, ...]) -> None:
        self._name, self._arguments = name, arguments
        self._spoken = {a.symbol: a.name for a in arguments} | {a.name: a.name for a in arguments}
        self._by_position = [a.name for a in arguments if a.kind in ("coordinate", "parameter")]

    @property
    def called(self) -> str:
        """How the kernel is called: `torus(u, v, R=2, r=0.5)`."""
        name = self._name
        name = name if re.fullmatch(r"[\w-]+", name) else repr(name) if name else "kernel"
        return f"{name}({', '.join(_shown(a) for a in self._arguments)})"

    def __call__(self, args: tuple[Any, ...], named: dict[str, Any]) -> dict[str, Any]:
        """The values by the safe names of their arguments. **Raises** `InputError`."""
        if len(args) > len(self._by_position):
            extra = [a.name for a in self._arguments if a.kind in ("function", "data")]
            hint = f" Give {', '.join(extra)} by name." if extra else ""
            raise InputError(
                f"{self.called} takes at most {len(self._by_position)} arguments by position, "
                f"{len(args)} were given.{hint}"
            )
        bound = dict(zip(self._by_position, args))
        for spoken, value in named.items():
            name = self._safe(spoken)
            if name in bound:
                raise InputError(f"{self.called}: the argument {name} was given twice; give it once.")
            bound[name] = value
        missing = [a for a in self._arguments if a.is_required and a.name not in bound]
        if missing:
            raise InputError(f"{self.called}: {_missing(missing)}")
        for name, value in bound.items():
            self._check(name, value)
        return bound

    def _safe(self, spoken: str) -> str:
        if spoken not in self._spoken:
            near = difflib.get_close_matches(spoken, self._spoken, 1, 0.5)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise InputError(f"{self.called} has no argument {spoken}.{hint}")
        return self._spoken[spoken]

    def _check(self, name: str, value: Any) -> None:
        """A value that a float can hold, or something that NumPy can look at."""
        if issubclass(type(value), int) and abs(value) > _LARGEST:
            raise InputError(
                f"{self.called}: the argument {name} is too large for a float: {value.bit_length()} bits."
            )
        try:
            hasattr(value, "__array__")
        except Exception:  # an object that fails when it is asked
            raise InputError(
                f"{self.called}: the argument {name} is no number and no array: {shown(value)}."
            ) from None


def _missing(missing: list[Argument]) -> str:
    names = ", ".join(a.name for a in missing)
    kinds = {
        "coordinate": "a number or an array",
        "parameter": "a value, or give the surface a default for it",
        "function": "the values at the points, as numbers, an array or a callable",
        "data": "an array, by name",
    }
    article = {"function": "the ", "data": ""}.get(missing[0].kind, "a ")
    return (
        f"missing {names}; {missing[0].name} is {article}{missing[0].meaning}: give {kinds[missing[0].kind]}."
    )


def _shown(argument: Argument) -> str:
    if argument.default is not None and argument.used:
        return f"{argument.name}={argument.default:g}"
    return f"{argument.name}=..." if argument.kind in ("function", "data") else argument.name
