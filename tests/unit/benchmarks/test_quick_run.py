"""The table runs, on every part there is. No time is looked at."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stage import postgres

pytestmark = pytest.mark.timeout(270)  # every part there is, servers of their own among them
PROJECT = Path(__file__).resolve().parents[3]
KEYS = {
    "name",
    "kind",
    "unit",
    "ours",
    "reference",
    "goal",
    "rows_ours",
    "rows_reference",
    "pragmas_ours",
    "pragmas_reference",
}
PROMISED = {
    "scan": 16,
    "scan-under-load": 16,
    "token": 100,
    "pay": 1.8,
    "lookup": 2.5,
    "reports": 300,
    "start": 3,
    "memory": 200,
    "simulate": 60,
    "first-load": 0.8,
    "end-of-day": 3,
    "saf-t": 1.2,
    "saf-t-time": 60,
    "members": 60,
    "members-lookup": 2,
    **({} if postgres.why_not() else {"ingest": 2.5}),
    "backlog": 1.5,
    "herd": 3,
    "engine-growth": 1.2,
    "engine-overlap": 4,
    "engine-rescan": 2,
}


@pytest.fixture(scope="module")
def rows() -> dict[str, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "--quick", "--json"],
        cwd=PROJECT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == (f"ingest is left out: {postgres.why_not()}\n" if postgres.why_not() else "")
    return {row["name"]: row for row in json.loads(done.stdout)}


def test_every_goal_has_its_row_with_every_key_and_samples(rows: dict[str, dict[str, object]]) -> None:
    assert list(rows) == list(PROMISED)
    for row in rows.values():
        assert set(row) == KEYS
        assert row["ours"]
        assert bool(row["reference"]) is (row["kind"] == "ratio")


def test_goals_are_those_that_were_promised(rows: dict[str, dict[str, object]]) -> None:
    assert {name: row["goal"] for name, row in rows.items()} == PROMISED


def test_engine_rows_say_their_lines_and_offers_and_ask_no_database(
    rows: dict[str, dict[str, object]],
) -> None:
    engine = {name: row for name, row in rows.items() if name.startswith("engine-")}
    assert {name: (row["rows_ours"], row["rows_reference"]) for name, row in engine.items()} == {
        "engine-growth": (1_020, 120),
        "engine-overlap": (1_020, 120),
        "engine-rescan": (120, 0),
    }
    assert all(row["pragmas_ours"] == row["pragmas_reference"] == {} for row in engine.values())


def test_both_sides_of_pay_write_the_same_rows_with_the_same_durable_settings(
    rows: dict[str, dict[str, object]],
) -> None:
    pay = rows["pay"]
    assert pay["rows_ours"] == pay["rows_reference"] == 17
    assert pay["pragmas_ours"] == pay["pragmas_reference"]
    settings = pay["pragmas_ours"]
    assert isinstance(settings, dict)
    assert (settings["journal_mode"], settings["synchronous"]) == ("wal", 2)


def test_both_sides_of_lookup_ask_the_same_replica_with_the_same_settings(
    rows: dict[str, dict[str, object]],
) -> None:
    lookup = rows["lookup"]
    assert lookup["rows_ours"] == lookup["rows_reference"] == 1_000
    assert lookup["pragmas_ours"] == lookup["pragmas_reference"]


def test_both_sides_of_ingest_and_backlog_end_with_the_same_rows_on_a_database_that_keeps_them(
    rows: dict[str, dict[str, object]],
) -> None:
    for name, durable in (
        ("ingest", {"fsync": "on"}),
        ("backlog", {"journal_mode": "wal", "synchronous": 2}),
    ):
        if name not in PROMISED:
            continue
        row = rows[name]
        wrote = row["rows_ours"]
        assert isinstance(wrote, int)
        assert wrote == row["rows_reference"]
        assert wrote > 1_000
        assert row["pragmas_ours"] == row["pragmas_reference"]
        settings = row["pragmas_ours"]
        assert isinstance(settings, dict)
        assert durable.items() <= settings.items()


def test_the_herd_lands_whole_and_its_slowest_till_is_one_of_all(rows: dict[str, dict[str, object]]) -> None:
    herd = rows["herd"]
    ours, reference = herd["ours"], herd["reference"]
    assert isinstance(ours, list)
    assert isinstance(reference, list)
    assert len(reference) == 4
    assert ours == [max(reference)]
    assert herd["rows_ours"] == 4 * 40


def test_scans_under_load_are_three_whole_runs(rows: dict[str, dict[str, object]]) -> None:
    under_load = rows["scan-under-load"]
    assert isinstance(under_load["ours"], list)
    assert len(under_load["ours"]) == 3 * 20


def test_one_name_prints_a_table_of_one_row_with_its_verdict() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks", "pay", "--quick"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    heading, row = done.stdout.splitlines()
    assert heading.startswith("name")
    assert row.startswith("pay")
    assert "≤ 1.8 ×" in row
    assert "met" in row or "missed" in row
