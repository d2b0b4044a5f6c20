"""What happened at a till that is no sale, kept as a row for reports and whoever checks the books."""

from __future__ import annotations

from pos_app.domain.counter_event import CounterEventKind
from sync.protocol.envelope import Envelope
from sync.protocol.v1 import counter_facts
from sync.protocol.v1.counter_facts import CounterEventV1
from sync.protocol.v1.price_messages import PriceEntryV1
from sync.server.book.shelf_prices import set_price
from sync.server.intake.effects import Effects, Place
from sync.server.schema.counter_event_tables import counter_event
from sync.server.slate.slate import Slate


def apply_counter_event(slate: Slate, place: Place, envelope: Envelope) -> Effects:
    """Write an event's row. A kind that a newer till wrote is kept under its own word (FACTS-NEVER-REJECTED)."""
    event = counter_facts.read_counter_event(envelope.body)
    effects = Effects()
    seller = event.seller
    sent_by = (place.company_id, place.enrolled_as, place.store_id)
    if (seller.company_id, seller.till_id, seller.store_id) != sent_by:
        effects.flag("seller-differs", "the fact names another company, store or till than sent it")
    slate.add(
        counter_event,
        {
            "company_id": place.company_id,
            "till_id": place.till_id,
            "sequence": envelope.sequence,
            "event_id": event.event_id,
            "store_id": place.store_id,
            "kind": event.kind,
            "cashier_id": seller.cashier_id,
            "approved_by": event.approved_by,
            "business_date": event.business_date,
            "at_ms": event.at_ms,
            "currency": event.currency_code,
            "amount_minor": event.amount_minor,
            "before_minor": event.before_minor,
            "reason": event.reason,
            "subject": event.subject,
            "received_ms": place.now_ms,
        },
    )
    if event.kind == CounterEventKind.SHELF_PRICE_CHANGED:
        _set_price(slate, place, event, effects)
    return effects


def _set_price(slate: Slate, place: Place, event: CounterEventV1, effects: Effects) -> None:
    """The other tills of the store are told. One that runs until its day keeps that day; one that holds at once takes
    its place now (SERVER-ORDER).
    """
    if event.amount_minor <= 0:
        effects.flag(
            "price-not-positive", "a price of nothing or less was set at a till; no other till is told"
        )
        return
    planned = event.from_ms > event.at_ms
    entry = PriceEntryV1(
        event.event_id,
        event.amount_minor,
        event.from_ms if planned else max(min(event.at_ms, place.now_ms), 0),
        event.from_ms if planned else place.now_ms,
        planned,
    )
    if not set_price(
        *(slate.connection, place.company_id, event.subject, place.store_id, entry), now_ms=place.now_ms
    ):
        effects.flag("price-of-nothing", "a price was set for an article that is not in the catalogue")
