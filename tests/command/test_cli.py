"""The command line: what it prints, its exit codes, and that no way to fail shows a traceback."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

import symgeom as sg
from symgeom.bounds import MIN_MEMORY
from symgeom.command import cli, jobs, report, sources
from symgeom.errors import BudgetError, InputError, ToolError
from tests import EXAMPLES, ROOT

pytestmark = pytest.mark.quick

TORUS = str(EXAMPLES / "torus.toml")


def call(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(cli.main, list(arguments), input=stdin)


def bad(result: Result, code: int = 2) -> str:
    """The one paragraph of a failure."""
    assert result.exit_code == code, result.output
    assert not result.stdout
    assert "Traceback" not in result.stderr
    return result.stderr


# derive


@pytest.mark.slow
def test_derive_says_what_holds_before_what_follows() -> None:
    result = call("derive", TORUS, "-q", "mean_curvature", "-q", "metric")
    assert result.exit_code == 0 and not result.stderr
    order = [
        "torus: surface in R^3",
        "assumptions   R > r",
        "conventions",
        "mean_curvature: ",
        "metric: ",
    ]
    places = [result.stdout.index(part) for part in order]
    assert places == sorted(places)
    assert "r⋅(R + r⋅cos(v))" in result.stdout


@pytest.mark.slow
def test_derive_knows_the_catalogue_and_standard_input() -> None:
    assert "torus: surface in R^3" in call("derive", "torus", "-q", "metric").stdout
    assert "rosenbrock" in call("derive", "rosenbrock", "-q", "metric").stdout
    text = Path(TORUS).read_text(encoding="utf-8")
    assert "torus: surface" in call("derive", "-", "-q", "metric", stdin=text).stdout


@pytest.mark.slow
def test_every_quantity_is_printed_within_the_width() -> None:
    result = call("derive", str(EXAMPLES / "rosenbrock.toml"))
    surface = sg.load(EXAMPLES / "rosenbrock.toml")
    for quantity in surface.quantities:
        assert (f"\n{quantity.name}: " in result.stdout) == quantity.told(surface)
    assert max(map(len, result.stdout.splitlines())) <= 110


# verify, with claims that need no mathematics


def _claim(name: str, status: str, expected: str = "proved", seconds: float = 0.0, error: Any = None) -> Any:
    witness = (
        SimpleNamespace(point={"x": "1/2"}, left="[1 +/- 0]", right="[2 +/- 0]")
        if status == "refuted"
        else None
    )
    inner = SimpleNamespace(status=status, reason="because", witness=witness)
    steps = (SimpleNamespace(step=SimpleNamespace(label="step one"), verdict=inner, scope="any d"),)

    def check(on: Any = None) -> Any:
        time.sleep(seconds)
        if error is not None and on is not None:
            raise error
        given = ("R > r",) if on is not None else ()
        return SimpleNamespace(
            status=status, reason="because", assumptions=given, witness=witness, steps=steps
        )

    return SimpleNamespace(id=name, title=name.title(), expected=expected, check=check)


@pytest.fixture
def claims(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    shelf = {
        "true-one": _claim("true-one", "proved"),
        "false-as-claimed": _claim("false-as-claimed", "refuted", expected="refuted"),
        "failing": _claim("failing", "refuted"),
        "open-one": _claim("open-one", "undecided"),
        "not-about-it": _claim("not-about-it", "proved", error=InputError("this is about graphs")),
        "slow": _claim("slow", "proved", seconds=60.0),
    }
    monkeypatch.setattr(sg, "claims", shelf)
    return shelf


@pytest.mark.usefixtures("claims")
def test_verify_as_claimed() -> None:
    result = call("verify", "true-one", "false-as-claimed")
    assert result.exit_code == 0
    head, first, second, *_ = result.stdout.splitlines()
    assert head.split() == ["claim", "verdict", "as", "claimed", "seconds", "scope"]
    assert first.split()[:3] == ["true-one", "proved", "yes"] and "any d" in first
    assert second.split()[:3] == ["false-as-claimed", "refuted", "yes"]
    assert "2 of 2 as claimed" in result.stdout


@pytest.mark.usefixtures("claims")
def test_verify_tells_failed_from_undecided() -> None:
    result = call("verify", "true-one", "failing")
    assert result.exit_code == 1
    assert "NO, expected proved" in result.stdout and "1 failed" in result.stdout
    assert "x = 1/2: left [1 +/- 0], right [2 +/- 0]" in result.stdout and "step one" in result.stdout
    result = call("verify", "open-one")
    assert result.exit_code == 1
    assert "not settled" in result.stdout and "1 undecided" in result.stdout and "failed" not in result.stdout


@pytest.mark.usefixtures("claims")
def test_verify_json() -> None:
    result = call("verify", "true-one", "failing", "--on", TORUS, "--json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    keys = ["claim", "status", "expected", "seconds", "reason", "assumptions", "witness"]
    assert [list(row) for row in rows] == [keys, keys]
    assert rows[0] | {"seconds": 0} == {
        "claim": "true-one",
        "status": "proved",
        "expected": "proved",
        "seconds": 0,
        "reason": "because",
        "assumptions": ["R > r"],
        "witness": None,
    }
    assert rows[1]["witness"] == {"point": {"x": "1/2"}, "left": "[1 +/- 0]", "right": "[2 +/- 0]"}


def test_verify_on_a_surface_leaves_out_what_is_not_about_it(claims: dict[str, Any]) -> None:
    for name in ("failing", "open-one", "slow"):
        del claims[name]
    result = call("verify", "--on", TORUS, "--json")
    assert [row["claim"] for row in json.loads(result.stdout)] == ["true-one", "false-as-claimed"]
    assert result.stderr == "not about this surface: not-about-it\n"
    assert "this is about graphs" in bad(call("verify", "not-about-it", "--on", TORUS))


@pytest.mark.slow
@pytest.mark.usefixtures("claims")
def test_a_time_limit_leaves_the_verdicts_that_were_reached() -> None:
    result = call("verify", "true-one", "slow", "open-one", "--timeout", "2", "--json")
    assert result.exit_code == 1
    rows = json.loads(result.stdout)
    assert [row["status"] for row in rows] == ["proved", "undecided", "undecided"]
    assert "longer than 2 s" in rows[1]["reason"] and "name fewer claims" in rows[1]["reason"]
    text = call("verify", "true-one", "slow", "open-one", "--timeout", "2").stdout
    assert text.count("longer than 2 s") == 1 and "slow, open-one: undecided" in text


@pytest.mark.usefixtures("claims")
def test_a_claim_that_is_named_twice_is_decided_once() -> None:
    assert "1 of 1 as claimed" in call("verify", "true-one", "true-one").stdout


@pytest.mark.usefixtures("claims")
def test_an_unknown_claim() -> None:
    assert "did you mean 'true-one'?" in bad(call("verify", "true-won"))


def test_no_claim_is_about_it(claims: dict[str, Any]) -> None:
    for name in set(claims) - {"not-about-it"}:
        del claims[name]
    assert "no claim is about torus" in bad(call("verify", "--on", "torus"))


def _row(name: str, **values: Any) -> dict[str, Any]:
    return jobs.undecided(name, "proved", "because") | {"status": "proved"} | values


def test_the_table_is_narrow_and_json_is_whole() -> None:
    long = " + ".join(f"x_{k}" for k in range(1000)) + " != 0"
    steps = [{"scope": f"the surface number {k}", "status": "proved"} for k in "abcdef"]
    rows = [_row("one", assumptions=[long, "a > 0"], steps=steps), _row("two", assumptions=[long, "a > 0"])]
    text = report.as_text(rows, "torus")
    assert max(map(len, text.splitlines())) <= 110
    assert text.count("see --json") == 1 and "a > 0" in text and "one, two: given x_0" in text
    assert json.loads(report.as_json(rows))[1]["assumptions"] == [long, "a > 0"]


def test_a_witness_is_shown_once_that_of_the_shortest_step() -> None:
    short, other = ({"point": {"x": x}, "left": "1", "right": "2"} for x in ("1/2", "1003/8192"))
    steps = [
        {
            "label": "trace",
            "scope": f"graph, d = {d}",
            "status": "refuted",
            "reason": "they differ",
            "witness": w,
        }
        for d, w in ((1, other), (2, short), (3, other))
    ]
    text = report.as_text([_row("one", status="refuted", steps=steps)])
    assert text.count("left 1") == 1 and "x = 1/2: " in text
    assert "trace [graph, d = 1, 2, 3]: refuted: they differ" in text


@pytest.mark.slow
def test_the_claims_of_the_project() -> None:
    result = call("verify", "--json")
    assert result.exit_code == 0, result.stdout
    assert [row["claim"] for row in json.loads(result.stdout)] == list(sg.claims)


def test_scopes_of_many_dimensions_are_written_once() -> None:
    line = call("verify", "proposition-1").stdout.splitlines()[1]
    assert "any d; graph, d = 1, 2, 3, 4" in line


def test_the_claims_on_a_surface() -> None:
    result = call("verify", "--on", str(EXAMPLES / "ellipse.toml"))
    assert result.exit_code == 0 and "given a > 0; b > 0" in result.stdout
    assert "graph of a function" in bad(call("verify", "proposition-2", "--on", TORUS))


# notes, export, surfaces


def test_export_runs_without_symgeom(tmp_path: Path) -> None:
    path = tmp_path / "kernel.py"
    result = call("export", TORUS, "-q", "gaussian_curvature", "-o", str(path))
    assert result.exit_code == 0 and not result.stdout
    assert path.read_text(encoding="utf-8") == call("export", TORUS, "-q", "gaussian_curvature").stdout
    bent = call("export", TORUS, "-q", "gaussian_curvature", "--target", "c", "--derivatives", "v, R").stdout
    assert "double gaussian_curvature_v;" in bent and "double gaussian_curvature_R;" in bent
    assert "import symgeom" not in path.read_text(encoding="utf-8")
    compile(path.read_text(encoding="utf-8"), "kernel.py", "exec")
    assert os.listdir(tmp_path) == ["kernel.py"]


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".tex", ".html", ".md"])
def test_notes(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"torus{suffix}"
    result = call("notes", TORUS, "-o", str(path))
    assert result.exit_code == 0, result.stderr
    assert "torus" in path.read_text(encoding="utf-8").lower()
    assert os.listdir(tmp_path) == [path.name]


@pytest.mark.slow
def test_notes_on_claims(tmp_path: Path) -> None:
    for subject in ("proposition-1", "all"):
        assert call("notes", subject, "-o", str(tmp_path / "notes.tex")).exit_code == 0
        assert "Hessian" in (tmp_path / "notes.tex").read_text(encoding="utf-8")


def test_the_catalogue_is_listed_and_every_entry_can_be_built() -> None:
    result = call("surfaces")
    names = [line.split()[0] for line in result.stdout.splitlines()[1:]]
    assert names == [*sg.surfaces.names(), *sg.losses.names()]
    wide = call("surfaces", "--windows").stdout.splitlines()
    assert [line.split()[0] for line in wide[1:]] == names
    assert "u in (-pi/2, pi/2); v in (0, pi)" in wide[1]
    for name in names:
        assert sources._entry(name).dimension >= 1


# Bad input: one paragraph, exit code 2 or 3, nothing half-written


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["derive"], "Missing argument"),
        *(
            (["derive", TORUS, "--timeout", t], "--timeout")
            for t in ("0", "nan", "inf", "-1", "1e308", "", "x")
        ),
        *((["derive", TORUS, "--memory", m], "--memory") for m in ("x", "64", "511", "nan", "9" * 30, "")),
        (["derive", TORUS, "--timeout", "9", "--timeout", "9"], "--timeout is given twice"),
        (["derive", TORUS, "--memory", "999", "--memory=999"], "--memory is given twice"),
        (["verify", "weingarten", "--on", TORUS, "--on", TORUS], "--on is given twice"),
        (["certify", "weingarten", "--on", TORUS, "--on", "sphere"], "--on is given twice"),
        (["notes", TORUS, "-o", "a.tex", "-o", "b.tex"], "-o/--output is given twice"),
        (["notes", TORUS, "-oa.tex", "--output=b.tex"], "-o/--output is given twice"),
        (["export", TORUS, "-q", "metric", "-o", "a.py", "-o", "b.py"], "-o/--output is given twice"),
        (["export", TORUS, "-q", "metric", "--target", "numpy", "--target", "c"], "--target is given twice"),
        (["certify", TORUS, "--format", "json", "--format", "coq"], "--format is given twice"),
        (["certify", TORUS, "-o", "a.json", "-o", "b.json"], "-o/--output is given twice"),
        (["derive", "tours"], "did you mean 'torus'?"),
        (["derive", "tours.toml"], "no such file"),
        (["derive", str(EXAMPLES)], "not a file"),
        (["derive", TORUS, "-q", "guassian_curvature"], "did you mean 'gaussian_curvature'?"),
        (["export", TORUS, "-q", "guassian_curvature"], "did you mean 'gaussian_curvature'?"),
        (["export", TORUS], "-q gaussian_curvature"),
        (["export", TORUS, "-q", "metric", "--target", "fortran77"], "fortran77"),
        (["notes", TORUS], "Missing option"),
        (["notes", TORUS, "-o", "torus.docx"], "torus.tex"),
        (["notes", TORUS, "-o", "/dev/null"], "one of .html, .ipynb, .md, .pdf"),
        (["derive", "torus", "-q", "Kx"], "has no quantity 'Kx'"),
        (["export", "torus", "-q", "Weingarten-mop"], "has no quantity"),
        (["derive", "torus", "--parameter", "R"], "belongs to a formula"),
        (["derive", "x**2 + __import__('os')", "-q", "K"], "has no meaning in a formula"),
        (["derive", "2*3"], "no name left"),
        (["derive", "mine.py"], "holds claims"),
        (["notes", "mine.py", "-o", "mine.tex"], "no file mine.py"),
        (["verify", "weingarten", "--on", "mine.py"], "holds claims"),
        (["verify", "--on", "tours.toml"], "no such file"),
        (["nothing"], "No such command"),
    ],
)
def test_bad_input(arguments: list[str], message: str) -> None:
    assert message in bad(call(*arguments))


BRANCHES = (
    '["u", "v + abs(v)", "v**2"]',
    '["u + abs(u)", "v + abs(v)", "abs(u*v)"]',
    '["u", "v", "log(abs(u) + u)"]',
    '["u", "v", "1/(u + sqrt(u^2))"]',
)


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [["derive"], ["export", "-q", "gaussian_curvature"], ["notes", "-o", "n.tex"]]
)
@pytest.mark.parametrize("map_", BRANCHES)
def test_what_vanishes_on_a_branch_is_bad_input(
    map_: str, command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = f'coordinates = ["u", "v"]\nmap = {map_}'
    result = call(command[0], "-", *command[1:], stdin=text)
    assert result.exit_code in (0, 2) and "symgeom failed" not in result.stderr
    if command == ["derive"]:
        assert "on a branch of a root" in bad(result)


@pytest.mark.slow
def test_numbers_of_any_length_are_answered() -> None:
    p, q = 10**59 + 19, 3 * 10**59 + 1
    for formula in (f"cbrt({p}*{q})*u", f"log({p}*{q}*u)*v", f"sqrt({p}*{q} + u^2)", f"{p}**6*u*v"):
        text = f'coordinates = ["u", "v"]\ngraph = "{formula}"'
        for command in (["derive", "-"], ["export", "-", "-q", "gaussian_curvature"]):
            result = call(*command, "--timeout", "20", stdin=text)
            assert result.exit_code in (0, 1, 2), result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", [["derive"], ["export", "-q", "principal_curvatures"], ["certify"]])
def test_the_least_memory_is_enough(command: list[str]) -> None:
    result = call(command[0], TORUS, *command[1:], "--memory", str(MIN_MEMORY))
    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize(
    "formula",
    ["__import__('os').system('x')", "9**9**9", "(" * 100_000, "sqrt(-1 - u^2)", "u +", "rr*u", "0"],
)
def test_bad_documents(formula: str) -> None:
    text = f'coordinates = ["u", "v"]\nmap = ["u", "0*v", "{formula}"]'
    assert "error: " in bad(call("derive", "-", stdin=text))


def test_bad_standard_input() -> None:
    assert "not UTF-8" in bad(call("derive", "-", stdin=b"\xff"))
    assert "larger than" in bad(call("derive", "-", stdin=b"#" * 300_000))
    assert "coordinates" in bad(call("derive", "-", stdin=""))


@pytest.mark.parametrize("command", [["notes", TORUS], ["export", TORUS, "-q", "metric"]])
def test_paths_that_cannot_be_written(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "folder.tex").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path in (tmp_path / "none" / "x.tex", tmp_path / "folder.tex", tmp_path / "file" / "x.tex"):
        start = time.perf_counter()
        assert "give" in bad(call(*command, "-o", str(path)), 3).lower()
        assert time.perf_counter() - start < 5
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.tex"]


@pytest.mark.parametrize(
    ("error", "code"),
    [(InputError("said"), 2), (ToolError("said"), 3), (BudgetError("said"), 1), (KeyError("said"), 70)],
)
def test_a_failure_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    def fail(_: Any, path: str, *_more: Any) -> None:
        Path(path).write_text("half", encoding="utf-8")
        raise error

    monkeypatch.setattr(jobs, "notes", fail)
    path = tmp_path / "notes.tex"
    path.write_text("old", encoding="utf-8")
    assert "said" in bad(call("notes", TORUS, "-o", str(path)), code)
    assert path.read_text(encoding="utf-8") == "old"
    assert os.listdir(tmp_path) == ["notes.tex"]


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "derive", lambda *_: 1 / 0)
    assert "Please report" in bad(call("derive", TORUS), 70)
    result = call("derive", TORUS, "--debug")
    assert result.exit_code == 70 and "Traceback" in result.stderr and "ZeroDivisionError" in result.stderr


def test_limits_reach_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "derive", lambda *_: time.sleep(60))
    said = bad(call("derive", TORUS, "--timeout", "0.3"), 1)
    assert "took longer than 0.3 s" in said and "fewer quantities with -q" in said
    monkeypatch.setattr(jobs, "derive", lambda *_: len("x" * 2**38))
    assert "needed more than 1000 MB" in bad(call("derive", TORUS, "--memory", "1000"), 1)


# The process


def test_version_and_help() -> None:
    assert call("--version").stdout.strip() == f"symgeom, version {sg.__version__}"
    for command in ([], ["derive"], ["verify"], ["notes"], ["export"], ["surfaces"]):
        assert call(*command, "--help").exit_code == 0


def test_help_imports_nothing_heavy() -> None:
    code = "import atexit, sys, symgeom.command.cli as cli\n"
    code += "atexit.register(lambda: print(sorted(sys.modules), file=sys.stderr))\ncli.main(['--help'])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for module in ("sympy", "numpy", "rich", "jinja2", "flint", "multiprocessing"):
        assert f"'{module}'" not in result.stderr


@pytest.mark.slow
def test_a_closed_pipe_is_no_error() -> None:
    command = f"{sys.executable} -m symgeom surfaces | true; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert result.returncode in (0, 141) and not result.stderr


def interruptible() -> None:
    """A shell has its background jobs ignore SIGINT, and they hand that on; a command is to honour it, but not a test."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_interrupt_tests_pass_where_sigint_is_ignored() -> None:
    code = "import signal, sys, pytest; signal.signal(signal.SIGINT, signal.SIG_IGN); sys.exit(pytest.main(sys.argv[1:]))"
    tests = [
        "test_cli.py::test_an_interrupt_ends_with_130",
        "test_guard.py::test_an_interrupt_is_answered_at_once",
    ]
    places = [str(ROOT / "tests/command" / test) for test in tests]
    arguments = [sys.executable, "-c", code, "-q", "-p", "no:cacheprovider", *places]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    path = tmp_path / "long.toml"
    terms = " + ".join(f"sqrt({k} + u^2*v + exp(u*v*{k}))*sin({k}*u + log({k} + v^2))" for k in range(2, 30))
    path.write_text(f'coordinates = ["u", "v"]\ngraph = "{terms}"', encoding="utf-8")
    command = [sys.executable, "-m", "symgeom", "derive", str(path)]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=interruptible,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not children.read_text():
        time.sleep(0.05)
    time.sleep(0.5)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert time.monotonic() - start < 5
    assert process.returncode == 130 and said.strip() == "interrupted"


