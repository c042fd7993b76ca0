"""Errors planted in the rules that write formulas: each must be seen by a proof.

A proof shares no rule with what it proves: the normal form is derived in the exact field, and in jets the derivatives
are those of that field too. So an error that changes a formula makes "not proved" of it.
"""

from __future__ import annotations

import inspect
import textwrap
from typing import Any

import pytest
import sympy as sp

import symgeom as sg
from symgeom.geometry import in_parts
from symgeom.parts import arithmetic, differentiation, gathering, rules, tidy, typed

x, y = sp.symbols("x y", real=True)
f = sp.Function("f", real=True)

SAMPLES: dict[str, Any] = {
    "polynomial": x**3 * y + y**2 - x,
    "quotient": x * sp.sin(y) / (1 + x**2 + y**2) + y**2,
    "logistic": y / (1 + sp.exp(-x * y)) + 1 / (1 + sp.exp(2 * x)),
    "softmax": sp.log(2 * sp.exp(x) + y**2 * sp.exp(x * y) + 1) + y**3,
    "root": sp.sqrt(1 + x**2 + sp.exp(x * y)) + (x + 2 * y) ** 2,
    "root of a root": sp.sqrt(x + sp.sqrt(1 + y**2)) ** 3 + y**2,
    "power": (2 + sp.cos(y)) ** x + y**2,
    "jets": f(x * y, x) + y**2,
    "log cosh": sp.log(2 * sp.cosh(x) ** 3 / (1 + y**2)) * x + sp.log(sp.cos(y)),
    "arctangents": sp.atan(x) + sp.atan(y),
    "squares": sp.sin(x) ** 2 + sp.sin(y) ** 2,
    "relu": (y * sp.Max(x - y, 2 * x) - 1) ** 2,
    "tanh": (y * sp.tanh(x) - 1) ** 2 + (y * sp.tanh(2 * x) + 1) ** 2,
}
DIFFERENTIATION = differentiation.Differentiation

PLANTS: list[tuple[str, Any, str, str, str, str]] = [
    ("a term is left out of a sum", DIFFERENTIATION, "_derive", "for a in full.args", "for a in full.args[1:]", "polynomial"),
    ("a factor stays beside its derivative", DIFFERENTIATION, "_product", "*factors[i + 1 :]", "*factors[i:]", "polynomial"),
    ("quotients with a plus", DIFFERENTIATION, "_quotient", "self(above, x) - name", "self(above, x) + name", "quotient"),
    ("shares with a plus", DIFFERENTIATION, "_quotient", "self(a, x) - self._share", "self(a, x) + self._share", "logistic"),
    ("a share without its number", DIFFERENTIATION, "_share", "number * share * slope", "share * slope", "softmax"),
    ("a share without its factor", DIFFERENTIATION, "_share", "self(rest, x) / rest", "self(rest, x)", "softmax"),
    ("1/b with a plus", DIFFERENTIATION, "_power", "-name * self._share", "name * self._share", "logistic"),
    ("a general power", DIFFERENTIATION, "_power", "+ k * self(base, x) / base", "- k * self(base, x) / base", "power"),
    ("a power without its exponent", DIFFERENTIATION, "_whole_power", "return k * base", "return base", "polynomial"),
    ("a power of a root", DIFFERENTIATION, "_whole_power", "k / sp.Integer(n) * base", "k * base", "root of a root"),
    ("a root without its index", DIFFERENTIATION, "_root", "name ** (1 - n) / n", "name ** (1 - n)", "root"),
    ("no chain rule", DIFFERENTIATION, "_function", "return outer * self(u, x)", "return outer", "tanh"),
    ("the derivative by another slot", DIFFERENTIATION, "_jet", "(j == i)", "(j != i)", "jets"),
    ("a common factor is lost", differentiation, "gathered", "return front * sp.Add", "return sp.Add", "tanh"),
    ("a number in front is lost", gathering, "_with_content", "sp.Mul(content", "sp.Mul(3 * content", "squares"),
    ("a power in a logarithm is lost", DIFFERENTIATION, "_of_logarithm", "k * self.read", "self.read", "log cosh"),
    ("the other side of a maximum", DIFFERENTIATION, "_larger", "(1 - step)", "step", "relu"),
    ("a maximum that is a minimum", DIFFERENTIATION, "_larger", "a - b if", "b - a if", "relu"),
    ("names of reciprocals upside down", tidy, "_in_reciprocals", "** -q.exp", "** q.exp", "arctangents"),
    ("every part is a step", tidy, "_stepped", "if p.meaning == UNIT_STEP", "", "relu"),
    ("a root without its power", typed.Reading, "_power", "** e.exp.p", "", "root of a root"),
    ("an inverse upside down", typed.Reading, "_power", "1 / base", "base", "logistic"),
    ("definitions keep names that are gone", tidy, "_inlined", "p._replace(expression=e)", "p", "quotient"),
    ("a root put back as its square", tidy, "_without_roots", "{s: roots[s] for", "{s: roots[s] ** 2 for", "root"),
    ("numbers of parts in the values alone", tidy, "_numbered", "p.expression.xreplace(put)", "p.expression", "root"),
    ("a difference is a sum", arithmetic.Named, "__sub__", "self.form - _form", "self.form + _form", "polynomial"),
    ("a quotient is a product", arithmetic.Named, "__truediv__", "_power(_form(other), -1)", "_form(other)", "polynomial"),
    ("a product without powers", arithmetic.NamedField, "product", "_power(_form(value), k)", "_form(value)", "polynomial"),
]  # fmt: skip


