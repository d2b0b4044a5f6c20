"""The till's log: a file beside its data, one line an event, never a name, a phone or a card number."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

LARGEST_BYTES = 2_000_000


def log_to(folder: Path, *, level: int = logging.INFO) -> logging.Handler:
    """Write the log to ``folder/trofast.log``; a file that has grown large is kept as ``trofast.log.1``.

    Where no file can be written (a full disk) the till goes on without one.
    """
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = TillLog(folder / "trofast.log")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return handler


class TillLog(logging.FileHandler):
    """A log that never takes more room than two files of :data:`LARGEST_BYTES`: a till runs for months.

    The standard library's rotating handler would import sockets and pickling on the way to the first screen.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8")
        self._path = path
        self._begin_anew_when_large()

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; on a disk that takes none it is lost, and the till goes on."""
        try:
            self._begin_anew_when_large()
            super().emit(record)
        except OSError:
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (the base class's name)
        """Say nothing: the only place to complain of a log that can not be written would be the log."""

    def _begin_anew_when_large(self) -> None:
        if self.stream is None or os.fstat(self.stream.fileno()).st_size <= LARGEST_BYTES:
            return
        self.close()
        try:
            self._path.replace(self._path.with_name(f"{self._path.name}.1"))
        except PermissionError:
            if (
                sys.platform != "win32"
            ):  # where somebody who reads the log keeps it from being renamed: it grows on
                raise
        finally:
            self.stream = self._open()
