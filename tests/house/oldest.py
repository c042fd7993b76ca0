"""`python tests/house/oldest.py` prints the oldest releases that pyproject.toml allows: `sympy==1.13 numpy==1.26 ...`."""

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def pins() -> list[str]:
    """Each dependency at its lower bound."""
    dependencies = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    return [re.sub(r"^([\w-]+)>=([\d.]+).*$", r"\1==\2", text) for text in dependencies]


if __name__ == "__main__":
    print(" ".join(pins()))
