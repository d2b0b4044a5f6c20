"""What an article costs in this store: looked up with all that belongs to it, and changed for a reason.

A change holds at this till as soon as it is durable, at the store's other tills once they and this one have synced. It
is a record of the journal with its time, its author and whoever allowed it.
"""

from __future__ import annotations

from pos_app.domain.basket import check_price
from pos_app.domain.catalogue import Article, Protection
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.price_history import day_start, local_day_number
from pos_app.domain.rights import Approval, Right, Wish
from pos_app.services.counter_acts import journal
from pos_app.services.counter_events import event_now
from pos_app.services.ports import Ports

_FIXED = frozenset({Protection.FIXED_PRICE_BOOK, Protection.DEPOSIT, Protection.GIFT_CARD, Protection.FEE})
"""What somebody else than the store sets the price of, or nobody does."""


def check_change(article: Article, price_minor: int) -> None:
    """Whether an article may cost that.

    Raises :class:`Refused`: ``PRICE_NOT_POSITIVE``, ``PRICE_TOO_LARGE``, ``SHELF_PRICE_ASKED`` (it has no price: the
    cashier is asked), ``SHELF_PRICE_FIXED`` (books with a fixed price, deposits, gift cards, fees),
    ``SHELF_PRICE_SAME``, ``SHELF_PRICE_PROTECTED`` (alcohol, tobacco, medicine, infant formula: what may not be
    discounted gets no cheaper at a till either).
    """
    check_price(price_minor)
    if article.price_minor is None:
        raise Refused(Refusal.SHELF_PRICE_ASKED, article=article.name)
    if article.protection in _FIXED:
        raise Refused(Refusal.SHELF_PRICE_FIXED, article=article.name)
    if price_minor == article.price_minor:
        raise Refused(Refusal.SHELF_PRICE_SAME, article=article.name)
    if article.is_protected and price_minor < article.price_minor:
        raise Refused(Refusal.SHELF_PRICE_PROTECTED, article=article.name)


def change_wish(article: Article, price_minor: int) -> Wish:
    """The right that a change takes: by how much one unit becomes dearer or cheaper."""
    return Wish(Right.SHELF_PRICE, abs((article.price_minor or 0) - price_minor))


def change_price(
    ports: Ports, approval: Approval, article: Article, price_minor: int, reason: str, from_ms: int = 0
) -> CounterEvent:
    """Journal the price; from then on it holds here, or once ``from_ms`` (ms UTC) has come.

    Raises :class:`Refused` as :func:`check_change` does, and where prices are nobody's to change (practice)
    ``SHELF_PRICE_FIXED``. Run on the store thread.
    """
    check_change(article, price_minor)
    if ports.prices is None:
        raise Refused(Refusal.SHELF_PRICE_FIXED, article=article.name)
    happened = event_now(
        ports,
        approval.asked_by,
        CounterEventKind.SHELF_PRICE_CHANGED,
        amount_minor=price_minor,
        before_minor=article.price_minor or 0,
        reason=reason,
        subject=article.article_id,
        approved_by=approval.approved_by,
        from_ms=from_ms,
    )
    journal(ports, happened)
    ports.prices.noted()
    return happened


def tomorrow_ms(ports: Ports) -> int:
    """When the store's next day begins (ms UTC), whether this one has 23, 24 or 25 hours."""
    offset = ports.clock.offset_minutes
    return day_start(local_day_number(ports.clock.now_ms(), offset) + 1, offset)
