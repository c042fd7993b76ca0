"""Maxima, driven through a batch file.

Of the combinations of its simplifiers that were tried on the suite this one sees most constants and failed on none:
``factor(trigsimp(factor(ratsimp(trigsimp(trigexpand(e))))))``. It needs Maxima's share library (Debian: maxima-share).
"""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.suite import Case
from benchmarks.tools.base import Tool

__all__ = ["TOOL"]

_START = """display2d:false$
linel:10^6$ scalarmatrixp:false$
adjugate(m_):=if d_=1 then matrix([1]) else adjoint(m_)$
tidy(e_):=factor(trigsimp(factor(ratsimp(trigsimp(trigexpand(e_))))))$
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
# Its clock ticks in hundredths of a second: derive again until enough of them have passed.
_REPEAT = """t_:elapsed_run_time()$ count_:0$
unless elapsed_run_time()-t_>0.2 do (derive_(), count_:count_+1)$
seconds_:(elapsed_run_time()-t_)/count_$
"""
_END = """with_stdout("{out}", (print(string(seconds_)),print(string(K_)),print(string(H_))))$
"""


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


def _command(case: Case, what: str, folder: Path) -> list[str]:
    program = _program()
    assert program is not None
    facts = [f"assume({name}>0)$" for name in case.positive]
    facts += [f"depends({case.function},[{','.join(case.coordinates)}])$"] if case.function else []
    start = _START.format(
        d=len(case.coordinates),
        n=len(case.map),
        coordinates=f"[{','.join(case.coordinates)}]",
        map=f"[{','.join(text(case, component) for component in case.map)}]",
    )
    batch = folder / "batch.mac"
    body = (_ALL if what == "all" else _CURVATURES).replace("$\n", ",\n")
    program_text = start + "derive_():=" + body.rstrip() + "$\n" + _REPEAT
    batch.write_text("\n".join(facts) + "\n" + program_text + _END.format(out=folder / "out.txt"))
    (folder / "case.name").write_text(" ".join([case.function, *case.coordinates]))
    return [program, "--very-quiet", f"--batch={batch}"]


def _result(folder: Path) -> dict[str, Any]:
    out = folder / "out.txt"
    if not out.exists():
        raise ValueError(_complaint((folder / "stdout.txt").read_text(errors="replace")))
    function, *coordinates = (folder / "case.name").read_text().split(" ")
    case = Case("", "", coordinates, [], function=function)
    seconds, K, H = (line.strip() for line in out.read_text().strip().splitlines())
    return {"seconds": float(seconds), "K": python(case, K), "H": python(case, H)}


def _complaint(output: str) -> str:
    """The line before Maxima's "-- an error"."""
    lines = output.splitlines()
    at = next((i for i, line in enumerate(lines) if line.startswith(" -- an error")), 0)
    return lines[at - 1].strip() if at else "no answer"


TOOL = Tool("maxima", "Maxima", _works, lambda case: True, _command, _result)
