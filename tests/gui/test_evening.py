"""The end of the day on the screen: each step told, gone on with where it was cut off, closed without the line too."""

from __future__ import annotations

from typing import NoReturn

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.errors import JournalUnreadable
from pos_app.domain.period_report import ReportKind
from pos_app.services.evening import Step
from pos_app.ui.inbox import Link
from pos_app.ui.views.panels.evening import EveningPanel
from tests.gui.evening_pictures import ENTER, allow, begin, sold, with_day_end
from tests.gui.till import Till
from tests.stage.card_terminal import FakeTerminal
from tests.stage.counter import CAPPUCCINO_CODE, Stage
from tests.stage.day_end import OTHER_HEAD, FakeDayEnd
from tests.stage.drawers import FakeDrawerBook

DAY = "2026-03-01"


@pytest.fixture
def end(till: Till, stage: Stage) -> FakeDayEnd:
    """A manager may come; what was sold is with the server, which can be asked."""
    stage.staff.manager_comes()
    made = with_day_end(till)
    till.report(Link.ONLINE)
    return made


def panel(till: Till) -> EveningPanel:
    found = till.panel
    assert isinstance(found, EveningPanel)
    return found


def step(till: Till) -> Step | None:
    return till.window.models.evening.step


def marks(till: Till) -> str:
    return " ".join(row.mark for row in panel(till).steps.rows)


def heading(till: Till) -> str:
    return panel(till).heading.text()


def choose(till: Till, key: str) -> None:
    button = panel(till).acts.button(key)
    assert button is not None, key
    till.touch(button)


def go_on(till: Till) -> None:
    """What the manager does with the step in sight."""
    now = step(till)
    if now is Step.CARDS:
        till.type("178")
    till.press(ENTER)
    if now is Step.COUNT:
        till.type("1")
        for _ in range(9):
            till.press(ENTER)
        button = panel(till).reasons.button("not-found")
        assert button is not None
        till.touch(button)
        till.press(ENTER)
        till.press(ENTER)
    allow(till)


def to_the_z(till: Till) -> None:
    while step(till) is not Step.PERIOD:
        go_on(till)


def sent(till: Till) -> None:
    till.stage.store.kept.waiting = 0
    till.window.models.evening._look_at_waiting()
    till.settle()


def z_reports(till: Till) -> list[int]:
    return [each.number for each in till.stage.store.kept.drawers.reports if each.kind is ReportKind.Z]


def test_a_closing_that_is_cut_off_at_any_step_goes_on_there_and_closes_once(
    till: Till, end: FakeDayEnd
) -> None:
    sold(till)
    begin(till)
    seen = []
    while step(till) not in (None, Step.SEND):
        seen.append(step(till))
        till.press(Qt.Key.Key_Escape)
        assert till.deck.name == ""
        begin(till)
        if step(till) is Step.MATTERS and seen[-1] is not Step.MATTERS:
            go_on(till)  # what is open is shown to whoever sits down
        assert step(till) is seen[-1], "it goes on where it was"
        go_on(till)
    assert seen == [Step.MATTERS, Step.COUNT, Step.CARDS, Step.PERIOD]
    assert (z_reports(till), end.books.copies, list(end.books.checkpoints)) == ([1], [DAY], [DAY])
    till.press(Qt.Key.Key_Escape)
    begin(till)
    assert step(till) is Step.SEND
    assert end.answers.asked == []
    sent(till)
    assert (step(till), list(end.books.confirmed)) == (None, [DAY])
    assert marks(till) == "look done done done done done done done"
    assert heading(till) == "Dagen er lukket og bekreftet"
    till.press(ENTER)
    assert (till.deck.name, z_reports(till)) == ("", [1])


def test_without_the_network_the_day_is_closed_and_the_server_confirms_it_when_the_line_is_back(
    till: Till, end: FakeDayEnd
) -> None:
    sold(till)
    till.report(Link.OFFLINE, 2)
    begin(till)
    to_the_z(till)
    go_on(till)
    assert (heading(till), z_reports(till), end.answers.asked) == ("Dagen er lukket", [1], [])
    assert marks(till).split()[-2:] == ["look", "look"]
    till.stage.store.kept.waiting = 0
    till.report(Link.ONLINE, 0)
    sent(till)
    assert list(end.books.confirmed) == [DAY]


def test_a_server_that_has_another_journal_is_told_of_and_the_day_stays_closed(
    till: Till, end: FakeDayEnd
) -> None:
    sold(till)
    end.answers.head = OTHER_HEAD
    begin(till)
    to_the_z(till)
    go_on(till)
    sent(till)
    assert marks(till).split()[-1] == "stop"
    assert "kopiert" in panel(till).text.text()
    assert end.books.confirmed == {}
    end.answers.head = end.books.here(DAY).head
    choose(till, "again")
    assert list(end.books.confirmed) == [DAY]


def test_chain_a_changed_record_is_named_and_neither_copied_over_the_good_copies_nor_signed(
    till: Till, end: FakeDayEnd
) -> None:
    sold(till)
    end.books.broken_record = "record 17: its hash does not fit"
    begin(till)
    to_the_z(till)
    assert "post 17." in panel(till).notice.text(), "it is said before anything is summed"
    go_on(till)
    assert "post 17" in panel(till).text.text()
    assert "trofast verify" in panel(till).text.text()
    assert (end.books.copies, end.books.checkpoints, z_reports(till)) == ([], {}, [1])
    choose(till, "without")
    sent(till)
    assert step(till) is None


