"""What the running till last heard of its devices, written down beside its data: who looks whether all is well must not
take a device away from the till to ask it.
"""

from __future__ import annotations

import logging
import threading
from pathlib import Path

FILE = "devices"
_LOG = logging.getLogger(__name__)


class DeviceNotes:
    """Written by the till's window. Safe on any thread; a disk that takes nothing keeps nobody from anything."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}

    def begin(self) -> None:
        """What an earlier run heard counts no more."""
        self._path.unlink(missing_ok=True)

    def note(self, kind: str, key: str) -> None:
        """``kind`` is ``scanner``, ``printer`` or ``terminal``; ``key`` what a driver calls a state."""
        import json

        with self._lock:
            if self._known.get(kind) == key:
                return
            self._known[kind] = key
            aside = self._path.with_name(f"{FILE}.new")
            try:
                aside.write_text(json.dumps(self._known) + "\n", "ascii")
                aside.replace(self._path)
            except OSError as error:
                _LOG.info("the state of a device could not be noted: %s", error.strerror)


def read_notes(folder: Path) -> dict[str, str]:
    """Kind and state of each device that the running till has heard of. Nothing where nothing can be read."""
    import json

    try:
        said = json.loads((folder / FILE).read_text("ascii"))
    except (OSError, ValueError):
        return {}
    return {str(kind): str(key) for kind, key in said.items()} if isinstance(said, dict) else {}
