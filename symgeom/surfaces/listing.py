"""What a catalogue holds, read from the text of its files: nothing is run, and SymPy isn't loaded.

What is here: `listed`, the name, the first sentence and the source of every function with the `@entry` mark.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["listed"]


def listed(folders: Iterable[str]) -> list[tuple[str, str, str]]:
    """(name, what it is, source) of the entries in the files of a package's folders, by name.

    >>> from symgeom import surfaces
    >>> listed(surfaces.__path__)[-1][:2]
    ('torus', 'The torus of revolution with radii R > r > 0')
    """
    files = sorted(file for folder in folders for file in Path(folder).glob("*.py"))
    return sorted(entry for file in files for entry in _entries(ast.parse(file.read_text(encoding="utf-8"))))


def _entries(file: ast.Module) -> Iterator[tuple[str, str, str]]:
    for function in file.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for mark in function.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "entry":
                first = (ast.get_docstring(function) or "").partition("\n")[0]
                yield function.name, first.removesuffix("."), ast.literal_eval(mark.args[0])
