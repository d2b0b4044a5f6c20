"""Credit notes (tilgodelapp): what a customer is owed for goods that came back, on paper, to be spent here later.

A note is a purse like a gift card's: it is held, lent and spent in the same way, its number is known by its keyed hash
alone, and it lives three years (foreldelsesloven § 2). Its VAT went back with the goods, so it buys anything. In the
books it is a payment of its own (12010), going out by a return and coming in by a sale.
"""

from __future__ import annotations

from pos_app.domain.exchange import agree, ways_back
from pos_app.domain.loyalty.reversal import Reversal
from pos_app.domain.returned import Return, is_money
from pos_app.domain.tender import Tender, TenderKind


def note_minor(reversal: Reversal) -> int:
    """How much of a return a note may take the place of: all that would go back as money."""
    return sum(back.amount_minor for back in reversal.refund.tenders if is_money(back.kind))


def issued(returned: Return) -> Tender | None:
    """The note that a return made; one that had paid for the goods and gets its own money back is none (it names its
    redemption).
    """
    for tender in returned.tenders:
        if tender.kind is TenderKind.CREDIT_NOTE and not tender.redemption_id:
            return tender
    return None


def went_as_said(returned: Return) -> bool:
    """Whether what went back is what the reversal says, but for a note in the place of all money, or for the part that
    paid for other goods.
    """
    if issued(returned) is None or returned.unproven is not None:
        return agree(returned.tenders, returned.reversal)
    kept = [
        (back.kind, back.amount_minor) for back in ways_back(returned.reversal) if not is_money(back.kind)
    ]
    went = [(each.kind, each.amount_minor) for each in returned.tenders]
    return went == [*kept, (TenderKind.CREDIT_NOTE, note_minor(returned.reversal))]
