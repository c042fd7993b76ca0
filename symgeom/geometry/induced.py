"""The metric of a surface as an object: `InducedMetric`, and `MetricObject`, the quantity whose attribute it is."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, overload

from symgeom.geometry.engine import Engine
from symgeom.geometry.metric import Metric
from symgeom.geometry.protocols import Derived
from symgeom.geometry.quantity import Quantity

__all__ = ["InducedMetric", "MetricObject"]


class InducedMetric(Metric):
    """The metric of an immersion, in its field: from g on, everything is derived from g alone."""

    _surface: Any

    def __init__(self, surface: Any) -> None:
        shared = {
            key: surface.__dict__[key]
            for key in ("_letters", "_facts", "defaults", "data_values", "_sources", "_window")
        }
        self._declare(**shared, name=f"metric of {surface.name}", _surface=surface)
        of = surface.engine
        self._worked_with(Engine(self, of.translator, write=of.write, lock=of.working()))
        g = of.exact("metric")
        self.engine.kept("metric", lambda _: g)
        self._declare(_matrix=surface.quantity("metric"))

    @property
    def declared(self) -> dict[str, Any]:
        """The surface that it was induced by."""
        return {"surface": self._surface}

    def _singular_message(self) -> str:
        """What to say when det g is zero."""
        return str(self._surface.engine.singular_message())


class MetricObject(Quantity[Metric]):
    """The quantity ``metric``; on a surface the attribute is the `Metric` object, which knows only g."""

    @overload
    def __get__(self, chart: None, owner: type | None = None) -> Quantity[Metric]: ...
    @overload
    def __get__(self, chart: Derived, owner: type | None = None) -> Metric: ...
    def __get__(self, chart: Derived | None, owner: type | None = None) -> Any:
        return self if chart is None else chart.engine.kept("metric object", InducedMetric)

    @classmethod
    def of(cls, quantity: Quantity[Any]) -> MetricObject:
        """A matrix g as such a quantity."""
        return cls(**{f.name: getattr(quantity, f.name) for f in fields(quantity)})
