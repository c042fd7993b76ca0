"""Certificates: every proof checks again, a corrupted one is refused, by our small checker and by other systems."""

import ast
import copy
import json
import pickle
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from click.testing import CliRunner

import symgeom as sg
from symgeom import checker
from symgeom.algebra.reading.declared import facts_of
from symgeom.certificates import FORMATS, certify, certify_claim, certify_surface, exported
from symgeom.certificates.words import FreeInstance
from symgeom.checker import Refused, check
from symgeom.command.cli import main
from symgeom.errors import InputError
from symgeom.words import GraphFrame
from tests import rows

CHECKER = Path(checker.__file__)
IDENTITIES = rows.identity_rows()
SURFACES = {row.surface.name: row for row in rows.surface_rows()}
x, y = sp.symbols("x y", real=True)


def reread(certificate):
    """What someone else gets: the JSON text, parsed."""
    return json.loads(certificate.as_json())


# The checker ---------------------------------------------------------------------------------------------------------
def test_the_checker_is_short_and_alone():
    source = CHECKER.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 350
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    }
    assert imported <= set(sys.stdlib_module_names)


def test_the_checker_runs_without_sympy(tmp_path):
    certify(sp.sin(2 * x), 2 * sp.sin(x) * sp.cos(x)).save(tmp_path / "a.json")
    alone = shutil.copy(CHECKER, tmp_path / "checker.py")
    done = subprocess.run(
        [sys.executable, "-I", "-S", alone, tmp_path / "a.json"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "1 identities verified" in done.stdout
    assert "not checked" in done.stdout
    module = "import sys, symgeom.checker as c; c.main([sys.argv[1]]); sys.exit('sympy' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", module, tmp_path / "a.json"], capture_output=True).returncode
        == 0
    )


def test_exit_codes(tmp_path, capsys):
    document = reread(certify((x + y) ** 2, x**2 + 2 * x * y + y**2))
    good, bad, broken = (tmp_path / name for name in ("good.json", "bad.json", "broken.json"))
    good.write_text(json.dumps(document), encoding="utf-8")
    document["parts"][0]["identities"][0]["left"]["numerator"][0][0] = "7"
    bad.write_text(json.dumps(document), encoding="utf-8")
    broken.write_text("{", encoding="utf-8")
    assert checker.main([str(good)]) == 0
    assert checker.main([str(bad), str(good)]) == 1
    assert "bad.json: REFUSED: (x + y)**2 = x**2 + 2*x*y + y**2: identity" in capsys.readouterr().err
    assert checker.main([str(broken)]) == 2
    assert checker.main([str(tmp_path / "none.json")]) == 2
    assert checker.main([]) == 2


# Proofs --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("row", IDENTITIES, ids=lambda row: f"{row.left} = {row.right}")
def test_identities(row):
    """What is proved pointwise has a certificate that checks; what is false has none."""
    certificate = certify(row.left, row.right, facts_of(row.domain, row.where))
    if sg.decide(row.left, row.right, domain=row.domain, where=row.where).method == "pointwise":
        try:
            assert check(reread(certificate))
        except InputError as nothing:  # the reading alone has made the sides the same
            assert "read alike" in str(nothing)
    elif not row.truth:
        with pytest.raises(sg.SymgeomError):
            certificate.as_json()


def test_a_verdict_carries_its_certificate():
    verdict = sg.decide(sp.sqrt(x**2 * y**2), sp.Abs(x * y))
    assert "not made yet" in repr(verdict.certificate)
    assert check(reread(verdict.certificate))
    restored = pickle.loads(pickle.dumps(verdict))
    assert restored.certificate.document == verdict.certificate.document
    assert sg.decide(x, y).certificate is None
    assert pickle.loads(pickle.dumps(sg.decide(x, y))).status == "refuted"


def test_the_root_is_stated_too():
    names = check(reread(certify(sp.sqrt(x**2 * y**2 + x**2), sp.Abs(x) * sp.sqrt(y**2 + 1))))
    assert any("root of x**2*y**2 + x**2" in name for name in names)


@pytest.mark.parametrize(
    "name", [name for name in SURFACES if name not in ("boy", "klein_figure_8", "plane")]
)
def test_surfaces(name):
    certificate = certify_surface(SURFACES[name].surface, ["gaussian_curvature", "mean_curvature"])
    assert not certificate.document["not_certified"]
    assert len(check(reread(certificate))) >= 2


