"""The program's own update: when a till may have one, and what came of the last.

An update is work on the machine and no sale: nothing of it is journalled. What is known of it is one note beside the
till's data, which never keeps a till from starting.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

IDLE_MS = 30 * 60_000
"""So long nothing was written by a window that stands open over night, before it may be closed for an update."""


class UpdateState(StrEnum):
    """How far an update has come. The words stand in ``update.json``, which scripts read."""

    PREPARED = "prepared"
    """The release that runs has copied its data."""
    CHECKED = "checked"
    """The new release has opened the data and shown its window; it is the one that runs from here on."""
    FAILED = "failed"
    """The new release found that it can not work here."""
    WAY_BACK = "way-back"
    """The release before runs on, on its data as it left them."""


@dataclass(frozen=True, slots=True)
class UpdateNote:
    """What came of the last update. ``reason`` is a stable word and, after a colon, a sentence; it names no person and
    no sale. ``sequence`` is the journal's last record when the copy was made.
    """

    before: str
    to: str
    state: UpdateState
    reason: str
    at_ms: int
    sequence: int = 0

    def news_for(self, version: str) -> UpdateState | None:
        """What somebody at the till that runs ``version`` may want to know: that it was updated
        (:attr:`UpdateState.CHECKED`) or that an update did not work here (:attr:`UpdateState.WAY_BACK`).
        """
        if self.state is UpdateState.CHECKED and self.before and self.before != self.to == version:
            return UpdateState.CHECKED
        if self.state in (UpdateState.WAY_BACK, UpdateState.FAILED) and self.before == version != self.to:
            return UpdateState.WAY_BACK
        return None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a till stands: goods on the counter, card payments of which nobody knows how they ended, whether anything
    was sold or brought back since the last Z report, and when the last record was written (ms UTC; ``None`` for none).
    """

    basket: bool
    open_cards: int
    sold_since_z: bool
    last_ms: int | None


class NotNow(StrEnum):
    """Why a till can not be updated now."""

    BASKET = "basket"
    CARD = "card"
    DAY = "day"
    WINDOW = "window"
    IN_USE = "in-use"


SENTENCES = {
    NotNow.BASKET: "Goods stand on the counter. Let the cashier finish or park the sale; the update waits.",
    NotNow.CARD: "Nobody knows yet how a card payment ended. It is settled at the till (F9); the update waits.",
    NotNow.DAY: "Something was sold since the day was closed. The update waits for the end of the day (Ctrl E).",
    NotNow.WINDOW: "The till's window is open. The update waits until it is closed.",
    NotNow.IN_USE: "Somebody used the till a moment ago. The update waits until it was left alone for half an hour.",
}


def not_now(standing: Standing, *, window_open: bool, may_close_window: bool, now_ms: int) -> NotNow | None:
    """Why not, or ``None``. ``may_close_window`` is asked by whoever closes a kiosk's window for the update: then it
    has to have been left alone for :data:`IDLE_MS`. A clock that was set back makes a record's time no reason to go on.
    """
    if standing.basket:
        return NotNow.BASKET
    if standing.open_cards:
        return NotNow.CARD
    if standing.sold_since_z:
        return NotNow.DAY
    if window_open and not may_close_window:
        return NotNow.WINDOW
    if window_open and standing.last_ms is not None and now_ms - standing.last_ms < IDLE_MS:
        return NotNow.IN_USE
    return None