def test_chain_a_record_that_cannot_be_read_stops_the_closing_before_the_z_and_is_named(
    till: Till, end: FakeDayEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold(till)
    end.books.broken_record = "record 17: its envelope can not be read"

    def unreadable(*_: object) -> NoReturn:
        raise JournalUnreadable

    monkeypatch.setattr(FakeDrawerBook, "facts", unreadable)
    begin(till)
    assert "post 17" in panel(till).text.text()
    assert marks(till) == "todo todo todo stop todo todo todo todo"
    till.press(ENTER)
    assert (till.deck.name, z_reports(till), end.books.copies) == ("", [], [])


def test_how_far_the_terminal_was_off_is_still_told_after_the_z(till: Till, end: FakeDayEnd) -> None:
    sold(till)
    begin(till)
    while step(till) is not Step.CARDS:
        go_on(till)
    till.type("168")
    till.press(ENTER)
    go_on(till)
    assert (z_reports(till), panel(till).steps.rows[2].note) == ([1], "10,00\u00a0kr i forskjell")
    begin(till)
    assert panel(till).steps.rows[2].note == "10,00\u00a0kr i forskjell"
    del end


def test_a_disk_that_takes_no_copy_is_told_and_tried_again(till: Till, end: FakeDayEnd) -> None:
    sold(till)
    end.books.disk_error = OSError(28, "No space left on device")
    begin(till)
    to_the_z(till)
    go_on(till)
    assert "No space left" in panel(till).text.text()
    end.books.disk_error = None
    choose(till, "again")
    assert (end.books.copies, step(till)) == ([DAY], Step.SEND)


def test_a_second_manager_who_closes_the_same_day_elsewhere_finds_it_closed(
    till: Till, end: FakeDayEnd, stage: Stage
) -> None:
    from pos_app.services.closing_day import close_period

    sold(till)
    begin(till)
    to_the_z(till)
    assert close_period(till.window.models._ports.services, "maja") is not None
    go_on(till)
    assert z_reports(till) == [1], "a period is closed once"
    assert step(till) is Step.SEND


def test_goods_on_the_counter_and_practice_have_no_end_of_day(till: Till, end: FakeDayEnd) -> None:
    till.scan(CAPPUCCINO_CODE)
    begin(till)
    assert till.deck.name == ""
    assert "F6" in till.said
    del end


@pytest.mark.parametrize(
    ("total_minor", "is_there", "note"),
    [
        (17_800, True, "Likt på begge"),
        (16_800, True, "10,00\u00a0kr i forskjell"),
        (None, True, "Terminalens sum"),
        (0, False, "Terminalens sum"),
    ],
)
def test_the_terminals_own_day_is_compared_and_never_holds_up_the_closing(
    make_till: object, total_minor: int | None, is_there: bool, note: str
) -> None:
    terminal = FakeTerminal()
    stage = Stage(terminal=terminal)
    stage.staff.manager_comes()
    till: Till = make_till(stage=stage).sign_in()  # type: ignore[operator]
    with_day_end(till)
    till.report(Link.ONLINE)
    sold(till)
    begin(till)
    while step(till) is not Step.CARDS:
        go_on(till)
    terminal.day_total_minor, terminal.reachable = total_minor, is_there
    choose(till, "terminal")
    assert panel(till).steps.rows[2].note == note
    if step(till) is Step.CARDS:
        assert "Terminalen" in panel(till).text.text()
        choose(till, "not_now")
    assert step(till) is Step.PERIOD
    go_on(till)
    assert z_reports(till) == [1]


def closed_without_the_line(till: Till) -> None:
    till.report(Link.OFFLINE, 2)
    begin(till)
    to_the_z(till)
    go_on(till)
    till.press(ENTER)
    assert till.deck.name == ""


def test_a_day_closed_without_the_line_is_confirmed_by_the_till_itself_when_everything_is_sent(
    till: Till, end: FakeDayEnd
) -> None:
    sold(till)
    closed_without_the_line(till)
    till.report(Link.ONLINE, 2)
    assert end.answers.asked == [], "sales are on their way"
    till.stage.store.kept.waiting = 0
    till.report(Link.ONLINE, 0)
    assert list(end.books.confirmed) == [DAY]
    assert till.said == "Serveren har bekreftet: 01.03.2026."
    till.report(Link.OFFLINE, 0)
    till.stage.clock.at_ms += 60_000
    till.report(Link.ONLINE, 0)
    assert end.answers.asked == [DAY], "what is confirmed is not asked for again"


def test_a_day_that_nobody_closed_is_not_asked_for_and_one_that_differs_is_told_of_once(
    till: Till, end: FakeDayEnd
) -> None:
    sold(till)
    till.report(Link.ONLINE, 0)
    assert end.answers.asked == []
    closed_without_the_line(till)
    end.answers.trouble = "The server rests."
    till.stage.clock.at_ms += 60_000
    till.report(Link.ONLINE, 0)
    end.answers.trouble, end.answers.head = "", OTHER_HEAD
    till.report(Link.ONLINE, 0)
    assert end.answers.asked == [], "not again within a minute"
    for _ in range(2):
        till.stage.clock.at_ms += 60_000
        till.report(Link.OFFLINE, 0)
        till.report(Link.ONLINE, 0)
    assert (end.answers.asked, end.books.confirmed) == ([DAY, DAY], {})
    told = [each.text for each in till.window.models.messages.history if "på en annen måte" in each.text]
    assert len(told) == 1
