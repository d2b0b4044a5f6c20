"""Several workers behind one address: a process that holds the socket and nothing else, and those that answer.

The first is asked to end, tells the others, and ends when they have finished what they began. A worker that ended by
itself is replaced. Should the first one vanish, its workers end too: nobody is left behind on the address.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from collections.abc import Callable

from sync.server.problems import CannotRun

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)
LOOK_S = 0.1

log = logging.getLogger("trofast.server")


class Workers:
    """``work`` is what each of ``count`` processes does: it gets a function to call when it answers, and returns when
    it has drained. Make it in a process that has no threads and no open database yet.
    """

    def __init__(self, count: int, work: Callable[[Callable[[], None]], None]) -> None:
        self._count = count
        self._work = work
        self._running: set[int] = set()
        self._ready, self._tell_ready = os.pipe()
        self._alive, self._keep_alive = os.pipe()
        os.set_blocking(self._ready, False)

    def run(self, announce: Callable[[], None]) -> None:
        """Keep them running until SIGTERM or SIGINT; ``announce`` is called once, when all of them answer. Raises
        :class:`CannotRun` when one cannot even start.
        """
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            for _ in range(self._count):
                self._start()
            self._watch(announce)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)

    def _watch(self, announce: Callable[[], None]) -> None:
        answering, is_said, is_ending, failed = 0, False, False, False
        while self._running:
            answering += self._newly_ready()
            if answering >= self._count and not is_said:
                announce()
                is_said = True
            got = signal.sigtimedwait(SIGNALS, LOOK_S)
            if got is not None and got.si_signo != signal.SIGCHLD:
                is_ending = True
                self._end()
            for pid, code in self._ended():
                if is_ending:
                    continue
                if is_said:
                    how = {"worker": pid, "exit_code": code}
                    log.warning("a worker ended by itself; another takes its place", extra=how)
                    self._start()
                else:
                    failed = is_ending = True
                    self._end()
        if failed:
            raise CannotRun("A worker could not start; the log says why.")

    def _start(self) -> None:
        pid = os.fork()
        if pid:
            self._running.add(pid)
            return
        code = 1
        try:
            os.close(self._keep_alive)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            threading.Thread(target=self._end_with_the_first, daemon=True).start()
            self._work(self._is_ready)
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        except CannotRun as problem:
            log.error("a worker cannot run", extra={"why": str(problem)})  # noqa: TRY400 - it is told, not traced
        except BaseException:
            log.exception("a worker failed")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _end_with_the_first(self) -> None:
        os.read(self._alive, 1)  # nothing is ever written: it returns when the other end is closed
        os.kill(os.getpid(), signal.SIGTERM)

    def _is_ready(self) -> None:
        os.write(self._tell_ready, b".")

    def _newly_ready(self) -> int:
        try:
            return len(os.read(self._ready, 1024))
        except BlockingIOError:
            return 0

    def _ended(self) -> list[tuple[int, int]]:
        """Which have ended, and how: below zero for a signal."""
        ended = []
        for pid in list(self._running):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                self._running.discard(pid)
                ended.append((pid, os.waitstatus_to_exitcode(status)))
        return ended

    def _end(self) -> None:
        for pid in self._running:
            os.kill(pid, signal.SIGTERM)
