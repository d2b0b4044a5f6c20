"""The one message channel to the cashier: what just happened, over what is standing, with a history."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.ui.sound import Sounds
from pos_app.ui.viewmodels.state import Banner, Tone

_SHOWN_MS = {"good": 2_500, "quiet": 4_000, "look": 8_000, "stop": 12_000}
_KEPT = 200


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that was said, and when (ms UTC)."""

    at_ms: int
    tone: Tone
    text: str


class Messages(QObject):
    """``say`` shows a text for a while; ``stand`` is what is shown when nothing else is being said."""

    changed = Signal(object)
    """:class:`Banner` or None"""
    history_changed = Signal()

    def __init__(self, now_ms: Callable[[], int], sounds: Sounds, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now_ms = now_ms
        self._sounds = sounds
        self._standing: Banner | None = None
        self._saying: Banner | None = None
        self.history: deque[Message] = deque(maxlen=_KEPT)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hush)

    @property
    def banner(self) -> Banner | None:
        """What is on the message line now."""
        return self._saying or self._standing

    def say(self, tone: Tone, text: str, *, sound: bool = True) -> None:
        """Tell the cashier; refusals and warnings sound different from what went well, and never without text."""
        if sound and tone == "good":
            self._sounds.accepted()
        elif sound and tone in ("look", "stop"):
            self._sounds.refused()
        self.history.appendleft(Message(self._now_ms(), tone, text))
        self._saying = Banner(tone, text)
        self._timer.start(_SHOWN_MS[tone])
        self.changed.emit(self.banner)
        self.history_changed.emit()

    def stand(self, banner: Banner | None) -> None:
        """What is down and what still works, for as long as it lasts."""
        if banner == self._standing:
            return
        self._standing = banner
        if banner is not None:
            self.history.appendleft(Message(self._now_ms(), banner.tone, banner.text))
            self.history_changed.emit()
        if self._saying is None:
            self.changed.emit(self.banner)

    def hush(self) -> None:
        """Back to what is standing."""
        self._timer.stop()
        if self._saying is not None:
            self._saying = None
            self.changed.emit(self.banner)
