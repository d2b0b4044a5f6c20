"""A machine of its own for packages: systemd in namespaces over this machine's files, with packages really installed.

What is written stays in memory and is gone afterwards; no file, process or unit of this machine is touched. The network
is this machine's, so a test reaches on loopback what listens there. It needs root, on the Debian that the packages are
for.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Self

BOOT = Path(__file__).with_name("boot_machine.sh")
PATIENCE_S = 90.0
_STEPS = (
    "mount -t tmpfs none $0",
    "mkdir $0/u $0/w $0/r $0/c",
    "mount -t cgroup2 cgroup2 $0/c",
    "mount -t overlay overlay -o lowerdir=/,upperdir=$0/u,workdir=$0/w $0/r",
)
"""What booting needs of the kernel."""
_TOOLS = ("unshare", "nsenter", "chroot", "dpkg", "systemctl")


@lru_cache(maxsize=1)
def why_not() -> str:
    """Why no machine can be booted here; empty where one can."""
    if os.geteuid() != 0:
        return "a machine of its own is booted by root only"
    if not Path("/lib/systemd/systemd").exists() or not Path("/etc/debian_version").exists():
        return "this is no Debian with systemd on its disk"
    if gone := [name for name in _TOOLS if shutil.which(name) is None]:
        return f"there is no {' or '.join(gone)}"
    with tempfile.TemporaryDirectory() as folder:
        tried = subprocess.run(
            ["unshare", "--mount", "--cgroup", "sh", "-c", " && ".join(_STEPS), folder],
            capture_output=True,
            text=True,
            check=False,
        )
    return f"the kernel does not let us: {tried.stderr.strip()}" if tried.returncode else ""


@dataclass
class Machine:
    """A booted machine as a context. ``packages`` are installed before it boots."""

    packages: tuple[Path, ...]
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="trofast-machine-")))
    _process: subprocess.Popen[bytes] | None = None
    _first: int = 0

    def __enter__(self) -> Self:
        with (self.folder.with_suffix(".log")).open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *("unshare", "--mount", "--pid", "--fork", "--uts", "--ipc", "--cgroup"),
                    *("--kill-child", str(BOOT), str(self.folder), *map(str, self.packages)),
                ],
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        try:
            self._wait_until_booted()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)  # its child, the first process there, goes with it
            self._process.wait(PATIENCE_S)
            self._process = None
        self.folder.rmdir()
        self.folder.with_suffix(".log").unlink(missing_ok=True)

    @property
    def root(self) -> Path:
        """Its files, as this machine sees them."""
        return Path(f"/proc/{self._first}/root")

    def path(self, inside: str) -> Path:
        """A file of its own, ``inside`` as it is called there."""
        return self.root / inside.lstrip("/")

    def tried(self, *command: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        """Run a command there as root, to its end, with these settings in its environment."""
        words = [
            f"{name}={value}" for name, value in {"LANG": "C.UTF-8", "COLUMNS": "200", **settings}.items()
        ]
        path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin"
        return subprocess.run(
            [
                *("nsenter", "--target", str(self._first), "--mount", "--pid", "--uts", "--ipc", "--cgroup"),
                *("--root", "--wd", "--", "env", "-i", path, *words, *command),
            ],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def done(self, *command: str, stdin: str = "", **settings: str) -> str:
        """The same, where it has to work; what it printed."""
        ended = self.tried(*command, stdin=stdin, **settings)
        assert ended.returncode == 0, f"{command}: {ended.returncode}\n{ended.stdout}{ended.stderr}"
        return ended.stdout

    def started(self, unit: str) -> None:
        """Start a unit, and see that it goes on."""
        self.done("systemctl", "start", unit)
        assert self.done("systemctl", "is-active", unit).strip() in {"active", "activating"}, self.journal(
            unit
        )

    def answers(self, url: str) -> None:
        """Wait until there is a good answer at that address, which this machine reaches too."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.05)
        raise AssertionError(f"{url} does not answer")

    def says(self, unit: str, line: str) -> None:
        """Wait until a unit has said that."""
        until = time.monotonic() + PATIENCE_S
        while line not in (said := self.journal(unit)):
            assert time.monotonic() < until, f"{unit} does not say {line!r}: {said}"
            time.sleep(0.1)

    def journal(self, unit: str) -> str:
        """What a unit said."""
        return self.tried("journalctl", "--no-pager", "--output=cat", f"--unit={unit}").stdout

    def _wait_until_booted(self) -> None:
        until = time.monotonic() + PATIENCE_S
        assert self._process is not None
        while True:
            told = subprocess.run(
                ["ps", "-o", "pid=,args=", "--ppid", str(self._process.pid)],
                capture_output=True,
                text=True,
                check=False,
            ).stdout.split(maxsplit=1)
            if len(told) == 2 and told[1].startswith("/lib/systemd/systemd"):
                self._first = int(told[0])
                state = self.tried("systemctl", "is-system-running").stdout.strip()
                if state in {"running", "degraded"}:
                    failed = self.tried("systemctl", "--failed", "--no-legend", "--plain").stdout
                    assert state == "running", f"units failed while booting: {failed}"
                    return
            assert self._process.poll() is None, f"it did not boot: {self._said()}"
            assert time.monotonic() < until, f"it does not come up: {self._said()}"
            time.sleep(0.1)

    def _said(self) -> str:
        return self.folder.with_suffix(".log").read_text(encoding="utf-8", errors="replace")[-3000:]
