"""Surfaces as data: safe text, and one parametrization per TOML file."""

from symgeom.spec.expression import parse_expression, parse_relation

__all__ = ["parse_expression", "parse_relation"]
