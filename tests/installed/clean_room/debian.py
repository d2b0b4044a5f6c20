"""A Debian 12 in a folder, made by debootstrap: no Python, no desktop, nothing of this checkout.

Each command has mounts and a process table of its own and takes its children along when it ends, so that a test that
is stopped leaves neither a mount nor a process behind. The network is this machine's: the packages that ours depends
on come from Debian, and a server on loopback can be reached.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

SUITE = "bookworm"
_NEEDED = ("debootstrap", "unshare", "chroot", "dpkg-deb", "Xvfb", "xdotool")
_ENTER = """
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
root=$1; shift
exec chroot "$root" "$@"
"""
_CLEAN = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/root",
    "DEBIAN_FRONTEND": "noninteractive",
}


def why_not() -> str:
    """Why this machine can not make such a folder; "" when it can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root may make a Debian in a folder"
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    return f"{', '.join(missing)} not found" if missing else ""


class CommandError(Exception):
    """A command in the clean room ended with another exit code than it should; the text is all that it said."""


class CleanDebian:
    """One such Debian, in ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def make(cls, root: Path) -> CleanDebian:
        """Download and unpack it: the smallest that apt works in."""
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", SUITE, str(root), *_mirror()],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise CommandError(f"debootstrap: {made.stdout[-2000:]}{made.stderr[-2000:]}")
        shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
        # Nothing may start by being installed: there is no init here.
        policy = root / "usr/sbin/policy-rc.d"
        policy.write_text("#!/bin/sh\nexit 101\n", encoding="utf-8")
        policy.chmod(0o755)
        return cls(root)

    def run(self, *words: str, user: str = "", expect: int | None = 0, env: dict[str, str] | None = None) -> str:
        """Run a command to its end and return all that it said. Raises :class:`CommandError` unless it ends with
        ``expect`` (``None``: whatever it is).
        """
        done = subprocess.run(
            self._command(words, user),
            env=_CLEAN | (env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )
        if expect is not None and done.returncode != expect:
            raise CommandError(f"{' '.join(words)}: exit code {done.returncode}\n{done.stdout[-4000:]}")
        return done.stdout

    def start(
        self, *words: str, user: str, env: dict[str, str], output: IO[bytes], pass_fds: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        """Start a command that goes on; ended with its process, all of its children end."""
        return subprocess.Popen(
            self._command(words, user),
            env=_CLEAN | env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=pass_fds,
        )

    def path(self, inside: str) -> Path:
        """A file of the clean room, as seen from outside."""
        return self.root / inside.lstrip("/")

    def take(self, file: Path, inside: str) -> str:
        """Carry a file in; returns where it is inside."""
        target = self.path(inside)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        return inside

    def install(self, *packages: Path, expect: int | None = 0) -> str:
        """What a person types: ``apt install ./package.deb``, with all that it depends on and nothing recommended."""
        inside = [self.take(package, f"/tmp/{package.name}") for package in packages]  # noqa: S108 - in the room
        return self.run(
            *("apt-get", "install", "--yes", "--no-install-recommends", "--allow-downgrades", *inside),
            expect=expect,
        )

    def _command(self, words: Sequence[str], user: str) -> list[str]:
        as_user = ["runuser", "-u", user, "--"] if user else []
        enter = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", _ENTER, "enter"]
        return [*enter, str(self.root), *as_user, *words]


def _mirror() -> list[str]:
    """Where this machine has its own Debian from, if that is the same; else debootstrap's own choice."""
    for file in sorted(Path("/etc/apt/sources.list.d").glob("*.sources")):
        for stanza in file.read_text(encoding="utf-8").split("\n\n"):
            fields = dict(line.split(": ", 1) for line in stanza.splitlines() if ": " in line and line[0] != "#")
            if SUITE in fields.get("Suites", "").split() and "main" in fields.get("Components", "").split():
                return [fields["URIs"].split()[0]]
    return []
