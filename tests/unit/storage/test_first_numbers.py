"""DENSE-SEQ for a till in the place of a dead one: its numbers begin where it was told, and have no gap from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.storage.opening import SqliteTillStore, open_till_store
from tests.stage import goods
from tests.stage.tills import KEY, nth_sale, receipt_job, sell


def opened(folder: Path, receipts_from: int) -> SqliteTillStore:
    return open_till_store(
        folder, KEY, company_id=goods.COMPANY, till_id=goods.TILL, receipts_from=receipts_from
    )


def test_dense_seq_numbers_go_on_from_where_the_till_was_told_to_begin(tmp_path: Path) -> None:
    store = opened(tmp_path, 10_000)
    assert [sell(store).receipt_number for _ in range(3)] == [10_001, 10_002, 10_003]
    with store.unit_of_work() as work:
        assert work.next_delivery_number() == 10_001
    store.close()
    again = opened(tmp_path, 10_000)
    assert sell(again).receipt_number == 10_004
    again.close()


@pytest.mark.parametrize("number", [1, 10_000, 10_002])
def test_dense_seq_the_file_itself_refuses_any_other_first_number(tmp_path: Path, number: int) -> None:
    store = opened(tmp_path, 10_000)
    sale = nth_sale(number)
    with store.unit_of_work() as work, pytest.raises(Exception, match="DENSE-SEQ"):
        work.add_sale(sale, None, receipt_job(sale))
    assert sell(store).receipt_number == 10_001
    store.close()


def test_dense_seq_a_settings_file_that_lost_the_number_changes_nothing(tmp_path: Path) -> None:
    """Before the first sale the file refuses to begin at 1; after it the series goes on by itself."""
    store = opened(tmp_path, 10_000)
    sell(store)
    store.close()
    without = opened(tmp_path, 0)
    assert sell(without).receipt_number == 10_002
    without.close()


def test_a_till_in_nobodys_place_begins_at_one(tmp_path: Path) -> None:
    store = opened(tmp_path, 0)
    assert sell(store).receipt_number == 1
    store.close()
