"""Training mode at the real window: a frame, slips that say what they are, and nothing of it in the till's books."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import Qt

from pos_app.bootstrap.training import SlipPrinter
from pos_app.domain.counter_event import CounterEventKind
from pos_app.services.practice import practice_ports
from pos_app.ui.inbox import Inbox
from pos_app.ui.keys import Act
from pos_app.ui.ports import Code, Practice
from pos_app.ui.window import TillWindow
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, MAJAS_CARD
from tests.stage.leases import FakeLeases
from tests.stage.store_in_memory import FakeStore


class Room:
    """Sets practice up as bootstrap does, over a store in memory."""

    def __init__(self, till: Till) -> None:
        self.store = FakeStore()
        self.inbox: Inbox | None = None
        self.ended = 0
        self._till = till
        real = till.window._ports
        assert till.stage.printer is not None
        till.stage.printer.outcome = ""
        self._made = msgspec.structs.replace(
            real,
            services=practice_ports(real.services, self.store, FakeLeases()),
            printer=SlipPrinter(till.stage.printer),
            drawer=None,
            screen=msgspec.structs.replace(real.screen, training=True),
        )
        till.window._ports = msgspec.structs.replace(real, practice=self.practice)
        till.window.models._ports = till.window._ports

    def practice(self) -> Practice:
        return Practice(self._made, self._listen, self._end)

    def _listen(self, inbox: Inbox) -> None:
        self.inbox = inbox

    def _end(self) -> None:
        self.ended += 1

    @property
    def window(self) -> TillWindow:
        found = [each for each in self._till.app.topLevelWidgets() if isinstance(each, TillWindow)]
        return next(each for each in found if each.models.is_practice and each.isVisible())

    def scan(self, code: str) -> None:
        assert self.inbox is not None
        self.inbox.scanned.emit(Code(code, "scanner"))
        self.settle()

    def settle(self) -> None:
        for _ in range(4):
            assert self.window.drain()
            self._till.settle()


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till().sign_in()
    made.stage.staff.manager_comes()
    yield made
    made.close()


def begin(till: Till) -> Room:
    room = Room(till)
    till.controller.act(Act.TRAINING.value)
    till.scan(MAJAS_CARD)
    room.settle()
    return room


def kinds(till: Till) -> list[CounterEventKind]:
    return [each.kind for each in till.stage.store.kept.events]


def sell(room: Room) -> None:
    room.scan(CAPPUCCINO_CODE)
    room.window.models.payment.pay_cash_text("100")
    room.settle()


def end(till: Till, room: Room) -> None:
    controller = room.window.controller
    assert controller is not None
    controller.act(Act.TRAINING.value)
    till.settle()


def test_nothing_of_practice_is_in_the_till_s_own_books_and_its_slip_says_so(till: Till) -> None:
    till.scan(BUN_CODE)
    room = begin(till)
    assert not till.window.isVisible()
    assert room.window.selling is not None
    assert room.window.selling._training
    sell(room)
    assert (len(room.store.kept.sales), till.stage.store.kept.sales) == (1, [])
    assert till.stage.printer is not None
    (_, slip), *_ = till.stage.printer.taken
    kinds_on_slip = {block.kind for block in slip.blocks}
    assert not kinds_on_slip & {"qr", "logo", "drawer"}
    loud = [getattr(block, "text", "") for block in slip.blocks if getattr(block, "size", 1) == 2]
    assert loud == ["IKKE KVITTERING FOR KJØP"] * 2
    end(till, room)
    assert (till.window.isVisible(), till.names, room.ended) == (True, ["Kanelbolle"], 1)
    assert kinds(till) == [
        CounterEventKind.TRAINING_ON,
        CounterEventKind.TRAINING_PRINTED,
        CounterEventKind.TRAINING_OFF,
    ]
    assert till.stage.store.kept.events[0].approved_by == "maja"
    assert till.stage.store.kept.events[1].amount_minor == 4900


def test_practice_has_no_members_and_tells_nobody_whether_a_pin_is_right(till: Till) -> None:
    room = begin(till)
    services = room.window.models.services
    assert services.members.by_id(goods.MEMBER_ID) is None
    assert services.members.search("Ada") == []
    assert (services.books, services.card_terminal) == (None, None)
    assert services.pins.matches("9876", "0000")
    end(till, room)


def test_locking_ends_practice_and_the_next_receipt_is_the_till_s_own_next(till: Till) -> None:
    room = begin(till)
    sell(room)
    room.window.lock()
    till.settle()
    assert till.window.isVisible()
    till.scan(CAPPUCCINO_CODE)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    assert [sale.receipt_number for sale in till.stage.store.kept.sales] == [1]


def test_without_a_right_nobody_practises_and_where_there_is_no_room_the_till_says_so(till: Till) -> None:
    till.controller.act(Act.TRAINING.value)
    assert till.deck.name == ""
    assert kinds(till) == []
    Room(till)
    till.controller.act(Act.TRAINING.value)
    assert till.deck.name == "approval"
    till.press(Qt.Key.Key_Escape)
    assert (kinds(till), till.window.isVisible()) == ([], True)
