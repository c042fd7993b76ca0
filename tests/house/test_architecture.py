"""The house: imports point down, no circles, public names are documented, and what must stay out of a proof is out."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import symgeom
from tests.house.imports import MODULES, RUNNING, arrows, circles, tree

pytestmark = pytest.mark.quick

# A room may import rooms of a lower floor; rooms on one floor don't know each other.
FLOORS = [
    {"errors", "_version"},
    {"bounds", "garbage", "leftovers", "resources", "checker"},
    {"output", "notation"},
    {"algebra", "words"},
    {"typeset", "decision", "kernels"},
    {"parts", "pictures"},
    {"export"},
    {"geometry"},
    {"surfaces", "claims", "input"},
    {"losses", "certificates", "figures"},
    {"notes"},
    {"command"},
    {"__main__"},
]

# The rooms within a room, each knowing only those before it.
WITHIN = {
    "algebra": ["ring", "domain", "field", "signs", "writing", "reading"],
    "kernels": ["steps", "values", "running", "printing", "backend", "backends", "kernel", "compile"],
}
# Rooms where types still name one another in circles; nothing runs in one.
TYPES_IN_CIRCLES = {"geometry", "words"}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def floor(name: str) -> int:
    return next(number for number, rooms in enumerate(FLOORS) if name in rooms)


def inner_room(module: str) -> str:
    return module.split(".")[2] if module.count(".") > 1 else ""


def test_every_room_has_a_floor() -> None:
    rooms = {room(module) for module in MODULES} - {""}
    assert rooms == set().union(*FLOORS)


@pytest.mark.parametrize("module", [m for m in MODULES if m != "symgeom"])
def test_imports_point_down(module: str) -> None:
    """All of them: at the top, in functions, and for type checkers alone."""
    for _, other, kind in arrows(module):
        if room(other) != room(module):
            assert floor(room(other)) < floor(room(module)), f"{module} imports {other} ({kind})"


@pytest.mark.parametrize("module", [m for m in MODULES if room(m) in WITHIN and inner_room(m)])
def test_imports_within_a_room_point_down(module: str) -> None:
    order = WITHIN[room(module)]
    for _, other, kind in arrows(module):
        if room(other) == room(module) and inner_room(other) not in {"", inner_room(module)}:
            below = order.index(inner_room(other)) < order.index(inner_room(module))
            assert below, f"{module} imports {other} ({kind})"


@pytest.mark.parametrize("name", WITHIN)
def test_rooms_within_a_room_are_told_in_their_order(name: str) -> None:
    package = importlib.import_module(f"symgeom.{name}")
    told = re.findall(r"^- `(\w+)`", package.__doc__ or "", re.MULTILINE)
    rooms = {inner_room(m) for m in MODULES if room(m) == name} - {""}
    assert told == [r for r in WITHIN[name] if r in told]
    assert set(WITHIN[name]) == rooms
    assert {r for r in rooms if any(m.startswith(f"symgeom.{name}.{r}.") for m in MODULES)} == set(told)


def test_no_circle_of_files() -> None:
    """An import that stands in a function runs all the same."""
    running = [arrow for module in MODULES for arrow in arrows(module) if arrow.kind in RUNNING]
    assert not circles(running)


def test_circles_of_types_stay_in_their_rooms() -> None:
    every = [arrow for module in MODULES for arrow in arrows(module)]
    for circle in circles(every):
        assert {room(module) for module in circle} <= TYPES_IN_CIRCLES, " <-> ".join(circle)
        assert len({room(module) for module in circle}) == 1, " <-> ".join(circle)


def test_imports_are_found_wherever_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader itself, on two files that read one another in a function, and one that does so for its types."""
    texts = {
        "symgeom.a": "def f():\n    from symgeom.b import x\n",
        "symgeom.b": "from symgeom import a\n",
        "symgeom.c": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import symgeom.d\nelse:\n    import symgeom.a\n",
        "symgeom.d": "class D:\n    from symgeom.c import x\n",
    }
    for module, text in texts.items():
        path = tmp_path / f"{module}.py"
        path.write_text(text)
        monkeypatch.setitem(MODULES, module, path)
    found = [arrow for module in texts for arrow in arrows(module)]
    assert {(a.source[-1], a.target[-1], a.kind) for a in found} == {
        *(("a", "b", "late"), ("b", "a", "top"), ("c", "d", "typing"), ("c", "a", "top"), ("d", "c", "top")),
    }
    assert circles(a for a in found if a.kind in RUNNING) == [["symgeom.a", "symgeom.b"]]
    assert circles(found) == [["symgeom.a", "symgeom.b"], ["symgeom.c", "symgeom.d"]]


