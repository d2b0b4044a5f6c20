"""Setting a basket aside while a customer fetches something, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.domain.pricing import price
from pos_app.services.ports import Ports
from pos_app.services.till_store import OpenBasket, ParkedBasket

if TYPE_CHECKING:  # nothing is parked before the first paint
    from pos_app.domain.counter_event import CounterEvent


def park(
    ports: Ports, cashier_id: str, basket: Basket, note: str = "", wishes: Wishes = NO_WISHES
) -> ParkedBasket:
    """Set the basket aside with what was asked for, clear the counter and journal it, in one transaction.

    What could not be secured is asked again when it comes back. :class:`Refused` when the basket is empty.
    """
    if basket.is_empty:
        raise Refused(Refusal.BASKET_EMPTY)
    kept = replace(wishes, withheld=())
    parked = ParkedBasket(ports.ids.new_id(), basket, ports.clock.now_ms(), cashier_id, note[:80], kept)
    with ports.store.unit_of_work() as work:
        work.park(parked)
        work.save_open_basket(None)
        work.add_counter_event(_moved(ports, cashier_id, basket, aside=True))
        work.commit()
    return parked


def parked_baskets(ports: Ports) -> list[ParkedBasket]:
    """All parked baskets of this till, oldest first."""
    with ports.store.unit_of_work() as work:
        return work.parked()


def recall(ports: Ports, parked_id: str, cashier_id: str = "") -> OpenBasket:
    """Take a parked basket back onto the counter and journal it, in one transaction; ``cashier_id`` is who does, where
    it is not whoever parked it. :class:`Refused` ``NOTHING_PARKED`` when it is gone already.
    """
    with ports.store.unit_of_work() as work:
        found = work.unpark(parked_id)
        if found is None:
            raise Refused(Refusal.NOTHING_PARKED)
        back = OpenBasket(found.basket, wishes=found.wishes)
        work.save_open_basket(back)
        who = cashier_id or found.cashier_id
        work.add_counter_event(_moved(ports, who, found.basket, aside=False))
        work.commit()
    return back


def _moved(ports: Ports, cashier_id: str, basket: Basket, *, aside: bool) -> CounterEvent:
    """What the books say of a basket set aside or taken back: what it comes to before any offer."""
    from pos_app.domain.counter_event import CounterEventKind
    from pos_app.services.counter_events import event_now

    kind = CounterEventKind.PARKED if aside else CounterEventKind.RESUMED
    total = price(basket).total_minor
    return event_now(ports, cashier_id, kind, amount_minor=total, subject=basket.basket_id)
