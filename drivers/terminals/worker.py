"""Carries everything that one terminal is asked to a thread of its own, and keeps looking at it in between.

Whoever asks waits on a thread of their own until it is done: a command that moves money is never left alone with nobody
to hear its outcome.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future

from drivers.state import OFF, DeviceState
from drivers.terminals.terminal import Outcome, PaymentTerminal, Reason, Told, Verdict, nobody_listens

_LOG = logging.getLogger(__name__)
POLL_S = 5.0
"""How often an idle terminal is asked how it is."""
_Job = tuple[Callable[[], Outcome], "Future[Outcome]"]


class TerminalWorker:
    """Owns ``terminal``, and is a :class:`~drivers.terminals.terminal.PaymentTerminal` itself. ``on_state`` is called
    on its thread at each change.
    """

    def __init__(
        self,
        terminal: PaymentTerminal,
        *,
        on_state: Callable[[DeviceState], None],
        poll_s: float = POLL_S,
    ) -> None:
        self._terminal = terminal
        self._on_state = on_state
        self._poll_s = poll_s
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._state = OFF
        self._accepting = threading.Lock()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="terminal", daemon=True)

    def start(self) -> None:
        """Begin to watch the terminal; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End the running command where the terminal lets it, and let go of the terminal."""
        with self._accepting:
            already, self._stopped = self._stopped, True
        if not already:
            self._terminal.cancel()
            self._jobs.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=self._poll_s)

    def pay(self, amount_minor: int, currency: str, intent_id: str, told: Told = nobody_listens) -> Outcome:
        """See the port."""
        return self._do(lambda: self._terminal.pay(amount_minor, currency, intent_id, told))

    def refund(
        self, amount_minor: int, currency: str, intent_id: str, told: Told = nobody_listens
    ) -> Outcome:
        """See the port."""
        return self._do(lambda: self._terminal.refund(amount_minor, currency, intent_id, told))

    def reverse(self, receipt_no: str, amount_minor: int, currency: str) -> Outcome:
        """See the port."""
        return self._do(lambda: self._terminal.reverse(receipt_no, amount_minor, currency))

    def last_outcome(self) -> Outcome:
        """See the port."""
        return self._do(self._terminal.last_outcome)

    def end_of_day(self) -> Outcome:
        """See the port."""
        return self._do(self._terminal.end_of_day)

    def cancel(self) -> None:
        """See the port."""
        self._terminal.cancel()

    def state(self) -> DeviceState:
        """The last state that was seen."""
        return self._state

    def close(self) -> None:
        """See :meth:`stop`."""
        self.stop()

    def _do(self, job: Callable[[], Outcome]) -> Outcome:
        done: Future[Outcome] = Future()
        with self._accepting:
            if self._stopped:
                return Outcome(Verdict.DECLINED, Reason.UNREACHABLE, detail="stopped")
            self._jobs.put((job, done))
        return done.result()

    def _run(self) -> None:
        self._look()
        while True:
            try:
                job = self._jobs.get(timeout=self._poll_s)
            except queue.Empty:
                self._look()
                continue
            if job is None:
                break
            self._work(*job)
            self._look()
        while not self._jobs.empty():
            if (left := self._jobs.get_nowait()) is not None:
                left[1].set_result(Outcome(Verdict.DECLINED, Reason.UNREACHABLE, detail="stopped"))
        self._terminal.close()
        self._enter(OFF)

    def _work(self, job: Callable[[], Outcome], done: Future[Outcome]) -> None:
        if self._stopped:
            done.set_result(Outcome(Verdict.DECLINED, Reason.UNREACHABLE, detail="stopped"))
            return
        try:
            outcome = job()
        except Exception as error:  # noqa: BLE001 - our own bug: nobody can say what the terminal did
            _LOG.exception("asking the terminal failed")
            outcome = Outcome(Verdict.UNKNOWN, Reason.BAD_ANSWER, detail=repr(error))
        done.set_result(outcome)

    def _look(self) -> None:
        try:
            self._enter(self._terminal.state())
        except Exception:  # noqa: BLE001 - our own bug; the terminal must still be asked for money
            _LOG.exception("asking the terminal how it is failed")

    def _enter(self, state: DeviceState) -> None:
        if (state.condition, state.cause) == (self._state.condition, self._state.cause):
            return
        self._state = state
        try:
            self._on_state(state)
        except Exception:  # noqa: BLE001 - our own bug in the callback must not end the thread
            _LOG.exception("a terminal callback failed")
