"""What became of the receipt, on the screen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.services import returning
from pos_app.services.till_store import PrintState
from pos_app.ui.inbox import Printed
from tests.gui.till import Till
from tests.stage.card_terminal import FakeTerminal
from tests.stage.counter import BUN_CODE, TOAST_CODE, FakePrinter, Stage


def pay_cash(till: Till, typed: str) -> None:
    till.type(typed)
    till.press(Qt.Key.Key_Return)


def test_print_tristate_unknown_is_never_retried_by_itself(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    till = make_till(stage=stage, printer=Printed.UNKNOWN).sign_in()
    till.scan(BUN_CODE)
    pay_cash(till, "45")
    assert stage.printer is not None
    assert len(stage.printer.taken) == 1
    (job,) = stage.store.kept.jobs.values()
    assert job.state is PrintState.SENT_UNKNOWN
    till.device("printer", "ready")
    till.device("printer", "ready")
    assert len(stage.printer.taken) == 1
    assert "Kom kvitteringen ut?" in till.panel.receipt.text()  # type: ignore[attr-defined]


def test_print_tristate_unknown_the_cashier_chooses_a_copy(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    till = make_till(stage=stage, printer=Printed.UNKNOWN).sign_in()
    till.scan(BUN_CODE)
    pay_cash(till, "45")
    assert stage.printer is not None
    stage.printer.outcome = Printed.CONFIRMED
    till.touch(till.panel.choices.button("copy"))  # type: ignore[attr-defined]
    assert len(stage.printer.taken) == 2
    states = sorted(job.state.value for job in stage.store.kept.jobs.values())
    assert states == ["confirmed", "given-up"]
    assert till.panel.receipt.text() == "Kopien er skrevet ut."  # type: ignore[attr-defined]


def test_print_tristate_a_job_that_never_started_is_queued_and_comes_by_itself(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    till = make_till(stage=stage, printer=Printed.NOT_STARTED).sign_in()
    till.scan(BUN_CODE)
    pay_cash(till, "45")
    (job,) = stage.store.kept.jobs.values()
    assert job.state is PrintState.QUEUED
    assert stage.printer is not None
    stage.printer.outcome = Printed.CONFIRMED
    till.device("printer", "ready")
    (job,) = stage.store.kept.jobs.values()
    assert job.state is PrintState.CONFIRMED


def test_print_tristate_a_till_killed_while_printing_asks_after_its_restart(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    first = make_till(stage=stage, printer="").sign_in()
    first.scan(BUN_CODE)
    pay_cash(first, "45")
    (job,) = stage.store.kept.jobs.values()
    assert job.state is PrintState.SENT_UNKNOWN
    stage.printer = FakePrinter()
    again = make_till(stage=stage).sign_in()
    assert stage.printer.taken == []
    assert again.deck.name == "done"
    assert "Kom kvitteringen ut?" in again.panel.receipt.text()  # type: ignore[attr-defined]


def test_a_sale_has_one_copy(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    pay_cash(till, "45")
    till.touch(till.panel.choices.button("copy"))  # type: ignore[attr-defined]
    assert stage.printer is not None
    assert len(stage.printer.taken) == 2
    assert till.panel.choices.button("copy") is None or not till.panel.choices.isVisible()  # type: ignore[attr-defined]


def test_print_tristate_an_unknown_receipt_is_asked_about_after_the_next_sale_too(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    till = make_till(stage=stage, printer=Printed.UNKNOWN).sign_in()
    till.scan(BUN_CODE)
    pay_cash(till, "45")
    assert stage.printer is not None
    stage.printer.outcome = Printed.CONFIRMED
    till.scan(TOAST_CODE)
    pay_cash(till, "89")
    assert "Kom kvitteringen før denne ut?" in till.panel.receipt.text()  # type: ignore[attr-defined]
    till.touch(till.panel.choices.button("came"))  # type: ignore[attr-defined]
    assert till.panel.receipt.text() == "Kvitteringen er skrevet ut."  # type: ignore[attr-defined]
    states = {job.state for job in stage.store.kept.jobs.values()}
    assert states == {PrintState.CONFIRMED, PrintState.GIVEN_UP}
    assert len(stage.printer.taken) == 2


def test_a_gift_receipt_comes_beside_the_receipt(make_till: Callable[..., Till], stage: Stage) -> None:
    till = make_till(stage=stage, printer=Printed.CONFIRMED).sign_in()
    till.scan(BUN_CODE)
    pay_cash(till, "45")
    till.touch(till.panel.choices.button("gift"))  # type: ignore[attr-defined]
    till.settle()
    assert stage.printer is not None
    assert len(stage.printer.taken) == 2
    kinds = sorted((job.kind.value, job.state.value) for job in stage.store.kept.jobs.values())
    assert kinds == [("gift", "confirmed"), ("receipt", "confirmed")]
    assert till.panel.receipt.text() == "Kvitteringen er skrevet ut."  # type: ignore[attr-defined]


def test_a_customer_who_wants_no_receipt_is_journalled(make_till: Callable[..., Till]) -> None:
    stage = Stage(terminal=FakeTerminal())
    till = make_till(stage=stage, printer=Printed.UNKNOWN).sign_in()
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_F9)
    till.touch(till.panel.choices.button("none"))  # type: ignore[attr-defined]
    till.settle()
    (event,) = stage.store.kept.events
    assert event.kind is CounterEventKind.SALE_WITHOUT_RECEIPT
    (job,) = stage.store.kept.jobs.values()
    assert job.state is PrintState.GIVEN_UP


@pytest.mark.parametrize("outcome", [Printed.UNKNOWN, Printed.NOT_STARTED])
def test_cash_and_a_card_by_hand_do_not_go_without_a_receipt(
    make_till: Callable[..., Till], stage: Stage, outcome: str
) -> None:
    till = make_till(stage=stage, printer=outcome).sign_in()
    till.scan(BUN_CODE)
    pay_cash(till, "45")
    assert till.panel.choices.button("none") is None  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Escape)
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_F9)
    till.type("4711")
    till.press(Qt.Key.Key_Return)
    assert till.panel.choices.button("none") is None  # type: ignore[attr-defined]
    till.window.models.receipt.choose("none")
    till.settle()
    assert stage.store.kept.events == []
    again = make_till(stage=stage, printer=outcome).sign_in()
    again.controller.act("receipt")
    assert again.panel.choices.button("none") is None  # type: ignore[attr-defined]


def test_a_returns_receipt_is_printed_when_it_is_told(make_till: Callable[..., Till], stage: Stage) -> None:
    till = make_till(stage=stage, printer=Printed.CONFIRMED).sign_in()
    till.scan(BUN_CODE)
    pay_cash(till, "45")
    (sale,) = stage.store.kept.sales
    services = stage.services()
    quoted = returning.quote_return(services, sale.sale_id, [ReturnedLine(1, 1000)])
    till.controller.models.receipt.took_back(returning.take_return(services, "ingrid", quoted))
    till.settle()
    assert stage.printer is not None
    assert stage.printer.taken[-1][1].title.startswith("RETURKVITTERING")
