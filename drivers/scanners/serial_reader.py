"""Watches a serial scanner on a thread of its own, through unplugging and plugging in again.

A scanner on USB comes and goes as a device file. While it is away the reader looks for it a few times a
second, says so at once through `on_state`, and goes on as if nothing had happened when it is back. A code
that was cut off by the unplugging is refused, never completed with the bytes of the next one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from drivers.scanners.codes import FRAME_REASONS, Refused, Scan
from drivers.scanners.frames import BadFrame, Frame, FrameReader
from drivers.serial_line import device_id, open_port, opening_cause, port_faults
from drivers.settings import SUFFIX_BYTES, ScannerSettings
from drivers.state import OFF, READY, Cause, Condition, DeviceState

if TYPE_CHECKING:
    import serial

_log = logging.getLogger(__name__)

_Told = TypeVar("_Told", Scan, Refused, DeviceState)

_READ_TIMEOUT_S = 0.05
_REOPEN_EVERY_S = 0.4
_LOOK_EVERY_S = 0.4


def steady_ms() -> int:
    """Milliseconds of a clock that never jumps."""
    return time.monotonic_ns() // 1_000_000


class SerialScanner:
    """One serial scanner. `start` it once, `stop` it once; the callbacks run on its thread.

    `on_scan` gets each clean scan, `on_refused` each frame that was none, `on_state` each change of state. A
    callback that raises is logged and loses only that one call.
    """

    def __init__(
        self,
        settings: ScannerSettings,
        *,
        on_scan: Callable[[Scan], None],
        on_refused: Callable[[Refused], None],
        on_state: Callable[[DeviceState], None],
        clock_ms: Callable[[], int] = steady_ms,
    ) -> None:
        self._settings = settings
        self._on_scan = on_scan
        self._on_refused = on_refused
        self._on_state = on_state
        self._clock_ms = clock_ms
        self._frames = FrameReader(
            settings.prefix.encode(),
            SUFFIX_BYTES[settings.suffix],
            ends_when_idle=settings.suffix == "none",
        )
        self._state = OFF
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"scanner-{settings.name}", daemon=True)

    @property
    def state(self) -> DeviceState:
        """The last state that was reported."""
        return self._state

    def start(self) -> None:
        """Begin to watch the port; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port and wait for the thread. Safe to call twice, or without `start`."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        faults = port_faults()
        while not self._stopping.is_set():
            try:
                port = self._open()
            except faults as error:
                self._enter(DeviceState(Condition.GONE, opening_cause(error), str(error)))
                self._stopping.wait(_REOPEN_EVERY_S)
                continue
            try:
                self._enter(READY)
                self._read(port)
            except faults as error:
                self._enter(DeviceState(Condition.GONE, Cause.UNPLUGGED, str(error)))
            finally:
                _close(port)
                self._deliver(self._frames.reset())
            self._stopping.wait(_REOPEN_EVERY_S)
        self._enter(OFF)

    def _open(self) -> serial.Serial:
        settings = self._settings
        return open_port(settings.path, settings.baud, settings.parity, timeout_s=_READ_TIMEOUT_S)

    def _read(self, port: serial.Serial) -> None:
        device = str(port.port)
        opened = device_id(device)
        looked_at = time.monotonic()
        while not self._stopping.is_set():
            data = port.read(port.in_waiting or 1)
            self._deliver(self._frames.feed(data, self._clock_ms()))
            if time.monotonic() - looked_at >= _LOOK_EVERY_S:
                looked_at = time.monotonic()
                if device_id(device) != opened:
                    raise OSError(f"{self._settings.path} is another device now")

    def _deliver(self, frames: list[Frame | BadFrame]) -> None:
        for frame in frames:
            if isinstance(frame, Frame):
                scan = Scan(frame.text, frame.symbology, self._settings.name)
                _call(self._on_scan, scan)
            else:
                refused = Refused(FRAME_REASONS[frame.fault], frame.sample)
                _log.info("refused %d bytes from %s: %s", frame.size, self._settings.name, frame.fault)
                _call(self._on_refused, refused)

    def _enter(self, state: DeviceState) -> None:
        if (state.condition, state.cause) == (self._state.condition, self._state.cause):
            return
        self._state = state
        _call(self._on_state, state)


def _call(callback: Callable[[_Told], None], told: _Told) -> None:
    try:
        callback(told)
    except Exception:  # noqa: BLE001 - our own bug in the callback must not end the reader's thread
        _log.exception("a scanner callback failed")


def _close(port: serial.Serial) -> None:
    try:
        port.close()
    except port_faults():
        _log.debug("closing a vanished port failed", exc_info=True)
