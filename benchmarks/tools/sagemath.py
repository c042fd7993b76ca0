"""SageMath's class for surfaces in space, `ParametrizedSurface3D` (d = 2 only), through passagemath-symbolics.

It is 2 GB, so it lives in a virtual environment of its own: SAGE_PYTHON names that environment's Python, else
``sage-python`` or ``.sage/bin/python`` is taken where it exists. This file runs inside it as a plain script, without this
package.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.suite import Case

OWN = Path(__file__).resolve().parents[2] / ".sage" / "bin" / "python"


def python() -> str | None:
    """The Python of an environment that has passagemath-symbolics."""
    return (
        os.environ.get("SAGE_PYTHON") or shutil.which("sage-python") or (str(OWN) if OWN.exists() else None)
    )


def _command(case: Case, what: str, folder: Path) -> list[str]:
    from benchmarks.tools.base import put

    program = python()
    assert program is not None
    return [program, "-I", __file__, str(put(case, folder)), what, str(folder)]


def _result(folder: Path) -> dict[str, Any]:
    from benchmarks.tools.base import answer

    found = answer(folder)
    return {
        **found,
        **{key: [_translated(e) for e in found[key]] for key in "KH"},
    }


def _translated(expression: str) -> str:
    """Sage's writing in SymPy's."""
    expression = expression.replace("^", "**").replace("diff(", "Derivative(").replace("abs(", "Abs(")
    return re.sub(r"\be\b", "E", expression.replace("arctan", "atan"))


def main(path: str, what: str, folder: str) -> None:
    import json
    import time

    from sage.all__sagemath_symbolics import SR, assume, function, var, vector
    from sage.geometry.riemannian_manifolds.parametrized_surface3d import ParametrizedSurface3D

    case = json.loads(Path(path).read_text(encoding="utf-8"))
    names = {name: var(name, domain="real") for name in {*case["coordinates"], *case["parameters"]}}
    names |= {name: var(name, domain="positive") for name in case["positive"]}
    for name in case["positive"]:
        assume(names[name] > 0)
    if case["function"]:
        function(case["function"])
    components = vector(SR, [SR(text.replace("**", "^")) for text in case["map"]])
    coordinates = tuple(names[name] for name in case["coordinates"])
    # The first call loads Maxima as a library: start-up, not derivation.
    (coordinates[0] ** 2).simplify_full()
    seconds, count = 0.0, 0
    while seconds < 0.2:
        start = time.thread_time()
        surface = ParametrizedSurface3D(components, coordinates)
        if what == "all":
            surface.first_fundamental_form_coefficients()
            surface.first_fundamental_form_inverse_coefficients()
            surface.normal_vector(normalized=True)
            surface.second_fundamental_form_coefficients()
            surface.shape_operator()
        K, H = surface.gauss_curvature(), surface.mean_curvature()
        seconds, count = seconds + time.thread_time() - start, count + 1
    answer = {"seconds": seconds / count, "K": [str(K)], "H": [str(H)]}
    Path(folder, "answer.json").write_text(json.dumps(answer), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
else:
    from benchmarks.tools.base import Tool

    TOOL = Tool(
        "sage",
        "SageMath",
        lambda: python() is not None,
        lambda case: len(case.coordinates) == 2,
        _command,
        _result,
    )
