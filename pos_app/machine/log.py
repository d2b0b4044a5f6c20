"""The till's log: a file beside its data, one line an event, never a name, a phone or a card number."""

from __future__ import annotations

import logging
from pathlib import Path

LARGEST_BYTES = 2_000_000


def log_to(folder: Path, *, level: int = logging.INFO) -> logging.Handler:
    """Write the log to ``folder/trofast.log``; a file that has grown large is kept as ``trofast.log.1``.

    Where no file can be written (a full disk) the till goes on without one.
    """
    path = folder / "trofast.log"
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > LARGEST_BYTES:
            path.replace(folder / "trofast.log.1")
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return handler
