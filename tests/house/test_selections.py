"""What `make quick`, `make mutants`, `make oldest` choose: every room, faults that still apply, promises of pyproject.toml."""

from __future__ import annotations

import ast
import functools
import re

import pytest

from tests import ROOT
from tests.house.oldest import pins
from tests.mutation import Plant, plants

pytestmark = pytest.mark.quick
PLANTS = plants()


@functools.cache
def functions(file: str) -> set[str]:
    """The names of the functions of a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_room_has_quick_tests() -> None:
    rooms = {path.parent for path in (ROOT / "tests").glob("*/test_*.py")}
    quick = {p.parent for p in (ROOT / "tests").glob("*/test_*.py") if "pytest.mark.quick" in p.read_text()}
    assert len(rooms) > 10 and rooms == quick


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.room}: {plant.name}")
def test_a_plant_applies_and_its_tests_are_there(plant: Plant) -> None:
    assert plant.place().is_file() and plant.old != plant.new
    assert plant.tests
    for test in plant.tests:
        file, _, name = test.partition("::")
        assert (ROOT / file).is_file() and (not name or name.partition("[")[0] in functions(file)), test


def test_plants_are_many_and_told_apart() -> None:
    assert len(PLANTS) >= 40 and len({(p.room, p.name) for p in PLANTS}) == len(PLANTS)
    assert {p.room for p in PLANTS} >= {"geometry", "kernels", "notes"}


def test_a_plant_whose_text_is_gone_or_doubled_is_an_error() -> None:
    for text in ("no such line anywhere", "from __future__ import annotations"):
        with pytest.raises(LookupError, match="must occur once"):
            Plant("geometry", "moved", text, "", ()).place()


def test_the_oldest_releases_are_those_of_the_project() -> None:
    named = dict(pin.split("==") for pin in pins())
    assert named.keys() == {"sympy", "numpy", "jinja2", "python-flint", "click", "rich"}
    assert all(re.fullmatch(r"\d+\.\d+", version) for version in named.values())
