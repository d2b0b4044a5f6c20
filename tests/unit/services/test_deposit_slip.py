"""SLIP-ONCE at one till: while scanning, at the moment of payment, and after a crash or a park."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drivers.scanners.codes import CodeRules, Scan
from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import DepositSlip
from pos_app.domain.deposit_slip import SINGLE_USE_MS, add_slip
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.tender import TenderKind
from pos_app.services import parking
from pos_app.services.scanning import scan
from pos_app.services.selling import keep_basket, new_basket, restore_basket, sell
from pos_app.storage.own_records import OwnRecords
from tests.stage import goods
from tests.stage.tills import KEY
from tests.unit.services.conftest import Till

CODE = "9801234504507"
SLIP = DepositSlip(CODE, 4_500)
COFFEE = add_slip(goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN), SLIP)
PAID = (tenders_of.card(4_900, "4711"),)


def ring(till: Till) -> None:
    scan(till.ports, new_basket(till.ports), Scan(CODE), CodeRules())


def test_slip_once_a_slip_that_this_till_took_is_refused_by_the_scan_and_again_by_the_sale(
    real_till: Till,
) -> None:
    till = real_till
    assert till.folder is not None
    slips = OwnRecords(till.folder, KEY)
    till.ports = replace(till.ports, slips=slips)
    ring(till)
    sold = sell(till.ports, "ingrid", COFFEE, None, PAID)
    with pytest.raises(Refused) as refused:
        ring(till)
    assert refused.value.reason is Refusal.DEPOSIT_SLIP_USED
    assert refused.value.facts["receipt"] == sold.sale.receipt_number
    with pytest.raises(Refused) as refused:
        sell(till.ports, "ingrid", COFFEE, None, PAID)
    assert refused.value.reason is Refusal.DEPOSIT_SLIP_USED
    assert till.records() == 1
    assert slips.taken(CODE, sold.sale.context.at_ms) is None
    assert slips.taken(CODE, sold.sale.context.at_ms - SINGLE_USE_MS) == 1
    slips.close()


def test_a_slip_alone_is_paid_out_to_anybody_and_opens_the_drawer(till: Till) -> None:
    basket = replace(add_slip(new_basket(till.ports), SLIP), member_id=goods.MEMBER_ID)
    sold = sell(till.ports, "ingrid", basket, goods.known_member(), (tenders_of.cash(0),))
    assert sold.job.open_drawer
    assert (sold.sale.member, sold.sale.basket.member_id) == (None, None)
    assert [(each.kind, each.amount_minor) for each in sold.sale.tenders] == [
        (TenderKind.DEPOSIT_SLIP, 4_500),
        (TenderKind.CASH, 0),
    ]


def test_slips_survive_a_crash_and_a_park_and_are_used_by_neither(till: Till) -> None:
    keep_basket(till.ports, COFFEE, ())
    till.restart()
    found = restore_basket(till.ports)
    assert found is not None
    assert found.basket == COFFEE
    parked = parking.park(till.ports, "ingrid", found.basket)
    till.restart()
    assert parking.recall(till.ports, parked.parked_id).basket == COFFEE
    sell(till.ports, "ingrid", COFFEE, None, PAID)


def test_a_shop_that_takes_no_slips_says_so(till: Till) -> None:
    till.ports = replace(till.ports, tenders_taken=frozenset({TenderKind.CASH}))
    with pytest.raises(Refused) as refused:
        ring(till)
    assert refused.value.reason is Refusal.TENDER_NOT_TAKEN
