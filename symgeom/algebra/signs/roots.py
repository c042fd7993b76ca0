"""Roots, absolute values and logarithms of field elements, with every sign accounted for.

What is here: `Roots.root` (the principal n-th root) and `Roots.logarithm`. Each factors its argument over Q and takes a
factor out only where that is an identity of real numbers on the whole domain:

- ``sqrt(p^2 q) = |p| sqrt(q)``; |p| is p or -p where the oracle knows the sign, else ``sigma p`` with a generator
  ``sigma = sign(p)``, ``sigma^2 = 1``;
- ``sqrt(p q) = sqrt(p) sqrt(q)`` for p >= 0; factors of unknown sign stay together under one root;
- ``log(p q) = log(p) + log(q)`` for p >= 0, ``log(p^(2k)) = 2k log|p|``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sympy as sp
from flint import fmpq

from symgeom.algebra.domain.numbers import prime_powers
from symgeom.algebra.field.constructors import bare_power
from symgeom.algebra.field.differential import Generator, OutsideClass
from symgeom.algebra.field.elements import Element
from symgeom.algebra.ring.polynomials import Poly
from symgeom.algebra.signs.factors import Factors
from symgeom.algebra.signs.under_roots import Radicand, known_together, without_roots
from symgeom.bounds import MAX_EXPONENT

__all__ = ["Roots"]


class Roots(Factors):
    """Radicals and logarithms over one field; the signs come from its oracle."""

    # Roots -----------------------------------------------------------------------------------------------------------
    def root(self, e: Element, n: int, nonnegative: bool = False) -> Element:
        """The principal n-th root. ``nonnegative`` says that e >= 0 is known, as for a determinant of a Gram matrix.

        Raises `OutsideClass` when e is negative on the whole domain.
        """
        if e.is_zero():
            return e
        square = self.field.turns.square_root(e) if self.field.turns and n % 2 == 0 else None
        if square is not None:
            content, w = square
            return self._rational_root(content, n) * (w if n == 2 else self.root(w, n // 2))
        denested = self._denested(e) if n == 2 else None
        if denested is not None:
            return denested
        content, powers = self.factors(e)
        factor, powers = self._canonical(self.with_absolutes(powers))
        content *= factor
        content, powers = without_roots(self.field, content, powers, n)
        parts = self._parted(content, powers, n, nonnegative)
        result = parts.outside * self.sign_of_product(parts.loose) if parts.loose else parts.outside
        if abs(content) != 1:
            result = result * self._rational_root(abs(content), n)
        together = () if n % 2 else known_together(self.field.ring, parts, self.signs.known.weak)
        for p, rest in (*parts.inside.values(), *together):
            result = result * self._generator(p, n, rest)
        return result * self._joint(parts.unknown, parts.sign, n, nonnegative)

    def _parted(self, content: Any, powers: list[tuple[Poly, int]], n: int, nonnegative: bool) -> Radicand:
        """What of the factors comes out of the root, and what stays."""
        found = Radicand(1 if content > 0 else -1, self.field.rational(1))
        alone = nonnegative and sum(1 for _, k in powers if k % 2) == 1
        for p, k in powers:
            if alone and k % 2 and n % 2 == 0:  # the one factor that could make e negative, and e >= 0
                known = 1 if content > 0 else -1
                self.signs.learn(p if known > 0 else -p)
            else:
                known = self.signs.weak(p)
            if known < 0:
                p, known = -p, 1
                found.sign *= -1 if k % 2 else 1
            if not known and (n % 2 or not self.signs.is_real(p)):  # no power of it comes out
                found.unknown.append((p, k))
                continue
            quotient, rest = divmod(k, n)
            if quotient:
                found.outside = found.outside * self.field.element(p) ** quotient
            if not known and quotient % 2:
                found.loose.append(p)
            if rest and not known and n % 2 == 0 and rest % 2 == 0:  # p^2 = |p|^2
                p, known = self.field.ring.reduce(self.sign_of(p).num * self.field.ring.lift(p)), 1
            if rest and known:
                found.inside[str(p)] = p, rest
            elif rest:
                found.unknown.append((p, rest))
        return found

    def power(self, e: Element, exponent: sp.Rational) -> Element:
        """``e^(p/q)`` through the principal root."""
        if max(abs(int(exponent.p)), int(exponent.q)) > MAX_EXPONENT:
            raise OutsideClass(f"the exponent {exponent} is too large")
        return self.root(e, int(exponent.q)) ** int(exponent.p)

    def _joint(self, unknown: list[tuple[Poly, int]], sign: int, n: int, nonnegative: bool) -> Element:
        """The root of the factors whose signs aren't known one by one."""
        ring = self.field.ring
        if not unknown and sign > 0:
            return self.field.rational(1)
        if not unknown:
            raise OutsideClass("a root of an expression that is negative on the whole domain")
        joint = ring.constant(sign)
        for p, k in unknown:
            if k < 0:
                raise OutsideClass(
                    f"a root of 1/({self.field.plain_poly(p)}), whose sign on the domain is not known"
                )
            joint = ring.reduce(joint * ring.lift(p) ** k)
        content, primitive = ring.normalised(joint)
        if abs(content) != 1:  # products of primitive polynomials, reduced by the relations
            primitive, scale = primitive * (1 if content > 0 else -1), self._rational_root(abs(content), n)
        else:
            primitive, scale = joint, self.field.rational(1)
        if nonnegative and not self.signs.weak(primitive):
            self.signs.learn(primitive)
        return self._generator(primitive, n, 1) * scale

    def _denested(self, e: Element) -> Element | None:
        """``sqrt(a + b r) = sqrt((a + c)/2) + sign(b) sqrt((a - c)/2)``, ``c^2 = a^2 - b^2 r^2``, where signs are known."""
        ring = self.field.ring
        if e.den or not self.field.algebraic:
            return None
        roots = [i for i in ring.support(e.num) if self.field.generators[i].kind == "root"]
        for i in reversed(roots):
            power, value = ring.relations[i]
            parts = ring.by_powers(ring.lift(e.num), i)
            if power != 2 or len(parts) != 2 or self.signs.weak(value) <= 0:
                continue
            a, b = parts[0], parts[1]
            c = self._exact_root(ring.reduce(a * a - b * b * ring.lift(value)))
            if c is None or self.signs.weak(b) == 0 or not self.signs.is_real(e.num):
                continue
            if self.signs.weak(c) < 0:
                c = -c
            elif self.signs.weak(c) == 0 and self.signs.weak(b) < 0:
                continue  # which of the two roots is the larger can't be told
            high, low = ring.reduce((a + c) / 2), ring.reduce((a - c) / 2)
            if self.signs.weak(high) > 0 and self.signs.weak(low) > 0:
                first, second = self.root(self.field.element(high), 2), self.root(self.field.element(low), 2)
                return first + second * self.signs.weak(b)
        return None

    def of_square(self, e: Element) -> Element | None:
        """c with ``c^2 = e``, smooth, and not negative where its sign is known; None where e isn't seen to be a square."""
        if any(k % 2 for k in e.den.values()):
            return None
        c = self._exact_root(self.field.ring.lift(e.num))
        if c is None:
            return None
        return Element(self.field, -c if self.signs.weak(c) < 0 else c, {b: k // 2 for b, k in e.den.items()})

    def _exact_root(self, p: Poly) -> Poly | None:
        """c with ``c^2 = p`` when p is a square of a polynomial."""
        ring = self.field.ring
        if p.is_zero():
            return p
        content, factors = ring.primes.factor(p)
        numbers = _prime_powers(content) if content > 0 else {0: 1}
        if any(k % 2 for k in numbers.values()) or any(f.exponent % 2 for f in factors):
            return None
        c = ring.one
        for prime, k in numbers.items():
            c = c * fmpq(prime) ** (k // 2)
        for f in factors:
            c = ring.reduce(c * ring.lift(f.poly) ** (f.exponent // 2))
        return c

    def _generator(self, p: Poly, n: int, k: int) -> Element:
        """``p^(k/n)`` for a primitive p, as a power of one generator per radicand."""
        common = self.field.root_index if self.field.root_index % n == 0 else n
        expression = bare_power(self.field.plain_poly(p), sp.Rational(1, common))
        root = self.field.find(expression)
        if root is None:
            radicand = self.field.element(p)

            def rule(x: sp.Symbol) -> Element:
                this = self.field.find(expression)
                assert this is not None
                inner = self.field.derivative(radicand, x)
                return inner if inner.is_zero() else inner * this / (radicand * common)

            root = self.field.enter(
                Generator("root", expression, rule, radicand), common, self.field.ring.lift(p)
            )
        return root ** (k * common // n)

    def _rational_root(self, q: Any, n: int) -> Element:
        result = self.field.rational(1)
        for prime, k in _prime_powers(q).items():
            quotient, rest = divmod(k, n)
            result = result * fmpq(prime) ** quotient
            if rest:
                result = result * self._prime_root(prime, n, rest)
        return result

    def _prime_root(self, prime: int, n: int, k: int) -> Element:
        """``prime^(k/n)``, through its square root where that is known already."""
        turns = self.field.turns if n % 2 == 0 else None
        square_root: Element | None = turns.root_of_prime(prime) if turns else None
        if square_root is None:
            return self._generator(self.field.ring.constant(prime), n, k)
        whole, rest = divmod(k, n // 2)
        return square_root**whole * (self.root(square_root, n // 2) ** rest if rest else 1)

    # Logarithms ------------------------------------------------------------------------------------------------------
    def logarithm(self, e: Element, of_absolute: bool = False) -> Element:
        """log(e), or log|e|: a sum over the factors whose signs are known; the others stay in one logarithm."""
        content, powers = self.factors(e)
        factor, powers = self._canonical(powers, always=True)
        content *= factor
        sign = 1 if content > 0 or of_absolute else -1
        total = self._rational_log(abs(content))
        joint: list[tuple[Poly, int]] = []
        for p, k in self.with_absolutes(powers):
            inside = self.inside_absolute(p)
            if inside != p:
                total = total + self._log_generator(inside, absolute=True) * k
                continue
            known = 1 if of_absolute else self.signs.weak(p)
            if known < 0:
                sign *= -1 if k % 2 else 1
            if known or (k % 2 == 0 and self.signs.is_real(p)):
                total = total + self._log_generator(p, absolute=known <= 0 or of_absolute) * k
            else:
                joint.append((p, k))
        if joint or sign < 0:
            product = self.field.rational(sign)
            for p, k in joint:
                product = product * self.field.element(p) ** k
            if product.as_rational() is not None:
                raise OutsideClass("the logarithm of an expression that is negative on the whole domain")
            total = total + self._opaque_log(product, sp.log(self.field.plain(product)))
        return total

    def _log_generator(self, p: Poly, absolute: bool) -> Element:
        """log|p| for a primitive p; exponentials and roots are unfolded."""
        ring = self.field.ring
        support = ring.support(p)
        if len(support) == 1 and p == ring.gen(support[0]):
            g = self.field.generators[support[0]]
            if g.kind == "exp" and g.argument is not None and self.signs.is_real(g.argument.num):
                return g.argument  # the logarithm of a complex exponential would be reduced modulo 2 pi i
            if g.kind == "root":
                power, value = ring.relations[support[0]]
                return self.logarithm(self.field.element(value), of_absolute=True) / power
        argument = self.field.element(p)
        plain = self.field.plain_poly(p)
        positive = not absolute or self.signs.weak(p) > 0
        inner = plain if positive else (-plain if self.signs.weak(p) < 0 else sp.Abs(plain))
        return self._opaque_log(argument, sp.log(inner))

    def _opaque_log(self, argument: Element, expression: sp.Expr) -> Element:
        for index, g in enumerate(self.field.generators):
            if (
                g.kind == "log"
                and g.argument is not None
                and g.argument == argument
                and g.expression == expression
            ):
                return self.field.gen(index)
        rule = lambda x: self.field.derivative(argument, x) / argument  # noqa: E731
        return self.field.enter(Generator("log", expression, rule, argument))

    def _rational_log(self, q: Any) -> Element:
        primes: Iterable[tuple[int, int]] = _prime_powers(q).items()
        return self.field.sum(
            self._opaque_log(self.field.rational(prime), sp.log(prime)) * k for prime, k in primes
        )


def _prime_powers(q: Any) -> dict[int, int]:
    """The exponents of the primes in a positive rational number; a part too large to factor stands for itself."""
    powers: dict[int, int] = {}
    for n, side in ((int(q.p), 1), (int(q.q), -1)):
        for prime, k in prime_powers(n).items():
            powers[prime] = powers.get(prime, 0) + side * k
    return powers
