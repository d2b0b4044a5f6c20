"""Goods on an account at the window: who is sent the invoice, who allows it, and nothing that is paid."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.account_customer import AccountCustomer
from pos_app.domain.credit_note import note_minor
from pos_app.domain.errors import CannotSell
from pos_app.domain.exchange import may_pay_minor
from pos_app.domain.tender import TenderKind
from tests.gui.slip_pictures import takes_invoices
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, MAJAS_CARD, Stage
from tests.stage.paper import texts


def choose(till: Till) -> None:
    takes_invoices(till)
    till.stage.staff.manager_comes()
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    till.controller.desk.payment_chosen("invoice")
    till.settle()


def fill(till: Till, number: str = "923609016") -> None:
    till.window.models.invoice.set_name("Bakeriet på hjørnet AS")
    till.type(number)
    till.press(Qt.Key.Key_Return)


def test_a_manager_allows_it_and_the_paper_is_a_delivery_receipt(till: Till, stage: Stage) -> None:
    choose(till)
    assert till.deck.name == "invoice"
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "invoice"
    fill(till)
    assert (till.deck.name, stage.store.kept.sales) == ("approval", [])
    till.scan(MAJAS_CARD)
    (sale,) = stage.store.kept.sales
    (tender,) = sale.tenders
    assert (tender.kind, tender.approved_by) == (TenderKind.INVOICE, "maja")
    assert tender.customer == AccountCustomer("Bakeriet på hjørnet AS", "923609016")
    assert stage.printer is not None
    ((_, paper),) = stage.printer.taken
    assert "UTLEVERINGSKVITTERING" in texts(paper)
    assert stage.printer.pulses == 0
    assert till.panel.title.text() == "Utlevert"


def test_a_wrong_number_is_said_and_what_was_typed_stays(till: Till, stage: Stage) -> None:
    choose(till)
    fill(till, "923609017")
    assert till.deck.name == "invoice"
    assert "organisasjonsnummer" in till.panel.notice.text()  # type: ignore[attr-defined]
    assert till.panel.name.text() == "Bakeriet på hjørnet AS"  # type: ignore[attr-defined]
    assert stage.store.kept.sales == []


def test_nobody_allows_it_and_another_payment_is_chosen(till: Till, stage: Stage) -> None:
    choose(till)
    fill(till)
    till.press(Qt.Key.Key_Escape)
    assert till.deck.name == "invoice"
    assert till.panel.number.text() == "923609016"  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Escape)
    assert (stage.store.kept.sales, till.names) == ([], ["Kanelbolle"])
    till.type("45")
    till.press(Qt.Key.Key_Return)
    assert [each.kind for each in stage.store.kept.sales[0].tenders] == [TenderKind.CASH]


def test_durable_first_a_full_disk_hands_nothing_out(till: Till, stage: Stage) -> None:
    choose(till)
    fill(till)
    stage.store.fail = CannotSell("disk_full", "the disk is full")
    till.scan(MAJAS_CARD)
    assert stage.store.kept.sales == []
    assert till.window.models.sale.tenders == ()


def test_what_comes_back_comes_off_the_invoice_and_is_neither_money_nor_note_nor_payment(
    till: Till, stage: Stage
) -> None:
    choose(till)
    fill(till)
    till.scan(MAJAS_CARD)
    till.press(Qt.Key.Key_Escape)
    till.scan(f"TR1:{stage.store.kept.sales[0].sale_id}")
    till.press(Qt.Key.Key_Plus)
    assert till.panel.caption.text() == "Trekkes fra fakturaen"  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Return)
    (back,) = stage.store.kept.returns
    assert [(each.kind, each.amount_minor) for each in back.tenders] == [(TenderKind.INVOICE, 4500)]
    assert (note_minor(back.reversal), may_pay_minor(back.reversal)) == (0, 0)
    assert till.panel.caption.text() == "Trekkes fra fakturaen"  # type: ignore[attr-defined]
    assert stage.printer is not None
    assert stage.printer.pulses == 0
    assert any("U2-1" in text for text in texts(stage.printer.taken[-1][1]))


@pytest.mark.parametrize("wants", [False, True])
def test_only_a_shop_that_wants_invoices_has_a_key_for_them_and_not_beside_money(
    till: Till, stage: Stage, wants: bool
) -> None:
    if wants:
        takes_invoices(till)
    shown: list[dict[str, bool]] = []
    till.window.models.payment.changed.connect(
        lambda state: shown.append({method.key: method.enabled for method in state.methods})
    )
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    assert shown[-1].get("invoice", False) is wants
    till.type("10")
    till.press(Qt.Key.Key_Return)
    assert shown[-1].get("invoice", False) is False
    till.controller.desk.payment_chosen("invoice")
    till.settle()
    assert till.deck.name != "invoice"
