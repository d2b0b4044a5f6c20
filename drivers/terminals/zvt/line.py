"""The TCP line to a terminal: whole frames out, whole frames in, and a deadline for every wait."""

from __future__ import annotations

import contextlib
import socket
import time

from drivers.terminals.zvt.apdu import Apdu, BadFrame, FrameReader, encoded

_PIECE = 4096


class LineBroke(OSError):
    """The line is gone, or what came over it can not be read. It is of no use any more."""


class NotReached(OSError):
    """Nobody answers at that address: not one byte was sent."""


class ZvtLine:
    """One connection. Not safe for two threads."""

    def __init__(self, host: str, port: int, timeout_s: float) -> None:
        """Connect. Raises :class:`NotReached`."""
        try:
            self._socket = socket.create_connection((host, port), timeout=timeout_s)
        except OSError as error:
            raise NotReached(error.errno or 0, f"{host}:{port}: {error}") from error
        self._timeout_s = timeout_s
        self._reader = FrameReader()
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, apdu: Apdu) -> None:
        """Send one frame. Raises :class:`LineBroke`: some of it may have arrived."""
        try:
            self._socket.settimeout(self._timeout_s)
            self._socket.sendall(encoded(apdu))
        except OSError as error:
            raise LineBroke(error.errno or 0, str(error)) from error

    def receive(self, timeout_s: float) -> Apdu | None:
        """The next frame; ``None`` when none is whole after ``timeout_s``. Raises :class:`LineBroke`."""
        end = time.monotonic() + timeout_s
        while True:
            try:
                found = self._reader.next()
            except BadFrame as error:
                raise LineBroke(0, str(error)) from error
            if found is not None:
                return found
            left = end - time.monotonic()
            if left <= 0:
                return None
            self._read(left)

    def _read(self, timeout_s: float) -> None:
        try:
            self._socket.settimeout(timeout_s)
            received = self._socket.recv(_PIECE)
        except TimeoutError:
            return
        except OSError as error:
            raise LineBroke(error.errno or 0, str(error)) from error
        if not received:
            raise LineBroke(0, "half a frame" if self._reader.is_inside else "the terminal hung up")
        self._reader.feed(received)

    def close(self) -> None:
        """Hang up."""
        with contextlib.suppress(OSError):
            self._socket.close()
