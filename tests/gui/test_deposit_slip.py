"""Deposit slips in the window: a line that takes off, the rest by card, and money out where the slip is worth more."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.domain.tender import TenderKind
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, Stage

SLIP_45, SLIP_20 = "9801234504507", "9801234602005"


def test_a_slip_is_a_line_that_takes_off_and_del_and_undo_treat_it_as_one(till: Till) -> None:
    till.scan(BUN_CODE, SLIP_20)
    assert till.names == ["Kanelbolle", "Pantelapp"]
    assert till.to_pay == "25,00"
    till.scan(SLIP_20)
    assert "én gang" in till.said
    till.press(Qt.Key.Key_Plus)
    assert "pantelapp" in till.said.lower()
    assert till.to_pay == "25,00"
    till.press(Qt.Key.Key_Delete)
    assert (till.names, till.to_pay) == (["Kanelbolle"], "45,00")
    till.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert till.to_pay == "25,00"


def test_a_slip_worth_more_is_paid_out_by_one_key(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE, SLIP_45, SLIP_20)
    totals = till.selling.basket.totals.shown
    assert (totals.caption, totals.to_pay_text) == ("Betales ut", "20,00")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert [(each.kind, each.amount_minor) for each in sale.tenders] == [
        (TenderKind.DEPOSIT_SLIP, 4_500),
        (TenderKind.DEPOSIT_SLIP, 2_000),
        (TenderKind.CASH, 0),
    ]
    assert sale.settlement.change_minor == 2_000
    assert till.deck.name == "done"


def test_slip_once_a_slip_that_another_basket_brought_meanwhile_stops_the_payment_before_it(
    till: Till, stage: Stage
) -> None:
    till.scan(BUN_CODE, SLIP_20)
    object.__setattr__(till.window.models.services, "slips", Taken({SLIP_20: 17}))
    till.press(Qt.Key.Key_Return)
    assert (till.deck.name, stage.store.kept.sales) == ("", [])
    assert "kvittering 17" in till.said
    till.press(Qt.Key.Key_Delete)
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "payment"


class Taken:
    """The port ``DepositSlips``: receipts by number."""

    def __init__(self, receipts: dict[str, int]) -> None:
        self.receipts = receipts

    def taken(self, number: str, since_ms: int) -> int | None:
        return self.receipts.get(number)


def test_a_slip_that_pays_it_all_needs_no_payment_and_one_alone_no_goods(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE, SLIP_45)
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    till.scan(SLIP_20)
    till.press(Qt.Key.Key_Return)
    paid = [(len(sale.tenders), sale.settlement.change_minor) for sale in stage.store.kept.sales]
    assert paid == [(1, 0), (2, 2_000)]
