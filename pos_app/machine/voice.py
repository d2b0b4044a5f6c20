"""What the process says on its standard streams, on a system that gives it poor ones or none.

On Windows a program without a console has no streams at all, and a pipe is written in the code page of the country:
``ø`` would reach the till from its sync child as another letter, and ``한`` not at all.
"""

from __future__ import annotations

import io
import os
import sys


def mend_streams() -> None:
    """Give the process streams where it has none, and have those that are no console speak UTF-8."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115, PTH123
        elif isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
