"""What a surface's notes say: its quantities in textbook order, each as displays that fit the page.

Here: ``surface_view`` (data for the template ``surface.notes``; the prose is there). Values come from the
surface's own ``quantity``; nothing is derived here. A matrix is shown whole where it fits, by components
else; only the non-zero independent components of a tensor are listed; what is longer than a page is named
with its size.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgeom.errors import SymgeomError
from symgeom.geometry.graph import bend, slopes
from symgeom.notes.layout import (
    LINE,
    Display,
    Math,
    Names,
    TooLong,
    chain,
    common_factor,
    listing,
    split_relations,
)
from symgeom.notes.mathtree import width
from symgeom.notes.printer import MathPrinter
from symgeom.notes.verdicts import VerdictView, verdict_view

__all__ = ["QuantityView", "SurfaceView", "surface_view"]

_TOO_LONG = 400  # operations; above that a formula fills a page and is read by nobody
_TOO_MANY = 24  # components
_LINES = 9  # of a quantity; a graph's longer ones are written in p and A, a pair of curvatures in H and K

_NUMBERED = {"metric", "second_fundamental_form", "shape_operator", "gaussian_curvature", "mean_curvature"}

# the symbol of a component, its indices numbered
_COMPONENTS = {
    "jacobian": "J^<0>_<1>",
    "metric": "g_{<0><1>}",
    "inverse_metric": "g^{<0><1>}",
    "normal": "N^<0>",
    "second_fundamental_form": "h_{<0><1>}",
    "shape_operator": "S^<0>_<1>",
    "third_fundamental_form": r"\mathrm{III}_{<0><1>}",
    "principal_curvatures": r"\kappa_<0>",
    "mean_curvature_vector": r"\vec{H}^<0>",
    "christoffel_symbols": r"\Gamma^<0>_{<1><2>}",
    "riemann_tensor": "R_{<0><1><2><3>}",
    "ricci_tensor": "R_{<0><1>}",
}
_SYMMETRIC = {"metric", "inverse_metric", "second_fundamental_form", "third_fundamental_form", "ricci_tensor"}


@dataclass(frozen=True)
class QuantityView:
    """One quantity: its definition, its closed form, and what has to be said about them."""

    name: str
    title: str
    symbol: Math
    definition: Display
    closed: Display | None = None
    where: Display | None = None
    constant: bool = False  # nothing of the coordinates in it
    zero: bool = False
    partial: bool = False  # components are left out that vanish or follow by symmetry
    indirect: str = ""  # "p": written in p and A; "H": in H and K
    operations: int = 0  # not 0: too long to print, with so many operations
    failure: str = ""
    convention: str = ""
    source: str = ""
    label: str = ""
    verdict: VerdictView | None = None


@dataclass(frozen=True)
class GraphView:
    """What the graph of a function has besides: the function, its gradient, its Hessian and w."""

    abstract: bool
    symbol: Math
    applied: Math
    value: Display | None
    gradient: Display
    hessian: Display
    where: Display | None
    root: Display


@dataclass(frozen=True)
class SurfaceView:
    """Everything the template of a surface reads."""

    template: str
    name: str
    dimension: int
    ambient_dimension: int
    codimension: int
    flipped: bool
    numbered: bool
    table: tuple[tuple[Math, str, Math], ...]
    functions: bool
    example: Math
    gauss: Display
    facts: tuple[Math, ...]
    map: Display
    coordinates: Math
    numbers: tuple[tuple[int, Math], ...]
    abbreviation: Display | None
    classical: bool
    graph: GraphView | None
    q: Mapping[str, QuantityView]
    claims: tuple[Any, ...]


class _Builder:
    def __init__(self, surface: Any, prefix: str, verdicts: Mapping[str, Any]) -> None:
        self.surface = surface
        self.prefix = prefix
        self.verdicts = verdicts
        self.coordinates: tuple[sp.Symbol, ...] = tuple(surface.coordinates)
        self.printer = MathPrinter(self.coordinates)
        self.dimension = len(self.coordinates)
        self.values: dict[str, Any] = {}
        self._second: list[sp.Symbol] = []  # A_11, A_12, ...: printed after the p_i
        self._general: dict[str, Any] | None = None
        self.failures: dict[str, str] = {}
        self.quantities = {quantity.name: quantity for quantity in surface.quantities}
        for name in self.quantities:
            try:
                kappa = self.values.get("principal_curvatures")
                if name == "principal_directions" and kappa is not None and _size(kappa) > _TOO_LONG:
                    self.failures[name] = (
                        "The directions of principal curvatures as long as these are not written out."
                    )
                    continue
                self.values[name] = surface.quantity(name)
            except SymgeomError as error:
                self.failures[name] = str(error)
        taken = {str(s) for v in self.values.values() for e in _entries(v) for s in e.free_symbols}
        taken |= {
            f.func.__name__ for v in self.values.values() for e in _entries(v) for f in e.atoms(AppliedUndef)
        }
        self.names = Names(self.printer, taken | {str(c) for c in self.coordinates}, matches=_same)

    def math(self, expr: object) -> Math:
        return Math(self.printer.doprint(expr))

    # -- one quantity ------------------------------------------------------------------------------

    def quantity(self, name: str) -> QuantityView:
        quantity = self.quantities[name]
        label = f"{self.prefix}{name.replace('_', '-')}" if name in _NUMBERED else ""
        verdict = self.verdicts.get(name)
        parts: dict[str, Any] = {"failure": self.failures.get(name, "")}
        if name in self.values:
            parts = self._closed(name, self.values[name], label)
            pair = name == "principal_curvatures" and parts.get("where")
            if pair or parts.get("operations") or _lines(parts) > _LINES or self._foreign_root(name):
                parts = self._indirect(name, label) or parts
        return QuantityView(
            name=name,
            title=quantity.title,
            symbol=Math(quantity.symbol),
            definition=chain(quantity.symbol, self._formula(name) or [f"= {quantity.formula}"]),
            convention=getattr(quantity, "convention", "") or "",
            source=getattr(quantity, "source", "") or "",
            label=label,
            verdict=verdict_view(verdict) if verdict is not None else None,
            **parts,
        )

    def _closed(self, name: str, value: Any, label: str) -> dict[str, Any]:
        try:
            return self._shown(name, value, label)
        except TooLong:
            return {"operations": _size(value)}

    def _shown(self, name: str, value: Any, label: str) -> dict[str, Any]:
        self.names.begin()
        entries = [self.names.shorten(entry) for entry in _entries(value)]
        if all(entry == 0 for entry in entries):
            return {"zero": True}
        size = int(sum(sp.count_ops(entry) for entry in entries))
        free = {s for entry in _entries(value) for s in entry.free_symbols | entry.atoms(AppliedUndef)}
        constant = not free & set(self.coordinates) and not any(isinstance(f, AppliedUndef) for f in free)
        shape = _shape(value)
        if max(int(sp.count_ops(entry)) for entry in entries) > _TOO_LONG or size > 4 * _TOO_LONG:
            return {"operations": size}
        if not shape:
            return {**self._scalar(name, entries[0], label), "constant": constant}
        if len(entries) == 1:
            left = (
                _component(_COMPONENTS[name], (0,) * len(shape))
                if "_{" in self.quantities[name].symbol
                else ""
            )
            return {
                "closed": chain(
                    left or self.quantities[name].symbol, [self.names.text(entries[0])], label=label
                )
            }
        if name == "principal_curvatures":
            return {**self._components(name, entries, shape, _every), "constant": constant}
        if name == "principal_directions":
            return self._directions(entries, shape)
        if len(shape) <= 2:
            whole = self._matrix(_whole(self.quantities[name].symbol), entries, shape, label)
            if whole is not None:
                return {"closed": whole, "constant": constant}
            return self._components(name, entries, shape, _upper if name in _SYMMETRIC else _every)
        return self._components(name, entries, shape, _christoffel if len(shape) == 3 else _riemann)

    def _foreign_root(self, name: str) -> bool:
        """On a graph, a wide root that the engine wrote in a form other than w."""
        if not hasattr(self.surface, "ell"):
            return False
        roots = {
            power.base
            for entry in _entries(self.values[name])
            for power in self.names.shorten(entry).atoms(sp.Pow)
            if power.exp.is_Rational and power.exp.q == 2 and isinstance(power.base, sp.Add)
        }
        return any(width(self.names.text(base)) > 55 for base in roots)

    def _indirect(self, name: str, label: str) -> dict[str, Any]:
        """Another way to say what is too long: kappa through H and K, a graph's quantity through p and A."""
        if (
            name == "principal_curvatures"
            and self.dimension == 2
            and {"mean_curvature", "gaussian_curvature"} <= {*self.values}
        ):
            return {"closed": chain(r"\kappa_{1,2}", [r"H \pm \sqrt{H^2 - K}"]), "indirect": "H"}
        general = self.general()
        if general is None or name not in general:
            return {}
        kept, self.printer = self.printer, MathPrinter(self._second)
        self.names.printer = self.printer
        parts = self._closed(name, general[name], label)
        self.printer = self.names.printer = kept
        return {} if parts.get("operations") or _lines(parts) > 2 * _LINES else {**parts, "indirect": "p"}

    def general(self) -> dict[str, Any] | None:
        """The quantities of the graph of any function of so many variables, in p_i and A_ij."""
        abstract = getattr(type(self.surface), "abstract", None)
        ell = getattr(self.surface, "ell", None)
        if abstract is None or ell is None or isinstance(ell, AppliedUndef) or self.dimension > 4:
            return None
        if self._general is None:
            graph = abstract(self.dimension)
            graph = graph.flipped() if getattr(self.surface, "orientation", 1) == -1 else graph
            table: dict[sp.Expr, sp.Expr] = {}
            for i, a in enumerate(graph.coordinates):
                table[sp.Derivative(graph.ell, a)] = sp.Symbol(f"p_{i + 1}", real=True)
                for j, b in list(enumerate(graph.coordinates))[i:]:
                    self._second.append(sp.Symbol(f"A_{i + 1}{j + 1}", real=True))
                    table[sp.diff(graph.ell, a, b)] = self._second[-1]
            self._general = {
                q.name: _mapped(graph.quantity(q.name), table)
                for q in graph.quantities
                if q.name not in ("principal_curvatures", "principal_directions")
            }
            square = sp.Add(1, *[sp.Symbol(f"p_{i + 1}", real=True) ** 2 for i in range(self.dimension)])
            self.names.fixed[square] = next(iter(self.names.fixed.values()))
        return self._general

    def _scalar(self, name: str, expr: sp.Expr, label: str) -> dict[str, Any]:
        """Definition and value in one chain, ``K = \\det S = ...``."""
        quantity = self.quantities[name]
        text, where = self.names.typeset(expr, LINE - width(quantity.symbol) - 50)
        formula = self._formula(name)
        same = bool(formula) and _bare(f"= {text}") == _bare(formula[-1])
        right = formula if same else [*formula, text]
        return {"closed": chain(quantity.symbol, right, label=label), "where": self._where(where)}

    def _reversed(self) -> set[str]:
        """The formulas, written for the standard normal, that change sign with the reversed one."""
        if getattr(self.surface, "orientation", 1) != -1:
            return set()
        if not hasattr(self.surface, "ell"):
            return {"normal"}  # the others are written through N, h and S
        odd = {"gaussian_curvature"} if self.dimension % 2 else set()
        return {"normal", "second_fundamental_form", "shape_operator", "mean_curvature"} | odd

    def _formula(self, name: str) -> list[str]:
        """The general formula as the right sides of a chain, without what only repeats the symbol."""
        quantity = self.quantities[name]
        pieces = split_relations("= " + quantity.formula)[1]
        if name in self._reversed():
            pieces = [f"= -{piece.removeprefix('=').strip()}" for piece in pieces]
        known = {_bare(f"= {quantity.symbol}")}
        if name == "volume_element":  # its value repeats what w is
            known |= {_bare(r"= w = \sqrt{1+p\cdot p}"), _bare(r"= w"), _bare(r"= \sqrt{1+p\cdot p}")}
        return [piece for piece in pieces if _bare(piece) not in known]

    def _where(self, where: Sequence[tuple[sp.Symbol, sp.Expr]]) -> Display | None:
        formulas: list[tuple[str, str]] = []
        waiting = list(where)
        while waiting:
            symbol, expr = waiting.pop(0)
            text, more = self.names.typeset(expr, LINE - 50)
            formulas.append((str(self.math(symbol)), text))
            waiting += more
        return listing(formulas) if formulas else None

    def _matrix(
        self, symbol: str, entries: Sequence[sp.Expr], shape: tuple[int, ...], label: str
    ) -> Display | None:
        """The matrix in one display, the common factor in front; nothing if it is too wide."""
        factor, reduced = common_factor(entries)
        columns = shape[1] if len(shape) > 1 else 1
        room = LINE - 46
        for front, inside in ((factor, reduced), (sp.S.One, list(entries))):
            body = self.printer.doprint(sp.Matrix(len(inside) // columns, columns, list(inside)))
            body = _roomy(body)
            head = "" if front == 1 else "-" if front == -1 else self.printer.doprint(front) + " "
            text = f"{head}{body}"
            if width(f"{symbol} = {text}") <= room:
                return chain(symbol, [text], label=label)
        return None

    def _components(
        self,
        name: str,
        entries: Sequence[sp.Expr],
        shape: tuple[int, ...],
        choose: Callable[[tuple[int, ...]], bool],
    ) -> dict[str, Any]:
        every = list(zip(itertools.product(*(range(n) for n in shape)), entries))
        chosen = [(index, e) for index, e in every if choose(index) and e != 0]
        parts = {"partial": len(chosen) < len(every)}
        if len(chosen) > _TOO_MANY:
            return {**parts, "operations": int(sum(sp.count_ops(e) for e in entries))}
        pattern = _COMPONENTS.get(name, "T_{<0><1><2>}")
        formulas: list[tuple[str, str]] = []
        where: list[tuple[sp.Symbol, sp.Expr]] = []
        for index, entry in chosen:
            left = _component(pattern, index)
            if name == "christoffel_symbols" and index[1] != index[2]:
                left += " = " + _component(pattern, (index[0], index[2], index[1]))
            text, more = self.names.typeset(entry, LINE - width(left) - 30)
            formulas.append((left, text))
            where += more
        return {**parts, "closed": listing(formulas), "where": self._where(where)}

    def _directions(self, entries: Sequence[sp.Expr], shape: tuple[int, ...]) -> dict[str, Any]:
        formulas = []
        for k in range(shape[1]):
            display = self._matrix(
                f"E_{k + 1}", [entries[i * shape[1] + k] for i in range(shape[0])], (shape[0],), ""
            )
            if display is None:
                return {"operations": int(sum(sp.count_ops(e) for e in entries))}
            ((left, right),) = display.rows[0]
            formulas.append((str(left), str(right).removeprefix("= ")))
        return {"closed": listing(formulas)}

    # -- the parts around the quantities -----------------------------------------------------------

    def map(self) -> Display:
        parts = [self.math(entry) for entry in _entries(self.surface.map)]
        left = rf"X({self._list(self.coordinates)})"
        whole = r"\left(" + ", ".join(parts) + r"\right)"
        if not any(mark in whole for mark in (r"\frac", r"\sqrt", r"\left|")):
            whole = "(" + ", ".join(parts) + ")"
        if width(f"{left} = {whole}") <= LINE - 40:
            return chain(left, [whole], label=f"{self.prefix}map")
        column = _roomy(self.printer.doprint(sp.Matrix(_entries(self.surface.map))))
        if width(f"{left} = {column}") <= LINE - 46:
            return chain(left, [column], label=f"{self.prefix}map")
        formulas: list[tuple[str, str]] = []
        where: list[tuple[sp.Symbol, sp.Expr]] = []
        for k, entry in enumerate(_entries(self.surface.map)):
            text, more = self.names.typeset(entry, LINE - 60)
            formulas.append((f"X^{k + 1}" if k < 9 else f"X^{{{k + 1}}}", text))
            where += more
        extra = self._where(where)
        shown = listing(formulas)
        return Display(shown.rows + extra.rows) if extra else shown

    def _list(self, symbols: Iterable[object]) -> str:
        return ", ".join(self.printer.doprint(s) for s in symbols)

    def symbols(self) -> tuple[tuple[Math, str, Math], ...]:
        """The table of symbols: what each one is and what is assumed of it."""
        rows = [(self.math(c), "coordinate", self._range(c)) for c in self.coordinates]
        facts = {s for relation in self.surface.where for s in relation.free_symbols}
        for parameter in self.surface.parameters:
            assumption = self._assumption(parameter, parameter in facts)
            rows += [(self.math(parameter), "constant", assumption)]
        for function in getattr(self.surface, "functions", ()):
            head = self.math(function)
            rows.append((Math(f"{head}({self._list(function.args)})"), "smooth function", Math("")))
        return tuple(rows)

    def _range(self, coordinate: sp.Symbol) -> Math:
        symbol = self.math(coordinate)
        if coordinate not in (self.surface.domain or {}):
            return self._assumption(coordinate, False)
        low, high = (sp.sympify(bound, strict=True) for bound in self.surface.domain[coordinate])
        if low == -sp.oo and high == sp.oo:
            return Math(rf"{symbol} \in \mathbb{{R}}")
        if high == sp.oo:
            return Math(f"{symbol} > {self.math(low)}")
        if low == -sp.oo:
            return Math(f"{symbol} < {self.math(high)}")
        return Math(f"{self.math(low)} < {symbol} < {self.math(high)}")

    def _assumption(self, symbol: sp.Symbol, constrained: bool) -> Math:
        text = self.math(symbol)
        for holds, formula in (
            (symbol.is_positive, "> 0"),
            (symbol.is_negative, "< 0"),
            (symbol.is_nonnegative, r"\ge 0"),
            (symbol.is_integer, r"\in \mathbb{Z}"),
        ):
            if holds:
                return Math(f"{text} {formula}")
        return Math("" if constrained else rf"{text} \in \mathbb{{R}}")

    def facts(self) -> tuple[Math, ...]:
        known = {
            Math(f"{self.math(p)} > 0") for p in self.surface.parameters if p.is_positive
        }  # fmt: skip
        return tuple(f for f in (self.math(relation) for relation in self.surface.where) if f not in known)

    def graph(self) -> GraphView | None:
        ell = getattr(self.surface, "ell", None)
        if ell is None:
            return None
        abstract = isinstance(ell, AppliedUndef)
        present = self.surface.present
        symbol = self.printer.doprint(ell) if abstract else r"\ell"
        applied = f"{symbol}({self._list(self.coordinates)})"
        gradient = [present(entry) for entry in slopes(self.surface)]
        square = sp.Add(1, *[p**2 for p in gradient])
        where: list[tuple[sp.Symbol, sp.Expr]] = []
        value = None
        if not abstract:
            text, where = self.names.typeset(ell, LINE - 90)
            value = chain(applied, [text])
        w = self.names.pick(("w", "W", "omega"))
        self.names.fixed[square] = w
        root = chain(
            str(self.math(w)),
            [r"\sqrt{1 + \lvert p\rvert^2}", rf"\sqrt{{{self.printer.doprint(square)}}}"]
            if width(self.printer.doprint(square)) < 260
            else [r"\sqrt{1 + \lvert p\rvert^2}"],
        )
        p = self._matrix("p", gradient, (self.dimension,), "")
        second = [present(entry) for row in bend(self.surface) for entry in row]
        a = self._matrix("A", second, (self.dimension, self.dimension), "")
        return GraphView(
            abstract,
            Math(symbol),
            Math(applied),
            value,
            p or self._named("p_<0>", gradient, (self.dimension,), where),
            a or self._named("A_{<0><1>}", second, (self.dimension, self.dimension), where),
            self._where(where),
            root,
        )

    def _named(
        self,
        pattern: str,
        entries: Sequence[sp.Expr],
        shape: tuple[int, ...],
        where: list[tuple[sp.Symbol, sp.Expr]],
    ) -> Display:
        formulas = []
        for index, entry in zip(itertools.product(*(range(n) for n in shape)), entries):
            if list(index) == sorted(index) and (entry != 0 or len(shape) == 1):
                text, more = self.names.typeset(entry, LINE - 70)
                where += more
                formulas.append((_component(pattern, index), text))
        return listing(formulas)

    def abbreviation(self) -> Display | None:
        """A name for the radicand that N, h, S, K and H share, when writing it out would tire the reader."""
        if hasattr(self.surface, "ell"):
            return None  # there it is w
        counts: dict[sp.Expr, int] = {}
        for name in (
            "normal",
            "second_fundamental_form",
            "shape_operator",
            "gaussian_curvature",
            "mean_curvature",
        ):
            for entry in _entries(self.values.get(name, sp.S.Zero)):
                for power in entry.atoms(sp.Pow):
                    if power.exp.is_Rational and power.exp.q == 2 and isinstance(power.base, sp.Add):
                        counts[power.base] = counts.get(power.base, 0) + 1
        wide = [
            b
            for b in counts
            if counts[b] > 1 and b not in self.names.fixed and width(self.names.text(b)) > 55
        ]
        known = list(self.names.fixed)
        wide = [b for b in wide if not any(_same(b, k) for k in known)]
        if not wide:
            return None
        base = max(wide, key=lambda b: (counts[b], sp.count_ops(b), self.names.text(b)))
        symbol = self.names.pick(("w", "W", "omega"))
        text, where = self.names.typeset(base, LINE - 90)
        self.names.fixed[base] = symbol
        if where or width(text) > LINE - 90:
            first, rest = chain(f"{self.math(symbol)}^2", [text]), self._where(where)
            return Display(first.rows + rest.rows) if rest else first
        return chain(str(self.math(symbol)), [rf"\sqrt{{{text}}}"])


def surface_view(
    surface: Any, *, prefix: str = "", verdicts: Mapping[str, Any] | None = None, claims: tuple[Any, ...] = ()
) -> SurfaceView:
    """The data of a surface's notes; ``prefix`` keeps its labels apart from others in the same document."""
    builder = _Builder(surface, prefix, verdicts or {})
    graph = builder.graph()
    early = {name: builder.quantity(name) for name in ("jacobian", "metric") if name in builder.quantities}
    abbreviation = builder.abbreviation()
    rest = {name: builder.quantity(name) for name in builder.quantities if name not in early}
    ambient = len(_entries(surface.map)) if hasattr(surface, "map") else 0
    normal_part = "h_{ij} N" if "normal" in builder.quantities else r"\mathrm{II}_{ij}"
    return SurfaceView(
        template="surface.notes",
        name=str(surface.name or ("graph" if graph else "surface")),
        dimension=builder.dimension,
        ambient_dimension=ambient,
        codimension=ambient - builder.dimension,
        flipped=bool(getattr(surface, "orientation", 1) == -1),
        numbered=builder.printer.numbered,
        table=builder.symbols(),
        functions=bool(getattr(surface, "functions", ())),
        example=graph.symbol if graph else Math("f"),
        gauss=chain(r"\partial_i\partial_j X", [r"\Gamma^k_{ij}\, \partial_k X + " + normal_part]),
        facts=builder.facts(),
        map=builder.map() if ambient else Display(()),
        coordinates=Math(builder._list(builder.coordinates)),
        numbers=tuple((k + 1, builder.math(c)) for k, c in enumerate(builder.coordinates)),
        abbreviation=abbreviation,
        classical=builder.dimension == 2,
        graph=graph,
        q={**early, **rest},
        claims=claims,
    )


def _entries(value: Any) -> list[sp.Expr]:
    if isinstance(value, sp.MatrixBase):
        return list(value)
    if isinstance(value, sp.NDimArray):
        return list(sp.flatten(value))
    return [value] if isinstance(value, sp.Basic) else list(sp.flatten(value))


def _shape(value: Any) -> tuple[int, ...]:
    if isinstance(value, sp.MatrixBase):
        return (value.rows,) if value.cols == 1 and value.rows > 1 else tuple(value.shape)
    return tuple(value.shape) if isinstance(value, sp.NDimArray) else ()


def _same(a: sp.Expr, b: sp.Expr) -> bool:
    """Equality of sums by expansion: sound, and quick because the sizes are looked at first."""
    if a == b:
        return True
    if a.free_symbols != b.free_symbols or sp.count_ops(a) + sp.count_ops(b) > 400:
        return False
    return bool(sp.expand(a - b) == 0)


def _lines(parts: Mapping[str, Any]) -> int:
    shown = [parts[key] for key in ("closed", "where") if parts.get(key) is not None]
    return sum(len(display.rows) for display in shown)


def _mapped(value: Any, table: Mapping[sp.Expr, sp.Expr]) -> Any:
    if isinstance(value, sp.MatrixBase | sp.NDimArray):
        return value.applyfunc(lambda entry: entry.xreplace(table))
    return value.xreplace(table)


def _size(value: Any) -> int:
    return int(sum(sp.count_ops(entry) for entry in _entries(value)))


def _whole(symbol: str) -> str:
    """The matrix with the given components: ``(h_{ij})``."""
    return f"({symbol})" if "_{" in symbol else symbol


def _bare(formula: str) -> str:
    return formula.replace(" ", "")


def _roomy(matrix: str) -> str:
    """Matrix rows set apart where they hold fractions, these in full size where they are compound."""
    if re.search(r"\\frac\{[^{}]* [^{}]*\}|\\frac\{[^{}]*\}\{[^}]* |\\frac.*\\frac\{.*\^", matrix):
        return matrix.replace(r"\frac", r"\dfrac").replace(r"\\ ", r"\\[8pt] ")
    return matrix.replace(r"\\ ", r"\\[2pt] ") if r"\frac" in matrix or r"\sqrt" in matrix else matrix


def _component(pattern: str, index: tuple[int, ...]) -> str:
    r"""The symbol of a component: ``\\Gamma^1_{12}``; indices above 9 get braces and commas."""
    numbers = [str(i + 1) for i in index]
    long = any(len(number) > 1 for number in numbers)
    text = pattern.replace("><", ">,<") if long else pattern
    for place, number in enumerate(numbers):
        lone = len(number) > 1 and "{<" not in text and ",<" not in text
        text = text.replace(f"<{place}>", f"{{{number}}}" if lone else number)
    return text


def _every(index: tuple[int, ...]) -> bool:
    return True


def _upper(index: tuple[int, ...]) -> bool:
    return index[0] <= index[1]


def _christoffel(index: tuple[int, ...]) -> bool:
    return index[1] <= index[2]


def _riemann(index: tuple[int, ...]) -> bool:
    i, j, k, m = index
    return i < j and k < m and (i, j) <= (k, m)
