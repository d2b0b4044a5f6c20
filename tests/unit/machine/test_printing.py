"""Receipts on their way to paper, into a folder that stands for the printer."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from drivers.printers.printer import SendResult
from drivers.settings import PrinterSettings
from drivers.state import DeviceState
from pos_app.domain.receipt import Blank, Cut, DrawerPulse, ReceiptDocument, Text
from pos_app.machine.printing import ReceiptPrinting
from tests.stage.logs import ExpectedLogs

LONG_S = 30
PULSE = b"\x1bp"


@dataclass
class Reports:
    """What the printing said, in order."""

    results: list[tuple[str, str]] = field(default_factory=list)
    unrendered: list[tuple[str, str]] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def result(self, job_id: str, result: SendResult) -> None:
        with self._news:
            self.results.append((job_id, result.outcome.value))
            self._news.notify_all()

    def state(self, state: DeviceState) -> None:
        with self._news:
            self.states.append(state.key)
            self._news.notify_all()

    def broken(self, job_id: str, text: str) -> None:
        with self._news:
            self.unrendered.append((job_id, text))
            self._news.notify_all()

    def until(self, claim: Callable[[], bool]) -> None:
        with self._news:
            assert self._news.wait_for(claim, LONG_S), (self.results, self.unrendered, self.states)


@contextmanager
def printing(folder: Path) -> Iterator[tuple[ReceiptPrinting, Reports]]:
    reports = Reports()
    made = ReceiptPrinting(
        PrinterSettings(kind="file", path=str(folder)),
        on_result=reports.result,
        on_state=reports.state,
        on_unrendered=reports.broken,
    )
    made.start()
    try:
        yield made, reports
    finally:
        made.stop()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    folder = tmp_path / "paper"
    folder.mkdir()
    return folder


def receipt(text: str, *, language: str = "nb") -> ReceiptDocument:
    return ReceiptDocument((DrawerPulse(), Text(text), Blank(), Cut()), language, "receipt")


UNPRINTABLE = ReceiptDocument((Text("x", size=7), Cut()), "nb", "broken")


def printed(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*.escpos"))]


def test_each_document_is_printed_once_in_its_order_and_reported_once(paper: Path) -> None:
    with printing(paper) as (printer, reports):
        for number in range(5):
            printer.submit(f"job-{number}", receipt(f"receipt number {number}"))
        reports.until(lambda: len(reports.results) == 5)
    assert reports.results == [(f"job-{number}", "confirmed") for number in range(5)]
    pages = printed(paper)
    assert [f"number {number}".encode() in page for number, page in enumerate(pages)] == [True] * 5
    assert all(page.count(PULSE) == 1 for page in pages)


def test_a_document_that_can_not_be_rendered_is_reported_once_and_the_next_one_prints(
    paper: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.say("a receipt could not be rendered")
    with printing(paper) as (printer, reports):
        printer.submit("broken", UNPRINTABLE)
        printer.submit("good", receipt("the next one"))
        reports.until(lambda: bool(reports.results))
    assert [job_id for job_id, _text in reports.unrendered] == ["broken"]
    assert reports.results == [("good", "confirmed")]
    assert len(printed(paper)) == 1, "nothing of the broken one went out"


def test_a_missing_font_spells_its_letters_rather_than_print_no_receipt(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from drivers.printers import fonts

    monkeypatch.setattr(fonts, "_ROOTS", ())
    monkeypatch.setattr(fonts, "_ask_fontconfig", lambda _family, _bold: None)
    forget_fonts()
    try:
        with printing(paper) as (printer, reports):
            printer.submit("korean", receipt("김치 토스트", language="ko"))
            reports.until(lambda: bool(reports.results or reports.unrendered))
    finally:
        forget_fonts()
    assert (reports.results, reports.unrendered) == ([("korean", "confirmed")], [])
    (page,) = printed(paper)
    assert b"<AE40><CE58>" in page
    assert b"?" not in page


def forget_fonts() -> None:
    """What was found is remembered for the process; this test must neither see nor leave that."""
    from drivers.printers import fonts

    for each in vars(fonts).values():
        clear = getattr(each, "cache_clear", None)
        if clear is not None:
            clear()


def test_print_tristate_a_printer_that_is_away_is_not_sent_and_never_retried_from_here(
    tmp_path: Path,
) -> None:
    with printing(tmp_path / "nowhere") as (printer, reports):
        printer.submit("job", receipt("a receipt"))
        reports.until(lambda: bool(reports.results) and bool(reports.states))
        (tmp_path / "nowhere").mkdir()
        reports.until(lambda: reports.states[-1] == "ready")
    assert reports.results == [("job", "not_sent")]
    assert printed(tmp_path / "nowhere") == []
    assert reports.states[0] != "ready"


def test_stop_reports_every_document_that_was_submitted_and_leaves_no_thread(paper: Path) -> None:
    before = threading.active_count()
    with printing(paper) as (printer, reports):
        for number in range(20):
            printer.submit(f"job-{number}", receipt(f"receipt {number}"))
    assert sorted(job_id for job_id, _outcome in reports.results) == sorted(f"job-{n}" for n in range(20))
    assert {outcome for _job, outcome in reports.results} <= {"confirmed", "not_sent"}
    assert len(printed(paper)) == [outcome for _job, outcome in reports.results].count("confirmed")
    assert threading.active_count() == before


def test_stop_before_start_does_no_harm(paper: Path) -> None:
    reports = Reports()
    made = ReceiptPrinting(
        PrinterSettings(kind="file", path=str(paper)),
        on_result=reports.result,
        on_state=reports.state,
        on_unrendered=reports.broken,
    )
    made.stop()
    assert reports.results == []
