"""The benchmarks can be run: the suite loads, each installed tool derives a small case, wrong answers are noticed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import forms, growth, report, suite
from benchmarks.__main__ import main, options
from benchmarks.check import check, errors
from benchmarks.run import Measurement, execute, measure, once
from benchmarks.tools import TOOLS
from benchmarks.tools.maxima import python, text

CASES = {case.name: case for case in suite.cases()}
SADDLE = CASES["saddle"]
GRAPH = CASES["abstract_2"]


def test_the_suite_has_what_it_promises() -> None:
    assert len(CASES) == 38
    assert {
        "stereographic_sphere",
        "boy",
        "sphere_4",
        "abstract_4",
        "rosenbrock_5",
        "network_4",
    } <= CASES.keys()
    for case in CASES.values():
        assert len(case.map) > len(case.coordinates) == len(case.sample), case.name
        assert suite.read(json.dumps(case.__dict__)) == case


def test_the_series_grow() -> None:
    sizes: dict[str, list[int]] = {}
    for case in growth.series():
        sizes.setdefault(case.name.split(":")[0], []).append(int(case.name.split(":")[-1]))
    assert sizes.keys() == growth.TITLES.keys()
    assert all(found == sorted(found) for found in sizes.values())
    assert sizes["abstract graph"] == list(range(1, 9)) and sizes["n-sphere"] == list(range(2, 11))


@pytest.mark.parametrize("name", list(TOOLS))
def test_each_installed_tool_derives_a_small_case(name: str) -> None:
    tool = TOOLS[name]
    if not tool.available():
        pytest.skip(f"{tool.title} is not installed")
    for what in ("all", "curvatures"):
        (found,) = measure(SADDLE, [tool], what, 60.0, 1, lambda line: None)
        assert not found.reason and found.seconds is not None and found.megabytes > 1
        (checked,) = check(SADDLE, [found.__dict__])
        assert {"K", "H"} <= checked["errors"].keys() and max(checked["errors"].values()) < 1e-25
        if what == "all" and name != "sage":
            assert checked["errors"].keys() == checked["operations"].keys() == suite.QUANTITIES.keys()


@pytest.mark.parametrize("name", ["symgeom", "maxima", "maxima_lean", "giac", "fricas"])
def test_an_undefined_function_is_checked_on_its_stand_in(name: str) -> None:
    if not TOOLS[name].available():
        pytest.skip(f"{name} is not installed")
    run = once(GRAPH, TOOLS[name], "curvatures", 60.0)
    assert not run.reason
    assert max(errors(GRAPH, run.answer).values()) < 1e-25


def test_a_wrong_answer_is_noticed() -> None:
    right = {"K": ["-1/(u**2 + v**2 + 1)**2"], "H": ["-u*v/(u**2 + v**2 + 1)**(3/2)"]}
    assert max(errors(SADDLE, right).values()) < 1e-25
    wrong = errors(SADDLE, {"K": right["K"], "H": [right["H"][0].removeprefix("-")]})
    assert wrong["K"] < 1e-25 and wrong["H"] > 1
    assert errors(SADDLE, {"K": ["sqrt(-1 - u**2)"], "H": ["0"]})["K"] == float("inf")


def test_maxima_is_written_and_read() -> None:
    assert text(GRAPH, "ell(theta_1, theta_2)**2 + pi") == "ell^2 + %pi"
    assert python(GRAPH, "'diff(ell,theta_1,1,theta_2,1)^2*%e^theta_1") == (
        "Derivative(ell(theta_1, theta_2), (theta_1, 1), (theta_2, 1))**2*E**theta_1"
    )


def test_what_was_derived_in_doubled_coordinates_is_told_in_the_case_s_own() -> None:
    """The Moebius band has half angles; an entry with one index by the angle is twice as large in its half."""
    band = CASES["moebius_band"]
    assert band.doubled and all("/2" not in text for text in band.typed)
    for name in ("giac", "fricas", "maxima_lean"):
        if not TOOLS[name].available():
            continue
        run = once(band, TOOLS[name], "all", 60.0)
        assert not run.reason, run.reason
        found = errors(band, {key: run.answer[key] for key in suite.QUANTITIES}, tool=name)
        assert max(found.values()) < 1e-25, (name, found)


def test_exponents_are_those_of_powers() -> None:
    rows = [{"size": n, "operations": 7 * n**1.5} for n in (1, 2, 4, 8, 16)]
    assert forms.exponent(rows, "operations") == pytest.approx(1.5)


def test_forms_grow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"size": n, "operations": n, "formula": n / 10, "kernel": n / 100} for n in (2, 4, 8)]
    forms.main(str(tmp_path), lambda family: rows)
    assert "| Rosenbrock, d = 8 | 8 | 1.00 | 0.8 | 1.00 | 0.08 | 1.00 |" in capsys.readouterr().out
    assert json.loads((tmp_path / "forms.json").read_text()).keys() == forms.FAMILIES.keys()


def test_a_limit_ends_a_process(tmp_path: Path) -> None:
    used, _, reason = execute(["sh", "-c", "while :; do :; done"], tmp_path, 1.0)
    assert reason == "over 1 s" and used < 5
    assert execute(["sh", "-c", "echo lost >&2; exit 3"], tmp_path, 5.0)[2] == "failed: lost"


def test_the_report_says_what_was_found() -> None:
    def row(tool: str, **found: Any) -> Measurement:
        return Measurement("saddle", tool, "all", **found)

    good = {"total": 1.0, "megabytes": 60.0, "runs": 1, "errors": {"K": 0.0, "H": 0.0}}
    bad = {**good, "errors": {"K": 0.5, "H": 0.0}}
    rows = [
        row("symgeom", seconds=0.01, operations={"K": 7, "H": 9}, **good),
        row("simplify", seconds=1.0, operations={"K": 7, "H": 8}, **good),
        row("factor", seconds=1.0, operations={"K": 1, "H": 1}, **bad),
        row("maxima", reason="over 60 s"),
    ]
    written = report.written({"saddle": {"title": "saddle", "allowed": 1.0}}, rows, 60.0)
    assert "**100 ×**" in written and "> 6000 × (over 60 s)" in written
    assert (
        "| saddle | 7 | **9** | –, 1 | 7, 8 | – |" in written
        or "| saddle | 7 | **9** | – | –, 1 | 7, 8 |" in written
    )
    assert "| saddle | SymPy simplify | 100 × | SymPy simplify | 1 × |" in written
    assert "saddle, SymPy factor, g, g⁻¹, N, h, S, K, H: K wrong (relative error 0.5)" in written


def test_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "suite",
        "--tools",
        "symgeom",
        "--cases",
        "helicoid",
        "--tables",
        "all",
        "--runs",
        "1",
        "--out",
        str(tmp_path),
    ]
    main(arguments)
    assert "| helicoid |" in capsys.readouterr().out
    assert (tmp_path / "RESULTS.md").exists() and (tmp_path / "results.json").exists()
    main([*arguments, "--resume"])
    assert capsys.readouterr().err.count("symgeom") == 0
    with pytest.raises(SystemExit):
        options(["nothing"])


def test_kernels_are_measured_beside_what_is_there(tmp_path: Path) -> None:
    """A peer that isn't installed, or can't do a subject, is told and no failure."""
    from benchmarks.kernels.__main__ import main as kernels

    peers = "hand,symgeom_numpy,lambdify_cse,autowrap,heyoka"
    kernels(["--quick", "--subject", "enneper", "--peer", peers, "--out", str(tmp_path)])
    found = json.loads((tmp_path / "kernels.json").read_text(encoding="utf-8"))["subjects"]["enneper"]
    assert list(found["peers"]) == peers.split(",")
    for name, known in found["peers"].items():
        assert known.get("error", 1.0) < 1e-14 or known["reason"], name
    assert all(found["peers"]["symgeom_numpy"][key] for key in ("build", "first", "times"))
    assert "Enneper" in (tmp_path / "kernels.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        kernels(["--peer", "none"])


def test_a_peer_that_ends_the_process_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks.kernels import __main__ as kernels

    def once(_subject: str, peers: list[str], _quick: bool, _limit: float) -> tuple[dict[str, Any], str, str]:
        ended = "ended with -11" if "b" in peers else ""
        return {"work": {}, "peers": {peer: {"build": 1.0} for peer in peers}}, "b", ended

    monkeypatch.setattr(kernels, "_one", once)
    found = kernels.measured("torus", ["a", "b", "c"], True)["peers"]
    assert found["b"] == {"reason": "ended with -11"} and found["a"] == found["c"] == {"build": 1.0}


@pytest.mark.parametrize("name", ["torus", "ellipsoid", "tanh_4"])
def test_hand_written_kernels_are_right(name: str) -> None:
    """Values of the C in `benchmarks/hand` against numbers that nothing here derived."""
    from benchmarks.kernels.peers import PEERS, NotThere
    from benchmarks.kernels.subjects import SUBJECTS, Task
    from benchmarks.kernels.truth import Truth

    task = Task(SUBJECTS[name])
    truth = Truth(task)
    try:
        built = PEERS["hand"].build(task)
    except NotThere as reason:
        pytest.skip(str(reason))
    assert built.placed is not None
    rows = built.placed([*truth.points, *task.constants])()
    assert truth.error(rows) < 1e-13
    assert truth.error(rows * (1 + 1e-9)) > 1e-10
