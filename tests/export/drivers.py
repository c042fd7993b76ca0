"""Programs that call exported functions at points and print the entries of their results, one program a language.

Each driver takes exported functions with the arguments to call them with and gives the numbers, in the order of the calls.
"""

import math
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from sympy.parsing.mathematica import MathematicaParser

from symgeom.export.sheet import FunctionSheet, Result
from symgeom.export.target import Names, printed
from symgeom.export.targets import having, targets

__all__ = ["DRIVERS", "Call", "written"]

_SHIM = """
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
namespace shader {
using std::sqrt; using std::exp; using std::log; using std::abs; using std::floor; using std::ceil; using std::sin;
using std::cos; using std::tan; using std::asin; using std::acos; using std::sinh; using std::cosh; using std::tanh;
using std::asinh; using std::acosh; using std::atanh; using std::pow;
inline float atan(float x) { return std::atan(x); }
inline float atan(float y, float x) { return std::atan2(y, x); }
inline float sign(float x) { return float((x > 0) - (x < 0)); }
inline float max(float x, float y) { return x > y ? x : y; }
inline float min(float x, float y) { return x < y ? x : y; }
struct vec2 { float x, y; vec2(float a, float b) : x(a), y(b) {} };
inline float length(vec2 v) { return std::hypot(v.x, v.y); }
inline float uintBitsToFloat(uint32_t n) { float x; std::memcpy(&x, &n, 4); return x; }
"""


@dataclass(frozen=True)
class Call:
    """A sheet, and the arguments of each call."""

    sheet: FunctionSheet
    points: tuple[tuple[float, ...], ...]

    def names(self, target: str) -> Names:
        """What everything is called."""
        return Names(targets()[target], self.sheet)

    def text(self, target: str, declarations: bool = False) -> str:
        """The exported file."""
        language = targets()[target]
        return printed(language, self.sheet, having, template=language.declarations if declarations else "")


def written(call: Call, target: str, folder: Path) -> Path:
    """The exported file in a folder."""
    path = folder / f"{call.names(target).function}{targets()[target].suffix}"
    path.write_text(call.text(target))
    return path


def _run(*command: Any, **options: Any) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr, done.stderr
    return done.stdout


def _numbers(text: str) -> list[float]:
    return [float(line) for line in text.split()]


def _arguments(point: Sequence[float], suffix: str = "") -> str:
    return ", ".join(f"{x!r}{suffix}" for x in point)


def _places(result: Result, first: int = 0) -> Iterable[tuple[int, ...]]:
    return product(*(range(first, n + first) for n in result.shape))


def python(calls: Sequence[Call], folder: Path) -> list[float]:
    """In this process, as plain text."""
    found: list[float] = []
    for call in calls:
        space: dict[str, Any] = {}
        exec(call.text("python"), space)
        function = space[call.names("python").function]
        found += _called(call, "python", function)
    return found


def numpy(calls: Sequence[Call], folder: Path) -> list[float]:
    """Numbers, and arrays with a point twice, which give the same."""
    found: list[float] = []
    for call in calls:
        space: dict[str, Any] = {}
        exec(f"import math\nimport numpy as np\n{call.text('numpy')}", space)
        function = space[call.names("numpy").function]
        single = _called(call, "numpy", function)
        twice = Call(call.sheet, tuple(tuple(np.array([x, x]) for x in point) for point in call.points))  # type: ignore[misc]
        for k, (one, rows) in enumerate(zip(_split(call, single), _answers(twice, "numpy", function))):
            for r, value in zip(call.sheet.results, rows):
                entry = np.asarray(value)
                assert entry.shape in ((2, *r.shape), ()), (k, r.name)
            both = np.concatenate(
                [np.ravel(np.broadcast_to(v, (2, *r.shape))[1]) for r, v in zip(call.sheet.results, rows)]
            )
            assert np.allclose(both, one, rtol=1e-12, atol=1e-12, equal_nan=True)
        found += single
    return found


def _split(call: Call, values: list[float]) -> list[list[float]]:
    size = len(values) // len(call.points)
    return [values[k : k + size] for k in range(0, len(values), size)]


def _answers(call: Call, target: str, function: Callable[..., Any]) -> Iterable[list[Any]]:
    names = call.names(target)
    for point in call.points:
        by_name = {names.of[s]: x for (s, a), x in zip(call.sheet.arguments, point) if a.kind == "function"}
        plain = [x for (_, a), x in zip(call.sheet.arguments, point) if a.kind != "function"]
        out = function(*plain, **by_name)
        yield [out] if len(call.sheet.results) == 1 else [out[r.name] for r in call.sheet.results]


