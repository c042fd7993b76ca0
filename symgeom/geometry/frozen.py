"""Values: what can't be assigned, is equal by what was declared, and is copied and pickled as that.

What is here: `Frozen`, the base of charts. Whatever a value derives later is no part of it.
"""

from __future__ import annotations

from typing import Any, NoReturn, Self

__all__ = ["Frozen"]


class Frozen:
    """A value with a constructor that takes what `declared` gives."""

    def _declare(self, **values: Any) -> None:
        """Attributes that a constructor gives; nothing else sets any."""
        self.__dict__.update(values)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        own: Any = getattr(type(self), name, None)
        if hasattr(type(own), "__set__") and not isinstance(own, property):
            own.__set__(self, value)
        raise AttributeError(
            f"{self.__dict__.get('name', type(self).__name__)} is frozen: {name} can't be assigned. Make another one with "
            f"{type(self).__name__}(...), `flipped()` or `reparametrize(...)`."
        )

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"{self.__dict__.get('name', type(self).__name__)} is frozen: {name} can't be deleted"
        )

    @property
    def declared(self) -> dict[str, Any]:
        """What it was made of, as arguments of its constructor."""
        return {}

    def _identity(self) -> tuple[Any, ...]:
        return tuple(
            (key, frozenset(value.items()) if isinstance(value, dict) else value)
            for key, value in self.declared.items()
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frozen):
            return NotImplemented
        return self is other or (type(self) is type(other) and self._identity() == other._identity())

    def __hash__(self) -> int:
        return hash((type(self), self._identity()))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (type(self), self.declared)


def _made(kind: type[Frozen], declared: dict[str, Any]) -> Frozen:
    """A value from its declared data, for pickle."""
    return kind(**declared)
