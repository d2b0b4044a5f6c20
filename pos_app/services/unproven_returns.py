"""Goods come back without a receipt: at the lowest price they had of late, with a reason, and seldom alone.

A cashier hands out so much a day in this way as their role says; beyond that somebody allows it on the spot. What other
tills handed out today in the same cashier's name is not known here: the server sees it, and lists every such return.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.price_history import Audience, lowest_before, spans
from pos_app.domain.rights import Right, Wish
from pos_app.domain.tender import TenderKind
from pos_app.services.memberships import membership_in
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now, decide
from pos_app.services.returning import TakenBack
from pos_app.services.till_store import PrintJob, PrintKind, PrintState

if TYPE_CHECKING:  # nobody brings anything back before the first scan
    from pos_app.domain.loyalty.decision import Context
    from pos_app.domain.loyalty.reversal import Reversal
    from pos_app.domain.returned import Slip

REASONS = ("defective", "unwanted", "gift", "other")
"""Why goods come back: the words stand in facts."""


@dataclass(frozen=True, slots=True)
class UnprovenQuote:
    """What it would mean. ``goods`` stand at the prices that are paid; ``today_minor`` is what the cashier handed out
    today already for other goods without a receipt.
    """

    goods: Basket
    reversal: Reversal
    context: Context
    today_minor: int


def quote_unproven(ports: Ports, cashier_id: str, basket: Basket, way: TenderKind) -> UnprovenQuote:
    """What goes back for the goods of a basket, in cash or to a card. Nothing is written. Run on the store thread.

    Raises :class:`~pos_app.domain.errors.Refused` ``RETURN_MEMBERSHIP``, and as
    :func:`~pos_app.domain.unproven_return.at_lowest` and :func:`~pos_app.domain.unproven_return.unproven_reversal` do.
    """
    from pos_app.domain.sale import reckon
    from pos_app.domain.unproven_return import at_lowest, unproven_reversal

    if (line := membership_in(ports, basket)) is not None:
        raise Refused(Refusal.RETURN_MEMBERSHIP, article=line.article.name)
    context = context_now(ports)
    goods = at_lowest(basket, _lowest(ports, basket, context.at_ms))
    priced, _ = reckon(goods, (), decide(ports, goods, None, (), context))
    with ports.store.unit_of_work() as work:
        today = work.unproven_minor(cashier_id, context.business_date, goods.currency.code)
    return UnprovenQuote(goods, unproven_reversal(goods, priced, way), context, today)


def wish_of(quoted: UnprovenQuote) -> Wish:
    """The right that it takes: so much on this day, with what went before."""
    return Wish(Right.RETURN_UNPROVEN, quoted.today_minor + quoted.reversal.refund.handed_minor)


def take_unproven(
    ports: Ports,
    cashier_id: str,
    quoted: UnprovenQuote,
    reason: str,
    slips: tuple[Slip, ...] = (),
    approved_by: str = "",
) -> TakenBack:
    """Take the goods back as quoted, in one transaction, and forget the basket that they stood in; returns once it is
    durable. Run on the store thread.

    Raises :class:`~pos_app.domain.errors.Refused` ``SLIP_REFERENCE_NEEDED`` or ``CARD_NOT_PAID``, and ``ValueError``
    for a reason that is none of :data:`REASONS`.
    """
    from pos_app.domain.unproven_return import bring_back_unproven
    from pos_app.services.credit_notes import new_note

    if reason not in REASONS:
        raise ValueError(f"{reason!r} is no reason to bring goods back")
    return_id, note = ports.ids.new_id(), None
    if any(back.kind is TenderKind.CREDIT_NOTE for back in quoted.reversal.refund.tenders):
        note = new_note(ports, return_id, quoted.context)
    with ports.store.unit_of_work() as work:
        returned = bring_back_unproven(
            return_id=return_id,
            receipt_number=work.next_receipt_number(),
            seller=ports.counter.seller(cashier_id),
            goods=quoted.goods,
            reversal=quoted.reversal,
            slips=slips,
            context=quoted.context,
            reason=reason,
            approved_by=approved_by,
            note=note,
        )
        job = PrintJob(
            ports.ids.new_id(),
            returned.return_id,
            PrintKind.RECEIPT,
            PrintState.QUEUED,
            quoted.context.at_ms,
            open_drawer=any(tender.kind is TenderKind.CASH for tender in returned.tenders),
        )
        sequence = work.add_return(returned, job)
        if ports.books is not None:
            ports.books.took_back(work, returned, sequence)
        work.save_open_basket(None)
        work.commit()
    return TakenBack(returned, sequence, job)


def _lowest(ports: Ports, basket: Basket, now_ms: int) -> dict[str, int]:
    """The lowest price that each article had for everybody in the last 30 days, where prices are remembered."""
    found: dict[str, int] = {}
    if ports.prices is None:
        return found
    for article_id in {line.article.article_id for line in basket.lines}:
        history = spans(ports.prices.entries(article_id), now_ms)
        lowest = lowest_before(history, Audience.EVERYBODY, now_ms + 1, ports.clock.offset_minutes)
        if lowest is not None:
            found[article_id] = lowest
    return found
