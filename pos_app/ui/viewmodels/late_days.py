"""Days that were closed without the line: the till asks the server for them by itself, once everything is sent."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject

from pos_app.domain.day_close import Outcome
from pos_app.services.evening import DayAnswer, DayEnd, confirm_closed_days
from pos_app.ui.inbox import Link, LinkReport
from pos_app.ui.messages import Messages
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)
AGAIN_MS = 60_000
"""So long it keeps still after it asked."""


class LateDaysModel(QObject):
    """``worker`` is a thread of its own: an answer may take longer than a customer waits for the line's. While
    ``is_closing`` the end of the day asks for itself.
    """

    def __init__(
        self,
        ports: TillPorts,
        worker: Worker,
        messages: Messages,
        words: Words,
        is_closing: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._worker = worker
        self._messages = messages
        self._words = words
        self._is_closing = is_closing
        self._is_wanted = True
        self._is_asking = False
        self._not_before_ms = 0
        self._told: set[str] = set()
        """Days of which it was said that the server has them otherwise: once is enough."""
        self._end: DayEnd | None = None

    def want(self) -> None:
        """Something may be left to confirm."""
        self._is_wanted = True

    def reported(self, report: LinkReport) -> None:
        """How the line is now."""
        if report.link is not Link.ONLINE:
            self._is_wanted = True
            return
        now_ms = self._ports.services.clock.now_ms()
        waits = self._is_asking or now_ms < self._not_before_ms <= now_ms + AGAIN_MS
        if report.waiting_sales != 0 or not self._is_wanted or waits or self._is_closing():
            return
        self._is_wanted, self._is_asking = False, True
        self._not_before_ms = now_ms + AGAIN_MS
        self._worker.run(lambda: self._ask(now_ms), self._answered, self._failed)

    def _ask(self, now_ms: int) -> tuple[DayAnswer, ...]:
        if self._end is None:
            make = self._ports.day_end
            assert make is not None, "practice has no days"
            self._end = make()
        return confirm_closed_days(self._end, now_ms)

    def _answered(self, answers: tuple[DayAnswer, ...]) -> None:
        self._is_asking = False
        confirmed = [self._words.day(each.day) for each in answers if each.is_confirmed]
        if confirmed:
            text = self.tr("The server has confirmed: {days}.").format(days=", ".join(confirmed))
            self._messages.say("good", text, sound=False)
        for each in answers:
            outcome = each.found.outcome
            if outcome in (Outcome.WAITING, Outcome.NO_ANSWER):
                self._is_wanted = True
            elif outcome is not Outcome.CONFIRMED and each.day not in self._told:
                self._told.add(each.day)
                text = self.tr(
                    "The server has {day} otherwise than this till. End of day (Ctrl E) says more."
                )
                self._messages.say("look", text.format(day=self._words.day(each.day)))

    def _failed(self, error: Exception) -> None:
        self._is_asking, self._is_wanted = False, True
        log.info("closed days could not be asked for: %s", error)
