"""The panel of the card terminal in each of its states: being asked, not paid, or waiting for a person."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from pos_app.domain.card_intent import CardIntent, CardPurpose, CardState, Settled
from pos_app.ui.marks import QT_TRANSLATE_NOOP
from pos_app.ui.viewmodels import card_words
from pos_app.ui.viewmodels.card_state import TerminalState
from pos_app.ui.viewmodels.state import Choice


def _say(text: str) -> str:
    return QCoreApplication.translate(card_words.CONTEXT, text)


def asking(amount_text: str, text: str, *, can_cancel: bool) -> TerminalState:
    """The terminal has the word."""
    heading = _say(QT_TRANSLATE_NOOP("CardTerminal", "On the card terminal"))
    cancel = _say(QT_TRANSLATE_NOOP("CardTerminal", "Cancel on the terminal"))
    choices = (Choice("cancel", cancel, icon="close"),) if can_cancel else ()
    return TerminalState(heading, amount_text, text, choices=choices)


def not_paid(amount_text: str, text: str) -> TerminalState:
    """Nothing was paid, and how to go on."""
    choices = (
        Choice("again", _say(QT_TRANSLATE_NOOP("CardTerminal", "Try the terminal again")), icon="card"),
        Choice("other", _say(QT_TRANSLATE_NOOP("CardTerminal", "Pay another way")), icon="cash"),
        Choice("slip", _say(QT_TRANSLATE_NOOP("CardTerminal", "Key it yourself, by slip")), icon="printer"),
    )
    heading = _say(QT_TRANSLATE_NOOP("CardTerminal", "Card, not paid"))
    return TerminalState(heading, amount_text, text, "stop", choices=choices)


def matter(
    intent: CardIntent, money: Callable[[int], str], *, is_here: bool, slip: str, may_pay: bool
) -> TerminalState:
    """What waits for a person, and what they can say about it. ``is_here``: it is for the basket on the counter;
    ``may_pay``: its customer may pay first.
    """
    text, todo = card_words.matter(intent, money)
    asks = intent.state in (CardState.ASKED, CardState.UNKNOWN)
    other = card_words.is_other_amount(intent)
    by_slip = asks and not other and is_here and intent.purpose is CardPurpose.PAYMENT
    choices = []
    if by_slip:
        says = _say(QT_TRANSLATE_NOOP("CardTerminal", "Slip says approved"))
        choices.append(Choice(Settled.PAID_BY_SLIP, says, enabled=bool(slip.strip()), icon="printer"))
    again = _say(QT_TRANSLATE_NOOP("CardTerminal", "Ask the terminal again"))
    choices.append(Choice("look", again, icon="card"))
    if asks:
        nothing = _say(QT_TRANSLATE_NOOP("CardTerminal", "Nothing was charged"))
        choices.append(Choice(Settled.NOT_CHARGED, nothing, icon="close"))
    if may_pay:
        first = _say(QT_TRANSLATE_NOOP("CardTerminal", "Take this customer's card first"))
        choices.append(Choice("now", first, icon="card"))
    if not by_slip:
        by_hand = _say(QT_TRANSLATE_NOOP("CardTerminal", "Given back by hand"))
        choices.append(Choice(Settled.GIVEN_BACK, by_hand, icon="printer"))
    heading = _say(QT_TRANSLATE_NOOP("CardTerminal", "A card payment is not settled"))
    amount_text = money(intent.amount_minor)
    return TerminalState(heading, amount_text, text, "stop", todo, tuple(choices), by_slip, slip)
