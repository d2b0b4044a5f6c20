"""A central server in memory that checks what a good one checks, and misbehaves when it is told to.

It speaks protocol version 1 on loopback, one thread a connection. :meth:`BadServer.misbehave` gives one path a
:class:`Mischief`; everything else goes on as it should, so a test can say which promise broke and which held.
"""

from __future__ import annotations

import base64
import gzip
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.client.keys import fingerprint
from sync.protocol.envelope import FIRST_PREVIOUS, open_envelope, seal
from sync.protocol.v1 import messages, signing
from sync.protocol.v1.problems import Code

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
    STRANGE_CODING = "a compression nobody asked for"
    ACK_BEYOND = "says it has more than was ever sent"
    ACK_NOTHING = "stores everything and says it has nothing new"
    NEVER_MOVES = "says there are more changes and stays where it is"


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came: its path without the query, and when by the monotonic clock (ms)."""

    path: str
    at_ms: int
    size: int


@dataclass(slots=True)
class Reply:
    """An HTTP answer in the making."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": messages.CONTENT_TYPE})


@dataclass(slots=True)
class BadServer:
    """One company with one till. ``stored`` is the journal it has, ``effects`` each record's single effect.

    The record ``contested`` is refused: its id came before with other bytes.
    """

    public_key: bytes
    company_id: str = "company-1"
    till_id: str = "till-1"
    epoch: str = "epoch-1"
    clock_ahead_ms: int = 0
    stored: dict[int, bytes] = field(default_factory=dict)
    effects: list[int] = field(default_factory=list)
    rows: list[messages.Row] = field(default_factory=list)
    page: int = 3
    parked: set[int] = field(default_factory=set)
    contested: int = 0
    held: dict[str, int] = field(default_factory=dict)
    balance: int = 500
    codes: dict[str, bytes | None] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    batches: list[tuple[int, int]] = field(default_factory=list)
    _mischief: dict[str, tuple[Mischief, int]] = field(default_factory=dict)
    _nonces: set[str] = field(default_factory=set)
    _lock: threading.RLock = field(default_factory=threading.RLock)
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

    def restore_from_backup(self, up_to: int) -> None:
        """Forget everything after that sequence, and say so by a new epoch (EPOCH)."""
        with self._lock:
            self.stored = {number: envelope for number, envelope in self.stored.items() if number <= up_to}
            self.effects = [number for number in self.effects if number <= up_to]
            self.epoch += "-restored"

    @property
    def acked(self) -> int:
        return max(self.stored, default=0)

    # --- what a good server does -----------------------------------------------------------------------------------

    def take_mischief(self, path: str) -> Mischief | None:
        with self._lock:
            mischief, times = self._mischief.get(path, (None, 0))
            if mischief is not None:
                if times <= 1:
                    del self._mischief[path]
                else:
                    self._mischief[path] = (mischief, times - 1)
            return mischief

    def answer(self, method: str, target: str, headers: Callable[[str], str], body: bytes) -> Reply:
        with self._lock:
            url = urlsplit(target)
            if url.path == "/v1/enrol":
                return self._enrol(body)
            refusal = self._check_signature(method, target, headers, body)
            if refusal is not None:
                return refusal
            match method, url.path:
                case "GET", "/v1/presence":
                    return _ok(self._presence())
                case "POST", "/v1/records":
                    return self._receive(msgspec.msgpack.decode(body, type=messages.Push))
                case "GET", "/v1/changes":
                    asked = parse_qs(url.query)
                    return _ok(self._changes(int(asked["cursor"][0]), int(asked["limit"][0])))
                case "POST", "/v1/holds":
                    return _ok(self._hold(msgspec.msgpack.decode(body, type=messages.HoldRequest)))
                case "POST", "/v1/holds/void":
                    self.held.pop(msgspec.msgpack.decode(body, type=messages.HoldVoid).redemption_id, None)
                    return _ok(
                        messages.HoldReply(outcome="voided", balance=self._free(), as_of_ms=self._now_ms())
                    )
                case _:
                    return problem(404, "no-such-page")

    def _now_ms(self) -> int:
        return time.time_ns() // 1_000_000 + self.clock_ahead_ms

    def _free(self) -> int:
        return self.balance - sum(self.held.values())

    def _presence(self) -> messages.Presence:
        return messages.Presence(
            epoch=self.epoch, now_ms=self._now_ms(), cursor=len(self.rows), acked=self.acked
        )

    def _check_signature(
        self, method: str, target: str, headers: Callable[[str], str], body: bytes
    ) -> Reply | None:
        at_ms, nonce = int(headers(signing.AT_MS)), headers(signing.NONCE)
        covered = signing.request_bytes(
            method=method,
            target=target,
            body=body,
            company_id=self.company_id,
            till_id=self.till_id,
            at_ms=at_ms,
            nonce=nonce,
        )
        if not self._verifies(base64.b64decode(headers(signing.SIGNATURE)), covered):
            return problem(401, Code.BAD_SIGNATURE)
        if abs(at_ms - self._now_ms()) > signing.SKEW_MS:
            return problem(401, Code.CLOCK, now_ms=self._now_ms())
        if nonce in self._nonces:
            return problem(401, Code.NONCE_SEEN)
        self._nonces.add(nonce)
        return None

    def _verifies(self, signature: bytes, covered: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, covered)
        except InvalidSignature:
            return False
        return True

    def _receive(self, push: messages.Push) -> Reply:
        self.batches.append((push.first, push.last))
        covered = messages.batch_bytes(push.company_id, push.till_id, push.first, push.last, push.head)
        if not self._verifies(push.signature, covered) or len(push.records) != push.last - push.first + 1:
            return problem(401, Code.BAD_SIGNATURE)
        if push.first > self.acked + 1:
            return problem(409, Code.GAP, acked=self.acked)
        previous = FIRST_PREVIOUS
        if push.first > 1:
            previous = seal(open_envelope(self.stored[push.first - 1]))[1]
        fresh: dict[int, bytes] = {}
        for number, record in enumerate(push.records, push.first):
            envelope = open_envelope(record.envelope)
            assert (envelope.sequence, envelope.previous) == (number, previous), "CHAIN"
            previous = seal(envelope)[1]
            if number in self.stored and self.stored[number] != record.envelope:
                return problem(409, Code.FORK, acked=self.acked)
            if number not in self.stored:
                fresh[number] = record.envelope
        assert previous == push.head, "SIGNED-BATCH: the head is the last record's hash"
        if self.contested in fresh:
            fresh = {number: envelope for number, envelope in fresh.items() if number < self.contested}
            self.stored.update(fresh)
            self.effects.extend(fresh)
            return problem(422, Code.SAME_ID_OTHER_BYTES, acked=self.acked)
        self.stored.update(fresh)
        self.effects.extend(fresh)
        fates = tuple(
            messages.RecordFate(sequence=number, fate="parked", detail="of an unknown kind")
            for number in range(push.first, push.last + 1)
            if number in self.parked
        )
        return _ok(messages.PushReply(acked=self.acked, epoch=self.epoch, fates=fates))

    def _changes(self, cursor: int, limit: int) -> messages.Changes:
        end = min(len(self.rows), cursor + min(limit, self.page))
        return messages.Changes(
            cursor=max(end, cursor),
            more=end < len(self.rows),
            epoch=self.epoch,
            rows=tuple(self.rows[cursor:end]),
        )

    def _hold(self, asked: messages.HoldRequest) -> messages.HoldReply:
        if asked.redemption_id not in self.held and asked.points > self._free():
            return messages.HoldReply(outcome="too-few-points", balance=self._free(), as_of_ms=self._now_ms())
        self.held[asked.redemption_id] = asked.points
        return messages.HoldReply(
            outcome="held",
            balance=self._free(),
            as_of_ms=self._now_ms(),
            expires_ms=self._now_ms() + 600_000,
        )

    def _enrol(self, body: bytes) -> Reply:
        asked = msgspec.msgpack.decode(body, type=messages.Enrol)
        if asked.code not in self.codes:
            return problem(404, Code.CODE_UNKNOWN)
        if self.codes[asked.code] not in {None, asked.public_key}:
            return problem(409, Code.CODE_USED)
        self.codes[asked.code] = self.public_key = asked.public_key
        return _ok(
            messages.Enrolled(
                company_id=self.company_id,
                store_id="store-1",
                till_id=self.till_id,
                till_number=1,
                card_secret=bytes(32),
                fingerprint=fingerprint(asked.public_key),
                epoch=self.epoch,
            )
        )

    # --- and what this one does instead ----------------------------------------------------------------------------

    def twist(self, mischief: Mischief | None, reply: Reply) -> Reply:
        """The answer as the mischief changes it, where it is still a whole HTTP answer."""
        match mischief:
            case None:
                return reply
            case Mischief.ACK_BEYOND:
                said = msgspec.msgpack.decode(reply.body, type=messages.PushReply)
                return _ok(msgspec.structs.replace(said, acked=said.acked + 1_000))
            case Mischief.ACK_NOTHING:
                return _ok(messages.PushReply(acked=self.batches[-1][0] - 1, epoch=self.epoch))
            case Mischief.NEVER_MOVES:
                said_changes = msgspec.msgpack.decode(reply.body, type=messages.Changes)
                return _ok(msgspec.structs.replace(said_changes, cursor=0, more=True, rows=()))
            case Mischief.WRONG_TYPE:
                return Reply(200, reply.body, {"Content-Type": "text/plain"})
            case Mischief.BOMB:
                headers = {"Content-Type": messages.CONTENT_TYPE, "Content-Encoding": "gzip"}
                return Reply(200, gzip.compress(bytes(20_000_000), 1), headers)
            case Mischief.STRANGE_CODING:
                return Reply(200, reply.body, {**reply.headers, "Content-Encoding": "zstd"})
            case _:
                return _FIXED.get(mischief, reply)


def problem(status: int, code: str, acked: int | None = None, now_ms: int | None = None) -> Reply:
    return Reply(
        status,
        msgspec.msgpack.encode(messages.Problem(code=code, detail="because", acked=acked, now_ms=now_ms)),
    )


def _ok(message: msgspec.Struct) -> Reply:
    return Reply(200, msgspec.msgpack.encode(message))


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
