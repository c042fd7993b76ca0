"""The arb backend: balls, a value together with a proved bound of its error; "is this digit real?".

**Here.** `BACKEND`. A call takes `digits=` (15): it raises the working precision point by point until so many digits of each
entry are proved, up to sixteen times as many bits as those take. What could not be proved is a wider ball, or NaN.

**Convention.** Results are arrays of `flint.arb`, single numbers `arb`. Constants are exact. A float is the number that it
holds, a `Fraction` is itself, an `arb` all the numbers of the ball: the result holds what each of them gives. NaN is what is
undefined, or where nothing could be proved, as the directions at an umbilic.

**Source.** F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, IEEE Trans. Comput. 66 (2017).
"""

from typing import Any

import sympy as sp

from symgeom.errors import InputError
from symgeom.kernels.backend import Backend
from symgeom.kernels.printing import python
from symgeom.kernels.printing.pointwise import Spelling
from symgeom.kernels.steps.operations import OPERATIONS
from symgeom.kernels.steps.program import Program
from symgeom.kernels.values.constants import exactly

__all__ = ["BACKEND"]

_INLINE = {"add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-{}"}
# a function of balls, and where it is surely undefined
_GUARDED = {
    "div": ("lambda x, y: x / y", "y == 0"),
    "pow": ("lambda x, y: x**y", "x < 0 and (y < y.ceil() or y > y.floor()) or x == 0 and y < 0"),
    "sqrt": ("_arb.sqrt", "x < 0"), "log": ("_arb.log", "x <= 0"), "log1p": ("_arb.log1p", "x <= -1"),
    "asin": ("_arb.asin", "abs(x) > 1"), "acos": ("_arb.acos", "abs(x) > 1"),
    "atanh": ("_arb.atanh", "abs(x) >= 1"), "acosh": ("_arb.acosh", "x < 1"),
    "abs": ("abs", ""), "sign": ("_arb.sgn", ""), "max": ("_arb.max", ""), "min": ("_arb.min", ""),
    "hypot": ("lambda x, y: abs(_acb(x, y))", ""),
    **{
        name: (f"_arb.{name}", "")
        for name in (
            "exp", "expm1", "floor", "ceil", "sin", "cos", "tan", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "erf",
            "erfc",
        )
    },
}  # fmt: skip
_NUMBERS = {
    sp.pi: "_arb.pi()", sp.E: "_arb.const_e()", sp.EulerGamma: "_arb.const_euler()", sp.Catalan: "_arb.const_catalan()",
    sp.GoldenRatio: "((1 + _arb(5).sqrt()) / 2)",
}  # fmt: skip

_CALLED = {"Pow": "pow", "Abs": "abs", "ceiling": "ceil"}  # functions of SymPy that operations call otherwise


def _source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    fields = _SPELLING.fields(program)
    fields["functions"] = [_defined(op, *row) for op, row in _GUARDED.items()]
    fields["nan"] = _SPELLING.nan
    return python.text(
        program,
        python.render("arb.py.j2", **fields),
        made_of="balls of python-flint",
        needs="python-flint and NumPy",
        numbers="Every entry is an `arb`, a ball that holds the true value; `digits=` says how many digits are to be proved.",
        imports="from fractions import Fraction as _Fraction\n\n"
        "from flint import acb as _acb\nfrom flint import arb as _arb\nfrom flint import arb_mat as _arb_mat\n"
        "from flint import ctx as _ctx\nfrom flint import fmpq as _fmpq\nfrom flint import fmpz as _fmpz",
        broken="" if not program.conditions else python.render("pointwise_facts.py.j2", **fields),
        keyword="digits=15",
        block="_block",
        convert="_number",
        dtype="object",
        missing="_NAN",
    )


def _exact(number: float) -> str:
    return _written(exactly(number))


def _written(e: Any) -> str:
    """A number of SymPy as a ball. **Raises** `InputError` for a function without one."""
    if e.is_Float:
        e = sp.Rational(e)
    if e.is_Rational:
        return f"_ratio({int(e.p)}, {int(e.q)})"
    if e in _NUMBERS:
        return _NUMBERS[e]
    operands = [_written(a) for a in e.args]
    if e.is_Add or e.is_Mul:
        return f"({(' + ' if e.is_Add else ' * ').join(operands)})"
    if e.is_Pow and e.exp.is_Integer:
        return f"{operands[0]} ** {int(e.exp)}" if e.exp > 0 else f"(1 / {operands[0]} ** {-int(e.exp)})"
    op = "sqrt" if e.is_Pow and e.exp == sp.S.Half else _CALLED.get(e.func.__name__, e.func.__name__)
    if op not in _GUARDED:
        raise InputError(
            f"the constant {str(e)[:200]} in the kernel has no ball: the backend arb proves its digits, and knows none for "
            f"{e.func.__name__}. Give a parameter for it."
        )
    return f"_{op}({', '.join(operands[: OPERATIONS[op].arity])})"


def _defined(op: Any, function: str, outside: str) -> str:
    two = OPERATIONS[op].arity == 2
    return f"_{op} = _guarded({function}, lambda {'x, y' if two else 'x'}: {outside or 'False'})"


_SPELLING = Spelling(
    inline=_INLINE,
    exact=_exact,
    nan="_NAN",
    total="_total({})",
    words={"<": "{} < {}", "==": "{} == {}", "abs": "abs({})", "floor": "_floor({})"},
)

BACKEND = Backend(
    suffix=".py",
    requires={"numpy": "pip install numpy", "flint": "pip install python-flint"},
    arrays="numpy.ndarray of flint.arb",
    source=_source,
    load=python.load,
    keywords=("digits",),
)
