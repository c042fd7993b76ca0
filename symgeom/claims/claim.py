"""Claims: a statement with steps, each an equality with a reason, and the checker that decides them.

What is here: `Claim.check`. A claim is proved when every step is proved, refuted when a step is refuted (the witness is
that step's), else undecided. Nothing in a claim states its verdict for the engine; ``expected`` is only compared with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from symgeom.algebra.verdict import Status, Verdict
from symgeom.claims.settings import AnyDimension, Step, SurfaceSetting
from symgeom.errors import InputError
from symgeom.geometry import Graph, Hypersurface

__all__ = ["Claim", "StepVerdict"]

Steps = Iterable[Step]


@dataclass(frozen=True)
class StepVerdict:
    """A step, where it was decided, and the verdict."""

    step: Step
    verdict: Verdict
    scope: str


@dataclass(frozen=True)
class Claim:
    """A proposition of the geometry of hypersurfaces, with its derivation.

    ``any_dimension`` yields steps between words of unspecified dimension; ``on_surface`` yields steps on one surface, and is
    run on the general ones: ``about`` a "graph", on `Graph.abstract(d)` for d in ``dimensions``; about a "hypersurface",
    also on `Hypersurface.abstract(d)` for d in ``parametrized``. ``examples`` yields steps on surfaces of its own.

    >>> import symgeom as sg
    >>> sg.claims["self-adjoint"].check().status
    'proved'
    """

    id: str
    title: str
    statement: str
    source: str
    any_dimension: Callable[[AnyDimension], Steps] | None = None
    on_surface: Callable[[SurfaceSetting], Steps] | None = None
    examples: Callable[[], Iterable[tuple[str, Steps]]] | None = None
    hypotheses: tuple[str, ...] = ()
    expected: Status = "proved"
    about: Literal["graph", "hypersurface"] = "hypersurface"
    dimensions: tuple[int, ...] = (1, 2, 3, 4)
    parametrized: tuple[int, ...] = ()

    def check(self, on: Any = None) -> Verdict:
        """Decide every step, in general or on one surface.

        **Raises**: `InputError` when the claim doesn't speak of such a surface.
        """
        start = time.perf_counter()
        decided = [
            StepVerdict(step, step.decide(), scope)
            for scope, steps in (self._on(on) if on is not None else self._in_general())
            for step in steps
        ]
        return _joined(decided, time.perf_counter() - start)

    def _in_general(self) -> Iterator[tuple[str, Steps]]:
        if self.any_dimension is not None:
            yield "any d", self.any_dimension(AnyDimension())
        if self.on_surface is not None:
            for d in self.dimensions:
                yield f"graph, d = {d}", self.on_surface(SurfaceSetting(Graph.abstract(d)))
            for d in self.parametrized:
                yield (
                    f"any parametrization, d = {d}",
                    self.on_surface(SurfaceSetting(Hypersurface.abstract(d))),
                )
        if self.examples is not None:
            yield from self.examples()

    def _on(self, surface: Any) -> Iterator[tuple[str, Steps]]:
        if self.on_surface is None:
            raise InputError(
                f"the claim {self.id} is a general statement; it can't be checked on one surface"
            )
        if not isinstance(surface, Hypersurface):
            raise InputError(
                f"the claim {self.id} speaks of hypersurfaces, not of {type(surface).__name__} {getattr(surface, 'name', '')}"
            )
        if self.about == "graph" and not isinstance(surface, Graph):
            raise InputError(
                f"the claim {self.id} speaks of the graph of a function; {surface.name} is given by a map. "
                "Write it as a graph, z = f(x, y), to check the claim on it."
            )
        general = {*self.dimensions, *self.parametrized}
        if not self.any_dimension and surface.dimension not in general:
            raise InputError(
                f"the claim {self.id} speaks of dimension {', '.join(map(str, sorted(general)))}; "
                f"{surface.name} has dimension {surface.dimension}"
            )
        yield surface.name, self.on_surface(SurfaceSetting(surface))


def _joined(decided: list[StepVerdict], seconds: float) -> Verdict:
    """The verdict on a claim from the verdicts on its steps."""
    if not decided:
        return Verdict("undecided", "the claim has no steps", seconds=seconds)
    assumptions = tuple(dict.fromkeys(a for entry in decided for a in entry.verdict.assumptions))
    for status in ("refuted", "undecided"):
        for entry in decided:
            if entry.verdict.status == status:
                reason = f"step {entry.step.label!r} ({entry.scope}): {entry.verdict.reason}"
                return Verdict(
                    entry.verdict.status,
                    reason,
                    assumptions,
                    entry.verdict.witness,
                    seconds=seconds,
                    steps=tuple(decided),
                )
    scopes = ", ".join(dict.fromkeys(entry.scope for entry in decided))
    methods = {entry.verdict.method for entry in decided}
    method = "any dimension" if "any dimension" in methods else "pointwise"
    return Verdict(
        "proved",
        f"all {len(decided)} steps were proved ({scopes})",
        assumptions,
        method=method,
        seconds=seconds,
        steps=tuple(decided),
    )
