"""Integer combinations of angles or exponents: which generators the arguments of sin, exp and relatives need.

What is here: `linear_form` reads an argument as a rational combination of terms; `Lattice` finds a Z-basis of the
arguments, so that every argument is an integer combination of basis arguments (``sin(2x), sin(x/2)`` share ``x/2``) and
the basis is linearly independent over Q, by exact linear algebra (Hermite normal form).
"""

from __future__ import annotations

from collections.abc import Iterable
from math import lcm
from typing import Any

import sympy as sp
from flint import fmpq, fmpq_mat, fmpz, fmpz_mat

from symgeom.algebra.domain.numbers import prime_powers
from symgeom.algebra.domain.sizes import expanded, is_short
from symgeom.algebra.ring.budget import check

__all__ = ["Lattice", "linear_form"]

Form = dict[sp.Expr, Any]  # term -> rational coefficient


def linear_form(argument: sp.Expr) -> Form:
    """The argument as a sum of rational multiples of terms, with the logarithms of numbers in those of primes.

    What is long when it is multiplied out stays as it is, one term more: a relation to others may then go unseen.
    """
    check()
    if argument.is_Symbol:
        return {argument: fmpq(1)}
    if argument.is_Mul and len(argument.args) == 2 and argument.args[1].is_Symbol:
        number, symbol = argument.args
        if number.is_Rational:
            return {symbol: fmpq(int(number.p), int(number.q))}
    form: Form = {}
    argument = _in_prime_logs(argument)
    for term in sp.Add.make_args(expanded(argument) or argument):
        coefficient, rest = term.as_coeff_Mul()
        if not coefficient.is_Rational:
            coefficient, rest = sp.S.One, term
        form[rest] = form.get(rest, fmpq(0)) + fmpq(int(coefficient.p), int(coefficient.q))
    return {term: c for term, c in form.items() if c != 0}


def _in_prime_logs(argument: sp.Expr) -> sp.Expr:
    """``log 6 = log 2 + log 3``: the logarithms of the primes are independent over Q, those of other numbers aren't."""
    found = {}
    for log in argument.atoms(sp.log):
        powers, rest = _prime_powers(log.args[0])
        if powers and powers != {log.args[0]: 1}:
            primes = [k * sp.log(p, evaluate=False) for p, k in powers.items()]
            found[log] = sp.Add(*primes, sp.log(rest))  # also for a negative or complex rest
    return argument.xreplace(found) if found else argument


def _prime_powers(e: sp.Expr) -> tuple[dict[sp.Integer, sp.Rational], sp.Expr]:
    """The exponents of the primes in the factors that are rational powers of positive numbers, and the other factors."""
    powers: dict[sp.Integer, sp.Rational] = {}
    others = []
    for factor in sp.Mul.make_args(e):
        base, exponent = factor.as_base_exp()
        if not (base.is_Rational and base.p > 0 and exponent.is_Rational):
            others.append(factor)
            continue
        for n, side in ((int(base.p), 1), (int(base.q), -1)):
            for prime, k in prime_powers(n).items():
                powers[sp.Integer(prime)] = powers.get(sp.Integer(prime), sp.S.Zero) + side * k * exponent
    return {p: k for p, k in powers.items() if k}, sp.Mul(*others)


class Lattice:
    """A Z-basis of the lattice that some forms span.

    >>> x = sp.Symbol("x")
    >>> lattice = Lattice([linear_form(2 * x), linear_form(3 * x)])
    >>> lattice.basis, lattice.coordinates(linear_form(6 * x))
    ([x], [6])
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self.forms = [form for form in forms if form]
        self.terms: list[sp.Expr] = []
        self._rows: list[list[Any]] = []
        self.basis: list[sp.Expr] = []
        if self.forms:
            self._read()

    def _read(self) -> None:
        # Deep terms first: in echelon form a basis element without them is made of shallow terms alone, so that the
        # argument exp(x) of exp(x + exp(x)) is never written through a generator that has it in its own argument.
        self.terms = sorted({t for form in self.forms for t in form}, key=lambda t: (-_depth(t), _order(t)))
        self._rows = self._basis_rows()
        self.basis = [self._expression(row) for row in self._rows]

    def independent_of(self, other: Lattice) -> bool:
        """No rational relation between the two lattices."""
        if not (self.forms and other.forms):
            return True
        return len(Lattice([*self.forms, *other.forms]).basis) == len(self.basis) + len(other.basis)

    def coordinates(self, form: Form) -> list[int] | None:
        """Integer coordinates in the basis; None for a form outside the lattice."""
        if not form:
            return [0] * len(self.basis)
        if any(t not in self.terms for t in form):
            return None
        rows = len(self._rows)
        augmented = fmpq_mat(
            len(self.terms),
            rows + 1,
            [
                value
                for j, term in enumerate(self.terms)
                for value in (*(row[j] for row in self._rows), form.get(term, fmpq(0)))
            ],
        )
        reduced, rank = augmented.rref()
        if rank > rows or any(reduced[i, rows].q != 1 for i in range(rank)):
            return None
        if any(reduced[i, rows] != 0 and all(reduced[i, j] == 0 for j in range(rows)) for i in range(rank)):
            return None
        return [int(reduced[i, rows].p) for i in range(rows)]

    def _basis_rows(self) -> list[list[Any]]:
        distinct: list[list[Any]] = []
        for form in self.forms:
            row = [form.get(t, fmpq(0)) for t in self.terms]
            if row not in distinct and [-x for x in row] not in distinct:
                distinct.append(row)
        if not distinct:
            return []
        matrix = fmpq_mat(len(distinct), len(self.terms), [x for row in distinct for x in row])
        if matrix.rank() == len(distinct):
            return distinct
        scale = lcm(*(int(x.q) for row in distinct for x in row))
        integers = fmpz_mat(
            len(distinct), len(self.terms), [fmpz(int((x * scale).p)) for r in distinct for x in r]
        )
        hermite = integers.hnf()
        rows = [[hermite[i, j] for j in range(len(self.terms))] for i in range(len(distinct))]
        return [[fmpq(int(x), scale) for x in row] for row in rows if any(row)]

    def _expression(self, row: list[Any]) -> sp.Expr:
        return sp.Add(*[sp.Rational(int(c.p), int(c.q)) * t for c, t in zip(row, self.terms) if c != 0])


def _order(t: sp.Expr) -> Any:
    """SymPy's order, and that of the text for what is long."""
    return (0, sp.default_sort_key(t)) if is_short(t) else (1, str(t))


def _depth(e: sp.Basic) -> int:
    """How many functions are inside one another."""
    inner = max((_depth(a) for a in e.args), default=0)
    return inner + 1 if isinstance(e, sp.Function) or (e.is_Pow and not e.exp.is_Integer) else inner
