"""LEASE and FLOOR at the counter: server, own lease, hub, a little risk, and the reason why not; in this order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pos_app.domain.basket import with_member
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.tender import Tender, TenderKind, card
from pos_app.services import gift_cards
from pos_app.services.holding import HoldAnswer, HoldOutcome
from pos_app.services.leases import KeptCard
from pos_app.services.offline_room import Kept, offline_room
from pos_app.services.quoting import quote
from pos_app.services.redeeming import redeem, release
from pos_app.services.selling import sell
from tests.stage import goods
from tests.stage.counter import FakeProgrammes, Stage
from tests.stage.gift_cards import CARD, FakeCard
from tests.stage.leases import HOUR_MS, LEASE, kept

ADA = goods.known_member()
NO_ANSWER = HoldAnswer(HoldOutcome.NO_ANSWER)
UNTIL = goods.AT_MS + 72 * HOUR_MS


def shop(lease_points: int = 0, **offline: int) -> Stage:
    """A counter whose server does not answer, with a lease of so many points."""
    stage = Stage()
    stage.holds.answer = NO_ANSWER
    if offline:
        usual = goods.programme()
        limits = replace(usual.offline, **offline)
        stage.programmes = FakeProgrammes([replace(usual, offline=limits)])
    if lease_points:
        stage.leases.keep(kept(lease_points))
    return stage


def pay(stage: Stage, points: int = 300, *, line_down: bool = False) -> Tender:
    return redeem(stage.services(), ADA, points, 9400, 1240, line_down=line_down)


def refused(stage: Stage, points: int = 300, *, line_down: bool = False) -> Refused:
    with pytest.raises(Refused) as caught:
        pay(stage, points, line_down=line_down)
    return caught.value


def test_lease_without_an_answer_points_are_taken_from_the_tills_own_lease() -> None:
    stage = shop(500)
    tender = pay(stage)
    assert (tender.kind, tender.points, tender.amount_minor) == (TenderKind.POINTS, 300, 3000)
    assert (tender.lease_id, tender.is_floor) == (LEASE, False)
    assert list(stage.leases.taken) == [tender.redemption_id]
    ((asked, _),) = stage.holds.held
    assert asked != tender.redemption_id, "what the server may hold after all is another redemption"
    assert stage.holds.voided == [asked]


def test_lease_with_the_line_known_to_be_down_nobody_is_asked() -> None:
    stage = shop(500)
    assert pay(stage, line_down=True).lease_id == LEASE
    assert (stage.holds.held, stage.holds.voided, stage.hub.asked) == ([], [], [])


def test_hold_the_server_comes_first_while_it_answers() -> None:
    stage = shop(500)
    stage.holds.answer = HoldAnswer(HoldOutcome.HELD)
    assert pay(stage).lease_id == ""
    assert stage.leases.taken == {}


def test_hold_what_the_server_refuses_is_not_had_behind_its_back() -> None:
    stage = shop(500)
    stage.holds.answer = HoldAnswer(HoldOutcome.REFUSED, detail="blocked")
    assert refused(stage).reason is Refusal.POINTS_NOT_HELD
    assert stage.leases.taken == {}


def test_lease_points_that_this_till_keeps_itself_are_spent_while_the_line_is_up() -> None:
    stage = shop(500)
    stage.holds.answer = HoldAnswer(HoldOutcome.TOO_FEW_POINTS, balance=100, leased=500)
    assert pay(stage).lease_id == LEASE
    assert stage.leases.given_back == []


def test_lease_points_that_are_half_here_and_half_free_are_given_back_and_held() -> None:
    stage = shop(200)
    stage.holds.answer = HoldAnswer(HoldOutcome.TOO_FEW_POINTS, balance=150, leased=200)
    tender = pay(stage)
    assert (tender.lease_id, stage.leases.given_back) == ("", [LEASE])
    assert {redemption_id for redemption_id, _ in stage.holds.held} == {tender.redemption_id}


def test_lease_what_would_not_be_enough_even_so_is_not_given_back() -> None:
    stage = shop(200)
    stage.holds.answer = HoldAnswer(HoldOutcome.TOO_FEW_POINTS, balance=50, leased=300)
    assert refused(stage).reason is Refusal.POINTS_ELSEWHERE
    assert stage.leases.given_back == []


@pytest.mark.parametrize(
    ("expires_ms", "reason", "facts"),
    [
        (0, Refusal.POINTS_ELSEWHERE, {"most": 40}),
        (UNTIL, Refusal.POINTS_ELSEWHERE_UNTIL, {"most": 40, "until_ms": UNTIL}),
    ],
)
def test_lease_points_that_another_store_keeps_are_explained(
    expires_ms: int, reason: Refusal, facts: dict[str, Any]
) -> None:
    stage = shop()
    stage.holds.answer = HoldAnswer(HoldOutcome.TOO_FEW_POINTS, 40, goods.AT_MS, expires_ms, leased=1200)
    stop = refused(stage)
    assert (stop.reason, stop.facts) == (reason, facts)


def test_lease_that_is_too_small_says_how_much_is_kept_and_until_when() -> None:
    stop = refused(shop(200), line_down=True)
    assert (stop.reason, stop.facts) == (Refusal.POINTS_KEPT_FEWER, {"most": 200, "until_ms": UNTIL})


def test_lease_is_never_spent_above_what_is_left_of_it() -> None:
    stage = shop(500)
    pay(stage, 300)
    assert refused(stage, 300).facts["most"] == 200
    pay(stage, 200)
    assert refused(stage, 100).facts["most"] == 0


def test_lease_after_its_term_says_so() -> None:
    stage = shop(500)
    stage.clock.at_ms = UNTIL
    stop = refused(stage, line_down=True)
    assert (stop.reason, stop.facts) == (Refusal.POINTS_KEPT_UNTIL, {"until_ms": UNTIL})


def test_lease_its_term_is_the_servers_and_told_by_this_tills_clock() -> None:
    stage = shop(500)
    stage.leases.ahead_ms = 71 * HOUR_MS
    room = offline_room(stage.services(), goods.MEMBER_ID, goods.programme())
    assert (room.kept, room.until_ms) == (Kept.HERE, goods.AT_MS + HOUR_MS)
    stage.leases.ahead_ms = 72 * HOUR_MS
    assert refused(stage).reason is Refusal.POINTS_KEPT_UNTIL


def test_lease_without_the_servers_time_nothing_is_taken_and_it_is_said() -> None:
    stage = shop(500)
    stage.leases.ahead_ms = None
    assert refused(stage).reason is Refusal.POINTS_CLOCK_UNSURE
    assert stage.leases.taken == {}


def test_lease_of_another_account_is_none() -> None:
    stage = shop()
    stage.leases.keep(kept(500, account="miles"))
    assert refused(stage).reason is Refusal.POINTS_OFFLINE


def test_lease_the_hub_is_asked_after_the_tills_own_and_before_anything_is_risked() -> None:
    stage = shop(100, floor_redemption=500, floor_member=500, floor_till=500)
    stage.hub.lease_id, stage.hub.points = "hub-lease", 400
    assert pay(stage, 100).lease_id == LEASE
    assert stage.hub.asked == []
    tender = pay(stage, 300)
    assert (tender.lease_id, tender.is_floor) == ("hub-lease", False)
    assert stage.leases.floor == {}
    assert pay(stage, 300).is_floor


def test_floor_points_are_risked_only_as_far_as_the_programme_says() -> None:
    stage = shop(floor_redemption=200, floor_member=300, floor_till=1000)
    tender = pay(stage, 200)
    assert (tender.is_floor, tender.lease_id, tender.floor_after) == (True, "", 7)
    assert stage.leases.floor == {tender.redemption_id: (goods.MEMBER_ID, 200)}
    stop = refused(stage, 200)
    assert (stop.reason, stop.facts) == (Refusal.POINTS_RISKED_ENOUGH, {"most": 100})
    assert pay(stage, 100).is_floor
    assert refused(stage, 100).facts == {"most": 0}


def test_floor_default_risks_nothing() -> None:
    assert refused(shop(), 100).reason is Refusal.POINTS_OFFLINE


@pytest.mark.parametrize("from_floor", [False, True])
def test_lease_points_given_back_are_free_again(from_floor: bool) -> None:
    stage = shop(floor_redemption=300, floor_member=300, floor_till=300) if from_floor else shop(300)
    tender = pay(stage, line_down=True)
    release(stage.services(), tender)
    assert (stage.leases.taken, stage.leases.floor) == ({}, {})
    assert (stage.holds.voided, stage.hub.freed) == ([], [])
    assert pay(stage, line_down=True).points == 300


def test_lease_points_of_the_hub_are_given_back_to_the_hub() -> None:
    stage = shop()
    stage.hub.lease_id, stage.hub.points = "hub-lease", 400
    tender = pay(stage)
    release(stage.services(), tender)
    assert stage.hub.freed == [tender.redemption_id]


def test_one_tx_the_sale_names_the_lease_and_uses_what_was_taken() -> None:
    stage = shop(500)
    ports = stage.services()
    basket = with_member(goods.basket(goods.CAPPUCCINO), ADA.view.member_id)
    tender = redeem(ports, ADA, 400, 4900, 1240)
    rest = quote(ports, basket, ADA, (tender,)).settlement.due_minor
    sold = sell(ports, "ingrid", basket, ADA, [tender, card(rest, "1")])
    assert sold.sale.tenders[0].lease_id == LEASE
    assert sold.sale.lease_id == "", "it used no thing up"
    assert stage.leases.taken[tender.redemption_id].used
    release(ports, tender)
    assert tender.redemption_id in stage.leases.taken, "LEASE-ONCE: it is used"


# ---- gift cards

COFFEE = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)
HOLDER = f"gift-card:id-of-{CARD}"
PLAIN = KeptCard("2029-03-01")


def gift_shop(minor: int = 5_000, of_card: KeptCard | None = PLAIN) -> Stage:
    stage = Stage()
    stage.gift_cards.offline = True
    stage.leases.keep(kept(minor, account="gift-nok", holder=HOLDER, card=of_card))
    return stage


def pay_by_card(stage: Stage, *, line_down: bool = False) -> Tender:
    ports = stage.services()
    return gift_cards.pay(ports, COFFEE, quote(ports, COFFEE, None, ()), (), CARD, line_down=line_down)


@pytest.mark.parametrize("line_down", [False, True])
def test_lease_a_gift_card_pays_from_its_lease(line_down: bool) -> None:
    stage = gift_shop()
    tender = pay_by_card(stage, line_down=line_down)
    assert (tender.amount_minor, tender.lease_id) == (5_000, LEASE)
    assert tender.gift_card is not None
    assert (tender.gift_card.balance_minor, tender.gift_card.as_of_ms) == (0, goods.AT_MS)
    assert len(stage.holds.voided) == (0 if line_down else 1)
    assert refused_card(stage).reason is Refusal.GIFT_CARD_OFFLINE


def refused_card(stage: Stage) -> Refused:
    with pytest.raises(Refused) as caught:
        pay_by_card(stage, line_down=True)
    return caught.value


def test_lease_a_gift_card_never_pays_more_than_is_left_to_pay() -> None:
    stage = gift_shop(50_000)
    tender = pay_by_card(stage)
    assert tender.amount_minor == 9_400
    assert tender.gift_card is not None
    assert tender.gift_card.balance_minor == 40_600


def test_lease_of_an_unknown_card_pays_nothing() -> None:
    """Whether its money has had its VAT is not known."""
    assert refused_card(gift_shop(of_card=None)).reason is Refusal.GIFT_CARD_OFFLINE


def test_lease_a_single_purpose_card_pays_for_goods_of_its_rate_only() -> None:
    food = goods.CAPPUCCINO.vat
    one_rate = KeptCard(
        "2029-03-01", is_single_purpose=True, vat_code=food.code, vat_basis_points=food.basis_points
    )
    assert pay_by_card(gift_shop(50_000, one_rate)).amount_minor == 9_400
    other = KeptCard(
        "2029-03-01",
        is_single_purpose=True,
        vat_code=goods.VAT_25.code,
        vat_basis_points=goods.VAT_25.basis_points,
    )
    assert refused_card(gift_shop(50_000, other)).reason is Refusal.GIFT_CARD_OTHER_GOODS


def test_lease_a_card_whose_money_is_kept_here_pays_while_the_line_is_up() -> None:
    stage = gift_shop()
    stage.gift_cards.offline = False
    stage.gift_cards.cards[CARD] = FakeCard(0, leased_minor=5_000)
    assert pay_by_card(stage).lease_id == LEASE


def test_lease_a_card_whose_money_another_till_keeps_says_when_it_comes_back() -> None:
    stage = Stage()
    stage.gift_cards.cards[CARD] = FakeCard(0, leased_minor=5_000, expires_ms=UNTIL)
    with pytest.raises(Refused) as caught:
        pay_by_card(stage)
    assert caught.value.reason is Refusal.GIFT_CARD_ELSEWHERE
    assert caught.value.facts == {"end": CARD[-4:], "until_ms": UNTIL}


def test_lease_what_is_on_a_card_is_told_from_its_lease() -> None:
    stage = gift_shop()
    told = gift_cards.ask(stage.services(), CARD)
    assert (told.balance_minor, told.expires_on, told.as_of_ms) == (5_000, "2029-03-01", goods.AT_MS)
    assert stage.leases.taken == {}


def test_lease_of_a_gift_card_after_its_term_or_with_an_unsure_clock_says_so() -> None:
    stage = gift_shop()
    stage.clock.at_ms = UNTIL
    assert refused_card(stage).reason is Refusal.GIFT_CARD_KEPT_UNTIL
    stage.leases.ahead_ms = None
    assert refused_card(stage).reason is Refusal.GIFT_CARD_CLOCK_UNSURE
