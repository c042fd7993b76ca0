"""For the tests of every room: a failure is told by name when it happens, also in a run on several processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings


class FailuresByName:
    """Writes the name of each failure and the first line of its message between the dots."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        if report.failed and reporter is not None:
            crash = getattr(report.longrepr, "reprcrash", None)
            message = crash.message.splitlines()[0] if crash and crash.message else ""
            reporter.ensure_newline()
            reporter.write_line(f"{report.outcome} in {report.when}: {report.nodeid} {message}", red=True)


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile(
        "suite", deadline=None
    )  # a test fails for what is wrong, not for a busy machine
    settings.load_profile("suite")
    if not hasattr(
        config, "workerinput"
    ):  # the workers of xdist send their reports to the process that writes
        config.pluginmanager.register(FailuresByName(config))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where quick tests alone are asked for, a file that has none isn't read."""
    if not str(config.option.markexpr).startswith("quick") or collection_path.suffix != ".py":
        return None
    return "pytest.mark.quick" not in collection_path.read_text(encoding="utf-8") or None
