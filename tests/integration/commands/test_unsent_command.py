"""What a till has that its server does not: asked before the till is taken away."""

from pathlib import Path

from pos_app.storage.for_sync import SyncJournal
from tests.stage.ready_till import ReadyTill, trofast
from tests.stage.tills import KEY


def test_sales_that_wait_are_counted_and_told_by_the_exit_code(till: ReadyTill) -> None:
    journal = SyncJournal(till.data, KEY)
    try:
        sales, records = journal.waiting_sales(), journal.waiting_records()
    finally:
        journal.close()
    assert sales > 0
    done = trofast("unsent", "--config", till.toml)
    assert (done.returncode, done.stdout) == (1, f"sales: {sales}, records: {records}\n")


def test_what_the_server_has_is_not_counted(till: ReadyTill) -> None:
    journal = SyncJournal(till.data, KEY)
    try:
        journal.mark_acked(journal.head()[0], "epoch")
    finally:
        journal.close()
    done = trofast("unsent", "--config", till.toml)
    assert (done.returncode, done.stdout) == (0, "sales: 0, records: 0\n")


def test_a_till_that_never_sold_has_nothing_to_lose(tmp_path: Path) -> None:
    done = trofast("unsent", "--config", tmp_path / "till.toml")
    assert (done.returncode, done.stdout) == (0, "sales: 0, records: 0\n")


def test_data_that_can_not_be_read_is_never_called_sent(till: ReadyTill) -> None:
    (till.folder / "till.key").unlink()
    done = trofast("unsent", "--config", till.toml)
    assert (done.returncode, done.stdout) == (3, "")
    assert "till.key" in done.stderr
