"""What a cashier does at the counter beside selling, each journalled before it is done (DURABLE-FIRST).

A basket that is given up, a drawer that opens without a sale, a line that is taken away or sold for another price: none
of them is a sale, and each of them is what an owner looks at who misses money.
"""

from __future__ import annotations

from pos_app.domain.basket import Basket, Line, PriceOverride, override_price, taken_back
from pos_app.domain.catalogue import Article
from pos_app.domain.counter_event import LONGEST_REASON, CounterEvent, CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.rights import Approval, Right, Wish
from pos_app.services.counter_events import event_now
from pos_app.services.ports import Ports


def journal(ports: Ports, happened: CounterEvent) -> CounterEvent:
    """Write it, and return once it is durable. Run on the store thread."""
    with ports.store.unit_of_work() as work:
        work.add_counter_event(happened)
        work.commit()
    return happened


def void_wish(total_minor: int) -> Wish:
    """The right that giving a basket up takes."""
    return Wish(Right.VOID, total_minor)


def void_basket(
    ports: Ports, approval: Approval, basket: Basket, total_minor: int, reason: str
) -> CounterEvent:
    """Give the basket on the counter up before it is paid: journalled and gone from the counter in one transaction.

    Raises :class:`Refused` ``BASKET_EMPTY``. After a payment there is no void, only a return. Run on the store thread.
    """
    if basket.is_empty:
        raise Refused(Refusal.BASKET_EMPTY)
    happened = event_now(
        ports,
        approval.asked_by,
        CounterEventKind.VOIDED,
        amount_minor=total_minor,
        reason=reason,
        subject=basket.basket_id,
        approved_by=approval.approved_by,
    )
    with ports.store.unit_of_work() as work:
        work.add_counter_event(happened)
        work.save_open_basket(None)
        work.commit()
    return happened


def open_drawer(ports: Ports, approval: Approval, reason: str) -> CounterEvent:
    """The drawer is to open without a sale; only after this returned may it. Run on the store thread."""
    return journal(
        ports,
        event_now(
            ports,
            approval.asked_by,
            CounterEventKind.DRAWER_OPENED,
            reason=reason,
            approved_by=approval.approved_by,
        ),
    )


def training(ports: Ports, approval: Approval, *, begins: bool) -> CounterEvent:
    """Practice begins, or is over: the till's own journal says so, and nothing else of it. Run on the store thread."""
    kind = CounterEventKind.TRAINING_ON if begins else CounterEventKind.TRAINING_OFF
    return journal(ports, event_now(ports, approval.asked_by, kind, approved_by=approval.approved_by))


def training_slip_printed(ports: Ports, cashier_id: str, total_minor: int) -> CounterEvent:
    """A slip of practice is counted with its total; the sale itself is nowhere. Run on the store thread."""
    kind = CounterEventKind.TRAINING_PRINTED
    return journal(ports, event_now(ports, cashier_id, kind, amount_minor=total_minor))


def price_looked_up(ports: Ports, cashier_id: str, article: Article) -> CounterEvent:
    """A price was shown and nothing sold; X and Z count it by the article's group. Run on the store thread."""
    return journal(
        ports,
        event_now(
            ports,
            cashier_id,
            CounterEventKind.PRICE_LOOKED_UP,
            amount_minor=article.price_minor or 0,
            reason=article.category_id[:LONGEST_REASON],
            subject=article.article_id,
        ),
    )


def age_refused(ports: Ports, cashier_id: str, article: Article) -> CounterEvent:
    """Goods were left out because nobody showed that the customer is old enough. Run on the store thread."""
    return journal(
        ports,
        event_now(
            ports,
            cashier_id,
            CounterEventKind.AGE_REFUSED,
            reason=str(article.minimum_age),
            subject=article.article_id,
        ),
    )


def signed_out(ports: Ports, cashier_id: str) -> CounterEvent:
    """A cashier locked the till. Run on the store thread."""
    return journal(ports, event_now(ports, cashier_id, CounterEventKind.SIGNED_OUT))


def override_wish(line: Line, price_minor: int) -> Wish:
    """The right that another price takes: the difference for one unit."""
    usual = line.override.usual_minor if line.override else line.unit_price_minor
    return Wish(Right.PRICE_OVERRIDE, usual - price_minor)


def overridden(basket: Basket, line_id: int, price_minor: int, reason: str, approval: Approval) -> Basket:
    """The basket with that line at another price; :class:`Refused` as
    :func:`~pos_app.domain.basket.override_price` says. Who gave it and who allowed it goes with the line into the sale.
    """
    line = basket.line(line_id)
    usual = line.override.usual_minor if line.override else line.unit_price_minor
    override = PriceOverride(usual, reason, approval.asked_by, approval.approved_by)
    return override_price(basket, line_id, price_minor, override)


def journal_override(
    ports: Ports, approval: Approval, line: Line, price_minor: int, reason: str
) -> CounterEvent:
    """Journal that an article is sold for another price than the shop's. Run on the store thread."""
    usual = line.override.usual_minor if line.override else line.unit_price_minor
    return journal(
        ports,
        event_now(
            ports,
            approval.asked_by,
            CounterEventKind.PRICE_CHANGED,
            amount_minor=price_minor,
            before_minor=usual,
            reason=reason,
            subject=line.article.article_id,
            approved_by=approval.approved_by,
        ),
    )


def journal_corrections(ports: Ports, cashier_id: str, before: Basket, after: Basket) -> int:
    """Journal what a change took back, as a line that is ``removed`` or ``reduced``; returns how many lines that were.
    Run on the store thread.
    """
    found = taken_back(before, after)
    if not found:
        return 0
    kept = {line.line_id for line in after.lines}
    with ports.store.unit_of_work() as work:
        for line, fell_minor in found:
            work.add_counter_event(
                event_now(
                    ports,
                    cashier_id,
                    CounterEventKind.LINE_CORRECTED,
                    amount_minor=-fell_minor,
                    reason="reduced" if line.line_id in kept else "removed",
                    subject=line.article.article_id,
                )
            )
        work.commit()
    return len(found)
