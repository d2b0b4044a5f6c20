"""Serial devices on pseudo-terminals that can be unplugged and plugged in again.

The path given to the driver is a link, as udev makes it; unplugging removes the link and closes the
terminal, plugging in makes a new terminal under the same link.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import tty
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self


class PtyDevice:
    """The far end of a serial line: `send` is what the device says, `heard` what it was told."""

    def __init__(self, path: Path, *, plugged: bool = True) -> None:
        self.path = path
        self._far: int | None = None
        self._near: int | None = None
        if plugged:
            self.plug()

    def plug(self) -> None:
        self._far, self._near = os.openpty()
        tty.setraw(self._near)
        self.path.symlink_to(os.ttyname(self._near))

    def unplug(self) -> None:
        self.path.unlink(missing_ok=True)
        for end in (self._far, self._near):
            if end is not None:
                os.close(end)
        self._far = self._near = None

    def send(self, data: bytes) -> None:
        assert self._far is not None
        while data:
            data = data[os.write(self._far, data) :]

    def hear(self, wait_s: float) -> bytes:
        """What came in from the driver within `wait_s`."""
        far = self._far
        if far is None:
            return b""
        try:
            readable, _, _ = select.select((far,), (), (), wait_s)
            return os.read(far, 65536) if readable else b""
        except OSError:
            return b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.unplug()


class PtyPrinter(PtyDevice):
    """A serial printer: a thread feeds what arrives to `react` and sends back its answer."""

    def __init__(self, path: Path, react: Callable[[bytes], bytes]) -> None:
        super().__init__(path)
        self._react = react
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        self._thread.join()
        super().__exit__(kind, error, trace)

    def _serve(self) -> None:
        while not self._ending.is_set():
            data = self.hear(0.02)
            answer = self._react(data) if data else b""
            if answer:
                with contextlib.suppress(OSError, AssertionError):
                    self.send(answer)
