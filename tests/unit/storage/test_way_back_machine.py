"""WAY-BACK in random order, with a kill at any step: the release that runs opens its data, and every record is there.

A step runs in a process of its own (a fork, so that hundreds of them cost little) that ends itself by SIGKILL at the
n-th change it makes: a sync, a rename, a deletion, a statement of the database. ``tests/power`` cuts the power.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_app.domain.errors import CannotSell
from pos_app.domain.program_update import UpdateNote, UpdateState
from pos_app.storage import database
from pos_app.storage.before_update import PutBack, keep_copy, put_back
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.update_note import read_note, write_note
from pos_app.storage.verify import verify_database
from tests.stage.later_schema import open_later
from tests.stage.thoroughness import examples
from tests.stage.tills import KEY, open_store, sell_many

NOTE = UpdateNote("1", "2", UpdateState.PREPARED, "", 1)


def prepare(folder: Path) -> None:
    """What the release before does first."""
    try:
        sequence = keep_copy(folder, KEY)
    except CannotSell as stop:  # an update was cut off
        if stop.cause != "newer_data":
            raise
        go_back(folder)
        sequence = keep_copy(folder, KEY)
    write_note(folder, UpdateNote("1", "", UpdateState.PREPARED, "", 1, sequence))


def check(folder: Path) -> None:
    """What the new release does to the data."""
    open_later(folder).close()
    write_note(folder, UpdateNote("1", "2", UpdateState.CHECKED, "", 2))


def go_back(folder: Path) -> None:
    """What the release before does where the new one failed, or at a start that met newer data."""
    came = put_back(folder, KEY)
    assert came in (PutBack.DONE, PutBack.NOT_NEEDED), came
    write_note(folder, UpdateNote("1", "2", UpdateState.WAY_BACK, "", 3))


def start(folder: Path) -> SqliteTillStore:
    """A start of the release before."""
    try:
        return open_store(folder)
    except CannotSell as stop:
        if stop.cause != "newer_data":
            raise
        go_back(folder)
    return open_store(folder)


def killed(step: Callable[[Path], Any], folder: Path, at: int) -> bool:
    """Run a step that is killed at its ``at``-th change; whether it came that far. Fails where the step did."""
    process = os.fork()
    if process == 0:
        try:
            _kill_at(at)
            step(folder)
        except BaseException:  # noqa: BLE001 - a child of a test must not go on as the test
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, f"{step.__name__} failed"
    return False


def _kill_at(at: int) -> None:
    """Let this process die before its ``at``-th change."""
    changes = count(1)

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def change(*arguments: Any, **named: Any) -> Any:
            if next(changes) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)

        return change

    for name in ("fsync", "replace", "rename", "unlink", "open"):
        setattr(os, name, counted(getattr(os, name)))
    for name in ("sql", "begin", "commit", "run", "close"):
        setattr(database.Database, name, counted(getattr(database.Database, name)))


@pytest.fixture
def till(tmp_path: Path) -> Path:
    store = open_store(tmp_path)
    sell_many(store, 3)
    store.close()
    return tmp_path


def copy_of(till: Path, name: str) -> Path:
    return Path(shutil.copytree(till, till.parent / name))


@pytest.mark.parametrize("step", [prepare, check, go_back])
def test_way_back_a_kill_at_every_change_of_a_step_leaves_a_till_that_starts_with_every_record(
    till: Path, step: Callable[[Path], Any]
) -> None:
    if step is not prepare:
        prepare(till)
    if step is go_back:
        check(till)
    at = 0
    while True:
        at += 1
        folder = copy_of(till, f"at-{at}")
        went_on = not killed(step, folder, at)
        if at % 2:  # somebody starts the till, or the update is begun anew at once
            start(folder).close()
        else:
            prepare(folder)
        report = verify_database(folder, KEY)
        assert (report.ok, report.records) == (True, 3), f"{step.__name__} killed at change {at}"
        assert read_note(folder) is not None or step is prepare
        for again in (prepare, check, go_back):  # and the update can be begun anew
            again(folder)
        shutil.rmtree(folder)
        if went_on:
            break
    assert at > 10, "kills that hit nothing prove nothing"


class Updates(RuleBasedStateMachine):
    """A till whose program changes. ``new`` runs once it was found good; ``records`` were all committed."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="updates-"))
        self.records = 0
        self.runs_new = False
        self.sold_with_new = False
        with closing(open_store(self.folder)):
            pass

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder)

    def running(self) -> SqliteTillStore:
        return open_later(self.folder) if self.runs_new else start(self.folder)

    @rule(sales=st.integers(1, 2))
    def sell(self, sales: int) -> None:
        with closing(self.running()) as store:
            sell_many(store, sales)
        self.records += sales
        self.sold_with_new = self.runs_new

    @precondition(lambda self: not self.runs_new)
    @rule(at=st.one_of(st.just(0), st.integers(1, 40)))
    def prepare(self, at: int) -> None:
        killed(prepare, self.folder, at)

    @precondition(lambda self: not self.runs_new)
    @rule(at=st.one_of(st.just(0), st.integers(1, 50)))
    def check_and_switch(self, at: int) -> None:
        """Also without any preparation, as somebody does who unpacks a package by hand."""
        if not killed(check, self.folder, at):
            self.runs_new, self.sold_with_new = True, False

    @precondition(lambda self: not self.runs_new)
    @rule(at=st.one_of(st.just(0), st.integers(1, 40)))
    def check_and_fail(self, at: int) -> None:
        """It migrates the data, and then its window does not come."""
        killed(check, self.folder, at)
        killed(go_back, self.folder, at)

    @precondition(lambda self: self.runs_new)
    @rule()
    def want_back(self) -> None:
        """Somebody changes their mind: right, as long as nothing was sold."""
        came = put_back(self.folder, KEY)
        assert came is (PutBack.SOLD_SINCE if self.sold_with_new else PutBack.DONE)
        self.runs_new = self.sold_with_new

    @invariant()
    def way_back_the_release_that_runs_opens_every_record(self) -> None:
        if hasattr(self, "folder"):
            self.running().close()
            report = verify_database(self.folder, KEY)
            assert (report.ok, report.records) == (True, self.records)


TestUpdates = Updates.TestCase
TestUpdates.settings = settings(max_examples=examples(12), stateful_step_count=12, deadline=None)
