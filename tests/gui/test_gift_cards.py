"""Gift cards and registered cards in the window: asked for, scanned, paid with, told plainly when they cannot pay."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.domain.catalogue import Article
from pos_app.domain.loyalty.settings import Settings
from pos_app.domain.tender import TenderKind
from pos_app.ui.views.panels.gift_card import GiftCardPanel
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BUN_CODE, Stage
from tests.stage.gift_cards import CARD, GIFT_CARD, OTHER_CARD, FakeCard


def panel(till: Till) -> GiftCardPanel:
    found = till.panel
    assert isinstance(found, GiftCardPanel)
    return found


def sell_money(till: Till, typed: str = "500", article: Article = GIFT_CARD) -> None:
    """A quick key for gift cards was touched; the cashier types how much."""
    till.window.models.sale.add(article, quantity_milli=1000)
    till.settle()
    assert till.deck.name == "measure"
    till.type(typed)
    till.press(Qt.Key.Key_Return)


def pay_by(till: Till, key: str) -> None:
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "payment"
    till.controller.desk.payment_chosen(key)
    till.settle()


def test_money_for_a_card_asks_how_much_then_which_card_and_a_scan_answers(till: Till, stage: Stage) -> None:
    sell_money(till)
    assert till.deck.name == "gift_card"
    assert panel(till).amount.text() == "500,00\u00a0kr"
    till.scan(CARD)
    assert till.deck.name == ""
    (line,) = till.window.models.sale.basket.lines
    assert line.gift_card is not None
    assert line.gift_card.number_end == CARD[-4:]
    till.type("500")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert sale.priced.tax_minor == 0
    assert sale.basket.lines[0].gift_card == line.gift_card


def test_a_number_is_typed_too_and_a_slip_of_a_finger_cannot_go_on(till: Till) -> None:
    sell_money(till)
    till.type(CARD[:-1])
    assert panel(till).primary is not None
    assert not panel(till).primary.isEnabled()  # type: ignore[union-attr]
    till.type(CARD[-1])
    till.press(Qt.Key.Key_Return)
    assert till.names == ["Gavekort"]


def test_a_scan_that_is_no_gift_card_is_refused_in_the_panel_and_rings_nothing_up(till: Till) -> None:
    sell_money(till)
    till.scan(BUN_CODE)
    assert till.deck.name == "gift_card"
    assert "12 til 19 siffer" in panel(till).notice.text()
    assert till.names == []


def test_a_card_that_lives_shortly_is_said_at_the_counter(till: Till, stage: Stage) -> None:
    stage.programmes.programmes = (goods.programme(settings=Settings(gift_card_months=12)),)
    sell_money(till)
    till.scan(CARD)
    assert "01.03.2027" in till.said


def test_a_card_pays_what_it_has_and_cash_the_rest(till: Till, stage: Stage) -> None:
    stage.gift_cards.cards[CARD] = FakeCard(3_000)
    till.scan(BUN_CODE)
    pay_by(till, "gift_card")
    till.scan(CARD)
    assert till.deck.name == "payment"
    assert "15,00" in till.said
    till.type("15")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert [tender.kind for tender in sale.tenders] == [TenderKind.GIFT_CARD, TenderKind.CASH]
    assert sale.tenders[0].gift_card is not None


def test_what_is_on_a_card_is_told_with_its_time_and_nothing_is_taken(till: Till, stage: Stage) -> None:
    stage.gift_cards.cards[CARD] = FakeCard(3_000)
    till.scan(BUN_CODE)
    pay_by(till, "gift_card")
    till.type(CARD)
    till.touch(panel(till).ask_button)
    assert panel(till).told.text() == "30,00\u00a0kr på kortet kl. 14:02, til og med 01.03.2029"
    assert stage.gift_cards.held == {}


def test_an_empty_card_has_a_balance_and_no_last_day(till: Till, stage: Stage) -> None:
    stage.gift_cards.cards[CARD] = FakeCard(0, "")
    till.scan(BUN_CODE)
    pay_by(till, "gift_card")
    till.type(CARD)
    till.touch(panel(till).ask_button)
    assert panel(till).told.text() == "0,00\u00a0kr på kortet kl. 14:02"


def test_classes_offline_the_panel_says_why_and_the_sale_goes_on_otherwise(till: Till, stage: Stage) -> None:
    stage.gift_cards.offline = True
    till.scan(BUN_CODE)
    pay_by(till, "gift_card")
    till.scan(CARD)
    assert till.deck.name == "gift_card"
    assert "Uten nett" in panel(till).notice.text()
    till.press(Qt.Key.Key_Escape)
    till.type("50")
    till.press(Qt.Key.Key_Return)
    assert len(stage.store.kept.sales) == 1


def test_an_expired_card_names_its_day_as_people_write_it(till: Till, stage: Stage) -> None:
    from pos_app.services.gift_cards import GiftCardOutcome

    stage.gift_cards.cards[CARD] = FakeCard(3_000, "2026-02-28", outcome=GiftCardOutcome.EXPIRED)
    till.scan(BUN_CODE)
    pay_by(till, "gift_card")
    till.scan(CARD)
    assert "28.02.2026" in panel(till).notice.text()


def test_what_a_card_paid_is_let_go_when_the_customer_changes_their_mind(till: Till, stage: Stage) -> None:
    stage.gift_cards.cards[CARD] = FakeCard(3_000)
    till.scan(BUN_CODE)
    pay_by(till, "gift_card")
    till.scan(CARD)
    till.controller.desk.payment_chosen("give_back")
    till.settle()
    assert stage.holds.voided == list(stage.gift_cards.held)
    assert till.window.models.sale.tenders == ()


def test_a_gift_card_never_buys_a_gift_card(till: Till, stage: Stage) -> None:
    stage.gift_cards.cards[OTHER_CARD] = FakeCard(100_000)
    sell_money(till)
    till.scan(CARD)
    pay_by(till, "gift_card")
    till.scan(OTHER_CARD)
    assert "Et gavekort betales ikke med" in panel(till).notice.text()
    assert stage.gift_cards.held == {}


def test_a_registered_card_pays_by_its_own_slip(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    pay_by(till, "registered_card")
    assert till.deck.name == "card"
    till.type("00471")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    (tender,) = sale.tenders
    assert (tender.kind, tender.slip_reference) == (TenderKind.REGISTERED_CARD, "00471")


def test_an_ordinary_card_after_a_registered_one_is_an_ordinary_card(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    till.type("20")
    till.controller.desk.registered_card()
    till.settle()
    till.type("1")
    till.press(Qt.Key.Key_Return)
    till.controller.desk.payment_chosen("card")
    till.settle()
    till.type("2")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert [tender.kind for tender in sale.tenders] == [TenderKind.REGISTERED_CARD, TenderKind.CARD]
