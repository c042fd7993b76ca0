"""Files that are there whole or not at all, also when the process that writes them is killed."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from symgeom.errors import ToolError

__all__ = ["written"]


@contextlib.contextmanager
def written(target: Path) -> Iterator[Path]:
    """A path to write to, moved to the target when the block ends well.

    It lies in a folder of its own beside the target: a path that can't be written fails before the work.

    **Raises** ToolError if it can't be written.
    """
    with _explained(target):
        target = target.resolve()
        if target.is_dir():
            raise ToolError(f"{target} is a folder; give the path of a file.")
        folder = Path(tempfile.mkdtemp(prefix=".symgeom-", dir=target.parent))
    try:
        yield folder / target.name
        with _explained(target):
            os.replace(folder / target.name, target)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _explained(target: Path) -> Iterator[None]:
    try:
        yield
    except (
        OSError,
        ValueError,
        RuntimeError,
    ) as error:  # the latter two: a null in the path, a loop of links
        if isinstance(error, ToolError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise ToolError(f"{target} can't be written: {reason}. Give a path in a folder of yours.") from None
