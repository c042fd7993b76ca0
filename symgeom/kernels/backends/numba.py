"""The Numba backend: loops over the points, compiled by LLVM when a kernel is first called.

**Here.** `BACKEND`. A file holds the functions for Numba, and the same program in NumPy: that computes the points where
anything is out of the ordinary, numbers one at a time, and long doubles.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from symgeom.kernels.backend import Backend
from symgeom.kernels.printing import python
from symgeom.kernels.printing.by_datum import ROW, SIDE, DatumPrinter, printer_of
from symgeom.kernels.printing.compiled import ProgramPrinter
from symgeom.kernels.printing.dialect import Dialect, Lines
from symgeom.kernels.printing.elementary import FUSED, NEARER, ONE_OPERAND, TWO_OPERANDS, fields
from symgeom.kernels.printing.in_c import in_python
from symgeom.kernels.printing.in_numpy import in_numpy
from symgeom.kernels.running import jitted
from symgeom.kernels.steps.operations import OPERATIONS
from symgeom.kernels.steps.program import Program
from symgeom.kernels.steps.shortened import settled, shortened

__all__ = ["BACKEND"]

_MODULES = (jitted,)
_IMPORTS = (
    "import numba as _nb",
    "from llvmlite import binding as _llvm, ir as _ir",
    "from numba import types as _types",
    "from numba.extending import intrinsic as _intrinsic",
)
_OPTIONS = {"error_model": "numpy", "fastmath": {"contract"}, "nogil": True}  # never more: NaN stays NaN
_BEGIN, _END = "# -- small matrices", "# -- the program"
_FUNCTIONS = frozenset((*ONE_OPERAND, *TWO_OPERANDS, *FUSED))
_INLINED = 24
_CALLED = ("asin", "acos", "asinh", "acosh", "atanh", "erf", "erfc")
_PLAIN = ("add", "sub", "mul", "div", "neg", "abs", "lt", "le", "gt", "ge", "eq", "ne", "is_zero")
_WORDS = Dialect(
    steps={
        **{name: OPERATIONS[name].math for name in _PLAIN},
        **{name: f"k_{name}({{}})" for name in (*ONE_OPERAND, *NEARER, *FUSED)},
        **{name: f"k_{name}({{}}, {{}})" for name in TWO_OPERANDS},
        "sqrt": "_np.sqrt({})", "floor": "_np.floor({})", "ceil": "_np.ceil({})",
        "copysign": "_np.copysign({}, {})",
        "sign": "1.0 if {0} > 0.0 else (-1.0 if {0} < 0.0 else {0})",
        "max": "({0} if {0} > {1} else {1}) + 0.0 * {0}", "min": "({0} if {0} < {1} else {1}) + 0.0 * {0}",
        "heaviside": "0.0 if {0} < 0.0 else (1.0 if {0} > 0.0 else ({1} if {0} == 0.0 else {0}))",
        "and": "1.0 if ({} != 0.0) & ({} != 0.0) else 0.0", "or": "1.0 if ({} != 0.0) | ({} != 0.0) else 0.0",
        "not": "0.0 if {} != 0.0 else 1.0", "where": "{1} if {0} != 0.0 else {2}",
    },
    calls={name: f"_math.{name}({{}})" for name in _CALLED},
    nan="_np.nan",
    let="{} = {}",
    put="{} = {}",
    call="{}",
    offset="{}[{}:]",
    left="_left |= _rare({})",
    finite="_bad |= _beyond(abs({}), _HUGEST)",
    below="_bad |= _beyond({}, {!r})",
    between="_bad |= 0 if ({0} >= {1!r}) & ({0} <= {2!r}) else -1",
    vector="for i in range(n):",
    plain="for i in range(n):",
    each="for {0} in range({1}):",
    blocks="for {0} in range(0, {1}, {2}):",
    block="for {0} in range({1}, min({2}, {1} + {3})):",
    lanes="for {0} in range({1}):",
    whole="{} = {}",
    least="min({}, {})",
    row=lambda row, value: f"_o[{row}, _at + i] = {value}",
    entry=lambda array, at: f"{array}[{', '.join(at)}]",
)  # fmt: skip


def _source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    program = settled(program)
    body, imports, given = in_numpy(program)
    compiled = _compiled(program)
    if compiled:
        body, given["fast"] = f"{body}\n{compiled}", "_JITTED"
    return python.text(
        program,
        body,
        made_of="Numba",
        needs="NumPy and Numba",
        numbers="Everything is computed in float64, and returned so or as float32 by `dtype=`; longdouble is NumPy's.",
        imports="\n".join([*python.imports_of(_MODULES), *_IMPORTS, "", imports]).strip(),
        modules=_MODULES,
        **given,
    )


def _compiled(program: Program) -> str:
    """The functions; empty where the program has steps that they haven't."""
    given = ProgramPrinter(program, _WORDS).shared
    program = shortened(program)
    (fixed, many), (varying, _) = (printer_of(program, _WORDS, varying) for varying in (False, True))
    if not many:
        return ""
    tables = fixed.tables("{0} = _np.array(({2},))")
    if isinstance(fixed, DatumPrinter):
        tables += [python.render("tiles.py.j2", row=ROW, side=SIDE), *fixed.places("{0} = _np.array(({2},))")]
    return python.render(
        "numba.py.j2",
        elementary=python.render("elementary.py.j2", **fields()),
        matrices=_matrices(fixed.matrices(in_python)),
        tables=tables,
        options=repr(_OPTIONS),
        inlined=sum(step.op in _FUNCTIONS for step in (*program.uniform, *program.steps)) <= _INLINED,
        many=many,
        parts=[_part("_fixed", program, fixed, given), _part("_varying", program, varying, [])],
        rows=fixed.rows,
        together=bool(fixed.by_runs),
        shared=len(given),
        counts=tuple(name for _, name in program.counts),
        parameters=[k for k, a in enumerate(program.points) if a.kind == "parameter"],
    )


