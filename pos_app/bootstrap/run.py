"""Shows the till's window from the first paint to the last key, or the one that says why it can not sell."""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.bootstrap.surroundings import Surroundings, screen_of
from pos_app.bootstrap.switching_off import SwitchedOff
from pos_app.config import Settings
from pos_app.domain.errors import CannotSell
from pos_app.machine.log import log_to
from pos_app.ui.app import make_app, speak
from pos_app.ui.first_paint import when_painted
from pos_app.ui.window import TillWindow

if TYPE_CHECKING:
    from pos_app.machine.sync_child import SyncChild

_LOG = logging.getLogger(__name__)


READY_FD = "TROFAST_READY_FD"
"""Environment: a file descriptor that gets one byte when the till is ready to scan, and is then closed."""


def run(settings: Settings, on_window: Callable[[TillWindow], object] | None = None) -> int:
    """Show the till until its window closes; returns the exit code of the process.

    ``on_window`` gets the window once it is shown: what plays the demo holds on to it there.
    """
    log_to(settings.data_folder)
    speak(make_app(), settings.language)
    _report_bugs()
    return _show(settings, on_window)


def _show(settings: Settings, on_window: Callable[[TillWindow], object] | None) -> int:
    """The till's window or, where its data can not be used, the one that says why."""
    app = make_app()
    try:
        till = _open(settings)
    except CannotSell as stop:
        if stop.cause == "not_enrolled":
            _LOG.info("this till has no place yet")
        else:
            _LOG.error("the till can not start: %s", stop.cause)
        return _stopped_at_start(settings, stop, on_window)
    around = Surroundings(till)
    window = TillWindow(around.till_ports())
    around.report_to(window.inbox)
    when_painted(window, lambda: _ready(around, window, till))
    window.open()
    switched_off = SwitchedOff(window)
    if on_window is not None:
        on_window(window)
    try:
        return app.exec()
    finally:
        switched_off.stop()
        around.stop()
        window.shut_down()
        _note(till, "till-stopped")
        till.close()


def _open(settings: Settings) -> OpenTill:
    """The till's data; those that a newer release left half way through an update are put back first (WAY-BACK)."""
    try:
        return open_till(settings)
    except CannotSell as stop:
        if stop.cause != "newer_data":
            raise
        from pos_app.bootstrap.updating import way_back_at_start

        if not way_back_at_start(settings, time.time_ns() // 1_000_000):
            raise
    return open_till(settings)


def _ready(around: Surroundings, window: TillWindow, till: OpenTill) -> None:
    """The cashier can see the till: say so to whoever measures, then start what may come a moment later."""
    told = os.environ.pop(READY_FD, "")
    if told.isdigit():
        os.write(int(told), b"\n")
        os.close(int(told))
    _collect_garbage()
    QTimer.singleShot(0, around.start)
    window.models.store.run(lambda: _note(till, "till-started"))


def _note(till: OpenTill, what: str) -> None:
    """Journal that the till was started or closed. Where the disk cannot take it, that keeps nobody from anything."""
    from pos_app.domain.counter_event import CounterEventKind
    from pos_app.services.counter_events import till_ran
    from pos_app.version import version

    try:
        till_ran(till.ports, CounterEventKind(what), version() if what == "till-started" else "")
    except CannotSell as error:
        _LOG.info("%s could not be journalled: %s", what, error.cause)


def _collect_garbage() -> None:
    """From here on, and never among what the start made: it stays, and walking over it would hold up a scan."""
    gc.freeze()
    gc.enable()


def _stopped_at_start(
    settings: Settings, stop: CannotSell, on_window: Callable[[TillWindow], object] | None
) -> int:
    """Show why the till can not sell; "try again" starts it anew when the cause is gone.

    A till without a place is set up first. One without a catalogue loads one meanwhile, and then starts by itself.
    """
    if stop.cause == "not_enrolled":
        return _set_up(settings, on_window)
    from pos_app.ui.stopped import StoppedWindow

    _collect_garbage()
    app = make_app()
    child: SyncChild | None = None
    loaded = threading.Event()
    if stop.cause == "no_catalogue":
        from pos_app.machine.sync_child import SyncChild

        child = SyncChild(settings.path, lambda status: loaded.set() if status.replica else None)
        child.start()
    told = StoppedWindow(stop, screen_of(settings))
    again = False

    def retry() -> None:
        nonlocal again
        try:
            _open(settings).close()
        except CannotSell as still:
            told.tell(still)
        else:
            again = True
            told.close()

    def start_by_itself() -> None:
        if loaded.is_set():
            loaded.clear()
            retry()

    told.retried.connect(retry)
    look = QTimer(told)
    look.timeout.connect(start_by_itself)
    look.start(500)
    told.show()
    switched_off = SwitchedOff(told)
    app.exec()
    switched_off.stop()
    if child is not None:
        child.stop()
    return _show(settings, on_window) if again else 3


def _set_up(settings: Settings, on_window: Callable[[TillWindow], object] | None) -> int:
    """Have a person give the till its place, and then open it; 3 where the window was closed before."""
    from pos_app.bootstrap.setting_up import set_up

    _collect_garbage()
    placed = set_up(settings)
    if placed is None:
        return 3
    speak(make_app(), placed.language)
    return _show(placed, on_window)


def _report_bugs() -> None:
    """A bug of ours is logged and the till goes on: the sale on the counter is worth more than a clean exit."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        _LOG.error("a bug: the till goes on", exc_info=(kind, error, trace))

    sys.excepthook = hook
