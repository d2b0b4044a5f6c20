"""A day's copy of the till's data: whole and checked, or none."""

from contextlib import closing
from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.storage import backup
from pos_app.storage.backup import copy_of_day
from pos_app.storage.database import Database
from pos_app.storage.verify import verify_database
from tests.stage.tills import KEY, open_store, sell


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with closing(open_store(tmp_path / "data")) as store:
        for _ in range(3):
            sell(store)
    return tmp_path / "data"


def copy(folder: Path, day: str, *, keep: int = 30) -> Path:
    with closing(Database.open(folder / "till.db", KEY)) as database:
        return copy_of_day(database, KEY, folder / "backup", day, keep)


def test_a_days_copy_is_the_whole_journal_under_the_same_key_and_nobody_elses(folder: Path) -> None:
    path = copy(folder, "2026-03-01")
    assert path.name == "till-2026-03-01.db"
    (folder / "back").mkdir()
    path.rename(folder / "back" / "till.db")
    report = verify_database(folder / "back", KEY)
    assert (report.ok, report.sales) == (True, 3)
    with pytest.raises(CannotSell):
        Database.open(folder / "back" / "till.db", bytes(32), read_only=True)
    assert [each.name for each in (folder / "backup").iterdir()] == []


def test_a_copy_takes_the_place_of_an_earlier_one_of_that_day_and_old_days_go(folder: Path) -> None:
    (folder / "backup").mkdir()
    other = folder / "backup" / "till-of-my-own.db"
    other.write_bytes(b"not ours")
    for day in ("2026-03-01", "2026-03-02", "2026-03-03", "2026-03-03"):
        copy(folder, day, keep=2)
    left = sorted(each.name for each in (folder / "backup").iterdir())
    assert left == ["till-2026-03-02.db", "till-2026-03-03.db", "till-of-my-own.db"]


def test_a_copy_of_a_day_that_a_wrong_clock_calls_old_stays(folder: Path) -> None:
    for day in ("2026-03-01", "2026-03-02", "1970-01-01"):
        copy(folder, day, keep=2)
    left = sorted(each.name for each in (folder / "backup").iterdir())
    assert left == ["till-1970-01-01.db", "till-2026-03-02.db"]


def test_a_copy_that_is_not_the_journal_is_not_called_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "journal_digest", lambda database, _: str(database.path))
    with pytest.raises(CannotSell) as refused:
        copy(folder, "2026-03-01")
    assert refused.value.cause == "damaged"
    assert not list((folder / "backup").glob("till-*.db"))


def test_a_copy_that_was_cut_off_leaves_the_one_before_and_is_begun_anew(folder: Path) -> None:
    copy(folder, "2026-03-01")
    half = folder / "backup" / "till-2026-03-01.db.growing"
    half.write_bytes(b"half")
    half.with_name(f"{half.name}-wal").write_bytes(b"of another file")
    copy(folder, "2026-03-01")
    assert [each.name for each in (folder / "backup").iterdir()] == ["till-2026-03-01.db"]