def _called(call: Call, target: str, function: Callable[..., Any]) -> list[float]:
    return [float(x) for row in _answers(call, target, function) for value in row for x in np.ravel(value)]


def c(calls: Sequence[Call], folder: Path) -> list[float]:
    """With every warning an error; the header is that of the file."""
    _needs("gcc")
    lines, files = [], []
    for call in calls:
        names = call.names("c").function
        files.append(written(call, "c", folder))
        (folder / f"{names}.h").write_text(call.text("c", declarations=True))
        lines.append((names, call))
    body = []
    for name, call in lines:
        for point in call.points:
            body.append(f"{{ {name}_values v = {name}({_arguments(point)});")
            for r in call.sheet.results:
                body += [f'printf("%.17g\\n", v.{r.name}{"".join(f"[{k}]" for k in p)});' for p in _places(r)]
            body.append("}")
    includes = [f'#include "{name}.h"' for name, _ in lines]
    main = ["#include <stdio.h>", *includes, "int main(void)", "{", *body, "return 0; }"]
    (folder / "main.c").write_text("\n".join(main))
    warnings = ("-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror")
    _run("gcc", "-std=c99", *warnings, folder / "main.c", *files, "-o", folder / "main", "-lm")
    for path in files[:1]:  # the example in the file itself
        _run("gcc", "-std=c99", *warnings, "-DEXAMPLE", path, "-o", folder / "example", "-lm")
        assert " = " in _run(folder / "example")
    return _numbers(_run(folder / "main"))


def fortran(calls: Sequence[Call], folder: Path) -> list[float]:
    """Fortran 2008 with its warnings, but for those of arguments that aren't used."""
    _needs("gfortran")
    files = [written(call, "fortran", folder) for call in calls]
    uses, subroutines = [], []
    for n, call in enumerate(calls):
        names = call.names("fortran")
        module = names.rename(f"{names.function}_module")
        shapes = [f"({', '.join(map(str, r.shape))})" if r.shape else "" for r in call.sheet.results]
        body = [f"subroutine s{n}()", f"use {module}, only: f => {names.function}"]
        body += [f"real(kind(1d0)) :: v{k}{shape}" for k, shape in enumerate(shapes)]
        for point in call.points:
            values = [f"{x!r}_8" for x in point] + [f"v{k}" for k in range(len(shapes))]
            body.append("call f( &\n" + ", &\n".join(values) + ")")
            for k, r in enumerate(call.sheet.results):
                for place in _places(r, 1):
                    body.append(
                        f"print '(es25.17e3)', v{k}{'(' + ', '.join(map(str, place)) + ')' if place else ''}"
                    )
        subroutines += [*body, "end subroutine"]
        uses.append(f"call s{n}()")
    (folder / "main.f90").write_text("\n".join(["program p", *uses, "contains", *subroutines, "end program"]))
    _run("gfortran", "-std=f2008", "-Wall", "-Wno-unused-dummy-argument", "-Werror", "-J", folder, *files, "-o",
         folder / "p", folder / "main.f90")  # fmt: skip
    return _numbers(_run(folder / "p"))


def rust(calls: Sequence[Call], folder: Path) -> list[float]:
    """One crate with a module a file, every warning an error."""
    _needs("rustc")
    lines = []
    for n, call in enumerate(calls):
        path = written(call, "rust", folder)
        lines.append(f'#[path = "{path.name}"] mod m{n};')
    lines.append("fn main() {")
    for n, call in enumerate(calls):
        for point in call.points:
            lines.append(f"let v = m{n}::{call.names('rust').function}({_arguments(point)});")
            for r in call.sheet.results:
                lines += [
                    f'println!("{{}}", v.{r.name}{"".join(f"[{k}]" for k in place)});' for place in _places(r)
                ]
    (folder / "main.rs").write_text("\n".join([*lines, "}"]))
    _run("rustc", "-D", "warnings", "--edition", "2021", "-o", folder / "main", folder / "main.rs")
    return _numbers(_run(folder / "main"))


