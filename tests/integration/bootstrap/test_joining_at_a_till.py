"""Joining at a real till: its own files, its own window, switched off and on again between one step and the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest

from pos_app.bootstrap.opening import open_till
from pos_app.bootstrap.surroundings import Surroundings
from pos_app.config import load_settings
from pos_app.ui.ports import Code
from pos_app.ui.window import TillWindow
from tests.gui.till import application
from tests.stage.ready_till import COFFEE_CODE, PIN, ReadyTill, make_ready_till

NEW_CARD = "9578000000000904"


@pytest.fixture
def till(tmp_path: Path) -> ReadyTill:
    return make_ready_till(tmp_path / "till")


class Counter:
    """A till program from its start to its end; Ingrid has signed in."""

    def __init__(self, till: ReadyTill) -> None:
        self.app = application("nb")
        self.till = open_till(load_settings(till.toml))
        self.window = TillWindow(Surroundings(self.till).till_ports())
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        self.window.start()
        self.settle()
        self.keys(PIN)
        self.enter()

    def settle(self) -> None:
        for _ in range(4):
            assert self.window.drain(20_000)
            self.app.processEvents()

    def keys(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self.app.focusWidget() or self.window, letter)

    def enter(self) -> None:
        QTest.keyClick(self.app.focusWidget() or self.window, Qt.Key.Key_Return)
        self.settle()

    def scan(self, code: str) -> None:
        self.window.inbox.scanned.emit(Code(code, "scanner"))
        self.settle()

    @property
    def member_in_sight(self) -> str:
        assert self.window.selling is not None
        return self.window.selling.basket.member.accessibleName()

    def switch_off(self) -> None:
        self.window.close()
        self.window.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.app.processEvents()
        self.till.close()


def test_who_joins_without_a_network_is_there_after_a_restart_and_earns_on_the_same_basket(
    till: ReadyTill,
) -> None:
    first = Counter(till)
    first.scan(COFFEE_CODE)
    first.scan(NEW_CARD)
    first.keys("Kari Nordmann")
    first.enter()
    assert "Kari Nordmann" in first.member_in_sight
    first.switch_off()

    second = Counter(till)
    assert "Kari Nordmann" in second.member_in_sight
    second.keys("100")
    second.enter()
    with second.till.ports.store.unit_of_work() as work:
        sale = work.last_sale()
    assert sale is not None
    assert sale.member is not None
    assert sale.decision.points_earned > 0
    second.switch_off()

    third = Counter(till)
    third.scan(NEW_CARD)
    assert "Kari Nordmann" in third.member_in_sight
    member = third.window.models.sale.member
    assert member is not None
    assert member.view.member_id == sale.member.member_id
    assert member.view.purchases == 1
    third.switch_off()
