"""What follows for the shape of a surface, each sentence decided in its exact field under its facts.

Here: ``conclusions``. Where the curvature is positive, negative, zero; minimal, flat, developable, of constant curvature;
umbilics; Einstein metrics. What is not decided is not said. Source: do Carmo, 3-2 and 3-3; Lee, ch. 8.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import partial
from typing import Any

from symgeom.errors import SymgeomError
from symgeom.geometry.graphrules import is_degenerate
from symgeom.geometry.row_major import flat
from symgeom.notes.curve_conclusions import Curve
from symgeom.notes.formulas import Formulas
from symgeom.notes.premises import Premises, Sentences
from symgeom.notes.values import Values
from symgeom.notes.worth import worth

__all__ = ["conclusions"]


def conclusions(values: Values, formulas: Formulas) -> tuple[str, ...]:
    """Sentences with maths between dollar signs, in the order of the notes."""
    parts: tuple[Callable[[], Sentences], ...]
    if len(values.surface.engine.letters) == 1:
        parts = (Curve(values, formulas).sentences,)
    else:
        drawn = _Surface(values, formulas)
        parts = (drawn.flatness, drawn.signs, drawn.mean, drawn.umbilics, drawn.einstein)
    said: list[str] = []
    for part in parts:
        said += worth(partial(list[str], part()), [])
    return tuple(said)


_DEGENERATE = "Everywhere $K = 0$: at least one of the principal curvatures vanishes."


class _Surface(Premises):
    """What is said of surfaces and hypersurfaces."""

    # Intrinsic -----------------------------------------------------------------------------------------
    @property
    def _flat(self) -> bool:
        return all(e.is_zero() for e in flat(self.exact("riemann_tensor")))

    def flatness(self) -> Sentences:
        """Flat; developable."""
        if not self._flat:
            return
        if self.oriented and all(e.is_zero() for e in flat(self.exact("second_fundamental_form"))):
            plane = "plane" if self.d == 2 else "hyperplane"
            if self.smoothness.is_connected:
                yield f"The {self.thing} is part of a {plane}: $h$ vanishes identically."
            else:
                yield f"Each connected part of the {self.thing} is part of a {plane}: $h$ vanishes identically."
        elif self.oriented and self.d == 2:
            yield (
                "The surface is developable: $K$ vanishes identically, so that it is locally isometric to the plane, "
                "but $h$ does not vanish."
            )
        else:
            yield f"The {self.thing} is flat: its curvature tensor vanishes identically."

    def _constant_curvature(self) -> Any:
        """c with ``R_ijkl = c (g_ik g_jl - g_il g_jk)``, or None."""
        R, g = self.exact("riemann_tensor"), self.exact("metric")
        d = range(self.d)
        c = (R[0][1][0][1] / (g[0][0] * g[1][1] - g[0][1] * g[0][1])).cancelled()
        for i, j, k, l in itertools.product(d, repeat=4):
            if not (R[i][j][k][l] - c * (g[i][k] * g[j][l] - g[i][l] * g[j][k])).cancelled().is_zero():
                return None
        return c

    def einstein(self) -> Sentences:
        """``Ric = lambda g`` and constant sectional curvature."""
        if self._flat:
            return
        g, ricci = self.exact("metric"), self.exact("ricci_tensor")
        factor = (ricci[0][0] / g[0][0]).cancelled()
        if any(not (r - factor * e).cancelled().is_zero() for r, e in zip(flat(ricci), flat(g))):
            return
        if not self.is_constant(factor):
            return
        c = self._constant_curvature()
        said = self.said(factor)
        if c is not None and self.said(c) and said:
            yield (
                f"The {'Gaussian' if self.d == 2 else 'sectional'} curvature is constant, ${self.said(c)}$, and "
                rf"$\operatorname{{Ric}} = {_times(said)} g$."
            )
        elif said:
            yield rf"The metric is an Einstein metric: $\operatorname{{Ric}} = {_times(said)} g$."

    # Extrinsic, in space -------------------------------------------------------------------------------
    def signs(self) -> Sentences:
        """Where the surface is elliptic, parabolic, hyperbolic."""
        if self.d > 2 and self.values.get("gaussian_curvature") is None:  # too long, unless it is 0
            yield from self._degenerate()
        elif self.d == 2 and not self._flat:
            yield from self._regions()
        elif self.d > 2 and self.oriented and self.exact("gaussian_curvature").is_zero():
            if not self._flat:
                yield _DEGENERATE
        elif self.d > 2 and self.oriented:
            sign, moving, vanishing = self._sign(self.exact("gaussian_curvature"))
            if not moving and not vanishing:
                yield f"Everywhere $K {'>' if sign > 0 else '<'} 0$, so that no principal curvature vanishes."

    def _degenerate(self) -> Sentences:
        if hasattr(self.surface, "ell") and is_degenerate(self.surface):
            yield _DEGENERATE

    def _regions(self) -> Sentences:
        K = self._curvature()
        sign, moving, vanishing = self._sign(K)
        if self.is_constant(K) and not moving:
            if self.oriented:
                yield (
                    "Every point is elliptic: $K$ is a positive constant."
                    if sign > 0
                    else "Every point is hyperbolic: $K$ is a negative constant."
                )
            return
        if not moving:
            yield self._of_one_sign(sign, vanishing)
            return
        above, below = ("> 0", "< 0") if sign > 0 else ("< 0", "> 0")
        if self.oriented:
            yield (
                f"The surface is elliptic ($K > 0$) where ${moving} {above}$, hyperbolic ($K < 0$) where "
                f"${moving} {below}$, and parabolic or planar ($K = 0$) where ${moving} = 0$."
            )
        else:
            yield f"The curvature $K$ is positive where ${moving} {above}$ and negative where ${moving} {below}$."

    def _of_one_sign(self, sign: int, vanishing: str) -> str:
        relation, kind = ("> 0", "elliptic") if sign > 0 else ("< 0", "hyperbolic")
        but = f", except where ${vanishing} = 0$: there $K = 0$" if vanishing else ""
        if origin := self._is_origin(vanishing):
            planar = self.oriented and self._is_planar_there()
            but = f", except where ${origin}$: {'a planar point' if planar else 'there $K = 0$'}"
        if not self.oriented:
            return f"Everywhere $K {relation}${but}."
        return (
            f"Since $K {relation}$, every point is {kind}{but}."
            if not but
            else (f"Every point is {kind}, $K {relation}${but}.")
        )

    def _is_origin(self, said: str) -> str:
        """``u = v = 0`` for a sum of squares of all coordinates that has been said."""
        u = [self.formulas.math(s) for s in self.surface.engine.letters]
        squares = " + ".join(f"{name}^2" for name in u)
        return " = ".join([*u, "0"]) if said == squares else ""

    def _is_planar_there(self) -> bool:
        at = dict.fromkeys(self.surface.engine.letters, 0)
        return all(
            self.surface.engine.present(e).subs(at) == 0 for e in flat(self.exact("second_fundamental_form"))
        )

    def _curvature(self) -> Any:
        if self.oriented:
            return self.exact("gaussian_curvature")
        return (self.exact("scalar_curvature") / 2).cancelled()

    def _sign(self, e: Any) -> tuple[int, str, str]:
        """The sign of what has one, the product of the factors whose sign changes, and that of those that may vanish.

        Raises `SymgeomError` where a factor can't be spoken of.
        """
        if e.is_zero():
            raise SymgeomError("zero has no sign")
        translator = self.surface.engine.translator
        content, powers = translator.roots.factors(e)
        powers = translator.roots.with_absolutes(powers)
        sign, moving, vanishing = 1 if content > 0 else -1, [], []
        for p, k in powers:
            inside = translator.roots.inside_absolute(p)
            known = translator.signs.weak(p) or int(inside != p)
            p = inside if known else p
            if k % 2 and known:
                sign *= known
            elif k % 2:
                moving.append(p)
            if self.may_vanish(p) and (k < 0 or p not in moving):
                vanishing += [p] if k > 0 else []
                if k < 0 and p in moving:
                    raise SymgeomError("a sign that changes at a pole")
        if moving and vanishing:
            raise SymgeomError("too much for a sentence")
        texts = []
        for factors in (moving, vanishing):
            product = self.surface.engine.field.product(*((translator.field.element(p), 1) for p in factors))
            texts.append(self.said(product.cancelled()) if factors else "")
            if factors and not texts[-1]:
                raise SymgeomError("too wide for a sentence")
        return sign, texts[0], texts[1]

    def mean(self) -> Sentences:
        """Minimal, or of constant mean curvature."""
        if self.oriented:
            H = self.exact("mean_curvature")
            if H.is_zero():
                if not all(e.is_zero() for e in flat(self.exact("second_fundamental_form"))):
                    yield f"The {self.thing} is minimal: $H$ vanishes identically."
            elif self.is_constant(H):
                yield "The mean curvature is constant."
        elif "mean_curvature_vector" in self.values.quantities and all(
            e.is_zero() for e in self.exact("mean_curvature_vector")
        ):
            yield f"The {self.thing} is minimal: its mean curvature vector vanishes identically."

    def umbilics(self) -> Sentences:
        """Totally umbilical, or without umbilics, or where they are."""
        if not self.oriented:
            return
        S, d = self.exact("shape_operator"), range(self.d)
        if all(
            S[i][j].is_zero() if i != j else (S[i][i] - S[0][0]).cancelled().is_zero() for i in d for j in d
        ):
            if not S[0][0].is_zero():
                yield f"The {self.thing} is totally umbilical: $S$ is a multiple of the identity."
            return
        if self.d != 2:
            return
        H, K = self.exact("mean_curvature"), self.exact("gaussian_curvature")
        apart = (H * H - K).cancelled()
        if apart.is_zero():
            return
        translator = self.surface.engine.translator
        _, powers = translator.roots.factors(apart)
        open_ = [p for p, k in powers if k > 0 and self.may_vanish(p)]
        if not open_:
            yield "There are no umbilics: $H^2 - K$ vanishes nowhere, so that $\\kappa_1 \\ne \\kappa_2$ at every point."
            return
        product = self.surface.engine.field.product(*((translator.field.element(p), 1) for p in open_))
        said = self.said(product.cancelled())
        if origin := self._is_origin(said):
            yield f"The only umbilic is the point ${origin}$."
        elif said:
            yield f"The umbilics are the points where ${said} = 0$."


def _times(factor: str) -> str:
    """A number before g: nothing for 1."""
    return "" if factor == "1" else "-" if factor == "-1" else factor
