"""C that was generated here, compiled by the system's compiler and kept in the user's cache folder.

**Here.** `library`, a loaded library from its text; `compiler`, the command; `BuildError`. Generated files hold the text from
the line below on: it needs the standard library only.

**Convention.** A library is found by a hash of its text, the compiler, its flags and the processor. It is written beside its
place and renamed, so that it is there whole or not at all, also where two processes build it. What others own, or can write
to, is never loaded: then a folder of this process takes the place of the cache.
"""

import atexit as _atexit
import contextlib as _contextlib
import ctypes as _ctypes
import hashlib as _hashlib
import os as _os
import platform as _platform
import shlex as _shlex
import shutil as _shutil
import signal as _signal
import stat as _stat
import subprocess as _subprocess
import sys as _sys
import tempfile as _tempfile
import threading as _threading
import warnings as _warnings
from functools import cache as _cache
from typing import Any

__all__ = ["INSTALL", "BuildError", "compiler", "library"]

# -- from here on: the text of generated files

INSTALL = "install a C compiler, say gcc (apt install gcc, dnf install gcc, xcode-select --install, conda install c-compiler)"
_FLAGS = (
    "-O2",  # loops say themselves that they are vectors': -O3 takes twice the time for the same code
    "-ffp-contract=fast",
    "-fno-math-errno",
    "-fno-trapping-math",
    "-std=gnu11",
    "-shared",
    "-fPIC",
)
_FASTER = ("-march=native", "-fopenmp-simd")  # left away where the compiler refuses them
_WIDE = "-mprefer-vector-width=256"  # where that is the widest there is; for some such processors GCC takes half of it
_LIMIT = 120.0  # seconds
_LOCK = _threading.Lock()
_LOADED: dict[str, Any] = {}


class BuildError(RuntimeError):
    """A library that can't be built or loaded here."""


def compiler() -> list[str] | None:
    """The command of the C compiler: that of the environment variable CC, or one that is found; None if there is none."""
    wished = _shlex.split(_os.environ.get("CC", ""))
    for command in [wished] if wished else [["cc"], ["gcc"], ["clang"]]:
        found = _shutil.which(command[0])
        if found:
            return [found, *command[1:]]
    return None


def library(text: str, define: tuple[str, ...] = (), limit: float = _LIMIT) -> Any:
    """The library of a C text, with these macros defined. **Raises** `BuildError`."""
    command = compiler()
    if command is None:
        raise BuildError(f"there is no C compiler ({_os.environ.get('CC') or 'cc, gcc, clang'}): {INSTALL}")
    key = _hashlib.sha256(
        "\0".join([text, *define, *command, *_FLAGS, *_faster(), _here(command[0])]).encode()
    ).hexdigest()
    with _LOCK:
        if key not in _LOADED:
            _LOADED[key] = _found(key) or _built(
                key, text, [*command, *(f"-D{name}" for name in define)], limit
            )
        return _LOADED[key]


def _faster() -> tuple[str, ...]:
    words = _processor().split()
    return (*_FASTER, _WIDE) if "avx2" in words and "avx512f" not in words else _FASTER


def _here(program: str) -> str:
    """This compiler and this processor: what is built for one may not run on another."""
    about = _os.stat(program)
    return f"{about.st_size} {about.st_mtime_ns} {_processor()}"


@_cache
def _processor() -> str:
    said = [_platform.machine(), _platform.processor(), _sys.platform]
    with _contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as lines:
        said += sorted({line for line in lines if line.startswith(("flags", "Features", "model name"))})
    return " ".join(said)


def _found(key: str) -> Any:
    """The library that is in the cache; None if there is none, or none to be trusted."""
    path = _os.path.join(_folder(), f"{key}.so")
    try:
        about = _os.lstat(path)
        return _ctypes.CDLL(path) if _stat.S_ISREG(about.st_mode) and _own(about) else None
    except OSError:
        return None


def _own(about: Any) -> bool:
    """Of this user, and nobody else writes to it."""
    if not hasattr(_os, "getuid"):
        return True  # permissions are those of the user's folder
    return bool(about.st_uid == _os.getuid() and not about.st_mode & (_stat.S_IWGRP | _stat.S_IWOTH))


