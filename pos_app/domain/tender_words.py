"""What each way to pay is called on paper and in reports: one table, so that no list leaves one out."""

from __future__ import annotations

from collections.abc import Mapping

from pos_app.domain.receipt_parts import plain
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.return_words import return_words_for
from pos_app.domain.tender import BY_NUMBER, STORED, Tender, TenderKind


def tender_names(words: ReceiptWords) -> Mapping[str, str]:
    """The name of every way to pay, by its kind's value."""
    return {
        TenderKind.CASH.value: words.cash,
        TenderKind.CARD.value: words.card,
        TenderKind.POINTS.value: words.points_tender,
        TenderKind.GIFT_CARD.value: words.gift_card,
        TenderKind.REGISTERED_CARD.value: words.registered_card,
        TenderKind.MOBILE.value: words.mobile,
        TenderKind.DEPOSIT_SLIP.value: words.deposit_slip,
        TenderKind.CREDIT_NOTE.value: words.credit_note,
        TenderKind.INVOICE.value: words.invoice,
        TenderKind.EXCHANGE.value: return_words_for(words.language).exchange,
    }


def tender_name(kind: str, words: ReceiptWords) -> str:
    """The name of one; of a kind that is newer than this till, its value."""
    return tender_names(words).get(kind, kind)


def tender_text(tender: Tender, words: ReceiptWords) -> str:
    """A payment on a receipt: its name, with the number of its slip or the last digits of its purse."""
    name = tender_name(tender.kind.value, words)
    if tender.kind in BY_NUMBER or tender.kind is TenderKind.DEPOSIT_SLIP:
        return f"{name} {plain(tender.slip_reference)}"
    if tender.kind in STORED and tender.gift_card is not None and tender.gift_card.number_end:
        return f"{name} **{tender.gift_card.number_end}"
    return name
