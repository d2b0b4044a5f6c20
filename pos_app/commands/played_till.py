"""The till with a hand on its keys: the very same window, its keys pressed by another process.

``python -m pos_app.commands.played_till TILL_TOML`` reads one JSON object a line on standard input and answers each
with one line: ``{"key": "F4"}``, ``{"type": "500"}``, ``{"picture": PATH}``, ``{"state": true}``, ``{"close": true}``.
Every answer is the state afterwards. The demo and the end-to-end tests use it where there is no display.
"""

from __future__ import annotations

import json
import sys
import threading
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_app.commands.window import run_till
from pos_app.ui.inbox import Link
from pos_app.ui.window import TillWindow


class Hand(QObject):
    """Presses keys on one window and tells what it sees."""

    _asked = Signal(str)

    def __init__(self, window: TillWindow) -> None:
        super().__init__(window)
        self._window = window
        # An offscreen display says it has 800 x 800 pixels; no till is sold with that.
        window.resize(1366, 768)
        self._asked.connect(self._do, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, name="hand", daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._asked.emit(line)
        # Whoever held the hand is gone: a played till has nobody to sell to.
        self._asked.emit('{"close": true}')

    def _do(self, line: str) -> None:
        asked: dict[str, Any] = json.loads(line)
        window = self._window
        if "key" in asked:
            QTest.keyClick(window.windowHandle(), Qt.Key[f"Key_{asked['key']}"])
        elif "type" in asked:
            QTest.keyClicks(QApplication.focusWidget() or window, str(asked["type"]))
        elif "picture" in asked:
            window.grab().save(str(asked["picture"]))
        elif "close" in asked:
            QTimer.singleShot(0, window.close)
        sys.stdout.write(json.dumps(self.state()) + "\n")
        sys.stdout.flush()

    def state(self) -> dict[str, Any]:
        """What can be seen on the screen, in words and numbers."""
        window = self._window
        sale = window.models.sale
        last = window.models.receipt.last
        banner = window.models.messages.banner
        return {
            "selling": window.is_selling,
            "panel": window.deck.name if window.deck is not None else "",
            "busy": sale.busy,
            "kept": sale.is_kept,
            "lines": sum(line.quantity_milli for line in sale.basket.lines),
            "rows": len(sale.basket.lines),
            "total": sale.quote.priced.total_minor,
            "due": sale.quote.settlement.due_minor,
            "member": sale.basket.member_id or "",
            "tenders": len(sale.tenders),
            "sold": last.sale.receipt_number if last is not None else 0,
            "waits": sale.waiting,
            "banner": banner.text if banner is not None else "",
            "online": window.models.status.link.link is Link.ONLINE,
            "scanner": getattr(window.models.status.devices.get("scanner"), "key", ""),
            "waiting": window.models.status.waiting,
        }


def main() -> None:
    """Run the till until it is closed; the exit code is the till's."""
    sys.exit(run_till(sys.argv[1], Hand))


if __name__ == "__main__":
    main()
