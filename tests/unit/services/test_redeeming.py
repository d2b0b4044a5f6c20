"""HOLD: points become a tender only after the server has set them aside."""

import pytest

from pos_app.domain.basket import with_member
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.tender import TenderKind, cash
from pos_app.services.holding import HoldAnswer, HoldOutcome
from pos_app.services.redeeming import redeem, release
from pos_app.services.selling import sell
from tests.stage import goods
from tests.stage.counter import FakeProgrammes, Stage

ADA = goods.known_member()


def refused(stage: Stage, points: int = 500, to_pay_minor: int = 9400, spendable: int = 1240) -> Refused:
    with pytest.raises(Refused) as caught:
        redeem(stage.services(), ADA, points, to_pay_minor, spendable)
    return caught.value


def test_hold_points_that_the_server_holds_are_a_tender_under_the_same_redemption() -> None:
    stage = Stage()
    tender = redeem(stage.services(), ADA, 500, 9400, 1240)
    assert (tender.kind, tender.amount_minor, tender.points) == (TenderKind.POINTS, 5000, 500)
    assert stage.holds.held == [(tender.redemption_id, 500)]
    assert stage.holds.voided == []


def test_hold_no_answer_is_refused_with_the_reason_and_the_hold_is_voided() -> None:
    stage = Stage()
    stage.holds.answer = HoldAnswer(HoldOutcome.NO_ANSWER)
    assert refused(stage).reason is Refusal.POINTS_OFFLINE
    ((redemption_id, _points),) = stage.holds.held
    assert stage.holds.voided == [redemption_id], "the server may hold them after all"


def test_hold_too_few_tells_the_balance_that_the_server_knows() -> None:
    stage = Stage()
    stage.holds.answer = HoldAnswer(HoldOutcome.TOO_FEW_POINTS, balance=300)
    stop = refused(stage)
    assert (stop.reason, stop.facts) == (Refusal.POINTS_TOO_MANY, {"most": 300})


def test_hold_a_refusal_passes_the_server_s_reason_on() -> None:
    stage = Stage()
    stage.holds.answer = HoldAnswer(HoldOutcome.REFUSED, detail="member is blocked")
    stop = refused(stage)
    assert (stop.reason, stop.facts) == (Refusal.POINTS_NOT_HELD, {"detail": "member is blocked"})


@pytest.mark.parametrize(
    ("points", "to_pay_minor", "spendable", "reason"),
    [
        (0, 9400, 1240, Refusal.POINTS_NOT_POSITIVE),
        (-100, 9400, 1240, Refusal.POINTS_NOT_POSITIVE),
        (150, 9400, 1240, Refusal.POINTS_NOT_WHOLE_BLOCK),
        (1000, 9400, 1240, Refusal.POINTS_TOO_MANY),
        (1300, 100_000, 1240, Refusal.POINTS_TOO_MANY),
        (10**9, 9400, 1240, Refusal.POINTS_TOO_MANY),
    ],
)
def test_a_number_that_makes_no_sense_is_refused_before_the_server_is_asked(
    points: int, to_pay_minor: int, spendable: int, reason: Refusal
) -> None:
    stage = Stage()
    assert refused(stage, points, to_pay_minor, spendable).reason is reason
    assert stage.holds.held == []


def test_without_a_member_or_a_programme_nobody_is_asked() -> None:
    stage = Stage()
    with pytest.raises(Refused) as caught:
        redeem(stage.services(), None, 500, 9400, 1240)
    assert caught.value.reason is Refusal.NO_MEMBER
    stage.programmes = FakeProgrammes([goods.programme(redemption=None)])
    assert refused(stage).reason is Refusal.NO_PROGRAMME
    assert stage.holds.held == []


def test_id_at_birth_every_try_has_a_redemption_of_its_own() -> None:
    stage = Stage()
    ports = stage.services()
    first, second = (redeem(ports, ADA, 100, 9400, 1240).redemption_id for _ in range(2))
    assert first != second


def test_points_given_back_are_let_go_and_other_tenders_hold_none() -> None:
    stage = Stage()
    ports = stage.services()
    tender = redeem(ports, ADA, 500, 9400, 1240)
    release(ports, tender)
    release(ports, cash(1000))
    assert stage.holds.voided == [tender.redemption_id]


def test_classes_points_are_earned_without_the_server_and_used_only_with_it() -> None:
    stage = Stage()
    stage.holds.answer = HoldAnswer(HoldOutcome.NO_ANSWER)
    ports = stage.services()
    assert refused(stage).reason is Refusal.POINTS_OFFLINE
    basket = with_member(goods.basket(goods.CAPPUCCINO), ADA.view.member_id)
    sold = sell(ports, "ingrid", basket, ADA, [cash(100_00)])
    assert sold.sale.decision.points_earned > 0
    assert stage.store.kept.sales == [sold.sale]
