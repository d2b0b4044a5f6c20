"""A machine to install packages on: this one's files, with all that is written kept apart (an overlay)."""

from __future__ import annotations

import subprocess
from pathlib import Path

_ENTER = """
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/changes,workdir=$1/work" "$1/merged"
mount -t proc proc "$1/merged/proc"
mount --rbind /dev "$1/merged/dev"
mount --rbind "$1/shared" "$1/merged/mnt"
shift_to=$1/merged
shift
exec chroot "$shift_to" "$@"
"""


def why_not() -> str:
    """Why this user can not have one; "" when it can."""
    tried = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "true"], check=False, capture_output=True
    )
    return "" if tried.returncode == 0 else "this user may not make a namespace of its own (root may)"


class Machine:
    """Every command runs in namespaces of its own: what it started is gone with it, what it wrote stays.

    ``folder`` should lie in memory: dpkg waits for the disk after every file.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.shared = folder / "shared"
        """Is ``/mnt`` on the machine."""
        for name in ("changes", "work", "merged", "shared"):
            (folder / name).mkdir(parents=True)
        # Nothing of a till that is installed here, and no catalogue of man pages: that takes longer than all the rest.
        told = "rm -rf /opt/trofast /var/lib/trofast /var/lib/man-db/auto-update"
        self.run("sh", "-c", told + "; sed -i '/^trofast:/d' /etc/passwd /etc/group")

    def copy(self, folder: Path) -> Machine:
        """Another machine in the same state."""
        # As cp does it: the marks that an overlay keeps for deleted files are device nodes and attributes.
        subprocess.run(["cp", "--archive", str(self._folder), str(folder)], check=True)
        made = object.__new__(Machine)
        made._folder, made.shared = folder, folder / "shared"
        return made

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command as root; what it said is in ``stdout``, both streams in their order."""
        named = [f"{name}={value}" for name, value in environment.items()]
        return subprocess.run(
            [
                *("unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", _ENTER, "sh"),
                *(
                    str(self._folder),
                    "env",
                    "-i",
                    "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
                    "LC_ALL=C.UTF-8",
                    *named,
                ),
                *words,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def dpkg(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run dpkg; packages lie in ``/mnt``."""
        return self.run("dpkg", *words, **environment)

    def path(self, inside: str) -> Path:
        """Where something that was written on the machine lies outside."""
        return self._folder / "changes" / inside.lstrip("/")
