"""A printer behind Windows' print service: what is told of a document is true, whatever the service does."""

from __future__ import annotations

import sys
import threading

import pytest

from drivers.devices import build_printer
from drivers.printers.printer import CONFIRMED, Outcome
from drivers.printers.windows_queue import WindowsQueuePrinter, queues
from drivers.printers.worker import PrinterWorker
from drivers.settings import PrinterSettings, SettingsError
from drivers.state import READY, Cause, Condition
from tests.stage import windows_spooler as service
from tests.stage.windows_spooler import Job, Spooler

RECEIPT = b"\x1b@" + bytes(range(256)) * 40 + b"\x1dV\x00"


def printer(spooler: Spooler, print_s: float = 5) -> WindowsQueuePrinter:
    return WindowsQueuePrinter("EPSON TM-T20", print_s=print_s, spooler=spooler)


def test_a_document_goes_through_byte_for_byte_and_once() -> None:
    spooler = Spooler(takes_at_once=1000)
    assert printer(spooler).send(RECEIPT) == CONFIRMED
    assert spooler.printed == [RECEIPT]
    assert (spooler.jobs, spooler.open_handles, spooler.names) == ([], 0, ["Trofast"])


def test_a_queue_that_keeps_its_printed_jobs_confirms_too() -> None:
    spooler = Spooler(keeps_printed=True)
    device = printer(spooler)
    assert [device.send(b"one"), device.send(b"two")] == [CONFIRMED, CONFIRMED]
    assert spooler.printed == [b"one", b"two"]


@pytest.mark.parametrize(
    ("status", "attributes", "condition", "cause"),
    [
        (service.QUEUE_PAPER_OUT, 0, Condition.TROUBLE, Cause.PAPER_OUT),
        (service.QUEUE_PAPER_OUT | service.QUEUE_ERROR, 0, Condition.TROUBLE, Cause.PAPER_OUT),
        (service.QUEUE_DOOR_OPEN, 0, Condition.TROUBLE, Cause.COVER_OPEN),
        (service.QUEUE_JAM, 0, Condition.TROUBLE, Cause.HARDWARE_ERROR),
        (service.QUEUE_ERROR, 0, Condition.TROUBLE, Cause.HARDWARE_ERROR),
        (service.QUEUE_PAUSED, 0, Condition.TROUBLE, Cause.QUEUE_PAUSED),
        (service.QUEUE_OFFLINE, 0, Condition.GONE, Cause.UNREACHABLE),
        (0, service.WORKS_OFFLINE, Condition.GONE, Cause.UNREACHABLE),
        (service.QUEUE_PENDING_DELETION, 0, Condition.GONE, Cause.NOT_FOUND),
    ],
)
def test_a_queue_that_can_not_print_is_told_and_gets_no_document(
    status: int, attributes: int, condition: Condition, cause: Cause
) -> None:
    spooler = Spooler(status=status, attributes=attributes)
    state = printer(spooler).state()
    assert (state.condition, state.cause) == (condition, cause)
    result = printer(spooler).send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.NOT_SENT, cause)
    assert (spooler.jobs, spooler.printed) == ([], [])


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (service.JOB_ERROR, Cause.QUEUE_STUCK),
        (service.JOB_BLOCKED, Cause.QUEUE_STUCK),
        (service.JOB_PAPER_OUT, Cause.PAPER_OUT),
        (service.JOB_PAUSED, Cause.QUEUE_PAUSED),
    ],
)
def test_behind_an_older_job_that_is_stuck_nothing_is_queued(status: int, cause: Cause) -> None:
    spooler = Spooler(jobs=[Job(7, status=status)])
    assert printer(spooler).state().cause is cause
    result = printer(spooler).send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.NOT_SENT, cause)
    assert [job.number for job in spooler.jobs] == [7]


def test_an_older_job_that_prints_keeps_nobody_waiting() -> None:
    spooler = Spooler(jobs=[Job(7, status=service.JOB_PRINTING)])
    assert printer(spooler).state() == READY
    assert printer(spooler).send(RECEIPT) == CONFIRMED


@pytest.mark.parametrize(
    ("number", "cause"),
    [
        (service.NO_SUCH_QUEUE, Cause.NOT_FOUND),
        (service.ACCESS_DENIED, Cause.NO_PERMISSION),
        (service.NO_SERVICE, Cause.SPOOLER),
        (service.DISK_FULL, Cause.DISK_FULL),
        (4711, Cause.HARDWARE_ERROR),
    ],
)
@pytest.mark.parametrize("function", ["OpenPrinter", "GetPrinter", "StartDocPrinter"])
def test_what_fails_before_the_first_byte_was_not_sent(function: str, number: int, cause: Cause) -> None:
    spooler = Spooler(fails={function: number})
    result = printer(spooler).send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.NOT_SENT, cause)
    assert (spooler.jobs, spooler.printed, spooler.open_handles) == ([], [], 0)


