"""An event loop on a clock of its own: nothing waits, time leaps to whatever is due next, one thing at a time.

What the product hands to threads runs at once and in place, so that one seed has one history. A piece of till code that
waits for the network on an ordinary thread (a hold at the counter) keeps such a thread here too, but the two pass a
baton: only one of them ever runs.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

Result = TypeVar("Result")


class Stalled(Exception):
    """Nothing is due any more, and somebody still waits: a bug of the simulation."""


class VirtualLoop(asyncio.BaseEventLoop):
    """Time is :meth:`time` seconds since the loop was made; it moves only between two things that happen."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._selector = self

    def time(self) -> float:
        """Seconds since the beginning."""
        return self._now

    def select(self, timeout: float | None) -> list[Any]:
        """What a selector does: wait. Here time is set forward instead."""
        if timeout is None:
            raise Stalled("nothing is due any more")
        self._now += max(timeout, 0.0)
        return []

    def run_in_executor(  # type: ignore[override]
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> Any:
        """At once, in place: threads would make the order of things a matter of luck."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever awaits the future
            future.set_exception(error)
        return future

    def _process_events(self, event_list: Any) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


class Abandoned(BaseException):
    """Thrown into a waiting thread whose machine is no more."""


class Baton:
    """Runs ordinary code that wants to wait for the loop: ``await baton.run(work)``, and in there
    :meth:`wait_for` a coroutine. The thread and the loop take turns; neither runs while the other does.
    """

    def __init__(self) -> None:
        self._mine = threading.Semaphore(0)
        self._theirs = threading.Semaphore(0)
        self._asked: Coroutine[Any, Any, Any] | None = None
        self._answer: Any = None
        self._error: BaseException | None = None
        self._done = False

    async def run(self, work: Callable[[], Result]) -> Result:
        """What ``work`` returns or raises."""
        outcome: list[Any] = []

        def body() -> None:
            _HELD.baton = self
            try:
                outcome.append(work())
            except BaseException as error:  # noqa: BLE001 - handed to the loop's side
                self._error = error
            self._done = True
            self._theirs.release()

        thread = threading.Thread(target=body, name="baton", daemon=True)
        thread.start()
        while True:
            self._theirs.acquire()
            if self._done:
                break
            asked, self._asked = self._asked, None
            assert asked is not None
            try:
                self._answer, self._error = await asked, None
            except asyncio.CancelledError:
                self._answer, self._error = None, Abandoned()
                self._mine.release()
                self._theirs.acquire()
                thread.join()
                raise
            except BaseException as error:  # noqa: BLE001 - handed to the thread's side
                self._answer, self._error = None, error
            self._mine.release()
        thread.join()
        if self._error is not None:
            raise self._error
        return cast("Result", outcome[0])

    def wait_for(self, asked: Coroutine[Any, Any, Result]) -> Result:
        """From inside of ``work``: the coroutine's result, after the loop has run it."""
        self._asked = asked
        self._theirs.release()
        self._mine.acquire()
        error, self._error = self._error, None
        if error is not None:
            raise error
        return cast("Result", self._answer)


class _Held(threading.local):
    baton: Baton | None = None


_HELD = _Held()


def held_baton() -> Baton:
    """The baton of the thread that asks."""
    assert _HELD.baton is not None, "only code run by a baton may wait for the network"
    return _HELD.baton
