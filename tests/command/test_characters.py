"""Products are drawn as SymPy's own printer draws them."""

import subprocess
import sys

import pytest
import sympy as sp

from symgeom.command.characters import drawn

x, y, R = sp.symbols("x y R", positive=True)
u = sp.Symbol("u", real=True)
PRODUCTS = [
    sp.cos(u) / (R * (R + x * sp.cos(u))),
    -2 * x / 3,
    -x * y / (x + y) ** sp.Rational(3, 2),
    sp.Rational(5, 7) * sp.sqrt(x) * sp.exp(-y) / sp.pi,
    1 / (x * y),
    -1 / x,
    x ** (-y) * y ** (-2),
    sp.Mul(2, x + y, evaluate=False),
    sp.Mul(x, sp.Rational(1, 2), evaluate=False),
    sp.Mul(-1, x, y, evaluate=False),
    sp.Mul(1, x, evaluate=False),
    sp.oo * u,
    sp.Abs(u) * sp.I * (x - y),
    sp.Matrix([[x / y, -x], [0, 3 * x * (x + 1)]]),
    sp.Derivative(sp.Function("f")(u), u) * 3 / x,
]


@pytest.mark.parametrize("e", PRODUCTS, ids=str)
def test_products_are_drawn_as_sympy_does(e: sp.Expr) -> None:
    assert drawn(e) == sp.pretty(e, use_unicode=True, wrap_line=False)


def test_units_are_not_loaded_for_a_product() -> None:
    code = (
        "import sys, sympy as sp; from symgeom.command.characters import drawn; x = sp.Symbol('x');"
        "drawn(x/(1 + x)); sys.exit('sympy.physics.units' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
