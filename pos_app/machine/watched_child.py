"""A command of the till's own in a child process that may fail in every way there is: hang, abort, be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

_ENDS_S = 5
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Windows would open a black one for the child."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How the child ended: its exit code (negative for a signal on POSIX), ``None`` where the time was up; and what
    it said on its output and its error output.
    """

    code: int | None
    said: str
    complaint: str


def run_watched(command: Sequence[str], limit_s: float, more_environment: dict[str, str]) -> Ended:
    """Run it for ``limit_s`` seconds at most; then it is ended, with whatever it started.

    Raises ``OSError`` where it can not be started.
    """
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, **more_environment},
        start_new_session=True,
        creationflags=_NO_WINDOW,
    ) as process:
        try:
            said, complaint = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            _end(process)
            said, complaint = process.communicate(timeout=_ENDS_S)
            return Ended(None, said, complaint)
        except BaseException:
            _end(process)
            raise
    return Ended(process.returncode, said, complaint)


def _end(process: subprocess.Popen[str]) -> None:
    """The whole group: what the child started would keep its output open."""
    if sys.platform != "win32":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        tree = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(tree, capture_output=True, creationflags=subprocess.CREATE_NO_WINDOW, check=False)
        process.kill()
