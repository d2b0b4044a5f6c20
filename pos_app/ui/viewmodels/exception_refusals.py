"""Sentences for what is refused beside selling: rights, other prices, goods that come back."""

from __future__ import annotations

from pos_app.domain.errors import Refusal
from pos_app.ui.marks import QT_TRANSLATE_NOOP

EXCEPTION_SENTENCES: dict[Refusal, str] = {
    Refusal.PRICE_ON_LABEL: QT_TRANSLATE_NOOP(
        "Refusal", "What {article} costs is on its label or card. Take the line away and add it anew."
    ),
    Refusal.SHELF_PRICE_ASKED: QT_TRANSLATE_NOOP(
        "Refusal", "{article} has no price of its own: it is typed with each sale."
    ),
    Refusal.SHELF_PRICE_SAME: QT_TRANSLATE_NOOP("Refusal", "That is what {article} costs already."),
    Refusal.SHELF_PRICE_PROTECTED: QT_TRANSLATE_NOOP(
        "Refusal", "{article} may not be sold at a reduced price, so it gets no cheaper here."
    ),
    Refusal.SHELF_PRICE_FIXED: QT_TRANSLATE_NOOP(
        "Refusal", "What {article} costs is not decided in this store, and not changed here."
    ),
    Refusal.APPROVER_MAY_NOT: QT_TRANSLATE_NOOP(
        "Refusal", "{name} may not allow this either. Call somebody who may."
    ),
    Refusal.APPROVER_IS_ASKER: QT_TRANSLATE_NOOP(
        "Refusal", "This takes two people. Somebody else has to allow it."
    ),
    Refusal.APPROVER_CARD_UNKNOWN: QT_TRANSLATE_NOOP(
        "Refusal", "This is nobody's own card here. Use a PIN instead."
    ),
    Refusal.NOBODY_MAY_APPROVE: QT_TRANSLATE_NOOP(
        "Refusal", "Nobody in this shop may allow this. The office gives somebody the right."
    ),
    Refusal.RETURN_NO_SUCH_RECEIPT: QT_TRANSLATE_NOOP(
        "Refusal",
        "This till has sold nothing under receipt number {number}. Look at the till's number on the receipt.",
    ),
    Refusal.RETURN_ALL_BACK: QT_TRANSLATE_NOOP(
        "Refusal", "Everything on receipt {number} has come back already, last on {when}."
    ),
    Refusal.RETURN_SERVER_AWAY: QT_TRANSLATE_NOOP(
        "Refusal",
        "Another till sold this, and the server does not answer. Take the goods back there, or try again later.",
    ),
    Refusal.RETURN_OTHER_SHOP: QT_TRANSLATE_NOOP(
        "Refusal",
        "This shop sold nothing under that receipt, or its till has not sent it yet. Take the goods back there.",
    ),
    Refusal.RETURN_MEMBERSHIP: QT_TRANSLATE_NOOP(
        "Refusal", "{article} is a membership: it comes back with its receipt only, or is cancelled (Ctrl K)."
    ),
    Refusal.RETURN_WORTHLESS: QT_TRANSLATE_NOOP(
        "Refusal", "These goods cost nothing, so there is nothing to pay back."
    ),
    Refusal.EXCHANGE_NO_GOODS: QT_TRANSLATE_NOOP(
        "Refusal", "Nothing is on the counter. Scan the goods that the customer takes instead first."
    ),
    Refusal.EXCHANGE_NOTHING: QT_TRANSLATE_NOOP(
        "Refusal",
        "Points and gift cards go back where they came from. Take the goods back first, then sell the others.",
    ),
    Refusal.EXCHANGE_CHANGED: QT_TRANSLATE_NOOP(
        "Refusal", "More came back on that receipt meanwhile. Scan it again; the goods on the counter stay."
    ),
    Refusal.RETURN_NOT_ON_RECEIPT: QT_TRANSLATE_NOOP("Refusal", "{article} is not on this receipt."),
}
