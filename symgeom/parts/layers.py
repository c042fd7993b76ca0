"""The parts of a network by their layer: weighted sums z_lj, activations a_lj, and how the loss of one datum depends on them.

What is here: `Layers`, what a network says of itself, and `Backward`, the loss in a table of parts with its derivatives
``delta_lj`` by z_lj, each made of those of the layer above: ``delta_lj = sum_i delta_(l+1)i dz_(l+1)i/dz_lj``. A weight of
layer l is in no z of its own datum but those of its layer, so the derivative by it is ``sum_j delta_lj dz_lj/dw``.
Source: D. Rumelhart, G. Hinton, R. Williams, Nature 323 (1986); Bishop, Pattern Recognition and Machine Learning, 5.3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from symgeom.algebra.domain.summation import held, totalled
from symgeom.algebra.domain.totals import Total
from symgeom.parts.names import NamedPart, Parts
from symgeom.parts.typed import Reading

__all__ = ["Backward", "Layers"]

Derivative = Callable[[sp.Expr, sp.Expr], sp.Expr]


@dataclass(frozen=True)
class Layers:
    """What each unit computes, in order, and the loss in these names.

    ``units`` define entries such as ``z_11[k]`` and ``a_11[k]`` by earlier ones; ``sums`` are the names of the weighted sums,
    layer by layer; ``loss`` is the function of the weights with the last of them in it.
    """

    units: tuple[NamedPart, ...]
    sums: tuple[tuple[sp.Indexed, ...], ...]
    loss: sp.Expr

    def put_back(self) -> sp.Expr:
        """The loss without these names."""
        full: dict[sp.Expr, sp.Expr] = {}
        for unit in self.units:
            full[unit.symbol] = unit.expression.xreplace(full)
        return self.loss.xreplace(full)


class Backward:
    """The loss of a network in a table of parts, and its derivatives from the last layer to the first."""

    def __init__(self, layers: Layers, parts: Parts, read: Reading) -> None:
        self._parts, self._deltas = parts, dict[sp.Expr, sp.Expr]()
        names = [unit.symbol for unit in layers.units]
        entries = held([*names, *(unit.expression for unit in layers.units)])
        put: dict[sp.Expr, sp.Expr] = {}
        sums = {z for layer in layers.sums for z in layer}
        for unit, entry, e in zip(layers.units, entries, entries[len(names) :]):
            (form,) = read(e.xreplace(put))
            put[entry] = parts.entitled(form, str(unit.symbol.base.label), unit.meaning)
            if unit.symbol in sums:
                parts.moves_alone(put[entry])
        by_name = dict(zip(names, entries))
        self.layers = [[put[by_name[z]] for z in layer] for layer in layers.sums]
        (self.loss,) = read(totalled(layers.loss).xreplace(put))
        forms = [self.loss, *(part.expression for part in parts.needed(self.loss))]
        bodies = [t.args[0] for e in forms for t in e.atoms(Total)]
        self._body = next(body for body in bodies if parts.moving(body) & set(self.layers[-1]))

    def of(self, body: sp.Expr, x: sp.Symbol, derivative: Derivative) -> sp.Expr:
        """The derivative of a summand by a coordinate."""
        layer = next((zs for zs in self.layers if any(x in self._parts.moving(z) for z in zs)), None)
        if body != self._body or layer is None:
            return derivative(body, x)
        return sp.Add(*(self._delta(z, derivative) * derivative(z, x) for z in layer))

    def _delta(self, z: sp.Symbol, derivative: Derivative) -> sp.Expr:
        if z not in self._deltas:
            number = next(n for n, zs in enumerate(self.layers) if z in zs)
            if number + 1 == len(self.layers):
                e = derivative(self._body, z)
            else:
                above = ((up, derivative(up, z)) for up in self.layers[number + 1])
                e = sp.Add(*(self._delta(up, derivative) * slope for up, slope in above))
            name = str(z.entry.base.label)
            self._deltas[z] = self._parts.entitled(
                e, f"delta{name[1:]}", f"derivative of the loss of one datum by {name}"
            )
        return self._deltas[z]