def planted(patch: pytest.MonkeyPatch, owner: Any, name: str, old: str, new: str) -> None:
    """The function with an error in it."""
    text = textwrap.dedent(inspect.getsource(getattr(owner, name)))
    assert text.count(old) == 1, f"the plant is out of date: {old!r} stands {text.count(old)} times in {name}"
    made: dict[str, Any] = {}
    exec(
        f"from __future__ import annotations\n{text.replace(old, new)}",
        getattr(owner, name).__globals__,
        made,
    )
    patch.setattr(owner, name, made[name])


def proofs(function: Any) -> list[str]:
    """The proofs of K and H as each of the styles writes them, and of S."""
    graph = sg.Graph(function, (x, y))
    found = []
    for style in in_parts.STYLES:
        for names in (["gaussian_curvature", "mean_curvature"], ["shape_operator"]):
            way = in_parts.written(graph, [graph.engine.quantity_named(name) for name in names], style)
            assert way is not None
            found.append(in_parts.as_formula(graph, style, in_parts.as_line(way), False).proof)
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_every_style_of_the_samples_is_proved(name: str) -> None:
    assert all(proof.startswith("proved") for proof in proofs(SAMPLES[name]))


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant[0])
def test_an_error_in_a_rule_is_seen(plant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    _, *place, sample = plant
    planted(monkeypatch, *place)
    try:
        found = proofs(SAMPLES[sample])
    except (ArithmeticError, LookupError, TypeError, AssertionError, sg.SymgeomError):
        return
    assert any(proof.startswith("not proved: ") for proof in found)


@pytest.mark.parametrize("function", [g for g in rules._SLOPES if g is not sp.sign], ids=str)
def test_an_error_in_the_slope_of_a_function_is_seen(function: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    slope = rules._SLOPES[function]
    inside = {sp.acosh: 2 + x**2, sp.acoth: 2 + x**2, sp.log: 1 + x**2}.get(function, x)
    if function in (sp.asin, sp.acos, sp.atanh):
        inside = x / (1 + x**2)
    monkeypatch.setitem(rules._SLOPES, function, lambda u, t: 2 * slope(u, t))
    assert any(proof.startswith("not proved: ") for proof in proofs(function(inside) + x * y))
