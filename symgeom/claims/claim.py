"""Claims: a statement with steps, each decided by the engine, and the verdict that follows from them.

What is here: `Derivation`, where steps come from; `Part`, a statement that stands beside a claim; `Claim`. Nothing in a
claim states its verdict for the engine; ``expected`` is only compared with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any, Literal, get_args

from symgeom.claims.anydimension import AnyDimension
from symgeom.claims.settings import SurfaceSetting
from symgeom.claims.steps import Step, StepVerdict
from symgeom.claims.summary import Decided, summary
from symgeom.decision.verdict import Status, Verdict
from symgeom.errors import InputError
from symgeom.geometry import Graph, Hypersurface
from symgeom.geometry.chart import Chart
from symgeom.output import bundle

__all__ = ["Claim", "Derivation", "Part", "Role"]

Steps = Iterable[Step]
Role = Literal["corrected", "opposite", "without hypotheses"]


@dataclass(frozen=True, kw_only=True)
class Derivation:
    """Where the steps of a statement come from.

    ``any_dimension`` yields steps between words of unspecified dimension; ``on_surface`` yields steps on one surface, and is
    run on the general ones: ``about`` a "graph", on `Graph.abstract(d)` for d in ``dimensions``; about a "hypersurface",
    also on `Hypersurface.abstract(d)` for d in ``parametrized``. ``examples`` yields steps on surfaces of its own, each
    list with a name that tells where it was decided. ``concrete`` says that ``on_surface`` is for given surfaces only.
    """

    any_dimension: Callable[[AnyDimension], Steps] | None = None
    on_surface: Callable[[SurfaceSetting], Steps] | None = None
    examples: Callable[[], Iterable[tuple[str, Steps]]] | None = None
    about: Literal["graph", "hypersurface"] = "hypersurface"
    dimensions: tuple[int, ...] = (1, 2, 3, 4)
    parametrized: tuple[int, ...] = ()
    concrete: bool = False

    def in_general(self) -> Iterator[tuple[str, Steps]]:
        """Scopes with their steps, where the statement speaks of every surface."""
        if self.any_dimension is not None:
            yield "any d", self.any_dimension(AnyDimension())
        if self.on_surface is not None and not self.concrete:
            for d in self.dimensions:
                yield f"graph, d = {d}", self.on_surface(SurfaceSetting(Graph.abstract(d)))
            for d in self.parametrized:
                abstract = SurfaceSetting(Hypersurface.abstract(d))
                yield f"any parametrization, d = {d}", self.on_surface(abstract)
        if self.examples is not None:
            yield from self.examples()

    def on(self, surface: Any, name: str) -> Iterator[tuple[str, Steps]]:
        """The scope of one surface. Raises `InputError` when the statement doesn't speak of such a surface."""
        if self.on_surface is None:
            raise InputError(f"the claim {name} is a general statement; it can't be checked on one surface")
        if not isinstance(surface, Hypersurface):
            raise InputError(f"the claim {name} speaks of hypersurfaces, not of {_what(surface)}")
        if self.about == "graph" and not isinstance(surface, Graph):
            raise InputError(
                f"the claim {name} speaks of the graph of a function; {surface.name} is given by a map. "
                "Write it as a graph, z = f(x, y), to check the claim on it."
            )
        general = {*self.dimensions, *self.parametrized}
        if not self.any_dimension and surface.dimension not in general:
            raise InputError(
                f"the claim {name} speaks of dimension {', '.join(map(str, sorted(general)))}; "
                f"{surface.name} has dimension {surface.dimension}"
            )
        yield surface.name, self.on_surface(SurfaceSetting(surface))


@dataclass(frozen=True, kw_only=True)
class Part(Derivation):
    """A statement beside a claim. Its ``role`` says what it has to do with the claim:

    - "corrected": what is true instead of a false claim; it has to be proved;
    - "without hypotheses": the claim without its caveat; it has to be refuted, or the caveat would not be needed;
    - "opposite": equations that hold only if the claim is false; their proof refutes it.
    """

    role: Role
    statement: str

    def __repr__(self) -> str:
        return f"<Part {self.role}: {self.statement}>"