@pytest.mark.parametrize("module", MODULES)
def test_public_names_are_documented(module: str) -> None:
    if module == "symgeom.__main__":
        return
    loaded = importlib.import_module(module)
    assert loaded.__doc__, f"{module} has no docstring"
    for name in getattr(loaded, "__all__", ()):
        value = getattr(loaded, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            assert inspect.getdoc(value), f"{module}.{name} has no docstring"


def test_public_methods_are_documented() -> None:
    for kind in (symgeom.Metric, symgeom.Immersion, symgeom.Hypersurface, symgeom.Graph, symgeom.Verdict):
        for name, value in vars(kind).items():
            if not name.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                assert inspect.getdoc(value), f"{kind.__name__}.{name} has no docstring"


BANNED = re.compile(
    r"\b(simplify|nsimplify|parse_expr|eval|exec|srepr)\(|\.equals\(|\bpickle\b|\bsympify\((?!.*strict=True)|\.is_zero\b(?!\()"
)
ALLOWED = {
    # generated from our own printer, with names that were checked
    ("kernels", "exec("),
}
# The words of unspecified dimension don't know SymPy; `is_zero` is their own normal form.
ALLOWED_ROOMS = {"symgeom.words": ".is_zero"}


@pytest.mark.parametrize("module", MODULES)
def test_what_must_stay_out_of_the_trusted_path(module: str) -> None:
    text = MODULES[module].read_text(encoding="utf-8")
    if not BANNED.search(text):  # formatted code: what `ast` would write again has it no more than the text
        return
    told = ast.parse(text)
    for node in ast.walk(told):  # docstrings may speak of what the code doesn't do
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            node.value = ast.Constant("")
    for line in ast.unparse(told).splitlines():
        match = BANNED.search(line)
        if match:
            allowed = any(room(module) == r and match.group().startswith(text) for r, text in ALLOWED)
            allowed |= any(
                module.startswith(m) and match.group() == text for m, text in ALLOWED_ROOMS.items()
            )
            assert allowed, f"{module}: {line}"


CONTRACT = (
    *("Graph", "Hypersurface", "Immersion", "Metric", "Verdict", "InputError", "ToolError"),
    *("claims", "decide", "load", "losses", "notes", "surfaces"),
)
QUANTITIES = (
    *("jacobian", "metric", "inverse_metric", "volume_element", "normal", "second_fundamental_form"),
    *("shape_operator", "third_fundamental_form", "principal_curvatures", "principal_directions"),
    *("gaussian_curvature", "mean_curvature", "christoffel_symbols", "riemann_tensor", "ricci_tensor"),
    "scalar_curvature",
)


def test_names_of_the_contract() -> None:
    for name in CONTRACT:
        assert getattr(symgeom, name) is not None
    assert set(QUANTITIES) <= {q.name for q in symgeom.Graph.abstract(2).quantities}


# Names that still stand for two things; none may be added.
TWO_FILES = {"points", "claim", "catalogue", "symbols", "names"}
TWO_CLASSES = {"Part"}


def test_one_name_for_one_thing() -> None:
    """Files and public classes of one name in two rooms."""
    files: dict[str, list[str]] = {}
    classes: dict[str, list[str]] = {}
    for module, path in MODULES.items():
        if path.name != "__init__.py":
            files.setdefault(module.split(".")[-1], []).append(module)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes.setdefault(node.name, []).append(module)
    for found, known in ((files, TWO_FILES), (classes, TWO_CLASSES)):
        twice = {name: places for name, places in found.items() if len(places) > 1}
        assert twice.keys() <= known, {name: twice[name] for name in twice.keys() - known}
