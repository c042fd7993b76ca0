"""A surface as the Python that declares it, for notebooks: names are variables or quoted text, nothing is taken over as it is.

Here: ``surface_code``, ``quantity_code``, ``check_code``, ``claim_code``; ``Unwritten``, for what this Python can't say.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.printing.str import StrPrinter

from symgeom.algebra.domain.totals import spelled
from symgeom.bounds import MAX_WRITTEN_DATA
from symgeom.geometry import Graph, Hypersurface, Immersion, Metric

__all__ = ["Unwritten", "check_code", "claim_code", "quantity_code", "surface_code"]

_HEAD = "import sympy as sp\n\nimport symgeom as sg\n"
_TAKEN = {"sp", "sg", "surface", "metric", *keyword.kwlist, *keyword.softkwlist}
# what a reader would check first, by the proof of its formula
_CHECKED = ("metric", "second_fundamental_form", "shape_operator", "gaussian_curvature", "mean_curvature")


class Unwritten(Exception):
    """The expression has a part that has no name in SymPy's own namespace."""


def surface_code(surface: Any) -> str:
    """The Python that makes an equal surface, called ``surface``, or ``metric`` where it is one. Empty if there is none.

    >>> import symgeom as sg
    >>> x = sp.Symbol("x", real=True)
    >>> print(surface_code(sg.Graph(x**2/2, (x,), name="parabola")))
    import sympy as sp
    <BLANKLINE>
    import symgeom as sg
    <BLANKLINE>
    x = sp.symbols("x", real=True)
    surface = sg.Graph(
        x**2/2,
        (x,),
        name='parabola',
    )
    surface
    """
    inducing = surface.declared.get("surface")
    try:
        if inducing is not None:
            return surface_code(inducing).removesuffix("surface") + "metric = surface.metric\nmetric"
        return _written(surface)
    except Unwritten:
        return ""


def _written(surface: Any) -> str:
    declared = {key: _spelled(value) for key, value in surface.declared.items()}
    code = _Code(_atoms(declared))
    name = "metric" if "g" in declared else "surface"
    what = declared.pop(next(key for key in ("ell", "map", "g") if key in declared))
    coordinates = declared.pop("coordinates")
    lines = [code.argument(what), _tuple(map(code.doprint, coordinates))]
    options = {
        key: code.argument(declared[key])
        for key in ("domain", "where", "name", "defaults", "window")
        if declared.get(key)
    }
    lines += [f"{key}={text}" for key, text in options.items() if text]
    if declared.get("orientation", 1) == -1:
        lines.append("orientation=-1")
    body = "".join(f"    {line},\n" for line in lines)
    return f"{_HEAD}\n{code.declarations}{name} = sg.{_kind(surface)}(\n{body})\n{name}"


def _spelled(value: Any) -> Any:
    """Sums over data as SymPy's, as they were given."""
    if isinstance(value, Mapping):
        return {_spelled(key): _spelled(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_spelled, value))
    return value.applyfunc(spelled) if isinstance(value, sp.MatrixBase) else spelled(value)


def _kind(surface: Any) -> str:
    """The public class that makes it."""
    return next(
        kind.__name__ for kind in type(surface).__mro__ if kind in (Graph, Hypersurface, Immersion, Metric)
    )


def quantity_code(surface: Any, name: str, long: bool = False) -> str:
    """The expression that gives the quantity; by its parts where the closed form is too long to be read."""
    owner = "metric" if "g" in surface.declared or "surface" in surface.declared else "surface"
    if long:
        return f'{owner}.formula("{name}")'
    if name == "metric":
        return "metric.matrix" if owner == "metric" else "surface.metric.matrix"
    return f"{owner}.{name}" if hasattr(type(surface), name) else f'{owner}.quantity("{name}")'


def check_code(surface: Any, names: Iterable[str]) -> str:
    """How the formulas of the main quantities are proved; empty where none of them is among the names."""
    owner = "metric" if "g" in surface.declared or "surface" in surface.declared else "surface"
    chosen = [name for name in names if name in _CHECKED]
    return f"{{name: {owner}.formula(name).proof for name in {chosen}}}".replace("'", '"') if chosen else ""


