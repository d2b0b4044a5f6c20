"""Why? Asked before something that an owner may ask about later; sometimes with another price as well."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import Refused
from pos_app.domain.money import parse_decimal
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.state import Choice
from pos_app.ui.viewmodels.words import Words


class Why(Struct, frozen=True):
    """What is asked: its title, what it is about, the reasons by their code, what the large button says.

    ``price_decimals`` of 0 or more asks for a price too.
    """

    title: str
    what: str
    detail: str
    reasons: Mapping[str, str]
    button: str
    price_decimals: int = -1


class ReasonState(Struct, frozen=True):
    """The question with what is chosen so far."""

    title: str = ""
    what: str = ""
    detail: str = ""
    effect_text: str = ""
    reasons: tuple[Choice, ...] = ()
    button: str = ""
    refusal: str = ""
    can_accept: bool = False


class ReasonModel(QObject):
    """One question at a time; the answer is a reason's code, and the price where one was asked for (else -1)."""

    changed = Signal(object)
    """:class:`ReasonState`"""
    answered = Signal(str, int)

    def __init__(self, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._why = Why("", "", "", {}, "")
        self._reason = ""
        self._text = ""

    def begin(self, why: Why) -> None:
        """Ask."""
        self._why, self._reason, self._text = why, "", ""
        self.show()

    def choose(self, key: str) -> None:
        """A reason was touched."""
        self._reason = key
        self.show()

    def typed(self, text: str) -> None:
        """The price on the keypad."""
        self._text = text
        self.show()

    def reason_text(self, code: str) -> str:
        """A reason of this question in words."""
        return self._why.reasons.get(code, code)

    def accept(self) -> None:
        """Enter."""
        if not self._reason:
            return
        try:
            price = self._price()
        except Refused:
            return
        self.answered.emit(self._reason, price)

    def _price(self) -> int:
        if self._why.price_decimals < 0:
            return -1
        return parse_decimal(self._text, self._why.price_decimals)

    def show(self) -> None:
        """Tell the panel."""
        why, effect, refusal = self._why, "", ""
        good = why.price_decimals < 0
        if self._text and not good:
            try:
                effect = self.tr("New price {amount}").format(amount=self._words.money(self._price()))
                good = True
            except Refused as refused:
                refusal = sentence(refused)
        if good and not self._reason and self._text:
            refusal = self.tr("Choose a reason.")
        reasons = tuple(Choice(key, text, "", key == self._reason) for key, text in why.reasons.items())
        self.changed.emit(
            ReasonState(
                why.title,
                why.what,
                why.detail,
                effect,
                reasons,
                why.button,
                refusal,
                good and bool(self._reason),
            )
        )
