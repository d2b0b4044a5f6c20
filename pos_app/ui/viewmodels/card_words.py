"""What a card terminal says, as sentences for the cashier: what it waits for, why it did not pay, what to do now."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from pos_app.domain.card_intent import CardIntent, CardPurpose, CardState
from pos_app.ui.marks import QT_TRANSLATE_NOOP

CONTEXT = "CardTerminal"

PROGRESS: dict[str, str] = {
    "insert_card": QT_TRANSLATE_NOOP("CardTerminal", "The customer inserts, swipes or holds the card."),
    "pin_pad": QT_TRANSLATE_NOOP("CardTerminal", "The customer follows the terminal's display."),
    "host": QT_TRANSLATE_NOOP("CardTerminal", "The terminal asks the bank …"),
    "remove_card": QT_TRANSLATE_NOOP("CardTerminal", "The customer takes the card out."),
    "reversing": QT_TRANSLATE_NOOP("CardTerminal", "The terminal takes the payment back …"),
    "wait": QT_TRANSLATE_NOOP("CardTerminal", "The terminal is working …"),
}
DECLINED: dict[str, str] = {
    "card_declined": QT_TRANSLATE_NOOP("CardTerminal", "The bank declined the card. Nothing was paid."),
    "card_unreadable": QT_TRANSLATE_NOOP("CardTerminal", "The card could not be read. Nothing was paid."),
    "card_expired": QT_TRANSLATE_NOOP("CardTerminal", "The card has expired. Nothing was paid."),
    "card_blocked": QT_TRANSLATE_NOOP("CardTerminal", "The card is blocked. Nothing was paid."),
    "card_not_taken": QT_TRANSLATE_NOOP(
        "CardTerminal", "The terminal does not take this kind of card. Nothing was paid."
    ),
    "cancelled": QT_TRANSLATE_NOOP("CardTerminal", "Cancelled on the terminal. Nothing was paid."),
    "host_unreachable": QT_TRANSLATE_NOOP(
        "CardTerminal", "The terminal does not reach the bank. Nothing was paid."
    ),
    "close_day_first": QT_TRANSLATE_NOOP(
        "CardTerminal", "The terminal wants its own end of day first. Nothing was paid."
    ),
    "paper_out": QT_TRANSLATE_NOOP("CardTerminal", "The terminal is out of paper. Nothing was paid."),
    "busy": QT_TRANSLATE_NOOP("CardTerminal", "The terminal is busy. Nothing was paid."),
    "unreachable": QT_TRANSLATE_NOOP("CardTerminal", "The terminal does not answer. Nothing was paid."),
    "never_came": QT_TRANSLATE_NOOP(
        "CardTerminal", "The line to the terminal broke, and it knows of no payment. Nothing was paid."
    ),
    "": QT_TRANSLATE_NOOP("CardTerminal", "The terminal said no. Nothing was paid."),
}
UNKNOWN: dict[str, str] = {
    "other_amount": QT_TRANSLATE_NOOP(
        "CardTerminal", "The terminal speaks of {other}, and was asked for {amount}."
    ),
    "": QT_TRANSLATE_NOOP(
        "CardTerminal", "The line broke before the terminal said whether it charged {amount}."
    ),
}


def _say(text: str) -> str:
    return QCoreApplication.translate(CONTEXT, text)


def progress(key: str) -> str:
    """What the terminal is waiting for."""
    return _say(PROGRESS.get(key, PROGRESS["wait"]))


def declined(reason: str) -> str:
    """Why nothing was paid."""
    return _say(DECLINED.get(reason, DECLINED[""]))


def unknown(reason: str, amount_text: str, money: Callable[[int], str]) -> str:
    """Why nobody knows."""
    key, _, other = reason.partition(" ")
    other_text = money(int(other)) if other.isdecimal() else "?"
    return _say(UNKNOWN.get(key, UNKNOWN[""])).format(amount=amount_text, other=other_text)


def is_other_amount(intent: CardIntent) -> bool:
    """Whether the terminal speaks of another amount: then its slip pays nothing here."""
    return intent.reason.startswith("other_amount")


def matter(intent: CardIntent, money: Callable[[int], str]) -> tuple[str, str]:
    """A thing that waits for a person: what it is, and what to do about it."""
    amount_text = money(intent.amount_minor)
    if intent.state in (CardState.ASKED, CardState.UNKNOWN):
        if is_other_amount(intent):
            reverse = QT_TRANSLATE_NOOP(
                "CardTerminal",
                "Look at the terminal's slip. What it charged is reversed there by hand; then take the payment anew.",
            )
            return unknown(intent.reason, amount_text, money), _say(reverse)
        if intent.purpose is CardPurpose.REFUND:
            out = QT_TRANSLATE_NOOP(
                "CardTerminal", "The line broke before the terminal said whether it paid {amount} out."
            )
            slip = QT_TRANSLATE_NOOP("CardTerminal", "Look at the terminal's display or its slip.")
            return _say(out).format(amount=amount_text), _say(slip)
        look = _say(
            QT_TRANSLATE_NOOP(
                "CardTerminal",
                "Look at the terminal's display or its slip. Take no other card payment before this is settled.",
            )
        )
        return unknown(intent.reason, amount_text, money), look
    if intent.purpose is CardPurpose.REFUND:
        text = QT_TRANSLATE_NOOP("CardTerminal", "{amount} was paid out to a card, and no return says so.")
        todo = QT_TRANSLATE_NOOP(
            "CardTerminal",
            "Take the same goods back on that receipt: this money is used, and nothing is paid out twice.",
        )
    elif intent.state is CardState.REVERSING:
        text = QT_TRANSLATE_NOOP(
            "CardTerminal",
            "{amount} on receipt {receipt} is being given back, and the terminal has not confirmed it.",
        )
        todo = QT_TRANSLATE_NOOP("CardTerminal", "Let the till look again, or look at the terminal's slip.")
    else:
        text = QT_TRANSLATE_NOOP(
            "CardTerminal", "{amount} was charged on receipt {receipt}, and no sale has it."
        )
        todo = QT_TRANSLATE_NOOP(
            "CardTerminal", "Let the till give it back, or reverse it on the terminal by hand."
        )
    return _say(text).format(amount=amount_text, receipt=intent.receipt_no), _say(todo)
