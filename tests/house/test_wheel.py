"""The installed wheel, away from the checkout: the package, its templates and its derivations are there and work."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

USE = """
import sys
from pathlib import Path

import symgeom as sg
from symgeom import resources

site = Path(sys.argv[1])
assert Path(sg.__file__).is_relative_to(site), sg.__file__
for folder, file in ((resources.templates(), "notes/base.tex"), (resources.derivations(), "proposition_1.py")):
    assert folder.is_relative_to(site) and (folder / file).is_file(), folder
assert (site / "symgeom/py.typed").is_file()

assert "proposition-1" in sg.claims
assert sg.claims["proposition-1"].check().status == "proved"
torus = sg.surfaces.torus()
assert sg.notes(torus).save("torus.tex").read_text(encoding="utf-8").startswith("\\\\documentclass")
assert sg.notes(sg.claims["proposition-1"]).save("claim.md").stat().st_size > 0
torus.kernel(["gaussian_curvature"]).save("torus_kernel.py")
"""


def run(*command: str, **options: object) -> str:
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=240, **options)  # type: ignore[call-overload]
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return str(done.stdout)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel of this checkout installed in it, and nothing else."""
    pytest.importorskip("hatchling", reason="the build backend is part of the extra 'dev'")
    built, site = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("site")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "--wheel-dir", str(built))
    (wheel,) = built.glob("symgeom-*.whl")
    run(*pip, "install", "--no-deps", "--no-index", "--target", str(site), str(wheel))
    return site


@pytest.fixture
def environment(site: Path) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(site), "PYTHONUTF8": "1"}


def test_the_package_works(site: Path, environment: dict[str, str], tmp_path: Path) -> None:
    run(sys.executable, "-P", "-c", USE, str(site), cwd=tmp_path, env=environment)
    kernel = "import sys; sys.modules['symgeom'] = None; from torus_kernel import evaluate; "
    shown = "print(float(evaluate(0.0, 0.0, R=2.0, r=0.5).gaussian_curvature))"
    assert run(sys.executable, "-c", kernel + shown, cwd=tmp_path, env=environment) == "0.8\n"


def test_the_command_line_works(site: Path, environment: dict[str, str], tmp_path: Path) -> None:
    command = (sys.executable, "-P", "-m", "symgeom")
    shown = run(*command, "derive", "torus", "-q", "gaussian_curvature", cwd=tmp_path, env=environment)
    assert "r⋅(R + r⋅cos(v))" in shown
    run(*command, "verify", "proposition-2", cwd=tmp_path, env=environment)
    assert (site / "bin/symgeom").is_file() or (site / "Scripts/symgeom.exe").is_file()


def test_nothing_else_is_installed(site: Path) -> None:
    assert {path.name.split("-")[0] for path in site.iterdir()} <= {"symgeom", "bin", "Scripts"}
