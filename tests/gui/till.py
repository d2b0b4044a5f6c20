"""A real window over a fake counter, and the few things every test does with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from drivers.scanners.codes import CodeRules
from pos_app.ui.app import make_app, speak
from pos_app.ui.controller import Controller
from pos_app.ui.inbox import DeviceReport, Link, LinkReport, Printed
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.ports import Code, WedgeReader
from pos_app.ui.views.panel import Panel
from pos_app.ui.views.selling import SellingView
from pos_app.ui.window import TillWindow
from tests.stage.counter import Stage

_SPOKEN: dict[str, object] = {}


def application(language: str) -> QApplication:
    """The application, speaking that language and no other."""
    app = make_app()
    if language in _SPOKEN:
        return app
    for translator in _SPOKEN.values():
        app.removeTranslator(translator)  # type: ignore[arg-type]
    _SPOKEN.clear()
    _SPOKEN[language] = speak(app, language)
    return app


class Till:
    """``till.type("500")``, ``till.scan(code)``: what a cashier does, on real widgets."""

    def __init__(
        self,
        stage: Stage | None = None,
        *,
        palette: str = "light",
        size: tuple[int, int] = (1366, 768),
        wedge: WedgeReader | None = None,
        rules: CodeRules | None = None,
        printer: str = Printed.CONFIRMED,
        training: bool = False,
    ) -> None:
        self.stage = stage or Stage()
        self.app = application(self.stage.language)
        ports = self.stage.ports(palette=palette, wedge=wedge, rules=rules, training=training)
        self.window = TillWindow(ports)
        if self.stage.printer is not None:
            self.stage.printer.inbox = self.window.inbox
            self.stage.printer.outcome = printer
        self.window.resize(*size)
        self.window.show()
        self.window.activateWindow()
        self.window.start()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is being written or delivered."""
        for _ in range(4):
            assert self.window.drain()
            self.app.processEvents()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what a timer does, on a machine that may be busy."""
        for _ in range(300):
            if holds():
                return
            QTest.qWait(10)
        raise AssertionError("it did not come about within 3 s")

    def sign_in(self, pin: str = "1234") -> Till:
        """Ingrid types her PIN."""
        self.type(pin)
        self.press(Qt.Key.Key_Return)
        self.settle()
        assert self.window.is_selling
        return self

    def close(self) -> None:
        """The end of the day."""
        self.window.close()
        self.window.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.app.processEvents()

    # ---- parts ----------------------------------------------------------------------------------------------

    @property
    def selling(self) -> SellingView:
        assert self.window.selling is not None
        return self.window.selling

    @property
    def deck(self) -> PanelDeck:
        assert self.window.deck is not None
        return self.window.deck

    @property
    def controller(self) -> Controller:
        assert self.window.controller is not None
        return self.window.controller

    @property
    def panel(self) -> Panel:
        panel = self.deck.current
        assert panel is not None
        return panel

    @property
    def names(self) -> list[str]:
        """The names of the lines in sight."""
        lines = self.selling.basket.lines.lines
        return [lines.line(row).name for row in range(lines.rowCount())]

    @property
    def to_pay(self) -> str:
        return self.selling.basket.totals.shown.to_pay_text

    @property
    def said(self) -> str:
        """What the message line says."""
        return self.selling.products.banner.text()

    # ---- what a cashier does --------------------------------------------------------------------------------

    def type(self, text: str) -> None:
        """Type on the keyboard, wherever the focus is."""
        for letter in text:
            QTest.keyClicks(self.app.focusWidget() or self.window, letter)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key and let what follows happen."""
        QTest.keyClick(self.app.focusWidget() or self.window, key, modifier)
        self.settle()

    def scan(self, *codes: str) -> None:
        """A serial scanner reads these."""
        for code in codes:
            self.window.inbox.scanned.emit(Code(code, "scanner"))
            self.app.processEvents()
        self.settle()

    def touch(self, widget: object) -> None:
        """A finger on the middle of a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
        self.settle()

    def report(self, link: Link, waiting: int | None = None, *, hub: bool = False) -> None:
        """The sync process says how the network is."""
        self.window.inbox.link.emit(LinkReport(link, waiting_sales=waiting, hub=hub))
        self.settle()

    def device(self, kind: str, key: str) -> None:
        """A driver says how a device is."""
        self.window.inbox.device.emit(DeviceReport(kind, key))
        self.settle()
