"""Which port a serial scanner is on: listen to all there are, and the one that says something is it.

Only ports of USB devices are listened to: a till's other ports lead to displays and scales, and a modem that is opened
may do something. A scanner is set to 9600 baud by its maker; one that emulates a port over USB takes any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from drivers.scanners.codes import Scan
from drivers.scanners.serial_reader import SerialScanner
from drivers.settings import ScannerSettings

_BY_ID = Path("/dev/serial/by-id")


def usb_ports() -> list[str]:
    """The serial ports of USB devices, by the name that stays when another one is plugged in first: the system's own
    where it keeps one, else what the device says of itself (Windows numbers its ports anew in each socket).
    """
    from drivers.serial_ports import list_ports

    found = [port for port in list_ports() if port.is_usb]
    kept = sorted(_BY_ID.iterdir()) if _BY_ID.is_dir() else []
    lasting = {str(link.resolve()): str(link) for link in kept}
    return [lasting.get(port.device, port.path) for port in found]


class PortWatch:
    """Listens to several ports at once. ``on_scan(path, text)`` is called on threads of its own, from :meth:`start`
    until :meth:`stop`; a port that cannot be opened is left alone.
    """

    def __init__(self, paths: Sequence[str], on_scan: Callable[[str, str], object]) -> None:
        self._scanners = [_listen(path, on_scan) for path in paths]

    def start(self) -> None:
        """Begin to listen; returns at once."""
        for each in self._scanners:
            each.start()

    def stop(self) -> None:
        """Close every port."""
        for each in self._scanners:
            each.stop()


def _listen(path: str, on_scan: Callable[[str, str], object]) -> SerialScanner:
    def heard(scan: Scan) -> None:
        on_scan(path, scan.text)

    return SerialScanner(
        ScannerSettings(kind="serial", name=path, path=path),
        on_scan=heard,
        on_refused=lambda _refused: None,
        on_state=lambda _state: None,
    )