@dataclass(frozen=True, kw_only=True)
class Claim(Derivation):
    """A statement of the geometry of hypersurfaces, with its derivation.

    The claim's own steps are the statement as it stands, under ``hypotheses``. **The verdict** is the one on this statement:

    - refuted, when a step of its own is refuted (the witness is that step's) or an "opposite" part is proved;
    - proved, when all its own steps are proved and none of that happens;
    - else undecided.

    A statement stands only with the ``parts`` beside it: when a corrected statement is not proved, or the claim without
    its hypotheses is not refuted, the claim as a whole is undecided, and the reason says so. Every step of every part is
    in ``Verdict.steps``, with its role in ``StepVerdict.part`` and in front of ``StepVerdict.scope``.

    ``why`` tells where the reasoning of a false claim fails, in a sentence or two, for people.

    **What is decided** are the steps, and nothing else: statement and hypotheses are text of the author. Where a scope has no
    step, the claim is undecided; where no step holds a quantity or a letter, the verdict says so among its assumptions.

    >>> import symgeom as sg
    >>> sg.claims["self-adjoint"].check().status
    'proved'
    """

    id: str
    title: str
    statement: str
    source: str
    hypotheses: tuple[str, ...] = ()
    expected: Status = "proved"
    why: str = ""
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if self.expected not in get_args(Status):
            raise InputError(
                f"the claim {self.id} expects {self.expected!r}; a verdict is {', '.join(get_args(Status))}"
            )
        for part in self.parts:
            if not isinstance(part, Part) or part.role not in get_args(Role):
                raise InputError(
                    f"the claim {self.id}: a part has one of the roles {', '.join(get_args(Role))}"
                )

    def __repr__(self) -> str:
        return f"<Claim {self.id}: {self.title}>"

    def __reduce_ex__(self, protocol: Any) -> Any:
        """One of a catalogue is found there again; another one is its declared data, functions by their names."""
        home = self.__dict__.get("_home")
        return (home, (self.id,)) if home else super().__reduce_ex__(protocol)

    def kept_by(self, home: Callable[[str], Claim]) -> None:
        """Copies are to be this very claim, which the catalogue gives by its id."""
        self.__dict__["_home"] = home

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Title, statement, hypotheses, what is beside the statement, and the source, for notebooks."""
        beside = [f"{part.role.capitalize()}: {part.statement}" for part in self.parts if part.statement]
        given = [f"Given: {hypothesis}" for hypothesis in self.hypotheses]
        about = f"Expected verdict: {self.expected}. Source: {self.source}"
        lines = [self.title, self.statement, *given, *beside, about]
        from symgeom.typeset.mathml import browsed  # for notebooks

        return bundle(repr(self), *(line.split("$") for line in lines), formula=browsed)

    def check(self, on: Any = None) -> Verdict:
        """Decide every step, in general or on one surface.

        On a surface, the claim's own steps and those of the parts that speak of such a surface are decided.

        **Raises**: `InputError` when the claim doesn't speak of such a surface.
        """
        with on.engine.working() if isinstance(on, Chart) else nullcontext():
            return self._checked(on)

    def _checked(self, on: Any) -> Verdict:
        start = time.perf_counter()
        decided = []
        for part, scopes in self._scopes(on):
            role = part.role if part is not None else "statement"
            prefix = f"{role}: " if part is not None else ""
            steps: list[StepVerdict] = []
            without = []
            for scope, list_ in scopes:
                found = [StepVerdict(s, s.decide(), prefix + scope, role) for s in self._read(list_, scope)]
                steps += found
                without += [] if found else [scope]
            decided.append(Decided(role, tuple(steps), tuple(without)))
        return summary(decided, time.perf_counter() - start)

    def _read(self, steps: Any, scope: str) -> Iterator[Step]:
        """The steps of one scope. Raises `InputError` for what is no step."""
        if not isinstance(steps, Iterable):
            raise InputError(
                f"the claim {self.id} gives no steps for {scope}: its function returns {type(steps).__name__}. It has to "
                "yield what s.step makes."
            )
        for step in steps:
            if not isinstance(step, Step):
                raise InputError(
                    f"the claim {self.id} gives a value of type {type(step).__name__} for {scope}, where a step is needed; "
                    "a step is what s.step(label, left, right, reason) makes."
                )
            yield step

    def _scopes(self, surface: Any) -> Iterator[tuple[Part | None, Iterator[tuple[str, Steps]]]]:
        """The statement itself (None), then its parts, with where each is decided."""
        if surface is None:
            yield None, self.in_general()
            yield from ((part, part.in_general()) for part in self.parts)
            return
        judging = [p for p in self.parts if p.role == "opposite" and p.on_surface is not None]
        if self.on_surface is not None or not judging:
            yield None, self.on(surface, self.id)
        yield from ((p, p.on(surface, self.id)) for p in judging)
        for part in self.parts:
            if part.on_surface is not None and part.role != "opposite" and _speaks_of(part, surface):
                yield part, part.on(surface, self.id)


def _what(value: Any) -> str:
    """Something that is no hypersurface, and what may have been meant."""
    try:
        return _known_kind(value)
    except Exception:  # an object that fails when it is asked
        return f"an object of type {type(value).__name__}"


def _known_kind(value: Any) -> str:
    if isinstance(value, str):
        return f"the text {value!r}; sg.load reads a file"
    if callable(value) and (called := getattr(value, "__name__", "")):
        return f"the function {called}; call it: {called}()"
    return f"{type(value).__name__} {getattr(value, 'name', '')}".strip()


def _speaks_of(part: Part, surface: Any) -> bool:
    return part.about == "hypersurface" or isinstance(surface, Graph)
