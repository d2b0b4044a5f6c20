"""Printers over real sockets, terminals and files: each result is true, whatever the printer does."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from drivers.printers.file import FilePrinter
from drivers.printers.network import NetworkPrinter
from drivers.printers.printer import CONFIRMED, Outcome
from drivers.printers.serial_port import SerialPrinter
from drivers.state import Cause, Condition
from tests.stage.bad_printer import (
    ALL_WELL,
    COVER_OPEN,
    CUTTER_JAMMED,
    PAPER_LOW,
    PAPER_OUT,
    NetworkStage,
    PrinterMind,
)
from tests.stage.pty_device import PtyPrinter

RECEIPT = b"\x1b@Takk for handelen!\n" * 200


def network(stage: NetworkStage, *, answers_status: bool = True) -> NetworkPrinter:
    return NetworkPrinter("127.0.0.1", stage.port, timeout_s=1, answers_status=answers_status, print_s=0.6)


def test_a_document_is_confirmed_by_the_printers_own_word() -> None:
    with NetworkStage(PrinterMind()) as stage:
        printer = network(stage)
        assert printer.send(RECEIPT) == CONFIRMED
        assert printer.send(RECEIPT) == CONFIRMED
        assert bytes(stage.mind.received) == RECEIPT * 2
        assert stage.connections == 1
        printer.close()


def test_a_slow_printer_is_waited_for() -> None:
    with NetworkStage(PrinterMind(), slow_s=0.05) as stage:
        printer = network(stage)
        assert printer.send(RECEIPT) == CONFIRMED
        printer.close()


@pytest.mark.parametrize(
    ("status", "cause"),
    [(PAPER_OUT, Cause.PAPER_OUT), (COVER_OPEN, Cause.COVER_OPEN), (CUTTER_JAMMED, Cause.CUTTER)],
)
def test_a_printer_that_says_it_cannot_is_sent_nothing(status: bytes, cause: Cause) -> None:
    with NetworkStage(PrinterMind(status=status)) as stage:
        printer = network(stage)
        result = printer.send(RECEIPT)
        assert (result.outcome, result.cause) == (Outcome.NOT_SENT, cause)
        assert bytes(stage.mind.received) == b""
        assert (printer.state().condition, printer.state().cause) == (Condition.TROUBLE, cause)
        printer.close()


def test_paper_running_low_is_told_and_still_prints() -> None:
    with NetworkStage(PrinterMind(status=PAPER_LOW)) as stage:
        printer = network(stage)
        assert (printer.state().condition, printer.state().cause) == (Condition.READY, Cause.PAPER_LOW)
        assert printer.send(RECEIPT) == CONFIRMED
        printer.close()


def test_print_tristate_hanging_up_in_mid_document_is_unknown() -> None:
    with NetworkStage(PrinterMind(), hang_up_after=512) as stage:
        printer = network(stage)
        result = printer.send(RECEIPT * 20)
        assert result.outcome is Outcome.UNKNOWN
        assert 0 < len(stage.mind.received) < len(RECEIPT * 20)
        printer.close()


def test_print_tristate_no_word_after_the_document_is_unknown() -> None:
    with NetworkStage(PrinterMind(answers_done=False)) as stage:
        printer = network(stage)
        result = printer.send(RECEIPT)
        assert (result.outcome, result.cause) == (Outcome.UNKNOWN, Cause.NO_ANSWER)
        assert bytes(stage.mind.received) == RECEIPT
        printer.close()


def test_print_tristate_paper_that_runs_out_in_mid_document_is_unknown_and_shows_soon() -> None:
    with NetworkStage(PrinterMind(fails_after=1000)) as stage:
        printer = NetworkPrinter("127.0.0.1", stage.port, print_s=60)
        result = printer.send(RECEIPT)
        assert (result.outcome, result.cause) == (Outcome.UNKNOWN, Cause.PAPER_OUT)
        printer.close()


def test_a_printer_that_takes_its_time_is_asked_meanwhile_and_confirms_in_the_end() -> None:
    with NetworkStage(PrinterMind(), slow_s=0.12) as stage:
        printer = NetworkPrinter("127.0.0.1", stage.port, print_s=20)
        assert printer.send(RECEIPT) == CONFIRMED
        assert printer.state().is_ready
        assert printer.send(b"next") == CONFIRMED
        printer.close()


def test_print_tristate_a_printer_that_stops_taking_bytes_is_unknown() -> None:
    with NetworkStage(PrinterMind(), deaf_after=1024) as stage:
        printer = NetworkPrinter("127.0.0.1", stage.port, timeout_s=0.5, print_s=0.3)
        result = printer.send(RECEIPT)
        assert result.outcome is Outcome.UNKNOWN
        printer.close()


@pytest.mark.parametrize("mind", [PrinterMind(answers_status=False), PrinterMind(garbage=b"HTTP/1.1 400")])
def test_a_printer_that_answers_no_status_or_nonsense_is_sent_nothing(mind: PrinterMind) -> None:
    with NetworkStage(mind) as stage:
        printer = network(stage)
        result = printer.send(RECEIPT)
        assert result.outcome is Outcome.NOT_SENT
        assert result.cause in {Cause.NO_ANSWER, Cause.BAD_ANSWER}
        assert bytes(mind.received) == b""
        printer.close()


def test_a_printer_set_as_one_that_never_answers_is_confirmed_by_what_it_took() -> None:
    with NetworkStage(PrinterMind(answers_status=False)) as stage:
        printer = network(stage, answers_status=False)
        assert printer.state().is_ready
        assert printer.send(RECEIPT) == CONFIRMED
        printer.close()


def test_nobody_at_the_address_is_not_sent_and_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    printer = NetworkPrinter("127.0.0.1", port, timeout_s=0.5)
    result = printer.send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.NOT_SENT, Cause.UNREACHABLE)
    assert printer.state().condition is Condition.GONE


def test_a_printer_switched_off_and_on_prints_the_next_document_once() -> None:
    with NetworkStage(PrinterMind()) as stage:
        printer = network(stage)
        assert printer.send(RECEIPT) == CONFIRMED
        # The kept connection breaks while nobody looks.
        assert printer._link is not None
        printer._link._socket.shutdown(socket.SHUT_RDWR)
        assert printer.send(RECEIPT) == CONFIRMED
        assert bytes(stage.mind.received) == RECEIPT * 2
        assert stage.connections == 2
        printer.close()


def test_a_timeout_beyond_three_seconds_is_refused() -> None:
    with pytest.raises(ValueError, match="timeout_s"):
        NetworkPrinter("127.0.0.1", 9100, timeout_s=60)


def test_a_serial_printer_confirms_over_a_terminal(tmp_path: Path) -> None:
    mind = PrinterMind()
    with PtyPrinter(tmp_path / "printer", mind.react):
        printer = SerialPrinter(str(tmp_path / "printer"), 115200, print_s=2)
        assert printer.state().is_ready
        assert printer.send(RECEIPT) == CONFIRMED
        assert bytes(mind.received) == RECEIPT
        printer.close()


def test_a_serial_printer_out_of_paper_is_sent_nothing(tmp_path: Path) -> None:
    mind = PrinterMind(status=PAPER_OUT)
    with PtyPrinter(tmp_path / "printer", mind.react):
        printer = SerialPrinter(str(tmp_path / "printer"))
        result = printer.send(RECEIPT)
        assert (result.outcome, result.cause) == (Outcome.NOT_SENT, Cause.PAPER_OUT)
        assert bytes(mind.received) == b""
        printer.close()


def test_a_serial_printer_unplugged_and_plugged_in_again(tmp_path: Path) -> None:
    mind = PrinterMind()
    printer = SerialPrinter(str(tmp_path / "printer"), print_s=2)
    assert (printer.state().condition, printer.state().cause) == (Condition.GONE, Cause.NOT_FOUND)
    with PtyPrinter(tmp_path / "printer", mind.react):
        assert printer.state().is_ready
    assert printer.state().condition is Condition.GONE
    assert printer.send(RECEIPT).outcome is Outcome.NOT_SENT
    with PtyPrinter(tmp_path / "printer", mind.react):
        assert printer.send(RECEIPT) == CONFIRMED
        printer.close()
    assert bytes(mind.received) == RECEIPT


def test_a_serial_printer_that_goes_silent_after_the_document_is_unknown(tmp_path: Path) -> None:
    mind = PrinterMind(answers_done=False)
    with PtyPrinter(tmp_path / "printer", mind.react):
        printer = SerialPrinter(str(tmp_path / "printer"), print_s=0.2)
        assert printer.send(RECEIPT[:200]).outcome is Outcome.UNKNOWN
        printer.close()


def test_automatic_status_that_nobody_asked_for_is_no_answer(tmp_path: Path) -> None:
    mind = PrinterMind(status=ALL_WELL)
    with PtyPrinter(tmp_path / "printer", mind.react) as device:
        printer = SerialPrinter(str(tmp_path / "printer"), print_s=2)
        assert printer.state().is_ready
        device.send(b"\x10\x00\x0f\x00")
        assert printer.send(RECEIPT) == CONFIRMED
        printer.close()


def test_a_folder_gets_one_whole_file_for_each_document(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path)
    assert printer.state().is_ready
    assert printer.send(RECEIPT) == CONFIRMED
    assert printer.send(b"two") == CONFIRMED
    assert sorted(file.read_bytes() for file in tmp_path.iterdir()) == sorted([RECEIPT, b"two"])


def test_a_device_that_is_away_does_not_become_an_ordinary_file(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "lp0")
    result = printer.send(RECEIPT)
    assert (result.outcome, result.cause) == (Outcome.NOT_SENT, Cause.NOT_FOUND)
    assert not (tmp_path / "lp0").exists()
    (tmp_path / "lp0").write_bytes(b"")
    assert printer.send(RECEIPT).outcome is Outcome.NOT_SENT
    assert (tmp_path / "lp0").read_bytes() == b""


def test_a_device_file_takes_the_whole_document(tmp_path: Path) -> None:
    mind = PrinterMind()
    with PtyPrinter(tmp_path / "lp0", mind.react):
        printer = FilePrinter(tmp_path / "lp0")
        assert printer.state().is_ready
        assert printer.send(RECEIPT) == CONFIRMED


def test_a_device_that_stops_taking_bytes_is_unknown(tmp_path: Path) -> None:
    """A pipe that nobody reads takes 64 KiB and no more, like a printer whose buffer is full."""
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        result = FilePrinter(pipe, timeout_s=0.2).send(b"x" * 200_000)
    finally:
        os.close(reader)
    assert (result.outcome, result.cause) == (Outcome.UNKNOWN, Cause.NO_ANSWER)
