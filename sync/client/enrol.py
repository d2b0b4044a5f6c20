"""Enrolment: a one-time code and the till's own public key for the till's place at the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec

from sync.client.answers import read
from sync.client.keys import DeviceKey
from sync.client.line import Line
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.messages import CONTENT_TYPE, Enrol, Enrolled

DEADLINE_MS = 15_000
SECRET_LENGTH = 32
_MOST_BYTES = 64 * 1024


def enrol(
    server_url: str,
    code: str,
    key: DeviceKey,
    *,
    software: str = "trofast",
    make_line: Callable[[str], Line] = Line,
    is_hub: bool = False,
) -> Enrolled:
    """Ask for a place. Asking again with the same code and key gives the same place (KEY=EFFECT).

    Raises :class:`SyncTrouble`: ``code_unknown``, ``code_used``, ``code_expired``, ``unreachable`` and so on; its text
    says what to do. A reply that names another key than ours is ``impossible``: somebody stands in between. A store's
    hub has the number 0, so that a code for the one is no good to the other.
    """
    place = asyncio.run(_enrol(make_line(server_url), code.strip(), key, software))
    if is_hub != (place.till_number == 0):
        raise SyncTrouble("refused", detail="this code is for a till" if is_hub else "this code is for a hub")
    return place


async def _enrol(line: Line, code: str, key: DeviceKey, software: str) -> Enrolled:
    body = msgspec.msgpack.encode(Enrol(code=code, public_key=key.public_key, software=software))
    try:
        try:
            enrolled = await _ask(line, body)
        except SyncTrouble as trouble:
            if trouble.code not in {"no_answer", "half_answer"}:
                raise
            enrolled = await _ask(line, body)
    finally:
        await line.close()
    if enrolled.fingerprint != key.fingerprint:
        raise SyncTrouble("impossible", detail="the server stored another key")
    if not (enrolled.company_id and enrolled.store_id and enrolled.till_id and enrolled.till_number >= 0):
        raise SyncTrouble("impossible", detail="a place without a name")
    return enrolled


async def _ask(line: Line, body: bytes) -> Enrolled:
    answer = await line.send(
        "POST", "/v1/enrol", body, _unsigned, deadline_ms=DEADLINE_MS, most_bytes=_MOST_BYTES
    )
    return read(answer, Enrolled)


def _unsigned(_method: str, _target: str, _body: bytes) -> dict[str, str]:
    """The only request without a signature: the server does not know the key yet."""
    return {"content-type": CONTENT_TYPE}