def test_a_closed_form_is_compared_with_the_definition():
    """The right side of K is written out in the derivatives of the map, and the checker multiplies it out."""
    (part,) = reread(certify_surface(sg.surfaces.torus(), ["gaussian_curvature"]))["parts"]
    (identity,) = (i for i in part["identities"] if i["name"] == "K")
    assert identity["left"]["text"].count("/") == 2
    assert identity["right"]["text"].count("g5") > 4
    identity["right"]["text"] = identity["right"]["text"].replace("g5", "g4", 1)
    with pytest.raises(Refused, match="not the fraction given for it"):
        checker.Part(part).identity(identity)


def test_of_a_plane_there_is_nothing_to_check():
    with pytest.raises(InputError, match="read alike"):
        certify(sg.surfaces.plane()).as_json()


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_abstract_graphs(dimension):
    names = check(reread(certify(sg.Graph.abstract(dimension))))
    assert any(name.endswith(": K") for name in names)


def claim_ids():
    """Those with equations of their own that are not refuted."""
    claims = [c for c in sg.claims.values() if c.on_surface or c.any_dimension]
    return [c.id for c in claims if c.expected == "proved"]


@pytest.mark.parametrize("name", claim_ids())
def test_claims(name, tmp_path):
    """Our checker, and PARI where it is installed."""
    certificate = certify(sg.claims[name])
    document = reread(certificate)
    assert check(document)
    assert all(entry["reason"] for entry in certificate.document["not_certified"])
    if shutil.which("gp"):
        assert accepts("pari", document, tmp_path)


@pytest.mark.parametrize("name", ["induced-metric", "proposition-1", "proposition-2", "gauss-codazzi"])
def test_nothing_is_left_out(name):
    certificate = certify(sg.claims[name])
    assert certificate.document["not_certified"] == []
    scopes = {part["name"] for part in certificate.document["parts"]}
    assert {"d = 3", "graph, d = 1", "graph, d = 2", "graph, d = 3"} <= scopes


def test_a_claim_on_a_surface():
    loss = sg.Graph((x**2 + 3 * y**2) / 2, (x, y), name="bowl")
    assert any(
        name.startswith("bowl: shape operator")
        for name in check(reread(certify(sg.claims["weingarten"], on=loss)))
    )
    with pytest.raises(InputError, match="graph of a function"):
        certify(sg.claims["proposition-1"], on=sg.surfaces.torus()).as_json()


@pytest.mark.parametrize("name", [c.id for c in sg.claims.values() if c.expected == "refuted"])
def test_a_refuted_claim_has_no_certificate(name):
    """Whatever holds of its steps, and of the corrected statement beside it."""
    with pytest.raises(InputError, match=f"no certificate of {name}: the claim is refuted"):
        certify(sg.claims[name]).as_json()


def test_a_wrong_statement_has_no_certificate():
    with pytest.raises(InputError, match="does not follow from the relations"):
        certify(sp.sin(x), sp.cos(x)).as_json()
    with pytest.raises(InputError, match="zero identically"):
        certify(1 / (sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1), x).as_json()


def test_names_that_cannot_meet():
    """The vector B_1 beside the operator B, the letter theta beside the coordinates, a parameter called as one of these."""
    frame, at = GraphFrame(), FreeInstance(2)
    letters = [frame.operator("B"), frame.vector("B_1"), frame.vector("theta"), frame.vector("ell")]
    letters += [frame.parameter("theta_1"), frame.parameter("B_1_1"), frame.gradient, frame.hessian]
    values = [e for letter in letters for row in at.value(letter) for e in row]
    values += [at.translator.element(s) for s in at.graph.coordinates]
    assert len({str(at.field.plain(e)) for e in values}) == len(values) - 1  # the Hessian is symmetric
    assert all(at.field.derivative(e, s).is_zero() for e in values[:12] for s in at.graph.coordinates)


def test_a_parameter_is_not_negative_because_nobody_called_it_positive():
    frame, at = GraphFrame(), FreeInstance(1)
    ((a,),) = at.value(frame.parameter("a"))
    ((b,),) = at.value(frame.parameter("b", positive=True))
    (plain,), (positive,) = (at.field.plain(e).free_symbols for e in (a, b))
    assert (plain.is_positive, plain.is_negative, positive.is_positive) == (None, None, True)


