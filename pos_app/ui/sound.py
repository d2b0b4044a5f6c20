"""Two sounds: one for accepted, another for refused. They only ever accompany a text.

QtMultimedia is not among the parts of Qt that a till ships, so the system's own player plays our short files on
a thread of its own; where there is none, Qt's beep serves for refusals.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue

from PySide6.QtWidgets import QApplication

FOLDER = Path(__file__).parent / "sounds"
_PLAYERS = (("paplay",), ("pw-play",), ("aplay", "-q"))


class Sounds:
    """Plays without ever holding anybody up; a sound that is late is not played at all."""

    def __init__(self, enabled: bool = True) -> None:
        self._enabled = enabled
        self._queue: SimpleQueue[str] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._player: tuple[str, ...] | None = None
        self._looked = False

    def accepted(self) -> None:
        """A short high tone."""
        self._play("accepted.wav")

    def refused(self) -> None:
        """Two low tones, clearly another sound."""
        self._play("refused.wav")

    def _play(self, name: str) -> None:
        if not self._enabled:
            return
        if not self._looked:
            self._looked = True
            self._player = _find_player()
            if self._player is not None or sys.platform == "win32":
                self._thread = threading.Thread(target=self._work, name="sounds", daemon=True)
                self._thread.start()
        if self._thread is not None:
            self._queue.put(name)
        elif name == "refused.wav":
            QApplication.beep()

    def _work(self) -> None:
        while True:
            name = self._queue.get()
            try:
                while True:  # only the newest of those that came while one was playing
                    name = self._queue.get_nowait()
            except Empty:
                pass
            path = str(FOLDER / name)
            if sys.platform == "win32":
                import winsound

                with contextlib.suppress(RuntimeError):  # no loudspeaker
                    winsound.PlaySound(path, winsound.SND_FILENAME)
            elif self._player is not None:
                import subprocess

                command = [*self._player, path]
                subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=5)


def _find_player() -> tuple[str, ...] | None:
    import shutil

    return next((player for player in _PLAYERS if shutil.which(player[0])), None)
