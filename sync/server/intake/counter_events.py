"""What happened at a till that is no sale, kept as a row for reports and whoever checks the books."""

from __future__ import annotations

from sync.protocol.envelope import Envelope
from sync.protocol.v1 import counter_facts
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
    return effects
