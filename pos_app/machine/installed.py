"""Where a packaged till has its files, and how the till starts a command of its own.

A packaged till is one program with everything inside: there is no ``python -m`` to start a child with, and its settings
lie where the package's own user keeps them, so that nobody has to name them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

CONFIG = "TROFAST_CONFIG"
"""Environment: the ``till.toml`` of commands that name none."""

_LINUX_CONFIG = Path("/var/lib/trofast/till.toml")


def is_packaged() -> bool:
    """Whether this is the packaged program, and not a checkout or an environment of Python's."""
    return bool(getattr(sys, "frozen", False))


def default_config() -> Path | None:
    """The ``till.toml`` of a command that names none: what :data:`CONFIG` says, else a packaged till's own place, else
    None.
    """
    if said := os.environ.get(CONFIG):
        return Path(said)
    if not is_packaged():
        return None
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Trofast" / "till.toml"
    else:  # noqa: RET505 - so that the type checker sees which system has what
        return _LINUX_CONFIG


def own_command(*words: str) -> list[str]:
    """The command line that runs ``trofast`` with these words in a process of its own."""
    if is_packaged():
        return [sys.executable, *words]
    return [sys.executable, "-m", "pos_app", *words]
