"""Credit notes in the window: given instead of the money that was paid, and a way to pay."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.domain.tender import TenderKind
from tests.gui.test_returning import buy, opened, returns, shown
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, Stage
from tests.stage.gift_cards import FakeCard

NUMBER = "9920900000000000001"


def test_a_note_instead_of_a_card_refund_asks_for_no_slip_and_opens_nothing(till: Till) -> None:
    till.scan(buy(till, BUN_CODE, card=True))
    till.press(Qt.Key.Key_Plus)
    assert [choice.key for choice in shown(till).instead] == ["credit_note"]
    till.window.models.returning.choose("credit_note")
    assert shown(till).ways == ("45,00\N{NO-BREAK SPACE}kr på en tilgodelapp, trykt med kvitteringen",)
    till.press(Qt.Key.Key_Return)
    (back,) = returns(till)
    assert [(each.kind, each.amount_minor) for each in back.tenders] == [(TenderKind.CREDIT_NOTE, 4_500)]
    assert opened(till) == 0
    assert till.deck.name == "return"


def test_the_money_after_all_is_one_touch_away_and_the_next_return_begins_with_it(till: Till) -> None:
    till.scan(buy(till, BUN_CODE))
    till.press(Qt.Key.Key_Plus)
    till.window.models.returning.choose("credit_note")
    till.window.models.returning.choose("credit_note")
    till.press(Qt.Key.Key_Return)
    (back,) = returns(till)
    assert [each.kind for each in back.tenders] == [TenderKind.CASH]


def test_a_shop_without_notes_offers_none(till: Till) -> None:
    taken = frozenset(TenderKind) - {TenderKind.CREDIT_NOTE}
    object.__setattr__(till.window.models.services, "tenders_taken", taken)
    till.scan(buy(till, BUN_CODE))
    till.press(Qt.Key.Key_Plus)
    assert shown(till).instead == ()


def test_a_note_pays_as_a_note(till: Till, stage: Stage) -> None:
    stage.gift_cards.cards[NUMBER] = FakeCard(50_000)
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    till.controller.desk.payment_chosen("credit_note")
    till.settle()
    assert till.deck.name == "gift_card"
    till.scan(NUMBER)
    (sale,) = stage.store.kept.sales
    assert [(each.kind, each.amount_minor) for each in sale.tenders] == [(TenderKind.CREDIT_NOTE, 4_500)]
