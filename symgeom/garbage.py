"""Python's search for garbage, made rarer while something is derived.

What is here: `Rarely`. A derivation makes some hundred thousand objects, nearly all of them to stay for its end, and hardly a
circle. Python looks through all objects of the process, the many of SymPy's modules among them, whenever their number has
grown by a quarter, which takes a tenth of a derivation and more.
"""

from __future__ import annotations

import gc

__all__ = ["Rarely"]

_LEAST = (10_000, 10, 10)
"""Python's own are (700, 10, 10). All objects are looked through after a million new ones, so memory stays bounded."""


class Rarely:
    """A block in which garbage is searched for less often; the thresholds are as they were after it.

    Thresholds that the user has set higher, and a search that is switched off, are left alone. Blocks may be in one another and
    in several threads: the one that changed the thresholds puts them back.
    """

    __slots__ = ("_before",)

    def __enter__(self) -> None:
        before = gc.get_threshold()
        self._before = before if 0 < before[0] < _LEAST[0] else None
        if self._before is not None:
            gc.set_threshold(*_LEAST)

    def __exit__(self, *problem: object) -> None:
        if self._before is not None and gc.get_threshold() == _LEAST:
            gc.set_threshold(*self._before)
