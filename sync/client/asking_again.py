"""Asking again, within one patience, while the server has asked a keeper for what somebody waits for (LEASE)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sync.client.leg import monotonic_ms
from sync.client.patient import PATIENCE_MS

_AGAIN_MS = 200
_LAST_TRY_MS = 600
"""With less time left than this, another try may come too late to be answered."""

Reply = TypeVar("Reply")


async def until_it_comes(ask: Callable[[int], Awaitable[Reply]], may_come: Callable[[Reply], bool]) -> Reply:
    """The last reply of ``ask`` (given the ms that are left) within the patience; the first of which ``may_come`` says
    that nothing better is to be expected ends it.
    """
    due_ms = monotonic_ms() + PATIENCE_MS
    while True:
        reply = await ask(max(due_ms - monotonic_ms(), 1))
        if not may_come(reply) or due_ms - monotonic_ms() < _LAST_TRY_MS:
            return reply
        await asyncio.sleep(_AGAIN_MS / 1000)
