"""The table `[data]` of a TOML document: arrays under their names, or the columns of a CSV file beside the document.

A file is read as data of a stranger: a plain file in the folder of the document or below, of bounded size; what is wrong with
it is told with line and column numbers, and never with what stands there.
"""

import csv
import io
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symgeom.bounds import MAX_DATA_BYTES
from symgeom.errors import InputError
from symgeom.input.scope import checked_name

__all__ = ["Columns"]

_NUMBER = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,5})?\s*")


@dataclass
class Columns:
    """The data of one document; values are read when they are asked for."""

    origin: str
    _arrays: dict[str, Any] = field(default_factory=dict)
    _columns: dict[str, int] = field(default_factory=dict)
    _rows: list[tuple[int, list[str]]] = field(default_factory=list)  # with the numbers of their lines

    @classmethod
    def read(cls, value: Any, origin: str, folder: Path | None) -> "Columns":
        """The table under the key `data`. **Raises** InputError."""
        if not isinstance(value, Mapping):
            raise InputError(f'{origin}: data must be a table such as x = [1, 2, 3], or file = "points.csv".')
        arrays = {
            checked_name(key, f"{origin}: data"): array for key, array in value.items() if key != "file"
        }
        table = cls(f"{origin}: data", arrays)
        if "file" in value:
            table._open(value["file"], folder)
        for name in arrays:
            if name in table._columns:
                raise InputError(
                    f"{table.origin}: {name!r} is an array and a column of the file; rename the array."
                )
        return table

    @property
    def names(self) -> tuple[str, ...]:
        """The names that a formula may mention."""
        return (*self._arrays, *self._columns)

    @property
    def given(self) -> tuple[str, ...]:
        """The names of arrays that were typed."""
        return tuple(self._arrays)

    def values(self, names: list[str]) -> dict[str, tuple[float, ...]]:
        """The numbers of each name, all of one length."""
        found = {name: self._array(name) if name in self._arrays else self._column(name) for name in names}
        lengths = {name: len(numbers) for name, numbers in found.items()}
        if len(set(lengths.values())) > 1:
            told = ", ".join(f"{name} has {length}" for name, length in lengths.items())
            raise InputError(f"{self.origin} are of unequal length: {told}.")
        return found

    def _array(self, name: str) -> tuple[float, ...]:
        array = self._arrays[name]
        if not isinstance(array, list) or not array:
            raise InputError(f"{self.origin}: {name} must be a list of numbers, one or more.")
        for number, value in enumerate(array, 1):
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e300:
                raise InputError(f"{self.origin}: {name}, entry {number} is no number below 1e300.")
        return tuple(map(float, array))

    def _column(self, name: str) -> tuple[float, ...]:
        place = self._columns[name]
        return tuple(self._number(row[place], line, place + 1) for line, row in self._rows)

    def _number(self, text: str, line: int, column: int) -> float:
        if not _NUMBER.fullmatch(text) or not abs(float(text)) < 1e300:
            raise InputError(f"{self.origin}: the file, line {line}, column {column}: no number below 1e300.")
        return float(text)

    # The file

    def _open(self, name: Any, folder: Path | None) -> None:
        text = _text(name, folder, self.origin)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(reader, [])
            for row in reader:
                if row:
                    self._rows.append((reader.line_num, row))
        except csv.Error:
            raise InputError(f"{self.origin}: the file, line {reader.line_num}: this is not CSV.") from None
        if self._rows and len(header) < 2:
            self._check_commas("".join(header))
        for line, row in self._rows:
            if len(row) != len(header):
                raise InputError(
                    f"{self.origin}: the file, line {line}: {len(row)} columns, where line 1 has {len(header)}."
                )
        if not self._rows:
            raise InputError(
                f"{self.origin}: the file has no rows below its first line, the names of the columns."
            )
        for place, title in enumerate(header):
            self._name(title.strip(), place)

    def _check_commas(self, title: str) -> None:
        """One column is enough, but not where another sign stands between names."""
        for sign, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars"), (" ", "blanks")):
            if sign in title.strip():
                raise InputError(
                    f"{self.origin}: the file, line 1: the columns seem to be set apart by {called}; CSV has commas, and "
                    "numbers have a point."
                )

    def _name(self, title: str, place: int) -> None:
        """A column that a formula can name; the others are left alone."""
        try:
            name = checked_name(title)
        except InputError:
            return
        if name in self._columns:
            raise InputError(
                f"{self.origin}: the file, line 1: columns {self._columns[name] + 1} and {place + 1} have one name."
            )
        self._columns[name] = place


def _text(name: Any, folder: Path | None, origin: str) -> str:
    """The text of a plain file in the folder or below."""
    if not isinstance(name, str) or not name.strip() or len(name) > 500 or "\0" in name:
        raise InputError(f'{origin}: file must be the name of a CSV file, such as "points.csv".')
    if folder is None:
        raise InputError(f"{origin}: a file is read for a document in a file only; give the data as arrays.")
    inside = f"{origin}: the file must be a plain file in the folder of the document or below it"
    try:
        root = folder.resolve(strict=True)
        target = (root / name).resolve(strict=True)
        if Path(name).is_absolute() or not target.is_relative_to(root):
            raise InputError(f"{inside}.")
        return _read(target, origin, inside)
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{inside}; it can't be read.") from None


def _read(target: Path, origin: str, inside: str) -> str:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(target, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise InputError(f"{inside}.")
        data = file.read(MAX_DATA_BYTES + 1)
    if len(data) > MAX_DATA_BYTES:
        raise InputError(f"{origin}: the file is larger than {MAX_DATA_BYTES} bytes{MAX_DATA_BYTES.past}.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{origin}: the file, line {line}: this is not UTF-8.") from None
