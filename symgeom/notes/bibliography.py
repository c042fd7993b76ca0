"""The works that are cited, with their editions, and the numbers that stand for them in a document.

Here: `cited`, which puts numbers for works into texts; `works`, the entries of those that some texts cite. A text cites
a work by its author and title, as the source of a claim does, or by its key in double brackets, as the paper does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

__all__ = ["Work", "cited", "works"]


@dataclass(frozen=True)
class Work:
    """A work: its key, how a text names it beside the author, and its full entry."""

    key: str
    named: str  # a pattern: the author, then what the number stands for
    entry: str


WORKS = (
    Work(
        "kristiadi",
        r"(A\. Kristiadi), Hessian and Curvatures in Machine Learning \(2020\)",
        "A. Kristiadi. Hessian and Curvatures in Machine Learning: A Differential-Geometric View. Blog post, 2020.",
    ),
    Work(
        "invariance",
        "",
        "A. Kristiadi, F. Dangel, P. Hennig. The Geometry of Neural Nets' Parameter Spaces Under Reparametrization. "
        "NeurIPS, 2023. arXiv 2302.07384.",
    ),
    Work(
        "dinh",
        r"(L\. Dinh)(?:, R\. Pascanu, S\. Bengio, Y\. Bengio, Sharp minima can generalize for deep nets| et al\.), ICML 2017",
        "L. Dinh, R. Pascanu, S. Bengio, Y. Bengio. Sharp Minima Can Generalize for Deep Nets. ICML, 2017. arXiv "
        "1703.04933.",
    ),
    Work(
        "lee",
        r"(Lee)(?:, (?:Introduction to )?Riemannian Manifolds)?(?=, (?:ch|cor|prop|thm)\.)",
        "J. M. Lee. Introduction to Riemannian Manifolds. 2nd edition, Springer, 2018.",
    ),
    Work(
        "docarmo",
        r"(do Carmo)(?:, Curves and Surfaces)?(?=, \d)",
        "M. P. do Carmo. Differential Geometry of Curves and Surfaces. Prentice-Hall, 1976; 2nd edition, Dover, 2016.",
    ),
    Work(
        "spivak",
        r"(M\. Spivak)(?=, vol)",
        "M. Spivak. A Comprehensive Introduction to Differential Geometry, volumes 4 and 5. 3rd edition, Publish or "
        "Perish, 1999.",
    ),
    Work(
        "gray",
        r"(Gray), Modern Differential Geometry",
        "A. Gray, E. Abbena, S. Salamon. Modern Differential Geometry of Curves and Surfaces with Mathematica. 3rd "
        "edition, Chapman and Hall/CRC, 2006.",
    ),
    Work(
        "kuehnel",
        r"(Kühnel)(?=, ch)",
        "W. Kühnel. Differential Geometry: Curves, Surfaces, Manifolds. 3rd edition, American Mathematical Society, 2015.",
    ),
    Work(
        "hornjohnson",
        r"(R\. Horn and C\. Johnson), Matrix Analysis",
        "R. A. Horn, C. R. Johnson. Matrix Analysis. 2nd edition, Cambridge University Press, 2013.",
    ),
    Work(
        "golub",
        r"(G\. Golub and C\. Van Loan), Matrix Computations",
        "G. H. Golub, C. F. Van Loan. Matrix Computations. 4th edition, Johns Hopkins University Press, 2013.",
    ),
    Work(
        "pouplin",
        "",
        "A. Pouplin, H. Roy, S. P. Singh, G. Arvanitidis. On the curvature of the loss landscape. 2023. arXiv "
        "2307.04719.",
    ),
    Work(
        "bergamin",
        "",
        "F. Bergamin, P. Moreno-Muñoz, S. Hauberg, G. Arvanitidis. Riemannian Laplace approximations for Bayesian neural "
        "networks. NeurIPS, 2023. arXiv 2306.07158.",
    ),
)


def cited(texts: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts with a number after each author cited, and the entries by number: only of works that one of them cites.

    >>> cited(["Lee, Introduction to Riemannian Manifolds, ch. 8"])[0]
    ('Lee [1], ch. 8',)
    """
    texts = tuple(texts)
    used = _used(texts)
    for number, work in enumerate(used, 1):
        texts = tuple(_place(work).sub(_number(number), text) for text in texts)
    return texts, tuple(work.entry for work in used)


def works(texts: Iterable[str]) -> tuple[str, ...]:
    """The entries of the works that the texts cite."""
    return tuple(work.entry for work in _used(tuple(texts)))


def _used(texts: tuple[str, ...]) -> list[Work]:
    return [work for work in WORKS if any(_place(work).search(text) for text in texts)]


def _place(work: Work) -> re.Pattern[str]:
    return re.compile("|".join(filter(None, (work.named, rf"\[\[{work.key}\]\]"))))


def _number(number: int) -> Callable[[re.Match[str]], str]:
    def shown(found: re.Match[str]) -> str:
        author = "" if found[0].startswith("[[") else found[1]
        return f"{author} [{number}]".strip()

    return shown
