"""Where the world reports to the interface: devices, sync, scanners, from whatever thread they run on.

Emitting a signal of a QObject is safe from any thread; the slots run on the interface thread.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QObject, Signal


class Link(StrEnum):
    """How the way to the company's server is, as the sync process says it."""

    STARTING = "starting"
    ONLINE = "online"
    OFFLINE = "offline"
    REFUSED = "refused"
    ERROR = "error"


class LinkReport(Struct, frozen=True):
    """One report of the sync process. ``detail`` is its stable word for why; ``link_words`` has the sentence. ``hub``:
    the store's hub answers while the server does not.
    """

    link: Link
    detail: str = ""
    waiting_sales: int | None = None
    hub: bool = False


class DeviceReport(Struct, frozen=True):
    """One observation of a device: ``kind`` is ``printer`` or ``scanner``.

    ``key`` names condition and cause as ``ready``, ``gone.unplugged``, ``trouble.paper_out`` ... (the drivers'
    ``DeviceState.key``); an unknown cause still shows its condition. ``detail`` is technical text.
    """

    kind: str
    key: str
    detail: str = ""


class Printed(StrEnum):
    """What became of a document handed to the printer (PRINT-TRISTATE)."""

    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"
    NOT_STARTED = "not-started"
    """Nothing was sent: it stays queued and is tried again when the printer is ready."""


class Inbox(QObject):
    """Signals that the world emits. All arguments are plain frozen values."""

    scanned = Signal(object)
    """:class:`~pos_app.ui.ports.Code`"""
    unreadable = Signal(str, str)
    """A sample of what a scanner sent that was no code at all, and the driver's word for why."""
    link = Signal(object)
    """:class:`LinkReport`"""
    device = Signal(object)
    """:class:`DeviceReport`"""
    printed = Signal(str, str)
    """job id, :class:`Printed`"""
    said = Signal(str, str)
    """tone, text: the one message channel from anywhere to the screen."""
    stopped = Signal(object)
    """:class:`~pos_app.domain.errors.CannotSell`"""
    catalogue_changed = Signal()
    """A new replica is in use."""
