"""The claims: each verdict as it should be, each with a false twin that is refuted, each step able to fail."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

import symgeom as sg
from symgeom.claims import AnyDimension, Claim, Expressions, Part, Setting, Step, read_claims
from symgeom.decision.verdict import Verdict
from symgeom.errors import InputError
from symgeom.words import Stack
from tests.claims.twins import TWINS

pytestmark = pytest.mark.quick


def kind(name: str, ids: str) -> dict[str, str]:
    return dict.fromkeys(ids.split(), name)


TABLE = {
    **kind(
        "true",
        "induced-metric second-form-symmetric weingarten self-adjoint plane-and-half-cylinder theorema-egregium "
        "gauss-codazzi proposition-1 proposition-2 converse-2 off-critical quadratic-approximation gauss-is-det "
        "hessian-reparametrized hessian-eigenvectors",
    ),
    **kind(
        "caveat",
        "two-unit-normals orthonormal-directions normal-sections extrinsic-principal gauss-intrinsic mean-is-trace",
    ),
    **kind(
        "false",
        "parametrization-dependence isometric-landscape dinh-rescaling gauss-flatness drops-inverse-metric",
    ),
}
x, y, z = sp.symbols("x y z", real=True)


@cache
def checked(name: str) -> Verdict:
    return sg.claims[name].check()


def _bent(s: Any) -> Any:
    yield s.step(
        "alike", s["gaussian_curvature"], s["gaussian_curvature"] + 0 * s["mean_curvature"], "adding 0"
    )


def test_claims_and_verdicts_are_values() -> None:
    claim = sg.claims["weingarten"]
    assert pickle.loads(pickle.dumps(claim)) is claim is copy.deepcopy(claim)
    own = Claim(id="mine", title="Mine", statement="$K = K$", source="by hand", on_surface=_bent)
    verdict, again = own.check(), pickle.loads(pickle.dumps(own))
    assert again == own and hash(again) == hash(own) and again.check().status == verdict.status == "proved"
    sent = pickle.loads(pickle.dumps(verdict))
    assert sent.steps == verdict.steps and sent == verdict
    with pytest.raises(InputError, match="a copy"):
        sent.steps[0].step.decide()


def test_the_claims_of_the_table_are_there() -> None:
    assert set(sg.claims) >= set(TABLE) and len(TABLE) == 26
    for name, claim in sg.claims.items():
        assert claim.id == name and claim.title and claim.statement and claim.source
    for name, sort in TABLE.items():
        assert sg.claims[name].expected == ("refuted" if sort == "false" else "proved")


def test_a_twin_for_each_claim_of_the_table_that_is_true() -> None:
    assert set(TWINS) == {name for name, sort in TABLE.items() if sort != "false"}


@pytest.mark.slow
@pytest.mark.parametrize("name", sg.claims)  # those that are not in the table too
def test_verdict(name: str) -> None:
    claim, verdict = sg.claims[name], checked(name)
    assert verdict.status == claim.expected, verdict.reason
    assert all(entry.step.label and entry.step.reason and entry.step.latex for entry in verdict.steps)
    assert {entry.part for entry in verdict.steps} == {"statement", *(part.role for part in claim.parts)}
    for role, status in (("corrected", "proved"), ("opposite", "proved")):
        assert all(e.verdict.status == status for e in verdict.steps if e.part == role)
    json.dumps(verdict.witness and verdict.witness.as_dict())


@pytest.mark.parametrize("name", [name for name, kind in TABLE.items() if kind == "false"])
def test_false_claims_have_a_witness_and_a_corrected_statement(name: str) -> None:
    verdict = checked(name)
    assert verdict.witness is not None and verdict.witness.point
    assert verdict.witness.left != verdict.witness.right
    assert {"corrected", "opposite"} & {part.role for part in sg.claims[name].parts}


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, kind in TABLE.items() if kind == "caveat"])
def test_caveats_are_needed(name: str) -> None:
    without = [e for e in checked(name).steps if e.part == "without hypotheses"]
    assert [e for e in without if e.verdict.status == "refuted" and e.verdict.witness is not None]
    assert sg.claims[name].hypotheses


ANY_DIMENSION = kind(
    "any d",
    "induced-metric weingarten self-adjoint gauss-codazzi proposition-1 proposition-2 converse-2 "
    "off-critical mean-is-trace gauss-is-det quadratic-approximation hessian-eigenvectors",
)


@pytest.mark.parametrize("name", ANY_DIMENSION)
def test_any_dimension(name: str) -> None:
    verdict = checked(name)
    assert verdict.method == "any dimension"
    assert {"any d", "graph, d = 1", "graph, d = 2"} <= {entry.scope for entry in verdict.steps}


def test_assumptions_name_the_normal() -> None:
    assert "N is the upward unit normal" in checked("proposition-2").assumptions
    flipped = sg.Graph(x * y, (x, y)).flipped()
    verdict = sg.claims["proposition-2"].check(on=flipped)
    assert verdict.status == "proved" and "N is the downward unit normal" in verdict.assumptions
    torus = sg.claims["weingarten"].check(on=sg.surfaces.torus())
    assert "N is the unit normal with det(J, N) > 0" in torus.assumptions and "r < R" in torus.assumptions


# On one surface

SURFACES: dict[str, Callable[[], Any]] = {
    "torus": sg.surfaces.torus,
    "rosenbrock": lambda: sg.losses.rosenbrock(2),
    "ellipse": lambda: sg.Hypersurface([3 * sp.cos(x), 2 * sp.sin(x)], (x,), name="ellipse"),
    "three variables": lambda: sg.Graph(x**2 + y * z, (x, y, z)),
    "downward": lambda: sg.Graph(sp.exp(x) * sp.cos(y), (x, y)).flipped(),
    "abstract": lambda: sg.Graph.abstract(2),
}


@pytest.mark.slow
@pytest.mark.parametrize("surface", SURFACES)
def test_on_a_surface(surface: str) -> None:
    on, met = SURFACES[surface](), 0
    for name, claim in sg.claims.items():
        try:
            verdict = claim.check(on=on)
        except InputError as error:
            assert name in str(error) or on.name in str(error)
            continue
        assert verdict.status == claim.expected, (name, verdict.reason)
        assert {entry.scope.split(": ")[-1] for entry in verdict.steps} == {on.name}
        met += 1
    assert met >= (8 if surface in ("torus", "ellipse") else 15)


def test_what_a_claim_does_not_speak_of() -> None:
    with pytest.raises(InputError, match="graph of a function"):
        sg.claims["proposition-1"].check(on=sg.surfaces.torus())
    with pytest.raises(InputError, match="dimension 2"):
        sg.claims["normal-sections"].check(on=sg.Graph(x * y * z, (x, y, z)))
    with pytest.raises(InputError, match="general statement"):
        sg.claims["plane-and-half-cylinder"].check(on=sg.surfaces.torus())
    with pytest.raises(InputError, match="hypersurfaces"):
        sg.claims["weingarten"].check(on=sg.Immersion([x, x, x], (x,)))
    with pytest.raises(InputError, match="Did you mean proposition-1"):
        sg.claims["proposition1"]
    with pytest.raises(InputError, match=r"the function torus; call it: torus\(\)"):
        sg.claims["weingarten"].check(on=sg.surfaces.torus)
    with pytest.raises(InputError, match=r"the text 'torus.toml'; sg.load reads a file"):
        sg.claims["weingarten"].check(on="torus.toml")
    with pytest.raises(InputError, match="no claim 5"):
        sg.claims[5]  # type: ignore[index]
    assert sg.claims.get("nothing") is None and sg.claims.get("nothing", 1) == 1
    assert sg.claims.get("weingarten") is sg.claims["weingarten"]


# How they show themselves


def test_reprs_are_one_line() -> None:
    assert repr(sg.claims).startswith("<claims: induced-metric, second-form-symmetric, ")
    assert all(name in repr(sg.claims) for name in TABLE)
    for name, stated in sg.claims.items():
        assert repr(stated) == f"<Claim {name}: {stated.title}>"
        assert all(repr(part) == f"<Part {part.role}: {part.statement}>" for part in stated.parts)
    assert "0x" not in repr(checked("proposition-1").steps)


def test_a_claim_in_a_notebook() -> None:
    for stated in sg.claims.values():
        shown = stated._repr_mimebundle_()
        first, *rest = shown["text/latex"].split("\n\n")
        assert first == stated.title and rest[-1].endswith(f"Source: {stated.source}".replace("&", r"\&"))
        assert len(rest) >= 2 + len(stated.hypotheses) and shown["text/plain"] == repr(stated)
        formulas = stated.statement.count("$") // 2
        assert shown["text/html"].count("<math") >= formulas and "$" not in shown["text/html"]
    assert sg.claims._repr_mimebundle_()["text/html"].count("<p>") == len(sg.claims)


def test_scopes_are_merged() -> None:
    assert checked("proposition-1").reason == "all 16 steps were proved (any d; graph, d = 1, 2, 3, 4)"
    assert "all 5 steps were proved (graph, d = 3, 4; d = 3;" in checked("extrinsic-principal").reason


@pytest.mark.slow
def test_assumptions_are_plain_text() -> None:
    assert "w*t - 2 ≠ 0" in checked("drops-inverse-metric").assumptions
    for name in TABLE:
        assert not any(set(a) & set("\\$") for a in checked(name).assumptions), name


# Every step can fail


def wrong(right: Any) -> Any:
    """Something else than the right side of a true step."""
    if isinstance(right, Stack):
        return right + right
    if hasattr(right, "map"):
        return right.map(lambda e: e + 1, right.latex)
    if right.is_scalar:
        return right + 1
    return right + right if not right.is_zero else None


@pytest.mark.slow
@pytest.mark.parametrize("name", TABLE)
def test_every_equality_can_fail(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = {"steps": 0}
    for setting in (Setting, AnyDimension):
        plain = setting.decide

        def decide(self: Any, left: Any, other: Any, plain: Any = plain) -> Verdict:
            verdict: Verdict = plain(self, left, other)
            if verdict.status == "proved" and (changed := wrong(other)) is not None:
                twin = plain(self, left, changed)
                assert twin.status == "refuted" and twin.witness is not None, (name, left.latex, twin)
                right["steps"] += 1
            return verdict

        monkeypatch.setattr(setting, "decide", decide)
    assert sg.claims[name].check().status == sg.claims[name].expected
    assert right["steps"] > 2


# False twins


@pytest.mark.parametrize("name", [name for name, kind in TABLE.items() if kind != "false"])
def test_false_twin(name: str) -> None:
    verdict = Claim(id=f"{name}-twin", title="", statement="", source="", **TWINS[name]).check()
    assert verdict.status == "refuted", verdict
    assert verdict.witness is not None and verdict.witness.left != verdict.witness.right


# Parts


def one(s: Expressions, value: int) -> Step:
    return s.step("number", s.scalar(value), s.scalar(1), "a number")


def claim(value: int, **parts: int) -> Claim:
    def numbers(n: int) -> dict[str, Any]:
        return {"examples": lambda: [("numbers", [one(Expressions([]), n)])]}

    beside = tuple(Part(role=role.replace("_", " "), statement="", **numbers(n)) for role, n in parts.items())
    return Claim(id="numbers", title="", statement="", source="", parts=beside, **numbers(value))


@pytest.mark.parametrize(
    ("stated", "status"),
    [
        (claim(1), "proved"),
        (claim(2), "refuted"),
        (claim(1, without_hypotheses=2), "proved"),
        (claim(1, without_hypotheses=1), "undecided"),
        (claim(2, corrected=1), "refuted"),
        (claim(2, corrected=2), "undecided"),
        (claim(1, opposite=1), "refuted"),
        (claim(2, opposite=2), "undecided"),
    ],
)
def test_a_statement_stands_with_its_parts(stated: Claim, status: str) -> None:
    verdict = stated.check()
    assert verdict.status == status, verdict.reason
    assert (verdict.witness is not None) == (
        status == "refuted" and not stated.check().reason.startswith("its opp")
    )


def test_inequalities() -> None:
    s = Expressions([x, sp.sqrt(1 - y**2)], domain={y: (-1, 1)})
    zero = s.scalar(0)
    assert s.at_least("square", s.scalar((x - y) ** 2), zero, "").decide().status == "proved"
    assert s.at_least("square", zero, s.scalar(x**2 + 1), "").decide().status == "refuted"
    assert s.at_least("root", s.scalar(1), s.scalar(sp.sqrt(1 - y**2)), "").decide().status != "refuted"
    below = s.at_least("below", s.scalar(x), zero, "").decide()
    assert (
        below.status == "refuted"
        and below.witness is not None
        and below.witness.left.strip("[").startswith("-")
    )


def test_a_claim_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "from symgeom.claims import Claim\n\n"
        "def on_surface(s):\n"
        "    yield s.step('cubed', s['shape_operator'].det(), s['gaussian_curvature'], 'by definition')\n\n"
        "claim = Claim(id='mine', title='Mine', statement='$K$', source='me', on_surface=on_surface)\n"
    )
    (mine,) = read_claims(path)
    assert mine.check().status == "proved" and mine.check(on=sg.surfaces.torus()).status == "proved"
    path.write_text("x = 1\n")
    with pytest.raises(InputError, match="defines no claim"):
        read_claims(path)


SCRIPT = """
import json, symgeom as sg
found = {name: sg.claims[name].check() for name in sg.claims}
print(json.dumps({n: [v.status, v.witness and v.witness.as_dict(), len(v.steps)] for n, v in found.items()}, sort_keys=True))
"""


@pytest.mark.slow
def test_hash_seeds() -> None:
    """The same verdicts and witnesses whatever the order of sets."""
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in "01"
    ]
    answers = {run.communicate(timeout=300)[0] for run in runs}
    assert len(answers) == 1
    assert {name: row[0] for name, row in json.loads(answers.pop()).items()} == {
        n: c.expected for n, c in sg.claims.items()
    }
