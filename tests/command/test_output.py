"""What is written into, what is replaced, what stays; and that nothing is left behind.

Devices here are nodes that the tests make for themselves in a temporary folder.
"""

import html
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from click.testing import CliRunner

import symgeom as sg
from symgeom import leftovers
from symgeom.command import cli
from symgeom.errors import InputError, ToolError
from symgeom.output import neutral, save

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="devices and pipes as on Linux")
x, y = sp.symbols("x y", real=True)
NULL, FULL = (1, 3), (1, 7)


def node(path: Path, numbers: tuple[int, int]) -> Path:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(*numbers))
        path.open("wb").close()
    except OSError:
        pytest.skip("devices can't be made here")
    return path


def is_device(path: Path, numbers: tuple[int, int]) -> bool:
    about = os.lstat(path)
    return stat.S_ISCHR(about.st_mode) and about.st_rdev == os.makedev(*numbers)


def surface() -> Any:
    return sg.Graph(x * y, (x, y))


WRITERS = {
    "notes": lambda path: sg.notes(surface()).save(path),
    "kernel": lambda path: surface().kernel("metric").save(path),
    "certificate": lambda path: sg.decide(sp.sin(x) ** 2, 1 - sp.cos(x) ** 2).certificate.save(path),
    "text": lambda path: save(path, "text"),
}
COMMANDS = {
    "notes": ["notes", "torus", "-o"],
    "export": ["export", "torus", "-q", "metric", "-o"],
    "certify": ["certify", "torus", "-q", "metric", "-o"],
}


def command(name: str, path: Path) -> Any:
    return CliRunner().invoke(cli.main, [*COMMANDS[name], str(path)])


@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize("writer", [*WRITERS, *COMMANDS])
def test_a_device_is_written_into_and_stays_one(tmp_path: Path, writer: str, link: bool) -> None:
    place = target = node(tmp_path / "null.tex", NULL)
    if link:
        target = tmp_path / "link.tex"
        target.symlink_to("null.tex")
    if writer in WRITERS:
        WRITERS[writer](target)
    if writer in COMMANDS:
        assert command(writer, target).exit_code == 0
    assert is_device(place, NULL)
    assert target.is_symlink() == link
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".")]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_device_is_an_error_and_stays_one(tmp_path: Path, name: str) -> None:
    place = node(tmp_path / "full.tex", FULL)
    result = command(name, place)
    assert result.exit_code == 3 and "No space left" in result.stderr
    assert is_device(place, FULL)


def test_a_pipe_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.tex"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert command("notes", pipe).exit_code == 0
    reader.join(10)
    assert b"\\documentclass" in read[0]
    assert stat.S_ISFIFO(os.lstat(pipe).st_mode)