def test_a_queue_under_another_name_is_not_found() -> None:
    state = WindowsQueuePrinter("Star TSP100", spooler=Spooler()).state()
    assert (state.condition, state.cause) == (Condition.GONE, Cause.NOT_FOUND)


@pytest.mark.parametrize("function", ["StartPagePrinter", "WritePrinter"])
def test_a_job_that_got_no_byte_is_thrown_away_and_was_not_sent(function: str) -> None:
    spooler = Spooler(fails={function: service.DISK_FULL})
    assert printer(spooler).send(RECEIPT).outcome is Outcome.NOT_SENT
    assert spooler.jobs == []


@pytest.mark.parametrize("abort_fails", [False, True])
def test_a_document_cut_off_is_unknown_and_does_not_stay_in_the_queue(abort_fails: bool) -> None:
    fails = {"AbortPrinter": service.ACCESS_DENIED} if abort_fails else {}
    spooler = Spooler(takes_in_all=500, takes_at_once=200, fails=fails)
    result = printer(spooler).send(RECEIPT)
    assert result.outcome is Outcome.UNKNOWN
    assert "500 of" in result.detail
    assert (spooler.jobs, spooler.printed) == ([], [])


@pytest.mark.parametrize("function", ["EndPagePrinter", "EndDocPrinter", "GetJob"])
def test_what_fails_after_the_last_byte_is_unknown(function: str) -> None:
    spooler = Spooler(fails={function: service.NO_SERVICE})
    result = printer(spooler).send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.UNKNOWN, Cause.SPOOLER)


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (service.JOB_PRINTING, Cause.NO_ANSWER),
        (service.JOB_OFFLINE | service.JOB_PRINTING, Cause.UNREACHABLE),
        (service.JOB_PAPER_OUT, Cause.PAPER_OUT),
        (service.JOB_ERROR, Cause.QUEUE_STUCK),
    ],
)
def test_a_job_that_does_not_go_is_unknown_and_taken_out_so_that_it_never_prints_later(
    status: int, cause: Cause
) -> None:
    spooler = Spooler(status_of_jobs=status)
    result = printer(spooler, print_s=0.1).send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.UNKNOWN, cause)
    assert (spooler.jobs, spooler.printed) == ([], [])


def test_a_job_that_can_not_be_taken_out_is_still_told() -> None:
    spooler = Spooler(status_of_jobs=service.JOB_ERROR, fails={"SetJob": service.ACCESS_DENIED})
    assert printer(spooler, print_s=0.1).send(RECEIPT).outcome is Outcome.UNKNOWN


def test_a_job_that_somebody_deletes_is_not_taken_for_printed() -> None:
    result = printer(Spooler(is_deleted_by_somebody=True)).send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.UNKNOWN, Cause.QUEUE_STUCK)


def test_paper_that_ends_with_the_document_makes_it_unknown() -> None:
    result = printer(Spooler(becomes=service.QUEUE_PAPER_OUT)).send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.UNKNOWN, Cause.PAPER_OUT)


def test_a_queue_that_can_not_be_closed_costs_nothing() -> None:
    spooler = Spooler(fails={"ClosePrinter": service.NO_SUCH_QUEUE})
    assert printer(spooler).send(RECEIPT) == CONFIRMED


def test_a_bug_of_ours_is_no_printers_fault() -> None:
    with pytest.raises(TypeError):
        printer(Spooler()).send(None)  # type: ignore[arg-type]


def test_its_worker_asks_and_prints_on_one_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_by: set[str] = set()
    spooler = Spooler()
    opened = spooler.OpenPrinter

    def note(queue: str, /) -> str:
        asked_by.add(threading.current_thread().name)
        return opened(queue)

    monkeypatch.setattr(spooler, "OpenPrinter", note)
    done = threading.Event()
    results = []

    def tell(job: str, result: object) -> None:
        results.append((job, result))
        done.set()

    worker = PrinterWorker(printer(spooler), on_result=tell, on_state=lambda state: None, poll_s=0.01)
    worker.start()
    worker.submit("r1", RECEIPT)
    assert done.wait(5)
    worker.stop()
    assert results == [("r1", CONFIRMED)]
    assert asked_by == {"printer-printer"}


def test_settings_build_it_and_name_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pywintypes", service)
    monkeypatch.setitem(sys.modules, "win32print", Spooler())
    assert build_printer(PrinterSettings(kind="windows", queue="EPSON TM-T20")).state() == READY
    with pytest.raises(SettingsError, match="queue: the printer's name"):
        PrinterSettings(kind="windows")


def test_the_queues_of_this_computer_are_listed_and_none_where_there_is_no_windows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pywintypes", None)
    assert queues() == []
    monkeypatch.setitem(sys.modules, "pywintypes", service)
    monkeypatch.setitem(sys.modules, "win32print", Spooler())
    assert queues() == ["EPSON TM-T20"]
    monkeypatch.setitem(sys.modules, "win32print", Spooler(fails={"EnumPrinters": service.NO_SERVICE}))
    assert queues() == []