OWN_CLAIM = '''
"""The mean curvature of a graph by its Hessian."""
from symgeom.claims import Claim

def on_surface(s):
    left = s["volume_element"] * s["mean_curvature"]
    right = (s["inverse_metric"] @ s.A).trace() / DIVISOR
    yield s.step("trace", left, right, "$S = g^{-1}A/w$")

claim = Claim(id="scaled-mean", title="t", statement="s", source="own", about="graph", on_surface=on_surface, dimensions=(2,))
'''


def test_a_claim_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.py"
    own.write_text(OWN_CLAIM.replace("DIVISOR", "s.dimension"))
    result = call("verify", str(own), "--json")
    assert result.exit_code == 0
    assert [row["claim"] for row in json.loads(result.output)] == ["scaled-mean"]
    own.write_text(OWN_CLAIM.replace("DIVISOR", "7"))
    assert call("verify", str(own)).exit_code == 1
    own.write_text("claim = (")
    result = call("verify", str(own))
    assert result.exit_code == 2
    assert "own.py, line 1" in bad(result)
    assert call("verify", str(tmp_path / "none.py")).exit_code == 2


@pytest.mark.slow
def test_notes_and_certificates_of_a_claim_of_ones_own(tmp_path: Path) -> None:
    own, paper, proof = (tmp_path / name for name in ("own.py", "own.tex", "own.json"))
    own.write_text(OWN_CLAIM.replace("DIVISOR", "s.dimension"))
    assert call("notes", str(own), "-o", str(paper)).exit_code == 0
    assert "g^{-1}A/w" in paper.read_text(encoding="utf-8")
    assert call("certify", str(own), "-o", str(proof)).exit_code == 0
    assert call("check", str(proof)).exit_code == 0
    assert call("certify", str(own), "--on", str(EXAMPLES / "rosenbrock.toml")).exit_code == 0
    own.write_text(own.read_text().replace("scaled-mean", "weingarten"))
    assert "two different claims" in bad(call("verify", "weingarten", str(own)))
    own.write_text(
        own.read_text() + "from dataclasses import replace\nsecond = replace(claim, id='second')\n"
    )
    assert "weingarten, second" in bad(call("certify", str(own)))
    assert call("notes", str(own), "-o", str(paper)).exit_code == 0


