"""The mpmath backend: any precision, plain loops over the points; the oracle of the others.

**Here.** `BACKEND`. A call computes in the precision that mpmath has at that moment: `with mpmath.workdps(50): kernel(...)`.

**Convention.** Results are arrays of `mpf`, single numbers `mpf`. Constants are exact, arguments as exact as they come: a
float is the number that it holds, a `Fraction` or a number of SymPy is itself.
"""

from typing import Any

from sympy.printing.pycode import MpmathPrinter

from symgeom.kernels.backend import Backend
from symgeom.kernels.printing import python
from symgeom.kernels.printing.pointwise import Spelling
from symgeom.kernels.steps.operations import OPERATIONS
from symgeom.kernels.steps.program import Program
from symgeom.kernels.values.constants import exactly

__all__ = ["BACKEND"]

_INLINE = {
    "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}", "neg": "-{}", "lt": "_bit({} < {})",
    "le": "_bit({} <= {})", "gt": "_bit({} > {})", "ge": "_bit({} >= {})", "eq": "_bit({} == {})",
    "ne": "_bit({} != {})", "and": "_bit({} and {})", "or": "_bit({} or {})", "not": "_bit(not {})",
    "is_zero": "_bit({} == 0)", "where": "{1} if {0} else {2}",
}  # fmt: skip
_POWERS = "x > 0 or (y >= 0 if x == 0 else y == _mp.floor(y))"
# what the file defines for the others: a function of mpmath, and where it is defined
_GUARDED = {
    "div": ("lambda x, y: x / y", "y != 0"), "pow": ("_mp.power", _POWERS),
    "sqrt": ("_mp.sqrt", "x >= 0"), "log": ("_mp.log", "x > 0"), "log1p": ("_mp.log1p", "x > -1"),
    "asin": ("_mp.asin", "abs(x) <= 1"),
    "acos": ("_mp.acos", "abs(x) <= 1"), "atanh": ("_mp.atanh", "abs(x) < 1"), "acosh": ("_mp.acosh", "x >= 1"),
    "abs": ("_mp.fabs", ""), "max": ("max", ""), "min": ("min", ""),
    "copysign": ("lambda x, y: abs(x) if y >= 0 else -abs(x)", ""),
    "heaviside": ("lambda x, y: _bit(x > 0) if x != 0 else y", ""),
    **{
        name: (f"_mp.{name}", "")
        for name in (
            "exp", "expm1", "sign", "floor", "ceil", "sin", "cos", "tan", "atan", "atan2", "sinh", "cosh", "tanh", "asinh",
            "erf", "erfc", "hypot",
        )
    },
}  # fmt: skip


def _source(program: Program) -> str:
    """The text of a self-contained module for a program."""
    fields = _SPELLING.fields(program)
    used = [*fields["used"], *(["sqrt"] if fields["monge"] and "sqrt" not in fields["used"] else [])]
    fields["functions"] = [_defined(op, *_GUARDED[op]) for op in used if op in _GUARDED]
    fields["nan"] = _SPELLING.nan
    return python.text(
        program,
        python.render("mpmath.py.j2", **fields),
        made_of="mpmath, in any precision",
        needs="mpmath and NumPy",
        numbers="Everything is computed in the precision that mpmath has when it is called, and returned as `mpf`.",
        imports="import mpmath as _mp",
        broken="" if not program.conditions else python.render("pointwise_facts.py.j2", **fields),
        block="_block",
        convert="_number",
        dtype="object",
        missing="_mp.nan",
    )


def _exact(number: float) -> str:
    text: str = MpmathPrinter().doprint(exactly(number))
    text = text.replace("mpmath.", "_mp.")
    return text if "_mp." in text else f"_mp.mpf({text})"


def _defined(op: Any, function: str, inside: str) -> str:
    two = OPERATIONS[op].arity == 2
    return f"_{op} = _guarded({function}, lambda {'x, y' if two else 'x'}: {inside or 'True'})"


_SPELLING = Spelling(
    inline=_INLINE,
    exact=_exact,
    nan="_mp.nan",
    total="_mp.fsum({})",
    words={"<": "{} < {}", "==": "{} == {}", "abs": "abs({})", "floor": "_mp.floor({})"},
)

BACKEND = Backend(
    suffix=".py",
    requires={"numpy": "pip install numpy", "mpmath": "pip install mpmath"},
    arrays="numpy.ndarray of mpmath.mpf",
    source=_source,
    load=python.load,
)
