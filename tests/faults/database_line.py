"""A line between the server and its PostgreSQL, over which connections break in the middle of a transaction.

It listens on a Unix socket of its own and passes everything on to the cluster's. It reads just enough of the protocol
(https://www.postgresql.org/docs/current/protocol-message-formats.html) to know where the transaction of a push begins
and ends, so that it can be cut after any byte of what the database answers in it: the last bytes come after the commit.
"""

from __future__ import annotations

import shutil
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

_SOCKET = ".s.PGSQL.5432"
_LENGTH = struct.Struct(">I")
_IDLE = b"I"
"""How the database says that no transaction is open."""


class _Messages:
    """Cuts a stream into messages: (type, body). What a client says first has no type."""

    def __init__(self, *, first_has_type: bool) -> None:
        self._rest = b""
        self._has_type = first_has_type

    def of(self, data: bytes) -> Iterator[tuple[bytes, bytes]]:
        """The messages that are whole now."""
        self._rest += data
        while len(self._rest) >= self._has_type + _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._rest, int(self._has_type))
            end = length + self._has_type
            if len(self._rest) < end:
                return
            message, self._rest = self._rest[:end], self._rest[end:]
            kind = message[:1] if self._has_type else b""
            yield kind, message[self._has_type + _LENGTH.size :]
            self._has_type = True


class _Statements:
    """Knows which statement a client has run, by its name where it was prepared before."""

    def __init__(self) -> None:
        self._messages = _Messages(first_has_type=False)
        self._prepared: dict[bytes, bytes] = {}

    def in_(self, data: bytes) -> Iterator[bytes]:
        """The statements that this asks for."""
        for kind, body in self._messages.of(data):
            match kind:
                case b"Q":
                    yield body
                case b"P":
                    name, _, rest = body.partition(b"\0")
                    self._prepared[name] = rest.partition(b"\0")[0]
                case b"B":
                    name = body.partition(b"\0")[2].partition(b"\0")[0]
                    yield self._prepared.get(name, b"")


@dataclass(eq=False)
class _Connection:
    """One connection of the server. ``answered``: bytes since the transaction of a push began; ``None`` outside."""

    near: socket.socket
    far: socket.socket
    answered: int | None = None

    def close(self) -> None:
        for each in (self.near, self.far):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@dataclass
class DatabaseLine:
    """A line to the cluster in ``cluster``. ``push_bytes``: what the database answered to the last whole push."""

    cluster: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="trofast-line-")))
    push_bytes: int = 0
    _cut_after: int | None = None
    _is_silent: bool = False

    def __enter__(self) -> Self:
        self._open: set[_Connection] = set()
        self._threads: list[threading.Thread] = []
        self._changed = threading.Condition()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.folder / _SOCKET))
        self._listener.listen(64)
        self._begin(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.speak()
        self.hang_up()
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive(), "the line was not let go"
        shutil.rmtree(self.folder)

    def cut_push(self, after: int) -> None:
        """Cut the next push after so many bytes of what the database answers to it."""
        with self._changed:
            self._cut_after = after

    def was_cut(self) -> bool:
        """Whether that has happened. If not, it will not any more: the push was shorter."""
        with self._changed:
            was, self._cut_after = self._cut_after is None, None
        return was

    def fall_silent(self) -> None:
        """Pass no answer on any more, and hang up on nobody."""
        with self._changed:
            self._is_silent = True

    def speak(self) -> None:
        """Pass answers on again. Whoever waited in silence is hung up on."""
        with self._changed:
            was, self._is_silent = self._is_silent, False
            self._changed.notify_all()
        if was:
            self.hang_up()

    def hang_up(self) -> None:
        """Cut every connection, wherever it is."""
        with self._changed:
            found = list(self._open)
        for each in found:
            each.close()

    def _begin(self, work: Callable[..., None], *given: object) -> None:
        thread = threading.Thread(target=work, args=given, name="database-line", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            try:
                far.connect(str(self.cluster / _SOCKET))
            except OSError:  # nobody is there: neither are we
                near.close()
                far.close()
                continue
            made = _Connection(near, far)
            with self._changed:
                self._open.add(made)
            self._begin(self._to_database, made)
            self._begin(self._to_server, made)

    def _to_database(self, connection: _Connection) -> None:
        statements = _Statements()
        with suppress(OSError):
            while data := connection.near.recv(65_536):
                for each in statements.in_(data):
                    if b"FROM till" in each and b"FOR UPDATE" in each:
                        with self._changed:
                            connection.answered = 0
                connection.far.sendall(data)
        connection.close()

    def _to_server(self, connection: _Connection) -> None:
        messages = _Messages(first_has_type=True)
        with suppress(OSError):
            while data := connection.far.recv(65_536):
                is_idle = any(kind == b"Z" and body == _IDLE for kind, body in messages.of(data))
                passed = self._passed(connection, data, is_idle=is_idle)
                connection.near.sendall(passed)
                if len(passed) < len(data):
                    break
        connection.close()
        with self._changed:
            self._open.discard(connection)
        connection.near.close()
        connection.far.close()

    def _passed(self, connection: _Connection, data: bytes, *, is_idle: bool) -> bytes:
        """What of this is passed on: less than all where the line is cut."""
        with self._changed:
            self._changed.wait_for(lambda: not self._is_silent)
            if connection.answered is None:
                return data
            left = len(data) if self._cut_after is None else self._cut_after - connection.answered
            if left < len(data):
                self._cut_after, connection.answered = None, None
                return data[:left]
            connection.answered += len(data)
            if is_idle:
                self.push_bytes, connection.answered = connection.answered, None
            return data
