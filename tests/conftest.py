"""What holds for every test: a quiet log, no network but loopback, no screen, and Hypothesis at a chosen depth.

- A record at WARNING or above that the test did not ask for fails it. A test that expects one takes `caplog` (and
  looks at it) or says so exactly with `expected_logs`.
- A socket may reach this machine only. Qt draws offscreen unless QT_QPA_PLATFORM says otherwise.
- `HYPOTHESIS_PROFILE` (or pytest's `--hypothesis-profile`) is `default`, `ci` or `deep`.
- Tests marked `saf_t` run where the tax office's schema lies in `shared/saf-t` beside the checkout.
- Tests marked `machine` run as root on a Debian that has what builds packages, and where namespaces can be made.
- Tests marked `emupos` run where the set-up made an environment for it (`.venv-emupos`), those marked `power` where
  this user may mount a FUSE file system, those marked `postgres` where PostgreSQL's programs are, those marked
  `installed` where Debian's are and the user is root, those marked `clean_room` where a Debian can be made in a folder
  and booted, those marked `wine` where Wine and makensis are. Elsewhere they are left out, and the closing lines say
  why; with CI=true they fail.
"""

import logging
import os
import socket
from collections.abc import Iterator
from pathlib import Path

# Before anything imports Qt: a test never opens a window on somebody's desk.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings

from tests.installed.clean_room import debian
from tests.installed.deb import machine as package_machine
from tests.installed.repository import stage
from tests.installed.windows import wine
from tests.power.mounting import why_not
from tests.stage import machine, postgres, saf_t_schema, server_package, till_package
from tests.stage.logs import ExpectedLogs, LogRecorder
from tests.stage.network import forbid_the_network

PROJECT_ROOT = Path(__file__).resolve().parent.parent
EMUPOS_PYTHON = PROJECT_ROOT / ".venv-emupos" / "bin" / "python"
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# No deadline anywhere: a slow machine must not fail a test, and speed has its own table (python -m tests.benchmarks).
settings.register_profile("default", max_examples=60, deadline=None)
settings.register_profile(
    "ci", max_examples=120, deadline=None, derandomize=True, print_blob=True, database=None
)
settings.register_profile(
    "deep", max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IN_CI else "default"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests that this machine can not run; continuous integration keeps them, and they fail."""
    if IN_CI:
        return
    outside = [item for item in items if _why_not(item)]
    if outside:
        config.hook.pytest_deselected(items=outside)
        items[:] = [item for item in items if item not in outside]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """In continuous integration a test that can not run has failed, before any fixture of its own is asked for."""
    if reason := _why_not(item):
        pytest.fail(f"CI=true asks for every test, and this machine can not run {reason}", pytrace=False)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which tests were left out, and why."""
    for why in _NEEDY.values():
        if reason := why():
            terminalreporter.write_line(f"left out: {reason}")


def _why_no_emupos() -> str:
    if EMUPOS_PYTHON.exists():
        return ""
    return (
        "the receipt pictures by emupos, an outside interpreter of our printer bytes; it needs Python 3.13, which"
        " packaging/run-tests did not find (python3.13 on PATH, or pyenv)."
    )


def _why_no_machine() -> str:
    reason = server_package.why_not() or machine.why_not()
    return f"packages on a machine of their own: {reason}." if reason else ""


def _why_no_power_cuts() -> str:
    reason = why_not()
    return f"the power cuts, which need a FUSE file system under a real till: {reason}." if reason else ""


def _why_not(item: pytest.Item) -> str:
    return next(
        (reason for mark, why in _NEEDY.items() if item.get_closest_marker(mark) and (reason := why())), ""
    )


def _why_no_postgres() -> str:
    reason = postgres.why_not()
    return f"the server on PostgreSQL: {reason}." if reason else ""


def _why_no_wine() -> str:
    reason = wine.why_not()
    return f"the Windows till's installer under Wine: {reason}." if reason else ""


def _why_no_schema() -> str:
    reason = saf_t_schema.why_not()
    return f"SAF-T files against the tax office's schema: {reason}." if reason else ""


def _why_not_installed() -> str:
    reason = stage.why_not() or till_package.why_not() or package_machine.why_not()
    return f"packages as a machine installs them: {reason}." if reason else ""


def _why_no_clean_room() -> str:
    reason = debian.why_not()
    return f"the till's package in a Debian that has nothing else: {reason}." if reason else ""


_NEEDY = {
    "clean_room": _why_no_clean_room,
    "emupos": _why_no_emupos,
    "installed": _why_not_installed,
    "machine": _why_no_machine,
    "power": _why_no_power_cuts,
    "postgres": _why_no_postgres,
    "saf_t": _why_no_schema,
    "wine": _why_no_wine,
}
"""Marks of tests that not every machine can run, and what says why ("" when it can)."""


@pytest.fixture(scope="session")
def emupos_python() -> Path:
    """The interpreter of the environment that holds emupos; for tests marked `emupos`."""
    return EMUPOS_PYTHON


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL for the whole run, to make databases in; for tests marked `postgres`."""
    with postgres.Cluster() as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    with forbid_the_network(socket):
        yield


@pytest.fixture
def expected_logs() -> ExpectedLogs:
    """Let one kind of record at WARNING or above happen, and fail the test if it does not."""
    return ExpectedLogs()


@pytest.fixture(autouse=True)
def _quiet_log(request: pytest.FixtureRequest) -> Iterator[None]:
    expected = request.getfixturevalue("expected_logs") if "expected_logs" in request.fixturenames else None
    recorder = LogRecorder()
    root = logging.getLogger()
    root.addHandler(recorder)
    try:
        yield
    finally:
        root.removeHandler(recorder)
    if "caplog" in request.fixturenames:
        return
    complaints = (expected or ExpectedLogs()).complaints(recorder.records)
    if complaints:
        pytest.fail("\n".join(complaints), pytrace=False)
