"""The rows of the data files, read through the project's own safe text."""

import tomllib
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgeom.input import parse_expression, parse_relation, surface_of
from symgeom.input.declaration import KEYS
from tests import DATA


@dataclass(frozen=True)
class SurfaceRow:
    """A parametrization with its known curvatures, and a box for numeric tests."""

    surface: Any
    K: sp.Expr
    H: sp.Expr
    sample: dict[sp.Symbol, tuple[float, float]]


@dataclass(frozen=True)
class IdentityRow:
    """Two sides, the facts, and whether they are equal under them."""

    left: sp.Expr
    right: sp.Expr
    domain: dict[sp.Symbol, tuple[sp.Expr, sp.Expr]]
    where: tuple[Any, ...]
    truth: bool


def surface_rows() -> list[SurfaceRow]:
    return [_surface(row) for row in _rows("surfaces", "surface")]


def identity_rows() -> list[IdentityRow]:
    return [_identity(row) for row in _rows("identities", "identity")]


def _rows(file: str, key: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((DATA / f"{file}.toml").read_text(encoding="utf-8"))[key])


def _surface(row: dict[str, Any]) -> SurfaceRow:
    surface = surface_of({key: row[key] for key in KEYS if key in row}, origin=row["name"])
    names = [symbol.name for symbol in (*surface.coordinates, *surface.parameters)]
    K, H = (parse_expression(row[key], names, origin=f"{row['name']}: {key}") for key in "KH")
    symbols = {symbol.name: symbol for symbol in surface.coordinates}
    return SurfaceRow(surface, K, H, {symbols[name]: tuple(box) for name, box in row["sample"].items()})


def _identity(row: dict[str, Any]) -> IdentityRow:
    domain = {
        sp.Symbol(name, real=True): tuple(parse_expression(bound, infinity=True) for bound in interval)
        for name, interval in row.get("domain", {}).items()
    }
    where = tuple(relation for text in row.get("where", []) for relation in parse_relation(text))
    return IdentityRow(
        parse_expression(row["left"]), parse_expression(row["right"]), domain, where, row["truth"]
    )
