"""The sync child: ``trofast sync --follow`` as a process of its own, and what it says about the network.

It lives as long as its standard input stays open, so a till that dies takes it along. It says one JSON object a
line; a child that is silent for :data:`SILENCE_S` or gone is told as ``trouble``. One that is gone, or silent for
:data:`HUNG_S`, is started again.
"""

from __future__ import annotations

import json
import logging
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pos_app.machine.installed import own_command

SILENCE_S = 3
HUNG_S = 30
_RESTART_S = (0, 1, 2, 5)
_LOOK_S = 1
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows would open a black one for the child, over the till's."""
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """What the child last said: ``link`` is ``online``, ``offline``, ``refused`` or ``trouble``; ``detail`` a stable
    word for why; ``sentence`` the same for a person; ``replica`` the number of the current replica; ``difference_ms``
    what the server's clock shows more than this machine's, where it was heard just now; ``hub`` that the store's hub
    answers while the server does not.
    """

    link: str
    detail: str = ""
    sentence: str = ""
    waiting_records: int = 0
    waiting_sales: int = 0
    replica: int = 0
    cursor: int = 0
    difference_ms: int | None = None
    hub: bool = False


class SyncChild:
    """Starts the child, reads it, starts it again when it ends. ``on_status`` is called on a thread of its own."""

    def __init__(self, config: Path, on_status: Callable[[SyncStatus], None]) -> None:
        self._command = own_command("sync", "--follow", "--config", str(config))
        self._on_status = on_status
        self._stopping = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._thread = threading.Thread(target=self._run, name="sync-child", daemon=True)
        self._heard = time.monotonic()
        self._watch = threading.Thread(target=self._watch_silence, name="sync-silence", daemon=True)

    def start(self) -> None:
        """Start the child and the threads that listen to it."""
        self._thread.start()
        self._watch.start()

    def stop(self) -> None:
        """End the child by closing its input, by force after 2 s; leaves nothing running."""
        self._stopping.set()
        process = self._process
        if process is not None:
            _end(process)
        if self._thread.is_alive():
            self._thread.join(5)
        if self._watch.is_alive():
            self._watch.join(5)

    def _run(self) -> None:
        tries = 0
        while not self._stopping.wait(_RESTART_S[min(tries, len(_RESTART_S) - 1)]):
            said = self._once()
            tries = 1 if said else tries + 1
            if not self._stopping.is_set():
                _LOG.info("the sync child ended; starting it again")
                self._tell(SyncStatus("trouble", "sync_ended"))

    def _once(self) -> bool:
        """Run one child to its end; whether it said anything."""
        self._heard = time.monotonic()
        try:
            process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                errors="replace",
                creationflags=_NO_WINDOW,
            )
        except OSError as error:  # no memory, no process left: a later try may find some
            _LOG.info("the sync child can not be started: %s", error.strerror)
            return False
        with process:
            self._process = process
            if self._stopping.is_set():
                _end(process)
            said = False
            assert process.stdout is not None
            for line in process.stdout:
                status = _status(line)
                if status is not None:
                    said = True
                    self._heard = time.monotonic()
                    self._tell(status)
        return said

    def _watch_silence(self) -> None:
        while not self._stopping.wait(_LOOK_S):
            silent_s = time.monotonic() - self._heard
            if silent_s > SILENCE_S:
                self._tell(SyncStatus("trouble", "sync_silent"))
            if silent_s > HUNG_S and self._process is not None:
                _LOG.info("the sync child hangs; starting it again")
                self._heard = time.monotonic()
                self._process.kill()

    def _tell(self, status: SyncStatus) -> None:
        try:
            self._on_status(status)
        except Exception:  # noqa: BLE001 - whatever is wrong with one status, the next must be heard
            _LOG.exception("a status of the sync child was not taken")


def _status(line: str) -> SyncStatus | None:
    try:
        said = json.loads(line)
        difference = said.get("difference_ms")
        return SyncStatus(
            link=str(said["link"]),
            detail=str(said.get("detail", "")),
            sentence=str(said.get("sentence", "")),
            waiting_records=int(said.get("waiting_records", 0)),
            waiting_sales=int(said.get("waiting_sales", 0)),
            replica=int(said.get("replica", 0)),
            cursor=int(said.get("cursor", 0)),
            difference_ms=None if difference is None else int(difference),
            hub=bool(said.get("hub", False)),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        _LOG.info("the sync child said something that is no status")
        return None


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None and not process.stdin.closed:
        try:
            process.stdin.close()
        except OSError:
            _LOG.debug("the sync child's input was closed already")
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:
        process.kill()
