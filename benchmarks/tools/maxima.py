"""Maxima, driven through a batch file, by two recipes.

``LEAN`` keeps roots outside and tidies each entry once, by ``factor(trigsimp(e))``. ``TOOL`` tidies at every step: of the
combinations of Maxima's simplifiers that were tried on the suite its one sees most constants and failed on none. Both need
Maxima's share library (Debian: maxima-share).
"""

from __future__ import annotations

import functools
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.suite import Case
from benchmarks.tools.base import Command, Tool, put
from benchmarks.tools.program import original, outputs

__all__ = ["LEAN", "TOOL"]

_START = """display2d:false$
linel:10^6$ scalarmatrixp:false$
adjugate(m_):=if d_=1 then matrix([1]) else adjoint(m_)$
tidy(e_):={tidy}$
tidy(sin(warm_)^2+cos(warm_)^2+1/(warm_+1))$
d_:{d}$ n_:{n}$ U_:{coordinates}$ X_:{map}$
"""
_ALL = """(J_:matrixmap(tidy,genmatrix(lambda([i_,j_],diff(X_[i_],U_[j_])),n_,d_))$
g_:matrixmap(tidy,transpose(J_).J_)$
det_:tidy(determinant(g_))$
inverse_:matrixmap(tidy,adjugate(g_)/det_)$
N_:makelist(tidy((-1)^(i_+n_)*determinant(submatrix(i_,J_))/sqrt(det_)),i_,1,n_)$
h_:genmatrix(lambda([i_,j_],tidy(sum(diff(J_[k_,i_],U_[j_])*N_[k_],k_,1,n_))),d_,d_)$
S_:matrixmap(tidy,inverse_.h_)$
K_:tidy(determinant(S_))$
H_:tidy(sum(S_[i_,i_],i_,1,d_)/d_))
"""
_CURVATURES = """(J_:genmatrix(lambda([i_,j_],diff(X_[i_],U_[j_])),n_,d_)$
g_:matrixmap(tidy,transpose(J_).J_)$
det_:tidy(determinant(g_))$
N_:makelist((-1)^(i_+n_)*determinant(submatrix(i_,J_)),i_,1,n_)$
h_:genmatrix(lambda([i_,j_],sum(diff(J_[k_,i_],U_[j_])*N_[k_],k_,1,n_)),d_,d_)$
K_:tidy(determinant(h_)/det_^((d_+2)/2))$
m_:adjugate(g_).h_$
H_:tidy(sum(m_[i_,i_],i_,1,d_)/(d_*det_^(3/2))))
"""
_LEAN = """(J_:genmatrix(lambda([i_,j_],trigexpand(diff(X_[i_],U_[j_]))),n_,d_)$
g_:matrixmap(trigsimp,transpose(J_).J_)$
det_:tidy(determinant(g_))$
v_:makelist(tidy((-1)^(i_+n_)*determinant(submatrix(i_,J_))),i_,1,n_)$
b_:genmatrix(lambda([i_,j_],if i_>j_ then 0 else tidy(sum(diff(J_[k_,i_],U_[j_])*v_[k_],k_,1,n_))),d_,d_)$
for i_:1 thru d_ do for j_:1 thru i_-1 do b_[i_,j_]:b_[j_,i_]$
M_:matrixmap(tidy,adjugate(g_).b_)$
{others}K_:factor(tidy(determinant(b_))/det_^((d_+2)/2))$
H_:factor(tidy(sum(M_[i_,i_],i_,1,d_)/d_)/det_^(3/2)))
"""
_OTHERS = """inverse_:matrixmap(tidy,adjugate(g_)/det_)$
N_:v_/sqrt(det_)$
h_:b_/sqrt(det_)$
S_:matrixmap(factor,M_/det_)/sqrt(det_)$
"""
_TIDY = {
    "full": "factor(trigsimp(factor(ratsimp(trigsimp(trigexpand(e_))))))",
    "lean": "factor(trigsimp(e_))",
}
# Its clock ticks in hundredths of a second: derive again until enough of them have passed.
_REPEAT = """t_:elapsed_run_time()$ count_:0$
unless elapsed_run_time()-t_>0.2 do (derive_(), count_:count_+1)$
seconds_:(elapsed_run_time()-t_)/count_$
"""
_END = """with_stdout("{out}",(print(string(seconds_)),for e_ in flatten({entries}) do print(string(e_))))$
"""
_ENTRIES = {"all": "[args(g_),args(inverse_),N_,args(h_),args(S_),K_,H_]", "curvatures": "[K_,H_]"}


