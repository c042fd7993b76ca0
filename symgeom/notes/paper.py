"""The paper on all claims: *Hessian and curvature of loss landscapes, checked*, in the order of the post.

Here: `paper_view`, the data of the template ``paper.notes``. A claim stands in the chapter that begins with the nearest claim
before it; a new one needs no line here. Nothing is said of a verdict that was not reached in this run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symgeom.certificates import certify_claim, certify_corrected, exported
from symgeom.errors import SymgeomError
from symgeom.notes.bibliography import cited
from symgeom.notes.claims import ClaimView, claim_view
from symgeom.notes.examples import Block, network, on_data
from symgeom.notes.illustrated import FigureView, figure_views, left_out

__all__ = ["TITLE", "ChapterView", "EntryView", "PaperView", "paper_view", "steps"]

TITLE = "Hessian and curvature of loss landscapes, checked"

_CHAPTERS = (  # the first claim of each, its title, and what it is about
    (
        "induced-metric",
        "The surface, its Jacobian and its metric",
        r"Let $\ell$ be a function of $d$ parameters $\theta$. Its graph is the image of $X(\theta) = (\theta, "
        r"\ell(\theta))$ in "
        r"$\mathbb{R}^{d+1}$. The columns of the Jacobian $J = dX$ span the tangent space, and $g = J^{\mathsf T}J$ "
        r"measures "
        r"lengths and angles there. Throughout, $p = \nabla\ell$, $A = \nabla^2\ell$ and $w = \sqrt{1 + p\cdot p}$.",
    ),
    (
        "second-form-symmetric",
        "The second fundamental form and the unit normal",
        r"The derivative of a tangent field along another has a tangent part, which the metric knows, and a normal "
        r"part, "
        r"$\mathrm{II}$, which says how the surface bends. A choice of the unit normal $N$ makes it a number, $h$, "
        r"and the metric "
        r"makes of $h$ an operator, $S = g^{-1}h$.",
    ),
    (
        "orthonormal-directions",
        "Principal curvatures",
        r"The eigenvalues $\kappa_i$ of $S$ are the principal curvatures, $K = \det S$ is the Gaussian curvature and "
        r"$H = \operatorname{tr}S/d$ the mean curvature.",
    ),
    (
        "plane-and-half-cylinder",
        "What is intrinsic",
        r"A quantity is intrinsic when it is a function of $g$ alone; isometries preserve it. A change of chart is "
        r"something else: it "
        r"describes the same surface in other coordinates, and changes no geometric quantity.",
    ),
    (
        "proposition-1",
        "Loss landscapes",
        r"On the graph of a loss the second fundamental form is the scaled Hessian, and at a critical point the "
        r"shape operator is the "
        r"Hessian itself. Elsewhere they differ, by how much is known exactly. Geodesics for the metric "
        r"$I + p\,p^{\mathsf T}$ serve in [[bergamin]], the scalar curvature of the graph in [[pouplin]].",
    ),
    (
        "hessian-reparametrized",
        "Reparametrization and flatness",
        r"Let $\varphi$ be a change of the parameters. The graph of $\ell\circ\varphi$ is another surface than that "
        r"of $\ell$, with "
        r"the same values of the loss. Whether the two are isometric is a question about the surfaces and has, in "
        r"general, the "
        r"answer no. What of a network's geometry does not depend on its parametrization is the subject of [[invariance]].",
    ),
)

_CONVENTIONS = (
    r"$X$ is an immersion, so that $\det g\ne0$. The unit normal $N$ is the one with "
    r"$\det[\partial_1X, \ldots, \partial_dX, N] > 0$, which on a graph points upward; "
    r"$h_{ij} = \langle\partial_i\partial_jX, N\rangle$; $S = g^{-1}h$; $K = \det S$; $H = \operatorname{tr}S/d$. "
    r"The sphere of radius $r$ with outward normal has $S = -I/r$. With $-N$ in place of $N$ the signs of $h$, $S$, "
    r"$\kappa_i$ and $H$ change, and that of $K$ by $(-1)^d$."
)


@dataclass(frozen=True)
class EntryView:
    """A claim with what stands beside it: figures, where a false one fails, and the certificate's hash or why there is none."""

    claim: ClaimView
    figures: tuple[FigureView, ...]
    why: str
    corrected: str
    certificate: str  # SHA-256 of the file
    about: str  # what was certified: "claim", "corrected", or why nothing was


