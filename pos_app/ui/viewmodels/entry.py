"""The number being typed: one field for everything, whose caption says what is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from pos_app.domain.money import parse_decimal
from pos_app.ui.viewmodels.state import EntryState

ERASE = "\b"


@dataclass(frozen=True, slots=True)
class Ask:
    """What number is wanted: its caption, how many decimals it may have, how long it may be. ``is_code`` is for digits
    that are no number: a zero in front stays.
    """

    caption: str
    decimals: int = 0
    longest: int = 12
    is_code: bool = False


class EntryModel(QObject):
    """Holds the digits; comma and point are both the decimal sign."""

    changed = Signal(object)
    """:class:`EntryState`"""
    typed = Signal(str)
    """The text after each change, for whoever asked."""

    def __init__(self, ask: Ask, separator: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._separator = separator or ","
        self._default = ask
        self._ask = ask
        self.text = ""

    def ask(self, ask: Ask | None = None) -> None:
        """Ask for another number, or for the usual one again; what was typed before is gone."""
        self._ask = ask or self._default
        self._set("")

    def press(self, sign: str) -> bool:
        """One key of the keypad or the keyboard; False when it means nothing here."""
        if sign == ERASE:
            self._set(self.text[:-1])
            return True
        if sign in (",", "."):
            if not self._ask.decimals:
                return False
            if self._separator not in self.text:
                self._set((self.text or "0") + self._separator)
            return True
        if not (sign.isascii() and sign.isdigit() and len(sign) == 1):
            return False
        _, point, decimals = self.text.partition(self._separator)
        full = point and len(decimals) >= self._ask.decimals
        if not full and len(self.text) < self._ask.longest:
            starts_anew = self.text == "0" and not self._ask.is_code
            self._set(sign if starts_anew else self.text + sign)
        return True

    def fill(self, text: str) -> None:
        """Put a ready-made number there (a choice that was touched)."""
        self._set(text)

    def clear(self) -> None:
        """Away with what was typed."""
        self._set("")

    def scaled(self) -> int:
        """The number typed, scaled by the decimals asked for. Raises :class:`~pos_app.domain.errors.Refused`."""
        return parse_decimal(self.text, self._ask.decimals)

    def state(self) -> EntryState:
        """What the field shows."""
        return EntryState(
            self._ask.caption,
            self.text,
            self._separator if self._ask.decimals else "",
            self._ask is self._default,
        )

    def _set(self, text: str) -> None:
        self.text = text
        self.changed.emit(self.state())
        self.typed.emit(text)
