"""The hub's signature on whatever it answers: a till takes the word of nobody else in the shop's network."""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sync.client.keys import DeviceKey, KeyTrouble, read_key
from sync.protocol.v1.signing import NONCE, SIGNATURE, answer_bytes

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

_NONCE = re.compile(rb"[0-9a-f]{32}")


class KeyInForce:
    """The hub's key as it lies on the disk now: it may be changed while the hub runs (`trofast-server hub change-key`).
    Raises :class:`~sync.client.keys.KeyTrouble` where it can not be read at first; later the last one is gone on with.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = self._look()
        self._key = read_key(path)

    def __call__(self) -> DeviceKey:
        """The key."""
        stamp = self._look()
        if stamp != self._stamp:
            with suppress(KeyTrouble):
                self._key = read_key(self._path)
                self._stamp = stamp
        return self._key

    def _look(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return (0, 0)
        return (found.st_ino, found.st_mtime_ns)


class SignedAnswers:
    """An ASGI application around another one. A request without a nonce is answered without a signature."""

    def __init__(self, inner: Asgi, key: Callable[[], DeviceKey], hub_id: str) -> None:
        self._inner = inner
        self._key = key
        self._hub_id = hub_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, signed."""
        nonce = _nonce(scope)
        if not nonce:
            await self._inner(scope, receive, send)
            return
        start: Event = {}
        body = bytearray()

        async def signed(event: Event) -> None:
            if event["type"] == "http.response.start":
                start.update(event)
                return
            body.extend(event.get("body", b""))
            if event.get("more_body"):
                return
            covered = answer_bytes(hub_id=self._hub_id, nonce=nonce, status=start["status"], body=bytes(body))
            mark = (SIGNATURE.encode(), base64.b64encode(self._key().sign(covered)))
            await send({**start, "headers": [*start.get("headers", ()), mark]})
            await send({"type": "http.response.body", "body": bytes(body)})

        await self._inner(scope, receive, signed)


def _nonce(scope: Scope) -> str:
    if scope["type"] != "http":
        return ""
    found = [value for name, value in scope["headers"] if name.lower() == NONCE.encode()]
    return found[0].decode("ascii") if len(found) == 1 and _NONCE.fullmatch(found[0]) else ""
