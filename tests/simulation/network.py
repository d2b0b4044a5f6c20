"""The network between machines: what it does to a request and to its answer, and the requests it kept a copy of.

It stands where httpx puts bytes on a wire, so everything above is the till's own: signing, deadlines, back-off, reading
an answer. A line can be down (refused at once, or swallowed without a word), slow, cut in the middle of a request or of
an answer; an answer can be lost after the server committed; a request can come twice, or late, after newer ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import httpx

if TYPE_CHECKING:
    from tests.simulation.world import World

RECORDS = "/v1/records"


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NobodyThere(Exception):
    """The machine asked is down, or died over the question."""


class Peer(Protocol):
    """A machine that answers."""

    async def answer(self, request: Request) -> Reply:
        """Raises :class:`NobodyThere`."""


@dataclass(slots=True)
class Link:
    """One machine's way out. ``bad`` is how many requests in a hundred something happens to; ``slow_ms`` its pace."""

    is_down: bool = False
    swallows: bool = False
    bad: int = 0
    slow_ms: int = 40


class Wire(httpx.AsyncBaseTransport):
    """One machine's side of the network, as httpx wants it."""

    def __init__(self, world: World, link: Callable[[], Link], peer: Callable[[str], Peer]) -> None:
        self._world = world
        self._link = link
        self._peer = peer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it, and whatever becomes of it."""
        world, link = self._world, self._link()
        body = b"".join([piece async for piece in request.stream])  # type: ignore[union-attr]
        sent = Request(request.method, request.url.raw_path.decode("ascii"), dict(request.headers), body)
        if link.is_down:
            world.count.partitioned += 1
            if link.swallows:
                await asyncio.sleep(3_600)
            raise httpx.ConnectError("no route")
        chance = world.chance
        hurt = chance.one_of(_HARMS) if link.bad and chance.percent(link.bad) else ""
        await asyncio.sleep(chance.between(1, link.slow_ms) / 1000)
        peer = self._peer(request.url.host)
        if hurt == "torn-request":
            world.count.torn += 1
            with_less = Request(sent.method, sent.target, sent.headers, body[: chance.between(0, len(body))])
            await _answered(peer.answer(with_less))
            raise httpx.RemoteProtocolError("the peer closed the connection")
        if hurt == "late-request":
            world.count.reordered += 1
            world.later(chance.soon_s(20), lambda: _answered(peer.answer(sent)))
            await asyncio.sleep(3_600)
        if hurt in {"twice", "twice-later"}:
            world.count.duplicates += 1
            again_s = chance.soon_s(60) if hurt == "twice-later" else 0.001
            world.later(again_s, lambda: _answered(peer.answer(sent)))
        reply = await _answered(peer.answer(sent))
        if reply is None:
            raise httpx.ConnectError("refused")
        if hurt == "lost-reply" or link.is_down:
            world.count.replies_lost += 1
            if chance.once_in(2):
                await asyncio.sleep(3_600)
            raise httpx.ReadError("the line went dead")
        await asyncio.sleep(chance.between(1, link.slow_ms) / 1000)
        content: httpx.AsyncByteStream = _Whole(reply.body)
        if hurt == "torn-reply" and reply.body:
            world.count.torn += 1
            content = _Torn(reply.body[: chance.between(0, len(reply.body) - 1)])
        named = dict(reply.headers)
        return httpx.Response(reply.status, headers=named, stream=content)


_HARMS = (
    "torn-request",
    "late-request",
    "twice",
    "twice-later",
    "lost-reply",
    "lost-reply",
    "torn-reply",
)


async def _answered(asked: Awaitable[Reply]) -> Reply | None:
    try:
        return await asked
    except NobodyThere:
        return None


class _Whole(httpx.AsyncByteStream):
    """A body as it comes from a line: what has not been read may be read raw, packed as it is."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


class _Torn(httpx.AsyncByteStream):
    def __init__(self, begun: bytes) -> None:
        self._begun = begun

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._begun
        raise httpx.RemoteProtocolError("the peer closed the connection without the complete answer")
