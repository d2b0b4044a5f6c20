"""A terminal that speaks ZVT over a real socket: approved, declined, or unknown, and never approved by mistake."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from drivers.devices import build_terminal
from drivers.settings import TerminalSettings
from drivers.state import READY, Cause, Condition, DeviceState
from drivers.terminals.terminal import Outcome, Progress, Reason, Verdict
from drivers.terminals.worker import TerminalWorker
from drivers.terminals.zvt.terminal import ZvtTerminal
from tests.integration.drivers.test_serial_scanner import until
from tests.stage.zvt_terminal import Mischief, ZvtStage


@pytest.fixture
def stage() -> Iterator[ZvtStage]:
    with ZvtStage() as listening:
        yield listening


def settings(stage: ZvtStage) -> TerminalSettings:
    return TerminalSettings(
        kind="zvt", host="127.0.0.1", port=stage.port, ack_ms=500, silence_ms=700, longest_ms=5000
    )


@pytest.fixture
def terminal(stage: ZvtStage) -> Iterator[ZvtTerminal]:
    with closing(ZvtTerminal(settings(stage), "NOK")) as made:
        yield made


def test_an_approved_payment_names_its_receipt_and_no_more_of_the_card_than_its_end(
    terminal: ZvtTerminal, stage: ZvtStage
) -> None:
    told: list[Progress] = []
    outcome = terminal.pay(29540, "NOK", "intent-1", told.append)
    assert outcome == Outcome(
        Verdict.APPROVED, Reason.NONE, 29540, "0001", "001001", "12345678", "Visa", "1234"
    )
    assert told == [Progress.INSERT_CARD, Progress.HOST]
    assert stage.charged == 29540


@pytest.mark.parametrize(
    ("mischief", "verdict", "reason", "charged"),
    [
        (Mischief.DECLINES, Verdict.DECLINED, Reason.CARD_DECLINED, 0),
        (Mischief.REFUSES, Verdict.DECLINED, Reason.BUSY, 0),
        (Mischief.NO_PAPER, Verdict.DECLINED, Reason.PAPER_OUT, 0),
        (Mischief.DROPS_BEFORE, Verdict.UNKNOWN, Reason.LINE_BROKE, 0),
        (Mischief.DROPS_AFTER, Verdict.UNKNOWN, Reason.LINE_BROKE, 500),
        (Mischief.HALF_A_FRAME, Verdict.UNKNOWN, Reason.LINE_BROKE, 500),
        (Mischief.GARBAGE, Verdict.UNKNOWN, Reason.LINE_BROKE, 500),
        (Mischief.FALLS_SILENT, Verdict.UNKNOWN, Reason.NO_ANSWER, 500),
        (Mischief.OTHER_AMOUNT, Verdict.UNKNOWN, Reason.OTHER_AMOUNT, 500),
        (Mischief.OTHER_CURRENCY, Verdict.UNKNOWN, Reason.OTHER_AMOUNT, 500),
        (Mischief.TWO_STORIES, Verdict.UNKNOWN, Reason.BAD_ANSWER, 500),
        (Mischief.NO_NUMBER, Verdict.UNKNOWN, Reason.BAD_ANSWER, 500),
        (Mischief.ABORTS_AFTER_YES, Verdict.UNKNOWN, Reason.BAD_ANSWER, 500),
        (Mischief.SAYS_IT_TWICE, Verdict.APPROVED, Reason.NONE, 500),
        (Mischief.IS_SLOW, Verdict.APPROVED, Reason.NONE, 500),
        (Mischief.ASKS_ODD_THINGS, Verdict.APPROVED, Reason.NONE, 500),
    ],
)
def test_what_can_not_be_read_is_unknown_and_never_approved_and_the_last_outcome_tells(
    terminal: ZvtTerminal,
    stage: ZvtStage,
    mischief: Mischief,
    verdict: Verdict,
    reason: Reason,
    charged: int,
) -> None:
    stage.mischief = mischief
    outcome = terminal.pay(500, "NOK", "intent-1")
    assert (outcome.verdict, outcome.reason) == (verdict, reason)
    assert stage.charged == charged
    assert stage.commands.count("0601") == 1, "money is asked for once"
    last = terminal.last_outcome()
    if charged:
        assert (last.verdict, last.amount_minor, last.trace_no) == (Verdict.APPROVED, 500, "001001")
    else:
        assert (last.verdict, last.reason) == (Verdict.UNKNOWN, Reason.NOTHING_STORED)


def test_a_payment_is_reversed_by_its_number_and_only_once(terminal: ZvtTerminal, stage: ZvtStage) -> None:
    paid = terminal.pay(500, "NOK", "intent-1")
    assert terminal.reverse(paid.receipt_no, 500, "NOK").verdict is Verdict.APPROVED
    assert stage.charged == 0
    again = terminal.reverse(paid.receipt_no, 500, "NOK")
    assert (again.verdict, again.reason) == (Verdict.DECLINED, Reason.ALREADY_REVERSED)
    assert terminal.reverse("77", 500, "NOK").reason is Reason.NOT_POSSIBLE
    assert terminal.reverse("A-17", 500, "NOK").reason is Reason.NOT_POSSIBLE


def test_a_refund_pays_out_and_the_day_is_closed(terminal: ZvtTerminal, stage: ZvtStage) -> None:
    assert terminal.refund(2500, "NOK", "intent-2").verdict is Verdict.APPROVED
    assert stage.charged == -2500
    assert terminal.end_of_day().verdict is Verdict.APPROVED


@pytest.mark.parametrize(
    ("mischief", "verdict", "total_minor"),
    [
        (Mischief.NONE, Verdict.APPROVED, 1_200),
        (Mischief.OTHER_AMOUNT, Verdict.APPROVED, 1_300),
        (Mischief.NO_NUMBER, Verdict.APPROVED, None),
        (Mischief.GARBAGE, Verdict.APPROVED, None),
        (Mischief.REFUSES, Verdict.DECLINED, None),
        (Mischief.DECLINES, Verdict.DECLINED, None),
        (Mischief.DROPS_BEFORE, Verdict.UNKNOWN, None),
        (Mischief.DROPS_AFTER, Verdict.UNKNOWN, None),
    ],
)
def test_the_terminals_own_end_of_day_says_what_was_in_its_batch_or_nothing(
    terminal: ZvtTerminal, stage: ZvtStage, mischief: Mischief, verdict: Verdict, total_minor: int | None
) -> None:
    terminal.pay(500, "NOK", "intent-1")
    terminal.pay(700, "NOK", "intent-2")
    stage.mischief = mischief
    closed = terminal.end_of_day()
    assert (closed.verdict, closed.total_minor) == (verdict, total_minor)
    assert terminal.pay(100, "NOK", "intent-3").verdict is Verdict.APPROVED, "the next day begins"


def test_a_terminal_that_is_gone_was_asked_for_nothing_and_remembers_when_it_is_back(
    terminal: ZvtTerminal, stage: ZvtStage
) -> None:
    terminal.pay(500, "NOK", "intent-1")
    stage.unplug()
    assert terminal.state().condition is Condition.GONE
    gone = terminal.pay(700, "NOK", "intent-2")
    assert (gone.verdict, gone.reason) == (Verdict.DECLINED, Reason.UNREACHABLE)
    assert terminal.last_outcome().reason is Reason.UNREACHABLE
    stage.restart()
    assert terminal.state() == READY
    assert terminal.last_outcome().receipt_no == "0001"
    stage.restart()
    assert terminal.last_outcome().receipt_no == "0001", "a line that went dead meanwhile is made anew"


def test_a_terminal_in_the_middle_of_something_has_no_last_outcome(
    terminal: ZvtTerminal, stage: ZvtStage
) -> None:
    terminal.pay(500, "NOK", "intent-1")
    stage.status = 0x9C
    assert terminal.last_outcome().reason is Reason.BUSY
    stage.status = 0xCC
    assert terminal.state() == DeviceState(Condition.TROUBLE, Cause.PAPER_OUT)


def test_a_wrong_password_asks_for_nothing(terminal: ZvtTerminal, stage: ZvtStage) -> None:
    stage.password = "123456"
    assert terminal.pay(500, "NOK", "i").verdict is Verdict.DECLINED
    assert "0601" not in stage.commands


def test_the_worker_cancels_reports_states_and_leaves_no_question_unanswered(stage: ZvtStage) -> None:
    states: list[DeviceState] = []
    worker = build_terminal(settings(stage), "NOK", on_state=states.append)
    assert isinstance(worker, TerminalWorker)
    worker.start()
    until(lambda: states == [READY])
    stage.mischief = Mischief.WAITS_FOR_CARD
    outcomes: list[Outcome] = []
    paying = threading.Thread(target=lambda: outcomes.append(worker.pay(500, "NOK", "intent-1")))
    paying.start()
    until(lambda: "0601" in stage.commands)
    worker.cancel()
    paying.join(5)
    assert [(each.verdict, each.reason) for each in outcomes] == [(Verdict.DECLINED, Reason.CANCELLED)]
    worker.stop()
    assert worker.pay(500, "NOK", "intent-2").reason is Reason.UNREACHABLE
    assert states[-1].condition is Condition.OFF
    assert stage.commands[-1] == "0602", "the terminal hears that the till is gone"
