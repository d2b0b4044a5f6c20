"""A printer on a serial port, or on USB where the system makes it one."""

from __future__ import annotations

import logging
import os
import select
import time
from typing import TYPE_CHECKING

from drivers.printers.link import LinkError, ask_state, converse
from drivers.printers.printer import Outcome, SendResult
from drivers.serial_line import device_id, open_port, opening_cause, port_faults
from drivers.settings import Flow, Parity
from drivers.state import READY, Cause, Condition, DeviceState

if TYPE_CHECKING:
    import serial

_log = logging.getLogger(__name__)

_BITS_PER_BYTE = 11
_PRINT_S = 8.0
_WRITE_S = 0.5


class SerialPrinter:
    """`path` of the port and how the printer is set: `baud`, `parity`, `flow`. Eight data bits, one stop bit.

    Handing a document over takes as long as the line needs: 7 kB at 9600 baud are eight seconds.
    """

    def __init__(
        self,
        path: str,
        baud: int = 115200,
        parity: Parity = "none",
        flow: Flow = "none",
        *,
        answers_status: bool = True,
        print_s: float = _PRINT_S,
        name: str = "printer",
    ) -> None:
        self._path = path
        self._baud = baud
        self._parity = parity
        self._flow = flow
        self._answers_status = answers_status
        self._print_s = print_s
        self._name = name
        self._link: _SerialLink | None = None

    @property
    def name(self) -> str:
        """What the settings call it."""
        return self._name

    def send(self, data: bytes) -> SendResult:
        """Print one document; see `Printer.send`."""
        try:
            link = self._opened()
        except LinkError as error:
            return SendResult(Outcome.NOT_SENT, error.cause, error.detail)
        on_the_wire_s = len(data) * _BITS_PER_BYTE / self._baud
        try:
            result = converse(
                link,
                data,
                answers_status=self._answers_status,
                send_s=on_the_wire_s + 5,
                print_s=on_the_wire_s + self._print_s,
            )
        except LinkError as error:
            result = SendResult(Outcome.UNKNOWN, error.cause, error.detail)
        if result.outcome is not Outcome.CONFIRMED:
            self.close()
        return result

    def state(self) -> DeviceState:
        """How the printer stands now."""
        try:
            link = self._opened()
            return ask_state(link) if self._answers_status else READY
        except LinkError as error:
            self.close()
            return DeviceState(Condition.GONE, error.cause, error.detail)

    def close(self) -> None:
        """Close the port."""
        link, self._link = self._link, None
        if link is not None:
            link.close()

    def _opened(self) -> _SerialLink:
        if self._link is not None and self._link.is_another_device():
            self.close()
        if self._link is None:
            self._link = _open(self._path, self._baud, self._parity, self._flow)
        return self._link


def _open(path: str, baud: int, parity: Parity, flow: Flow) -> _SerialLink:
    try:
        return _SerialLink(open_port(path, baud, parity, flow, write_timeout_s=_WRITE_S))
    except port_faults() as error:
        raise LinkError(opening_cause(error), str(error)) from error


class _SerialLink:
    def __init__(self, port: serial.Serial) -> None:
        self._port = port
        self._device = str(port.port)
        self._opened = device_id(self._device)

    def is_another_device(self) -> bool:
        """Whether the port's name leads elsewhere by now: the printer was unplugged and came back."""
        return device_id(self._device) != self._opened

    def write(self, data: bytes, deadline: float) -> int:
        try:
            if os.name != "posix":
                return self._write_elsewhere(data)
            # pyserial does not tell how much of a write that stalled was taken; the system does.
            _, writable, _ = select.select((), (self._port.fd,), (), max(0.0, deadline - time.monotonic()))
            return os.write(self._port.fd, data) if writable else 0
        except port_faults() as error:
            raise LinkError(Cause.UNPLUGGED, str(error)) from error

    def _write_elsewhere(self, data: bytes) -> int:
        import serial

        try:
            return int(self._port.write(data) or 0)
        except serial.SerialTimeoutException as error:
            raise LinkError(Cause.NO_ANSWER, str(error), maybe_taken=True) from error

    def read(self, wait_s: float) -> bytes:
        try:
            self._port.timeout = max(0.0, wait_s)
            data = bytes(self._port.read(1))
            return data + bytes(self._port.read(self._port.in_waiting)) if data else b""
        except port_faults() as error:
            raise LinkError(Cause.UNPLUGGED, str(error)) from error

    def drained(self, deadline: float) -> bool:
        try:
            while self._port.out_waiting:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(0.01)
        except port_faults() as error:
            raise LinkError(Cause.UNPLUGGED, str(error)) from error
        return True

    def close(self) -> None:
        try:
            # What still waits would come out, cut off, whenever the printer wakes up.
            self._port.reset_output_buffer()
        except port_faults():
            _log.debug("emptying a vanished port failed", exc_info=True)
        try:
            self._port.close()
        except port_faults():
            _log.debug("closing a vanished port failed", exc_info=True)
