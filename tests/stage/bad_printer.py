"""A printer that behaves, or misbehaves on purpose: slow, silent, lying, or hanging up in mid-document.

`PrinterMind` decides what to answer and is fed by any line; `NetworkStage` puts one on a loopback port.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

ALL_WELL = b"\x12\x12\x12\x12"
PAPER_OUT = b"\x1a\x32\x12\x72"
PAPER_LOW = b"\x12\x12\x12\x1e"
COVER_OPEN = b"\x1a\x16\x12\x12"
CUTTER_JAMMED = b"\x1a\x52\x1a\x12"

_QUESTION = re.compile(rb"\x10\x04([\x01-\x04])|(\x1dr\x01)", re.DOTALL)


@dataclass
class PrinterMind:
    """`status` are the answers to the four status questions; once `fails_after` bytes came they are
    `failure`, and no word follows that anything is done. `received` is everything but questions.
    """

    status: bytes = ALL_WELL
    answers_status: bool = True
    answers_done: bool = True
    garbage: bytes = b""
    unasked: bytes = b""
    fails_after: int | None = None
    failure: bytes = PAPER_OUT
    received: bytearray = field(default_factory=bytearray)
    _rest: bytes = b""

    def react(self, data: bytes) -> bytes:
        """Take bytes, return the answer to the questions among them."""
        data, self._rest = self._rest + data, b""
        if data[-1:] in (b"\x10", b"\x1d"):
            data, self._rest = data[:-1], data[-1:]
        elif data[-2:] in (b"\x10\x04", b"\x1dr"):
            data, self._rest = data[:-2], data[-2:]
        answer = b""
        at = 0
        if self.fails_after is not None and len(self.received) + len(data) > self.fails_after:
            self.status, self.answers_done = self.failure, False
        for question in _QUESTION.finditer(data):
            self.received += data[at : question.start()]
            at = question.end()
            answer += self._answer(question)
        self.received += data[at:]
        return answer

    def _answer(self, question: re.Match[bytes]) -> bytes:
        if self.garbage:
            return self.garbage
        if question.group(1):
            number = question.group(1)[0]
            return self.unasked + self.status[number - 1 : number] if self.answers_status else b""
        return b"\x00" if self.answers_done else b""


class NetworkStage:
    """A network printer on a free loopback port. `hang_up_after` bytes it closes the connection; `slow_s`
    is how long it takes over each piece it reads; `deaf_after` bytes it reads no more.
    """

    def __init__(
        self,
        mind: PrinterMind,
        *,
        hang_up_after: int | None = None,
        deaf_after: int | None = None,
        slow_s: float = 0,
    ) -> None:
        self.mind = mind
        self.connections = 0
        self._hang_up_after = hang_up_after
        self._deaf_after = deaf_after
        self._slow_s = slow_s
        self._ending = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.02)
        if deaf_after is not None:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._accept)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Switch the printer off: no more connections, and the open one breaks."""
        self._ending.set()
        self._thread.join()

    def _accept(self) -> None:
        with self._listener:
            while not self._ending.is_set():
                try:
                    connection, _ = self._listener.accept()
                except TimeoutError:
                    continue
                self.connections += 1
                with connection:
                    self._serve(connection)

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(0.02)
        while not self._ending.is_set():
            if self._deaf_after is not None and len(self.mind.received) >= self._deaf_after:
                self._ending.wait(0.02)
                continue
            try:
                data = connection.recv(512)
            except TimeoutError:
                continue
            except OSError:
                return
            if not data:
                return
            time.sleep(self._slow_s)
            answer = self.mind.react(data)
            if self._hang_up_after is not None and len(self.mind.received) >= self._hang_up_after:
                return
            try:
                connection.sendall(answer)
            except OSError:
                return
