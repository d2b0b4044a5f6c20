"""Mounts a FUSE file system where nobody else sees it, and where it can not outlive the process that serves it.

The mount lives in a mount namespace of that process and its children. When they end, however they end, the kernel takes
the namespace and the mount away: nothing has to be tidied up after a kill or a Ctrl-C. A user who is not root gets a
user namespace around it, where the machine allows that.

``python -m tests.power.mounting FOLDER`` tries it, and says on standard error why it can not be done.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

DEVICE = "/dev/fuse"
_CLONE_NEWNS, _CLONE_NEWUSER = 0x00020000, 0x10000000
_MS_NOSUID, _MS_NODEV, _MS_REC, _MS_PRIVATE = 1 << 1, 1 << 2, 1 << 14, 1 << 18
_MNT_DETACH = 2
_PR_SET_PDEATHSIG = 1


def _libc(name: str, *arguments: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def end_with_parent() -> None:
    """Have the kernel end this process when the one that started it ends."""
    _libc("prctl", _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def go_private() -> None:
    """Give this process mounts of its own. Call it while there is one thread."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        _libc("unshare", _CLONE_NEWNS)
    else:
        _libc("unshare", _CLONE_NEWUSER | _CLONE_NEWNS)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    _libc("mount", b"none", b"/", None, _MS_REC | _MS_PRIVATE, None)


def mount(folder: Path) -> int:
    """Mount on ``folder``; returns the open device, from which the kernel's requests are read."""
    device = os.open(DEVICE, os.O_RDWR | os.O_CLOEXEC)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
    try:
        _libc("mount", b"trofast-power", bytes(folder), b"fuse", _MS_NOSUID | _MS_NODEV, options)
    except BaseException:
        os.close(device)
        raise
    return device


def mount_memory(folder: Path, size: int) -> None:
    """Mount a disk of ``size`` bytes on ``folder``, in memory; it goes with the namespace."""
    _libc("mount", b"tmpfs", bytes(folder), b"tmpfs", _MS_NOSUID | _MS_NODEV, f"size={size}".encode())


def unmount(folder: Path) -> None:
    """Take the mount away; whoever waits on its device is told."""
    _libc("umount2", bytes(folder), _MNT_DETACH)


@cache
def why_not() -> str:
    """Why this machine can not mount for these tests; "" when it can. Tries it once, in a process of its own."""
    if not sys.platform.startswith("linux"):
        return "only Linux has /dev/fuse"
    if not Path(DEVICE).exists():
        return f"there is no {DEVICE}"
    with tempfile.TemporaryDirectory(prefix="trofast-power-") as folder:
        tried = subprocess.run(
            [sys.executable, "-m", "tests.power.mounting", folder],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    return tried.stderr.strip().splitlines()[-1] if tried.returncode else ""


if __name__ == "__main__":
    try:
        go_private()
        mount(Path(sys.argv[1]))
    except OSError as error:
        sys.exit(f"this user may not mount a file system ({error.strerror})")
