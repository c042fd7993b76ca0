"""Exported functions: every language that runs here is built and run, and compared with numbers that share no code."""

import random
import shutil
import subprocess
from functools import cache
from typing import Any

import pytest
import sympy as sp

import symgeom as sg
from symgeom.export.sheet import sheet
from symgeom.export.targets import targets
from tests.export.drivers import DRIVERS, Call
from tests.oracle import Oracle, flat

SURFACES = {
    "torus": 3, "enneper": 2, "catenoid": 2, "dini": 2, "ellipse": 2, "helix": 2, "clifford_torus": 2, "hemisphere": 2,
    "klein_figure_8": 2, "pseudosphere": 2, "scherk": 2, "n_sphere": 2, "plane": 1,
}  # fmt: skip
LOSSES = {"logistic": 2, "softmax_classifier": 2, "bowl": 1}
WANTED = (
    "gaussian_curvature",
    "mean_curvature",
    "metric",
    "normal",
    "shape_operator",
    "principal_curvatures",
    "curvature",
)
HERE = {  # what the catalogue has nothing of
    "kinks": "Abs(x*y - 1) + x/3",
    "functions": "erf(x)**2 + log(1 + x**2)",
    "powers": "(1 + x**2)**Rational(1, 3) + x**5/7 + pi/y",
    "power": "(2 + x)**x + tan(x/3)",
    "inverses": "asin(x/9) + acosh(3 + x) + atan(2*x)",
    "others": "asinh(x) + Abs(x - 3) + 1/sinh(x + 1)",
}


def graphs():
    x, y = sp.symbols("x y", real=True)
    forms = {name: sp.sympify(text, {"x": x, "y": y}) for name, text in HERE.items()}
    return {name: sg.Graph(f, sorted(f.free_symbols, key=str), name=name) for name, f in forms.items()}


def point(surface, rng):
    """Values of coordinates in the window and of parameters, as floats with few digits."""
    values = {
        s.name: float(surface.defaults.get(s, round(rng.uniform(0.5, 1.5), 3))) for s in surface.parameters
    }
    at = {s: values[s.name] for s in surface.parameters}
    for s in surface.coordinates:
        low, high = (
            float(end.subs(at)) for end in surface.window.get(s, (sp.Rational(3, 10), sp.Integer(1)))
        )
        values[s.name] = round(rng.uniform(low + 0.1 * (high - low), high - 0.1 * (high - low)), 4)
    return values


def call(surface, count, rng):
    has = {q.name: q for q in surface.quantities if q.exists(surface)}
    wanted = WANTED if surface.name not in HERE else ("gaussian_curvature", "principal_curvatures")
    names = [n for n in wanted if n in has and not (surface.dimension > 2 and has[n].spectral)]
    page = sheet(surface, names)
    points = [point(surface, rng) for _ in range(count)]
    return page, points


@cache
def everything():
    """(sheet, points, what the oracle says) of each subject."""
    rng = random.Random(12)
    found = []
    for room, table in ((sg.surfaces, SURFACES), (sg.losses, LOSSES)):
        for name, count in table.items():
            found.append((room.get(name)(), count))
    found += [(surface, 2) for surface in graphs().values()]
    subjects = {}
    for surface, count in found:
        page, points = call(surface, count, rng)
        subjects[surface.name] = (page, points, [truth(surface, page, p) for p in points])
    return subjects


def truth(surface, page, values):
    at = Oracle.of(list(surface.map), surface.coordinates, values)
    numbers: list[Any] = []
    for r in page.results:
        if r.name == "curvature":
            numbers.append(None)
            continue
        value = at.quantity(r.name)
        entries = list(flat(value)) if isinstance(value, list) else [value]
        if r.name == "principal_curvatures":
            entries = sorted(entries, reverse=True)
        elif r.name == "mean_curvature" or len(r.entries) == 1:
            entries = entries[:1]
        numbers += entries
    return numbers


def calls(target, skip=()):
    chosen = {name: row for name, row in everything().items() if name not in skip}
    made = [
        Call(page, tuple(tuple(values[a.symbol] for _, a in page.arguments) for values in points))
        for page, points, _ in chosen.values()
    ]
    wanted = [number for _, _, rows in chosen.values() for row in rows for number in row]
    return made, wanted


def lacking(target):
    """Subjects with functions that the language hasn't."""
    return ("functions",) if "erf" not in targets()[target].spelling.operations else ()


@pytest.mark.parametrize("target", DRIVERS)
def test_against_the_oracle(target, tmp_path):
    made, wanted = calls(target, lacking(target))
    got = DRIVERS[target](made, tmp_path)
    assert len(got) == len(wanted)
    tolerance = 2e-3 if target == "glsl" else 1e-10
    for value, number in zip(got, wanted):
        if number is not None:
            assert abs(value - float(number)) <= tolerance * (1 + abs(float(number))), (value, number)


def test_the_shader_compiler_reads_it(tmp_path):
    if shutil.which("glslangValidator") is None:
        pytest.skip("needs glslangValidator")
    made, _ = calls("glsl", lacking("glsl"))
    for version in ("330", "300 es"):
        head = f"#version {version}\nprecision highp float;\nout vec4 colour;\n"
        for n, one in enumerate(made):
            (tmp_path / f"{n}.frag").write_text(
                f"{head}{one.text('glsl')}\nvoid main() {{ colour = vec4(0.0); }}\n"
            )
        done = subprocess.run(
            ["glslangValidator", *sorted(map(str, tmp_path.glob("*.frag")))], capture_output=True, text=True
        )
        assert done.returncode == 0 and "WARNING" not in done.stdout, done.stdout
