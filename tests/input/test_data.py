"""Data in TOML documents: arrays and CSV files; what is refused is told by line, and never by what stands in the file."""

import os

import numpy as np
import pytest
import sympy as sp

import symgeom as sg
from symgeom.input import loads

pytestmark = pytest.mark.quick

HEAD = 'coordinates = ["w1", "w2"]\ngraph = "mean((w2*tanh(w1*x) - y)**2/2)"\n'
X, Y = [0.5, -1.0, 2.0], [0.25, -1.5, 0.75]
SECRET = "hunter2"


def document(folder, text, **files):
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    (folder / "loss.toml").write_text(text)
    return folder / "loss.toml"


def test_arrays_and_files_give_the_same_loss(tmp_path):
    typed = loads(f"{HEAD}[data]\nx = {X}\ny = {Y}", name="loss")
    rows = "\n".join(f"{x},a{i},{y}" for i, (x, y) in enumerate(zip(X, Y)))
    path = document(tmp_path, f'{HEAD}[data]\nfile = "points.csv"', points=f"x,the name,y\n{rows}\n")
    assert sg.load(path) == typed
    w1, w2 = sp.symbols("w1 w2", real=True)
    plain = sg.Graph(
        sum((w2 * sp.tanh(w1 * sp.Rational(s)) - sp.Rational(t)) ** 2 for s, t in zip(X, Y)) / 6, (w1, w2)
    )
    expected = plain.kernel("gaussian_curvature")(0.3, -0.4).gaussian_curvature
    assert np.isclose(typed.kernel("gaussian_curvature")(0.3, -0.4).gaussian_curvature, expected, rtol=1e-13)
    other = typed.kernel("gaussian_curvature")(0.3, -0.4, x=X[:1], y=Y[:1]).gaussian_curvature
    assert other != expected


def test_sums_and_names_that_are_taken():
    loss = loads('coordinates = ["k", "n"]\ngraph = "sum(x*k)**2 + n"\n[data]\nx = [1, 2]')
    assert loss.kernel("second_fundamental_form")(0.0, 0.0).second_fundamental_form[0, 0] == pytest.approx(
        18 / 2**0.5
    )


@pytest.mark.parametrize(
    "text, says",
    [
        (f"{HEAD}[data]\nx = [1, 2]\ny = [1]", "unequal length: x has 2, y has 1"),
        (f"{HEAD}[data]\nx = [1, 2]", "unknown name 'y'"),
        (f"{HEAD}[data]\nx = [1, 2]\ny = [1, nan]", "y, entry 2 is no number"),
        (f'{HEAD}[data]\nx = [1, 2]\ny = [1, "2"]', "y, entry 2 is no number"),
        (f"{HEAD}[data]\nx = [1]\ny = [1]\nz = [1]", "no formula uses 'z'"),
        (f"{HEAD}[data]\nx = []\ny = []", "one or more"),
        (f"{HEAD}[data]\nx = [1]\ny = [1]\nw1 = [1]", "both data and a symbol"),
        (f"{HEAD}data = 3", "must be a table"),
        (HEAD, r"unknown function 'mean'.*\[data\]"),
        (
            HEAD.replace("mean(", "(").replace("- y", "- 1") + "[data]\nx = [1]",
            "'x' is data, which stands in mean",
        ),
        (
            HEAD.replace("mean(", "mean(x*sum(").replace("/2)", "/2))") + "[data]\nx = [1]\ny = [1]",
            "another sum",
        ),
        (HEAD.replace("/2)", "/2, 3)") + "[data]\nx = [1]\ny = [1]", "takes 1 argument"),
        (f'{HEAD}[data]\nfile = "points.csv"', "as arrays"),
    ],
)
def test_data_that_cannot_be(text, says):
    with pytest.raises(sg.InputError, match=f"(?s){says}"):
        loads(text)


@pytest.mark.parametrize(
    "content, says",
    [
        (f"x,y\n1,2\n3,{SECRET}\n", "line 3, column 2: no number"),
        ("x,y\n1,2\n3,nan\n", "line 3, column 2: no number"),
        ("x,y\n1,2\n3,1_0\n", "line 3, column 2: no number"),
        (f"x,y\n1,2\n3,4,{SECRET}\n", "line 3: 3 columns, where line 1 has 2"),
        (f"x,{SECRET}\n1,2\n", "unknown name 'y'"),
        ("x,y,x\n1,2,3\n", "columns 1 and 3 have one name"),
        ("x,y\n", "no rows"),
        ("", "no rows"),
        ("x;y\n1;2\n", "set apart by semicolons"),
        ("x;y\n1,5;2,5\n", "set apart by semicolons"),
        ("x\ty\n1\t2\n", "set apart by tabs"),
        ("x y\n1 2\n", "set apart by blanks"),
        (f'x,y\n1,"{SECRET}\n', "not CSV"),
        ("x,y\n1,2e999\n", "line 2, column 2: no number"),
    ],
)
def test_files_that_cannot_be(tmp_path, content, says):
    path = document(tmp_path, f'{HEAD}[data]\nfile = "points.csv"', points=content)
    with pytest.raises(sg.InputError, match=says) as error:
        sg.load(path)
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    "name", ["../points.csv", "/etc/passwd", "link.csv", "pipe.csv", "sub", "missing.csv", ""]
)
def test_files_outside_of_the_folder(tmp_path, name):
    folder = tmp_path / "inside"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "points.csv").write_text("x,y\n1,2\n")
    os.symlink(tmp_path / "points.csv", folder / "link.csv")
    os.mkfifo(folder / "pipe.csv")
    with pytest.raises(sg.InputError, match=r"folder of the document|name of a CSV file"):
        sg.load(document(folder, f'{HEAD}[data]\nfile = "{name}"'))


def test_files_below_and_links_that_stay_inside(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "points.csv").write_text("\ufeffx,y\r\n1,2\r\n3,4\r\n", encoding="utf-8")
    os.symlink(tmp_path / "sub" / "points.csv", tmp_path / "link.csv")
    below = sg.load(document(tmp_path, f'{HEAD}[data]\nfile = "sub/points.csv"'))
    assert sg.load(document(tmp_path, f'{HEAD}[data]\nfile = "link.csv"')) == below
    assert below.data_values[sp.IndexedBase("y")] == (2.0, 4.0)


def test_bytes_that_are_no_text_and_files_too_large(tmp_path, monkeypatch):
    path = document(tmp_path, f'{HEAD}[data]\nfile = "points.csv"')
    (tmp_path / "points.csv").write_bytes(b"x,y\n1,\xff\n")
    with pytest.raises(sg.InputError, match="line 2: this is not UTF-8"):
        sg.load(path)
    monkeypatch.setattr("symgeom.input.columns.MAX_DATA_BYTES", sg.bounds.Bound(5, "of a test"))
    with pytest.raises(sg.InputError, match="larger than 5 bytes"):
        sg.load(path)
