"""``end-of-day``: ``trofast close-day`` over a day of 2 000 sales, without the network.

The whole command as a manager types it, a process of its own from before it exists until it has ended: the journal
looked at, what is open, Z, a copy of all data with every page of it checked, a signed checkpoint, and the server asked,
whose computer refuses at once. Each sample closes a till of its own that sold the same.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree
from time import perf_counter_ns

from pos_app.storage.database import Database
from pos_app.storage.opening import TILL_DB
from tests.benchmarks.connections import pragmas_of
from tests.benchmarks.processes import PROJECT
from tests.benchmarks.row import Row
from tests.benchmarks.till_with_sales import Days, till_with_sales
from tests.stage.ready_till import ReadyTill
from tests.stage.tills import KEY

GOAL_S = 3.0
CLOSED_HERE = 4


def measure(folder: Path, *, quick: bool) -> Row:
    """Close it five times (quick: once, sixty sales). One before is not counted: it compiles what never ran before."""
    sales = 60 if quick else 2_000
    place = folder / "end-of-day"
    place.mkdir()
    sold = till_with_sales(place / "sold", Days(_today(), 1, sales, last_is_open=True))
    samples = []
    for number in range(1 if quick else 6):
        till = ReadyTill(Path(copytree(sold.folder, place / f"till-{number}")))
        began = perf_counter_ns()
        _close(till, None if quick else place / "compiled", sales)
        if number or quick:
            samples.append((perf_counter_ns() - began) / 1e9)
    database = Database.open(sold.data / TILL_DB, KEY)
    try:
        pragmas = pragmas_of(database.connection)
    finally:
        database.close()
    return Row(
        "end-of-day",
        "absolute",
        "s",
        tuple(samples),
        (),
        GOAL_S,
        rows_ours=sales,
        rows_reference=0,
        pragmas_ours=pragmas,
    )


def _today() -> date:
    return datetime.now(UTC).date()


def _close(till: ReadyTill, compiled: Path | None, sales: int) -> None:
    """Where ``compiled`` is a folder, what is imported is compiled into it, as an installed till has it."""
    environment = dict(os.environ)
    if compiled is not None:
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    done = subprocess.run(
        [sys.executable, "-m", "pos_app", "close-day", "--config", str(till.toml), "--by", "ingrid"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != CLOSED_HERE or f"Z 1: {sales} sales" not in done.stdout:
        raise AssertionError(f"the day was not closed: {done.stdout}{done.stderr}")
