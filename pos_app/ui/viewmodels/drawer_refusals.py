"""Sentences for what is refused at the drawer: counting, cash in and out, closing a period."""

from __future__ import annotations

from pos_app.domain.errors import Refusal
from pos_app.ui.marks import QT_TRANSLATE_NOOP

DRAWER_SENTENCES: dict[Refusal, str] = {
    Refusal.COUNT_NOT_A_NUMBER: QT_TRANSLATE_NOOP(
        "Refusal", "{typed} is no number of notes or coins. Count pieces: digits only."
    ),
    Refusal.COUNT_NEGATIVE: QT_TRANSLATE_NOOP(
        "Refusal", "Nobody counts less than none. Leave out the minus."
    ),
    Refusal.COUNT_TOO_LARGE: QT_TRANSLATE_NOOP(
        "Refusal", "That is more than {most} pieces. Type how many there are, not what they are worth."
    ),
    Refusal.COUNT_NO_SUCH_MONEY: QT_TRANSLATE_NOOP("Refusal", "{currency} has no such note or coin."),
    Refusal.COUNT_DIFFERS: QT_TRANSLATE_NOOP(
        "Refusal", "The count is not what it should be. Count once more, or write why and close again."
    ),
    Refusal.COUNT_NEEDS_APPROVAL: QT_TRANSLATE_NOOP(
        "Refusal", "The count is so far off that a manager has to see it before the drawer is closed."
    ),
    Refusal.COUNTS_DISAGREE: QT_TRANSLATE_NOOP(
        "Refusal", "You two counted different sums. Count together once more."
    ),
    Refusal.CASH_REASON_NEEDED: QT_TRANSLATE_NOOP("Refusal", "Write what it is for."),
    Refusal.CASH_NOT_POSITIVE: QT_TRANSLATE_NOOP("Refusal", "Type an amount of more than nothing."),
    Refusal.DRAWER_OPEN_ALREADY: QT_TRANSLATE_NOOP(
        "Refusal", "This drawer is open already. Count and close it first."
    ),
    Refusal.DRAWER_NOT_OPEN: QT_TRANSLATE_NOOP("Refusal", "No drawer is open. Open it with its float first."),
    Refusal.DRAWER_HOLDS_LESS: QT_TRANSLATE_NOOP(
        "Refusal", "There cannot be so much in the drawer. Look at the amount again."
    ),
    Refusal.DRAWER_TO_COUNT: QT_TRANSLATE_NOOP(
        "Refusal", "A drawer is still open. Count and close it, then take the Z report."
    ),
    Refusal.PERIOD_CLOSED_ALREADY: QT_TRANSLATE_NOOP(
        "Refusal", "Nothing happened since the last Z report: the period is closed already."
    ),
}
