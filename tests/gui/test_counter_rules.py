"""What the law asks at the counter: ages, sale hours, much cash; on the real window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.age_check import AgeCheck, AgeWay
from pos_app.domain.catalogue import Protection
from pos_app.domain.counter_event import CounterEventKind
from pos_app.services.counter_rules import NorwegianRules
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BEER_CODE, BUN_CODE, CAPPUCCINO_CODE, Stage

SPIRIT_CODE = "7031290000053"


@pytest.fixture
def stage() -> Stage:
    stage = Stage(rules=NorwegianRules())
    stage.catalogue.codes[SPIRIT_CODE] = goods.article(
        "Akevitt 22 %", 19900, minimum_age=20, category_id="drikke", protection=Protection.ALCOHOL
    )
    it_is(stage, "2026-03-02T14:00")
    return stage


@pytest.fixture
def till(make_till: Callable[..., Till], stage: Stage) -> Till:
    return make_till(stage=stage).sign_in()


def it_is(stage: Stage, local: str) -> None:
    """So late it is by the server's clock, in the store's time."""
    at = datetime.fromisoformat(local).replace(tzinfo=UTC)
    stage.codes.time.now_ms = (int(at.timestamp()) - 3600) * 1000


def pay_cash(till: Till, amount: str) -> None:
    till.type(amount)
    till.press(Qt.Key.Key_Return)


def kept_check(stage: Stage) -> AgeCheck | None:
    return stage.store.kept.sales[-1].basket.age_check


def test_one_question_for_the_basket_and_a_higher_limit_asks_again(till: Till, stage: Stage) -> None:
    till.window.models.sale.set_member(stage.members.people[0])  # whoever holds a card proves no age with it
    till.scan(BEER_CODE)
    assert (till.deck.name, till.panel.born.text()) == ("age", "02.03.2008")  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Return)
    till.scan(BEER_CODE)
    assert till.deck.name == ""
    till.scan(SPIRIT_CODE)
    assert till.panel.born.text() == "02.03.2006"  # type: ignore[attr-defined]
    till.touch(till.panel.clearly)  # type: ignore[attr-defined]
    assert till.deck.name == ""
    pay_cash(till, "500")
    assert kept_check(stage) == AgeCheck(20, "2006-03-02", AgeWay.EVIDENT, "ingrid")


def test_a_typed_date_of_birth_is_counted_and_too_young_stays_asked(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE, BEER_CODE)
    till.type("030308")
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "age"
    assert till.panel.notice.text().startswith("For ung")  # type: ignore[attr-defined]
    for _ in range(6):
        till.press(Qt.Key.Key_Backspace)
    till.type("020308")
    till.press(Qt.Key.Key_Return)
    pay_cash(till, "100")
    assert kept_check(stage) == AgeCheck(18, "2008-03-02", AgeWay.TYPED, "ingrid")
    assert "020308" not in repr(stage.store.kept)


def test_no_takes_the_goods_out_and_the_journal_says_for_which_age(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE, BEER_CODE)
    till.controller.ages.refused()
    till.settle()
    assert till.names == ["Kanelbolle"]
    kinds = [(each.kind, each.reason, each.subject) for each in stage.store.kept.events]
    assert (CounterEventKind.AGE_REFUSED, "18", goods.BEER.article_id) in kinds
    assert any(kind is CounterEventKind.LINE_CORRECTED for kind, _, _ in kinds)


def test_beer_is_refused_when_it_is_scanned_and_the_rest_goes_on(till: Till, stage: Stage) -> None:
    it_is(stage, "2026-03-01T14:00")
    till.scan(BUN_CODE, BEER_CODE)
    assert till.names == ["Kanelbolle"]
    assert till.said == "Pils 0,5 l kan ikke selges i dag. Neste gang: 02.03.2026 fra 08:00."
    till.controller.pick(goods.BEER.article_id)
    assert till.names == ["Kanelbolle"]


def test_a_basket_begun_in_time_is_paid_in_time_or_not_at_all(till: Till, stage: Stage) -> None:
    it_is(stage, "2026-03-02T19:50")
    till.scan(BUN_CODE, BEER_CODE)
    till.press(Qt.Key.Key_Return)
    assert till.said.endswith("må betales før 20:00")
    it_is(stage, "2026-03-02T20:01")
    pay_cash(till, "100")
    assert stage.store.kept.sales == []
    assert till.said.startswith(
        "Pils 0,5 l kan ikke selges etter 20:00 i dag. Neste gang: 03.03.2026 fra 08:00."
    )
    assert till.window.models.sale.selected == 2
    till.press(Qt.Key.Key_F6)
    it_is(stage, "2026-03-03T08:00")
    till.press(Qt.Key.Key_F6)
    till.press(Qt.Key.Key_Return)
    pay_cash(till, "100")
    assert [line.article.name for line in stage.store.kept.sales[0].basket.lines] == [
        "Kanelbolle",
        "Pils 0,5 l",
    ]


def test_durable_first_the_clock_that_strikes_during_payment_leaves_nothing_sold(
    till: Till, stage: Stage
) -> None:
    it_is(stage, "2026-03-02T19:59")
    till.scan(BEER_CODE)
    till.press(Qt.Key.Key_Return)
    securing = till.window.models.payment._securing
    still = securing.still

    def strikes(go: Callable[[], object]) -> None:
        it_is(stage, "2026-03-02T20:00")
        still(go)

    securing.still = strikes  # type: ignore[method-assign]
    pay_cash(till, "100")
    assert stage.store.kept.sales == []
    assert not till.window.models.sale.tenders
    assert "etter 20:00" in till.said


def test_forty_thousand_in_cash_is_refused_in_one_piece_and_in_parts(till: Till, stage: Stage) -> None:
    stage.catalogue.codes[CAPPUCCINO_CODE] = replace(goods.CAPPUCCINO, price_minor=4_500_000)
    till.scan(CAPPUCCINO_CODE)
    pay_cash(till, "45000")
    assert not till.window.models.sale.tenders
    assert till.said.startswith("Loven forbyr 40\u00a0000,00\u00a0kr eller mer i kontanter")
    pay_cash(till, "39999")
    pay_cash(till, "1")
    assert [tender.amount_minor for tender in till.window.models.sale.tenders] == [3_999_900]
    till.type("5001")
    till.press(Qt.Key.Key_F9)
    till.type("77")
    till.press(Qt.Key.Key_Return)
    assert len(stage.store.kept.sales) == 1


def test_change_is_no_payment(till: Till, stage: Stage) -> None:
    stage.catalogue.codes[CAPPUCCINO_CODE] = replace(goods.CAPPUCCINO, price_minor=3_999_900)
    till.scan(CAPPUCCINO_CODE)
    pay_cash(till, "40000")
    assert stage.store.kept.sales[0].settlement.change_minor == 100
