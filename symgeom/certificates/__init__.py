"""Certificates for surfaces and claims, and the same in the languages of other systems.

`surface` (closed forms against their definitions), `claim` (the steps of a claim), `words` (identities of any dimension at
d = 3), `export` (PARI, Singular, Maxima, Coq, Lean). The core is `symgeom.decision.certificate`; what a certificate says and
what it does not is stated, by checking it, in `symgeom.checker`.
"""

from __future__ import annotations

from typing import Any

from symgeom.algebra.domain.facts import Facts
from symgeom.certificates.claim import certify_claim, certify_corrected
from symgeom.certificates.export import FORMATS, exported
from symgeom.certificates.surface import certify_surface
from symgeom.claims import Claim
from symgeom.decision.certificate import Certificate, certify_identity
from symgeom.errors import InputError
from symgeom.geometry import Hypersurface

__all__ = [
    "FORMATS",
    "Certificate",
    "certify",
    "certify_claim",
    "certify_corrected",
    "certify_identity",
    "certify_surface",
    "exported",
]


def certify(subject: Any, right: Any = None, facts: Facts | None = None, on: Any = None) -> Certificate:
    """The certificate of an identity ``subject = right``, of a surface, or of a claim, in general or ``on`` a surface.

    It is made when it is asked for. **Raises**: `InputError` for anything else.

    >>> import sympy as sp
    >>> x = sp.Symbol("x", real=True)
    >>> certify(sp.sin(2 * x), 2 * sp.sin(x) * sp.cos(x)).check()
    ['sin(2*x) = 2*sin(x)*cos(x): identity']
    """
    if right is not None:
        return certify_identity(subject, right, facts)
    if isinstance(subject, Claim):
        return certify_claim(subject, on)
    if isinstance(subject, Hypersurface):
        return certify_surface(subject)
    raise InputError(
        f"a certificate is made for two sides, a surface or a claim, not for {type(subject).__name__}"
    )
