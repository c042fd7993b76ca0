"""Bounds: each with its reason, used, in one place; errors say the way past them."""

import ast
from pathlib import Path

import pytest
import sympy as sp

import symgeom as sg
from symgeom import bounds
from symgeom.errors import InputError
from symgeom.input import loads

BOUNDS = {name: value for name, value in vars(bounds).items() if isinstance(value, bounds.Bound)}
ROOT = Path(sg.__file__).parent
TOLD = ("command", "geometry", "input", "losses", "notes", "surfaces", "typeset")


@pytest.mark.parametrize("name", BOUNDS)
def test_each_has_a_reason_and_a_use(name):
    assert BOUNDS[name] > 0 and BOUNDS[name].reason
    assert any(name in path.read_text() for path in ROOT.rglob("*.py") if path.name != "bounds.py")


def test_they_stand_in_one_place():
    """No public cap is a number of its own in the rooms that users meet."""
    for room in TOLD:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                    names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                    assert not [n for n in names if n.startswith(("MAX_", "MIN_", "_MAX", "_MOST"))], path


SURFACE = 'coordinates = ["x"]\ngraph = '


@pytest.mark.parametrize(
    ("formula", "name"),
    [
        ("x" * (bounds.MAX_LENGTH + 1), "MAX_LENGTH"),
        ("1" * (bounds.MAX_DIGITS + 1), "MAX_DIGITS"),
        ("(" * (bounds.MAX_DEPTH + 1) + "x" + ")" * (bounds.MAX_DEPTH + 1), "MAX_DEPTH"),
        ("+".join(["x"] * (bounds.MAX_PARTS // 2 + 1)), "MAX_PARTS"),
    ],
)
def test_errors_say_the_bound_and_the_way_past_it(formula, name):
    with pytest.raises(InputError) as error:
        loads(f'{SURFACE}"{formula}"')
    bound = BOUNDS[name]
    assert str(int(bound)) in str(error.value) and bound.past and bound.past in str(error.value)


def test_what_is_within_the_bounds_is_read():
    assert loads(f'{SURFACE}"{"1" * bounds.MAX_DIGITS}*x"').ell.has(sp.Symbol("x", real=True))
    inside = bounds.MAX_DEPTH - 1
    assert loads(f'{SURFACE}"{"(" * inside}x{")" * inside}"').ell == sp.Symbol("x", real=True)
