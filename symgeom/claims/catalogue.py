"""The claims of the folder ``derivations/``: one file a claim, found by reading the folder."""

from __future__ import annotations

import difflib
import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from symgeom import resources
from symgeom.claims.claim import Claim
from symgeom.errors import InputError, shown
from symgeom.output import bundle

__all__ = ["Claims", "claims", "read_claims"]


class Claims(Mapping[str, Claim]):
    """The claims by id, in the order of the text that they come from; files are read when they are asked for.

    >>> import symgeom as sg
    >>> sg.claims["proposition-1"].title
    'The second fundamental form of a graph is the scaled Hessian'
    """

    def __init__(self) -> None:
        self._known: dict[str, Claim] = {}

    def __getitem__(self, name: str) -> Claim:
        self._read()
        if not isinstance(name, str) or name not in self._known:
            close = difflib.get_close_matches(name, self._known, n=1) if isinstance(name, str) else []
            hint = f" Did you mean {close[0]}?" if close else ""
            raise InputError(f"there is no claim {shown(name)}.{hint} There are: {', '.join(self._known)}.")
        return self._known[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The claim, or the default where there is none."""
        self._read()
        return self._known.get(name, default)

    def __contains__(self, name: object) -> bool:
        self._read()
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        self._read()
        return iter(self._known)

    def __len__(self) -> int:
        self._read()
        return len(self._known)

    def __repr__(self) -> str:
        return f"<claims: {', '.join(self)}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """The ids with their titles, for notebooks."""
        return bundle(repr(self), *([f"{name}: {claim.title}"] for name, claim in self.items()))

    def _read(self) -> None:
        if self._known:
            return
        found = [
            claim for path in sorted(resources.derivations().glob("[a-z]*.py")) for claim in read_claims(path)
        ]
        for claim in found:
            claim.kept_by(named)
        self._known = {claim.id: claim for claim in sorted(found, key=_position)}


def read_claims(path: Path) -> list[Claim]:
    """The claims that a Python file defines. The file is run: read only files that you trust."""
    spec = importlib.util.spec_from_file_location(f"symgeom_derivation_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise InputError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = [value for value in vars(module).values() if isinstance(value, Claim)]
    if not found:
        raise InputError(f"{path} defines no claim; it should have a line such as claim = Claim(id=..., ...)")
    return found


_ORDER = (
    "induced-metric",
    "second-form-symmetric",
    "two-unit-normals",
    "weingarten",
    "self-adjoint",
    "orthonormal-directions",
    "normal-sections",
    "plane-and-half-cylinder",
    "extrinsic-principal",
    "parametrization-dependence",
    "gauss-intrinsic",
    "theorema-egregium",
    "gauss-codazzi",
    "proposition-1",
    "proposition-2",
    "converse-2",
    "off-critical",
    "hessian-eigenvectors",
    "quadratic-approximation",
    "mean-is-trace",
    "gauss-is-det",
    "hessian-reparametrized",
    "isometric-landscape",
    "dinh-rescaling",
    "gauss-flatness",
    "drops-inverse-metric",
)


def _position(claim: Any) -> tuple[int, str]:
    return (_ORDER.index(claim.id) if claim.id in _ORDER else len(_ORDER), claim.id)


claims = Claims()


def named(name: str) -> Claim:
    """A claim of the catalogue: what a copy of it is."""
    return claims[name]
