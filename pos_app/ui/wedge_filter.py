"""A keyboard-wedge scanner types like a person; this filter sees every key of the application first.

What the reader calls a scan goes to the till and nowhere else: no field, no button, no shortcut ever sees its
keys. What a person typed is handed on in order, at most one scanner's pause later.

Keys come to a window of the system before any widget, so that is where the filter sits: on every window that gets the
focus. On the application it would be called for each event there is, paints and timers included.
"""

from __future__ import annotations

import logging
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from pos_app.ui.ports import WedgeReader, WedgeVerdict

_LOG = logging.getLogger(__name__)
_SUFFIXES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_BARE_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class WedgeFilter(QObject):
    """Begins with :meth:`install`, ends with :meth:`remove`."""

    scanned = Signal(str)
    refused = Signal(str, str)
    """What went wrong, and why: ``too_long`` or ``truncated``."""

    def __init__(self, reader: WedgeReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._swallowed: set[int] = set()
        self._windows: list[QWindow] = []
        self._last_ms = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._idle)

    def install(self, app: QApplication, window: QWindow | None) -> None:
        """Begin to listen: to ``window`` at once, to every other as soon as it has the focus."""
        self._listen_to(window)
        app.focusWindowChanged.connect(self._listen_to)

    def remove(self, app: QApplication) -> None:
        """Listen no more."""
        app.focusWindowChanged.disconnect(self._listen_to)
        for window in self._windows:
            if Shiboken.isValid(window):
                window.removeEventFilter(self)
        self._windows.clear()

    def _listen_to(self, window: QWindow | None) -> None:
        self._windows = [known for known in self._windows if Shiboken.isValid(known)]
        if window is not None and window not in self._windows:
            self._windows.append(window)
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """True keeps the key from everybody else."""
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.KeyRelease:
            return self._release(event)
        return self._press(event)

    def _release(self, event: QKeyEvent) -> bool:
        if event.key() in self._swallowed and not event.isAutoRepeat():
            self._swallowed.discard(event.key())
            return True
        return False

    def _press(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _BARE_MODIFIERS:
            return False
        suffix = key in _SUFFIXES
        text = event.text()
        typed = suffix or (bool(text) and text.isprintable()) or (bool(text) and key == 0)
        if event.isAutoRepeat() or event.modifiers() & _COMMANDS or not typed:
            self._obey(self._reader.interrupt())
            return False
        self._last_ms = event.timestamp() or int(time.monotonic() * 1000)
        verdict = self._reader.key("" if suffix else text, self._last_ms, suffix, event.clone())
        if verdict.passes_through:
            self._timer.stop()
            return False
        self._swallowed.add(key)
        self._obey(verdict)
        return True

    def _idle(self) -> None:
        self._obey(self._reader.idle(self._last_ms + self._reader.wait_ms))

    def _obey(self, verdict: WedgeVerdict) -> None:
        if verdict.holding:
            self._timer.start(self._reader.wait_ms)
        else:
            self._timer.stop()
        for held in verdict.keys:
            self._replay(held.token)
        if verdict.refused is not None:
            _LOG.info("refused a scan from the keyboard wedge")
            self.refused.emit(verdict.refused, "too_long" if verdict.is_too_long else "truncated")
        if verdict.scan is not None:
            self.scanned.emit(verdict.scan)

    def _replay(self, token: object) -> None:
        target = QApplication.focusWidget() or QApplication.activeWindow()
        if target is None or not isinstance(token, QKeyEvent):
            return
        QApplication.sendEvent(target, token)
