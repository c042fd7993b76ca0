"""Elementary pieces that lose digits or overflow as they are written, lowered to what keeps them.

**Here.** `steady`: rules from expressions to values, tried before the plain ones.

**Formula.** `exp(a)/sum c_j exp(u_j) = 1/sum c_j exp(u_j - a)`, from three terms on scaled by the largest: no exponential that
matters overflows, and `s (1 - s)` of a logistic function is a product of two shares. `log(1 + exp(u)) = max(u, 0) +
log1p(exp(-|u|))`, more terms by their largest. `exp(u) - 1` by `expm1`, `log(1 + u)` by `log1p`, `1 - cos u = 2 sin(u/2)^2`,
`cosh u - 1 = 2 sinh(u/2)^2`, `1 - tanh(u)^2 = 1/cosh(u)^2`, `a^2 - b^2 = (a - b)(a + b)`,
`cosh u - cosh v = 2 sinh((u + v)/2) sinh((u - v)/2)`, `1 + erf(u) = erfc(-u)`, `1 + tanh u = 2/(1 + exp(-2u))`.
Two shares p and q of one sum, of exp(a) and exp(b), have the difference `(p + q) tanh((a - b)/2)`.

**Source.** N. Higham, Accuracy and Stability of Numerical Algorithms, sections 1.14 and 1.18; P. Blanchard, D. Higham,
N. Higham, Accurately computing the log-sum-exp and softmax functions, IMA J. Numer. Anal. 41 (2021).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

import sympy as sp

from symgeom.kernels.values.nodes import ONE, ZERO, Nodes, Value

__all__ = ["Steady"]


class _Term(NamedTuple):
    """`factor exp(exponent)`; the exponent of a number is 0."""

    factor: Any
    exponent: Any


class _Share(NamedTuple):
    """`exp(exponent)` over the sum of the terms."""

    exponent: Any
    terms: list[_Term]


class Steady:
    """The rules, for a graph, a way to lower what is inside, and what the names of parts stand for."""

    def __init__(self, graph: Nodes, lower: Callable[[Any], Value], meaning: Callable[[Any], Any]) -> None:
        self._graph, self._lower, self._meaning = graph, lower, meaning

    def product(self, expr: Any) -> Value | None:
        """A product in which exponentials or sums of some stand above the line, and below a sum of some."""
        below = next((a for a in expr.args if self._below(a)), None)
        above = [a for a in expr.args if self._meaning(a).func is sp.exp]
        sums = (
            []
            if below is None
            else [a for a in expr.args if a is not below and self._terms(self._meaning(a))]
        )
        if below is None or not (above or sums):
            return None
        terms, total = self._below(below), sp.Add(*(self._meaning(a).args[0] for a in above))
        rest = [self._lower(a) for a in expr.args if a not in above and a not in sums[:1] and a is not below]
        if not sums:
            return self._graph.mul(*rest, self._share(total, terms))
        shares = [
            self._graph.mul(self._lower(t.factor), self._share(total + t.exponent, terms))
            for t in self._terms(self._meaning(sums[0]))
        ]
        return self._graph.mul(*rest, self._graph.add(*shares))

    def inverse(self, expr: Any) -> Value | None:
        """One over a sum of exponentials, from three on."""
        terms = self._below(expr)
        return self._share(sp.S.Zero, terms) if len(terms) > 2 else None

    def logarithm(self, expr: Any) -> Value | None:
        """The logarithm of a sum of exponentials, of a share of one, or of 1 and something."""
        total = self._meaning(expr.args[0])
        if not total.is_Add:
            return self._of_share(total)
        terms = self._terms(total)
        if terms:
            return self._of_sum(terms)
        number, rest = total.as_coeff_Add()
        return self._graph.call("log1p", self._lower(rest)) if number == 1 else None

    def _of_share(self, product: Any) -> Value | None:
        """``log(exp(a)/sum exp(u_j))``, where the share is 1 or 0 when it is rounded."""
        share = self._as_share(product)
        if share is None:
            return None
        gap = self._of_sum_beside(share.terms, share.exponent)
        return self._graph.mul((Fraction(-1), 0), gap)

    def _as_share(self, product: Any) -> _Share | None:
        """``exp(a)/sum c_j exp(u_j)``; None for others."""
        factors = [self._meaning(f) for f in sp.Mul.make_args(self._meaning(product))]
        sums = [terms for f in factors if (terms := self._below(f))]
        exponents = [f.args[0] for f in factors if f.func is sp.exp]
        if len(sums) != 1 or len(sums) + len(exponents) != len(factors):
            return None
        return _Share(sp.Add(*exponents), sums[0])

    def _of_sum_beside(self, terms: list[_Term], a: Any) -> Value:
        """``log(sum exp(u_j)) - a``; where a is one of the u_j ``log(1 + sum of the others, exp(u_j - a))``.

        Weights of the others are in their exponents: of numbers as small as 10^-20 nothing would be left beside 1.
        """
        graph, own = self._graph, next((t for t in terms if t.exponent == a and t.factor == 1), None)
        if own is None:
            return graph.sub(self._of_sum(terms), self._lower(a))
        others = [t for t in terms if t is not own]
        gaps = [graph.sub(self._lower(t.exponent), self._lower(a)) for t in others]
        gaps = [
            g if t.factor == 1 else graph.add(g, self._lower(sp.log(t.factor))) for t, g in zip(others, gaps)
        ]
        largest = ZERO
        for gap in gaps:
            largest = graph.call("max", largest, gap)
        rest = graph.call("expm1", graph.mul((Fraction(-1), 0), largest))
        ones = [_Term(sp.S.One, t.exponent) for t in others]
        scaled = self._scaled(ones, [graph.sub(gap, largest) for gap in gaps])
        return graph.add(largest, graph.call("log1p", graph.add(scaled, rest)))

    def _without_exponent(self, expr: Any) -> Value | None:
        """A sum in which an exponent of the terms in a logarithm is taken away from that."""
        for term in expr.args:
            number, log = term.as_coeff_Mul()
            terms = (
                self._terms(self._meaning(self._meaning(log).args[0]))
                if self._meaning(log).func is sp.log
                else []
            )
            for other in terms:
                if (
                    other.factor == 1
                    and other.exponent is not sp.S.Zero
                    and -number * other.exponent in expr.args
                ):
                    rest = [t for t in expr.args if t not in (term, -number * other.exponent)]
                    gap = self._of_sum_beside(terms, other.exponent)
                    return self._graph.add(self._graph.mul(self._lower(number), gap), *map(self._lower, rest))
        return None

    def sum(self, expr: Any) -> Value | None:
        """A sum in which a number cancels a function at its even, or a difference of two squares."""
        number, rest = expr.as_coeff_Add()
        for term in sp.Add.make_args(rest) if number else ():
            factor, inner = term.as_coeff_Mul()
            if abs(factor) == abs(number) and (value := self._beside(self._meaning(inner), factor == number)):
                others = [self._lower(t) for t in sp.Add.make_args(rest) if t is not term]
                return self._graph.add(self._graph.mul(self._lower(factor), value), *others)
        return self._without_exponent(expr) or self._half_without_share(expr) or self._difference(expr)

    def _half_without_share(self, expr: Any) -> Value | None:
        """``c (1 - 2 q)`` where q is one of two shares."""
        number, rest = expr.as_coeff_Add()
        factor, inner = rest.as_coeff_Mul()
        share = self._as_share(inner) if number and factor == -2 * number else None
        if share is None or len(share.terms) != 2 or any(t.factor != 1 for t in share.terms):
            return None
        exponents = [t.exponent for t in share.terms]
        if share.exponent not in exponents:
            return None
        exponents.remove(share.exponent)
        return self._graph.mul(self._lower(number), self._tanh_of_half(exponents[0], share.exponent))

    def _tanh_of_half(self, a: Any, b: Any) -> Value:
        """``(exp(a) - exp(b))/(exp(a) + exp(b)) = tanh((a - b)/2)``."""
        gap = self._graph.sub(self._lower(a), self._lower(b))
        return self._graph.call("tanh", self._graph.mul((Fraction(1, 2), 0), gap))

    def _difference(self, expr: Any) -> Value | None:
        """``c (a^2 - b^2)``, or the same of two even functions, which are nearly equal where their arguments are near 0."""
        if len(expr.args) != 2:
            return None
        first, second = (t.as_coeff_Mul() for t in sorted(expr.args, key=sp.default_sort_key))
        if first[0] != -second[0]:
            return None
        graph, factor = self._graph, self._lower(first[0])
        evens = self._of_evens(*(self._meaning(rest) for _, rest in (first, second)))
        if evens is not None:
            return graph.mul(factor, *evens)
        p, q = (self._as_share(rest) for _, rest in (first, second))
        if p and q and p.terms == q.terms:
            both = graph.add(*(self._lower(rest) for _, rest in (first, second)))
            return graph.mul(factor, both, self._tanh_of_half(p.exponent, q.exponent))
        a, b = (self._root(rest) for _, rest in (first, second))
        if a is None or b is None:
            return None
        evens = self._of_evens(self._meaning(a), self._meaning(b), squared=True)
        if evens is not None:
            return graph.mul(factor, *evens)
        a, b = self._lower(a), self._lower(b)
        return graph.mul(factor, graph.sub(a, b), graph.add(a, b))

    def _of_evens(self, a: Any, b: Any, squared: bool = False) -> tuple[Value, ...] | None:
        """``cosh u - cosh v = 2 sinh((u + v)/2) sinh((u - v)/2)``, their squares without halves; of cosines the negative."""
        if a.func is not b.func or a.func not in (sp.cos, sp.cosh):
            return None
        graph, u, v = self._graph, self._lower(a.args[0]), self._lower(b.args[0])
        odd = "sinh" if a.func is sp.cosh else "sin"
        part, times = (1, 1) if squared else (Fraction(1, 2), 2)
        halves = [graph.mul((Fraction(part), 0), e) for e in (graph.add(u, v), graph.sub(u, v))]
        sign = Fraction(times if a.func is sp.cosh else -times)
        return (sign, 0), *(graph.call(odd, half) for half in halves)  # type: ignore[arg-type]

    def _root(self, e: Any) -> Any:
        """a, where an expression is ``a^2``."""
        e = self._meaning(e)
        if e is sp.S.One:
            return e
        return e.base if e.is_Pow and e.exp == 2 else None

    def _beside(self, e: Any, plus: bool) -> Value | None:
        """`e - 1` or, with ``plus``, `e + 1`, where that has a form of its own."""
        graph, sign = self._graph, Fraction(1 if plus else -1)
        if e.func not in (sp.erf, sp.tanh):
            return None if plus else self._beside_one(e)
        u = graph.mul((-sign, 0), self._lower(e.args[0]))
        if e.func is sp.erf:
            return graph.mul((sign, 0), graph.call("erfc", u))
        below = graph.add(ONE, graph.call("exp", graph.mul((Fraction(2), 0), u)))
        return graph.div((2 * sign, 0), below)

    def _beside_one(self, e: Any) -> Value | None:
        """`e - 1`, where that has a form of its own."""
        graph = self._graph
        if e.func is sp.exp:
            return graph.call("expm1", self._lower(e.args[0]))
        if e.func in (sp.cos, sp.cosh):
            half = graph.mul((Fraction(1, 2), 0), self._lower(e.args[0]))
            sign, name = (-2, "sin") if e.func is sp.cos else (2, "sinh")
            return graph.mul((Fraction(sign), 0), graph.power(graph.call(name, half), 2))  # type: ignore[arg-type]
        if e.is_Pow and e.exp == 2 and self._meaning(e.base).func is sp.tanh:
            cosh = graph.call("cosh", self._lower(self._meaning(e.base).args[0]))
            return graph.mul((Fraction(-1), 0), graph.power(cosh, -2))
        return None

    # -- sums of exponentials
    def _below(self, e: Any) -> list[_Term]:
        """The terms of the sum of exponentials that an expression is the inverse of; none for others."""
        e = self._meaning(e)
        if not (e.is_Pow and e.exp is sp.S.NegativeOne):
            return []
        total = self._meaning(e.base)
        return self._terms(total) if total.is_Add else []

    def _terms(self, total: Any) -> list[_Term]:
        """A sum of numbers > 0 times exponentials and at most one number; none for others."""
        if not total.is_Add:
            return []
        found = []
        for term in total.args:
            number, rest = term.as_coeff_Mul()
            rest = self._meaning(rest)
            if rest.is_Add and number.is_positive and (inner := self._terms(rest)):  # a sum by name
                found += [_Term(number * t.factor, t.exponent) for t in inner]
                continue
            if not number.is_positive or not (rest is sp.S.One or rest.func is sp.exp):
                return []
            found.append(_Term(number, sp.S.Zero if rest is sp.S.One else rest.args[0]))
        return found if any(t.exponent is not sp.S.Zero for t in found) else []

    def _share(self, exponent: Any, terms: list[_Term]) -> Value:
        graph, a = self._graph, self._lower(exponent)
        gaps = [graph.sub(self._lower(t.exponent), a) for t in terms]
        if len(terms) < 3 and ZERO in gaps:
            return graph.div(ONE, self._scaled(terms, gaps))
        exponents, largest = self._by_largest(terms)
        share = graph.call("exp", graph.sub(a, largest))
        return graph.div(share, self._scaled(terms, exponents))

    def _by_largest(self, terms: Iterable[_Term]) -> tuple[list[Value], Value]:
        """The exponents without the largest of them, and that."""
        exponents = [self._lower(t.exponent) for t in terms]
        largest = exponents[0]
        for value in exponents[1:]:
            largest = self._graph.call("max", largest, value)
        return [self._graph.sub(u, largest) for u in exponents], largest

    def _scaled(self, terms: list[_Term], exponents: list[Value]) -> Value:
        graph = self._graph
        return graph.add(
            *(
                graph.mul(self._lower(t.factor), ONE if u == ZERO else graph.call("exp", u))
                for t, u in zip(terms, exponents)
            )
        )

    def _of_sum(self, terms: list[_Term]) -> Value:
        graph = self._graph
        if len(terms) == 2 and terms[0].factor == terms[1].factor == 1:
            u, v = (self._lower(t.exponent) for t in terms)
            gap = graph.call("abs", graph.sub(u, v))
            small = graph.call("exp", graph.mul((Fraction(-1), 0), gap))
            return graph.add(graph.call("max", u, v), graph.call("log1p", small))
        exponents, largest = self._by_largest(terms)
        return graph.add(largest, graph.call("log", self._scaled(terms, exponents)))
