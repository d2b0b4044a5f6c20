"""Prices that were changed at a till, or by an import: what the tills of which store are told, in whose order."""

from __future__ import annotations

from dataclasses import replace

import uuid_utils

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from sync.protocol.v1 import counter_facts
from sync.protocol.v1.price_messages import ArticlePricesRow, PriceEntryV1
from sync.server.book.shelf_prices import MOST_ENTRIES, REMEMBERED_MS
from tests.stage.counter_facts import paid_out
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import START_MS, FakeTill, Shop

HEAD = "article_id,name,price,vat_code,vat_percent\n"


def changed(
    till: FakeTill, price_minor: int, at_ms: int, *, from_ms: int = 0, of: str = "ost"
) -> CounterEvent:
    made = replace(
        paid_out(),
        event_id=str(uuid_utils.uuid7()),
        kind=CounterEventKind.SHELF_PRICE_CHANGED,
        seller=seller_of(till),
        at_ms=at_ms,
        amount_minor=price_minor,
        before_minor=8990,
        reason="short-dated",
        subject=of,
        from_ms=from_ms,
    )
    till.write(counter_facts.COUNTER_EVENT, counter_facts.encode_counter_event(made), fact_id=made.event_id)
    return made


def prices(shop: Shop, store: str = "s1") -> list[ArticlePricesRow]:
    return [row for row in shop.changes(store=store).rows if isinstance(row, ArticlePricesRow)]


def test_server_order_of_two_tills_the_later_to_arrive_holds_and_only_their_store_is_told(shop: Shop) -> None:
    shop.import_texts(articles=HEAD + "ost,Ost,89.90,31,15\n")
    early, late = shop.till(1), shop.till(2)
    first = changed(early, 7990, START_MS - 90_000)
    second = changed(late, 6990, START_MS - 500_000)
    shop.taken(early)
    shop.clock.ms += 1000
    shop.taken(late)
    [row] = prices(shop)
    assert row == ArticlePricesRow(
        "ost",
        "s1",
        (
            PriceEntryV1("", 8990, 0, 0),
            PriceEntryV1(first.event_id, 7990, START_MS - 90_000, START_MS),
            PriceEntryV1(second.event_id, 6990, START_MS - 500_000, START_MS + 1000),
        ),
    )
    assert prices(shop, "s2") == []
    shop.taken(late)
    assert prices(shop) == [row]


def test_a_planned_price_keeps_its_day_and_an_import_is_a_price_from_now_on_everywhere(shop: Shop) -> None:
    shop.import_texts(articles=HEAD + "ost,Ost,89.90,31,15\nbrod,Brød,30,31,15\n")
    till, tomorrow = shop.till(), START_MS + 86_400_000
    changed(till, 6990, START_MS, from_ms=tomorrow)
    shop.taken(till)
    [row] = prices(shop)
    assert row.entries[-1].from_ms == row.entries[-1].first_ms == tomorrow
    assert row.entries[-1].planned
    shop.import_texts(articles=HEAD + "ost,Ost,79.90,31,15\nbrod,Brød,30,31,15\nny,Ny,1,31,15\n")
    [elsewhere] = prices(shop, "s2")
    assert (elsewhere.article_id, elsewhere.store_id) == ("ost", "")
    assert [each.price_minor for each in elsewhere.entries] == [8990, 7990]


def test_facts_never_rejected_a_price_that_can_hold_nowhere_is_kept_and_flagged(shop: Shop) -> None:
    till = shop.till()
    changed(till, 0, START_MS)
    changed(till, 100, START_MS, of="no such thing")
    shop.taken(till)
    assert shop.flags() >= {"price-not-positive", "price-of-nothing"}
    assert prices(shop) == []


def test_what_is_told_of_an_article_stays_small_and_reaches_back_for_ever(shop: Shop) -> None:
    shop.import_texts(articles=HEAD + "ost,Ost,89.90,31,15\n")
    till = shop.till()
    for number in range(MOST_ENTRIES + 5):
        changed(till, 1000 + number, START_MS)
    shop.taken(till)
    [row] = prices(shop)
    assert len(row.entries) == MOST_ENTRIES
    shop.clock.ms += REMEMBERED_MS + 1
    changed(till, 5000, shop.clock.ms)
    shop.taken(till, first=MOST_ENTRIES + 6)
    [row] = prices(shop)
    assert [(each.price_minor, each.from_ms) for each in row.entries] == [
        (1000 + MOST_ENTRIES + 4, 0),
        (5000, shop.clock.ms),
    ]
