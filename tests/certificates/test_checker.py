"""`symgeom check` on files of strangers: nothing takes long, nothing is printed as checked that was not."""

import copy
import json
import math
import os
import resource
import subprocess
import sys
from typing import Any

import pytest
import sympy as sp
from click.testing import CliRunner

from symgeom import checker
from symgeom.certificates import certify, certify_surface
from symgeom.checker import Refused, check
from symgeom.command.cli import main
from symgeom.surfaces import torus
from tests.fuzz import certificates as fuzz

pytestmark = pytest.mark.quick

x, y = sp.symbols("x y", real=True)
SECONDS = 2.0
ONE: dict[str, Any] = {"numerator": [["1", []]], "divisors": []}
ZERO: dict[str, Any] = {"numerator": [], "divisors": []}


def certificate(names=("x", "y"), relations=(), divisors=(), identities=()):
    """A document by hand. Names are symbols; a relation (power, polynomial) makes a root of the generator at its place."""
    generators = [{"name": f"g{k}", "kind": "symbol", "meaning": n, "of": ""} for k, n in enumerate(names)]
    bound = []
    for g, (n, polynomial) in dict(relations).items():
        generators[g]["kind"] = "root"
        rest = {sum(e << checker.BITS * k for k, e in m): -checker.number(c) for c, m in polynomial[1:]}
        generators[g]["meaning"] = checker.written(rest, n) if g < 150 else "root"
        bound.append({"generator": g, "power": n, "kind": "root", "polynomial": polynomial})
    part = {"name": "part", "assumptions": [], "generators": generators, "relations": bound}
    part |= {"divisors": list(divisors), "identities": list(identities)}
    head = {"format": "symgeom certificate", "version": 2, "title": "", "alike": [], "not_certified": []}
    return head | {"parts": [part]}


def identity(left, right=ZERO, difference=(), cofactors=(), name="i"):
    return {
        "name": name,
        "statement": "",
        "left": left if isinstance(left, dict) else ZERO | {"text": left},
        "right": right if isinstance(right, dict) else ZERO | {"text": right},
        "difference": list(difference),
        "cofactors": list(cofactors),
    }


def text_of(text, **more):
    return certificate(identities=[identity(text, **more)])


def coefficient(number):
    return certificate(identities=[identity({"numerator": [[number, [[0, 1]]]], "divisors": []})])


def honest():
    return json.loads(certify(sp.sin(x) ** 2 + y, 1 + y - sp.cos(x) ** 2).as_json())


# Hostile files -------------------------------------------------------------------------------------------------------
def tower(count, n, wide=False):
    """Roots of roots: g_k^n = g_(k-1)^3 + g_(k-2) + 1, from two symbols."""
    names, relations = ["x", "y"], {}
    for g in range(2, count + 2):
        names.append(f"r{g}")
        below = [["-1", [[g - 1, 3]]], ["-1", [[g - 2, 1]]], ["-1", []]]
        if wide:
            below[1:] = [["-1", [[k, 1]]] for k in range(g - 2, -1, -1)]
        relations[g] = (n, [["1", [[g, n]]], *below])
    top = [["1", [[count + 1, 1000]]], ["1", [[count, 999]]], ["1", [[0, 1]]]]
    side = {"numerator": [["1", []]], "divisors": [[0, 1]]}
    return certificate(names, relations, [top], [identity(side)])


def sums(terms, digits=1):
    return [[str(10**digits + k), [[0, terms - k]]] for k in range(terms)]


def fractions(count):
    return [[f"{2 * k + 1}/{2**600}", [[0, count - k]]] for k in range(count)]


def squares(polynomial, exponent=40, count=1):
    side = {"numerator": [["1", []]], "divisors": [[0, exponent]]}
    return certificate(
        divisors=[polynomial], identities=[identity(ONE, side, name=str(k)) for k in range(count)]
    )


def power_of(k):
    terms = [[str(math.comb(60, j)), [p for p in ([0, 60 - j], [1, j]) if p[1]]] for j in range(60, -1, -1)]
    side = {"numerator": terms, "divisors": []}
    return identity(side | {"text": "(g0+g1)**60"}, side | {"text": "(g1+g0)**60"}, name=str(k))