def _program() -> str | None:
    return os.environ.get("MAXIMA") or shutil.which("maxima")


@functools.cache
def _works() -> bool:
    """Maxima is there, with `trigsimp` of its share library."""
    program = _program()
    if program is None:
        return False
    command = [program, "--very-quiet", "--batch-string=trigsimp(sin(x)^2+cos(x)^2+41);"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return "42" in done.stdout


def text(case: Case, expression: str) -> str:
    """Python operators in Maxima's writing; an undefined function is a name that depends on the coordinates."""
    if case.function:
        expression = re.sub(rf"\b{case.function}\([^)]*\)", case.function, expression)
    return re.sub(r"\bpi\b", "%pi", expression.replace("**", "^"))


def python(case: Case, expression: str) -> str:
    """And back: ``'diff(ell,x,1,y,1)`` becomes ``Derivative(ell(x, y), (x, 1), (y, 1))``."""

    def derivative(match: re.Match[str]) -> str:
        parts = match.group(2).split(",")
        pairs = ", ".join(f"({x}, {n})" for x, n in zip(parts[::2], parts[1::2]))
        return f"Derivative({match.group(1)}({', '.join(case.coordinates)}), {pairs})"

    expression = re.sub(r"'diff\((\w+),([^()]*)\)", derivative, expression)
    return (
        expression.replace("%pi", "pi")
        .replace("%e", "E")
        .replace("%i", "I")
        .replace("^", "**")
        .replace("abs(", "Abs(")
    )


def _recipe(way: str) -> Command:
    def command(case: Case, what: str, folder: Path) -> list[str]:
        program = _program()
        assert program is not None
        put(case, folder)
        (folder / "how").write_text(f"{what} {way}")
        facts = [f"assume({name}>0)$" for name in case.positive]
        facts += [f"assume({text(case, fact)})$" for fact in (*case.where, *_intervals(case, way == "lean"))]
        facts += [f"depends({case.function},[{','.join(case.coordinates)}])$"] if case.function else []
        start = _START.format(
            d=len(case.coordinates),
            n=len(case.map),
            tidy=_TIDY[way],
            coordinates=f"[{','.join(case.coordinates)}]",
            map=f"[{','.join(text(case, e) for e in (case.typed if way == 'lean' else case.map))}]",
        )
        batch = folder / "batch.mac"
        lean = _LEAN.format(others=_OTHERS if what == "all" else "")
        body = lean if way == "lean" else _ALL if what == "all" else _CURVATURES
        end = _END.format(out=folder / "out.txt", entries=_ENTRIES[what])
        body = "derive_():=" + body.replace("$\n", ",\n").rstrip() + "$\n"
        batch.write_text("\n".join(facts) + "\n" + start + body + _REPEAT + end)
        return [program, "--very-quiet", f"--batch={batch}"]

    return command


def _intervals(case: Case, typed: bool) -> list[str]:
    """The domain as inequalities; of a coordinate that is typed doubled, half of it."""
    found = []
    for x, (low, high) in case.domain.items():
        factor = case.doubled.get(x, 1) if typed else 1
        found += [f"{x}>({low})/{factor}"] if "oo" not in low else []
        found += [f"{x}<({high})/{factor}"] if "oo" not in high else []
    return found


def _result(folder: Path) -> dict[str, Any]:
    out = folder / "out.txt"
    if not out.exists():
        raise ValueError(_complaint((folder / "stdout.txt").read_text(errors="replace")))
    case = Case(**json.loads((folder / "case.json").read_text()))
    what, way = (folder / "how").read_text().split()
    seconds, *lines = [line.strip() for line in out.read_text().strip().splitlines()]
    entries = iter(python(case, line) for line in lines)
    if way == "lean":
        entries = (original(case, entry) for entry in entries)
    found = {key: [next(entries) for _ in names] for key, names in outputs(case, what).items()}
    return {"seconds": float(seconds), **found}


def _complaint(output: str) -> str:
    """The line before Maxima's "-- an error"."""
    lines = output.splitlines()
    at = next((i for i, line in enumerate(lines) if line.startswith(" -- an error")), 0)
    return lines[at - 1].strip() if at else "no answer"


TOOL = Tool("maxima", "Maxima, tidied at every step", _works, lambda case: True, _recipe("full"), _result)
LEAN = Tool("maxima_lean", "Maxima, lean", _works, lambda case: True, _recipe("lean"), _result)
