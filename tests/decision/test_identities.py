"""tests/data/identities.toml: the true ones proved, the false ones refuted, at most two undecided."""

import tomllib

import mpmath
import pytest
import sympy as sp
from mpmath import mp, mpf

import symgeom as sg
from tests import DATA, oracle

pytestmark = pytest.mark.quick

ROWS = tomllib.loads((DATA / "identities.toml").read_text(encoding="utf-8"))["identity"]
UNDECIDED_LIMIT = 2


def sides(row):
    texts = [row["left"], row["right"], *row.get("where", [])]
    names = {name: sp.Symbol(name, real=True) for name in oracle.reals(*texts)}
    domain = {
        names[x]: (oracle.parse(lo, names), oracle.parse(hi, names))
        for x, (lo, hi) in row.get("domain", {}).items()
    }
    where = [oracle.parse(fact, names) for fact in row.get("where", [])]
    return oracle.parse(row["left"], names), oracle.parse(row["right"], names), domain, where


def decide(row):
    left, right, domain, where = sides(row)
    return sg.decide(left, right, domain=domain, where=where)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['left']} = {row['right']}")
def test_identity(row):
    verdict = decide(row)
    if row["truth"]:
        assert verdict.status != "refuted", verdict.reason
    else:
        assert verdict.status != "proved", verdict.reason


@pytest.mark.parametrize(
    "row", [row for row in ROWS if not row["truth"]], ids=lambda row: f"{row['left']} = {row['right']}"
)
def test_witness_of_a_false_one(row):
    """The witness stands in the domain; the sides differ there by an evaluation that is not the engine's."""
    verdict = decide(row)
    assert verdict.status == "refuted", verdict.reason
    left, right, domain, where = sides(row)
    point = {name: sp.nsimplify(value, rational=True) for name, value in verdict.witness.point.items()}
    at = {symbol: point[symbol.name] for symbol in left.free_symbols | right.free_symbols}
    assert all(lo < at[x] < hi for x, (lo, hi) in domain.items() if x in at)
    assert all(fact.xreplace(at) != sp.false for fact in where)
    with mp.workdps(80):
        a, b = (mpmath.mpmathify(oracle.numbers(side, point, digits=80)) for side in (left, right))
        assert abs(a - b) > mpf(10) ** -60


def test_at_most_two_undecided():
    undecided = [row["left"] for row in ROWS if decide(row).status == "undecided"]
    assert len(undecided) <= UNDECIDED_LIMIT, undecided
