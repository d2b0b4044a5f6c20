"""The set-up window: a person with a sheet gets a till, and hears in words what keeps them from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pos_app.ui.app import make_app, speak
from pos_app.ui.ports import Screen
from pos_app.ui.set_up_ports import Devices, SetUpTrouble
from pos_app.ui.set_up_window import SetUpWindow
from pos_app.ui.viewmodels.set_up import GOES_ON_S, SetUp
from pos_app.ui.viewmodels.set_up_words import TROUBLES, words_for
from sync.client.trouble import codes
from tests.stage.set_up_desk import FakeDesk

TYPED = "kasse.kaffehuset.no K7TQ-M3XW-9FHA"


class Person:
    """Somebody in front of the window."""

    def __init__(self, desk: FakeDesk, qtbot: QtBot) -> None:
        self.desk, self.qtbot = desk, qtbot
        self.model = SetUp(desk, "nb")
        self.window = SetUpWindow(self.model, Screen())
        self.finished: list[bool] = []
        self.window.finished.connect(lambda: self.finished.append(True))
        self.window.show()
        qtbot.waitExposed(self.window)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.window.code.field, text)
        QTest.keyClick(self.window.code.field, Qt.Key.Key_Return)

    def until(self, claim: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(claim, timeout=5_000)

    def until_step(self, step: str) -> None:
        self.until(lambda: self.model.state.step == step and not self.model.state.is_busy)


@pytest.fixture
def person(qtbot: QtBot) -> Iterator[Callable[[FakeDesk], Person]]:
    made: list[Person] = []
    speak(make_app(), "nb")

    def make(desk: FakeDesk) -> Person:
        made.append(Person(desk, qtbot))
        return made[-1]

    yield make
    for each in made:
        each.window.close()
    speak(make_app(), "nb")


def test_a_typed_line_leads_to_a_till_that_can_be_signed_in_to(person: Callable[[FakeDesk], Person]) -> None:
    desk = FakeDesk()
    who = person(desk)
    who.type(TYPED)
    who.until_step("devices")
    assert desk.asked[:2] == [("join", TYPED, "nb", ""), ("load",)]
    assert [row.mark for row in who.model.steps()] == ["done", "done", "done", "now"]
    assert who.model.steps()[1].note == "Kasse 3, Kaffehuset Grünerløkka"
    assert who.window.place.key.text() == "4f1c 09aa 72e6 b35d"
    assert who.finished == []
    QTest.keyClick(who.window, Qt.Key.Key_Return)
    who.until(lambda: who.finished == [True])


def test_it_goes_on_to_sign_in_by_itself_unless_somebody_tries_a_device(
    person: Callable[[FakeDesk], Person],
) -> None:
    alone = person(FakeDesk())
    alone.type(TYPED)
    alone.until_step("devices")
    for _ in range(GOES_ON_S):
        alone.model._tick()
    alone.until(lambda: alone.finished == [True])
    busy = person(FakeDesk())
    busy.type(TYPED)
    busy.until_step("devices")
    busy.window.devices.print.click()
    busy.until(lambda: busy.model.state.printed == "confirmed")
    assert busy.model.state.left_s == 0
    assert not busy.model._clock.isActive()
    assert busy.window.devices.printer.text() == "✓ Epson TM-m30 skrev ut"


def test_each_trouble_is_told_in_words_and_the_field_is_kept(person: Callable[[FakeDesk], Person]) -> None:
    desk = FakeDesk(troubles=[SetUpTrouble("code_expired"), SetUpTrouble("bad_file", "x.toml, line 7: y")])
    who = person(desk)
    who.type(TYPED)
    who.until(lambda: who.model.state.happened != "")
    assert who.window.code.trouble.happened.text() == "Denne koden har gått ut."
    assert who.window.code.field.text() == TYPED
    assert who.model.steps()[0].mark == "stop"
    who.model.open_file(Path("x.toml"))
    who.until(lambda: who.model.state.detail == "x.toml, line 7: y")
    who.type("again")
    who.until_step("devices")
    assert who.model.state.happened == ""


def test_what_the_server_may_say_has_words_and_a_word_for_support(
    person: Callable[[FakeDesk], Person],
) -> None:
    other = words_for("no such word")
    for code in ("code_unknown", "code_used", "code_expired", "key_differs", "unreachable", "certificate"):
        assert code in codes()
        assert words_for(code) != other
    for code, told in TROUBLES.items():
        assert words_for(code) != told, f"{code} has no Norwegian words"
    who = person(FakeDesk(troubles=[SetUpTrouble("server_error")]))
    who.type(TYPED)
    who.until(lambda: who.model.state.happened != "")
    assert who.window.code.trouble.detail.text() == "server_error"


def test_a_load_that_breaks_off_goes_on_without_another_code(person: Callable[[FakeDesk], Person]) -> None:
    who = person(desk := FakeDesk(load_troubles=[SetUpTrouble("unreachable")]))
    who.type(TYPED)
    who.until(lambda: who.model.state.happened != "")
    assert who.model.state.step == "goods"
    assert "Kassen har fått plassen sin" in who.window.place.trouble.happened.text()
    QTest.keyClick(who.window, Qt.Key.Key_Return)
    who.until_step("devices")
    assert [each[0] for each in desk.asked].count("join") == 1


def test_the_scanner_whose_port_nobody_knows_is_found_by_the_sheet(
    person: Callable[[FakeDesk], Person],
) -> None:
    who = person(desk := FakeDesk())
    who.window.code.scanner.click()
    who.until(lambda: who.model.state.ports == 2)
    assert who.window.code.listening.text() == "Skann arket nå: det lyttes på 2 porter."
    assert desk.heard is not None
    desk.heard("/dev/ttyACM7", "1992123")
    who.until_step("devices")
    assert ("join", "1992123", "nb", "/dev/ttyACM7") in desk.asked


def test_it_says_which_scanner_spoke_and_its_enter_presses_nothing(
    person: Callable[[FakeDesk], Person],
) -> None:
    who = person(desk := FakeDesk())
    who.type(TYPED)
    who.until_step("devices")
    QTest.keyClicks(who.window, "7038010055560")
    QTest.keyClick(who.window, Qt.Key.Key_Return)
    assert who.window.devices.scanner.text() == "✓ leste 7038010055560 (den som skriver)"
    assert who.finished == []
    who.until(lambda: desk.heard is not None)
    assert desk.heard is not None
    desk.heard("Zebra", "x" * 40)
    who.until(lambda: "(Zebra)" in who.window.devices.scanner.text())
    assert "x" * 30 not in who.window.devices.scanner.text()


def test_the_language_is_chosen_here_and_is_the_tills(person: Callable[[FakeDesk], Person]) -> None:
    who = person(desk := FakeDesk())
    who.window.languages["en"].click()
    assert who.window.code.go_on.text() == "Go on"
    who.type(TYPED)
    who.until_step("devices")
    assert desk.asked[0] == ("join", TYPED, "en", "")
    assert who.window.devices.go_on.text() == "Go to sign-in"


def test_a_code_is_typed_without_a_keyboard(person: Callable[[FakeDesk], Person]) -> None:
    who = person(FakeDesk())
    who.window.code.keys.click()
    for sign in "a.no k7":
        who.window.code.pad.key_of(sign).click()
    assert who.window.code.field.text() == "a.no k7"


def test_a_till_without_a_printer_is_told_so_and_is_no_less_ready(
    person: Callable[[FakeDesk], Person],
) -> None:
    who = person(FakeDesk(named=Devices()))
    who.type(TYPED)
    who.until_step("devices")
    assert not who.window.devices.print.isVisible()
    assert "ingen er satt opp" in who.window.devices.printer.text()
