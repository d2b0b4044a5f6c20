"""The digits of a PIN between the keys and the check. They leave this object through :meth:`PinEntry.take` alone."""

from __future__ import annotations

from pos_app.ui.viewmodels.entry import ERASE

_LONGEST_PIN = 12


class PinEntry:
    """Digits typed so far; nobody but the check sees more of them than how many."""

    def __init__(self) -> None:
        self._digits = ""

    def __len__(self) -> int:
        return len(self._digits)

    def press(self, sign: str) -> None:
        """A digit, or erase; anything else, and a thirteenth digit, changes nothing."""
        if sign == ERASE:
            self._digits = self._digits[:-1]
        elif sign.isdigit() and len(self._digits) < _LONGEST_PIN:
            self._digits += sign

    def clear(self) -> None:
        """Forget them."""
        self._digits = ""

    def take(self) -> str:
        """Hand them to the check, and forget them."""
        digits, self._digits = self._digits, ""
        return digits
