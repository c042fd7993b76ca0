"""Surfaces as data: safe text, and one parametrization per TOML file.

`names` (what a formula may mention), `syntax` (text to a checked tree), `expression` (tree to SymPy), `files`
(bytes to TOML), `document` (TOML to a surface). Nothing that a user typed is ever run.
"""

from symgeom.input.declaration import graph_of, load, loads, surface_of
from symgeom.input.text import parse_expression, parse_relation

__all__ = ["graph_of", "load", "loads", "parse_expression", "parse_relation", "surface_of"]
