"""The public names as a type checker sees them: the script `typing/user.py`, with exactly the errors marked in it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests import ROOT

HERE = ROOT / "tests/house/typing"


def test_a_users_script_is_typed() -> None:
    script = HERE / "user.py"
    command = [sys.executable, "-m", "mypy", "--config-file", str(HERE / "mypy.ini"), str(script)]
    package = str(ROOT)
    result = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "MYPYPATH": package})
    found = set(re.findall(r"user\.py:(\d+): error: .*\[([\w-]+)\]$", result.stdout, re.MULTILINE))
    lines = script.read_text().splitlines()
    marked = {
        (str(number), match[1])
        for number, line in enumerate(lines, 1)
        if (match := re.search(r"# error: ([\w-]+)$", line))
    }
    assert found == marked, result.stdout + result.stderr
    assert len(marked) == sum("# error:" in line for line in lines[1:])


def test_every_entry_of_the_catalogues_is_seen() -> None:
    """A file of a catalogue names its entries in `__all__`, which is how a type checker finds them."""
    import symgeom as sg

    for shelf in (sg.surfaces, sg.losses):
        folder = Path(str(shelf.__file__)).parent
        text = (folder / "__init__.py").read_text()
        named: set[str] = set()
        for path in folder.glob("*.py"):
            module = f"symgeom.{folder.name}.{path.stem}"
            if f"from {module} import *" in text:
                named |= set(__import__(module, fromlist=["x"]).__all__)
        assert set(shelf.names()) <= named
