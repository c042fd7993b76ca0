"""Files that are there whole or not at all, also when the process that writes them is killed."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from symgeom.errors import ToolError, as_path

__all__ = ["save", "written"]


def save(target: str | os.PathLike[str], data: str | bytes, what: str = "the file") -> Path:
    """Text or bytes as a file; its path is returned. ``what`` is its name in an error.

    **Raises** ToolError if it can't be written.
    """
    target = as_path(target, f"the file for {what}")
    with written(Path(target), what) as path, _explained(Path(target), what):
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return Path(target)


@contextlib.contextmanager
def written(target: Path, what: str = "the file") -> Iterator[Path]:
    """A path to write to, moved to the target when the block ends well.

    It lies in a folder of its own beside the target: a path that can't be written fails before the work.

    **Raises** ToolError if it can't be written.
    """
    with _explained(target, what):
        place = target.resolve()
        if place.is_dir():
            raise IsADirectoryError("it is a folder")
        folder = Path(tempfile.mkdtemp(prefix=".symgeom-", dir=place.parent))
    try:
        yield folder / place.name
        with _explained(target, what):
            os.replace(folder / place.name, place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _explained(target: Path, what: str) -> Iterator[None]:
    try:
        yield
    except (
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # the latter two: a null in the path, a loop of links
        reason = getattr(error, "strerror", None) or error
        raise ToolError(
            f"can't write {what} to {target}: {reason}. Give the path of a file in a folder of yours."
        ) from None
