"""What the checks ask of the operating system, in one value: a test says what a machine says that it has not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

_NOT_SYNCHRONISED = 5
_ASKED_S = 3


class Room(Struct, frozen=True):
    """A file system: free bytes, free inodes (-1 where it does not count them), and whether it may be written."""

    free_bytes: int
    free_inodes: int
    is_read_only: bool


def room_in(folder: Path) -> Room:
    """What the file system of ``folder`` has left. Raises ``OSError``."""
    if sys.platform == "win32":
        return Room(shutil.disk_usage(folder).free, -1, is_read_only=False)
    else:  # noqa: RET505 - so that the type checker sees which system has what
        found = os.statvfs(folder)
        inodes = found.f_favail if found.f_files else -1
        return Room(found.f_bavail * found.f_frsize, inodes, is_read_only=bool(found.f_flag & os.ST_RDONLY))


def is_clock_kept() -> bool | None:
    """Whether the kernel says that something keeps its clock right; ``None`` where it does not tell."""
    if sys.platform != "linux":
        return None
    else:  # noqa: RET505 - so that the type checker sees which system has what
        import ctypes

        asked = ctypes.create_string_buffer(1024)  # struct timex, all zero: a question, nothing is set
        try:
            state = ctypes.CDLL(None, use_errno=True).adjtimex(asked)
        except (OSError, AttributeError):
            return None
        return None if state < 0 else state != _NOT_SYNCHRONISED


def kind_of_disk(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """The name of the file system that ``folder`` lies on; "" where nobody tells."""
    try:
        lines = mounts.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    best, kind = -1, ""
    at = folder.resolve()
    for line in lines:
        before, _, after = line.partition(" - ")
        words = before.split()
        point = Path(words[4].replace("\\040", " "))
        if at.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split()[0]
    return kind


def time_of_fsync_us(folder: Path) -> int:
    """How long it takes until a small file is on the disk, µs, the middle one of five. Raises ``OSError``."""
    path = folder / f".look-{os.getpid()}"
    took = []
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        for _ in range(5):
            os.write(handle, b"\0" * 4096)
            began = time.perf_counter_ns()
            os.fsync(handle)
            took.append((time.perf_counter_ns() - began) // 1000)
    finally:
        os.close(handle)
        path.unlink(missing_ok=True)
    return sorted(took)[2]


def free_memory_bytes() -> int:
    """What programs can still have; -1 where nobody tells."""
    try:
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return -1
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(found[0]) * 1024 if found else -1


def has_route(table: Path = Path("/proc/net/route")) -> bool | None:
    """Whether the machine knows a way out of its own network; ``None`` where nobody tells."""
    try:
        rows = [line.split() for line in table.read_text("ascii").splitlines()[1:]]
    except (OSError, UnicodeDecodeError):
        return None
    return any(len(row) > 3 and row[1] == "00000000" and int(row[3], 16) & 1 for row in rows)


def installed_version() -> str:
    """The version of the package ``trofast`` that the system has installed; "" where it knows none."""
    asked = shutil.which("dpkg-query")
    if asked is None:
        return ""
    try:
        done = subprocess.run(
            [asked, "-W", "-f", "${db:Status-Status} ${Version}", "trofast"],
            capture_output=True,
            text=True,
            timeout=_ASKED_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    state, _, version = done.stdout.strip().partition(" ")
    return version if done.returncode == 0 and state == "installed" else ""


def how_updated(source: Path = Path("/etc/apt/sources.list.d/trofast.sources")) -> str:
    """How this till's package is updated: ``by_itself``, ``timer_off`` (it would, and its timer does not run), or
    ``by_hand``, without a repository; "" where the question has no answer.
    """
    if sys.platform != "linux":
        return ""
    if not source.is_file():
        return "by_hand"
    asked = shutil.which("systemctl")
    if asked is None:
        return ""
    try:
        done = subprocess.run(
            [asked, "is-enabled", "trofast-updater.timer"],
            capture_output=True,
            text=True,
            timeout=_ASKED_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return "by_itself" if done.stdout.strip() in {"enabled", "static", "enabled-runtime"} else "timer_off"


def wall_ms() -> int:
    """The machine's clock, ms UTC."""
    return time.time_ns() // 1_000_000


class Machine(Struct, frozen=True):
    """The questions. Each answers in a moment or raises ``OSError``."""

    wall_ms: Callable[[], int] = wall_ms
    room_in: Callable[[Path], Room] = room_in
    kind_of_disk: Callable[[Path], str] = kind_of_disk
    time_of_fsync_us: Callable[[Path], int] = time_of_fsync_us
    is_clock_kept: Callable[[], bool | None] = is_clock_kept
    free_memory_bytes: Callable[[], int] = free_memory_bytes
    has_route: Callable[[], bool | None] = has_route
    installed_version: Callable[[], str] = installed_version
    how_updated: Callable[[], str] = how_updated