@pytest.mark.parametrize("slip", ["import sys; sys.exit()", "1 / 0"])
def test_a_claim_of_ones_own_that_fails_is_bad_input(tmp_path: Path, slip: str) -> None:
    own, paper = tmp_path / "own.py", tmp_path / "own.tex"
    said = "it calls sys.exit" if "exit" in slip else "ZeroDivisionError"
    own.write_text(OWN_CLAIM.replace("DIVISOR", "s.dimension") + slip)
    for command in (["verify", str(own)], ["notes", str(own), "-o", str(paper)], ["certify", str(own)]):
        assert f"own.py, line 11: {said}" in bad(call(*command)).replace("\n", " ")
    own.write_text(
        OWN_CLAIM.replace("DIVISOR", "s.dimension").replace("yield s.step", f"{slip}; yield s.step")
    )
    for command in (["verify", str(own)], ["notes", str(own), "-o", str(paper)], ["certify", str(own)]):
        assert f"own.py, line 8: {said}" in bad(call(*command)).replace("\n", " ")
    assert not paper.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "name"),
    [("K", "gaussian_curvature"), ("h", "second_fundamental_form"), ("Weingarten-map", "shape_operator")],
)
def test_symbols_and_synonyms_on_the_command_line(word: str, name: str) -> None:
    short, long = (call("derive", "torus", "-q", asked) for asked in (word, name))
    assert short.exit_code == 0 and short.output == long.output
    assert call("export", "torus", "-q", word).output == call("export", "torus", "-q", name).output
    short, long = (call("certify", "torus", "-q", asked) for asked in (word, name))
    assert short.exit_code == 0 and short.output == long.output


