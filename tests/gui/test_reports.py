"""Reports in the window: who may see them, the rows of some days, down to the receipt, and out as a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.report_sums import ReportBy
from pos_app.ui.views.panels.reports import ReportsPanel
from tests.gui.report_pictures import some_days, with_reports
from tests.gui.till import Till
from tests.stage.counter import Stage
from tests.stage.report_books import Books

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stage() -> Stage:
    made = Stage()
    made.staff.manager_comes()
    return made


@pytest.fixture
def books(till: Till, tmp_path: Path) -> Iterator[Books]:
    """The last twelve days of a till, behind the window."""
    with closing(some_days(tmp_path)) as made:
        with_reports(till, made, tmp_path)
        yield made


def panel(till: Till) -> ReportsPanel:
    found = till.panel
    assert isinstance(found, ReportsPanel)
    return found


def opened(till: Till, kind: str, length: str = "length:month") -> ReportsPanel:
    till.press(Qt.Key.Key_B, CTRL)
    assert till.deck.name == "approval", "a cashier does not see what the shop earns"
    till.type("9876")
    till.press(ENTER)
    for key, grid in ((length, panel(till).lengths), (kind, panel(till).choices)):
        button = grid.button(key)
        assert button is not None, key
        till.touch(button)
    return panel(till)


def test_from_the_key_to_the_receipt_by_keys_alone_and_back(till: Till, books: Books) -> None:
    shown = opened(till, "article")
    assert shown.title.text() == "Salg per vare"
    assert shown.span.text() == "01.03.2026 – 31.03.2026"
    names = [entry.title for entry in shown.entries.entries()]
    assert names[:2] == ["Kaffekunst", "Cappuccino"]
    till.press(Qt.Key.Key_Down)
    assert shown.entries.selected == "cappuccino"
    till.press(ENTER)
    receipts = shown.entries.entries()
    assert shown.title.text() == "Cappuccino"
    (row,) = [
        sums
        for key, sums in books.reports.sums(ReportBy.ARTICLE, till.window.models.reports._span, "NOK").items()
        if key == "cappuccino"
    ]
    assert len(receipts) == row.count
    till.press(ENTER)
    assert shown.paper.accessibleName().startswith("SALGSKVITTERING")
    till.press(ENTER)
    assert shown.entries.isVisible()
    till.touch(shown.back)
    assert shown.title.text() == "Salg per vare"


def test_other_days_are_one_key_away_and_days_without_anything_say_so(till: Till, books: Books) -> None:
    shown = opened(till, "day")
    assert shown.total.text() == "1\u00a0341,00"
    till.press(Qt.Key.Key_Left)
    assert shown.span.text() == "01.02.2026 – 28.02.2026"
    assert len(shown.entries.entries()) == 11
    till.press(Qt.Key.Key_Left)
    assert shown.text.text() == "Ingenting i dette tidsrommet."
    assert not shown.primary.isEnabled()  # type: ignore[union-attr]


def test_a_report_is_printed_and_saved_as_each_kind_of_file(
    till: Till, books: Books, stage: Stage, tmp_path: Path
) -> None:
    shown = opened(till, "tender")
    till.touch(shown.out)
    for way in ("print", ".pdf", ".xlsx", ".csv"):
        button = shown.choices.button(way)
        assert button is not None
        till.touch(button)
        assert shown.notice.text().startswith("Skrives" if way == "print" else "Lagret: ")
    assert stage.printer is not None
    assert [document.title for _, document in stage.printer.taken] == ["Betalingsmidler"]
    made = {path.suffix: path.read_bytes() for path in (tmp_path / "ut").iterdir()}
    assert {suffix: content[:4] for suffix, content in made.items()} == {
        ".pdf": b"%PDF",
        ".xlsx": b"PK\x03\x04",
        ".csv": b"\xef\xbb\xbfB",
    }


def test_any_days_are_typed_one_after_the_other_and_what_is_no_day_is_refused(
    till: Till, books: Books
) -> None:
    shown = opened(till, "day")
    till.touch(shown.back)
    other = shown.lengths.button("length:other")
    assert other is not None
    till.touch(other)
    till.type("310226")
    till.press(ENTER)
    assert shown.notice.text().startswith("Det er ingen dag.")
    for _ in "310226":
        till.press(Qt.Key.Key_Backspace)
    till.type("230226")
    till.press(ENTER)
    assert (shown.span.text(), shown.notice.isVisible()) == ("23.02.2026 –", False)
    till.type("220226")
    till.press(ENTER)
    assert shown.notice.text() == "Den siste dagen er før den første. Skriv en senere dag."
    for _ in "220226":
        till.press(Qt.Key.Key_Backspace)
    till.type("24022026")
    till.press(ENTER)
    assert shown.span.text() == "23.02.2026 – 24.02.2026"
    button = shown.choices.button("day")
    assert button is not None
    till.touch(button)
    assert [entry.title for entry in shown.entries.entries()] == ["23.02.2026", "24.02.2026"]
    till.press(Qt.Key.Key_Left)
    assert shown.span.text() == "21.02.2026 – 22.02.2026", "the two days before"


def test_what_the_server_counted_stands_below_and_has_no_receipts_behind_it(till: Till, books: Books) -> None:
    shown = opened(till, "loyalty")
    assert "ved slutten av 28.02.2026" in shown.text.text(), "nothing was told of this month yet"
    till.press(Qt.Key.Key_Left)
    assert "fra 01.02.2026 til 28.02.2026" in shown.text.text()
    told = {entry.key: (entry.title, entry.right_text) for entry in shown.entries.entries()}
    assert told["outstanding:poeng:points"] == ("Utestående 28.02.2026, alle kasser", "19\u00a0185")
    assert told["outstanding:~stored:gift-nok"] == ("Utestående 28.02.2026, alle kasser", "4\u00a0125,00")
    for _ in told:
        till.press(Qt.Key.Key_Down)
    till.press(ENTER)
    assert shown.notice.text().startswith("Dette har serveren talt")
    till.press(Qt.Key.Key_Up)
    assert not shown.notice.isVisible()


def test_practice_and_a_payment_have_no_reports(till: Till) -> None:
    till.press(Qt.Key.Key_B, CTRL)
    assert till.deck.name == ""
    assert till.said == "Her er det ingen rapporter."