@dataclass(frozen=True)
class ChapterView:
    """Claims under one title."""

    title: str
    label: str
    text: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True)
class PaperView:
    """Everything the template of the paper reads."""

    template: str
    title: str
    counts: Mapping[str, int]
    chapters: tuple[ChapterView, ...]
    network: tuple[Block, ...]
    data: tuple[Block, ...]
    conventions: str
    references: tuple[str, ...]
    left_out: str

    @property
    def entries(self) -> tuple[EntryView, ...]:
        """All claims, in order."""
        return tuple(entry for chapter in self.chapters for entry in chapter.entries)

    @property
    def false(self) -> tuple[EntryView, ...]:
        """The claims that were refuted."""
        return tuple(entry for entry in self.entries if entry.claim.verdict.status == "refuted")

    @property
    def figures(self) -> tuple[FigureView, ...]:
        """The figures, in order."""
        return tuple(figure for entry in self.entries for figure in entry.figures)


def paper_view(claims: Sequence[Any], verdicts: Mapping[str, Any]) -> PaperView:
    """The paper on these claims; those without a verdict are checked here."""
    work = steps(claims, verdicts)
    while True:
        try:
            next(work)
        except StopIteration as done:
            view: PaperView = done.value
            return view


def steps(
    claims: Sequence[Any], verdicts: Mapping[str, Any] | None = None
) -> Generator[tuple[str, int, int], None, PaperView]:
    """The same step by step: before each it yields what is done next, its number, and how many there are."""
    known, drawn, entries, many = verdicts or {}, figure_views(), [], len(claims)
    for done, claim in enumerate(claims):
        yield f"deciding {claim.id}", done, many
        entries.append(_entry(claim, known.get(claim.id), drawn))
    yield "the examples", many, many
    statuses = [entry.claim.verdict.status for entry in entries]
    chapters, references = _numbered(_chapters(entries), [str(claim.source or "") for claim in claims])
    return PaperView(
        template="paper.notes",
        title=TITLE,
        counts={status: statuses.count(status) for status in ("proved", "refuted", "undecided")},
        chapters=chapters,
        network=network(),
        data=on_data(),
        conventions=_CONVENTIONS,
        references=references,
        left_out=left_out(),
    )


def _entry(claim: Any, verdict: Any, drawn: Sequence[FigureView]) -> EntryView:
    verdict = verdict if verdict is not None else claim.check()
    view = claim_view(claim, verdict)
    digest, about = _certificate(claim, verdict)
    return EntryView(
        view,
        tuple(figure for figure in drawn if figure.beside == claim.id),
        str(getattr(claim, "why", "")),
        next(
            (section.statement for section in view.sections if section.role in ("corrected", "opposite")), ""
        ),
        digest,
        about,
    )


def _certificate(claim: Any, verdict: Any) -> tuple[str, str]:
    """The hash of the certificate as `symgeom certify` writes it, and what it is about."""
    false = str(verdict.status) == "refuted"
    try:
        made = certify_corrected(claim) if false else certify_claim(claim, verdict=verdict)
        text = exported(made, "json", verify=False)
    except SymgeomError:
        return "", "none"
    return hashlib.sha256(text.encode()).hexdigest(), "corrected" if false else "claim"


def _chapters(entries: Sequence[EntryView]) -> tuple[ChapterView, ...]:
    """The claims by chapters; those of a chapter none of whose claims is asked for are under the one before it."""
    found: list[tuple[str, str, str, list[EntryView]]] = []
    heads = {first: (first, title, text) for first, title, text in _CHAPTERS}
    for entry in entries:
        if entry.claim.id in heads or not found:
            found.append((*heads.get(entry.claim.id, _CHAPTERS[0]), []))
        found[-1][3].append(entry)
    return tuple(ChapterView(title, label, text, tuple(those)) for label, title, text, those in found)


def _numbered(
    chapters: Sequence[ChapterView], sources: Sequence[str]
) -> tuple[tuple[ChapterView, ...], tuple[str, ...]]:
    """The chapters with what they and their claims cite by the numbers of one list, and that list."""
    texts, works = cited([*(chapter.text for chapter in chapters), *sources])
    of_claim = iter(texts[len(chapters) :])
    numbered = []
    for chapter, text in zip(chapters, texts):
        entries = tuple(
            replace(entry, claim=replace(entry.claim, source=next(of_claim))) for entry in chapter.entries
        )
        numbered.append(replace(chapter, text=text, entries=entries))
    return tuple(numbered), works
