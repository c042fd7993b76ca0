"""Notebooks: the derivation in Markdown and the Python that reproduces it, a cell each.

Convention: nbformat 4.5, without outputs; the same notes give the same cells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from symgeom.notes.formats.md import Markdown

__all__ = ["FORMAT", "Notebook"]

_OPEN, _CLOSE = "\ue002", "\ue003"  # around the code of a cell, which holds no such characters
_CELLS = re.compile(f"{_OPEN}(.*?){_CLOSE}", re.S)
_PYTHON = {"display_name": "Python 3", "language": "python", "name": "python3"}


class Notebook(Markdown):
    """A Jupyter notebook."""

    suffixes = (".ipynb",)
    templates = "ipynb"
    filters = {"cell": lambda code: f"{_OPEN}{code}{_CLOSE}"}

    def escape(self, text: str) -> str:
        """Text that Markdown prints as it stands, and that opens no cell."""
        return super().escape(text.replace(_OPEN, " ").replace(_CLOSE, " "))

    def finish(self, text: str) -> str:
        """The notebook: a cell for each section and for each piece of code."""
        cells = [_cell(k, kind, source) for k, (kind, source) in enumerate(_pieces(text))]
        document = {
            "cells": cells,
            "metadata": {"kernelspec": _PYTHON, "language_info": {"name": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """The kind and the source of each cell; text is cut before its headings."""
    for k, piece in enumerate(_CELLS.split(text)):
        if k % 2:
            yield "code", piece
            continue
        for part in re.split(r"^(?=#{1,2} )", piece, flags=re.M):
            if part.strip():
                yield "markdown", part.strip()


def _cell(number: int, kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number + 1}", "metadata": {}}
    cell |= {"execution_count": None, "outputs": []} if kind == "code" else {}
    return cell | {"source": source.splitlines(keepends=True)}


FORMAT = Notebook()