def _matrices(texts: list[str]) -> str:
    """The functions of small matrices, to be compiled."""
    return python.render("matrices.py.j2", texts=texts) if texts else ""


def _part(name: str, program: Program, printer: ProgramPrinter, given: list[int]) -> dict[str, Any]:
    at_points = [f"x{k}" for k, a in enumerate(program.points) if printer.varying or a.kind != "parameter"]
    apart = [row for row in printer.rows if row not in printer.by_runs]
    results = ["_o"] if printer.by_runs else [f"o{row}" for row in apart]
    streams = [*at_points, *(f"o{row}" for row in apart)]
    every = [f"x{k}" for k, _ in enumerate(program.points)]
    names = [*every, *(f"p{target}" for target in given), *results]
    names += [f"d{k}" for k, _ in enumerate(program.data)] + [f"m{k}" for k, _ in enumerate(program.counts)]
    return {
        "name": name,
        "arguments": ", ".join(f"{n}_" if n in streams else n for n in names),
        "arrays": printer.arrays,
        "small": printer.small,
        "apart": apart if printer.by_runs else [],
        "streams": streams,
        "lines": list(_flat(printer.lines())),
    }


def _flat(lines: Lines) -> list[str]:
    found = []
    for line in lines:
        if isinstance(line, str):
            found.append(line)
        else:
            found += [line[0], *(f"    {inner}" for inner in _flat(line[1]))]
    return found


def _load(source: str) -> Callable[..., Any]:
    """The function of the text; functions of small matrices are those of the kernels before, which are compiled already."""
    own, given = source, dict[str, Any]()
    if _BEGIN in source:
        before, text, after = source[: source.index(_BEGIN)], _between(source), source.split(_END, 1)[1]
        own, given = before + after, _run(text)
    return python.load(own, (*python.SHARED, *_MODULES), given)


def _between(source: str) -> str:
    return source[source.index(_BEGIN) : source.index(_END)]


@cache
def _run(text: str) -> dict[str, Any]:
    import numba as nb
    import numpy as np

    found: dict[str, Any] = {"_nb": nb, "_np": np, "_OPTIONS": _OPTIONS}
    exec(compile(text, "<symgeom matrices>", "exec"), found)
    return {name: f for name, f in found.items() if name.startswith("k_")}


BACKEND = Backend(
    suffix=".py",
    requires={"numpy": "pip install numpy", "numba": "pip install numba"},
    arrays="numpy.ndarray",
    source=_source,
    load=_load,
)
