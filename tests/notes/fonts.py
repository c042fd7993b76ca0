"""The subsets of fonts that HTML notes hold, made again: ``python -m tests.notes.fonts FOLDER``.

It needs fonttools and brotli, and the fonts of Debian's package `fonts-lmodern`; FOLDER holds its folders `lm` and `lm-math`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from symgeom import resources
from symgeom.typeset.symbols import FENCES, SYMBOLS

# Latin letters, punctuation, and what the templates print
TEXT = {*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, "–—‘’‚“”„…−□")}
SOURCES = {
    "maths": "lm-math/latinmodern-math.otf",
    "regular": "lm/lmroman10-regular.otf",
    "italic": "lm/lmroman10-italic.otf",
    "bold": "lm/lmroman10-bold.otf",
}


def maths() -> set[int]:
    """The characters of formulas: symbols, accents, italic letters, and the alphabets that Unicode has for mathematics."""
    found = {
        *range(0x20, 0x7F),
        *range(0x391, 0x3AA),
        *range(0x3B1, 0x3CA),
        *map(ord, "ϑϕϖϱϵ"),
        *map(ord, " √¬±×÷‖′″‴−∗⋅…□˙¨¯→"),
    }
    found |= {ord(c) for text, kind, _ in SYMBOLS.values() if kind != "op" or len(text) == 1 for c in text}
    found |= {ord(text) for text, _ in FENCES.values()} | set(map(ord, "ℂℍℕℙℚℝℤℬℰℱℋℐℒℳℛℨℎℏℓ"))
    for first in (0x1D400, 0x1D434, 0x1D538):  # bold, italic, double-struck
        found |= set(range(first, first + 52))
    for first in (0x1D49C, 0x1D5A0):  # capitals: script, sans
        found |= set(range(first, first + 26))
    return found | {0x1D6A4, 0x1D6A5} | set(range(0x1D6E2, 0x1D71C))  # italic Greek


def main(folder: str) -> None:
    """Write the four files."""
    for name, source in SOURCES.items():
        letters = ",".join(f"U+{code:X}" for code in sorted(maths() if name == "maths" else TEXT))
        features = "*" if name == "maths" else "kern,liga,mark,mkmk,locl,ccmp"
        target = resources.templates() / "notes" / "fonts" / f"{name}.woff2"
        command = [
            sys.executable,
            "-m",
            "fontTools.subset",
            str(Path(folder) / source),
            f"--unicodes={letters}",
        ]
        options = [f"--layout-features={features}", "--flavor=woff2", "--no-hinting", "--desubroutinize"]
        subprocess.run([*command, *options, f"--output-file={target}"], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
