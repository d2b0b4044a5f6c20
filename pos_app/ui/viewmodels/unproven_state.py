"""What the panel for goods without a receipt shows, and its words; see :mod:`state` for the rules of these values."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from pos_app.domain.basket import Basket, Line
from pos_app.domain.tender import TenderKind
from pos_app.services.unproven_returns import REASONS, UnprovenQuote
from pos_app.ui.marks import QT_TRANSLATE_NOOP
from pos_app.ui.viewmodels.state import Choice, ListEntry, Tone
from pos_app.ui.viewmodels.words import Words

translate = QCoreApplication.translate
Step = Literal["goods", "slips", "terminal", "done"]
_REASONS = {
    "defective": QT_TRANSLATE_NOOP("UnprovenWords", "Something is wrong with it"),
    "unwanted": QT_TRANSLATE_NOOP("UnprovenWords", "Does not want it"),
    "gift": QT_TRANSLATE_NOOP("UnprovenWords", "Was a gift"),
    "other": QT_TRANSLATE_NOOP("UnprovenWords", "Another reason"),
}
assert tuple(_REASONS) == REASONS


class UnprovenState(Struct, frozen=True):
    """How far it is. ``rows`` are the goods at the prices that are paid, ``refund_text`` what goes back, ``note`` what
    stands under it; ``todo`` is what to do now, in the colour of ``tone``; ``choices`` are the ways on while a card
    terminal has the word.
    """

    step: Step = "goods"
    told: str = ""
    rows: tuple[ListEntry, ...] = ()
    ways: tuple[Choice, ...] = ()
    reasons: tuple[Choice, ...] = ()
    refund_text: str = ""
    note: str = ""
    todo: str = ""
    tone: Tone = "quiet"
    choices: tuple[Choice, ...] = ()
    asks_slip: bool = False
    slip: str = ""
    refusal: str = ""
    can_accept: bool = False


class UnprovenWords:
    """Bound to the till's formatter."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def reason(self, code: str) -> str:
        """A reason in words."""
        return translate("UnprovenWords", _REASONS[code])

    def reasons(self, chosen: str) -> tuple[Choice, ...]:
        """Why goods come back."""
        return tuple(Choice(code, self.reason(code), selected=code == chosen) for code in _REASONS)

    def ways(self, chosen: TenderKind, *, with_notes: bool) -> tuple[Choice, ...]:
        """How the money goes back; credit notes where the shop has them."""
        texts = {
            TenderKind.CASH: translate("UnprovenWords", "Cash"),
            TenderKind.CARD: translate("UnprovenWords", "Card"),
            TenderKind.CREDIT_NOTE: translate("UnprovenWords", "Credit note"),
        }
        if not with_notes:
            del texts[TenderKind.CREDIT_NOTE]
        return tuple(Choice(kind.value, text, selected=kind is chosen) for kind, text in texts.items())

    def rows(self, rung_up: Basket, quoted: UnprovenQuote) -> tuple[ListEntry, ...]:
        """Each line: the price that it counts at, what it costs today where that is more, and what is paid for it."""
        paid = {each.line_id: each.paid_minor for each in quoted.reversal.refund.lines}
        today = {line.line_id: line for line in rung_up.lines}
        return tuple(
            ListEntry(
                str(line.line_id),
                line.article.name,
                self._note(line, today[line.line_id]),
                self._words.money(paid[line.line_id]),
            )
            for line in quoted.goods.lines
        )

    def _note(self, line: Line, today: Line) -> str:
        words, unit = self._words, line.article.unit
        quantity = words.quantity(line.quantity_milli, unit)
        if line.label_amount_minor is not None:
            return quantity
        price = words.unit_price(line.unit_price_minor, unit)
        if line.unit_price_minor >= today.unit_price_minor:
            return f"{quantity} · {price}"
        return translate("UnprovenWords", "{quantity} · {price}, the lowest of 30 days (now {today})").format(
            quantity=quantity, price=price, today=words.unit_price(today.unit_price_minor, unit)
        )

    def today(self, quoted: UnprovenQuote) -> str:
        """What the cashier handed out in this way already; nothing where it was nothing."""
        if not quoted.today_minor:
            return ""
        return translate("UnprovenWords", "You handed out {amount} without a receipt today already.").format(
            amount=self._words.money(quoted.today_minor)
        )

    def asked(self, quoted: UnprovenQuote, reason: str) -> str:
        """What somebody is asked to allow."""
        text = translate("UnprovenWords", "Take goods back without a receipt: {amount} goes back. {reason}")
        amount = self._words.money(quoted.reversal.refund.handed_minor)
        asked = text.format(amount=amount, reason=self.reason(reason))
        return f"{asked}. {self.today(quoted)}" if quoted.today_minor else asked