def claim_code(claim: Any, on: Any = None) -> str:
    """The call that decides a claim of the catalogue, on a surface made before where there is one; empty for another."""
    from symgeom.claims import claims  # the notes on a surface don't need them

    known = claims.get(str(claim.id)) is claim
    place = "" if on is None else "on=surface"
    head = "" if on is not None else "import symgeom as sg\n\n"
    return f'{head}sg.claims["{claim.id}"].check({place})' if known else ""


def _atoms(value: Any) -> list[sp.Basic]:
    """The symbols, arrays and undefined functions in a value, in order of their names."""
    found: set[Any] = set()
    for expression in _expressions(value):
        arrays = expression.atoms(sp.IndexedBase)
        labels = {array.label for array in arrays}
        found |= (expression.atoms(sp.Symbol) - labels) | arrays
        found |= {application.func for application in expression.atoms(AppliedUndef)}
    return sorted(found, key=lambda atom: (str(atom), str(type(atom)), str(_assumed(atom))))


def _expressions(value: Any) -> Iterable[sp.Basic]:
    if isinstance(value, Mapping):
        value = [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        for one in value:
            yield from _expressions(one)
    elif isinstance(value, sp.MatrixBase):
        yield from value
    elif isinstance(value, sp.Basic):
        yield value


def _assumed(atom: Any) -> dict[str, Any]:
    """What was assumed when the symbol, array or function was made."""
    if isinstance(atom, UndefinedFunction):
        known = dict(atom._kwargs)
        short = (
            {},
            *({word: True} for word in ("positive", "negative", "nonnegative", "nonzero", "integer", "real")),
        )
        return next((s for s in short if sp.Function(atom.__name__, **s)._kwargs == known), known)
    return dict((atom.label if isinstance(atom, sp.IndexedBase) else atom)._assumptions_orig)


class _Code(StrPrinter):  # type: ignore[misc]  # SymPy is untyped
    """Prints expressions in variables of its own choice and names of SymPy behind ``sp.``."""

    printmethod = "_as_code"  # not that of SymPy's text, which some objects bring along

    def __init__(self, atoms: list[Any]) -> None:
        super().__init__()
        self.variables: dict[Any, str] = {}
        for atom in atoms:
            text = atom.__name__ if isinstance(atom, UndefinedFunction) else str(atom)
            word = text if re.fullmatch(r"[A-Za-z]\w*", text, re.ASCII) else "symbol"
            taken = _TAKEN | set(self.variables.values())
            options = (word, *(f"{word}_{k}" for k in range(1, len(atoms) + 2)))
            self.variables[atom] = next(option for option in options if option not in taken)

    @property
    def declarations(self) -> str:
        """The lines that make the variables, symbols of one kind together."""
        groups: dict[str, list[str]] = {}
        for atom, variable in self.variables.items():
            assumed = "".join(f", {key}={value!r}" for key, value in _assumed(atom).items())
            if isinstance(atom, sp.Symbol) and atom.name == variable:
                groups.setdefault(assumed, []).append(variable)
                continue
            kind, text = "Symbol", str(getattr(atom, "name", atom))
            if isinstance(atom, UndefinedFunction):
                kind, text = "Function", atom.__name__
            elif isinstance(atom, sp.IndexedBase):
                kind, text = "IndexedBase", str(atom.label)
                assumed += f", shape={_tuple(map(self.doprint, atom.shape))}" if atom.shape else ""
            groups[f"{variable} = sp.{kind}({text!r}{assumed})"] = []
        lines = [
            f'{", ".join(names)} = sp.symbols("{" ".join(names)}"{key})' if names else key
            for key, names in sorted(groups.items(), key=lambda item: not item[1])
        ]
        return "".join(f"{line}\n" for line in lines)

    def argument(self, value: Any) -> str:
        """A value of the declaration; empty for data that are too many to be written."""
        if isinstance(value, Mapping):
            items = {self.doprint(key): self.argument(one) for key, one in value.items()}
            return (
                f"{{{', '.join(f'{key}: {one}' for key, one in items.items())}}}"
                if all(items.values())
                else ""
            )
        if hasattr(value, "tolist") and not isinstance(value, sp.MatrixBase):
            return repr(value.tolist()) if value.size <= MAX_WRITTEN_DATA else ""
        if isinstance(value, sp.MatrixBase) and value.cols == 1:
            return f"[{', '.join(map(self.doprint, value))}]"
        if isinstance(value, sp.MatrixBase):
            return f"sp.Matrix([{', '.join(self.argument(value.row(i).T) for i in range(value.rows))}])"
        if isinstance(value, list):
            return f"[{', '.join(map(self.argument, value))}]"
        if isinstance(value, tuple):
            return _tuple(map(self.argument, value))
        return self.doprint(value) if isinstance(value, sp.Basic) else repr(value)

    def emptyPrinter(self, expr: Any) -> str:
        return self._named(expr)

    def _named(self, expr: Any) -> str:
        """A class of SymPy's applied to its arguments."""
        kind = type(expr).__name__
        if getattr(sp, kind, None) is not type(expr):
            raise Unwritten(kind)
        return f"sp.{kind}({', '.join(self._print(a) for a in expr.args)})"

    def _print_Symbol(self, expr: sp.Symbol) -> str:
        return self.variables[expr]

    def _print_IndexedBase(self, expr: sp.IndexedBase) -> str:
        return self.variables[expr]

    def _print_Indexed(self, expr: sp.Indexed) -> str:
        return f"{self.variables[expr.base]}[{', '.join(map(self._print, expr.indices))}]"

    def _print_Function(self, expr: sp.Function) -> str:
        if isinstance(expr, AppliedUndef):
            return f"{self.variables[expr.func]}({', '.join(map(self._print, expr.args))})"
        return self._named(expr)

    def _print_Tuple(self, expr: Iterable[Any]) -> str:
        return _tuple(map(self._print, expr))

    _print_ExprCondPair = _print_Tuple

    def _print_Rational(self, expr: sp.Rational) -> str:
        return f"sp.Rational({expr.p}, {expr.q})"

    def _print_Float(self, expr: sp.Float) -> str:
        return f'sp.Float("{expr}")'

    def _print_constant(self, expr: Any) -> str:
        names = {
            sp.pi: "pi",
            sp.E: "E",
            sp.I: "I",
            sp.oo: "oo",
            -sp.oo: "oo",
            sp.GoldenRatio: "GoldenRatio",
            sp.nan: "nan",
        }
        if expr not in names:
            raise Unwritten(str(expr))
        return ("-" if expr == -sp.oo else "") + f"sp.{names[expr]}"

    _print_Pi = _print_Exp1 = _print_ImaginaryUnit = _print_Infinity = _print_constant
    _print_NegativeInfinity = _print_GoldenRatio = _print_NaN = _print_constant

    def _print_BooleanTrue(self, expr: Any) -> str:
        return "sp.true"

    def _print_BooleanFalse(self, expr: Any) -> str:
        return "sp.false"

    def _print_Pow(self, expr: sp.Pow, rational: bool = False) -> str:
        if expr.exp == sp.Rational(1, 2):
            return f"sp.sqrt({self._print(expr.base)})"
        if expr.base is sp.E:
            return f"sp.exp({self._print(expr.exp)})"
        if expr.exp == -1 and not expr.base.is_number:
            return f"1/{self.parenthesize(expr.base, 60, strict=False)}"
        return f"{self.parenthesize(expr.base, 60, strict=False)}**{self.parenthesize(expr.exp, 60, strict=False)}"

    def _print_Relational(self, expr: Any) -> str:
        if isinstance(expr, sp.Eq | sp.Ne) or expr.lhs.is_number:  # Python turns 1 > x round
            return self._named(expr)
        return f"{self._print(expr.lhs)} {expr.rel_op} {self._print(expr.rhs)}"

    _print_Derivative = _print_Subs = _print_Sum = _print_Piecewise = _print_And = _print_Or = _named
    _print_Abs = _print_Max = _print_Min = _print_Not = _named
    _print_Equality = _print_Unequality = _print_Relational


def _tuple(texts: Iterable[str]) -> str:
    items = list(texts)
    return f"({items[0]},)" if len(items) == 1 else f"({', '.join(items)})"
