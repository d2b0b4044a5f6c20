"""Nonces: that a signed request is answered once, however often somebody who overheard it sends it.

One process keeps them in memory: every request is idempotent or only reads, so what a replay after a restart could do
at most is ask the same question again. Workers keep them in a table; a crash of the database may lose its last ones.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

from sqlalchemy import Connection, delete, func, select

from sync.protocol.v1 import signing
from sync.protocol.v1.problems import Code
from sync.server.problems import Declined
from sync.server.schema.dialects import put_if_new
from sync.server.schema.worker_tables import nonce_seen

MOST_NONCES = 20_000
"""A till that signs more requests within the skew window than this is told to slow down."""
KEPT_MS = 2 * signing.SKEW_MS
"""For as long as a signature's time may be believed."""
LOOKED_AT_EVERY = 100
"""After so many requests a worker forgets the old nonces of the till that sent the last one, and counts the others."""
BUSY_S = 30


class Nonces(Protocol):
    """Nonces seen within the skew window, per till."""

    def remember(
        self, connection: Connection, company_id: str, till_id: str, nonce: str, now_ms: int
    ) -> None:
        """Raise :class:`Declined` when this nonce came before."""


@dataclass(slots=True)
class NoncesInMemory:
    """What this process has seen."""

    _seen: dict[tuple[str, str], tuple[set[str], deque[tuple[int, str]]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def remember(
        self, _connection: Connection, company_id: str, till_id: str, nonce: str, now_ms: int
    ) -> None:
        """Raise :class:`Declined` when this nonce came before."""
        with self._lock:
            known, order = self._seen.setdefault((company_id, till_id), (set(), deque()))
            while order and order[0][0] < now_ms - KEPT_MS:
                known.discard(order.popleft()[1])
            if nonce in known:
                raise _seen_before()
            if len(order) >= MOST_NONCES:
                raise _asks_too_often()
            known.add(nonce)
            order.append((now_ms, nonce))


class SharedNonces:
    """What any worker has seen: a row each."""

    def __init__(self) -> None:
        self._asked = 0
        self._busy_until: dict[tuple[str, str], int] = {}

    def remember(
        self, connection: Connection, company_id: str, till_id: str, nonce: str, now_ms: int
    ) -> None:
        """Raise :class:`Declined` when this nonce came before."""
        if self._busy_until.get((company_id, till_id), 0) > now_ms:
            raise _asks_too_often()
        row = {"company_id": company_id, "till_id": till_id, "nonce": nonce, "seen_ms": now_ms}
        if not put_if_new(connection, nonce_seen, row):
            raise _seen_before()
        self._asked += 1
        if self._asked % LOOKED_AT_EVERY == 0:
            forget_nonces(connection, company_id, till_id, now_ms)
            if _count(connection, company_id, till_id) >= MOST_NONCES:
                self._busy_until[company_id, till_id] = now_ms + BUSY_S * 1000


def forget_nonces(connection: Connection, company_id: str, till_id: str, now_ms: int) -> None:
    """Forget a till's nonces whose signatures would not be believed any more."""
    connection.execute(
        delete(nonce_seen).where(
            nonce_seen.c.company_id == company_id,
            nonce_seen.c.till_id == till_id,
            nonce_seen.c.seen_ms < now_ms - KEPT_MS,
        )
    )


def _seen_before() -> Declined:
    return Declined(401, Code.NONCE_SEEN, "this very request was here before; sign it anew")


def _asks_too_often() -> Declined:
    return Declined(429, Code.BUSY, "this till asks too often", retry_after_s=BUSY_S)


def _count(connection: Connection, company_id: str, till_id: str) -> int:
    mine = (nonce_seen.c.company_id == company_id, nonce_seen.c.till_id == till_id)
    return connection.execute(select(func.count()).select_from(nonce_seen).where(*mine)).scalar_one()