def short(k):
    side = {"numerator": [[str(k), [[0, 1]]]], "divisors": []}
    return identity(side | {"text": f"g0*{k}"}, side | {"text": f"{k}*g0"}, name=str(k))


def long_sum(k):
    side = {"numerator": [[str(k), [[1, 1]]], ["150", [[0, 1]]]], "divisors": []}
    return identity(side | {"text": "+".join(["g0"] * 150) + f"+{k}*g1"}, side, name=str(k))


def on_branches(roots):
    """Thousands of divisors that are sums of independent roots."""
    relations = {k: (2, [["1", [[k, 2]]], ["-1", [[0, 1]]], [str(-k), []]]) for k in range(1, roots + 1)}
    sum_of_roots = [["1", [[k, 1]]] for k in range(roots, 0, -1)]
    divisors = [[*sum_of_roots, [str(j), []]] for j in range(1, 3000)]
    names = ["x", *(f"r{k}" for k in range(roots))]
    return certificate(names, relations, divisors, [identity("g0-g0", "0")])


def many_parts():
    one = certificate([f"x{k}" for k in range(190)], identities=[identity("g0-g0", "0")])
    return one | {"parts": one["parts"] * 250}


HOSTILE = {
    "a coefficient in scientific notation": lambda: coefficient("1e9999999"),
    "a long coefficient": lambda: coefficient("9" * 4_000_000),
    "a long number in JSON": lambda: '{"version": ' + "9" * 4_000_000 + "}",
    "a power": lambda: text_of("(g0+g1)**9999"),
    "a power within limits": lambda: text_of("(g0+g1)**1000"),
    "a power of a power": lambda: text_of("(2**9999)**9999"),
    "small powers of powers": lambda: text_of("((((2**99)**99)**99)**99)**99"),
    "powers of one generator": lambda: text_of("(((g0**999)**999)**999)**999"),
    "a tower of powers": lambda: text_of("9**9**9**9"),
    "products of sums": lambda: text_of("*".join(["(g0+g1+1)"] * 1500)),
    "a sum of fractions": lambda: text_of("+".join(f"1/(g0+{k})" for k in range(1500))),
    "brackets": lambda: text_of("(" * 9000 + "g0" + ")" * 9000),
    "signs": lambda: text_of("-" * 19_000 + "g0"),
    "a long sum": lambda: text_of("+".join(["g0"] * 6000)),
    "text without end": lambda: text_of("g0+" * 1_000_000 + "g0"),
    "a chain of 11 roots": lambda: tower(11, 2),
    "a chain of 8 roots": lambda: tower(8, 2),
    "a chain of 8 roots of all before": lambda: tower(8, 2, wide=True),
    "a chain of 3 roots of index 6": lambda: tower(3, 6),
    "a root of index 256": lambda: tower(1, 256),
    "many relations": lambda: tower(140, 2),
    "many terms squared": lambda: squares(sums(1000)),
    "many terms of many digits": lambda: squares(sums(60, 900)),
    "fractions": lambda: squares(fractions(300)),
    "the same at length, many times": lambda: squares(sums(700), 1, 300),
    "a huge identity, many times": lambda: certificate(identities=[power_of(k) for k in range(400)]),
    "many short identities": lambda: certificate(identities=[short(k) for k in range(1, 15_000)]),
    "many long sums": lambda: certificate(identities=[long_sum(k) for k in range(1, 3000)]),
    "many divisors on many branches": lambda: on_branches(6),
    "many divisors on few branches": lambda: on_branches(4),
    "many parts of many generators": lambda: many_parts(),
    "lists in lists": lambda: "[" * 2_000_000,
    "objects in objects": lambda: '{"a":' * 500_000,
    "a list of lists": lambda: "[" + "[]," * 1_600_000 + "[]]",
    "a list of words": lambda: json.dumps(certificate() | {"alike": [{"part": "", "what": ""}] * 100_000}),
    "many parts": lambda: certificate() | {"parts": certificate(["x"] * 199)["parts"] * 400},
    "a large file": lambda: " " * 7_000_000,
}


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once(name, tmp_path):
    """Computing time, so that a busy machine changes nothing."""
    made = HOSTILE[name]()
    (tmp_path / "a.json").write_text(made if isinstance(made, str) else json.dumps(made), encoding="utf-8")
    start = spent()
    command = [sys.executable, checker.__file__, str(tmp_path / "a.json")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert spent() - start < SECONDS
    assert done.returncode in (1, 2), done.stdout
    assert "Traceback" not in done.stderr
    assert not done.stdout


def test_what_is_no_file(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    for path in (tmp_path, tmp_path / "pipe", "/dev/zero", tmp_path / "bytes", tmp_path / "none", "a\0b"):
        code, said = checker.examine(str(path))
        assert code == 2 and "can't be read" in said, said
    (tmp_path / "a.json").write_text(json.dumps(honest()), encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "a.json")
    assert checker.examine(str(tmp_path / "link"))[0] == 0


def test_the_command_has_limits(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(honest()), encoding="utf-8")
    run = CliRunner().invoke(main, ["check", str(tmp_path / "a.json"), "--timeout", "20", "--memory", "1000"])
    assert run.exit_code == 0, run.output
    assert "1 identities verified" in run.output
    stopped = CliRunner().invoke(main, ["check", str(tmp_path / "a.json"), "--timeout", "0.000001"])
    assert stopped.exit_code == 1
    assert "--timeout" in stopped.output and "verified" not in stopped.output


# What is said --------------------------------------------------------------------------------------------------------
def said(document):
    lines: list[str] = []
    check(document, lines)
    return "\n".join(lines)


def test_the_identity_is_printed():
    document = json.loads(certify_surface(torus(), ["gaussian_curvature"]).as_json())
    (part,) = document["parts"]
    for i in part["identities"]:
        assert f"    {i['left']['text']} = {i['right']['text'][:200]}" in said(document)
    assert "g3**2 = -g2**2 + 1" in said(document)
    assert "not checked: g0 is R; g1 is r; g2 is cos(v); g3 is sin(v)" in said(document)


@pytest.mark.parametrize("key", ["title", "name", "statement", "part"])
def test_words_of_the_file_are_not_printed(key):
    document = honest()
    place = {"title": document, "part": document["parts"][0]}.get(key, document["parts"][0]["identities"][0])
    before = said(document)
    place["name" if key == "part" else key] = "gaussian_curvature = 42"
    assert said(document) == before
    assert "42" not in before


def test_a_long_identity_is_told_from_others():
    """Only its beginning is printed, and a digest of the whole."""
    terms = [str(k) + "*g0" for k in range(1, 200)]
    total = sum(range(1, 200))

    def printed(order):
        side = {"numerator": [[str(total), [[0, 1]]]], "divisors": []}
        return said(certificate(identities=[identity(side | {"text": "+".join(order)}, side)]))

    other = [*terms[:-2], terms[-1], terms[-2]]
    assert printed(terms) != printed(other)
    assert max(map(len, printed(terms).splitlines())) < 500


ESCAPES = (
    "\x1b[2J\x1b[31mverified",
    "a\rb",
    "a\nb: 9 identities verified",
    "\u202egnorw",
    "\ud800",
    "\x9b2J",
    "é\u0000",
)


@pytest.mark.parametrize("words", ESCAPES)
def test_words_cannot_move_a_terminal(words):
    document = honest()
    symbol = next(g for g in document["parts"][0]["generators"] if g["kind"] == "symbol")
    symbol["meaning"] = "a" + words.replace("(", "")
    try:
        printed = said(document)
    except Refused as error:
        printed = str(error)
    assert printed.isascii() and all(c.isprintable() or c == "\n" for c in printed)
    assert len(printed.splitlines()) == len(said(honest()).splitlines()) or "\n" not in printed
    document["parts"][0]["name"] = document["parts"][0]["identities"][0]["name"] = words
    document["parts"][0]["identities"][0]["difference"] = []
    with pytest.raises(Refused) as refused:
        check(document)
    assert str(refused.value).isascii() and str(refused.value).isprintable()


# Ways to fool it -----------------------------------------------------------------------------------------------------
X = [["1", [[0, 1]]]]
X_SIDE = {"numerator": X, "divisors": []}
ROOT = [["1", [[1, 2]]], ["-1", [[0, 2]]]]  # g1^2 = g0^2: |x| up to sign


def part_of(change):
    document = honest()
    change(document["parts"][0])
    return document


def double(document):
    return json.dumps(document).replace('"title":', '"title": "", "title":', 1)


def generator(which, **values):
    def change(part):
        next(g for g in part["generators"] if g["kind"] == which).update(values)

    return part_of(change)


def relation(**values):
    return part_of(lambda part: part["relations"][0].update(values))


def number(g, meaning="2*cos(pi/14)", polynomial=()):
    document = certificate(
        ["x", meaning], identities=[identity(X_SIDE | {"text": "g0"}, X_SIDE | {"text": "g0*1"})]
    )
    document["parts"][0]["generators"][1]["kind"] = "number"
    entry = {"generator": 1, "power": g, "kind": "number", "polynomial": list(polynomial)}
    document["parts"][0]["relations"] = [entry]
    return document


def divided(below, relations=((1, (2, ROOT)),)):
    """0/d = 0 for a divisor d."""
    side = {"numerator": [], "divisors": [[0, 1]]}
    return certificate(["x", "r"], relations, [below], [identity(side, ZERO | {"text": "g0-g0"})])


FOOLED = {
    "0 = 0": text_of("0", right="0"),
    "0 = 0 without texts": certificate(identities=[identity(ZERO)]),
    "x = x": certificate(identities=[identity(X_SIDE | {"text": "g0"}, X_SIDE | {"text": "( g0)"})]),
    "x = x without texts": certificate(identities=[identity(X_SIDE, X_SIDE)]),
    "x = x with one text": certificate(identities=[identity(X_SIDE, X_SIDE | {"text": "g0"})]),
    "an equality of numbers": text_of("2-2", right="0*7"),
    "the same identity twice": certificate(identities=[identity("g0-g0", "0")] * 2),
    "an older version": honest() | {"version": 1},
    "version true": honest() | {"version": True},
    "an unknown key": honest() | {"note": ""},
    "an unknown key of a part": part_of(lambda part: part.update(note="")),
    "an unknown key of a side": part_of(lambda part: part["identities"][0]["left"].update(note="")),
    "an unknown key of a generator": generator("symbol", note=""),
    "an unknown key of a relation": relation(note=""),
    "a partner that is not needed": divided(X) | {"title": 3},
    "a name of its own": generator("symbol", name="x"),
    "a number as a name": generator("symbol", name=0),
    "a sine of a sum": generator("sin", meaning="sin(x + 1)"),
    "a sine that is a cosine": generator("sin", meaning="cos(x)"),
    "a symbol that is a sum": generator("symbol", meaning="x + 1"),
    "a symbol that is a function": generator("symbol", meaning="sin(x)"),
    "a symbol that is a number": generator("symbol", meaning="42"),
    "two generators of one meaning": certificate(["x", "x"], identities=[identity("g0-g0", "0")]),
    "an exponential that is a symbol": generator("symbol", kind="exp"),
    "a generator of no kind": generator("symbol", kind="magic"),
    "an angle of a symbol": generator("symbol", of="x"),
    "the circle of radius 2": relation(polynomial=[["1", [[1, 2]]], ["1", [[0, 2]]], ["-2", []]]),
    "a hyperbola that is a circle": relation(kind="hyperbola"),
    "another leading term": relation(polynomial=[["2", [[1, 2]]], ["2", [[0, 2]]], ["-2", []]]),
    "a root of another radicand": lambda: [
        d := divided(X),
        d["parts"][0]["generators"][1].update(meaning="(g0**2 + 1)**(1/2)"),
    ][0],
    "the root of -1": divided(X, [(1, (2, [["1", [[1, 2]]], ["1", []]]))]),
    "the root of -1 - x^2": divided(X, [(1, (2, [["1", [[1, 2]]], ["1", [[0, 2]]], ["1", []]]))]),
    "a number with square -1": number(2, polynomial=[["1", [[1, 2]]], ["1", []]]),
    "a number that is another": number(2, "2*cos(pi/14)", [["1", [[1, 2]]], ["-3", []]]),
    "a number of another meaning": number(2, "sqrt(2)", [["1", [[1, 2]]], ["-2", []]]),
    "a number with a symbol": number(2, "2*cos(pi/4)", [["1", [[1, 2]]], ["-2", [[0, 1]]]]),
    "a divisor that vanishes": divided([["1", [[1, 2]]], ["-1", [[0, 2]]]]),
    "a divisor that vanishes on a branch": divided([["1", [[1, 1]]], ["-1", [[0, 1]]]]),
    "a divisor in a text that vanishes on a branch": certificate(
        ["x", "r"], [(1, (2, ROOT))], identities=[identity("0*g0/(g1-g0)", "0")]
    ),
    "a divisor on the other branch": divided([["1", [[1, 1]]], ["1", [[0, 1]]]]),
    "the zero divisor": divided([]),
    "an exponent that is true": part_of(
        lambda part: part["identities"][0]["difference"][0][1][0].__setitem__(1, True)
    ),
    "a text for a list": certificate(
        identities=[identity({"numerator": [["1", ""]], "divisors": []}, "g0/g0")]
    ),
    "an object for a list": certificate(
        identities=[identity({"numerator": [{"1": 0, "": 0}], "divisors": []}, "g0/g0")]
    ),
    "an object for an empty list": certificate(
        identities=[identity({"numerator": [["1", {}]], "divisors": []}, "g0/g0")]
    ),
    "a name with a digit of another script": text_of("g\u0660"),
    "a name with a zero": text_of("g00-g00", right="0"),
    "a name in full width": text_of("\uff470 - \uff470", right="0"),
    "digits with an underscore": text_of("1_000*g0-1000*g0", right="0"),
    "hexadecimal digits": text_of("0x10*g0-16*g0", right="0"),
    "a floor division": text_of("(g0-g0)//2", right="0"),
    "a comparison": text_of("(g0==g0)-1", right="0"),
    "a division by zero": text_of("(g0-g0)/(g1-g1)", right="0"),
    **{
        f"the coefficient {c!r}": coefficient(c)
        for c in ("1_0", "\u0661", " 1", "+1", "01", "1.0", "1/0", "2/4", "-0", "0")
    },
    **{
        f"the coefficient {c!r}": coefficient(c)
        for c in (1, True, None, 1.5, "", "1/-2", "0/1", "\u00b2", "1\n", "1/1")
    },
}


@pytest.mark.parametrize("name", FOOLED)
def test_refused(name):
    document = FOOLED[name]() if callable(FOOLED[name]) else FOOLED[name]
    with pytest.raises(Refused):
        check(copy.deepcopy(document))


@pytest.mark.parametrize(
    "broken",
    [double, lambda d: json.dumps(d | {"version": float("nan")}), lambda d: json.dumps(d | {"version": 2.0})],
)
def test_refused_as_text(broken, tmp_path):
    (tmp_path / "a.json").write_text(broken(honest()), encoding="utf-8")
    assert checker.examine(str(tmp_path / "a.json"))[0] == 1


def test_a_divisor_with_roots_that_vanishes_nowhere():
    """The tests above refuse for the reason that they name: the neighbours hold."""
    assert check(divided([["1", [[1, 1]]], ["-2", [[0, 1]]]]))  # |x| - 2 x is zero at 0 only
    assert check(divided([["1", [[1, 1]]], ["1", []]]))
    assert check(number(2, "2*cos(pi/4)", [["1", [[1, 2]]], ["-2", []]]))
    assert check(certificate(identities=[identity("g0-g0", "0")]))
    assert check(honest())


# Against chance ------------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_changed_certificates():
    """The first of `python -m tests.fuzz.certificates --changes 1000`."""
    counts, faults = fuzz.run(range(300))
    assert not faults
    assert min(counts["refused"], counts["another identity"], counts["words"]) > 2, counts


@pytest.mark.slow
@pytest.mark.parametrize(
    "name, looser",
    [
        ("identity", lambda self, data: " = ".join(self.side(data[s], "")[2][:9] for s in ("left", "right"))),
        ("side", lambda self, data, name: (self.poly(data["numerator"]), {}, data.get("text", "g0"))),
        ("means", lambda self, g, name: None),
        ("page", lambda self, identities: ["    (the file's words, not checked"]),
    ],
)
def test_the_fuzzer_sees_a_checker_that_is_loose(name, looser, monkeypatch):
    fuzz.originals()
    monkeypatch.setattr(checker.Part, name, looser)
    fuzz.pages.cache_clear()
    try:
        assert any(fuzz.run(range(first, first + 200))[1] for first in range(0, 2000, 200))
    finally:
        fuzz.pages.cache_clear()
