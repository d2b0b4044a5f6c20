"""A price that is looked up, changed for the store, and put on a label at the shelf; at the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.comparison_price import Content, Measure
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.price_history import PriceEntry
from pos_app.domain.receipt_document import Barcode, Text
from pos_app.services.counter_rules import NorwegianRules
from pos_app.ui.keys import Act
from tests.gui import price_pictures
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BEER_CODE, BUN_CODE, CAPPUCCINO_CODE, Stage
from tests.stage.prices import FakePrices

DAY_MS = 86_400_000
BUN = goods.CINNAMON_BUN


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.prices = FakePrices(lambda: stage.store.kept.events)
    stage.prices.contents[BUN.article_id] = Content(90, Measure.KILOGRAM)
    stage.prices.codes[BUN.article_id] = BUN_CODE
    stage.staff.manager_comes()
    return stage


@pytest.fixture
def till(make_till: Callable[..., Till], stage: Stage) -> Till:
    return make_till(stage=stage).sign_in()


def of_prices(stage: Stage) -> list[CounterEvent]:
    return [each for each in stage.store.kept.events if "price" in each.kind.value]


def change(till: Till, key: str, price: str, reason: str = "short-dated") -> None:
    till.touch(getattr(till.panel, key))
    till.type(price)
    till.window.models.reasons.choose(reason)
    till.press(Qt.Key.Key_Return)


def manager_allows(till: Till) -> None:
    assert till.deck.name == "approval"
    till.window.models.approval.choose("maja")
    till.type("9876")
    till.press(Qt.Key.Key_Return)


def test_a_price_is_looked_up_without_touching_the_basket_and_counted(till: Till, stage: Stage) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_F3)
    till.scan(BUN_CODE)
    assert (till.names, till.deck.name) == (["Cappuccino"], "price")
    panel = till.panel
    assert panel.price.text().startswith("45,00")  # type: ignore[attr-defined]
    assert panel.comparison.text() == "500,00\u00a0kr pr. kg"  # type: ignore[attr-defined]
    assert [(each.kind, each.amount_minor, each.subject) for each in of_prices(stage)] == [
        (CounterEventKind.PRICE_LOOKED_UP, 4500, BUN.article_id)
    ]
    till.touch(panel.sell)  # type: ignore[attr-defined]
    assert till.names == ["Cappuccino", "Kanelbolle"]


def test_what_may_not_be_sold_now_has_a_price_all_the_same(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    stage.rules = NorwegianRules()  # a Sunday: no alcohol
    till = make_till(stage=stage).sign_in()
    till.press(Qt.Key.Key_F3)
    till.scan(BEER_CODE)
    assert (till.deck.name, till.names) == ("price", [])


def test_another_price_takes_a_reason_and_whoever_may_and_holds_once_it_is_journalled(
    till: Till, stage: Stage
) -> None:
    till.press(Qt.Key.Key_F3)
    till.scan(BUN_CODE)
    change(till, "change", "35")
    assert of_prices(stage)[1:] == []
    manager_allows(till)
    [event] = of_prices(stage)[1:]
    assert (event.kind, event.amount_minor, event.before_minor, event.from_ms) == (
        CounterEventKind.SHELF_PRICE_CHANGED,
        3500,
        4500,
        0,
    )
    assert (event.reason, event.seller.cashier_id, event.approved_by) == ("short-dated", "ingrid", "maja")
    assert till.deck.name == "price"
    assert stage.prices is not None
    assert stage.prices.told == 1


def test_a_price_from_tomorrow_is_noted_with_the_store_s_own_midnight(till: Till, stage: Stage) -> None:
    till.press(Qt.Key.Key_F3)
    till.scan(BUN_CODE)
    change(till, "plan", "35")
    manager_allows(till)
    event = of_prices(stage)[-1]
    assert (event.from_ms + 3_600_000) % DAY_MS == 0
    assert 0 < event.from_ms - event.at_ms <= DAY_MS
    name, text = (label.text() for label in till.panel.rows[0])  # type: ignore[attr-defined]
    assert name.startswith("Fra ")
    assert text.startswith("35,00")


@pytest.mark.parametrize(("code", "price"), [(BEER_CODE, "10"), (BUN_CODE, "0"), (BUN_CODE, "45")])
def test_a_price_that_may_not_be_is_refused_in_a_sentence(
    till: Till, stage: Stage, code: str, price: str
) -> None:
    till.press(Qt.Key.Key_F3)
    till.scan(code)
    change(till, "change", price)
    assert till.deck.name == "reason"
    assert till.said
    assert of_prices(stage)[1:] == []


def test_the_label_shows_the_lowest_price_of_30_days_only_with_a_reduction(till: Till, stage: Stage) -> None:
    assert stage.prices is not None
    stage.prices.before[BUN.article_id] = (
        PriceEntry("", 5500, 0, 0),
        PriceEntry("now", 4500, goods.AT_MS - DAY_MS, goods.AT_MS - DAY_MS),
    )
    for code in (BUN_CODE, CAPPUCCINO_CODE):
        till.press(Qt.Key.Key_F3)
        till.scan(code)
        till.touch(till.panel.label)  # type: ignore[attr-defined]
    assert stage.printer is not None
    bun, cappuccino = ([*document.blocks] for _, document in stage.printer.taken)
    assert Barcode(BUN_CODE) in bun
    lowest = [each.text for each in bun if isinstance(each, Text) and "30 dager" in each.text]
    assert lowest == ["Laveste pris siste 30 dager før: 55,00\u00a0kr"]
    assert not any("30 dager" in each.text for each in cappuccino if isinstance(each, Text))


def test_a_reduction_is_told_with_the_lowest_price_of_each_audience(till: Till, stage: Stage) -> None:
    till.window.models.services.prices.__dict__.update(vars(price_pictures.prices(stage)))
    till.press(Qt.Key.Key_F3)
    till.scan(BUN_CODE)
    told = "Nedsatt. Laveste pris siste 30 dager før: 55,00\u00a0kr, for medlemmer 49,50\u00a0kr"
    assert till.panel.reduced.text() == told  # type: ignore[attr-defined]


def test_in_practice_prices_are_looked_up_and_nobody_changes_them(make_till: Callable[..., Till]) -> None:
    till = make_till(stage=Stage(), training=True).sign_in()
    till.controller.act(Act.CHECK_PRICE.value)
    till.scan(BUN_CODE)
    assert till.deck.name == "price"
    assert not till.panel.change.isVisible()  # type: ignore[attr-defined]
