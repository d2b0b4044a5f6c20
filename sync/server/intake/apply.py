"""From a fact to its effects: which kind is kept by whom.

A completed sale is always stored; a rule it breaks becomes a flag (FACTS-NEVER-REJECTED). Whatever cannot be decoded
or applied raises, and the caller parks the record (POISON-ASIDE).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection

from pos_app.domain.exchange import paid_by_goods
from pos_app.domain.sale import Sale
from pos_app.domain.tender import TenderKind
from pos_app.domain.visit import Visit
from sync.protocol.envelope import Envelope
from sync.protocol.v1 import counter_facts, member_facts, period_facts, return_facts
from sync.protocol.v1 import facts as facts_v1
from sync.server.book.keeping import keep
from sync.server.book.purchases import parts_of_sale
from sync.server.holding.gift_cards import keep_gift_cards, names_a_gift_card
from sync.server.holding.hubs import note_things_used
from sync.server.intake.awaiting import memberships_in, the_sale
from sync.server.intake.cancelling import apply_cancelled
from sync.server.intake.claiming import apply_late_claim
from sync.server.intake.consenting import apply_consent_changed
from sync.server.intake.counter_events import apply_counter_event
from sync.server.intake.deposit_slips import keep_deposit_slips
from sync.server.intake.effects import CannotApply, Effects, Place, check_own_card, enrolled_as
from sync.server.intake.joining import apply_enrolled
from sync.server.intake.periods import apply_drawer_count, apply_period_report
from sync.server.intake.replay import business_day, check_money, check_rules, check_visit, replay
from sync.server.intake.returns import apply_return, check_exchange, undo_return
from sync.server.intake.sales import write_day, write_sale
from sync.server.programmes import pinned
from sync.server.slate.slate import Slate

__all__ = [
    "LOOKING_BACK",
    "CannotApply",
    "Effects",
    "Place",
    "apply_fact",
    "apply_what_waited",
    "enrolled_as",
]

LOOKING_BACK = frozenset({return_facts.RETURN, member_facts.LATE_CLAIM})
"""Kinds whose effects need the record of an earlier sale, which may stand in the same batch."""


def apply_fact(slate: Slate, place: Place, envelope: Envelope) -> Effects:
    """Write the effects of one record. Raises for a record that cannot be read or applied."""
    handler = _HANDLERS.get((envelope.version, envelope.kind))
    if handler is None:
        raise CannotApply(f"kind {envelope.kind[:40]!r} in version {envelope.version} is not known here")
    return handler(slate, place, envelope)


def apply_what_waited(slate: Slate, place: Place, envelope: Envelope) -> Effects:
    """Write the effects of a record that waited for what has come now."""
    return _AFTERWARDS[envelope.version, envelope.kind](slate, place, envelope)


def _apply_signed_in(_slate: Slate, _place: Place, envelope: Envelope) -> Effects:
    facts_v1.decode_signed_in(envelope.body)
    return Effects()


def _apply_sale(slate: Slate, place: Place, envelope: Envelope) -> Effects:
    sale = place.fact if isinstance(place.fact, Sale) else facts_v1.decode_sale(envelope.body)
    effects = Effects(receipt_number=sale.receipt_number)
    day = business_day(sale) or _utc_day(place.now_ms)
    write_sale(slate, place, envelope.sequence, sale, day)
    write_day(slate, place, sale, day)
    effects.flags += check_rules(
        sale,
        company_id=place.company_id,
        till_id=place.enrolled_as,
        store_id=place.store_id,
        last_receipt=place.last_receipt,
    )
    effects.flags += check_money(sale)
    rules = pinned(slate, sale.decision.programmes, place.programmes)
    effects.flags += replay(sale, rules)
    if paid_by_goods(sale.tenders) is not None:
        check_exchange(slate.connection, place, sale, effects)
    if names_a_gift_card(sale):
        keep_gift_cards(slate.connection, place, sale, envelope.fact_id, day, effects)
    if any(tender.kind is TenderKind.DEPOSIT_SLIP for tender in sale.tenders):
        keep_deposit_slips(slate.connection, place, sale, envelope.fact_id, effects)
    if sale.member is not None:
        check_own_card(slate, sale.seller, sale.member.member_id, effects)
        keep(
            *(slate, place, sale.member, sale.decision, sale.context, envelope.fact_id, effects),
            pinned=rules,
            articles=[line.article.article_id for line in sale.basket.lines],
            parts=parts_of_sale(sale),
            tenders=sale.tenders,
            lease_id=sale.lease_id,
        )
        effects.brought |= {*memberships_in(sale.member.member_id, sale.decision)}
        if sale.lease_id:
            note_things_used(
                *(slate.connection, place.company_id, place.till_id, sale.lease_id, sale.basket.basket_id),
                now_ms=place.now_ms,
            )
    effects.brought.add(the_sale(sale.sale_id))
    return effects


def _apply_visit(slate: Slate, place: Place, envelope: Envelope) -> Effects:
    visit = place.fact if isinstance(place.fact, Visit) else member_facts.decode_visit(envelope.body)
    effects = Effects()
    rules = pinned(slate, visit.decision.programmes, place.programmes)
    effects.flags += check_visit(
        *(visit, rules), company_id=place.company_id, till_id=place.enrolled_as, store_id=place.store_id
    )
    keep(
        *(slate, place, visit.member, visit.decision, visit.context, envelope.fact_id, effects),
        pinned=rules,
        lease_id=visit.lease_id,
    )
    if visit.lease_id and visit.basket_id:
        note_things_used(
            *(slate.connection, place.company_id, place.till_id, visit.lease_id, visit.basket_id),
            now_ms=place.now_ms,
        )
    effects.brought |= {*memberships_in(visit.member.member_id, visit.decision)}
    return effects


def _by_connection(
    handler: Callable[[Connection, Place, Envelope], Effects],
) -> Callable[[Slate, Place, Envelope], Effects]:
    """A handler that looks far back, with statements of its own."""
    return lambda slate, place, envelope: handler(slate.connection, place, envelope)


_HANDLERS: Mapping[tuple[int, str], Callable[[Slate, Place, Envelope], Effects]] = {
    (facts_v1.VERSION, facts_v1.SALE): _apply_sale,
    (facts_v1.VERSION, facts_v1.SIGNED_IN): _apply_signed_in,
    (facts_v1.VERSION, member_facts.VISIT): _apply_visit,
    (facts_v1.VERSION, counter_facts.COUNTER_EVENT): apply_counter_event,
    (facts_v1.VERSION, period_facts.DRAWER_COUNT): apply_drawer_count,
    (facts_v1.VERSION, period_facts.PERIOD_REPORT): apply_period_report,
    (facts_v1.VERSION, return_facts.RETURN): _by_connection(apply_return),
    (facts_v1.VERSION, member_facts.ENROLLED): _by_connection(apply_enrolled),
    (facts_v1.VERSION, member_facts.MEMBERSHIP_CANCELLED): _by_connection(apply_cancelled),
    (facts_v1.VERSION, member_facts.LATE_CLAIM): _by_connection(apply_late_claim),
    (facts_v1.VERSION, member_facts.CONSENT_CHANGED): _by_connection(apply_consent_changed),
}

_AFTERWARDS: Mapping[tuple[int, str], Callable[[Slate, Place, Envelope], Effects]] = {
    (facts_v1.VERSION, return_facts.RETURN): _by_connection(undo_return),
    (facts_v1.VERSION, member_facts.MEMBERSHIP_CANCELLED): _by_connection(apply_cancelled),
    (facts_v1.VERSION, member_facts.LATE_CLAIM): _by_connection(apply_late_claim),
}
"""Those that may have to wait, and what is left to do when their wait is over."""


def _utc_day(now_ms: int) -> str:
    return datetime.fromtimestamp(now_ms // 1000, tz=UTC).date().isoformat()
