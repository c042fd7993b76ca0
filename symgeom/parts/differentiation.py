"""Derivatives of expressions in parts, again in parts.

What is here: `Differentiation`. The rules of sums, products, powers and the chain rule, with the rules of elementary functions
from `rules`. Some of them are chosen for digits and length: the derivative of a quotient is written with the quotient itself,
``(a/b)' = (a' - (a/b) b')/b``, and where exponentials stand below, with their shares: ``s' = s (1 - s) u'`` for the logistic
function s of u, ``q_k' = q_k (u_k' - sum_j q_j u_j')`` for a softmax. For few digits (`Style`) the last is a sum of products
``q_k q_j (u_k - u_j)'``, and ``(sin(u)/u)' = -j_1(u) u'`` with the spherical Bessel function. What comes from sinc(u) is
never divided by u: it has values at 0.
Source: Digital Library of Mathematical Functions, 10.49.3, 10.51.1 and 10.51.2.
"""

from __future__ import annotations

from typing import Literal

import sympy as sp

from symgeom.algebra.domain.contents import free_symbols
from symgeom.algebra.domain.jets import JETS, NoJet, jet_expression, jet_parts
from symgeom.algebra.domain.totals import Total, summed
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.ring.budget import check
from symgeom.parts.gathering import gathered
from symgeom.parts.layers import Backward
from symgeom.parts.names import Parts, is_below
from symgeom.parts.rules import SLOPES_OF_QUOTIENTS, UNIT_STEP, called, settled, slope, slope_of_logarithm
from symgeom.parts.sines import cardinal_sines
from symgeom.parts.typed import Reading, exponentials, root_of

__all__ = ["Differentiation", "Style"]

Style = Literal["turned", "steady", "shared", "gathered", "plain"]


