"""Folders for files that are being written, and the removal of those whose writer was killed.

What is here: `folder`, `remove`, `sweep`. The name of a folder tells the machine (with its boot and process namespace) and
the process that made it. Swept is only what bears such a name, belongs to the same user, and holds at most one file; at once
when its process is of this machine and gone, else after a day.
"""

import contextlib
import hashlib
import os
import re
import shutil
import stat
import tempfile
import time
from functools import cache
from pathlib import Path

__all__ = ["folder", "remove", "sweep"]

_PREFIX = ".symgeom-"
_OURS = re.compile(r"\.symgeom-(?:([0-9a-f]{12})-(\d{1,10})-)?[A-Za-z0-9_]{8}")
_DAY = 86_400.0  # seconds


def folder(parent: Path) -> Path:
    """A new folder for a file that is being written. Raises OSError."""
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{_machine()}-{os.getpid()}-", dir=parent))


def remove(folder: Path) -> None:
    """The folder and what was left in it."""
    shutil.rmtree(folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Remove the folders in there that killed processes left."""
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            name = _OURS.fullmatch(entry.name) if entry.name.startswith(_PREFIX) else None
            with contextlib.suppress(OSError):
                if name and _is_left(entry, name[1], name[2]):
                    remove(Path(entry.path))


def _is_left(entry: os.DirEntry[str], machine: str | None, process: str | None) -> bool:
    about = entry.stat(follow_symlinks=False)
    if not stat.S_ISDIR(about.st_mode) or (hasattr(os, "getuid") and about.st_uid != os.getuid()):
        return False
    inside = os.listdir(entry.path)
    if len(inside) > 1 or any(os.path.isdir(os.path.join(entry.path, name)) for name in inside):
        return False
    if machine == _machine() and process is not None and not _is_running(int(process)):
        return True
    return time.time() - about.st_mtime > _DAY


def _is_running(process: int) -> bool:
    if os.name != "posix":  # a signal 0 would end it there
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


@cache
def _machine() -> str:
    """This machine since it was started, and this namespace of processes: elsewhere the numbers mean others."""
    known = [os.environ.get("COMPUTERNAME", ""), *(os.uname() if hasattr(os, "uname") else ())]
    with contextlib.suppress(OSError):
        known.append(Path("/proc/sys/kernel/random/boot_id").read_text())
    with contextlib.suppress(OSError):
        known.append(os.readlink("/proc/self/ns/pid"))
    return hashlib.sha256("\n".join(known).encode()).hexdigest()[:12]
