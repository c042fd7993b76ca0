"""The letters of the catalogues: coordinates are real, parameters positive."""

import sympy as sp

__all__ = ["R", "a", "b", "c", "r", "t", "u", "v", "x", "y"]

t, u, v, x, y = sp.symbols("t u v x y", real=True)
R, a, b, c, r = sp.symbols("R a b c r", positive=True)
