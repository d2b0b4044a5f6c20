"""Sentences for what the law refuses at the counter: ages, sale hours, much cash; and what the shop takes."""

from __future__ import annotations

from pos_app.domain.errors import Refusal
from pos_app.ui.marks import QT_TRANSLATE_NOOP

COUNTER_SENTENCES: dict[Refusal, str] = {
    Refusal.NOBODY_BORN_THEN: QT_TRANSLATE_NOOP(
        "Refusal", "That is no date of birth. Type day, month and year as they stand on the card."
    ),
    Refusal.TOO_YOUNG: QT_TRANSLATE_NOOP(
        "Refusal", "Too young: {years} years takes a birth on or before {day}. Leave the goods out."
    ),
    Refusal.NOT_SOLD_YET: QT_TRANSLATE_NOOP("Refusal", "{article} may not be sold before {since} today."),
    Refusal.NOT_SOLD_ANY_MORE: QT_TRANSLATE_NOOP(
        "Refusal", "{article} may not be sold after {until} today. Next: {day} from {since}."
    ),
    Refusal.NOT_SOLD_TODAY: QT_TRANSLATE_NOOP(
        "Refusal", "{article} may not be sold today. Next: {day} from {since}."
    ),
    Refusal.CASH_TOO_MUCH: QT_TRANSLATE_NOOP(
        "Refusal", "The law forbids {limit} or more in cash for one sale. Take a card for some of it."
    ),
    Refusal.INVOICE_ALONE: QT_TRANSLATE_NOOP(
        "Refusal",
        "An invoice is for the whole sale. Give back what was paid (Enter) and leave out deposit slips, or pay "
        "otherwise.",
    ),
    Refusal.INVOICE_FOR_GIFT_CARD: QT_TRANSLATE_NOOP(
        "Refusal", "Money on a gift card is paid at once. Take it off the sale, or choose another payment."
    ),
    Refusal.CUSTOMER_NAME_NEEDED: QT_TRANSLATE_NOOP(
        "Refusal", "Type the name of the organisation that pays."
    ),
    Refusal.ORGANISATION_NUMBER_WRONG: QT_TRANSLATE_NOOP(
        "Refusal", "That is no organisation number: a digit is missing or wrong. Look once more."
    ),
    Refusal.RECEIPT_NOT_DECLINED: QT_TRANSLATE_NOOP(
        "Refusal", "This sale needs its receipt: only a card that the till asked for itself may go without."
    ),
    Refusal.DEPOSIT_SLIP_TWICE: QT_TRANSLATE_NOOP(
        "Refusal", "The deposit slip {number} is on this sale already. It counts once."
    ),
    Refusal.DEPOSIT_SLIP_USED: QT_TRANSLATE_NOOP(
        "Refusal", "The deposit slip {number} was paid out before, on receipt {receipt}. It counts once."
    ),
    Refusal.DEPOSIT_SLIP_AMOUNT: QT_TRANSLATE_NOOP(
        "Refusal",
        "No machine gives a deposit slip like {number}. Look at it, and ask whoever minds the machine.",
    ),
    Refusal.DEPOSIT_SLIP_NO_GOODS: QT_TRANSLATE_NOOP(
        "Refusal", "That line is a deposit slip: it stays as it is, or Del takes it away."
    ),
    Refusal.CREDIT_NOTE_PAYS: QT_TRANSLATE_NOOP(
        "Refusal", "That is a credit note: it pays. Press Enter, choose Credit note, then scan it."
    ),
    Refusal.TENDER_NOT_TAKEN: QT_TRANSLATE_NOOP(
        "Refusal", "This shop does not take that kind of payment. Choose another."
    ),
}
