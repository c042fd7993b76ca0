"""Verdicts: what was decided, how, under which assumptions, and the witness of a refutation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from symgeom.output import bundle

__all__ = ["Status", "Verdict", "Witness"]

Status = Literal["proved", "refuted", "undecided"]


@dataclass(frozen=True)
class Witness:
    """A point where the two sides differ, and both values as balls that are sure to hold them."""

    point: Mapping[str, str]
    left: str
    right: str

    @staticmethod
    def at(point: Mapping[str, str], left: Any, right: Any) -> Witness:
        """Of two balls, with as many digits as it takes to tell them apart."""
        for digits in _DIGITS:
            texts = [_shown(ball, digits) for ball in (left, right)]
            if texts[0].partition(" ")[0] != texts[1].partition(" ")[0]:
                break
        return Witness(point, *texts)

    def __str__(self) -> str:
        at = ", ".join(f"{name} = {value}" for name, value in self.point.items())
        return f"at {at}: " * bool(at) + f"left {self.left}, right {self.right}"

    def as_dict(self) -> dict[str, Any]:
        return {"point": dict(self.point), "left": self.left, "right": self.right}


_DIGITS = (12, 25, 50, 100, 250, 600, 1300)


def _shown(ball: Any, digits: int) -> str:
    """A ball as text; a number of few digits as it is, others with their radius."""
    if ball.is_exact():
        mantissa, exponent = (int(part) for part in ball.man_exp())
        if -16 <= exponent <= 64:
            text = f"{Decimal(mantissa) * Decimal(2) ** exponent:f}"
            if len(text.strip("-").replace(".", "")) <= digits:
                return text
    return str(ball.str(digits))


@dataclass(frozen=True)
class Verdict:
    """The answer to a proposition.

    ``proved``: the sides are equal at every point of the domain where both are real and finite, under ``assumptions``; sign(p)
    counts p as a divisor. ``refuted``: they differ at ``witness``, by rigorous numerics. ``undecided``: neither was
    established; ``reason`` says why and which fact would help. ``method`` is how a proof was made: "pointwise" (normal
    form) or "any dimension" (words of unspecified dimension). ``certificate``: of a pointwise proof, made when it is asked.
    """

    status: Status
    reason: str
    assumptions: tuple[str, ...] = ()
    witness: Witness | None = None
    certificate: Any = field(default=None, repr=False, compare=False)
    method: str = ""
    seconds: float = 0.0
    steps: tuple[Any, ...] = field(default=(), repr=False)

    if not TYPE_CHECKING:  # a type checker that looks for `if verdict:` (mypy: truthy-bool) then finds it

        def __bool__(self) -> bool:
            raise TypeError(
                "a verdict has three values; compare verdict.status with 'proved', 'refuted' or 'undecided'"
            )

    def __str__(self) -> str:
        text = f"{self.status}: {self.reason}"
        if self.witness is not None:
            text += f" ({self.witness})"
        if self.assumptions:
            text += f" [given {'; '.join(self.assumptions)}]"
        return text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The verdict, for notebooks."""
        lines = [f"{self.status}: {self.reason}"]
        lines += [f"Witness {self.witness}"] if self.witness is not None else []
        lines += ["Given " + "; ".join(self.assumptions)] if self.assumptions else []
        return bundle(str(self), *([line] for line in lines))
