"""A counter with the installed till on it: a screen (Xvfb), a keyboard (xdotool), a serial scanner (a pseudo-terminal).

The till is another program in another Debian. All that is seen of it from here is what a person at the counter sees:
its window, its printed slips (files of the printer ``file``), and that it answers.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pos_app.demo.till_by_hand import Scanner
from tests.installed.clean_room.debian import CleanDebian

TILL_USER = "trofast"
DATA = "/var/lib/trofast"
_PATIENCE_S = 40


class CounterError(Exception):
    """The till did not do what a cashier waits for."""


class Screen:
    """A display of its own, of the size that tills have."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self._process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp", "-ac"],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading, encoding="ascii") as told:
            self.display = f":{told.readline().strip()}"

    def key(self, *names: str) -> None:
        """Press keys by X's names for them."""
        self._xdotool("key", "--delay", "30", *names)

    def type(self, text: str) -> None:
        """Type some text."""
        self._xdotool("type", "--delay", "30", text)

    def focus(self) -> bool:
        """Give the keyboard to the window in sight, as a window manager would; false while there is none."""
        found = self._xdotool("search", "--onlyvisible", "--class", "trofast", check=False).split()
        return bool(found) and self._xdotool("windowfocus", found[-1], check=False) == ""

    def picture(self, file: Path) -> Path:
        """Photograph the screen."""
        from PIL import ImageGrab

        ImageGrab.grab(xdisplay=self.display).save(file)
        return file

    def close(self) -> None:
        """Switch it off."""
        self._process.terminate()
        self._process.wait()

    def _xdotool(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode != 0:
            raise CounterError(f"xdotool {' '.join(words)}: {done.stderr}")
        return done.stdout


class Counter:
    """The running till. ``slips`` is the folder, inside, where its printer leaves a file for each document."""

    def __init__(self, room: CleanDebian, screen: Screen, scanner: Scanner, log: Path) -> None:
        self._room, self._screen, self._scanner = room, screen, scanner
        self._journal = room.path(f"{DATA}/data/till.db-wal")
        self._slips = room.path(f"{DATA}/receipts")
        reading, writing = os.pipe()
        env = {"DISPLAY": screen.display, "HOME": DATA, "TROFAST_READY_FD": str(writing)}
        self._log = log
        started = time.monotonic()
        with log.open("ab") as output:
            self._process = room.start(
                "trofast", "till", user=TILL_USER, env=env, output=output, pass_fds=[writing]
            )
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            if not told.read(1):
                raise CounterError(f"the till did not start:\n{log.read_text('utf-8')[-3000:]}")
        self.started_s = time.monotonic() - started
        self._until("the window", screen.focus)

    def sign_in(self, pin: str) -> None:
        """Type a PIN at the sign-in, which the first cashier is chosen in."""

        def typed() -> None:
            self._screen.type(pin)
            self._screen.key("Return")

        self._answered(typed, "the sign-in")
        time.sleep(0.5)

    def sell(self, *codes: str, given: str) -> Path:
        """Scan goods, type the cash that is given, and wait for the receipt; returns its file."""
        before = self.slips()
        for code in codes:
            self._answered(partial(self._scanner.scan, code), f"an answer to the scan {code}")
        self._screen.type(given)
        self._screen.key("Return")
        self._until("the receipt", lambda: len(self.slips()) > len(before))
        (slip,) = set(self.slips()) - set(before)
        return slip

    def slips(self) -> list[Path]:
        """What was printed so far."""
        return sorted(self._slips.glob("[0-9]*.escpos"))  # not one that is being written

    def close(self) -> int:
        """End the till as a machine that is switched off does: SIGTERM, and a moment."""
        child = _innermost(self._process.pid)
        os.kill(child, signal.SIGTERM)
        try:
            return self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise CounterError("the till did not close when it was told to") from None

    def kill(self) -> None:
        """Pull the plug."""
        self._process.kill()
        self._process.wait()

    def _answered(self, act: Callable[[], object], what: str) -> None:
        """Do something after which the till writes to its disk, and wait until it did."""
        before = self._written()
        act()
        self._until(what, lambda: self._written() != before)
        time.sleep(0.15)

    def _written(self) -> tuple[int, int]:
        try:
            found = self._journal.stat()
        except FileNotFoundError:
            return (0, 0)
        return (found.st_mtime_ns, found.st_size)

    def _until(self, what: str, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE_S
        while not holds():
            if self._process.poll() is not None:
                raise CounterError(
                    f"the till ended while waited for {what}:\n{self._log.read_text('utf-8')[-3000:]}"
                )
            if time.monotonic() > end:
                seen = self._screen.picture(self._log.with_suffix(".png"))
                raise CounterError(f"waited for {what}; the screen is in {seen}")
            time.sleep(0.05)


def _innermost(pid: int) -> int:
    """The last of a chain of processes that each wait for one child: the program itself."""
    while True:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        if not children or Path(f"/proc/{pid}/comm").read_text(encoding="ascii").strip() == "trofast":
            return pid
        pid = int(children[0])
