"""Jobs in a child process under limits, while the terminal says how far they are.

**Here.** `run`, the value of a job; `decide`, the rows of claims as they come; `write_paper`. Jobs are read when one is run.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symgeom.command.console import say
from symgeom.errors import BudgetError

if TYPE_CHECKING:
    from symgeom.command.guard import Limits

__all__ = ["decide", "run", "write_paper"]


def run(job: str, what: str, limits: Limits, *arguments: Any) -> Any:
    """The value of a job, worked out in a child process."""
    from symgeom.command import guard, jobs, terminal

    meanwhile = terminal.progress(what)
    return guard.run(getattr(jobs, job), *arguments, limits=limits, what=what, meanwhile=meanwhile)


def write_paper(output: Path, path: Path, limits: Limits, engine: str | None) -> None:
    """The paper on all claims, claim by claim."""
    from symgeom.command import guard, jobs, terminal

    with (
        guard.stream(jobs.paper, str(path), engine, limits=limits, what=f"writing {output}") as items,
        terminal.bar() as tell,
    ):
        for what, done, many in items:
            tell(what, done, many)


def decide(claims: list[str], source: dict[str, str] | None, limits: Limits) -> list[dict[str, Any]]:
    """A row for each claim; those that a limit cut off are undecided, and say so."""
    from symgeom.command import guard, jobs, terminal

    expected: dict[str, str] = {}
    rows: list[Any] = []
    limits = replace(limits, advice="name fewer claims")
    with guard.stream(jobs.verify, claims, source, limits=limits, what="deciding the claims") as items:
        try:
            with terminal.progress("deciding") as tell:
                expected = next(items)
                for name in expected:
                    tell(f"deciding {name} ({len(rows) + 1} of {len(expected)})")
                    rows.append(next(items))
        except BudgetError as error:
            if not expected:
                raise
            rows += [jobs.undecided(name, expected[name], str(error)) for name in list(expected)[len(rows) :]]
    about = [row for row in rows if row is not None]
    if about and (aside := [name for name, row in zip(expected, rows) if row is None]):
        say(f"not about this surface: {', '.join(aside)}", err=True)
    return about
