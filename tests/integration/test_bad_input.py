"""What no till is spared, where the parts meet: noise from a scanner, impossible numbers, a server gone wrong.

The parts alone are tried beside them: malformed files in ``unit/test_config.py`` and with the importer, control
sequences in names with the printer's bytes and the window's labels, a spoilt journal in ``commands/``.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from drivers.devices import build_serial_scanner
from drivers.settings import ScannerSettings
from pos_app.storage.for_sync import SyncJournal, SyncReplica
from pos_app.storage.leases_for_sync import SyncLeases
from pos_app.storage.verify import verify_database
from pos_app.ui.inbox import DeviceReport, Link, LinkReport
from pos_app.ui.ports import Code
from pos_app.ui.views.panels.line import LinePanel
from pos_app.ui.views.panels.measure import MeasurePanel
from sync.client.keys import DeviceKey
from sync.client.once import Summary, sync_once
from sync.client.place import Place
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.bad_server import BadServer, Mischief
from tests.stage.counter import BEANS_PLU, BUN_CODE, CAPPUCCINO_CODE, Stage
from tests.stage.pty_device import PtyDevice
from tests.stage.ready_till import ReadyTill, make_ready_till
from tests.stage.tills import KEY

PATIENCE_S = 20


@pytest.fixture
def till(qtbot: QtBot) -> Iterator[Till]:
    opened = Till(Stage()).sign_in()
    yield opened
    opened.close()


# --- a scan of 4 kB noise, control bytes, a truncated frame, two codes glued


@pytest.fixture
def line(till: Till, tmp_path: Path) -> Iterator[PtyDevice]:
    """A serial scanner whose reports reach the window as the bootstrap has them reach it."""
    device = PtyDevice(tmp_path / "scanner")
    inbox = till.window.inbox
    scanner = build_serial_scanner(
        ScannerSettings(path=str(device.path), prefix="~"),
        on_scan=lambda read: inbox.scanned.emit(Code(read.text, "scanner", read)),
        on_refused=lambda found: inbox.unreadable.emit(found.text, found.reason.value),
        on_state=lambda state: inbox.device.emit(DeviceReport("scanner", state.key)),
    )
    scanner.start()
    yield device
    scanner.stop()
    device.unplug()


def until(till: Till, holds: Callable[[], bool]) -> None:
    due = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < due, till.said
        till.settle()
        time.sleep(0.01)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(bytes(range(128, 256)) * 32 + b"\r", id="4_kB_of_noise"),
        pytest.param(b"~70312\x1b@\x0090000015\r", id="control_bytes"),
        pytest.param(b"~70312900000", id="a_truncated_frame"),
        pytest.param(b"~" + f"{CAPPUCCINO_CODE}{BUN_CODE}".encode() + b"\r", id="two_codes_glued"),
    ],
)
def test_a_scan_that_is_none_is_refused_with_a_sound_and_a_text_sells_nothing_and_is_logged(
    till: Till,
    line: PtyDevice,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    sent: bytes,
) -> None:
    caplog.set_level(logging.INFO)
    sounds: list[str] = []
    monkeypatch.setattr(till.window.models.messages._sounds, "refused", lambda: sounds.append("refused"))
    until(till, lambda: getattr(till.window.models.status.devices.get("scanner"), "key", "") == "ready")
    line.send(sent)
    until(till, lambda: bool(sounds))
    assert till.said
    assert till.names == []
    assert [record.levelno for record in caplog.records if "refused" in record.getMessage()]
    assert not any(record.levelno >= logging.WARNING for record in caplog.records)
    time.sleep(0.3)  # the line falls silent
    line.send(b"~" + BUN_CODE.encode() + b"\r")
    until(till, lambda: till.names == ["Kanelbolle"])


# --- price 0, quantity 0, -1, 10^9, 3 decimals on a piece article


@pytest.mark.parametrize("typed", ["0", "1000000000", "1,125", "0,000"])
def test_a_quantity_that_makes_no_sense_leaves_the_basket_as_it_was(till: Till, typed: str) -> None:
    till.scan(CAPPUCCINO_CODE)
    before = till.window.models.sale.basket
    till.type(typed)
    till.press(Qt.Key.Key_F8)
    if till.deck.name:
        till.press(Qt.Key.Key_Return)
    assert till.window.models.sale.basket == before
    assert refusal(till)


def refusal(till: Till) -> str:
    """What a cashier reads: on the message line, or in the panel that asked."""
    if not till.deck.name:
        return till.said
    assert isinstance(till.panel, MeasurePanel | LinePanel)
    return till.panel.notice.text()


@pytest.mark.parametrize("typed", ["0", "10000000", "0,0001"])
def test_a_weight_that_makes_no_sense_puts_nothing_on_the_basket(till: Till, typed: str) -> None:
    till.scan(BEANS_PLU)
    till.type(typed)
    till.press(Qt.Key.Key_Return)
    assert till.names == []
    assert refusal(till)


@pytest.mark.parametrize("typed", ["0", "0,00", ","])
def test_a_price_that_makes_no_sense_puts_nothing_on_the_basket(qtbot: QtBot, typed: str) -> None:
    stage = Stage()
    stage.catalogue.codes["7038010000010"] = goods.article("Scone", None)
    till = Till(stage).sign_in()
    try:
        till.scan("7038010000010")
        assert till.deck.name
        till.type(typed)
        till.press(Qt.Key.Key_Return)
        assert till.names == []
        assert refusal(till)
    finally:
        till.close()


# --- the server answers 401, 409, 422, 500, HTML, half a body, nothing

DEVICE_KEY = DeviceKey(bytes(range(32)))


@pytest.fixture
def sold(tmp_path: Path) -> ReadyTill:
    return make_ready_till(tmp_path / "till", sales=5)


@pytest.fixture
def server() -> Iterator[BadServer]:
    with BadServer(DEVICE_KEY.public_key, company_id=goods.COMPANY, till_id=goods.TILL) as started:
        yield started


def sync(sold: ReadyTill, server: BadServer) -> Summary:
    place = Place(server.url, goods.COMPANY, goods.TILL, DEVICE_KEY)
    return asyncio.run(
        sync_once(
            place,
            lambda: closing(SyncJournal(sold.data, KEY)),
            lambda: closing(SyncReplica(sold.data, KEY)),
            lambda: closing(SyncLeases(sold.data, KEY)),
        )
    )


@pytest.mark.parametrize(
    "mischief",
    [
        Mischief.UNKNOWN_TILL,
        Mischief.FROZEN,
        Mischief.FORK,
        Mischief.SAME_ID_OTHER_BYTES,
        Mischief.FAULT,
        Mischief.HTML,
        Mischief.HALF_BODY,
        Mischief.LOST_REPLY,
        Mischief.NOTHING,
    ],
)
def test_a_server_gone_wrong_loses_nothing_doubles_nothing_and_the_banner_says_what_is_wrong(
    till: Till, sold: ReadyTill, server: BadServer, mischief: Mischief
) -> None:
    for path in ("/v1/presence", "/v1/records"):
        server.misbehave(path, mischief)
    first = sync(sold, server)
    assert first.exit_code != 0
    assert first.status.sentence
    assert first.status.waiting_sales >= 0
    report = verify_database(sold.data, KEY)
    assert (report.ok, report.sales) == (True, 5)

    link = Link(first.status.link.value) if first.status.link.value in (*Link,) else Link.ERROR
    till.window.inbox.link.emit(LinkReport(link, first.status.sentence, 5))
    till.settle()
    banner = till.window.models.messages.banner
    assert banner is not None
    assert banner.text

    server.behave()
    again = sync(sold, server)
    assert again.exit_code == 0, again.status.sentence
    assert again.status.waiting_records == 0
    assert server.effects == [1, 2, 3, 4, 5], "each record had its effect once"