def js(calls: Sequence[Call], folder: Path) -> list[float]:
    """Modules of Node."""
    _needs("node")
    (folder / "package.json").write_text('{"type": "module"}')
    lines, body = [], []
    for n, call in enumerate(calls):
        path = written(call, "js", folder)
        lines.append(f'import {{ {call.names("js").function} as f{n} }} from "./{path.name}";')
        body += [f"show(f{n}({_arguments(point)}));" for point in call.points]
    lines.append(
        "const show = (v) => typeof v === 'object' ? Object.values(v).forEach(show) : console.log(v);"
    )
    (folder / "main.js").write_text("\n".join(lines + body))
    return _numbers(_run("node", folder / "main.js"))


def matlab(calls: Sequence[Call], folder: Path) -> list[float]:
    """Octave; MATLAB itself was not tried."""
    _needs("octave-cli")
    lines = []
    for call in calls:
        name = written(call, "matlab", folder).stem
        single = len(call.sheet.results) == 1
        for point in call.points:
            lines.append(f"v = {name}({_arguments(point)});")
            for r in call.sheet.results:
                field = "v" if single else f"v.{r.name}"
                places = (f"({', '.join(map(str, p))})" if p else "" for p in _places(r, 1))
                lines += [f'printf("%.17g\\n", {field}{place});' for place in places]
    (folder / "main_script.m").write_text("1;\n" + "\n".join(lines))
    done = subprocess.run(
        ["octave-cli", "--norc", "--quiet", "main_script.m"],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr  # Octave says things of its own as it ends
    return _numbers(done.stdout)


def glsl(calls: Sequence[Call], folder: Path) -> list[float]:
    """As C++, which shares the syntax; a shader compiler reads the same text."""
    _needs("g++")
    lines, body = [_SHIM], []
    for n, call in enumerate(calls):
        lines += [f"namespace m{n} {{", call.text("glsl"), "}"]
        name = call.names("glsl").function
        for point in call.points:
            body.append(f"{{ auto v = shader::m{n}::{name}({_arguments(point)});")
            for r in call.sheet.results:
                size = len(r.entries)
                body += [
                    f'printf("%.9g\\n", double(v.{r.name}{f"[{k}]" if r.shape else ""}));'
                    for k in range(size)
                ]
            body.append("}")
    (folder / "main.cpp").write_text("\n".join([*lines, "}", "int main() {", *body, "}"]))
    _run("g++", "-fsingle-precision-constant", "-w", "-o", folder / "main", folder / "main.cpp")
    return _numbers(_run(folder / "main"))


def wolfram(calls: Sequence[Call], folder: Path) -> list[float]:
    """Read by SymPy's parser of the language and computed by its tree: no kernel of the language was tried."""
    found: list[float] = []
    for call in calls:
        rules = Trees(call.text("wolfram"))
        for point in call.points:
            value = rules.value([call.names("wolfram").function, *map(repr, point)], {})
            found += map(float, _leaves(value))
    return found


def _leaves(value: Any) -> Iterable[Any]:
    rows = value.values() if isinstance(value, dict) else value
    return (x for row in rows for x in _leaves(row)) if isinstance(value, dict | list) else [value]


class Trees:
    """Definitions in the Wolfram language, as far as exported files use it."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {
        "Sin": math.sin, "Cos": math.cos, "Tan": math.tan, "Sqrt": math.sqrt, "Exp": math.exp, "Log": math.log, "Abs": abs,
        "Sign": lambda x: (x > 0) - (x < 0), "ArcSin": math.asin, "ArcCos": math.acos, "ArcSinh": math.asinh,
        "ArcCosh": math.acosh, "ArcTanh": math.atanh, "Sinh": math.sinh, "Cosh": math.cosh, "Tanh": math.tanh,
        "Erf": math.erf, "Erfc": math.erfc, "Max": max, "Min": min, "Floor": math.floor, "Ceiling": math.ceil,
        "ArcTan": lambda x, y=None: math.atan(x) if y is None else math.atan2(y, x), "Power": lambda x, y: x**y,
        "Plus": lambda *a: math.fsum(a), "Times": lambda *a: math.prod(a), "List": lambda *a: list(a),
        "Less": lambda x, y: x < y, "Greater": lambda x, y: x > y, "LessEqual": lambda x, y: x <= y,
        "GreaterEqual": lambda x, y: x >= y, "Equal": lambda x, y: x == y, "Unequal": lambda x, y: x != y,
        "Or": lambda *a: any(a), "And": lambda *a: all(a),
    }  # fmt: skip

    def __init__(self, text: str) -> None:
        text = (
            re.sub(r"\(\*.*?\*\)", "", text, flags=re.DOTALL).replace("<|", "Association[").replace("|>", "]")
        )
        text = re.sub(r"([\d.]+)\*\^(-?\d+)", r"(\1*10^(\2))", text)  # which SymPy doesn't read
        parser = MathematicaParser()
        self.rules: dict[str, tuple[list[str], Any]] = {}
        for one in re.split(r"\n(?=\w+\[.*:=)", text.strip()):
            tokens = parser._from_mathematica_to_tokens(one.strip())
            kind, (name, *patterns), body = parser._from_tokens_to_fullformlist(tokens)
            assert kind == "SetDelayed" and all(p[0] == "Pattern" for p in patterns)
            self.rules[name] = [p[1] for p in patterns], body

    def value(self, tree: Any, known: dict[str, Any]) -> Any:
        """The value of a tree, where names are known."""
        if isinstance(tree, str):
            return (
                known[tree] if tree in known else math.pi if tree == "Pi" else float(tree.replace("*^", "e"))
            )
        head, *rest = tree
        if head == "Module":
            return self.value(rest[1], {**known, **dict.fromkeys(rest[0][1:])})
        if head == "CompoundExpression":
            return [self.value(part, known) for part in rest][-1]
        if head == "Set":
            assert rest[0] in known, f"{rest[0]} is no local"
            known[rest[0]] = self.value(rest[1], known)
            return None
        if head == "If":
            return self.value(rest[1] if self.value(rest[0], known) else rest[2], known)
        if head == "Association":
            return {rule[1][1]: self.value(rule[2], known) for rule in rest}
        values = [self.value(part, known) for part in rest]
        if head in self.rules:
            letters, body = self.rules[head]
            return self.value(body, dict(zip(letters, values)))
        return self.FUNCTIONS[head](*values)


def julia(calls: Sequence[Call], folder: Path) -> list[float]:
    """Computed as Python, which its expressions are but for a few signs: Julia itself was not tried."""
    found: list[float] = []
    space = {name: getattr(math, name) for name in dir(math)} | {
        "sign": lambda x: (x > 0) - (x < 0), "float": float, "reshape": _reshaped, "permutedims": _permuted,
        "atan": lambda y, x=1.0: math.atan2(y, x) if x != 1.0 else math.atan(y), "abs": abs, "max": max, "min": min,
    }  # fmt: skip
    for call in calls:
        text = re.sub(r"#.*|^using.*", "", call.text("julia"), flags=re.MULTILINE)
        text = re.sub(r"(?<=[-+*/,(\[?:&|])\n\s*", " ", text)  # an operator at the end goes on
        text = text.replace("^", "**").replace("&&", " and ").replace("||", " or ").replace("NaN", "nan")
        text = _chosen(re.sub(r"return \( ?(?=\w+ = )", "return dict(", text))
        body = re.sub(r"\nend\b", "\n", re.sub(r"function (.*)", r"def \1:", text))
        own: dict[str, Any] = dict(space)
        exec(body, own)
        for point in call.points:
            value = own[call.names("julia").function](*point)
            found += (
                float(x)
                for x in _leaves(
                    {k: np.ravel(v).tolist() for k, v in value.items()}
                    if isinstance(value, dict)
                    else np.ravel(value).tolist()
                )
            )
    return found


def _chosen(text: str) -> str:
    """`(c ? a : b)` as Python has it."""
    found: str = ""
    starts: list[int] = []
    for character in text:
        found += character
        if character == "(":
            starts.append(len(found))
        elif character == ")":
            start = starts.pop()
            inside = found[start:-1]
            if " ? " in inside:
                condition, rest = inside.split(" ? ", 1)  # those further in are Python already
                yes, no = rest.split(" : ", 1)
                found = f"{found[:start]}{yes} if {condition} else {no})"
    return found


def _reshaped(values: list[float], *shape: int) -> Any:
    return np.reshape(np.array(values), shape, order="F")


def _permuted(values: Any, order: tuple[int, ...]) -> Any:
    return np.transpose(values, [k - 1 for k in order])


def _needs(tool: str) -> None:
    if shutil.which(tool) is None:
        pytest.skip(f"needs {tool}")


DRIVERS: dict[str, Callable[[Sequence[Call], Path], list[float]]] = {
    "python": python, "numpy": numpy, "c": c, "fortran": fortran, "rust": rust, "js": js, "matlab": matlab, "glsl": glsl,
    "wolfram": wolfram, "julia": julia,
}  # fmt: skip
