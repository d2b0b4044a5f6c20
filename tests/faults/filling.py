"""Filling a disk."""

from __future__ import annotations

import errno
from pathlib import Path

MOST_SALES = 150
"""More than a full disk takes: what is left of the log's pages is used up by then."""


def fill(folder: Path) -> Path:
    """A file that takes what room is left, to the last byte."""
    ballast = folder / "ballast"
    piece = 1 << 20
    with ballast.open("wb", buffering=0) as file:
        while piece:
            try:
                file.write(bytes(piece))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
                piece //= 2
    return ballast
