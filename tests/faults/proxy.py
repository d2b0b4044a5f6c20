"""A proxy that stands between a till and its server and does to their exchanges what networks do.

It understands just enough of HTTP to know where a request and its answer end. :meth:`FaultProxy.do` gives it a
:class:`Fault` for the next exchange of a path, or for all of them until :meth:`FaultProxy.heal`; what is not aimed at
passes through unchanged. It runs on an event loop on a thread of its own.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

DELAY_S = 1.5
DRIP_S = 0.02
_PIECE = 65_536
PAGE = b"<!doctype html><title>Guest network</title><p>Please sign in to the guest network."


class How(StrEnum):
    """What happens to an exchange."""

    CUT_REQUEST = "request cut"
    CUT_REPLY = "reply cut"
    RESET = "reset after the request"
    REFUSED = "nobody listens"
    DELAY = "reply delayed"
    DUPLICATE = "request sent twice"
    SWALLOWED_REQUEST = "half-open, request lost"
    SWALLOWED_REPLY = "half-open, reply lost"
    DRIP = "reply drips"
    NOISE = "reply is noise"
    WRONG_BODY = "reply's body has wrong bytes"
    BAD_GATEWAY = "502 page of a proxy"
    PORTAL = "200 page of a sign-in portal"


@dataclass(frozen=True, slots=True)
class Fault:
    """``after``: how many bytes pass before a cut. ``path``: whom it is for; "" for every exchange."""

    how: How
    after: int = 0
    path: str = ""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How long a real exchange was, in bytes."""

    request: int
    reply: int


@dataclass
class FaultProxy:
    """Listens on loopback in front of ``server_port``. ``sizes`` of the last whole exchange, by path."""

    server_port: int
    port: int = 0
    sizes: dict[str, Sizes] = field(default_factory=dict)
    struck: int = 0
    _fault: Fault | None = None
    _once: bool = False

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fault-proxy")
        self._thread.start()
        self._tasks: set[asyncio.Task[None]] = set()
        self._swallowed: list[asyncio.StreamWriter] = []
        self._changed = threading.Condition()
        self._run(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._run(self._hang_up())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def do(self, fault: Fault, *, once: bool) -> None:
        """From now on, to the next exchange that it is for, or to all of them."""
        with self._changed:
            self.struck = 0
            self._fault, self._once = fault, once
        if fault.how is How.REFUSED:
            self._run(self._hang_up())

    def heal(self) -> None:
        """Everything passes again. What was swallowed stays so: nobody tells the till."""
        with self._changed:
            was, self._fault = self._fault, None
        if was is not None and was.how is How.REFUSED:
            self._run(self._listen())

    def wait_until_struck(self, patience_s: float) -> bool:
        """Wait until the fault has happened to an exchange; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self.struck > 0, patience_s)

    def _run(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)  # type: ignore[arg-type]

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        self._server.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in self._swallowed:
            writer.close()
        self._swallowed.clear()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        to_server: asyncio.StreamWriter | None = None
        try:
            from_server, to_server = await asyncio.open_connection("127.0.0.1", self.server_port)
            while await self._exchange(reader, writer, from_server, to_server):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # either side went away, and so does the other
        finally:
            self._tasks.discard(task)
            if to_server is not None:
                to_server.close()
            if writer not in self._swallowed:
                writer.close()

    def _taken(self, path: str) -> Fault | None:
        """The fault for this exchange."""
        with self._changed:
            fault = self._fault
            if fault is None or (fault.path and fault.path != path):
                return None
            if self._once:
                self._fault = None
            return fault

    def _strike(self) -> None:
        with self._changed:
            self.struck += 1
            self._changed.notify_all()

    async def _exchange(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        from_server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> bool:
        """One request and its answer; whether the line stays open."""
        request = await _message(reader)
        path = request.split(b" ", 2)[1].split(b"?", 1)[0].decode()
        fault = self._taken(path)
        if fault is None:
            to_server.write(request)
            reply = await _message(from_server)
            self.sizes[path] = Sizes(len(request), len(reply))
            writer.write(reply)
            await writer.drain()
            return True
        try:
            return await self._faulty(fault, request, writer, from_server, to_server)
        finally:
            self._strike()

    async def _faulty(
        self,
        fault: Fault,
        request: bytes,
        writer: asyncio.StreamWriter,
        from_server: asyncio.StreamReader,
        to_server: asyncio.StreamWriter,
    ) -> bool:
        match fault.how:
            case How.CUT_REQUEST:
                to_server.write(request[: fault.after])
                await to_server.drain()
                return False
            case How.SWALLOWED_REQUEST:
                self._swallowed.append(writer)
                return False
            case How.BAD_GATEWAY | How.PORTAL:
                writer.write(_page("502 Bad Gateway" if fault.how is How.BAD_GATEWAY else "200 OK"))
                await writer.drain()
                return False
            case _:
                to_server.write(request)
        reply = await _message(from_server)
        match fault.how:
            case How.CUT_REPLY:
                writer.write(reply[: fault.after])
                await writer.drain()
            case How.RESET | How.REFUSED:
                _reset(writer)
            case How.DELAY:
                await asyncio.sleep(DELAY_S)
                writer.write(reply)
                return True
            case How.DUPLICATE:
                to_server.write(request)
                writer.write(reply)
                await _message(from_server)
                return True
            case How.SWALLOWED_REPLY:
                self._swallowed.append(writer)
            case How.DRIP:
                for place in range(len(reply)):
                    writer.write(reply[place : place + 1])
                    await writer.drain()
                    await asyncio.sleep(DRIP_S)
                return True
            case How.NOISE:
                writer.write(b"\x00\x16\x03\x01" + bytes(range(256)))
                await writer.drain()
            case How.WRONG_BODY:
                head, _, body = reply.partition(b"\r\n\r\n")
                writer.write(head + b"\r\n\r\n" + bytes(each ^ 0x5A for each in body))
                await writer.drain()
        return False


async def _message(reader: asyncio.StreamReader) -> bytes:
    """A whole request or answer: its head, and a body of the length that the head says."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(b":") for line in head.split(b"\r\n")[1:])
    }
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        return head + await _pieces(reader)
    return head + await reader.readexactly(int(fields.get(b"content-length", b"0")))


async def _pieces(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while True:
        length = await reader.readuntil(b"\r\n")
        piece = await reader.readexactly(int(length, 16) + 2)
        body += length + piece
        if int(length, 16) == 0:
            return body


def _page(status: str) -> bytes:
    return (
        f"HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {len(PAGE)}\r\n\r\n".encode() + PAGE
    )


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close so that the other side is told of an error, and not of an end (RST instead of FIN)."""
    line = writer.get_extra_info("socket")
    with suppress(OSError):
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
