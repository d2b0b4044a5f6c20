"""Holding points at the server until a sale posts them (HOLD): an answer within two seconds, or none.

The caller waits on an ordinary thread; the calls run on an event loop of their own, on a thread that lives as long as
the client, so that the connection stays open between two customers.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Generic, Protocol, TypeVar

from sync.client.central import Central
from sync.client.place import Place
from sync.client.trouble import Link, SyncTrouble
from sync.protocol.v1.messages import HoldReply, HoldRequest, HoldVoid

PATIENCE_MS = 2_000

NO_ANSWER = "no-answer"
REFUSED = "refused"
_OUTCOMES = frozenset({"held", "too-few-points", REFUSED})

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)


class MakeAnswer(Protocol[A_co]):
    """Makes the caller's kind of answer. ``outcome``: ``held``, ``too-few-points``, ``refused`` or ``no-answer``."""

    def __call__(self, outcome: str, balance: int, as_of_ms: int, expires_ms: int, detail: str) -> A_co:
        """Amounts are points; times are ms UTC, 0 where the server said none."""


class HoldClient(Generic[A]):
    """The port ``Holds`` over the network; ``answer`` makes what it returns. Safe to use from any thread.

    ``detail`` of an answer is a stable word of :mod:`sync.client.trouble`, or the server's own.
    """

    def __init__(self, place: Place, answer: MakeAnswer[A]) -> None:
        self._place = place
        self._answer = answer
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._central: Central | None = None
        self._thread: threading.Thread | None = None

    def warm_up(self) -> None:
        """Load what the first hold needs, on a thread of its own, so that the first customer does not wait for it."""
        threading.Thread(target=_load, name="holds-warm-up", daemon=True).start()

    def hold(self, redemption_id: str, member_id: str, account: str, points: int) -> A:
        """Hold points. Never raises for the network: two seconds without an answer are ``no-answer``.

        The same redemption id may be asked again: the server holds once (KEY=EFFECT).
        """
        request = HoldRequest(
            redemption_id=redemption_id, member_id=member_id, account=account, points=points
        )
        try:
            reply = self._within(lambda central: central.hold(request, deadline_ms=PATIENCE_MS))
        except SyncTrouble as trouble:
            outcome = REFUSED if trouble.link is Link.REFUSED else NO_ANSWER
            return self._answer(
                outcome, 0, 0, 0, trouble.detail if trouble.code == "refused" else trouble.code
            )
        if reply.outcome not in _OUTCOMES:
            return self._answer(REFUSED, 0, 0, 0, "impossible")
        return self._answer(reply.outcome, reply.balance, reply.as_of_ms, reply.expires_ms, reply.detail)

    def void(self, redemption_id: str) -> None:
        """Let held points go; when the server can not be reached they come free by themselves in time."""
        request = HoldVoid(redemption_id=redemption_id)
        try:
            self._within(lambda central: central.void(request, deadline_ms=PATIENCE_MS))
        except SyncTrouble:
            return

    def close(self) -> None:
        """Hang up and end the thread. A client that was closed may be used again."""
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

    def _within(self, call: Callable[[Central], Coroutine[Any, Any, HoldReply]]) -> HoldReply:
        """The reply, within the patience by the caller's clock, loading and connecting included."""
        loop, central = self._running()
        future = asyncio.run_coroutine_threadsafe(call(central), loop)
        try:
            return future.result(PATIENCE_MS / 1000)
        except (concurrent.futures.TimeoutError, concurrent.futures.CancelledError) as error:
            future.cancel()
            raise SyncTrouble("timeout") from error

    def _running(self) -> tuple[asyncio.AbstractEventLoop, Central]:
        with self._starting:
            if self._loop is None or self._central is None:
                self._loop = asyncio.new_event_loop()
                self._central = self._place.central(self._place.signer())
                self._thread = threading.Thread(target=self._loop.run_forever, name="holds", daemon=True)
                self._thread.start()
            return self._loop, self._central


def _load() -> None:
    import httpx

    httpx.AsyncClient(verify=False, trust_env=False)  # noqa: S501  (never connected: only its parts are loaded)
