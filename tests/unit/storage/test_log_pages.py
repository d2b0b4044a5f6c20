"""A page in the write-ahead log is read from there, and what a power cut left of it in the file is no damage."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.storage.log_pages import pages_in_log
from pos_app.storage.verify import verify_database
from tests.stage.tills import KEY, PAGE, open_store, sell, sell_many


@pytest.fixture
def stopped(tmp_path: Path) -> Path:
    """The files of a till that stopped with its last sale in the log, and the earlier ones in the database."""
    open_store(tmp_path / "running").close()
    with closing(open_store(tmp_path / "running")) as store:
        sell_many(store, 20)
        store.database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        sell(store)
        for name in ("till.db", "till.db-wal"):
            shutil.copy(tmp_path / "running" / name, tmp_path / name)
    return tmp_path


def test_damage_in_the_file_counts_exactly_where_the_log_has_nothing_newer(stopped: Path) -> None:
    path = stopped / "till.db"
    sound = path.read_bytes()
    in_log = pages_in_log(path)
    pages = range(2, len(sound) // PAGE + 1)
    assert 5 < len(in_log) < len(pages) - 5
    for page in pages:
        content = bytearray(sound)
        content[(page - 1) * PAGE + 100] ^= 1
        path.write_bytes(content)
        report = verify_database(stopped, KEY)
        assert report.ok == (page in in_log), f"page {page}: {report.problem}"
        assert report.ok == (report.problem == "")
    path.write_bytes(sound)
    assert verify_database(stopped, KEY).sales == 21


def test_a_frame_counts_only_when_a_commit_follows_it_unbroken(stopped: Path) -> None:
    path, log = stopped / "till.db", stopped / "till.db-wal"
    whole, in_log = log.read_bytes(), pages_in_log(path)
    log.write_bytes(whole[:-1])
    assert pages_in_log(path) < in_log, "the frame that commits is cut off"
    for at in (0, 20, 32 + 10, 32 + 24 + 100):
        log.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert pages_in_log(path) == frozenset(), (
            "the log's head, or its first frame, is not what was written"
        )


@pytest.mark.parametrize("content", [None, b"", b"x" * 31, bytes(5000)])
def test_no_log_or_none_that_counts_holds_no_page(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "till.db-wal").write_bytes(content)
    assert pages_in_log(tmp_path / "till.db") == frozenset()
