"""What is read from the text of the catalogues is what running them gives."""

import subprocess
import sys
from types import ModuleType

import pytest

from symgeom import losses, surfaces
from symgeom.surfaces.listing import listed


@pytest.mark.parametrize("shelf", [surfaces, losses], ids=["surfaces", "losses"])
def test_the_text_of_the_files_says_what_the_catalogue_holds(shelf: ModuleType) -> None:
    entries = [shelf.get(name) for name in shelf.names()]
    first = [(entry.__doc__ or "").partition("\n")[0].removesuffix(".") for entry in entries]
    assert listed(shelf.__path__) == [(e.__name__, said, e.source) for e, said in zip(entries, first)]
    assert all(first)


def test_the_list_needs_no_sympy() -> None:
    code = (
        "import sys; from symgeom.command.cli import main; main(['surfaces'], standalone_mode=False);"
        "sys.exit('sympy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0
