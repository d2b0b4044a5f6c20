"""What the set-up window asks of the program around it: a place at the server, the first goods, the devices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from pos_app.domain.errors import TillError

Printed = Literal["confirmed", "unknown", "not_sent"]


class SetUpTrouble(TillError):
    """Setting up did not go on. ``code`` is a stable word that the screen has sentences for; ``detail`` stands below
    them as it is (a file with its line, the machine's time).
    """

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)


class Place(Struct, frozen=True):
    """The till's place as a person reads it. ``key`` is the fingerprint that the server shows too; ``language`` what
    the till will speak. ``store_name`` is "" before the first load.
    """

    server: str
    company_id: str
    store_id: str
    till_number: int
    key: str
    language: str
    store_name: str = ""


class Devices(Struct, frozen=True):
    """What the till's settings name: the printer ("" for none), serial scanners by name, whether a card terminal is
    asked by the till.
    """

    printer: str = ""
    scanners: tuple[str, ...] = ()
    terminal: str = ""


class SetUpDesk(Protocol):
    """Called on a worker's thread, one call at a time, unless it says otherwise. Each raises :class:`SetUpTrouble`."""

    def join(self, typed: str, language: str, port: str) -> Place:
        """Get a place by what was typed or scanned. ``port`` is the serial port that a scan came from, or ""."""
        ...

    def join_by_file(self, path: Path, language: str) -> Place:
        """Get a place by a one-time file."""
        ...

    def load(self, tell: Callable[[int], object]) -> Place:
        """Fetch goods and members; ``tell`` hears thousandths. The place with the store's name."""
        ...

    def devices(self) -> Devices:
        """What the settings name."""
        ...

    def print_test(self) -> Printed:
        """Print a slip that says which till this is."""
        ...

    def listen(self, heard: Callable[[str, str], object], *, everywhere: bool) -> int:
        """Listen to the scanners that the settings name, or to every port there is; ``heard(port or name, text)``
        comes on other threads. Returns how many ports are listened to.
        """
        ...

    def stop_listening(self) -> None:
        """Let go of every port."""
        ...
