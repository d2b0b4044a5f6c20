"""Practice over a till's real files: sold there, and nowhere else; nothing of it is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.bootstrap.opening import open_till
from pos_app.bootstrap.surroundings import Surroundings
from pos_app.bootstrap.training import FOLDER
from pos_app.config import load_settings
from pos_app.domain import tender as tenders
from pos_app.domain.errors import Refused
from pos_app.services.selling import new_basket, sell
from pos_app.services.signing_in import sign_in
from pos_app.ui.ports import Code
from tests.stage.ready_till import COFFEE_CODE, MEMBER_CARD, make_ready_till


def test_practice_sells_beside_the_till_s_books_and_leaves_no_file(tmp_path: Path) -> None:
    made_till = make_ready_till(tmp_path, sales=2)
    till = open_till(load_settings(made_till.toml))
    try:
        around = Surroundings(till)
        real = around.till_ports()
        assert real.practice is not None
        with till.store.unit_of_work() as work:
            before = (work.waiting_records(), work.next_receipt_number())
        practice = real.practice()
        services = practice.ports.services
        assert practice.ports.screen.training
        (ingrid,) = services.staff.cashiers()
        assert sign_in(services, ingrid, "0000") == ingrid
        coffee = practice.ports.ring(new_basket(services), Code(COFFEE_CODE, "scanner"), 1)
        sold = sell(services, "ingrid", coffee.basket, None, (tenders.cash(10_000),))
        assert sold.sale.receipt_number == 1
        with pytest.raises(Refused):
            practice.ports.ring(new_basket(services), Code(MEMBER_CARD, "scanner"), 1)
        assert (made_till.data / FOLDER).is_dir()
        practice.end()
        assert not (made_till.data / FOLDER).exists()
        with till.store.unit_of_work() as work:
            assert (work.waiting_records(), work.next_receipt_number()) == before
            assert work.sale(sold.sale.sale_id) is None
    finally:
        till.close()
