"""Work that the interface thread must not wait for: one thread with a queue, results back as Qt signals."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from pos_app.domain.errors import TillError

_Result = TypeVar("_Result")
_Job = tuple[Callable[[], object], Callable[[object], None] | None, Callable[[Exception], None] | None]
log = logging.getLogger(__name__)


class Worker(QObject):
    """One thread that does one thing after the other.

    ``run(work, then, failed)``: ``work`` is called on the worker's thread, ``then(result)`` or ``failed(error)``
    afterwards on the thread that made the worker. Without ``failed`` an error is logged as a bug of ours. The
    store thread is one of these: everything that writes ``till.db`` goes through it, in order.
    """

    _finished = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None, *, patience_ms: int = 5000) -> None:
        """``patience_ms``: how long the till waits for it when it ends."""
        super().__init__(parent)
        self._patience_ms = patience_ms
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._waiting = 0
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def run(
        self,
        work: Callable[[], _Result],
        then: Callable[[_Result], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Queue ``work``; see the class for what happens with its result."""
        self._waiting += 1
        self._queue.put((work, then, failed))  # type: ignore[arg-type]

    @property
    def waiting(self) -> int:
        """How many pieces of work are not delivered yet."""
        return self._waiting

    def drain(self, timeout_ms: int = 5000) -> bool:
        """Process events until nothing waits, deliveries included; False when that took too long."""
        end = time.monotonic() + timeout_ms / 1000
        while self._waiting:
            if time.monotonic() > end:
                return False
            QCoreApplication.processEvents()
            time.sleep(0.001)
        return True

    def stop(self, timeout_ms: int | None = None) -> None:
        """Finish what is queued, deliver nothing more, and end the thread."""
        self._queue.put(None)
        self._thread.join((self._patience_ms if timeout_ms is None else timeout_ms) / 1000)

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            work, then, failed = job
            outcome: Callable[[], None]
            try:
                result = work()
            except Exception as error:  # noqa: BLE001 - whatever it is, the interface must hear of it
                outcome = _failure(error, failed)
            else:
                outcome = _success(result, then)
            try:
                self._finished.emit(outcome)
            except RuntimeError:  # the window is gone already; the work itself is done
                return

    def _deliver(self, outcome: Callable[[], None]) -> None:
        self._waiting -= 1
        outcome()


def _success(result: object, then: Callable[[object], None] | None) -> Callable[[], None]:
    return lambda: then(result) if then is not None else None


def _failure(error: Exception, failed: Callable[[Exception], None] | None) -> Callable[[], None]:
    if failed is not None:
        return lambda: failed(error)
    if isinstance(error, TillError):
        return lambda: log.warning("nobody listened to a refusal: %s", error)
    return lambda: log.error("work on a background thread failed", exc_info=error)
