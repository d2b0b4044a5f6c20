"""Carries whole documents to one printer on a thread of its own, and keeps looking at the printer in between.

A document is sent once. What became of it is reported, and that is all: a document whose outcome is unknown
is never sent again from here, nor is one that was not sent (PRINT-TRISTATE); whoever keeps the print jobs
decides.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import ParamSpec

from drivers.printers.printer import Outcome, Printer, SendResult
from drivers.state import OFF, Cause, DeviceState

_log = logging.getLogger(__name__)
_P = ParamSpec("_P")

POLL_S = 0.5
"""How often the printer is asked how it is: what the screen shows is to be true within a second."""


@dataclass(frozen=True, slots=True)
class _Job:
    job_id: str
    data: bytes


class PrinterWorker:
    """Owns `printer`. Callbacks run on its thread: `on_result(job_id, result)` once for each job submitted,
    `on_state(state)` at each change. A callback that raises is logged and loses only that one call.
    """

    def __init__(
        self,
        printer: Printer,
        *,
        on_result: Callable[[str, SendResult], None],
        on_state: Callable[[DeviceState], None],
        poll_s: float = POLL_S,
    ) -> None:
        self._printer = printer
        self._on_result = on_result
        self._on_state = on_state
        self._poll_s = poll_s
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._state = OFF
        self._accepting = threading.Lock()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name=f"printer-{printer.name}", daemon=True)

    @property
    def state(self) -> DeviceState:
        """The last state that was reported."""
        return self._state

    def start(self) -> None:
        """Begin to watch the printer and to print; returns at once."""
        self._thread.start()

    def submit(self, job_id: str, data: bytes) -> None:
        """Queue one rendered document. Raises `RuntimeError` after `stop`."""
        with self._accepting:
            if self._stopped:
                raise RuntimeError("the printer worker has stopped")
            self._jobs.put(_Job(job_id, data))

    def stop(self) -> None:
        """Finish the document being sent, report those still queued as not sent, let go of the device."""
        with self._accepting:
            already, self._stopped = self._stopped, True
        if not already:
            self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        self._look()
        while True:
            try:
                job = self._jobs.get(timeout=self._poll_s)
            except queue.Empty:
                self._look()
                continue
            if job is None or self._stopped:
                break
            self._print(job)
        self._give_back(job)
        self._printer.close()
        self._enter(OFF)

    def _print(self, job: _Job) -> None:
        try:
            result = self._printer.send(job.data)
        except Exception as error:  # noqa: BLE001 - our own bug; the next document must still print
            _log.exception("sending a document failed")
            result = SendResult(Outcome.UNKNOWN, Cause.HARDWARE_ERROR, repr(error))
        _call(self._on_result, job.job_id, result)
        self._look()

    def _give_back(self, job: _Job | None) -> None:
        waiting = [job]
        while not self._jobs.empty():
            waiting.append(self._jobs.get_nowait())
        for left in waiting:
            if left is not None:
                _call(self._on_result, left.job_id, SendResult(Outcome.NOT_SENT, Cause.OFFLINE, "stopped"))

    def _look(self) -> None:
        try:
            self._enter(self._printer.state())
        except Exception:  # noqa: BLE001 - our own bug; the printer must still print
            _log.exception("asking the printer how it is failed")

    def _enter(self, state: DeviceState) -> None:
        if (state.condition, state.cause) != (self._state.condition, self._state.cause):
            self._state = state
            _call(self._on_state, state)


def _call(callback: Callable[_P, None], *args: _P.args, **kwargs: _P.kwargs) -> None:
    try:
        callback(*args, **kwargs)
    except Exception:  # noqa: BLE001 - our own bug in the callback must not end the worker's thread
        _log.exception("a printer callback failed")