@_cache
def _folder() -> str:
    """The cache folder of this user, made where it is missing; a folder of this process where that can't be."""
    wished = _os.path.join(_caches(), "symgeom", "kernels")
    try:
        _os.makedirs(wished, mode=0o700, exist_ok=True)
        about = _os.lstat(wished)
        reason = "" if _stat.S_ISDIR(about.st_mode) and _own(about) else "others can write to it"
        if not reason and not _os.access(wished, _os.W_OK | _os.X_OK):
            reason = "it can't be written to"
    except OSError as error:
        reason = error.strerror or str(error)
    if not reason:
        return wished
    _warnings.warn(
        f"compiled kernels aren't kept: {wished}: {reason}. Set XDG_CACHE_HOME to a folder of yours.",
        stacklevel=2,
    )
    try:
        folder = _tempfile.mkdtemp(prefix="symgeom-")
    except OSError as error:
        raise BuildError(
            f"there is no folder to build in: {error}; set XDG_CACHE_HOME to a folder of yours"
        ) from None
    _atexit.register(_shutil.rmtree, folder, ignore_errors=True)
    return folder


def _caches() -> str:
    """Where programs of this user keep what they can make again."""
    if _os.environ.get("XDG_CACHE_HOME"):
        return _os.environ["XDG_CACHE_HOME"]
    if _sys.platform == "win32" and _os.environ.get("LOCALAPPDATA"):
        return _os.environ["LOCALAPPDATA"]
    return _os.path.expanduser(
        _os.path.join("~", *(("Library", "Caches") if _sys.platform == "darwin" else (".cache",)))
    )


def _built(key: str, text: str, command: list[str], limit: float) -> Any:
    try:
        with _tempfile.TemporaryDirectory(dir=_folder(), prefix="building-") as place:
            source, made = _os.path.join(place, "kernel.c"), _os.path.join(place, "kernel.so")
            with open(source, "w", encoding="ascii") as file:
                file.write(text)
            _compiled(command, source, made, limit)
            path = _os.path.join(_folder(), f"{key}.so")
            _os.chmod(made, 0o700)
            _os.replace(made, path)
            return _ctypes.CDLL(path)
    except OSError as error:
        raise BuildError(f"the compiled kernel can't be written or loaded: {error}") from None


def _compiled(command: list[str], source: str, made: str, limit: float) -> None:
    said = ""
    for faster in dict.fromkeys((_faster(), _FASTER, ())):
        code, said = _run([*command, *_FLAGS, *faster, "-o", made, source, "-lm"], limit)
        if code == 0:
            return
    if "No space left" in said:
        raise BuildError(
            f"there is no space left in {_os.path.dirname(made)}: make some, or set XDG_CACHE_HOME to another folder of yours"
        )
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() and not line.startswith("collect2")]
    first = (errors or lines or ["it says nothing"])[0]
    raise BuildError(
        f"the C compiler {command[0]} failed: {first[:300]}. Set CC to another one, or {INSTALL}"
    )


def _run(command: list[str], limit: float) -> tuple[int, str]:
    """The exit code of a command and what it says. All that it started ends with it."""
    process = _subprocess.Popen(
        command, stdin=_subprocess.DEVNULL, stdout=_subprocess.DEVNULL, stderr=_subprocess.PIPE, text=True,
        errors="replace", start_new_session=True,
    )  # fmt: skip
    try:
        said = process.communicate(timeout=limit)[1]
        return process.returncode, said
    except _subprocess.TimeoutExpired:
        raise BuildError(
            f"the C compiler {command[0]} took longer than {limit:g} seconds; it was stopped"
        ) from None
    finally:
        _stopped(process)


def _stopped(process: Any) -> None:
    """A process and those that it started."""
    if process.poll() is None:
        with _contextlib.suppress(OSError, AttributeError):
            _os.killpg(process.pid, _signal.SIGKILL)
        process.kill()
        process.communicate()
