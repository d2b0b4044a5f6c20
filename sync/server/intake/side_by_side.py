"""Which batches are taken in beside others, and whose books they will touch.

A sale, a visit, a sign-in, a counter event and an enrolment touch the books of few people, all of them named in the
fact. A fact that looks back (a return, a late claim, a cancellation) may move any book that its sale moved: its batch
is taken in alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from pos_app.domain.deposit_slip import slips_of
from pos_app.domain.enrolment import Enrolment
from pos_app.domain.gift_card import holder_of_card
from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.sale import Sale
from pos_app.domain.visit import Visit
from sync.protocol.v1 import counter_facts, facts, member_facts, period_facts
from sync.server.book.holders import holders_of
from sync.server.intake.arrivals import Arrival
from sync.server.intake.deposit_slips import turn_of_slip
from sync.server.turns import take_turns


def may_go_beside(arrivals: Sequence[Arrival]) -> bool:
    """Whether every record is of a kind that locks what it touches. One that cannot be read does nothing."""
    return all(each.envelope is None or each.envelope.kind in _NAMED for each in arrivals)


def take_turns_for(connection: Connection, company_id: str, arrivals: Sequence[Arrival]) -> frozenset[str]:
    """Have all books that these records will touch to ourselves, in the one order that everybody keeps: members and
    gift cards first, then the households behind them. Returns whose books they are.
    """
    names = {name for arrival in arrivals for name in _named(arrival)} - {""}
    take_turns(connection, company_id, names)
    if not names:
        return frozenset()
    holders = holders_of(connection, company_id, names)
    take_turns(connection, company_id, holders.values())
    return frozenset({*names, *holders.values()})


def _named(arrival: Arrival) -> Iterator[str]:
    envelope = arrival.envelope
    if envelope is None or envelope.version != facts.VERSION or envelope.kind not in _NAMED:
        return
    read, names_in = _NAMED[envelope.kind]
    try:
        arrival.fact = read(envelope.body)
        names = list(names_in(arrival.fact))
    except (msgspec.MsgspecError, ValueError, TypeError, LookupError, ArithmeticError):
        return  # it will be parked
    yield from (name for name in names if "\0" not in name)


def _of_sale(sale: Sale) -> Iterator[str]:
    if sale.member is not None:
        yield sale.member.member_id
    yield from _of_decision(sale.decision)
    cards = [line.gift_card for line in sale.basket.lines] + [tender.gift_card for tender in sale.tenders]
    yield from (holder_of_card(card.card_id) for card in cards if card is not None)
    yield from (turn_of_slip(slip.slip_reference) for slip in slips_of(sale))


def _of_visit(visit: Visit) -> Iterator[str]:
    yield visit.member.member_id
    yield from _of_decision(visit.decision)


def _of_enrolment(enrolment: Enrolment) -> Iterator[str]:
    yield from (enrolment.member_id, enrolment.referrer_id)


def _of_decision(decision: Decision) -> Iterator[str]:
    yield from (each.member_id for each in decision.postings)
    yield from (each.member_id for each in decision.coupons_issued)


def _of_nobody(_fact: object) -> Iterator[str]:
    yield from ()


_NAMED: Mapping[str, tuple[Callable[[bytes], object], Callable[[Any], Iterator[str]]]] = {
    facts.SALE: (facts.decode_sale, _of_sale),
    facts.SIGNED_IN: (facts.decode_signed_in, _of_nobody),
    counter_facts.COUNTER_EVENT: (counter_facts.read_counter_event, _of_nobody),
    period_facts.DRAWER_COUNT: (period_facts.decode_drawer_count, _of_nobody),
    period_facts.PERIOD_REPORT: (period_facts.decode_period_report, _of_nobody),
    member_facts.VISIT: (member_facts.decode_visit, _of_visit),
    member_facts.ENROLLED: (member_facts.decode_enrolled, _of_enrolment),
}
"""How a fact of each kind is read, and whom it names."""
