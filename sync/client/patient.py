"""Calls to the server for somebody who waits on an ordinary thread: an answer within two seconds, or none.

The calls run on an event loop of their own, on a thread that lives as long as the caller, so that the connection stays
open between two customers.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from sync.client.central import Central
from sync.client.place import Place
from sync.client.trouble import SyncTrouble

PATIENCE_MS = 2_000

Reply = TypeVar("Reply")


class PatientLine:
    """One line to the server at ``place``. Safe to use from any thread; ``name`` names its own."""

    def __init__(self, place: Place, name: str) -> None:
        self._place = place
        self._name = name
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._central: Central | None = None
        self._thread: threading.Thread | None = None

    def warm_up(self) -> None:
        """Load what the first call needs, on a thread of its own, so that the first customer does not wait for it."""
        threading.Thread(target=_load, name=f"{self._name}-warm-up", daemon=True).start()

    def within(
        self, call: Callable[[Central], Coroutine[Any, Any, Reply]], patience_ms: int = PATIENCE_MS
    ) -> Reply:
        """The reply, within the patience by the caller's clock, loading and connecting included. Raises
        :class:`SyncTrouble`.
        """
        loop, central = self._running()
        future = asyncio.run_coroutine_threadsafe(call(central), loop)
        try:
            return future.result(timedelta(milliseconds=patience_ms).total_seconds())
        except (concurrent.futures.TimeoutError, concurrent.futures.CancelledError) as error:
            future.cancel()
            raise SyncTrouble("timeout") from error

    def begin(self, call: Callable[[Central], Coroutine[Any, Any, Reply]]) -> None:
        """Make a call whose reply nobody waits for; what becomes of it is not told."""
        loop, central = self._running()
        asyncio.run_coroutine_threadsafe(call(central), loop)

    def close(self) -> None:
        """Hang up and end the thread. A line that was closed may be used again."""
        with self._starting:
            loop, self._loop = self._loop, None
            thread, self._thread = self._thread, None
            central, self._central = self._central, None
        if loop is None or thread is None or central is None:
            return
        asyncio.run_coroutine_threadsafe(central.close(), loop).result(2)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(2)
        loop.close()

    def _running(self) -> tuple[asyncio.AbstractEventLoop, Central]:
        with self._starting:
            if self._loop is None or self._central is None:
                self._loop = asyncio.new_event_loop()
                self._central = self._place.central(self._place.signer())
                self._thread = threading.Thread(target=self._loop.run_forever, name=self._name, daemon=True)
                self._thread.start()
            return self._loop, self._central


def _load() -> None:
    import httpx

    httpx.AsyncClient(verify=False, trust_env=False)  # noqa: S501  (never connected: only its parts are loaded)
