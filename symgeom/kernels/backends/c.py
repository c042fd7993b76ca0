"""The C backend: loops over the points, compiled by the system's compiler when a kernel is made, and kept for the next time.

**Here.** `BACKEND`. A file holds the C text, what builds and calls it, and the same program in NumPy: that computes the points
where anything is out of the ordinary, numbers one at a time, and long doubles.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from symgeom.kernels.backend import Backend
from symgeom.kernels.printing import python
from symgeom.kernels.printing.by_datum import ROW, SIDE, DatumPrinter, printer_of
from symgeom.kernels.printing.compiled import ProgramPrinter
from symgeom.kernels.printing.dialect import Dialect, Lines
from symgeom.kernels.printing.elementary import FUSED, NEARER, ONE_OPERAND, TWO_OPERANDS, fields
from symgeom.kernels.printing.in_c import in_c
from symgeom.kernels.printing.in_numpy import in_numpy
from symgeom.kernels.running import building, native
from symgeom.kernels.steps.naming import plain
from symgeom.kernels.steps.operations import RARE
from symgeom.kernels.steps.program import Program
from symgeom.kernels.steps.shortened import settled, shortened

__all__ = ["BACKEND"]

_MODULES = (building, native)
_APART = "static __attribute__((noinline))"  # inlined they would take long to compile
_CALLED = ("asin", "acos", "asinh", "acosh", "atanh", "erf", "erfc")
_SIMD = "#pragma omp simd"
_TRUTHS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}
_WORDS = Dialect(
    steps={
        **{name: f"{sign}".join(("{} ", " {}")) for name, sign in (("add", "+"), ("sub", "-"), ("mul", "*"), ("div", "/"))},
        **{name: f"{{}} {sign} {{}} ? 1.0 : 0.0" for name, sign in _TRUTHS.items()},
        **{name: f"k_{name}({{}})" for name in (*ONE_OPERAND, *NEARER, *FUSED)},
        **{name: f"k_{name}({{}}, {{}})" for name in TWO_OPERANDS},
        "neg": "-{}", "sqrt": "sqrt({})", "abs": "fabs({})", "floor": "floor({})", "ceil": "ceil({})",
        "sign": "{0} > 0.0 ? 1.0 : {0} < 0.0 ? -1.0 : {0}",
        "max": "({0} > {1} ? {0} : {1}) + 0.0 * {0}", "min": "({0} < {1} ? {0} : {1}) + 0.0 * {0}",
        "copysign": "copysign({}, {})",
        "heaviside": "{0} < 0.0 ? 0.0 : {0} > 0.0 ? 1.0 : {0} == 0.0 ? {1} : {0}",
        "and": "({} != 0.0) & ({} != 0.0) ? 1.0 : 0.0", "or": "({} != 0.0) | ({} != 0.0) ? 1.0 : 0.0",
        "not": "{} != 0.0 ? 0.0 : 1.0", "is_zero": "{} == 0.0 ? 1.0 : 0.0", "where": "{} != 0.0 ? {} : {}",
    },
    calls={name: f"{name}({{}})" for name in _CALLED},
    nan="NAN",
    let="const double {} = {};",
    put="{} = {};",
    call="{};",
    offset="{} + {}",
    left="left |= rare({});",
    finite="zero += {} * 0.0;",
    below="bad |= beyond({}, {!r});",
    between="bad |= off({}, {!r}, {!r});",
    vector=f"{_SIMD}\nfor (long i = 0; i < n; i++)",
    plain="for (long i = 0; i < n; i++)",
    each="for (long {0} = 0; {0} < {1}; {0}++)",
    blocks="for (long {0} = 0; {0} < {1}; {0} += {2})",
    block="for (long {0} = {1}; {0} < {2} && {0} < {1} + {3}; {0}++)",
    lanes=f"{_SIMD}\nfor (long {{0}} = 0; {{0}} < {{1}}; {{0}}++)",
    whole="const long {} = {};",
    least="{0} < {1} ? {0} : {1}",
    row=lambda row, value: f"o[({row}) * stride + i] = {value};",
    entry=lambda array, at: f"{array}[{' + '.join(f'{k} * s{array[1:]}[{n}]' for n, k in enumerate(at))}]",
)  # fmt: skip


def _source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    program = settled(program)
    body, imports, given = in_numpy(program)
    native_text = _native(program)
    if native_text:
        made = f"{native_text[1]}, {_parameters(program)!r}, {_counts(program)!r}"
        body = f'{body}\n\n_C = r"""{native_text[0]}"""\n\n_NATIVE = Native(_C, {made})\n'
        given["fast"] = "_NATIVE"
    return python.text(
        program,
        body,
        made_of="C",
        needs="NumPy and a C compiler",
        numbers="Everything is computed in float64, and returned so or as float32 by `dtype=`; longdouble is NumPy's.",
        imports="\n".join([*python.imports_of(_MODULES), "", imports]).strip(),
        modules=_MODULES,
        **given,
    )


def _parameters(program: Program) -> tuple[int, ...]:
    return tuple(k for k, a in enumerate(program.points) if a.kind == "parameter")


def _counts(program: Program) -> tuple[str, ...]:
    return tuple(name for _, name in program.counts)


def _native(program: Program) -> tuple[str, int] | None:
    """The C text, and how many points are one part; None where the program has steps that C hasn't."""
    given = ProgramPrinter(program, _WORDS).shared
    program = shortened(program)
    (fixed, many), (varying, _) = (printer_of(program, _WORDS, varying) for varying in (False, True))
    if not many:
        return None
    tiles = []
    if isinstance(fixed, DatumPrinter):
        pattern = "static const int {}[{}] = {{{}}};"
        tiles = [python.render("tiles.c.j2", row=ROW, side=SIDE), *fixed.places(pattern)]
    text = python.render(
        "program.c.j2",
        comment=_comment(program),
        elementary=python.render("elementary.c.j2", **fields()),
        matrices="\n".join(fixed.matrices(partial(in_c, kind=_APART))),
        tables="\n".join([*fixed.tables("static const double {}[{}] = {{{}}};"), *tiles]),
        many=many,
        rare=repr(RARE),
        arguments=program.points,
        fixed="\n".join(_body(program, fixed, given)),
        varying="\n".join(_body(program, varying, given)),
    )
    return text, many


