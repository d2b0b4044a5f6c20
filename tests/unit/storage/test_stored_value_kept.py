"""Gift cards on the counter and in a sale come back as they were: after a crash, from the journal, at the server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pos_app.storage.state import decode_basket, encode_basket
from sync.protocol.v1 import facts
from sync.server.intake.replay import check_money
from tests.stage import stored_value
from tests.stage.tills import open_store


def test_one_tx_cards_and_money_held_for_the_basket_come_back_after_a_crash() -> None:
    sale = stored_value.every_kind()
    kept = decode_basket(encode_basket(sale.basket, sale.tenders))
    assert kept is not None
    assert (kept.basket, kept.tenders) == (sale.basket, sale.tenders)


def test_opaque_envelope_a_sale_with_cards_reads_back_as_it_was() -> None:
    sale = stored_value.every_kind()
    assert facts.decode_sale(facts.encode_sale(sale)) == sale


def test_immutable_a_stored_sale_with_cards_is_the_sale(tmp_path: Path) -> None:
    sale = replace(stored_value.every_kind(), receipt_number=1)
    store = open_store(tmp_path)
    try:
        with store.unit_of_work() as work:
            work.add_sale(sale, None, None)
            work.commit()
        with store.unit_of_work() as work:
            assert work.sale(sale.sale_id) == sale
    finally:
        store.close()


def test_the_server_adds_it_up_to_the_same() -> None:
    assert check_money(stored_value.every_kind()) == []
