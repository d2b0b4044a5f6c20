"""A central server that misbehaves when it is told to, around one that checks what a good one checks.

It speaks protocol version 1 on loopback, one thread a connection. :meth:`BadServer.misbehave` gives one path a
:class:`Mischief`; everything else goes on as it should, so a test can say which promise broke and which held.
"""

from __future__ import annotations

import gzip
import socket
import threading
import time
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import msgspec

from sync.protocol.compression import pack
from sync.protocol.v1 import messages
from sync.protocol.v1.problems import Code
from sync.protocol.versions import HEADER
from tests.stage.good_server import GoodServer, Reply, ok, problem

SILENCE_S = 30


class Mischief(StrEnum):
    """What can be wrong with an answer."""

    UNKNOWN_TILL = "401: the till is not known"
    FROZEN = "409: the journal is frozen"
    FORK = "409: another record is there"
    GAP = "409: earlier records are missing, whatever comes"
    SAME_ID_OTHER_BYTES = "422: the id came with other bytes"
    TOO_LARGE = "413: a smaller batch, please"
    STRANGE_REFUSAL = "418 with a code nobody knows"
    UPDATE_TILL = "426: the till is too old"
    UPDATE_SERVER = "426: the server is too old"
    NEWER_ONLY = "404 from a server that speaks versions 2 and 3 only, in words of its own"
    FROM_TOMORROW = "the right answer with fields and kinds that nobody knows yet"
    FAULT = "500"
    BUSY = "503 with Retry-After: 2"
    HTML = "200 with a captive portal's page"
    HTML_FAULT = "502 with a proxy's page"
    HTML_REFUSAL = "403 with a proxy's page"
    REDIRECT = "302 to somewhere else"
    HALF_BODY = "the body breaks off"
    LOST_REPLY = "everything is done, but the line closes before the answer"
    NOTHING = "the line closes without a byte"
    SILENT = "no byte ever comes"
    DRIP = "a byte comes now and then"
    NOISE = "bytes that are not HTTP"
    WRONG_TYPE = "the right body as text/plain"
    GARBAGE = "the right type around bytes that are no message"
    EMPTY = "200 with an empty body"
    OTHER_SHAPE = "a message of another kind"
    BOMB = "a small gzip body that grows to 20 MB"
    PACKED_BOMB = "a small zstd body that grows to 20 MB"
    BROKEN_PACKED = "a zstd body that breaks off"
    STRANGE_CODING = "a compression nobody asked for"
    ACK_BEYOND = "says it has more than was ever sent"
    ACK_NOTHING = "stores everything and says it has nothing new"
    NEVER_MOVES = "says there are more changes and stays where it is"
    GRANTS_STRANGE_THINGS = "grants what nobody asked for, and says nothing of the rest"
    GRANTS_AND_REFUSES = "grants everything, and refuses the same in one breath"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came: its path without the query, and when by the monotonic clock (ms)."""

    path: str
    at_ms: int
    size: int


@dataclass(slots=True)
class BadServer(GoodServer):
    """A good server on a socket of loopback, and the mischief around it. ``seen`` is every request that came."""

    seen: list[Seen] = field(default_factory=list)
    _mischief: dict[str, tuple[Mischief, int]] = field(default_factory=dict)
    _listener: _Listener | None = None
    _port: int = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen, on the same port as before after a :meth:`stop`."""
        self._listener = _Listener(("127.0.0.1", self._port), self)
        self._port = self._listener.server_address[1]
        threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Go away, with every open connection: the network is cut."""
        if self._listener is not None:
            self._listener.close_all()
            self._listener = None

    def misbehave(self, path: str, mischief: Mischief, times: int = 1_000_000) -> None:
        """Do that on the next requests of ``path``."""
        with self._lock:
            self._mischief[path] = (mischief, times)

    def behave(self) -> None:
        """No mischief from now on."""
        with self._lock:
            self._mischief.clear()

    def times_asked(self, path: str) -> int:
        return sum(each.path == path for each in self.seen)

    def take_mischief(self, path: str) -> Mischief | None:
        with self._lock:
            mischief, times = self._mischief.get(path, (None, 0))
            if mischief is not None:
                if times <= 1:
                    del self._mischief[path]
                else:
                    self._mischief[path] = (mischief, times - 1)
            return mischief

    def twist(self, mischief: Mischief | None, reply: Reply) -> Reply:
        """The answer as the mischief changes it, where it is still a whole HTTP answer."""
        match mischief:
            case None:
                return reply
            case Mischief.ACK_BEYOND:
                said = msgspec.msgpack.decode(reply.body, type=messages.PushReply)
                return ok(msgspec.structs.replace(said, acked=said.acked + 1_000))
            case Mischief.ACK_NOTHING:
                return ok(messages.PushReply(acked=self.batches[-1][0] - 1, epoch=self.epoch))
            case Mischief.NEVER_MOVES:
                said_changes = msgspec.msgpack.decode(reply.body, type=messages.Changes)
                return ok(msgspec.structs.replace(said_changes, cursor=0, more=True, rows=()))
            case Mischief.GRANTS_STRANGE_THINGS:
                said_secured = msgspec.msgpack.decode(reply.body, type=messages.Secured)
                return ok(msgspec.structs.replace(said_secured, granted=("coupon:another",), refused=()))
            case Mischief.GRANTS_AND_REFUSES:
                said_both = msgspec.msgpack.decode(reply.body, type=messages.Secured)
                both = tuple(messages.NotSecured(key, "used") for key in said_both.granted)
                return ok(msgspec.structs.replace(said_both, refused=both))
            case Mischief.WRONG_TYPE:
                return Reply(200, reply.body, {"Content-Type": "text/plain"})
            case Mischief.FROM_TOMORROW:
                return from_tomorrow(reply)
            case Mischief.BOMB:
                headers = {"Content-Type": messages.CONTENT_TYPE, "Content-Encoding": "gzip"}
                return Reply(200, gzip.compress(bytes(20_000_000), 1), headers)
            case Mischief.PACKED_BOMB:
                return Reply(200, pack(bytes(20_000_000)), {**_MSGPACK, "Content-Encoding": "zstd"})
            case Mischief.BROKEN_PACKED:
                return Reply(200, pack(reply.body)[:-3], {**_MSGPACK, "Content-Encoding": "zstd"})
            case Mischief.STRANGE_CODING:
                return Reply(200, reply.body, {**reply.headers, "Content-Encoding": "br"})
            case _:
                return _FIXED.get(mischief, reply)


_PAGE = b"<!doctype html><title>Sign in</title><p>Welcome to the shop's network"
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_MSGPACK = {"Content-Type": messages.CONTENT_TYPE}
_BEFORE_ANYTHING = frozenset(
    {
        Mischief.UNKNOWN_TILL,
        Mischief.FROZEN,
        Mischief.FORK,
        Mischief.GAP,
        Mischief.SAME_ID_OTHER_BYTES,
        Mischief.TOO_LARGE,
        Mischief.STRANGE_REFUSAL,
        Mischief.UPDATE_TILL,
        Mischief.UPDATE_SERVER,
        Mischief.NEWER_ONLY,
        Mischief.FAULT,
        Mischief.BUSY,
        Mischief.HTML,
        Mischief.HTML_FAULT,
        Mischief.HTML_REFUSAL,
        Mischief.REDIRECT,
        Mischief.NOTHING,
        Mischief.SILENT,
        Mischief.NOISE,
        Mischief.DRIP,
    }
)
"""Mischief of somebody who does not do what was asked; the rest does it first and then answers badly."""

_FIXED: dict[Mischief, Reply] = {
    Mischief.UNKNOWN_TILL: problem(401, Code.UNKNOWN_TILL),
    Mischief.FROZEN: problem(409, Code.FROZEN),
    Mischief.FORK: problem(409, Code.FORK),
    Mischief.GAP: problem(409, Code.GAP),
    Mischief.SAME_ID_OTHER_BYTES: problem(422, Code.SAME_ID_OTHER_BYTES),
    Mischief.TOO_LARGE: problem(413, Code.TOO_LARGE),
    Mischief.STRANGE_REFUSAL: problem(418, "teapot"),
    Mischief.UPDATE_TILL: problem(426, Code.UPDATE_TILL),
    Mischief.UPDATE_SERVER: problem(426, Code.UPDATE_SERVER),
    Mischief.NEWER_ONLY: Reply(404, b'{"gone": true}', {"Content-Type": "application/json", HEADER: "2, 3"}),
    Mischief.FAULT: problem(500, Code.INTERNAL),
    Mischief.BUSY: Reply(503, problem(503, Code.BUSY).body, {**_MSGPACK, "Retry-After": "2"}),
    Mischief.HTML: Reply(200, _PAGE, _HTML),
    Mischief.HTML_FAULT: Reply(502, _PAGE, _HTML),
    Mischief.HTML_REFUSAL: Reply(403, _PAGE, _HTML),
    Mischief.REDIRECT: Reply(302, b"", {"Location": "http://127.0.0.1:9/steal", "Content-Type": "text/html"}),
    Mischief.GARBAGE: Reply(200, b"\xc1\xff\x00 noise", _MSGPACK),
    Mischief.EMPTY: Reply(200, b"", _MSGPACK),
    Mischief.OTHER_SHAPE: Reply(200, msgspec.msgpack.encode({"acked": "many", "cursor": [1]}), _MSGPACK),
}


def from_tomorrow(reply: Reply) -> Reply:
    """The answer of a server that learnt more: another field in every map, and a kind of row that nobody knows."""
    said = msgspec.msgpack.decode(reply.body)
    if said.get("rows"):
        said["rows"].insert(1, {"type": "hologram", "colour": 7})
    return Reply(reply.status, msgspec.msgpack.encode(_grown(said)), reply.headers)


def _grown(value: object) -> object:
    if isinstance(value, dict):
        return {"mood": [1, None], **{key: _grown(each) for key, each in value.items()}}
    if isinstance(value, list):
        return [_grown(each) for each in value]
    return value


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], company: BadServer) -> None:
        self.company = company
        self.going = threading.Event()
        self.open: set[socket.socket] = set()
        super().__init__(address, _Handler)

    def close_all(self) -> None:
        self.going.set()
        self.shutdown()
        self.server_close()
        for each in list(self.open):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                self.open.discard(each)

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hung up is nothing to report; an assertion of the good server is."""
        import sys

        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = (
        -1
    )  # head and body leave together: in two parts the second waits for the first's acknowledgement
    disable_nagle_algorithm = True
    server: _Listener

    def setup(self) -> None:
        self.server.open.add(self.request)
        super().setup()

    def finish(self) -> None:
        self.server.open.discard(self.request)
        super().finish()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the base class's name)
        """Silent."""

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        company = self.server.company
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        path = urlsplit(self.path).path
        company.seen.append(Seen(path, time.monotonic_ns() // 1_000_000, len(body)))
        mischief = company.take_mischief(path)
        reply = Reply(500, b"")
        if mischief not in _BEFORE_ANYTHING:
            reply = company.answer(self.command, self.path, lambda name: self.headers.get(name, ""), body)
        match mischief:
            case Mischief.NOTHING | Mischief.LOST_REPLY:
                self.close_connection = True
            case Mischief.SILENT:
                self.server.going.wait(SILENCE_S)
                self.close_connection = True
            case Mischief.NOISE:
                self.wfile.write(b"SSH-2.0-printer\r\n\r\n")
                self.close_connection = True
            case Mischief.DRIP:
                self._drip()
            case Mischief.HALF_BODY:
                self._send(reply, promised=len(reply.body) + 20)
                self.close_connection = True
            case _:
                self._send(company.twist(mischief, reply))

    def _send(self, reply: Reply, promised: int | None = None) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if self.server.company.takes_packed:
            self.send_header("Accept-Encoding", "zstd, gzip")
        self.send_header("Content-Length", str(len(reply.body) if promised is None else promised))
        self.end_headers()
        self.wfile.write(reply.body)

    def _drip(self) -> None:
        """A byte every 50 ms: each one soon enough, all together never."""
        self.close_connection = True
        for byte in b"HTTP/1.1 200 OK\r\nX-Patience: " + b"a" * 2_000:
            if self.server.going.wait(0.05):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
