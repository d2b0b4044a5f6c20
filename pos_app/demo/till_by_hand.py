"""A running till that somebody else plays: scans over a pseudo-terminal, keys through the played till's hand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class PlayError(Exception):
    """The till did not do what a cashier would see it do; the text says what was waited for."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the screen shows; see :meth:`pos_app.commands.played_till.Hand.state`."""

    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        return self.values[name]


class Scanner:
    """A serial scanner whose other end is this process: real bytes through a pseudo-terminal."""

    def __init__(self) -> None:
        self._ours, self._theirs, self.path = _pseudo_terminal()

    def scan(self, text: str) -> None:
        """Send one code as a scanner set to CR LF does."""
        os.write(self._ours, text.encode() + b"\r\n")

    def close(self) -> None:
        """Unplug it."""
        os.close(self._ours)
        os.close(self._theirs)


def _pseudo_terminal() -> tuple[int, int, str]:
    if sys.platform == "win32":
        raise PlayError("Windows has no pseudo-terminals: play the demo on Linux, or start the till itself.")
    else:  # noqa: RET506 - so that the type checker sees which system has what
        import tty

        ours, theirs = os.openpty()
        tty.setraw(theirs)
        return ours, theirs, os.ttyname(theirs)


class TillByHand:
    """One till process. ``patience_s`` is how long a cashier waits for anything before they call it broken."""

    def __init__(self, config: Path, scanner: Scanner, patience_s: int = 15) -> None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        self._scanner = scanner
        self._patience_s = patience_s
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pos_app.commands.played_till", str(config)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=environment,
        )

    def sign_in(self, pin: str) -> None:
        """Type the PIN of the cashier who is chosen, and wait for the selling screen."""
        self.until("the sign-in", lambda seen: not seen.busy)
        self.type(pin)
        self.key("Return")
        self.until("the selling screen", lambda seen: seen.selling)
        self.until("the scanner", lambda seen: seen.scanner == "ready")

    def key(self, name: str) -> Seen:
        """Press one key by Qt's name for it."""
        return self._ask(key=name)

    def type(self, text: str) -> Seen:
        """Type some characters."""
        return self._ask(type=text)

    def scan(self, code: str) -> None:
        """Scan one code, and wait until the screen has answered: something more in the basket, or a question."""
        before = self.see()

        def answered(seen: Seen) -> bool:
            return bool(
                (seen.lines, seen.rows, seen.member, seen.panel)
                != (before.lines, before.rows, before.member, before.panel)
            )

        self._scanner.scan(code)
        self.until(f"an answer to the scan {code}", answered)

    def see(self) -> Seen:
        """Look at the screen."""
        return self._ask(state=True)

    def until(self, what: str, holds: Callable[[Seen], bool]) -> Seen:
        """Look until something is so; :class:`PlayError` when it takes too long."""
        end = time.monotonic() + self._patience_s
        while True:
            seen = self.see()
            if holds(seen):
                return seen
            if time.monotonic() > end:
                raise PlayError(f"waited for {what}; the screen shows {seen.values}")
            time.sleep(0.01)

    def picture(self, path: Path) -> None:
        """Take a picture of the window."""
        self._ask(picture=str(path))

    def kill(self) -> None:
        """End the process as a power cut would: no warning, nothing tidied."""
        self._process.kill()
        self._put_away()

    def close(self) -> int:
        """Close the window; the exit code of the till."""
        if self._process.poll() is None:
            self._ask(close=True)
            try:
                self._process.wait(self._patience_s)
            except subprocess.TimeoutExpired:
                self._process.kill()
        return self._put_away()

    def _put_away(self) -> int:
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return code

    def _ask(self, **asked: object) -> Seen:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError as error:
            raise PlayError(f"the till ended with exit code {self._process.wait()}") from error
        answer = self._process.stdout.readline()
        if not answer:
            raise PlayError(f"the till ended with exit code {self._process.wait()}")
        return Seen(json.loads(answer))
