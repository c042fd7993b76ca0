"""Giac, driven through a file of commands (Debian: xcas).

Of the combinations that were tried ``factor(trigcos(normal(e)))`` of an entry is the quickest that sees most constants.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from benchmarks.suite import Case
from benchmarks.tools.base import Tool, put
from benchmarks.tools.program import original, outputs, steps

__all__ = ["TOOL", "python"]


def _program() -> str | None:
    return os.environ.get("GIAC") or shutil.which("giac")


def _command(case: Case, what: str, folder: Path) -> list[str]:
    program = _program()
    assert program is not None
    put(case, folder)
    (folder / "what").write_text(what)
    body = [
        f"{s.name}:={'tidy' if s.tidied else ''}({s.expression.replace('**', '^')})"
        for s in steps(case, what, "diff")
    ]
    names = [name for entries in outputs(case, what).values() for name in entries]
    lines = [f"assume({name}>0):;" for name in case.positive]
    lines += ["tidy(e_):=factor(trigcos(normal(e_))):;", "tidy(sin(warm)^2+cos(warm)^2+1/(warm+1)):;"]
    lines += ["derive_():={ " + ";\n".join(body) + "; return 0; }:;", "seconds_:=time(derive_()):;"]
    lines += [f'out_:=fopen("{folder / "out.txt"}"):;', 'fprint(out_,Unquoted,seconds_,"\\n"):;']
    lines += [f'fprint(out_,Unquoted,{name},"\\n"):;' for name in names]
    (folder / "in.giac").write_text("\n".join([*lines, "fclose(out_):;"]))
    return [program, str(folder / "in.giac")]


def _result(folder: Path) -> dict[str, Any]:
    case = Case(**json.loads((folder / "case.json").read_text()))
    out = folder / "out.txt"
    if not out.exists():
        raise ValueError("no answer")
    seconds, *lines = [line.strip() for line in out.read_text().splitlines() if line.strip()]
    named = outputs(case, (folder / "what").read_text())
    entries = iter(lines)
    found = {key: [python(case, next(entries)) for _ in names] for key, names in named.items()}
    return {"seconds": float(seconds.strip("[]").split(",")[0]), **found}


def python(case: Case, text: str) -> str:
    """Giac's writing in SymPy's: ``diff(diff(ell,1),2)(x,y)`` is a mixed derivative."""
    text = original(case, text).replace("^", "**").replace("abs(", "Abs(")
    if not case.function:
        return text
    arguments = ",".join(case.coordinates)

    def derivative(match: re.Match[str]) -> str:
        slots = re.findall(r",(\d+)\)", match.group(0))
        return f"Derivative({case.function}({arguments}),{','.join(case.coordinates[int(k)] for k in slots)})"

    pattern = rf"(?:diff\()+{case.function}(?:,\d+\))+\({re.escape(arguments)}\)"
    return re.sub(pattern, derivative, text)


TOOL = Tool("giac", "Giac", lambda: _program() is not None, lambda case: True, _command, _result)