def test_sides_that_cancel_stand_as_they_were_stated():
    """g_12 of the torus is 0 = the inner product of two tangent vectors, and not 0 = 0."""
    (part,) = reread(certify_surface(sg.surfaces.torus(), ["metric"]))["parts"]
    i = next(i for i in part["identities"] if i["name"] == "g [1, 2]")
    assert i["left"]["text"] == "0" and i["right"]["numerator"] == []
    assert i["right"]["text"].count("*") >= 4


def test_only_what_can_be_certified():
    with pytest.raises(InputError, match="not for int"):
        certify(3)
    with pytest.raises(InputError, match="no quantity"):
        certify_surface(sg.surfaces.torus(), ["curviness"])
    with pytest.raises(InputError, match="a quantity of a curve"):
        certify_surface(sg.surfaces.torus(), ["curvature"])


# Corruption ----------------------------------------------------------------------------------------------------------
def sample():
    """A small certificate with angles, a root, a sign, divisors and texts."""
    left = (sp.Abs(x) + sp.sqrt(y**2 + 1)) ** 2 * sp.sin(x) / (1 + sp.cos(x))
    right = (x**2 + 2 * sp.sqrt(x**2 * (y**2 + 1)) + y**2 + 1) * (1 - sp.cos(x)) / sp.sin(x)
    return reread(certify(left, right))


def coefficients(node, found):
    """Every coefficient of every polynomial, as (list, index)."""
    if isinstance(node, dict):
        for value in node.values():
            coefficients(value, found)
    elif isinstance(node, list):
        if len(node) == 2 and isinstance(node[0], str) and isinstance(node[1], list):
            found.append(node)
        else:
            for value in node:
                coefficients(value, found)
    return found


def test_every_changed_coefficient_is_refused():
    document = sample()
    assert check(document)
    for entry in coefficients(document["parts"], []):
        before = entry[0]
        for other in ("1", "2", "-1", "5/3"):
            if other != before:
                entry[0] = other
                with pytest.raises(Refused):
                    check(document)
        entry[0] = before
    assert check(document)


def test_every_changed_exponent_is_refused():
    document = sample()
    for _, monomial in coefficients(document["parts"], []):
        for factor in monomial:
            factor[1] += 1
            with pytest.raises(Refused):
                check(document)
            factor[1] -= 1


