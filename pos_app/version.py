"""Which release of Trofast this is."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("VERSION")
"""Only in a packaged program, which carries no package metadata: its version, one line, written when it was built."""


@cache
def version() -> str:
    """The release's version, as ``0.1.0``; ``""`` in a folder that nobody installed."""
    try:
        return FILE.read_text("ascii").strip()
    except FileNotFoundError:
        pass
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed_version

    try:
        return installed_version("trofast")
    except PackageNotFoundError:
        return ""
