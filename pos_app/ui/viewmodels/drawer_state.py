"""What the drawer panel shows: one page at a time, every text ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from pos_app.domain.denominations import denominations, notes_of
from pos_app.domain.drawer import CashReason
from pos_app.ui.viewmodels.state import Choice, Tone

if TYPE_CHECKING:
    from pos_app.ui.viewmodels.words import Words

HOME, CASH, COUNT, WHY, SURE, WHO, TOLD = "home", "cash", "count", "why", "sure", "who", "told"
FLOAT, PAY_IN, PAY_OUT, DROP, CLOSE, HAND = "float", "in", "out", "drop", "close", "hand"
X, Z, AGAIN = "x", "z", "again"
REASONS = {
    PAY_IN: (CashReason.CHANGE, CashReason.OWNER, CashReason.OTHER),
    PAY_OUT: (CashReason.PURCHASE, CashReason.DEPOSIT, CashReason.OWNER, CashReason.OTHER),
    CLOSE: (CashReason.WRONG_CHANGE, CashReason.NOT_FOUND, CashReason.OTHER),
    HAND: (CashReason.WRONG_CHANGE, CashReason.NOT_FOUND, CashReason.OTHER),
}
"""Why cash moves, or a count differs, where that act asks for it."""


def reason_texts() -> dict[CashReason, str]:
    """Every reason that can be chosen, in words."""
    translate = QCoreApplication.translate
    return {
        CashReason.CHANGE: translate("DrawerModel", "Change"),
        CashReason.PURCHASE: translate("DrawerModel", "Purchase"),
        CashReason.DEPOSIT: translate("DrawerModel", "Bottle deposit"),
        CashReason.OWNER: translate("DrawerModel", "Owner"),
        CashReason.WRONG_CHANGE: translate("DrawerModel", "Wrong change given"),
        CashReason.NOT_FOUND: translate("DrawerModel", "Cause not found"),
        CashReason.OTHER: translate("DrawerModel", "Something else"),
    }


class CountRow(Struct, frozen=True):
    """One kind of note or coin: how many were counted, and what they are worth."""

    value_text: str
    count_text: str = ""
    worth_text: str = ""
    selected: bool = False
    is_note: bool = False


class DrawerState(Struct, frozen=True):
    """``choices`` are acts (``acts`` true) or reasons; ``rows`` are there while something is counted."""

    title: str = ""
    text: str = ""
    big_text: str = ""
    big_tone: Tone = "quiet"
    choices: tuple[Choice, ...] = ()
    acts: bool = False
    rows: tuple[CountRow, ...] = ()
    notice: str = ""
    tone: Tone = "stop"
    primary_text: str = ""
    can_accept: bool = False
    can_go_back: bool = False


def count_rows(
    words: Words, currency_code: str, typed: Mapping[int, str], selected: int
) -> tuple[CountRow, ...]:
    """A row for each note and coin of the currency, with what was typed beside it (digits, or nothing)."""
    notes = notes_of(currency_code)
    found = []
    for number, value in enumerate(denominations(currency_code)):
        count = typed.get(value, "")
        worth = words.amount(value * int(count)) if count else ""
        found.append(CountRow(words.short_amount(value), count, worth, number == selected, value in notes))
    return tuple(found)