CHANGES = {
    "a cofactor is missing": lambda p: p["identities"][0]["cofactors"].pop(),
    "a cofactor of another relation": lambda p: p["identities"][0]["cofactors"][0].__setitem__(0, 1),
    "no relations": lambda p: p.update(relations=[]),
    "sides changed for each other": lambda p: p["identities"][0].update(
        left=p["identities"][0]["right"], right=p["identities"][0]["left"]
    ),
    "another text": lambda p: p["identities"][0]["left"].update(text="g0 + 1"),
    "a text that vanishes below": lambda p: p["identities"][0]["left"].update(text="1/(g0 - g0)"),
    "hostile text": lambda p: p["identities"][0]["left"].update(text="__import__('os').getcwd()"),
    "text of another name": lambda p: p["identities"][0]["left"].update(text="g99"),
    "a divisor more": lambda p: p["identities"][0]["left"]["divisors"].append([0, 1]),
    "a generator of another kind": lambda p: [g.update(kind="symbol") for g in p["generators"]],
    "a sine of another angle": lambda p: [g.update(of="2") for g in p["generators"] if g["kind"] == "sin"],
    "an extra relation": lambda p: p["relations"].append(p["relations"][0]),
    "a negative generator": lambda p: p["relations"][0].update(generator=-1),
    "no identities": lambda p: p.update(identities=[]),
    "keys that are missing": lambda p: p.pop("divisors"),
    "a number for a name": lambda p: p["identities"].append(3),
    "a boolean exponent": lambda p: p["divisors"][0][0].__setitem__(1, [[0, True]]),
    "a huge exponent": lambda p: p["divisors"][0][0].__setitem__(1, [[0, 10**9]]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_refused(change):
    document = sample()
    CHANGES[change](document["parts"][0])
    with pytest.raises(Refused):
        check(document)


def proof(relations, divisors=(), kinds=("cos", "sin")):
    """A document that claims 1 = 0 from the given relations and the divisors."""
    one: dict[str, Any] = {"numerator": [["1", []]], "divisors": []}
    zero: dict[str, Any] = {"numerator": [], "divisors": []}
    side = {**one, "divisors": [[k, 1] for k in range(len(divisors))]}
    identity = {"name": "1 = 0", "statement": "", "left": side, "right": zero, "difference": [["1", []]]}
    identity["cofactors"] = [[k, [["1", []]]] for k in range(len(relations))]
    generators = [{"name": f"g{k}", "kind": kind, "meaning": "", "of": "x"} for k, kind in enumerate(kinds)]
    part = {"name": "p", "assumptions": [], "generators": generators, "relations": list(relations)}
    part |= {"divisors": list(divisors), "identities": [identity]}
    return {
        "format": "symgeom certificate",
        "version": 2,
        "title": "",
        "parts": [part],
        "alike": [],
        "not_certified": [],
    }


CIRCLE = [["1", [[1, 2]]], ["1", [[0, 2]]], ["-1", []]]  # generators from the highest to the lowest


@pytest.mark.parametrize(
    "document",
    [
        proof([{"generator": 1, "power": 2, "kind": "root", "polynomial": [["1", []]]}]),
        proof([{"generator": 1, "power": 2, "kind": "root", "polynomial": CIRCLE}], kinds=("root", "root")),
        proof([{"generator": 0, "power": 2, "kind": "root", "polynomial": CIRCLE}], kinds=("root", "root")),
        proof([{"generator": 1, "power": 2, "kind": "circle", "partner": 0, "polynomial": CIRCLE}]),
        proof([{"generator": 1, "power": 2, "kind": "circle", "partner": 0, "polynomial": CIRCLE}], [CIRCLE]),
    ],
    ids=["1 as a relation", "not 1", "a later generator", "Pythagoras", "a divisor that vanishes"],
)
def test_one_is_not_zero(document):
    with pytest.raises(Refused):
        check(document)


def test_malformed_documents():
    deep: Any = json.loads("[" * 500 + "]" * 500)
    documents: tuple[Any, ...] = (
        None,
        [],
        3,
        "text",
        {},
        {"format": "symgeom certificate", "version": 3, "parts": []},
        deep,
    )
    for document in documents:
        with pytest.raises(Refused):
            check(document)
    malformed: Any = sample()
    malformed["parts"][0]["identities"][0]["left"]["text"] = "(" * 20_000 + "1" + ")" * 20_000
    with pytest.raises(Refused):
        check(malformed)


# Other systems -------------------------------------------------------------------------------------------------------
SYSTEMS = {
    "pari": ("gp", "c.gp", ["gp", "-q", "-f", "c.gp"]),
    "singular": ("Singular", "c.sing", ["Singular", "-q", "c.sing"]),
    "maxima": ("maxima", "c.mac", ["maxima", "--very-quiet", '--batch-string=load("c.mac")$']),
    "coq": ("coqc", "c.v", ["coqc", "c.v"]),
}


def accepts(system, document, folder):
    """Does the system accept what was written for it, without a look by our checker?"""
    tool, file, command = SYSTEMS[system]
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    (folder / file).write_text(exported(document, system, verify=False), encoding="utf-8")
    done = subprocess.run(
        command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300
    )
    if system == "coq":
        return done.returncode == 0
    assert ("certificate verified" in done.stdout) != ("REFUSED" in done.stdout), done.stdout + done.stderr
    return "certificate verified" in done.stdout


@pytest.mark.parametrize("system", SYSTEMS)
def test_true_ones_are_accepted(system, tmp_path):
    for document in (sample(), reread(certify_surface(sg.surfaces.torus(), ["gaussian_curvature"]))):
        assert accepts(system, document, tmp_path)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("change", ["cofactor", "numerator", "difference"])
def test_corrupted_ones_are_refused(system, change, tmp_path):
    document = sample()
    identity = document["parts"][0]["identities"][0]
    entry = {
        "cofactor": identity["cofactors"][0][1][0],
        "numerator": identity["left"]["numerator"][0],
        "difference": identity["difference"][0],
    }[change]
    entry[0] = "17"
    if system == "coq":  # the statement as it is written stands; without it the fraction is the statement
        identity["left"].pop("text")
    assert not accepts(system, document, tmp_path)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_false_statement_is_refused(system, tmp_path):
    """sin x = cos x, with a proof made up for it: x - y over the relation of the angle."""
    document = reread(certify(sp.sin(x) ** 2, 1 - sp.cos(x) ** 2))
    identity = document["parts"][0]["identities"][0]
    identity["left"] = {"text": "g1**2 + g1", "numerator": [["1", [[1, 1]]], ["1", [[1, 2]]]], "divisors": []}
    identity["left"]["text"] = identity["left"]["text"].replace(
        "g1", f"g{len(document['parts'][0]['generators']) - 1}"
    )
    g = len(document["parts"][0]["generators"]) - 1
    identity["left"]["numerator"] = [["1", [[g, 1]]], ["1", [[g, 2]]]]
    identity["difference"].append(["1", [[g, 1]]])
    with pytest.raises(Refused):
        check(document)
    assert not accepts(system, document, tmp_path)


@pytest.mark.parametrize("name", ["proposition-1", "proposition-2", "induced-metric"])
def test_coq_checks_claims(name, tmp_path):
    """The graph in dimension 1 to 3, and the identities of any dimension at d = 3."""
    document = reread(certify_claim(sg.claims[name]))
    assert "d = 3" in {part["name"] for part in document["parts"]}
    assert accepts("coq", document, tmp_path)


@pytest.mark.parametrize("name", ["torus", "catenary_cylinder", "helicoid"])
def test_coquelicot_checks_derivatives(name, tmp_path):
    coq = shutil.which("coqc") and subprocess.run(["coqc", "-where"], capture_output=True, text=True).stdout
    if not coq or not (Path(coq.strip()) / "user-contrib" / "Coquelicot").is_dir():
        pytest.skip("coq with coquelicot is not installed")
    shown = (
        "mean_curvature" if name == "catenary_cylinder" else "gaussian_curvature"
    )  # K = 0 has no certificate
    document = reread(certify_surface(sg.surfaces.get(name)(), [shown]))
    for wrong in (False, True):
        if wrong:
            document["parts"][0]["derivatives"]["list"][-1]["derivative"] = "s0"
        (tmp_path / "d.v").write_text(exported(document, "coquelicot"), encoding="utf-8")
        done = subprocess.run(["coqc", "d.v"], cwd=tmp_path, capture_output=True, text=True, timeout=300)
        assert (done.returncode == 0) != wrong, done.stderr


# Texts ---------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("format", FORMATS)
def test_formats(format):
    text = exported(certify(sg.surfaces.torus()), format)
    assert text == exported(certify(sg.surfaces.torus()), format)
    assert text.endswith("\n")
    assert ("NOT RUN" in text) == (format == "lean")


def test_a_wrong_one_is_not_exported():
    document = sample()
    document["parts"][0]["identities"][0]["cofactors"].pop()
    with pytest.raises(InputError, match="does not hold"):
        exported(document, "pari")
    with pytest.raises(InputError, match="no derivatives to write"):
        exported(sample(), "coquelicot")
    with pytest.raises(InputError, match="no format"):
        exported(sample(), "fortran")


@pytest.mark.parametrize("format", ["pari", "singular", "maxima", "coq", "lean"])
def test_names_stay_in_comments(format):
    """What stands in a certificate as words can't leave the comment that it is put in."""
    document = copy.deepcopy(sample())
    hostile = '*) -/ */ \n " ) \\ system("id") $ { } (* /- /* Axiom'
    document["title"] = document["parts"][0]["name"] = hostile
    document["parts"][0]["assumptions"] = [hostile] * len(document["parts"][0]["assumptions"])
    for generator in document["parts"][0]["generators"]:
        generator["meaning"] = hostile
    for identity in document["parts"][0]["identities"]:
        identity["name"] = identity["statement"] = hostile
    plain, odd = (exported(d, format, verify=False) for d in (sample(), document))
    for mark in ("*)", "-/", "*/", "(*", "/-", "/*"):
        assert odd.count(mark) == plain.count(mark)
    assert len(odd.splitlines()) == len(plain.splitlines())
    assert "system(" not in odd or 'system("' not in odd


@pytest.mark.parametrize("system", SYSTEMS)
def test_hostile_names_change_nothing(system, tmp_path):
    document = reread(certify((x + y) ** 2, x**2 + 2 * x * y + y**2))
    document["title"] = document["parts"][0]["identities"][0]["name"] = '*) */ " Fail. \n quit(); (* /*'
    assert accepts(system, document, tmp_path)


# Command line --------------------------------------------------------------------------------------------------------
def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_certify_and_check(tmp_path):
    file = tmp_path / "k.json"
    done = run("certify", "torus", "-q", "gaussian_curvature", "-o", file)
    assert done.exit_code == 0, done.output
    assert run("check", file).exit_code == 0
    document = json.loads(file.read_text(encoding="utf-8"))
    document["parts"][0]["identities"][0]["cofactors"][0][1][0][0] = "1/7"
    file.write_text(json.dumps(document), encoding="utf-8")
    refused = run("check", file)
    assert refused.exit_code == 1
    assert "REFUSED" in refused.output


def test_certify_writes_other_formats(tmp_path):
    done = run("certify", "proposition-1", "--format", "lean", "-o", tmp_path / "p.lean")
    assert done.exit_code == 0, done.output
    assert "NOT RUN" in (tmp_path / "p.lean").read_text(encoding="utf-8")
    assert run("certify", "weingarten", "--on", "torus").exit_code == 0


def test_what_is_certified_in_part_says_so(tmp_path):
    """Four steps of this claim need facts about letters."""
    done = run("certify", "weingarten", "-o", tmp_path / "w.json")
    assert done.exit_code == 1
    assert done.output.count("not certified: ") == 4 and "PARTLY CERTIFIED: 4" in done.output
    assert run("check", tmp_path / "w.json").exit_code == 0
    whole = run("certify", "proposition-1", "-o", tmp_path / "p.json")
    assert whole.exit_code == 0 and "CERTIFIED" not in whole.output


def test_a_refuted_claim_is_not_certified(tmp_path):
    done = run("certify", "drops-inverse-metric", "-o", tmp_path / "d.json")
    assert done.exit_code == 2 and "the claim is refuted" in done.output
    assert not (tmp_path / "d.json").exists()


@pytest.mark.parametrize(
    "arguments, code",
    [
        (["certify", "torus", "--on", "sphere"], 2),
        (["certify", "proposition-1", "-q", "metric"], 2),
        (["certify", "proposition-1", "--on", "torus"], 2),
        (["certify", "no-such-thing"], 2),
        (["certify", "torus", "--format", "fortran"], 2),
        (["certify", "torus", "-o", "/no/such/folder/a.json"], 3),
        (["check", "no-such-file.json"], 2),
        (["check"], 2),
    ],
)
def test_bad_arguments(arguments, code):
    done = run(*arguments)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output


def test_a_file_that_is_no_certificate_is_not_called_refused(tmp_path):
    (tmp_path / "text.json").write_text("text", encoding="utf-8")
    for file in (tmp_path / "text.json", tmp_path / "none.json", tmp_path):
        done = run("check", file)
        assert done.exit_code == 2
        assert (
            "can't be read: " in done.output and "REFUSED" not in done.output and "Errno" not in done.output
        )


# Against chance ------------------------------------------------------------------------------------------------------
def test_the_checker_agrees_with_sympy():
    """Its arithmetic, on random polynomials."""
    draw = random.Random(7)
    g = sp.symbols("g0:3")
    part = checker.Part(
        {"name": "", "generators": [{"kind": "symbol", "of": ""}] * 3, "relations": [], "divisors": []}
    )
    for _ in range(30):
        texts = [
            "("
            + " + ".join(
                f"{draw.randint(-3, 3)}*g{draw.randrange(3)}**{draw.randint(0, 3)}" for _ in range(3)
            )
            + ")"
            for _ in range(4)
        ]
        text = f"({texts[0]}*{texts[1]} - {texts[2]})**2 + {texts[3]}"
        above, below = part.value(ast.parse(text, mode="eval").body)
        assert below == checker.ONE
        expected = sp.Poly(sp.sympify(text, locals={str(s): s for s in g}), *g).terms()
        packed = {sum(e << checker.BITS * k for k, e in enumerate(m)): int(c) for m, c in expected if c}
        assert above == packed
