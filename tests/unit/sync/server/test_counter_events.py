"""What happened at tills that is no sale, at the server: a row each, whatever newer tills call it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import uuid_utils

from pos_app.domain.counter_event import CounterEvent
from sync.protocol.v1 import counter_facts
from sync.server.schema.counter_event_tables import counter_event
from tests.stage.counter_facts import paid_out
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import FakeTill, Shop


def happened(till: FakeTill, kind: str = "paid-out") -> CounterEvent:
    made = replace(paid_out(), event_id=str(uuid_utils.uuid7()), seller=seller_of(till))
    body = {**msgspec.msgpack.decode(counter_facts.encode_counter_event(made)), "kind": kind}
    till.write(counter_facts.COUNTER_EVENT, msgspec.msgpack.encode(body), fact_id=made.event_id)
    return made


def test_facts_never_rejected_an_event_is_kept_once_also_of_a_kind_that_is_not_known_here(shop: Shop) -> None:
    till = shop.till()
    made = happened(till)
    happened(till, "drawer-weighed")
    assert shop.taken(till).fates == ()
    shop.taken(till)
    first, second = shop.rows(counter_event)
    assert (first.event_id, first.kind, first.amount_minor) == (made.event_id, "paid-out", -10000)
    assert (first.cashier_id, first.approved_by, first.reason) == (made.seller.cashier_id, "maren", "milk")
    assert (second.sequence, second.kind) == (2, "drawer-weighed")


def test_an_event_that_names_another_till_is_kept_and_flagged(shop: Shop) -> None:
    till = shop.till()
    made = replace(paid_out(), event_id=str(uuid_utils.uuid7()))
    till.write(counter_facts.COUNTER_EVENT, counter_facts.encode_counter_event(made), fact_id=made.event_id)
    [fate] = shop.taken(till).fates
    assert "seller-differs" in str(fate)
    assert len(shop.rows(counter_event)) == 1
