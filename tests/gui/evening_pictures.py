"""Pictures of the end of the day: see :mod:`pictures`. ``python -m tests.gui.evening_pictures`` draws the manual's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt

from pos_app.domain.denominations import Pieces
from pos_app.services import drawers
from pos_app.ui.inbox import Link
from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE
from tests.stage.day_end import FakeDayBooks, FakeDayEnd

ENTER = Qt.Key.Key_Return


def with_day_end(till: Till) -> FakeDayEnd:
    """Put a day's books and a server behind the window."""
    end = FakeDayEnd(FakeDayBooks(lambda: till.stage.store.kept))
    models = till.window.models
    models._ports = msgspec.structs.replace(models._ports, day_end=end.made)
    return end


def sold(till: Till) -> None:
    """A sale in cash and one by card, a basket that is parked, and a drawer that is open."""
    drawers.open_drawer(till.window.models._ports.services, "ingrid", (Pieces(100_000, 1),))
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.type("94")
    till.press(ENTER)
    till.press(Qt.Key.Key_Escape)
    till.scan(TOAST_CODE, TOAST_CODE)
    till.controller.act(Act.CARD.value)
    till.settle()
    till.type("4711")
    till.press(ENTER)
    till.press(Qt.Key.Key_Escape)
    till.scan(CAPPUCCINO_CODE)
    till.controller.act(Act.PARK.value)
    till.settle()


def begin(till: Till) -> None:
    """The screen opens."""
    till.controller.act(Act.EVENING.value)
    till.settle()


def allow(till: Till) -> None:
    """The manager says yes, where somebody has to."""
    if till.deck.name == "approval":
        till.type("9876")
        till.press(ENTER)


def _matters(till: Till) -> None:
    till.stage.staff.manager_comes()
    with_day_end(till)
    sold(till)
    till.report(Link.ONLINE)
    begin(till)


def _counts(till: Till) -> None:
    _matters(till)
    till.press(ENTER)


def _count(till: Till) -> None:
    _counts(till)
    till.press(ENTER)
    allow(till)
    for pieces in ("1", "", "", "", "1", "2"):
        till.type(pieces)
        till.press(ENTER)


def _cards(till: Till) -> None:
    _count(till)
    for pieces in ("", "", "4"):
        till.type(pieces)
        till.press(ENTER)
    till.press(ENTER)


def _period(till: Till) -> None:
    _cards(till)
    till.type("178")
    till.press(ENTER)


def _sending(till: Till) -> None:
    _period(till)
    till.stage.store.kept.waiting = 7
    till.press(ENTER)
    allow(till)
    till.stage.store.kept.waiting = 3
    till.window.models.evening._look_at_waiting()
    till.settle()


def _later(till: Till) -> None:
    _sending(till)
    till.report(Link.OFFLINE, 3)


def _confirmed(till: Till) -> None:
    _period(till)
    till.press(ENTER)
    allow(till)
    till.stage.store.kept.waiting = 0
    till.window.models.evening._look_at_waiting()
    till.settle()


def _broken(till: Till) -> None:
    _period(till)
    end = till.window.models._ports.day_end
    assert end is not None
    books = end().books
    assert isinstance(books, FakeDayBooks)
    books.broken_record = "record 17 is not what was written: its hash does not fit"
    till.press(ENTER)
    allow(till)


STATES: dict[str, Callable[[Till], None]] = {
    "evening": _matters,
    "evening-drawers": _counts,
    "evening-count": _count,
    "evening-cards": _cards,
    "evening-period": _period,
    "evening-sending": _sending,
    "evening-later": _later,
    "evening-confirmed": _confirmed,
    "evening-broken": _broken,
}


def draw_for_manual() -> Path:
    """The wide panel alone, small enough for the help panel."""
    from tests.gui.pictures import _stage

    till = Till(_stage(), palette="light")
    till.sign_in()
    _cards(till)
    path = Path(__file__).parents[2] / "pos_app" / "help" / "pictures" / "evening.png"
    grabbed = till.panel.grab().scaledToWidth(640, Qt.TransformationMode.SmoothTransformation)
    grabbed.save(str(path))
    till.close()
    return path


if __name__ == "__main__":
    print(draw_for_manual())