class Differentiation:
    """Differentiates what is in a table of parts.

    ``style`` decides what is written by name: "shared" is for computing (quotients and slopes of roots by name), "steady" too,
    for numbers with few digits: nothing is subtracted from 1 that is close to 1, ``(log cosh u)' = tanh(u) u'``; "turned"
    too, near where a tangent vector vanishes. "gathered" and "plain" are for putting back, with common factors in front of sums
    or as the rules give them.

    ``used`` tells what was done that the next style doesn't do: "names" where something was written by name that "gathered"
    writes out, "factors" where some came in front that "plain" leaves in.
    """

    def __init__(self, parts: Parts, read: Reading, style: Style = "shared") -> None:
        self.parts, self.read, self.style = parts, read, style
        self._steady = style in ("turned", "steady")
        self._by_name = self._steady or style == "shared"
        self.backward: Backward | None = None  # of a network, whose layers have names
        self.used: set[str] = set()
        self._known: dict[tuple[sp.Expr, sp.Symbol], sp.Expr] = {}
        self._steps: set[sp.Expr] = set()
        self._regular: set[sp.Expr] = set()  # the u in sinc(u)
        self._linear: dict[sp.Expr, dict[sp.Symbol, sp.Rational] | None] = {}

    def __call__(self, e: sp.Expr, x: sp.Symbol) -> sp.Expr:
        """The derivative of an expression in parts by a coordinate."""
        if e == x:
            return sp.S.One
        if (slopes := self._slopes_of_linear(e)) is not None:
            return slopes.get(x, sp.S.Zero)
        if x not in self.parts.moving(e):
            return sp.S.Zero
        if (e, x) not in self._known:
            check()
            turned = self._derive(e, x)
            inside = free_symbols(turned)
            signs = [s for s in inside if self.parts.of(s).func is sp.sign]
            self._known[e, x] = settled(turned, signs, self._steps & inside)
        return self._known[e, x]

    def _derive(self, e: sp.Expr, x: sp.Symbol) -> sp.Expr:
        full = self.parts.of(e)
        if isinstance(full, JETS):
            return self._jet(full, x)
        if isinstance(full, Total):
            body, *over = full.args
            turned = self(body, x) if self.backward is None else self.backward.of(body, x, self)
            return summed(self._gathered(turned), *over)
        if full.is_Add:
            return self._gathered(sp.Add(*(self(a, x) for a in full.args)))
        if full.is_Mul:
            return self._product(full, e, x)
        if full.is_Pow and full.func is not sp.exp:
            return self._power(full, e, x)
        return self._function(full, e, x)

    # What is linear --------------------------------------------------------------------------------------------------
    def _slopes_of_linear(self, e: sp.Expr) -> dict[sp.Symbol, sp.Rational] | None:
        """All derivatives of what is linear in the coordinates with numbers as coefficients; None for what isn't.

        Found together, they cost reading it once: a constant Hessian costs writing it.
        """
        if e not in self._linear:
            self._linear[e] = self._read_linear(e)
        return self._linear[e]

    def _read_linear(self, e: sp.Expr) -> dict[sp.Symbol, sp.Rational] | None:
        full = self.parts.of(e)
        if full.is_Symbol:
            return {full: sp.S.One} if full in self.parts.moving(full) else {}
        if not (full.is_Add or full.is_Mul):
            return None if self.parts.moving(e) else {}
        found: dict[sp.Symbol, sp.Rational] = {}
        for number, rest in (term.as_coeff_Mul(rational=True) for term in sp.Add.make_args(full)):
            if rest.is_Mul and not self.parts.moving(rest):
                continue
            slopes = None if rest.is_Mul else self._slopes_of_linear(rest)
            if slopes is None:
                return None
            for x, c in slopes.items():
                found[x] = found.get(x, sp.S.Zero) + number * c
        return found

    def _gathered(self, e: sp.Expr) -> sp.Expr:
        if self.style == "plain":
            return e
        found = gathered(e)
        if found is not e:
            self.used.add("factors")
        return found

    def _named_here(self) -> bool:
        """Whether this is written by name, where the other styles write it out."""
        if self._by_name:
            self.used.add("names")
        return self._by_name

    # Products and quotients ------------------------------------------------------------------------------------------
    def _product(self, e: sp.Expr, name: sp.Expr, x: sp.Symbol) -> sp.Expr:
        if name is not e and any(map(is_below, e.args)) and self._named_here():
            return self._quotient(e, name, x)
        if self._steady and (shared := self._of_shares(e, x)) is not None:
            return shared
        factors = e.args
        terms = (
            sp.Mul(*factors[:i], turned, *factors[i + 1 :])
            for i, factor in enumerate(factors)
            if (turned := self(factor, x)) is not sp.S.Zero
        )
        return self._gathered(sp.Add(*terms))

    def _quotient(self, e: sp.Expr, name: sp.Expr, x: sp.Symbol) -> sp.Expr:
        """``t = a/b``: ``t_x = (a_x - t b_x)/b``, and ``t (a_x/a - b_x/b)`` where exponentials stand in b."""
        above, below = e.as_numer_denom()
        number, sine = above.as_coeff_Mul()
        odd = self.parts.of(sine)
        slope_of_quotient = SLOPES_OF_QUOTIENTS.get(odd.func) if self._steady else None
        if slope_of_quotient and self.parts.of(odd.args[0]) == self.parts.of(below):
            sign, bessel = slope_of_quotient(below).as_coeff_Mul()
            return sign * number * self.parts.named(bessel, *called(bessel)) * self(below, x)
        if self._steady and (cardinal := cardinal_sines(self.parts, above, below)) is not None:
            return self(cardinal, x)
        if self._steady and (steady := self._over_root(above, below, x)) is not None:
            return steady
        if exponentials(self.parts, self.parts.of(below)):
            a, rest = self._exponential(above)
            if rest is sp.S.One:
                weights = self._weights(below) if self._steady else None
                if weights is not None:
                    return name * self._apart(a, weights, x)
                return name * (self(a, x) - self._share(below, x))
        return self._gathered(self(above, x) - name * self(below, x)) / below

    def _over_root(self, a: sp.Expr, below: sp.Expr, x: sp.Symbol) -> sp.Expr | None:
        """``a/r`` with ``r^2 = q``: ``(a_x q - a q_x/2)/r^3``, where that has one sign: ``y^2/r^3`` for x over the length r."""
        root = root_of(self.parts, below)
        if root is None or root[1] != 2:
            return None
        q = self.parts.of(root[0])
        above = sp.expand(self(a, x) * q - a * self(q, x) / 2)
        return above / below**3 if _has_one_sign(above) else None

    def _of_shares(self, e: sp.Expr, x: sp.Symbol) -> sp.Expr | None:
        """``r exp(a)/b`` with a sum b of exponentials by its name 1/b: ``exp(a)/b (r_x + r sum_j q_j (a_x - u_jx))``."""
        for sigma in e.args:
            total = self.parts.of(sigma)
            weights = self._weights(total.base) if total.is_Pow and total.exp is sp.S.NegativeOne else None
            if weights is None:
                continue
            a, rest = self._exponential(e / sigma)
            return e / rest * self._gathered(self(rest, x) + rest * self._apart(a, weights, x))
        return None

    def _weights(self, total: sp.Expr) -> list[tuple[sp.Expr, sp.Expr]] | None:
        """(q_j, u_j) with ``sum_j q_j = 1``, the shares of ``c_j exp(u_j)``, c_j > 0, in their sum; None for other sums."""
        if not exponentials(self.parts, self.parts.of(total)):
            return None
        found = []
        for term in self.parts.of(total).args:
            exponent, number = self._exponential(term)
            if not number.is_positive:
                return None
            share = self.parts.named(term / number / total, "q", "share of an exponential")
            found.append((number * share, exponent))
        return found

    def _apart(self, a: sp.Expr, weights: list[tuple[sp.Expr, sp.Expr]], x: sp.Symbol) -> sp.Expr:
        """``sum_j q_j (a - u_j)_x``: what is a itself isn't subtracted from it."""
        turned = self(a, x)
        return self._gathered(sp.Add(*(q * (turned - self(u, x)) for q, u in weights)))

    def _exponential(self, term: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
        """(u, r) with ``term = r exp(u)``."""
        exponent, rest = sp.S.Zero, []
        for factor in sp.Mul.make_args(term):
            full = self.parts.of(factor)
            if full.func is sp.exp:
                exponent += full.args[0]
            else:
                rest.append(factor)
        return exponent, sp.Mul(*rest)

    def _share(self, total: sp.Expr, x: sp.Symbol) -> sp.Expr:
        """``b_x/b`` for a sum b in which exponentials stand, by the share that each has of it."""
        terms = []
        for term in self.parts.of(total).args:
            exponent, rest = self._exponential(term)
            number, rest = rest.as_coeff_Mul()
            above = sp.Mul(rest, *(f for f in sp.Mul.make_args(term) if self.parts.of(f).func is sp.exp))
            if above is sp.S.One or exponent is sp.S.Zero:
                terms.append(self(term, x) / total)
                continue
            share = self.parts.named(above / total, "q", "share of an exponential")
            slope = self(exponent, x) + (self(rest, x) / rest if rest is not sp.S.One else 0)
            terms.append(number * share * slope)
        return self._gathered(sp.Add(*terms))

    # Powers ----------------------------------------------------------------------------------------------------------
    def _power(self, e: sp.Expr, name: sp.Expr, x: sp.Symbol) -> sp.Expr:
        base, k = e.args
        if k.is_Integer:
            if (
                k == -1
                and name is not e
                and exponentials(self.parts, self.parts.of(base))
                and self._named_here()
            ):
                weights = self._weights(base) if self._steady else None
                return name * self._apart(sp.S.Zero, weights, x) if weights else -name * self._share(base, x)
            return self._whole_power(base, k, x)
        if k.is_Rational:
            return self._root(base, int(k.q), name, x)
        turned = self(k, x) * self.read(sp.log(base))[0] + k * self(base, x) / base
        return name * turned

    def _whole_power(self, base: sp.Expr, k: sp.Integer, x: sp.Symbol) -> sp.Expr:
        """``k r^(k-1) r_x``, where r may be a root: ``(k/n) r^(k-n) q_x``."""
        root = root_of(self.parts, base)
        if root is not None:
            q, n = root
            return k / sp.Integer(n) * base ** (k - n) * self(q, x)
        return k * base ** (k - 1) * self(base, x)

    def _root(self, q: sp.Expr, n: int, name: sp.Expr, x: sp.Symbol) -> sp.Expr:
        """``r = q^(1/n)``: ``r_x = q_x/(n r^(n-1))``, by name."""
        slope = self(q, x) * name ** (1 - n) / n
        return slope if not self._named_here() else self.parts.named(slope, "d", "derivative of a root")

    # Functions -------------------------------------------------------------------------------------------------------
    def _function(self, e: sp.Expr, name: sp.Expr, x: sp.Symbol) -> sp.Expr:
        if e.func is sp.jn:
            order, inner = e.args
            return self._bessel(order, inner, name, x)
        if isinstance(e, sp.Max | sp.Min) and len(e.args) == 2:
            return self._larger(e, x)
        if isinstance(e, sp.atan2):
            v, u = e.args
            (turned,) = self.read((u * self(v, x) - v * self(u, x)) / (u**2 + v**2))
            return turned
        if len(e.args) != 1:
            raise OutsideClass(
                f"{e} has no rule for its derivative"
            )  # nor has a maximum of three, whose signs aren't decided
        u = e.args[0]
        if e.func is sp.sinc:
            self._regular.add(u)
        if e.func is sp.log and (turned := self._of_logarithm(u, x)) is not None:
            return turned
        if e.func is sp.log and exponentials(self.parts, self.parts.of(u)) and self._named_here():
            return self._share(self.parts.named(u, "b", "base"), x)
        bent = self.parts.put_back(u).has(sp.Abs)  # the field sees that 1 - tanh(|q|)^2 doesn't jump
        outer = slope(e, name, steady=self._steady and not bent)
        if outer is None:
            raise OutsideClass(f"{e.func} has no rule for its derivative")
        (outer,) = self.read(outer)
        if outer.is_Add:
            outer = self.parts.named(outer, f"d{name}".split("_")[0], "derivative of an activation")
        return outer * self(u, x)

    def _larger(self, e: sp.Max | sp.Min, x: sp.Symbol) -> sp.Expr:
        """``max(a, b)_x = s a_x + (1 - s) b_x`` with the unit step s of a - b; min alike."""
        a, b = sorted(e.args, key=lambda side: (x not in self.parts.moving(side), sp.default_sort_key(side)))
        (sign,) = self.read(sp.sign(a - b if isinstance(e, sp.Max) else b - a))
        step = self.parts.named((1 + sign) / 2, "h", UNIT_STEP)
        self._steps.add(step)
        return step * self(a, x) + (1 - step) * self(b, x)

    def _of_logarithm(self, u: sp.Expr, x: sp.Symbol) -> sp.Expr | None:
        """``u_x/u`` factor by factor, where a factor such as cosh has a name for that; else None."""
        factors = [f.as_base_exp() for f in sp.Mul.make_args(self.parts.of(u))]
        named = [slope_of_logarithm(self.parts.of(base)) for base, _ in factors]
        if all(n is None for n in named) or not all(k.is_Number for _, k in factors):
            return None
        terms = []
        for (base, k), by_name in zip(factors, named):
            if by_name is not None:
                terms.append(k * self.read(by_name)[0] * self(self.parts.of(base).args[0], x))
            elif x in self.parts.moving(base):
                terms.append(k * self(base, x) / base)
        return self._gathered(sp.Add(*terms))

    def _bessel(self, n: sp.Integer, u: sp.Expr, name: sp.Expr, x: sp.Symbol) -> sp.Expr:
        """``j_n' = j_(n-1) - (n+1) j_n/u``, where j_0 is sin(u)/u; of a sinc ``j_1' = (sinc(u) - 2 j_2)/3``, also at 0."""
        if n == 1 and u in self._regular:
            value, second = self.read(sp.sinc(u), sp.jn(2, u))
            return (value - 2 * second) / 3 * self(u, x)
        (lower,) = self.read(sp.sin(u) / u if n == 1 else sp.jn(n - 1, u))
        return (lower - (n + 1) * name / u) * self(u, x)

    def _jet(self, e: sp.Expr, x: sp.Symbol) -> sp.Expr:
        """The chain rule for an undefined function, slot by slot."""
        try:
            function, args, orders = jet_parts(e)
        except NoJet as problem:
            raise OutsideClass(str(problem)) from None
        terms = []
        for i, a in enumerate(args):
            inner = self(self.read(a)[0], x)
            if inner is not sp.S.Zero:
                higher = tuple(n + (j == i) for j, n in enumerate(orders))
                terms.append(jet_expression(function, args, higher) * inner)
        return sp.Add(*terms)


def _has_one_sign(e: sp.Expr) -> bool:
    """A product, or a sum of squares with numbers of one sign in front."""
    terms = [term.as_coeff_Mul() for term in sp.Add.make_args(e)]
    even = all(k.is_even for _, rest in terms for k in rest.as_powers_dict().values() if rest is not sp.S.One)
    return len(terms) == 1 or (even and len({number.is_positive for number, _ in terms}) == 1)
