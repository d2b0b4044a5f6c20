"""The real server and the real till, each as the process that a shop runs, on loopback."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pos_app.config import load_settings
from pos_app.storage.key import read_key
from pos_app.storage.opening import SqliteTillStore, open_till_store

ROOT = Path(__file__).resolve().parents[2]
TROFAST = [sys.executable, "-m", "pos_app"]
SERVER = [sys.executable, "-m", "sync.server"]
LONG_S = 30


def run(command: list[str], *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*command, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@dataclass
class Site:
    """One company's server and one till. ``folder`` holds both."""

    folder: Path
    port: int = 0
    process: subprocess.Popen[str] | None = None
    children: list["Child"] = field(default_factory=list)
    server_program: tuple[str, ...] = tuple(SERVER)
    program_folder: Path = ROOT
    """Where the server's program runs: another release's lies elsewhere."""

    @property
    def server_toml(self) -> Path:
        return self.folder / "server" / "server.toml"

    @property
    def till_toml(self) -> Path:
        return self.folder / "till" / "till.toml"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def server(self, *arguments: str | Path) -> str:
        """Run a server command that must work; what it printed."""
        done = run(SERVER, "--config", self.server_toml, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def trofast(self, command: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return run(TROFAST, command, "--config", self.till_toml, *arguments)

    def start_server(self) -> None:
        """Start it, after the first time on the same port."""
        text = self.server_toml.read_text(encoding="utf-8")
        self.server_toml.write_text(re.sub(r"port = \d+", f"port = {self.port}", text), encoding="utf-8")
        self.process = subprocess.Popen(
            [*self.server_program, "--config", str(self.server_toml), "run"],
            cwd=self.program_folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().rpartition(":")[2])

    def stop_server(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(how)
            self.process.communicate(timeout=LONG_S)
            self.process = None

    def enrol(self) -> subprocess.CompletedProcess[str]:
        code = self.server("enrol-code", "--store", "torget", "--till-number", "2").strip()
        return self.trofast("enrol", "--server", self.url, "--code", code)

    def open_till(self) -> SqliteTillStore:
        """The till's database, as the till itself opens it."""
        settings = load_settings(self.till_toml)
        return open_till_store(
            settings.data_folder,
            read_key(settings.key_file),
            company_id=settings.company_id,
            till_id=settings.till_id,
        )

    def write_records(self, count: int, start: int = 0) -> None:
        """Journal that somebody signed in, so many times."""
        store = self.open_till()
        try:
            for number in range(start, start + count):
                with store.unit_of_work() as work:
                    work.add_signed_in(f"0190-fact-{number}", "ingrid", 1_700_000_000_000 + number)
                    work.commit()
        finally:
            store.close()

    def status(self) -> dict[str, Any]:
        """What the server says it has of the till."""
        tills = json.loads(self.server("status", "--json"))["tills"]
        assert len(tills) == 1
        found = tills[0]
        assert isinstance(found, dict)
        return found

    def follow(self) -> "Child":
        """Start `trofast sync --follow` as the till does."""
        child = Child(
            subprocess.Popen(
                [*TROFAST, "sync", "--config", str(self.till_toml), "--follow"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        self.children.append(child)
        return child

    def close(self) -> None:
        for child in self.children:
            child.close()
        self.stop_server(signal.SIGKILL)


@dataclass
class Child:
    """A following child and the lines it said."""

    process: subprocess.Popen[bytes]
    said: list[dict[str, Any]] = field(default_factory=list)
    _rest: bytes = b""

    def until(self, claim: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Read on until a line comes of which the claim is true."""
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        due = time.monotonic() + LONG_S
        while True:
            while b"\n" in self._rest:
                line, _, self._rest = self._rest.partition(b"\n")
                self.said.append(json.loads(line))
                if claim(self.said[-1]):
                    return self.said[-1]
            assert time.monotonic() < due, f"never said; last: {self.said[-3:]}"
            if select.select([descriptor], [], [], 1)[0]:
                more = os.read(descriptor, 65_536)
                assert more, f"the child ended; last: {self.said[-3:]}"
                self._rest += more

    def end(self, how: signal.Signals | None = None) -> int:
        """Tell it to end, by a signal or by closing its input; its exit code."""
        assert self.process.stdin is not None
        if how is None:
            self.process.stdin.close()
        else:
            self.process.send_signal(how)
        return self.process.wait(LONG_S)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(LONG_S)
        for each in (self.process.stdin, self.process.stdout, self.process.stderr):
            if each is not None:
                each.close()
