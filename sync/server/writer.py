"""The writer: a thread that runs writing transactions one after the other, urgent ones first (HERD). Where the database
lets several write beside each other, there are as many threads as it says.

A hold has somebody waiting at a counter, a pushed batch has not: holds overtake. What nobody waits for (what a day
brings) gives way to both. When too many wait, the next one is declined with 503 and ``Retry-After`` instead of making
everybody wait longer.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import PriorityQueue
from typing import TypeVar

from sqlalchemy import Connection

from sync.protocol.v1.problems import Code
from sync.server.database import Database
from sync.server.problems import Declined

Result = TypeVar("Result")
MOST_WAITING = 64
RETRY_AFTER_S = 2
_URGENT, _ORDINARY, _LEISURE, _END = 0, 1, 2, 3


class Writer:
    """Runs transactions on ``database``: :meth:`write` on its own threads, :meth:`read` on a few others."""

    def __init__(self, database: Database, *, most_waiting: int = MOST_WAITING) -> None:
        self._database = database
        self._most_waiting = most_waiting
        self._numbers = itertools.count()
        self._queue: PriorityQueue[tuple[int, int, Callable[[], None] | None]] = PriorityQueue()
        self._threads = [
            threading.Thread(target=self._run, name=f"server-writer-{number}", daemon=True)
            for number in range(database.writers)
        ]
        for thread in self._threads:
            thread.start()
        self._readers = ThreadPoolExecutor(3, thread_name_prefix="server-reader")

    async def write(
        self,
        work: Callable[[Connection], Result],
        *,
        beside: bool = False,
        urgent: bool = False,
        leisure: bool = False,
    ) -> Result:
        """What ``work`` returns, after its transaction is durable. Raises :class:`Declined` 503 when the queue is
        full, and whatever ``work`` raises (then nothing was written). Work at ``leisure`` goes last; work ``beside``
        locks what it touches (:mod:`sync.server.turns`).
        """
        if self._queue.qsize() >= self._most_waiting:
            raise Declined(
                503,
                Code.BUSY,
                "the server has too much to write; try again soon",
                retry_after_s=RETRY_AFTER_S,
            )
        future: Future[Result] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = self._database.written(work, beside=beside)
            except BaseException as error:  # noqa: BLE001 - it belongs to the one who waits for the future
                future.set_exception(error)
            else:
                future.set_result(result)

        rank = _URGENT if urgent else _LEISURE if leisure else _ORDINARY
        self._queue.put((rank, next(self._numbers), job))
        return await asyncio.wrap_future(future)

    @property
    def waiting(self) -> int:
        """How many transactions wait to be written."""
        return self._queue.qsize()

    async def read(self, work: Callable[[Connection], Result], *, note: bool = False) -> Result:
        """What ``work`` finds in one snapshot; it may leave a ``note`` that nobody misses after a crash."""

        def job() -> Result:
            return self._database.looked_up(work, note=note)

        return await asyncio.get_running_loop().run_in_executor(self._readers, job)

    def close(self) -> None:
        """Finish what waits, then end the threads."""
        for _ in self._threads:
            self._queue.put((_END, next(self._numbers), None))
        for thread in self._threads:
            thread.join()
        self._readers.shutdown()

    def _run(self) -> None:
        while (job := self._queue.get()[2]) is not None:
            job()
