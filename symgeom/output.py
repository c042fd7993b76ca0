"""Files that are there whole or not at all, also when the process that writes them is killed; and text that stays text.

What is here: `save` and `written`; `neutral`, for everything that reaches a terminal; `bundle`, what notebooks show. A
regular file, or a link to one, is replaced at once by a whole new one, with the old one's mode. What exists and is no file (a
device, a pipe, an open descriptor such as /dev/stdout) is written into when the work is done, and never replaced.
"""

import contextlib
import html
import os
import re
import stat
import sys
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from symgeom import leftovers
from symgeom.errors import InputError, ToolError, as_path

__all__ = ["bundle", "neutral", "printable", "save", "written"]

_LINKS = 40  # that lead from one to the next
_DESCRIPTORS = re.compile(r"/proc/(\d+)(?:/task/\d+)?/fd")
_TEX = str.maketrans(
    {c: rf"\{c}" for c in "{}$&#%_"} | {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}
)
_REFUSED = {stat.S_ISDIR: "it is a folder", stat.S_ISSOCK: "it is a socket", stat.S_ISBLK: "it is a disk"}


def save(
    target: str | os.PathLike[str], data: str | bytes | Callable[[], str | bytes], what: str = "the file"
) -> Path:
    """Text or bytes as a file; its path is returned. ``what`` is its name in an error.

    Where ``data`` makes them, it is called when it is known that the path can be written.

    **Raises** ToolError if it can't be written.
    """
    target = as_path(target, f"the file for {what}")
    with written(Path(target), what) as path:
        content = data if isinstance(data, str | bytes) else data()
        with _explained(Path(target), what):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Path(target)


@contextlib.contextmanager
def written(target: Path, what: str = "the file") -> Iterator[Path]:
    """A path to write to, brought to the target when the block ends well.

    It lies in a folder of its own, beside the target where that is a file, and files that are written beside it come along.
    A path that can't be written fails before the work. Folders that a killed process left behind there are removed.

    **Raises** ToolError if it can't be written.
    """
    with _explained(target, what):
        place, into = _place(target)
        if into is None:
            leftovers.sweep(place.parent)
        folder = leftovers.folder(place.parent if into is None else Path(tempfile.gettempdir()))
    try:
        yield folder / place.name
        with _explained(target, what):
            if into is None:
                for other in sorted(
                    folder.iterdir()
                ):  # the document comes last: what it needs is there before it
                    if other.name != place.name and other.is_file():
                        _replace(other, place.with_name(other.name))
                _replace(folder / place.name, place)
            else:
                _pour(folder / place.name, into)
    finally:
        leftovers.remove(folder)


def neutral(text: str) -> str:
    r"""The text with everything that a terminal would obey, or not show, written as an escape.

    >>> print(neutral("a\x1b[31m name"))
    a\x1b[31m name
    """
    if text.isascii() and (text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable()):
        return text
    return "".join(c if c in "\n\t" or _is_shown(c) else ascii(c)[1:-1] for c in text)


def bundle(
    plain: str, *paragraphs: Sequence[str], formula: Callable[[str], str] = html.escape
) -> dict[str, str]:
    r"""What a notebook shows of an object: as text, as LaTeX and as HTML.

    A paragraph is text and formulas in LaTeX by turns; ``formula`` sets one for a browser.

    >>> bundle("g = 1", ["The metric is ", "g = 1", " <here>"])["text/html"]
    '<p>The metric is g = 1 &lt;here&gt;</p>'
    >>> bundle("g = 1", ["50% of ", "g"])["text/latex"]
    '50\\% of $g$'
    """

    def joined(pieces: Sequence[str], text: Callable[[str], str], maths: Callable[[str], str]) -> str:
        return "".join(maths(piece) if k % 2 else text(piece) for k, piece in enumerate(pieces))

    return {
        "text/plain": plain,
        "text/latex": "\n\n".join(
            joined(p, lambda text: text.translate(_TEX), lambda maths: f"${maths}$") for p in paragraphs
        ),
        "text/html": "".join(f"<p>{joined(p, html.escape, formula)}</p>" for p in paragraphs),
    }


def printable(name: str, what: str) -> str:
    """The name, if it is one line that can be printed: it stands in messages, notes and kernels. Raises `InputError`."""
    if not name.isprintable():
        raise InputError(
            f"{what} has characters that can't be printed: {neutral(name[:80])!r}. Give it another."
        )
    return name


def _is_shown(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _place(target: Path) -> tuple[Path, int | Path | None]:
    """Where the file is to be, links followed; and the descriptor or path that is written into, None for a file.

    **Raises** OSError for what can be neither replaced nor written into.
    """
    path = Path(os.path.abspath(target))
    for _ in range(_LINKS):
        folder = Path(os.path.realpath(path.parent))
        path = folder / path.name
        owner = _DESCRIPTORS.fullmatch(str(folder))
        if owner and int(owner[1]) == os.getpid() and path.name.isdecimal():
            os.fstat(int(path.name))
            return path, int(path.name)
        if not path.is_symlink():
            break
        path = folder / os.readlink(path)
    else:
        raise OSError("too many links that lead to one another")
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return path, None
    for is_kind, reason in _REFUSED.items():
        if is_kind(mode):
            raise OSError(reason)
    if stat.S_ISREG(mode):
        if not os.access(path, os.W_OK):
            raise OSError("the file there is write-protected")
        return path, None
    return path, path


def _replace(new: Path, place: Path) -> None:
    """Put the new file in the old one's place, and give it the old one's owner and mode."""
    with contextlib.suppress(FileNotFoundError):
        old = place.stat()
        with contextlib.suppress(OSError, AttributeError):  # only root gives files away
            os.chown(new, old.st_uid, old.st_gid)
        os.chmod(new, stat.S_IMODE(old.st_mode))
    os.replace(new, place)


def _pour(new: Path, into: int | Path) -> None:
    """Write what is there into a device, a pipe or an open descriptor."""
    if isinstance(into, int):
        for stream in (sys.stdout, sys.stderr):  # what was said before stands before it
            with contextlib.suppress(AttributeError, ValueError, OSError):
                stream.flush()
    descriptor = (
        os.dup(into) if isinstance(into, int) else os.open(into, os.O_WRONLY | getattr(os, "O_NOCTTY", 0))
    )
    with open(descriptor, "wb") as stream:
        stream.write(new.read_bytes())


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
            f"can't write {what} to {neutral(str(target))}: {reason}. Give the path of a file in a folder of yours."
        ) from None
