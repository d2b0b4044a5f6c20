"""The real program in a process of its own, ended by its id."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[3]
PATIENCE_S = 30.0


def run(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one command of ``trofast-server`` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "sync.server", "--config", str(config), *arguments],
        cwd=ROOT,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def _environment() -> dict[str, str]:
    return {**os.environ, "COLUMNS": "200", "PYTHONWARNINGS": "error", "NO_COLOR": "1"}


@dataclass
class ServerProcess:
    """``trofast-server run`` as a context: ready on entry, ended on exit."""

    config: Path
    arguments: tuple[str, ...] = ()
    url: str = ""
    log: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "sync.server", "--config", str(self.config), "run", *self.arguments],
            cwd=ROOT,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines: queue.Queue[str] = queue.Queue()
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        stdout, stderr = self.process.stdout, self.process.stderr

        def hear() -> None:
            for line in stdout:
                lines.put(line)
            lines.put("")

        self._readers = [
            threading.Thread(target=hear),
            threading.Thread(target=lambda: self.log.extend(stderr)),
        ]
        for reader in self._readers:
            reader.start()
        try:
            first = lines.get(timeout=PATIENCE_S).strip()
        except queue.Empty:
            first = ""
        if not first.startswith("listening on http://"):
            self.end(9)
            raise AssertionError(f"not ready: {first!r} {self.log}")
        self.url = first.removeprefix("listening on ")
        return self

    def __exit__(self, *_: object) -> None:
        self.end(15)

    def end(self, signal: int) -> int:
        """End the process and wait; returns its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal)
        code = self.process.wait(PATIENCE_S)
        for reader in self._readers:
            reader.join(PATIENCE_S)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code
