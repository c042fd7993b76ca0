"""Surfaces as data: safe text, and one parametrization per TOML file.

`scope` (what a formula may mention), `syntax` (text to a checked tree), `text` (tree to SymPy), `files` (bytes to TOML),
`columns` (data), `readings` (what each key says), `declaration` (TOML to a surface). Nothing that a user typed is ever run.
"""

from symgeom.input.declaration import graph_of, load, loads, surface_of
from symgeom.input.text import parse_expression, parse_relation

__all__ = ["graph_of", "load", "loads", "parse_expression", "parse_relation", "surface_of"]
