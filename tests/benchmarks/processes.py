"""Programs with a window, started fresh: how long until they say that they are ready, and how much memory they hold."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter_ns

READY_FD = "TROFAST_READY_FD"
PROJECT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 60.0


class NeverReady(RuntimeError):
    """The program ended, or kept silent, before it was ready."""


@contextmanager
def started(
    arguments: Sequence[str], compiled: Path, program: Path | None = None
) -> Iterator[tuple[int, float]]:
    """Run this Python, or another ``program``, with ``arguments``, without a screen; gives the process id and the
    milliseconds it took from before the process existed until it wrote a byte to the file descriptor named in
    ``TROFAST_READY_FD``.

    Whatever it imports is compiled once and kept in ``compiled``, as in an installed program, and nowhere else. The
    process is ended when the block is left. Raises :class:`NeverReady`.
    """
    reading, writing = os.pipe()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": str(compiled),
        "QT_QPA_PLATFORM": "offscreen",
        READY_FD: str(writing),
    }
    begun = perf_counter_ns()
    process = subprocess.Popen(
        [str(program or sys.executable), *arguments],
        cwd=PROJECT,
        env=environment,
        pass_fds=(writing,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        heard, _, _ = select.select([reading], [], [], _PATIENCE_S)
        ended = perf_counter_ns()
        if not heard or not os.read(reading, 1):
            raise NeverReady(
                f"{' '.join(arguments)}: never said that it is ready (exit code {process.poll()})"
            )
        yield process.pid, (ended - begun) / 1e6
    finally:
        os.close(reading)
        _end(process)


def resident_mb(pid: int) -> float:
    """The resident memory of a process in MB (10^6 bytes), as the system counts it."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise LookupError(f"the system says nothing about the memory of process {pid}")


def settle(seconds: float) -> None:
    """Give a process time to finish what it started with."""
    time.sleep(seconds)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
