"""Asking the library about draws, holding the verdicts against the numeric truth, counting.

What is here: `judge` for one draw, `run` for many. Four things are wrong: a proof that a point of the domain contradicts
(away from the divisors that the proof lists as non-zero), a refutation that its witness doesn't confirm, an exception
that is no `SymgeomError`, a verdict that takes longer than `SECONDS`. A fifth is counted apart: *masked*, a normal form
that is zero for sides that differ, where the refutation was faster than the wrong rule.
"""

from __future__ import annotations

import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import sympy as sp

import symgeom as sg
from symgeom.algebra.field.differential import OutsideClass
from symgeom.algebra.reading.declared import facts_of
from symgeom.algebra.reading.translate import Translator
from symgeom.errors import SymgeomError

from . import smooth, truth
from .draws import Draw, draw
from .ends import asked

SECONDS = 20
POINTS = 40
INSTANCES = 12  # of the undefined functions
SHARP = 3  # points that are looked at past double precision whatever doubles say


@dataclass(frozen=True)
class Outcome:
    """What came of a draw: the status (or "refused", "crash", "hang"), and what is wrong with it, if anything."""

    draw: Draw
    status: str
    wrong: str = ""
    masked: str = ""
    seconds: float = 0.0


@dataclass
class Report:
    """The counts of many draws."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[Outcome] = field(default_factory=list)
    masked: list[Outcome] = field(default_factory=list)
    slowest: Outcome | None = None
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        self.counts[outcome.status] += 1
        if outcome.wrong:
            self.wrong.append(outcome)
        if outcome.masked:
            self.masked.append(outcome)
        if self.slowest is None or outcome.seconds > self.slowest.seconds:
            self.slowest = outcome

    def __str__(self) -> str:
        counted = ", ".join(f"{n} {status}" for status, n in sorted(self.counts.items()))
        lines = [f"{sum(self.counts.values())} draws in {self.seconds:.0f} s: {counted}"]
        lines.append(f"wrong: {len(self.wrong)}; masked: {len(self.masked)}")
        lines += [f"WRONG {o.status}, {o.wrong}: {o.draw}" for o in self.wrong]
        lines += [f"MASKED {o.masked}: {o.draw}" for o in self.masked]
        if self.slowest is not None:
            lines.append(f"slowest: {self.slowest.seconds:.1f} s, {self.slowest.draw}")
        return "\n".join(lines)


def run(numbers: range, masked: bool = True) -> Report:
    """Judge the draws of these numbers."""
    report, start = Report(), time.perf_counter()
    for number in numbers:
        report.add(judge(draw(number), masked))
    report.seconds = time.perf_counter() - start
    return report


def judge(d: Draw, masked: bool = True) -> Outcome:
    """One draw. ``masked``: also look for wrong normal forms behind refutations."""
    start = time.perf_counter()
    try:
        with _alarm(SECONDS):
            domain, where = asked(d)
            verdict = sg.decide(d.left, d.right, domain=domain, where=where)
    except SymgeomError as error:
        return Outcome(d, "refused", seconds=time.perf_counter() - start, wrong=_refusal(d, error))
    except TimeoutError:
        return Outcome(d, "hang", f"no verdict within {SECONDS} s of computing", seconds=SECONDS)
    except Exception as error:
        return Outcome(d, "crash", f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - start
    wrong = hidden = ""
    if verdict.status == "proved":
        wrong = contradiction(d, verdict.assumptions)
    elif verdict.status == "refuted":
        wrong = unconfirmed(d, verdict)
        if masked and not wrong:
            hidden = behind_refutation(d)
    return Outcome(d, verdict.status, wrong, hidden, seconds)


def contradiction(d: Draw, assumptions: tuple[str, ...] = (), count: int = POINTS) -> str:
    """A point of the domain, allowed by the assumptions, where the sides differ; empty when none is found."""
    allowed: list[Any] | None = None
    for n, point in enumerate(_points(d, count)):
        if not truth.differ(d.left, d.right, point, sharp=n < SHARP):
            continue
        if allowed is None:
            allowed = truth.assumptions(assumptions, d.symbols, [f for f, _ in smooth.functions(_parts(d))])
        if all(truth.holds(fact, point) for fact in allowed):
            values = [f"{s} = {getattr(q, 'formula', q)}" for s, q in point.items()]
            return "the sides differ at " + ", ".join(values)
    return ""


def _parts(d: Draw) -> tuple[Any, ...]:
    return (d.left, d.right, *d.where)


def _points(d: Draw, count: int) -> Iterator[truth.Point]:
    """Points of the domain, with several instances of the undefined functions where there are any."""
    found = smooth.instances(_parts(d), d.number, INSTANCES)
    each = max(3, count // INSTANCES) if smooth.functions(_parts(d)) else count
    for functions in found:
        yield from truth.points(d.symbols, d.domain, d.where, d.number, each, functions)


def unconfirmed(d: Draw, verdict: Any) -> str:
    """What is wrong with the witness of a refutation; empty when it is confirmed."""
    try:
        return _unconfirmed(d, verdict)
    except smooth.Unknown as problem:
        return f"the witness is incomplete: {problem}"


def _unconfirmed(d: Draw, verdict: Any) -> str:
    if verdict.witness is None:
        return "no witness"
    values = verdict.witness.point
    if isinstance(d.left, sp.MatrixBase):  # the witness is about the entry that the verdict names
        named = re.search(r"entry \((\d+), (\d+)\)", verdict.reason)
        if named is None:
            return "no entry is named"
        i, j = (int(n) - 1 for n in named.groups())
        d = replace(d, left=d.left[i, j], right=d.right[i, j])
        d = replace(d, domain={s: ends for s, ends in d.domain.items() if str(s) in values})
    missing = [s for s in d.left.free_symbols | d.right.free_symbols if str(s) not in values]
    if missing:
        return f"the witness has no value for {missing}"
    point: truth.Point = {s: Fraction(values[str(s)]) for s in d.symbols if str(s) in values}
    broken = smooth.violated(values, _parts(d))
    if broken:
        return f"the witness breaks a declaration: {broken}"
    point |= {f: smooth.Told(f.__name__, values) for f, _ in smooth.functions(_parts(d))}
    for s, ends in d.domain.items():
        q = sp.Rational(point[s].numerator, point[s].denominator)
        if not ends[0] < q < ends[1]:
            return f"the witness {s} = {q} is outside the domain"
    for fact in d.where:
        if fact.free_symbols <= point.keys() and not truth.holds(fact, point):
            return f"the witness violates {fact}"
    if any(not truth.is_inside(s, point[s], {}) for s in d.symbols if s in point):
        return "the witness violates an assumption of a symbol"
    if not truth.differ(d.left, d.right, point):
        return f"the sides don't differ at the witness {dict(values)}"
    return ""


def behind_refutation(d: Draw) -> str:
    """What the rules alone say of sides that differ: a normal form of zero, or a crash, is a fault that was hidden."""
    try:
        if not normal_form_is_zero(d):
            return ""
        # The witness may be a function that is 0 where a sign or a divisor is; a wrong rule shows at others too.
        only_there = bool(smooth.functions(_parts(d))) and not contradiction(d)
        return "" if only_there else "normal form 0 for sides that differ"
    except TimeoutError:
        return f"no normal form within {SECONDS} s"
    except Exception as error:
        return f"crash, {type(error).__name__}: {error}"


def normal_form_is_zero(d: Draw) -> bool:
    """The engine's rules alone, without the refutation that runs first."""
    try:
        with _alarm(SECONDS):
            left, right = (
                [*side] if isinstance(side, sp.MatrixBase) else [side] for side in (d.left, d.right)
            )
            translator = Translator([*left, *right], facts_of(*asked(d)))
            gaps = [translator.element(p) - translator.element(q) for p, q in zip(left, right)]
            return all(gap.is_zero() for gap in gaps)
    except (SymgeomError, OutsideClass):
        return False


def _refusal(d: Draw, error: SymgeomError) -> str:
    """An error is wrong where the draw has points with two real sides; single points, such as sign(x) = 0, don't count."""
    if d.family.startswith("complex_notation") or "digits" in str(error):
        return ""  # roots, logarithms and moduli of complex values are refused, and so are computed floats in angles
    inside = []
    for point in _points(d, POINTS):
        if point not in inside and truth.defined(d.left, d.right, point):
            inside.append(point)
        if len(inside) == 3:
            return f"{type(error).__name__} although both sides are defined at {point}: {error}"
    return ""


@contextmanager
def _alarm(seconds: int) -> Iterator[None]:
    """After so many seconds of computing: what other processes take on a busy machine doesn't count."""

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
