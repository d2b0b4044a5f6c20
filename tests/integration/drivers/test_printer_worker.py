"""The printer's worker: each document once, each outcome told once, the state true while nothing prints."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from drivers.devices import build_printer
from drivers.printers.printer import CONFIRMED, Outcome, SendResult
from drivers.printers.worker import PrinterWorker
from drivers.settings import PrinterSettings
from drivers.state import READY, Cause, Condition, DeviceState
from tests.integration.drivers.test_serial_scanner import until
from tests.stage.bad_printer import ALL_WELL, PAPER_OUT, NetworkStage, PrinterMind
from tests.stage.logs import ExpectedLogs


@dataclass
class Scripted:
    """A printer whose results are given beforehand; it waits for `go` before each document."""

    results: list[SendResult | Exception]
    go: threading.Event = field(default_factory=threading.Event)
    sent: list[bytes] = field(default_factory=list)
    closed: bool = False
    name: str = "scripted"

    def send(self, data: bytes) -> SendResult:
        self.go.wait(5)
        self.sent.append(data)
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result

    def state(self) -> DeviceState:
        return READY

    def close(self) -> None:
        self.closed = True


Start = Callable[[Scripted], PrinterWorker]


@pytest.fixture
def told() -> list[tuple[str, SendResult]]:
    return []


@pytest.fixture
def start(told: list[tuple[str, SendResult]]) -> Iterator[Start]:
    workers: list[PrinterWorker] = []

    def start(printer: Scripted) -> PrinterWorker:
        worker = PrinterWorker(
            printer,
            on_result=lambda job, result: told.append((job, result)),
            on_state=lambda state: None,
            poll_s=0.01,
        )
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        worker.stop()


def test_documents_are_printed_in_order_and_each_outcome_told_once(
    told: list[tuple[str, SendResult]], start: Start
) -> None:
    printer = Scripted([CONFIRMED, CONFIRMED])
    printer.go.set()
    worker = start(printer)
    worker.submit("a", b"one")
    worker.submit("b", b"two")
    until(lambda: len(told) == 2)
    assert printer.sent == [b"one", b"two"]
    assert told == [("a", CONFIRMED), ("b", CONFIRMED)]


@pytest.mark.parametrize("outcome", [Outcome.UNKNOWN, Outcome.NOT_SENT])
def test_print_tristate_unknown_is_never_retried_by_itself(
    outcome: Outcome, told: list[tuple[str, SendResult]], start: Start
) -> None:
    failed = SendResult(outcome, Cause.UNREACHABLE)
    printer = Scripted([failed, CONFIRMED])
    printer.go.set()
    worker = start(printer)
    worker.submit("a", b"one")
    until(lambda: told == [("a", failed)])
    worker.submit("b", b"two")
    until(lambda: len(told) == 2)
    worker.stop()
    assert printer.sent == [b"one", b"two"]


def test_a_bug_in_the_driver_leaves_the_document_unknown_and_the_next_one_prints(
    told: list[tuple[str, SendResult]], start: Start, expected_logs: ExpectedLogs
) -> None:
    expected_logs.say("sending a document failed")
    printer = Scripted([RuntimeError("bug"), CONFIRMED])
    printer.go.set()
    worker = start(printer)
    worker.submit("a", b"one")
    worker.submit("b", b"two")
    until(lambda: len(told) == 2)
    assert [result.outcome for _, result in told] == [Outcome.UNKNOWN, Outcome.CONFIRMED]


def test_stopping_finishes_the_current_document_and_gives_the_others_back(
    told: list[tuple[str, SendResult]], start: Start
) -> None:
    printer = Scripted([CONFIRMED])
    worker = start(printer)
    for job in "abc":
        worker.submit(job, job.encode())
    stopping = threading.Thread(target=worker.stop)
    stopping.start()
    until(lambda: worker._stopped)
    printer.go.set()
    stopping.join()
    outcomes = {job: result.outcome for job, result in told}
    assert len(told) == 3
    assert printer.sent in ([b"a"], [])
    assert outcomes["b"] is outcomes["c"] is Outcome.NOT_SENT
    assert printer.closed
    assert worker.state.condition is Condition.OFF
    with pytest.raises(RuntimeError, match="stopped"):
        worker.submit("d", b"late")


def test_the_state_follows_the_printer_while_nothing_prints() -> None:
    states: list[DeviceState] = []
    mind = PrinterMind()
    with NetworkStage(mind) as stage:
        worker = PrinterWorker(
            build_printer(PrinterSettings(host="127.0.0.1", port=stage.port)),
            on_result=lambda job, result: None,
            on_state=states.append,
            poll_s=0.05,
        )
        worker.start()
        until(lambda: [state.condition for state in states] == [Condition.READY])
        mind.status = PAPER_OUT
        until(lambda: states[-1].key == "trouble.paper_out")
        mind.status = ALL_WELL
        until(lambda: states[-1].is_ready)
        stage.close()
        until(lambda: states[-1].condition is Condition.GONE)
        worker.stop()
    assert states[-1].condition is Condition.OFF
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("printer-")]