@pytest.mark.slow
def test_a_formula_on_the_command_line() -> None:
    said = call("derive", "a*x**2 + y**2", "--parameter", "a", "-q", "K")
    assert said.exit_code == 0 and "coordinates   x, y" in said.output and "gaussian_curvature" in said.output
    assert call("verify", "proposition-2", "--on", "x*y").exit_code == 0
    assert call("certify", "weingarten", "--on", "x*y").exit_code == 0


@pytest.mark.slow
def test_derive_prints_definitions_where_the_closed_form_is_longer() -> None:
    loss = "(y*tanh(x) - 1)**2 + (y*tanh(2*x) + 1)**2"
    text = call("derive", loss, "-q", "mean_curvature").stdout
    assert text.index("(activation)") < text.index("(gradient)") < text.index("(Hessian)")
    assert "(gradient)" not in call("derive", TORUS, "-q", "mean_curvature").stdout


def test_derive_gives_definitions_values_and_proofs_as_json() -> None:
    table = json.loads(call("derive", "x**3*y - x*y**2", "-q", "K", "-q", "S", "--json").stdout)
    assert table["coordinates"] == ["x", "y"]
    assert list(table["quantities"]) == ["gaussian_curvature", "shape_operator"]
    for told in table["quantities"].values():
        assert told["proof"].startswith("proved")
        assert {"symbol", "expression", "meaning"} == set(told["definitions"][0])
    assert [len(row) for row in told["values"]["shape_operator"]] == [2, 2]
