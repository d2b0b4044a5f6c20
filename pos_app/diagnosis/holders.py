"""Which process has a till's lock, found out without touching the lock: the till may be about to take it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from msgspec import Struct

TILL, SYNC = "till.lock", "sync.lock"
_WINDOW = ("till", "demo")
"""Commands that show a window, and so may have the till for a whole day."""


class Holder(Struct, frozen=True):
    """A process that has a lock. ``command`` is the word after the program's name ("" where it is not known), ``state``
    the kernel's letter for what it does ("" where nobody tells), ``since_ms`` when it was started (0: not known).
    """

    pid: int
    command: str = ""
    state: str = ""
    since_ms: int = 0

    @property
    def is_window(self) -> bool:
        """Whether it is a till that a cashier sells on, as far as that is known."""
        return self.command in _WINDOW or not self.command

    @property
    def hangs(self) -> bool:
        """Whether it was stopped, or is dead and still there."""
        return self.state in {"T", "t", "Z", "X"}


def holder_of(lock: Path) -> Holder | None:
    """Who has it; ``None`` when nobody has."""
    try:
        said = lock.read_text("ascii").strip()
        found = lock.stat()
    except PermissionError:  # Windows keeps a locked file from being read
        return Holder(0) if sys.platform == "win32" else None
    except (OSError, UnicodeDecodeError):
        return None
    if sys.platform == "win32":
        return None  # it could be read
    pid = int(said) if said.isdigit() and len(said) < 10 else 0
    held = _held_by(found)
    if held is None:
        return Holder(pid, *_about(pid)) if _lives(pid) else None
    return None if held < 0 else Holder(held or pid, *_about(held or pid))


def _held_by(found: os.stat_result) -> int | None:
    """The process that the kernel names for a lock of this file: -1 none, 0 one that it does not show here; ``None``
    where it does not list locks.
    """
    if sys.platform == "win32":
        return None
    try:
        lines = Path("/proc/locks").read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    if sys.platform == "win32":
        return None
    wanted = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    for line in lines:
        words = line.split()
        if len(words) > 5 and words[1] == "FLOCK" and words[5] == wanted:
            return max(int(words[4]), 0)
    return -1


def _lives(pid: int) -> bool:
    if pid <= 0 or sys.platform == "win32":  # where signal 0 would be a Ctrl-C for whoever it is
        return False
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _about(pid: int) -> tuple[str, str, int]:
    """Command, state and start of a process, as far as the kernel tells them."""
    if sys.platform == "win32":
        return "", "", 0
    folder = Path(f"/proc/{pid}")
    try:
        words = (folder / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        rest = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        boot = next(
            int(line.split()[1])
            for line in Path("/proc/stat").read_text("ascii").splitlines()
            if line.startswith("btime")
        )
    except (OSError, StopIteration):
        return "", "", 0
    if sys.platform == "win32":
        return "", "", 0
    since_ms = boot * 1000 + int(rest[19]) * 1000 // os.sysconf("SC_CLK_TCK")
    return _command_in(words), rest[0], since_ms


def _command_in(words: list[str]) -> str:
    """The first word after the program that is no option: ``python -m pos_app sync --follow`` says ``sync``."""
    if "pos_app" in words:
        after = words[words.index("pos_app") + 1 :]
    elif words and Path(words[0]).name.startswith("trofast"):
        after = words[1:]
    else:
        after = next(
            (words[number + 1 :] for number, word in enumerate(words[:3]) if Path(word).name == "trofast"), []
        )
    return after[0] if after and not after[0].startswith("-") else ""
