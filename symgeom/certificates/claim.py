"""The steps of a claim with their proofs.

What is here: `certify_claim`, `certify_corrected`. The derivation of a claim is run again over free fields: on the graph of
an undefined function for d = 1, 2, 3, on the general parametrization, on a surface that is given, and its identities of any
dimension at d = 3. A step that is no equation of this kind (an inequality, a wrong statement, words with facts, surfaces of
its own) is named in the certificate as not certified, with the reason. The claim is decided first: there is no certificate
of a statement that is refuted, whatever holds of its steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Any

from symgeom.algebra.field.differential import OutsideClass
from symgeom.certificates.surface import free_surface
from symgeom.certificates.words import FreeInstance
from symgeom.claims import AnyDimension, SurfaceSetting, Tensor
from symgeom.claims.steps import Step
from symgeom.decision.certificate import Certificate, document
from symgeom.decision.certified import Part
from symgeom.errors import InputError, SymgeomError
from symgeom.geometry import Graph, Hypersurface
from symgeom.words import Stack

__all__ = ["certify_claim", "certify_corrected"]

LARGEST = (
    3  # the dimension that identities of any dimension are written out for, and the largest abstract graph
)


def certify_claim(claim: Any, on: Any = None, verdict: Any = None) -> Certificate:
    """The certificate of the steps of a claim, in general or on one surface; a ``verdict`` already reached is not sought again.

    >>> import symgeom as sg
    >>> names = certify_claim(sg.claims["induced-metric"]).check()
    >>> names[0]
    'd = 3: inverse [1, 1]'
    """
    return Certificate(lambda: _document(claim, on, verdict))


def certify_corrected(claim: Any) -> Certificate:
    """The certificate of what is true instead of a refuted claim: the steps of its corrected statements alone."""
    beside = [part for part in claim.parts if part.role == "corrected"]
    return Certificate(
        lambda: document(
            f"{claim.id}, corrected: {claim.title}", [p for part in beside for p in _parts(part, "", None)]
        )
    )


def _document(claim: Any, on: Any, verdict: Any) -> dict[str, Any]:
    where = f" on {on.name}" if on is not None else ""
    verdict = verdict if verdict is not None else claim.check(on=on)
    if verdict.status == "refuted":
        raise InputError(
            f"there is no certificate of {claim.id}{where}: the claim is refuted ({verdict.reason}). A corrected statement is "
            "certified as a claim of its own."
        )
    beside = [p for p in claim.parts if p.role == "corrected"]
    roles = [(claim, ""), *((p, f"{p.role}: ") for p in beside)]
    parts = [part for derivation, prefix in roles for part in _parts(derivation, prefix, on)]
    if verdict.status != "proved" and parts:
        parts[0].left_out.insert(0, (claim.id, f"the claim is undecided: {verdict.reason}"))
    return document(f"{claim.id}{where}: {claim.title}", parts)


def _parts(derivation: Any, prefix: str, on: Any) -> Iterator[Part]:
    if on is not None:
        if derivation.on_surface is not None:
            list(derivation.on(on, ""))  # refuses a surface that the claim doesn't speak of
            yield _on_surface(derivation, prefix + on.name, on)
        return
    if derivation.any_dimension is not None:
        yield _any_dimension(derivation, f"{prefix}d = {LARGEST}")
    if derivation.on_surface is not None and not derivation.concrete:
        for d in derivation.dimensions:
            if d <= LARGEST:
                yield _on_surface(derivation, f"{prefix}graph, d = {d}", Graph.abstract(d))
        for d in derivation.parametrized:
            yield _on_surface(derivation, f"{prefix}any parametrization, d = {d}", Hypersurface.abstract(d))


def _on_surface(derivation: Any, name: str, surface: Any) -> Part:
    setting = _Surface(name, surface)
    _run(setting.part, lambda: derivation.on_surface(setting))
    setting.part.state_roots()
    return setting.part


def _any_dimension(derivation: Any, name: str) -> Part:
    setting = _Words(name)
    _run(setting.part, lambda: derivation.any_dimension(setting))
    setting.part.state_roots()
    return setting.part


def _run(part: Part, derivation: Callable[[], Iterable[Step]]) -> None:
    """Run a derivation to its end; what it can't do over a free field is left out."""
    try:
        for _ in derivation():
            pass
    except (SymgeomError, OutsideClass) as problem:
        part.left_out.append(("the steps from here on", str(problem)))


class _Surface(SurfaceSetting):
    """The setting of one surface over its free field: a step is stated in the part as soon as it is made."""

    def __init__(self, name: str, surface: Any) -> None:
        super().__init__(free_surface(surface))
        self.part = Part(name, self.surface.engine.translator, (*surface.assumptions, self.normal))

    def step(self, label: str, left: Tensor, right: Tensor, reason: str, at: Any = None) -> Step:
        if left.shape != right.shape:
            self.part.left_out.append((label, f"the sides have shapes {left.shape} and {right.shape}"))
        else:
            latex = f"{left.latex} = {right.latex}"
            indices = product(*(range(n) for n in left.shape))
            self.part.try_to_state(label, list(zip(indices, left, right)), latex)
        return super().step(label, left, right, reason, at)

    def at_least(self, label: str, left: Tensor, right: Tensor, reason: str, at: Any = None) -> Step:
        self.part.left_out.append((label, "an inequality, which polynomial identities don't certify"))
        return super().at_least(label, left, right, reason, at)


class _Words(AnyDimension):
    """The setting of any dimension; a step is written out for one d."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.instance = FreeInstance(LARGEST)
        self.part = Part(name, self.instance.translator, ("w is the positive root",))

    def step(self, label: str, left: Any, right: Any, reason: str) -> Step:
        pairs = (
            [(left.top, right.top, " top"), (left.bottom, right.bottom, " bottom")]
            if isinstance(left, Stack)
            else [(left, right, "")]
        )
        for a, b, where in pairs:
            try:
                self._state(f"{label}{where}", a, b)
            except (SymgeomError, OutsideClass) as problem:
                self.part.left_out.append((f"{label}{where}", str(problem)))
        return super().step(label, left, right, reason)

    def _state(self, label: str, left: Any, right: Any) -> None:
        if isinstance(right, int):
            right = left.alphabet.number(right) if left.is_scalar or right else left * 0
        a, b = self.instance.value(left), self.instance.value(right)
        indices = product(range(len(a)), range(len(a[0])))
        entries = [(() if len(a) == 1 == len(a[0]) else (i, j), a[i][j], b[i][j]) for i, j in indices]
        self.part.try_to_state(label, entries, f"{left.latex} = {right.latex}")