@pytest.mark.parametrize("path", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link"])
def test_standard_output_is_written_into(tmp_path: Path, path: str) -> None:
    """Also when it is a file that others write to: what they wrote stays."""
    if path == "link":
        (tmp_path / "link").symlink_to("/dev/stdout")
        path = str(tmp_path / "link")
    log = tmp_path / "log"
    code = f"from symgeom.output import save; print('before'); save({path!r}, 'text\\n'); print('after')"
    with log.open("ab") as file:
        file.write(b"first\n")
        file.flush()
        inode = log.stat().st_ino
        subprocess.run([sys.executable, "-c", code], stdout=file, check=True)
    assert log.read_text() == "first\nbefore\ntext\nafter\n"
    assert log.stat().st_ino == inode
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "before\ntext\nafter\n"


def test_a_closed_descriptor_a_socket_and_a_folder_are_errors(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        for path in (tmp_path / "socket", tmp_path, Path("/dev/fd/987"), tmp_path / "none" / "x"):
            with pytest.raises(ToolError, match="can't write"):
                save(path, "text")
    assert os.listdir(tmp_path) == ["socket"]


def test_a_file_keeps_its_mode_and_a_link_leads_to_it(tmp_path: Path) -> None:
    place, link, other = tmp_path / "file", tmp_path / "link", tmp_path / "other"
    place.write_text("old")
    place.chmod(0o640)
    link.symlink_to("file")
    os.link(place, other)
    save(link, "new")
    assert link.is_symlink() and place.read_text() == "new"
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert other.read_text() == "old"  # another name of the old file, which is whole
    save(tmp_path / "fresh", "new")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o666 & ~mask


# What is left behind -----------------------------------------------------------------------------------------------------

LONG = (
    'coordinates = ["u", "v"]\ngraph = "'
    + " + ".join(f"sqrt({k} + u^2*v + exp(u*v*{k}))*sin({k}*u + log({k} + v^2))" for k in range(2, 30))
    + '"'
)


def started(tmp_path: Path) -> "subprocess.Popen[str]":
    """A command that is at work on notes in the folder."""
    (tmp_path / "long.toml").write_text(LONG, encoding="utf-8")
    arguments = [sys.executable, "-m", "symgeom", "notes", "long.toml", "-o", "notes.tex"]
    process = subprocess.Popen(arguments, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        if any(name.startswith(".symgeom-") for name in os.listdir(tmp_path)):
            break
        time.sleep(0.05)
    time.sleep(0.5)
    return process


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_asked_to_end_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    process = started(tmp_path)
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 143 and said.strip() == "terminated"
    assert os.listdir(tmp_path) == ["long.toml"]


def test_what_a_killed_command_left_is_removed_at_the_next_write(tmp_path: Path) -> None:
    process = started(tmp_path)
    process.kill()
    process.communicate(timeout=20)
    assert any(name.startswith(".symgeom-") for name in os.listdir(tmp_path))
    save(tmp_path / "file", "text")
    assert sorted(os.listdir(tmp_path)) == ["file", "long.toml"]


def test_only_what_is_surely_left_over_is_removed(tmp_path: Path) -> None:
    machine = leftovers._machine()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    kept = {
        f".symgeom-{machine}-{os.getpid()}-abcdefgh": 0,  # at work
        f".symgeom-{'0' * 12}-{gone.pid}-abcdefgh": 0,  # of another machine, which may be at work
        ".symgeom-abcdefgh": 0,  # of an older version, perhaps at work
        ".symgeom-notes": 2,  # somebody's own
        f"symgeom-{machine}-{gone.pid}-abcdefgh": 2,
    }
    swept = {
        f".symgeom-{machine}-{gone.pid}-abcdefgh": 0,
        f".symgeom-{'0' * 12}-{gone.pid}-abcdefgi": 2,
        ".symgeom-abcdefgi": 2,
    }
    for name, days in {**kept, **swept}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "notes.tex").write_text("half")
        then = time.time() - 86_400 * days
        os.utime(tmp_path / name, (then, then))
    full = tmp_path / f".symgeom-{machine}-{gone.pid}-abcdefgx"  # what we never make
    (full / "more").mkdir(parents=True)
    (tmp_path / f".symgeom-{machine}-{gone.pid}-abcdefgz").symlink_to(tmp_path / ".symgeom-notes")
    save(tmp_path / "file", "text")
    left = set(os.listdir(tmp_path)) - {"file"}
    assert left == {*kept, full.name, f".symgeom-{machine}-{gone.pid}-abcdefgz"}
    assert all((tmp_path / name / "notes.tex").exists() for name in kept)


# Text that stays text ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "character", ["\x1b", "\x07", "\r", "\x9b", "\x7f", "\u202e", "\u2028", "\udcff", "\x00"]
)
def test_what_a_terminal_obeys_is_written_out(character: str) -> None:
    shown = neutral(f"a{character}[31m\n∂\tz")
    assert character not in shown and shown.endswith("\n∂\tz") and "\\" in shown
    shown.encode()


@pytest.mark.parametrize(
    "arguments",
    [
        ["derive", "ev\x1b]0;il\x07.toml"],
        ["derive", "ev\x1bil"],
        ["derive", "torus", "-q", "ev\x1b[2Jil"],
        ["verify", "ev\x1bil"],
        ["verify", "ev\x1bil.py"],
        ["notes", "torus", "-o", "ev\x1bil"],
        ["notes", "torus", "-o", "none/ev\x1bil.tex"],
        ["notes", "torus", "-o", "ev\x1bil.md"],
        ["export", "torus", "-q", "metric", "--target", "ev\x1bil"],
        ["certify", "torus", "--format", "ev\x1bil"],
        ["derive", "torus", "--timeout", "ev\x1bil"],
        ["ev\x1bil"],
        ["derive", "torus", "--ev\x1bil"],
        ["check", "ev\x1bil.json"],
        ["check", "there\x1b.json"],
        ["derive", "there\x1b.toml"],
        ["derive", "ev\udcffil.toml"],
    ],
)
def test_a_command_prints_no_escape_sequence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there\x1b.json").write_text('{"format": "symgeom \\u001b", "version": 1}')
    Path("there\x1b.toml").write_text("coordinates = [")
    result = CliRunner().invoke(cli.main, arguments)
    assert result.exit_code in (0, 1, 2, 3)
    printed = result.stdout + result.stderr
    assert printed and not any(c in printed for c in "\x1b\x07")
    assert "\\x1b" in printed or "\\udcff" in printed


# Notes -------------------------------------------------------------------------------------------------------------------

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- x",
    "</main><b>",
    "&lt;b&gt;",
    "$x$ & $",
    "odd $",
    r"$\href{javascript:alert(1)}{x}$",
    r"\input{/etc/passwd}",
    "`a` *b* [c](d) # ~~e~~ | f",
    "end\\",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_in_every_format(name: str) -> None:
    symbol = sp.Symbol(name, real=True)
    for named in (
        sg.Graph(x * y, (x, y), name=name),
        sg.Graph(symbol * y, (symbol, y)),
        sg.Graph(symbol * y**2, (y,)),
    ):
        notes = sg.notes(named)
        for text in (notes.markdown, notes.html, notes.latex):
            assert not any(tag in text for tag in ("<script", "<img", "<!-- x", "<b>"))
        assert r"\input{" not in notes.latex and r"\href{javascript" not in notes.latex
        assert notes.html.count("</main>") == 1
        compile(named.kernel("metric").source, "kernel", "exec")
    title = sg.notes(sg.Graph(x * y, (x, y), name=name)).markdown.splitlines()[0]
    assert _unescaped(title) == f"# {name[:1].upper()}{name[1:]}"


def _unescaped(text: str) -> str:
    """Markdown without its escapes, as CommonMark reads them."""
    return html.unescape(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\nb", "a\r", "\u202eevil", "a\x7f"])
def test_a_name_that_cannot_be_printed_is_refused(name: str) -> None:
    symbol, function = sp.Symbol(name, real=True), sp.Function(name, real=True)
    for work in (
        lambda: sg.Graph(x * y, (x, y), name=name),
        lambda: sg.Graph(symbol * y, (symbol, y)),
        lambda: sg.Graph(function(x), (x,)),
        lambda: sg.decide(symbol, 1),
    ):
        with pytest.raises(InputError, match="can't be printed") as caught:
            work()
        assert str(caught.value).isprintable()