def _with_reductions(loop: Any) -> Any:
    """A loop that says what it collects."""
    if isinstance(loop, str):
        return loop
    head, inside = loop
    text = [line for line in inside if isinstance(line, str)]
    kinds = [("|", "bad"), ("|", "left"), ("+", "zero")]
    found = [f" reduction({by} : {name})" for by, name in kinds if any(f"{name} {by}= " in t for t in text)]
    if head.startswith(_SIMD) and found:
        head = head.replace(_SIMD, f"{_SIMD}{''.join(found)}")
    return head, list(map(_with_reductions, inside))


def _comment(program: Program) -> str:
    called = ", ".join(f"x{k} is {a.name}" for k, a in enumerate(program.points))
    given = ", ".join(f"{output.name} {output.shape}" for output in program.outputs)
    text = plain(f"{program.name or 'a surface'}: {given}. Arguments: {called}.").replace("*/", "* /")
    return f"/* {text} */"


def _body(program: Program, printer: ProgramPrinter, given: list[int]) -> list[str]:
    """The inside of the function that does one part; ``given`` are the uniform values that it gets."""
    head = [f"const REAL *restrict const x{k} = x[{k}];" for k, _ in enumerate(program.points)]
    if not printer.varying:
        head = [
            f"const double x{k} = number[{k}];" if a.kind == "parameter" else line
            for k, (a, line) in enumerate(zip(program.points, head))
        ]
    head += [
        f"const double p{target} = p[{k}];" for k, target in enumerate(given) if target in printer.shared
    ]
    apart = (row for row in printer.rows if row not in printer.by_runs)
    head += [f"REAL *restrict const o{row} = o + {row} * stride;" for row in apart]
    head += [f"double {array}[MANY];" for array in printer.arrays]
    head += [f"double {array}[{size}] __attribute__((aligned(64)));" for array, size in printer.small]
    for k, _ in enumerate(program.data):
        head += [f"const double *const d{k} = data[{k}];", f"const long *const s{k} = step[{k}];"]
    head += [f"const long m{k} = count[{k}];" for k, _ in enumerate(program.counts)]
    return [f"  {line}" for line in (*head, *_flat(list(map(_with_reductions, printer.lines()))))]


def _flat(lines: Lines) -> list[str]:
    found = []
    for line in lines:
        if isinstance(line, str):
            found.append(line)
        else:
            head = line[0].split("\n")
            found += [*head[:-1], f"{head[-1]} {{", *(f"  {inner}" for inner in _flat(line[1])), "}"]
    return found


def _load(source: str) -> Callable[..., Any]:
    """The function of the text; what is missing is built at once."""
    evaluate = python.load(source, (*python.SHARED, *_MODULES))
    fast = evaluate.__globals__.get("_NATIVE")
    if fast is not None:
        fast.ready()
    return evaluate


def _lacking() -> tuple[str, ...]:
    return () if building.compiler() else (building.INSTALL,)


BACKEND = Backend(
    suffix=".py",
    requires={"numpy": "pip install numpy"},
    arrays="numpy.ndarray",
    source=_source,
    load=_load,
    lacking=_lacking,
    rank=2,
)
