"""A printer on the network, reached at its raw port (usually 9100)."""

from __future__ import annotations

import array
import contextlib
import select
import socket
import sys
import time

from drivers.printers.link import LinkError, ask_state, converse
from drivers.printers.printer import Outcome, SendResult
from drivers.state import READY, Cause, Condition, DeviceState

_LOOK_S = 0.4
_SEND_BYTES_PER_S = 4000
_PRINT_S = 8.0
_SIOCOUTQ = 0x5411
_POLL_S = 0.01


class NetworkPrinter:
    """`host` and `port` of the printer; `timeout_s` (three at most) bounds the time to connect for printing.

    The connection is kept between documents, because some printers begin a new job with each connection; it
    is made anew when the printer has dropped it. `answers_status` is false for a printer that never
    replies.
    """

    def __init__(
        self,
        host: str,
        port: int = 9100,
        *,
        timeout_s: float = 3.0,
        answers_status: bool = True,
        print_s: float = _PRINT_S,
        name: str = "printer",
    ) -> None:
        if not 0 < timeout_s <= 3:
            raise ValueError("timeout_s: more than 0, at most 3 seconds")
        self._address = (host, port)
        self._timeout_s = timeout_s
        self._answers_status = answers_status
        self._print_s = print_s
        self._name = name
        self._link: _SocketLink | None = None
        self._had_link = False

    @property
    def name(self) -> str:
        """What the settings call it."""
        return self._name

    def send(self, data: bytes) -> SendResult:
        """Print one document; see `Printer.send`."""
        result = self._send_once(data)
        if result.outcome is Outcome.NOT_SENT and result.cause is Cause.UNREACHABLE and self._had_link:
            # The kept connection had died unnoticed. Nothing was sent, so one new connection is safe.
            result = self._send_once(data)
        return result

    def state(self) -> DeviceState:
        """How the printer stands now."""
        try:
            link = self._connected(_LOOK_S)
            if not self._answers_status:
                link.check_alive()
                return READY
            state = ask_state(link)
        except LinkError as error:
            self.close()
            return DeviceState(Condition.GONE, error.cause, error.detail)
        if state.cause in (Cause.NO_ANSWER, Cause.BAD_ANSWER):
            self.close()
        return state

    def close(self) -> None:
        """Close the connection."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def _send_once(self, data: bytes) -> SendResult:
        self._had_link = self._link is not None
        try:
            link = self._connected(self._timeout_s)
            if not self._answers_status:
                link.check_alive()
        except LinkError as error:
            self.close()
            return SendResult(Outcome.NOT_SENT, error.cause, error.detail)
        try:
            result = converse(
                link,
                data,
                answers_status=self._answers_status,
                send_s=self._timeout_s + len(data) / _SEND_BYTES_PER_S,
                print_s=self._print_s,
            )
        except LinkError as error:
            result = SendResult(Outcome.UNKNOWN, error.cause, error.detail)
        if result.outcome is not Outcome.CONFIRMED:
            self.close()
        return result

    def _connected(self, timeout_s: float) -> _SocketLink:
        if self._link is None:
            try:
                connection = socket.create_connection(self._address, timeout=timeout_s)
            except OSError as error:
                raise LinkError(_connect_cause(error), f"{self._address[0]}: {error}") from error
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.setblocking(False)
            self._link = _SocketLink(connection)
        return self._link


class _SocketLink:
    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection

    def write(self, data: bytes, deadline: float) -> int:
        try:
            _, writable, _ = select.select((), (self._socket,), (), max(0.0, deadline - time.monotonic()))
            return self._socket.send(data) if writable else 0
        except OSError as error:
            raise LinkError(Cause.UNREACHABLE, str(error)) from error

    def read(self, wait_s: float) -> bytes:
        try:
            readable, _, _ = select.select((self._socket,), (), (), max(0.0, wait_s))
            if not readable:
                return b""
            data = self._socket.recv(4096)
        except OSError as error:
            raise LinkError(Cause.UNREACHABLE, str(error)) from error
        if not data:
            raise LinkError(Cause.UNREACHABLE, "the printer closed the connection")
        return data

    def check_alive(self) -> None:
        """Notice a connection that the other side has closed. Raises `LinkError` then."""
        self.read(0)

    def drained(self, deadline: float) -> bool:
        while time.monotonic() < deadline:
            if self._unacknowledged() == 0:
                return True
            self.read(0)
            time.sleep(_POLL_S)
        return False

    def _unacknowledged(self) -> int:
        """How many bytes the other side has not acknowledged; 0 where the system does not tell."""
        waiting = array.array("i", [0])
        if sys.platform == "linux":
            import fcntl

            fcntl.ioctl(self._socket.fileno(), _SIOCOUTQ, waiting)
        return waiting[0]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
        self._socket.close()


def _connect_cause(error: OSError) -> Cause:
    return Cause.NOT_FOUND if isinstance(error, socket.gaierror) else Cause.UNREACHABLE
