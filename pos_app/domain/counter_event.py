"""What happens at the counter that is no sale, return or visit: each is a fact, for whoever looks at the day later.

Bookkeeping rules ask for far more than sales (Norway: the Cash Register Systems Regulation of 2015, §§ 2-5 to 2-8). The
kinds here are the trade's own words; which code a tax office gives to each is said where its file is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.sale import Seller

LONGEST_REASON = 80
"""Characters of a reason that somebody typed."""


class CounterEventKind(StrEnum):
    """What happened. Values are frozen: they stand in journals."""

    TILL_STARTED = "till-started"
    TILL_STOPPED = "till-stopped"
    PROGRAM_CHANGED = "program-changed"
    """Another version of the program than the one before, from this start on; ``reason`` names it."""
    SIGNED_OUT = "signed-out"
    DRAWER_OPENED = "drawer-opened"
    PAID_IN = "paid-in"
    PAID_OUT = "paid-out"
    DROP = "drop"
    COPY_PRINTED = "copy-printed"
    PROVISIONAL_PRINTED = "provisional-printed"
    DELIVERY_PRINTED = "delivery-printed"
    GIFT_RECEIPT_PRINTED = "gift-receipt-printed"
    TRAINING_PRINTED = "training-printed"
    CARD_SLIP_PRINTED = "card-slip-printed"
    SALE_WITHOUT_RECEIPT = "sale-without-receipt"
    PARKED = "parked"
    RESUMED = "resumed"
    PRICE_LOOKED_UP = "price-looked-up"
    PRICE_CHANGED = "price-changed"
    SHELF_PRICE_CHANGED = "shelf-price-changed"
    """The price of an article from now (or a day) on, for the whole store; ``price-changed`` is one line's."""
    LINE_CORRECTED = "line-corrected"
    VOIDED = "voided"
    AGE_REFUSED = "age-refused"
    TRAINING_ON = "training-on"
    TRAINING_OFF = "training-off"
    APPROVAL_REFUSED = "approval-refused"
    X_REPORT = "x-report"
    Z_REPORT = "z-report"
    DAY_CLOSED = "day-closed"
    JOURNAL_EXPORTED = "journal-exported"
    OTHER = "other"
    """Also what a kind reads as that a newer program wrote: the record keeps its own word."""


CASH_KINDS = frozenset({CounterEventKind.PAID_IN, CounterEventKind.PAID_OUT, CounterEventKind.DROP})
"""Those whose amount is cash that comes into the drawer or leaves it, with its sign."""


@dataclass(frozen=True, slots=True)
class CounterEvent:
    """One thing that happened, by whom and when. Nothing in it names a customer.

    ``event_id`` is a UUIDv7. ``approved_by`` is the cashier id of whoever allowed it, "" where nobody had to.
    ``at_ms`` is the till's clock (UTC), ``offset_minutes`` what the store's clock was ahead of it.

    ``amount_minor`` by kind: paid-in positive, paid-out and drop negative (what the drawer changes by); line-corrected
    what the line fell by, negative; price-changed and shelf-price-changed the new price, with the old one in
    ``before_minor``; price-looked-up the price; a void, a parked basket, a copy or another slip its total (a return's
    negative); else 0. ``reason`` is a code or a short text (of age-refused the years, of price-looked-up the article's
    group), ``subject`` the id of what it was about: a sale, a return, a basket, an article, a report, a drawer's
    session.
    """

    event_id: str
    kind: CounterEventKind
    seller: Seller
    at_ms: int
    offset_minutes: int
    business_date: str
    currency_code: str
    amount_minor: int = 0
    before_minor: int = 0
    reason: str = ""
    subject: str = ""
    approved_by: str = ""
    from_ms: int = 0
    """Of a shelf price: the instant (ms UTC) from which it was planned to hold; 0 for at once."""
