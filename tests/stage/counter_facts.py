"""Facts of the counter that are no sale: somebody who joins, a visit, a cancellation, a late claim, a consent, cash."""

from __future__ import annotations

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.enrolment import ConsentGiven, Enrolment, Person
from pos_app.domain.loyalty.decision import (
    Consumption,
    Context,
    Decision,
    MemberView,
    Posting,
    PostingKind,
    Wishes,
)
from pos_app.domain.sale import Seller
from pos_app.domain.visit import ConsentChanged, LateClaim, MembershipCancelled, Visit
from tests.stage import goods
from tests.stage.tills import fact_id

NEW_KEY = bytes(range(64, 96))
SELLER = Seller(goods.COMPANY, goods.STORE, goods.TILL, 2, "ingrid")
BORIS = Person(
    "Борис Петров", card_number="9578000000000999", phone="+4790011222", birthday_month=2, birthday_day=29
)
BORIS_ID = fact_id(0xB0)


def enrolment(number: int = 1, *, member_id: str = BORIS_ID, referrer_id: str = goods.MEMBER_ID) -> Enrolment:
    """Boris joins, brought by Ada, and lets the shop write to him."""
    return Enrolment(
        enrolment_id=fact_id(0xE0000 + number),
        member_id=member_id,
        seller=SELLER,
        at_ms=goods.AT_MS,
        offset_minutes=60,
        joined_on="2026-03-01",
        consents=(ConsentGiven("sale-alerts", "We may write to you about sales."),),
        referrer_id=referrer_id,
    )


def visit(
    number: int = 1, *, member: MemberView | None = None, points: int = 25, code: str = "STAR-1"
) -> Visit:
    """Ada claims a code from a bag of coffee."""
    at = goods.context()
    context = Context(
        at.company_id,
        at.store_id,
        at.channel,
        at.currency,
        at.at_ms,
        at.offset_minutes,
        at.business_date,
        wishes=Wishes(claims=(code,)),
    )
    decision = Decision(
        postings=(Posting(PostingKind.EARN, "poeng", "points", points, "bag"),),
        consumes=(Consumption(f"code:{code}", "poeng", "bag", 1, "day", at.business_date),),
    )
    return Visit(fact_id(0xF0000 + number), SELLER, member or goods.member(), context, decision)


def cancelled(number: int = 1, *, member_id: str = goods.MEMBER_ID) -> MembershipCancelled:
    """Ada does not renew."""
    return MembershipCancelled(fact_id(0xC0000 + number), SELLER, member_id, "klubb", "plus", goods.AT_MS)


def late_claim(number: int = 1, *, member_id: str = goods.MEMBER_ID, sale_id: str = "") -> LateClaim:
    """Ada brings yesterday's receipt."""
    return LateClaim(
        fact_id(0xD0000 + number), SELLER, member_id, sale_id or fact_id(0x5A001), goods.AT_MS + 1
    )


def consent(
    number: int = 1, *, member_id: str = goods.MEMBER_ID, given: bool = True, at_ms: int = goods.AT_MS + 2
) -> ConsentChanged:
    """Ada lets the shop write to her, or no longer."""
    words = "We may write to you about sales."
    return ConsentChanged(fact_id(0x60000 + number), SELLER, member_id, "sale-alerts", words, given, at_ms)


def paid_out(number: int = 1, *, subject: str = "", at_ms: int = goods.AT_MS + 3) -> CounterEvent:
    """A hundred kroner for milk, allowed by the manager."""
    return CounterEvent(
        fact_id(0x70000 + number),
        CounterEventKind.PAID_OUT,
        SELLER,
        at_ms,
        60,
        "2026-03-01",
        "NOK",
        amount_minor=-10000,
        reason="milk",
        subject=subject,
        approved_by="maren",
    )


def shelf_price(number: int = 1) -> CounterEvent:
    """Bread costs 39 kroner from the next midnight on, allowed by the manager."""
    return CounterEvent(
        fact_id(0x71000 + number),
        CounterEventKind.SHELF_PRICE_CHANGED,
        SELLER,
        goods.AT_MS + 4,
        60,
        "2026-03-01",
        "NOK",
        amount_minor=3900,
        before_minor=4900,
        reason="short-dated",
        subject="bread",
        approved_by="maren",
        from_ms=goods.AT_MS + 43_200_000,
    )
