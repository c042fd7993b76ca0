"""Values by polynomial, while the ring grows; and which polynomials are irreducible at sight."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symgeom.algebra.ring.by_polynomial import Table
from symgeom.algebra.ring.polynomials import Ring

pytestmark = pytest.mark.quick


def test_a_table_grows_with_its_ring():
    ring = Ring()
    x, y = ring.gen(ring.add()), ring.gen(ring.add())
    table: Table[int] = Table(ring)
    table.put(x + y, 1)
    table.put(x * y, 2)
    old = x - y
    table.put(old, 3)
    while ring.context is x.context():
        ring.add()
    assert table.get(x + y) == table.get(ring.lift(x + y)) == 1
    assert table.get(ring.lift(old)) == 3 and table.get(x + 2 * y) is None
    assert table.put(ring.lift(x * y), 5) == 5 == table.get(x * y)
    assert x + y in table and x not in table
    table.clear()
    assert x + y not in table


COEFFICIENTS = st.lists(
    st.tuples(st.integers(-4, 4).filter(bool), *[st.integers(0, 3)] * 2), min_size=1, max_size=4
)


@given(st.integers(-9, 9).filter(bool), st.integers(1, 2), COEFFICIENTS)
def test_irreducible_at_sight(c, k, terms):
    """``c x^k + q(y, z)`` that counts as irreducible has one factor; the cases to be told apart are all drawn."""
    ring = Ring()
    x, y, z = (ring.gen(ring.add()) for _ in range(3))
    q = sum((a * y**i * z**j for a, i, j in terms), ring.zero)
    for p in (c * x**k + q, c * x**k - q**2, c * x**k + q**2, (x + q) * (x - q), c * x**k * y + q):
        if len(p) > 1 and ring.primes.is_monic(p):
            _, factors = p.factor()
            assert len(factors) == 1 and factors[0][1] == 1


def test_a_difference_of_squares_is_not_irreducible():
    ring = Ring()
    x, y = ring.gen(ring.add()), ring.gen(ring.add())
    assert ring.primes.is_monic(x**2 + y**2) and ring.primes.is_monic(x**2 + 4 * y**2 + 1)
    assert not ring.primes.is_monic(x**2 - y**2) and not ring.primes.is_monic(x**2 - 2 * y - 1 - y**2)
    c, s = ring.add_pair(1)
    assert not ring.primes.is_monic(
        x**2 + ring.gen(c) ** 2 + ring.gen(s)
    )  # other rules hold where there are angles
