"""FriCAS, driven through an input file (Debian: fricas). ``simplify`` tidies an entry."""

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

_WARM = "warm : E := simplify(sin(w)^2+cos(w)^2+D(sin(w^2),w)/sqrt(w+1)+exp(w)+tanh(w)+log(w))"


_TICK = 0.01  # seconds, of its clock


def _program() -> str | None:
    return os.environ.get("FRICAS") or shutil.which("fricas")


def _command(case: Case, what: str, folder: Path) -> list[str]:
    program = _program()
    assert program is not None
    put(case, folder)
    (folder / "what").write_text(what)
    body = [
        f"{s.name} : E := {'simplify' if s.tidied else ''}({_typed(case, s.expression)})"
        for s in steps(case, what, "D")
    ]
    names = [name for entries in outputs(case, what).values() for name in entries]
    lines = ["E ==> Expression Integer"]
    lines += [f"{case.function} := operator '{case.function}"] if case.function else []
    lines += [_WARM, _WARM, ")set messages time on", *body, ")set messages time off"]
    lines += [f"unparse(({name})::InputForm)" for name in names]
    (folder / "in.input").write_text("\n".join([*lines, ")quit"]) + "\n")
    return [program, "-nosman", "-eval", f")read {folder / 'in.input'} )quiet"]


def _typed(case: Case, expression: str) -> str:
    """Names without underscores, which have a meaning of their own there."""
    for x in case.coordinates:
        expression = re.sub(rf"\b{x}\b", x.replace("_", ""), expression)
    return expression.replace("**", "^")


def _result(folder: Path) -> dict[str, Any]:
    case = Case(**json.loads((folder / "case.json").read_text()))
    said = (folder / "stdout.txt").read_text()
    told = sum(map(float, re.findall(r"Time:(?:.*=)?\s*([\d.]+) sec", said)))
    seconds = max(told, _TICK / 2)
    texts = re.findall(r'"([^"]*)"', re.sub(r"\n\s*", "", said))
    named = outputs(case, (folder / "what").read_text())
    count = sum(map(len, named.values()))
    if len(texts) < count:
        raise ValueError(said[-100:])
    entries = iter(texts[-count:])
    return {"seconds": seconds, **{key: [python(case, next(entries)) for _ in n] for key, n in named.items()}}


def python(case: Case, text: str) -> str:
    """FriCAS's writing in SymPy's: ``D(D(ell(x,y),x),y)`` is a mixed derivative."""
    text = re.sub(r"\s+", "", text).replace("::Symbol", "")
    for x in case.coordinates:
        text = re.sub(rf"\b{x.replace('_', '')}\b", x, text)
    for _ in range(3 if case.function else 0):
        text = re.sub(
            r"\bD\((Derivative\((?:[^()]|\([^()]*\))*\)|\w+\([^()]*\)),(\w+)\)", r"Derivative(\1,\2)", text
        )
    return original(case, text).replace("^", "**").replace("%pi", "pi").replace("%e", "E")


TOOL = Tool("fricas", "FriCAS", lambda: _program() is not None, lambda case: True, _command, _result)
