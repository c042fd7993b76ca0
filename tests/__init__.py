"""The tests, in the rooms of the house that they test; `house` holds what concerns all of it.

What several rooms use stands here: `oracle` (numbers that share no code with the library), `rows` and `data` (surfaces and
identities with their truth), `fuzz` (random identities), `golden` (documents to be read before they are replaced).
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests/data"
GOLDEN = ROOT / "tests/golden"
EXAMPLES = ROOT / "examples"
