"""Points of a receipt from before: what the till refuses at once, and what it leaves to the server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.earn_rules import Adjustments
from pos_app.domain.tender import cash
from pos_app.services import claiming, selling
from tests.stage import goods
from tests.unit.services.conftest import Till

ADA = goods.known_member()
ELSEWHERE = "0190b5a0-0000-7000-8000-0000000005a1"
DAY_MS = 86_400_000


def sold(till: Till, *, to_ada: bool = False) -> str:
    basket = goods.basket(goods.CAPPUCCINO, member_id=goods.MEMBER_ID if to_ada else None)
    return selling.sell(till.ports, "ingrid", basket, ADA if to_ada else None, [cash(4900)]).sale.sale_id


def refusal(till: Till, sale_id: str) -> Refused:
    records = till.records()
    with pytest.raises(Refused) as caught:
        claiming.claim(till.ports, "ingrid", ADA, sale_id)
    assert till.records() == records
    with pytest.raises(Refused) as seen:
        claiming.look_at(till.ports, sale_id)
    assert seen.value.reason is caught.value.reason
    return caught.value


def test_a_sale_without_a_card_is_claimed_once(till: Till) -> None:
    sale_id = sold(till)
    found = claiming.look_at(till.ports, sale_id)
    assert found is not None
    assert found.sale_id == sale_id
    made = claiming.claim(till.ports, "ingrid", ADA, sale_id)
    assert (made.member_id, made.sale_id, made.seller.cashier_id) == (goods.MEMBER_ID, sale_id, "ingrid")
    assert till.records() == 2
    assert refusal(till, sale_id).reason is Refusal.RECEIPT_CLAIMED


def test_a_claim_is_remembered_over_a_restart(till: Till) -> None:
    sale_id = sold(till)
    claiming.claim(till.ports, "ingrid", ADA, sale_id)
    till.restart()
    assert refusal(till, sale_id).reason is Refusal.RECEIPT_CLAIMED


def test_another_till_s_receipt_is_left_to_the_server_but_only_once(till: Till) -> None:
    assert claiming.look_at(till.ports, ELSEWHERE) is None
    claiming.claim(till.ports, "ingrid", ADA, ELSEWHERE)
    assert refusal(till, ELSEWHERE).reason is Refusal.RECEIPT_CLAIMED


def test_a_sale_that_had_a_member_gives_its_points_to_nobody_else(till: Till) -> None:
    assert refusal(till, sold(till, to_ada=True)).reason is Refusal.RECEIPT_HAD_MEMBER


def test_the_last_day_of_a_receipt_counts_and_the_next_does_not(till: Till) -> None:
    sale_id = sold(till)
    till.stage.clock.at_ms += 14 * DAY_MS
    assert claiming.look_at(till.ports, sale_id) is not None
    till.stage.clock.at_ms += 1
    stop = refusal(till, sale_id)
    assert (stop.reason, stop.facts) == (Refusal.RECEIPT_TOO_OLD, {"days": 14})


def test_a_shop_that_takes_no_claims_says_so(till: Till) -> None:
    never = replace(goods.programme(), adjustments=Adjustments(claim_days=0))
    till.stage.programmes.programmes = (never,)
    assert refusal(till, sold(till)).facts == {"days": 0}


@pytest.mark.parametrize("text", ["", "x" * 65])
def test_what_is_no_receipt_of_ours_is_an_unknown_code(till: Till, text: str) -> None:
    assert refusal(till, text).reason is Refusal.UNKNOWN_CODE
