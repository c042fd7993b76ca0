"""What each key of a document says: the `Readings` of one table of TOML values, each key once, each with its own error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import sympy as sp

from symgeom.algebra.domain.decimals import exact
from symgeom.algebra.domain.feasible import order
from symgeom.bounds import MAX_COORDINATES
from symgeom.errors import InputError
from symgeom.geometry import Graph, Hypersurface
from symgeom.input.columns import Columns
from symgeom.input.files import Typed
from symgeom.input.scope import Scope, checked_name, suggestion
from symgeom.input.text import parse_expression, parse_relation

__all__ = ["Readings"]

_FUNCTION = re.compile(r"\s*(\w+)\s*\(\s*(\w+(?:\s*,\s*\w+)*)\s*\)\s*(>\s*0)?\s*")


@dataclass
class Readings:
    """The readings of one table: each key once, each with its own error."""

    table: Mapping[str, Any]
    origin: str
    name: str
    folder: Path | None = None

    def surface(self) -> Hypersurface:
        names = self.scope()
        coordinates = [names.symbols[name] for name in self.coordinates()]
        expressions = self.expressions(names)
        domain, window = self.box("domain", names), self.box("window", names)
        where = self.where(names)
        self.check_use(names, [*expressions, *(bound for interval in domain.values() for bound in interval)])
        keywords: dict[str, Any] = {"domain": domain, "where": where, "window": window, "name": self.title()}
        defaults = self.defaults(names)
        self.check_defaults(where, defaults)
        keywords["defaults"] = defaults | self.data_of(expressions)
        try:
            if "graph" in self.table:
                return Graph(expressions[0], coordinates, **keywords)
            return Hypersurface(expressions, coordinates, **keywords)
        except InputError as error:
            raise InputError(f"{self.origin}: {error}") from None

    # What may be mentioned

    def scope(self) -> Scope:
        """Coordinates, parameters, and the names that conditions declare."""
        functions = self.functions()
        declared = [*self.coordinates(), *self.parameters()]
        for relation in self.where(Scope(functions=functions, closed=False)):
            declared += sorted(symbol.name for symbol in relation.free_symbols)
        for name in declared:
            if name in functions:
                raise InputError(
                    f"{self.origin}: {name!r} is both a function and a symbol; rename one of them."
                )
        symbols = {name: sp.Symbol(name, real=True) for name in dict.fromkeys(declared)}
        return Scope(symbols, functions, data=self.data_names({*symbols, *functions}))

    def coordinates(self) -> list[str]:
        if "coordinates" not in self.table:
            raise InputError(f'{self.origin}: there is no key \'coordinates\'; add coordinates = ["u", "v"].')
        names = [checked_name(name, f"{self.origin}: coordinates") for name in self.texts("coordinates")]
        if not names:
            raise InputError(f"{self.origin}: coordinates is empty; name at least one.")
        if len(names) > MAX_COORDINATES:
            raise InputError(
                f"{self.origin}: {len(names)} coordinates; at most {MAX_COORDINATES} are read{MAX_COORDINATES.past}."
            )
        return self.distinct("coordinates", names)

    def parameters(self) -> list[str]:
        value = self.table.get("parameters", [])
        keys = list(value) if isinstance(value, dict) else self.texts("parameters")
        names = [checked_name(name, f"{self.origin}: parameters") for name in keys]
        for name in names:
            if name in self.coordinates():
                raise InputError(
                    f"{self.origin}: {name!r} is both a coordinate and a parameter; rename one of them."
                )
        return self.distinct("parameters", names)

    def functions(self) -> dict[str, tuple[Any, int]]:
        found: dict[str, tuple[Any, int]] = {}
        for text in self.texts("functions"):
            match = _FUNCTION.fullmatch(text[:500])
            if not match:
                raise InputError(
                    f"{self.origin}: functions: {text[:80]!r} is not like 'f(u)', 'f(u, v)' or 'f(u) > 0'."
                )
            name = checked_name(match[1], f"{self.origin}: functions")
            kind = {"positive": True} if match[3] else {"real": True}
            found[name] = (sp.Function(name, **kind), match[2].count(",") + 1)
        return found

    @cached_property
    def data(self) -> Columns:
        return Columns.read(self.table.get("data", {}), self.origin, self.folder)

    def data_names(self, taken: set[str]) -> tuple[str, ...]:
        """Arrays, and the columns of a file that have no other meaning."""
        for name in self.data.given:
            if name in taken:
                raise InputError(f"{self.origin}: {name!r} is both data and a symbol; rename one of them.")
        return tuple(name for name in self.data.names if name not in taken)

    def data_of(self, expressions: list[sp.Expr]) -> dict[sp.IndexedBase, Any]:
        """The values of the data that the formulas use."""
        used = {str(base): base for e in expressions for base in e.atoms(sp.IndexedBase)}
        for name in self.data.given:
            if name not in used:
                raise InputError(
                    f"{self.origin}: data: no formula uses {name!r}{suggestion(name, used) or '.'}"
                )
        return {used[name]: values for name, values in self.data.values(sorted(used)).items()}

    def distinct(self, key: str, names: list[str]) -> list[str]:
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"{self.origin}: {key} names {name!r} twice.")
        return names

    def check_use(self, names: Scope, values: list[sp.Expr]) -> None:
        """A parameter that nothing uses is a misspelt one."""
        used = {symbol.name for value in values for symbol in value.free_symbols} | set(self.coordinates())
        for name in names.symbols:
            if name not in used:
                what = f"no formula uses {name!r}, which 'parameters' or 'where' mentions"
                raise InputError(f"{self.origin}: {what}{suggestion(name, used) or '.'}")

    # What is said

    def title(self) -> str:
        for key in ("name", "description"):
            text = self.table.get(key, "")
            if not isinstance(text, str):
                raise self.wrong(key, text, "a text in quotes")
        name: str = self.table.get("name", self.name)
        if not name.strip() or len(name) > 80 or not name.isprintable():
            raise InputError(f"{self.origin}: name is one line of 1 to 80 characters.")
        return name

    def expressions(self, names: Scope) -> list[sp.Expr]:
        if ("map" in self.table) == ("graph" in self.table):
            what = "both 'map' and 'graph'" if "map" in self.table else "neither 'map' nor 'graph'"
            raise InputError(f"{self.origin}: there is {what}; give one of them.")
        if "graph" in self.table:
            return [parse_expression(_plain(self.table["graph"]), names, origin=f"{self.origin}: graph")]
        texts, d = self.texts("map"), len(self.coordinates())
        if len(texts) != d + 1:
            wanted = f"with {d} coordinate{'s' if d != 1 else ''} a hypersurface has {d + 1}"
            raise InputError(
                f"{self.origin}: map has {len(texts)} component{'s' if len(texts) != 1 else ''}; {wanted}."
            )
        return [
            parse_expression(text, names, origin=f"{self.origin}: map, component {number}")
            for number, text in enumerate(texts, 1)
        ]

    def where(self, names: Scope) -> list[Any]:
        found: list[Any] = []
        for number, text in enumerate(self.texts("where"), 1):
            found += parse_relation(text, names, origin=f"{self.origin}: where, condition {number}")
        return found

    def box(self, kind: str, names: Scope) -> dict[sp.Symbol, tuple[sp.Expr, sp.Expr]]:
        """The intervals of coordinates under a key, `domain` or `window`."""
        table = self.table.get(kind, {})
        if not isinstance(table, dict):
            raise self.wrong(kind, table, 'a table such as u = ["0", "2*pi"]')
        parameters = {name: s for name, s in names.symbols.items() if name not in self.coordinates()}
        found = {}
        for key, interval in table.items():
            name = checked_name(key, f"{self.origin}: {kind}")
            if name not in self.coordinates():
                near = suggestion(name, self.coordinates()) or "."
                raise InputError(f"{self.origin}: {kind}: {key!r} is not a coordinate{near}")
            found[names.symbols[name]] = self.interval(
                f"{kind}.{key}", interval, Scope(parameters, names.functions)
            )
        return found

    def interval(self, key: str, value: Any, names: Scope) -> tuple[sp.Expr, sp.Expr]:
        if not isinstance(value, list) or len(value) != 2:
            raise self.wrong(key, value, 'an interval such as ["0", "2*pi"]')
        low, high = (
            parse_expression(
                _plain(bound), names, origin=f"{self.origin}: {key}, {side} bound", infinity=True
            )
            for bound, side in zip(value, ("lower", "upper"))
        )
        if not (low.free_symbols | high.free_symbols) and order(low, high) > 0:
            raise InputError(
                f"{self.origin}: {key}: the lower bound {low} is not below the upper bound {high}."
            )
        return low, high

    def defaults(self, names: Scope) -> dict[sp.Symbol, float]:
        table = self.table.get("parameters", {})
        if not isinstance(table, dict):
            return {}
        for key, value in table.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e300:
                raise self.wrong(f"parameters.{key}", value, "a number below 1e300")
        return {names.symbols[checked_name(key)]: float(value) for key, value in table.items()}

    def check_defaults(self, where: list[Any], defaults: dict[sp.Symbol, float]) -> None:
        for relation in where:
            if relation.free_symbols <= set(defaults) and _false_at(relation, defaults):
                values = ", ".join(
                    f"{symbol} = {defaults[symbol]:g}" for symbol in sorted(relation.free_symbols, key=str)
                )
                raise InputError(f"{self.origin}: the default {values} contradicts the condition {relation}.")

    # Types

    def texts(self, key: str) -> list[str]:
        """The list of texts under a key; numbers are as good as texts."""
        value = self.table.get(key, [])
        if not isinstance(value, list):
            raise self.wrong(key, value, "a list of texts")
        for number, item in enumerate(value, 1):
            if isinstance(item, bool) or not isinstance(item, str | int | float):
                raise self.wrong(f"{key}, entry {number}", item, "a text in quotes")
        return [_plain(item) for item in value]

    def wrong(self, key: str, value: Any, wanted: str) -> InputError:
        kinds = {
            bool: "a truth value",
            str: "a text",
            int: "a number",
            float: "a number",
            Typed: "a number",
            list: "a list",
            dict: "a table",
        }
        return InputError(
            f"{self.origin}: {key} is {kinds.get(type(value), type(value).__name__)}, but must be {wanted}."
        )


def _false_at(relation: Any, values: Mapping[sp.Symbol, float]) -> bool:
    try:
        return bool(relation.subs({s: exact(value) for s, value in values.items()}) == sp.false)
    except TypeError:  # no real value there: nothing that two numbers could contradict
        return False


def _plain(value: Any) -> Any:
    """A number in TOML as the text it was written as; FormulaText refuses what is neither."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return value.text if isinstance(value, Typed) else repr(value)
