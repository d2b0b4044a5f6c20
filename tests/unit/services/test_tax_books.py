"""Signatures for the tax office: in the transaction of the sale, in one chain with the returns, over a new key."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.errors import CannotSell
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.machine.transaction_signer import RsaTransactionSigner
from pos_app.services import returning
from pos_app.services.selling import Sold, sell
from pos_app.services.tax_books import NorwegianBooks, books_for, said_of
from pos_app.services.till_store import UnitOfWork
from pos_app.storage.driver import IntegrityError
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.signatures import signing_keys
from pos_app.storage.verify import verify_database
from tests.stage import goods
from tests.stage.signing import PUBLIC_KEY, known_signer
from tests.stage.tills import KEY
from tests.unit.services.conftest import Till, make_till
from tests.unit.storage.test_verify import tamper

TWO = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)


@pytest.fixture
def signing_till(tmp_path: Path) -> Iterator[Till]:
    made = make_till(tmp_path)
    with_key(made, known_signer(tmp_path))
    yield made
    made.close()


def with_key(till: Till, signer: RsaTransactionSigner) -> None:
    till.ports = replace(till.ports, books=NorwegianBooks(signer))


def sold(till: Till) -> Sold:
    return sell(till.ports, "ingrid", TWO, None, (tenders.card(9400, "4711"),))


def bring_back(till: Till, sale_id: str) -> None:
    quoted = returning.quote_return(till.ports, sale_id, [ReturnedLine(1, 1000)])
    returning.take_return(till.ports, "ingrid", quoted, ["R1"])


def signed(till: Till) -> list[tuple[int, int, str, int]]:
    assert isinstance(till.ports.store, SqliteTillStore)
    return till.ports.store.database.sql("SELECT * FROM transaction_signature ORDER BY sequence")


def report_of(till: Till) -> str:
    assert till.folder is not None
    return verify_database(till.folder, KEY).problem


def test_chain_sales_and_returns_are_signed_in_the_order_of_their_numbers(signing_till: Till) -> None:
    first = sold(signing_till)
    bring_back(signing_till, first.sale.sale_id)
    sold(signing_till)
    rows = signed(signing_till)
    assert [(sequence, number, version) for sequence, number, _, version in rows] == [
        (1, 1, 1),
        (2, 2, 1),
        (3, 3, 1),
    ]
    assert len({signature for _, _, signature, _ in rows}) == 3
    assert report_of(signing_till) == ""


def test_chain_goes_on_over_a_new_key_and_a_restart(signing_till: Till, tmp_path: Path) -> None:
    first = sold(signing_till)
    (tmp_path / "signing.key").rename(tmp_path / "signing.key.old")
    with_key(signing_till, RsaTransactionSigner(tmp_path / "signing.key"))
    bring_back(signing_till, first.sale.sale_id)
    signing_till.restart()
    sold(signing_till)
    assert [row[3] for row in signed(signing_till)] == [1, 2, 2]
    assert isinstance(signing_till.ports.store, SqliteTillStore)
    keys = signing_keys(signing_till.ports.store.database)
    assert [key.version for key in keys] == [1, 2]
    assert keys[0].public_key == PUBLIC_KEY != keys[1].public_key
    assert report_of(signing_till) == ""


def test_one_tx_a_fault_after_the_signature_leaves_neither_sale_nor_signature(signing_till: Till) -> None:
    class Breaks(NorwegianBooks):
        def sold(self, work: UnitOfWork, sale: object, sequence: int) -> None:
            super().sold(work, sale, sequence)  # type: ignore[arg-type]
            raise CannotSell("disk_full", "the disk is full")

    books = signing_till.ports.books
    assert isinstance(books, NorwegianBooks)
    whole, broken = signing_till.ports, replace(signing_till.ports, books=Breaks(books._signer))
    signing_till.ports = broken
    with pytest.raises(CannotSell):
        sold(signing_till)
    signing_till.ports = whole
    signing_till.restart()
    assert (signing_till.records(), signed(signing_till)) == (0, [])
    assert sold(signing_till).sale.receipt_number == 1


def test_one_tx_a_key_that_can_not_be_used_stops_the_sale_before_it_is_written(tmp_path: Path) -> None:
    till = make_till(tmp_path)
    (tmp_path / "signing.key").write_text("no key")
    (tmp_path / "signing.key").chmod(0o600)
    with_key(till, RsaTransactionSigner(tmp_path / "signing.key"))
    with pytest.raises(CannotSell, match="signs sales for the tax office"):
        sold(till)
    assert till.records() == 0
    till.close()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE transaction_signature SET signature = 'A' || substr(signature, 2) WHERE sequence = 2",
        "UPDATE transaction_signature SET receipt_number = 9 WHERE sequence = 2",
        "DELETE FROM transaction_signature WHERE sequence = 1",
        f"UPDATE signing_key SET public_key = replace(public_key, '{PUBLIC_KEY[60]}', 'A')",
    ],
)
def test_immutable_a_changed_signature_is_refused_and_found(signing_till: Till, change: str) -> None:
    for _ in range(3):
        sold(signing_till)
    assert isinstance(signing_till.ports.store, SqliteTillStore)
    with pytest.raises(IntegrityError, match="IMMUTABLE"):
        signing_till.ports.store.database.sql(change)
    signing_till.close()
    assert signing_till.folder is not None
    tamper(signing_till.folder, change)
    assert "its signature for the tax office" in report_of(signing_till)


def test_another_countrys_till_signs_nothing_and_says_so(tmp_path: Path) -> None:
    signer = known_signer(tmp_path)
    assert books_for("BG", signer) is None
    assert "Trofast knows no rules for tills in BG" in said_of("BG")
    assert books_for("NO", signer) is not None
    till = make_till(tmp_path)
    sold(till)
    assert signed(till) == []
    till.close()
