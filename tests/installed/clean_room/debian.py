"""A Debian 12 in a folder, made by debootstrap and booted: systemd, apt, and nothing else. No Python, no desktop.

It is a container of systemd-nspawn with processes, mounts and devices of its own, so that services, timers and their
hardening are the real ones, and whatever is left running ends with it. The network is this machine's: what our
packages depend on comes from Debian, and a server on loopback can be reached.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

SUITE = "bookworm"
SHARED = "/srv"
"""Where files are carried in: what systemd mounts over is not seen from outside."""
_NEEDED = ("debootstrap", "systemd-nspawn", "nsenter", "dpkg-deb", "Xvfb", "xdotool")
_BASE = "systemd-sysv,dbus,udev"
_BOOT_S = 60
_NAMESPACES = ("--mount", "--pid", "--ipc", "--uts", "--cgroup", "--root", "--wd")
_CLEAN = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/root",
    "DEBIAN_FRONTEND": "noninteractive",
}


def why_not() -> str:
    """Why this machine can not make and boot such a folder; "" when it can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root may make a Debian in a folder"
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    return f"{', '.join(missing)} not found" if missing else ""


class CommandError(Exception):
    """A command in the clean room ended with another exit code than it should; the text is all that it said."""


class CleanDebian:
    """One such Debian, in ``root``; it runs from :meth:`boot` to :meth:`switch_off`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._nspawn: subprocess.Popen[bytes] | None = None
        self._init = 0

    @classmethod
    def make(cls, root: Path) -> CleanDebian:
        """Download and unpack it: the smallest that boots and that apt works in."""
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", f"--include={_BASE}", SUITE, str(root), *_mirror()],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode != 0:
            raise CommandError(f"debootstrap: {made.stdout[-2000:]}{made.stderr[-2000:]}")
        shutil.copyfile("/etc/resolv.conf", root / "etc/resolv.conf")
        return cls(root)

    def boot(self, *, devices: dict[str, str] | None = None) -> None:
        """Start it. ``devices``: of this machine (by their paths here), and where they are inside."""
        binds = [f"--bind={here}:{inside}" for here, inside in (devices or {}).items()]
        log = self.root.with_name(f"{self.root.name}-boot.log")
        with log.open("wb") as output:
            self._nspawn = subprocess.Popen(
                [
                    *("systemd-nspawn", "--quiet", "--register=no", "--keep-unit", "--boot"),
                    *("--directory", str(self.root), "--resolv-conf=off", "--console=read-only", *binds),
                ],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + _BOOT_S
        said = ""
        while time.monotonic() < end and self._nspawn.poll() is None:
            self._init = self._init or _first_child(self._nspawn.pid)
            if self._init:
                said = self.run("systemctl", "is-system-running", expect=None).strip()
                if said == "running":
                    return
            time.sleep(0.1)
        raise CommandError(f"it did not boot ({said}): {log.read_text('utf-8', 'replace')[-2000:]}")

    def switch_off(self) -> None:
        """Shut it down; by force when it does not within a while."""
        if self._nspawn is None:
            return
        if self._nspawn.poll() is None:
            self.run("systemctl", "poweroff", expect=None)
        try:
            self._nspawn.wait(30)
        except subprocess.TimeoutExpired:
            self._nspawn.kill()
            self._nspawn.wait()
        self._nspawn, self._init = None, 0

    def run(
        self, *words: str, user: str = "", expect: int | None = 0, env: dict[str, str] | None = None
    ) -> str:
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
        """Start a command that goes on."""
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
        inside = [self.take(package, f"{SHARED}/{package.name}") for package in packages]
        if not list(self.path("/var/lib/apt/lists").glob("*Packages*")):
            self.run("apt-get", "update")
        return self.run(*("apt-get", "install", "--yes", "--no-install-recommends", *inside), expect=expect)

    def _command(self, words: Sequence[str], user: str) -> list[str]:
        """Enter all of its namespaces but the network's, which is ours, and its control group."""
        enter = ["nsenter", "--target", str(self._init), *_NAMESPACES]
        return [*enter, *(["runuser", "-u", user, "--"] if user else []), *words]


def _first_child(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return int(children[0]) if children else 0


def _mirror() -> list[str]:
    """Where this machine has its own Debian from, if that is the same; else debootstrap's own choice."""
    for file in sorted(Path("/etc/apt/sources.list.d").glob("*.sources")):
        for stanza in file.read_text(encoding="utf-8").split("\n\n"):
            lines = [line for line in stanza.splitlines() if ": " in line and not line.startswith("#")]
            fields = dict(line.split(": ", 1) for line in lines)
            if SUITE in fields.get("Suites", "").split() and "main" in fields.get("Components", "").split():
                return [fields["URIs"].split()[0]]
    return []
