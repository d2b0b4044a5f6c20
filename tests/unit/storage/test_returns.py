"""Returns in till.db: facts of the one chain, numbered with the sales, held against their rows when verified."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.storage.driver import IntegrityError
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.verify import verify_database
from tests.stage import goods, returns
from tests.stage.tills import KEY, open_store, sell
from tests.unit.storage.test_verify import tamper


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    with closing(open_store(tmp_path)) as opened:
        yield opened


def bring_back(store: SqliteTillStore, sale: Sale, *before: Return, receipt_number: int = 0) -> Return:
    """Journal the next line of a sale as returned."""
    with store.unit_of_work() as uow:
        number = receipt_number or uow.next_receipt_number()
        made = returns.returned(
            sale,
            [sale.basket.lines[len(before)].line_id],
            before=before,
            number=number,
            receipt_number=number,
        )
        uow.add_return(made)
        uow.commit()
    return made


def test_dense_seq_sales_and_returns_are_numbered_together(store: SqliteTillStore, tmp_path: Path) -> None:
    sale = sell(store, member=goods.member())
    first = bring_back(store, sale)
    assert sell(store).receipt_number == 3
    second = bring_back(store, sale, first)
    assert (first.receipt_number, second.receipt_number) == (2, 4)
    with store.unit_of_work() as uow:
        assert uow.returns_of(sale.sale_id) == [first, second]
        assert uow.returns_of("another sale") == []
        assert uow.next_receipt_number() == 5
    report = verify_database(tmp_path, KEY)
    assert report.ok, report.problem
    assert (report.records, report.sales) == (4, 2)


@pytest.mark.parametrize("number", [1, 3])
def test_dense_seq_the_database_refuses_a_return_with_another_number(
    store: SqliteTillStore, number: int
) -> None:
    sale = sell(store)
    with pytest.raises(IntegrityError, match="DENSE-SEQ"):
        bring_back(store, sale, receipt_number=number)


def test_stale_label_pending_points_are_less_by_what_came_back(store: SqliteTillStore) -> None:
    sale = sell(store, member=goods.member())
    with store.unit_of_work() as uow:
        earned = uow.pending_points(goods.MEMBER_ID)
    made = bring_back(store, sale)
    with store.unit_of_work() as uow:
        assert uow.pending_points(goods.MEMBER_ID) == earned - made.reversal.points_taken < earned


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE returned SET total_minor = total_minor - 1", "rows of its return"),
        ("UPDATE posting SET points = points + 1 WHERE sequence = 2", "rows of its points"),
        ("DELETE FROM returned", "rows of its return"),
    ],
)
def test_immutable_a_return_whose_rows_were_changed_is_named(
    store: SqliteTillStore, tmp_path: Path, change: str, what: str
) -> None:
    bring_back(store, sell(store, member=goods.member()))
    store.close()
    tamper(tmp_path, change)
    report = verify_database(tmp_path, KEY)
    assert not report.ok
    assert what in report.problem
    assert report.bad_sequence == 2
