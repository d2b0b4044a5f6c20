"""SIGTERM closes the window: what a machine that is switched off, or a service that is stopped, says to a till.

Python's own handlers wait until the interpreter runs, and Qt's loop may not let it for a long time. So the signal
writes a byte into a socket that Qt watches, and the window is closed in its own thread: the basket on the counter is on
the disk already, that the till was stopped is journalled, and the exit code is 0.
"""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QWidget


class SwitchedOff:
    """Listens while ``window`` is open; :meth:`stop` puts everything back."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._heard, self._told = socket.socketpair()
        for end in (self._heard, self._told):
            end.setblocking(False)
        self._before_fd = signal.set_wakeup_fd(self._told.fileno(), warn_on_full_buffer=False)
        self._before = signal.signal(signal.SIGTERM, _noted)
        self._watch = QSocketNotifier(self._heard.fileno(), QSocketNotifier.Type.Read, window)
        self._watch.activated.connect(self._close)

    def stop(self) -> None:
        """Listen no more."""
        self._watch.setEnabled(False)
        signal.signal(signal.SIGTERM, self._before)
        signal.set_wakeup_fd(self._before_fd)
        self._heard.close()
        self._told.close()

    def _close(self) -> None:
        if signal.SIGTERM in self._heard.recv(64):
            self._window.close()


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The byte in the socket says it; without a handler the process would end."""
