"""A price that was changed: at once at this till, elsewhere when the replica brings it, and never before its day."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from pos_app.domain.comparison_price import Content, Measure
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.price_history import Reduction
from pos_app.domain.rights import Approval
from pos_app.services.audience_prices import reductions
from pos_app.services.ports import Ports
from pos_app.services.shelf_prices import change_price, change_wish
from pos_app.storage.replica import ReplicaReader
from sync.protocol.v1.messages import ProgrammeRow, Row
from sync.protocol.v1.price_messages import ArticlePricesRow, PriceEntryV1
from tests.stage import goods
from tests.stage.counter import FakeClock, Stage
from tests.stage.replicas import PROGRAMME_TEXT, SHOP, article_row, load, reader
from tests.stage.tills import open_store

DAY_MS = 86_400_000
BREAD = msgspec.structs.replace(
    article_row("Brød", price_minor=4900), content_milli=750, content_measure="kg"
)
WINE = article_row("Rødvin", price_minor=19900, protection="alcohol")
ROWS: tuple[Row, ...] = (*SHOP, BREAD, WINE)


@pytest.fixture
def till(tmp_path: Path) -> Iterator[tuple[Ports, ReplicaReader]]:
    load(tmp_path, ROWS).close()
    with closing(open_store(tmp_path)) as store, closing(reader(tmp_path)) as replica:
        now_ms = time.time_ns() // 1_000_000
        ports = replace(
            Stage().services(),
            clock=FakeClock(now_ms),
            catalogue=replica.goods,
            prices=replica.prices,
            store=store,
        )
        yield ports, replica


def change(ports: Ports, article_id: str, price_minor: int, from_ms: int = 0) -> str:
    article = ports.catalogue.by_id(article_id)
    assert article is not None
    approval = Approval(change_wish(article, price_minor), "ingrid", "maja")
    return change_price(ports, approval, article, price_minor, "short-dated", from_ms).event_id


def costs(ports: Ports, article_id: str = "brød") -> int | None:
    found = ports.catalogue.by_id(article_id)
    return found.price_minor if found else None


def test_durable_first_a_changed_price_holds_here_at_once_also_after_a_restart(
    till: tuple[Ports, ReplicaReader], tmp_path: Path
) -> None:
    ports, _ = till
    assert change_wish(goods.CAPPUCCINO, 1000).amount_minor == (goods.CAPPUCCINO.price_minor or 0) - 1000
    change(ports, "brød", 3900)
    assert costs(ports) == 3900
    assert ports.catalogue.search("brø")[0].price_minor == 3900
    now_ms = ports.clock.now_ms()
    bread = ports.catalogue.by_id("brød")
    assert bread is not None
    assert reductions(ports, bread, now_ms) == (Reduction(3900, now_ms, 4900), None)
    assert ports.prices is not None
    assert ports.prices.content("brød") == Content(750, Measure.KILOGRAM)
    with closing(reader(tmp_path)) as again:
        found = again.goods.by_id("brød")
        assert found is not None
        assert found.price_minor == 3900


def test_a_planned_price_waits_for_its_day(till: tuple[Ports, ReplicaReader]) -> None:
    ports, _ = till
    change(ports, "brød", 3900, ports.clock.now_ms() + DAY_MS)
    assert costs(ports) == 4900
    change(ports, "brød", 4500)
    assert costs(ports) == 4500
    assert ports.prices is not None
    assert [each.price_minor for each in ports.prices.entries("brød")] == [4900, 3900, 4500]


def test_server_order_what_the_replica_brings_later_holds_over_what_was_changed_here(
    till: tuple[Ports, ReplicaReader], tmp_path: Path
) -> None:
    ports, replica = till
    now_ms = ports.clock.now_ms()
    mine = change(ports, "brød", 3900)
    told = ArticlePricesRow(
        "brød",
        goods.STORE,
        (
            PriceEntryV1("", 4900, 0, 0),
            PriceEntryV1(mine, 3900, now_ms, now_ms + 10),
            PriceEntryV1("another till's", 2900, now_ms - 5, now_ms + 20),
        ),
    )
    load(tmp_path, (*ROWS, told), cursor=101).close()
    replica.refresh()
    assert costs(ports) == 2900
    assert ports.prices is not None
    assert len(ports.prices.entries("brød")) == 3


@pytest.mark.parametrize(
    ("article_id", "price_minor", "reason"),
    [
        ("brød", 0, Refusal.PRICE_NOT_POSITIVE),
        ("brød", -100, Refusal.PRICE_NOT_POSITIVE),
        ("brød", 4900, Refusal.SHELF_PRICE_SAME),
        ("rødvin", 15000, Refusal.SHELF_PRICE_PROTECTED),
    ],
)
def test_one_tx_a_price_that_may_not_be_is_refused_and_nothing_is_journalled(
    till: tuple[Ports, ReplicaReader], article_id: str, price_minor: int, reason: Refusal
) -> None:
    ports, _ = till
    with pytest.raises(Refused) as caught:
        change(ports, article_id, price_minor)
    assert caught.value.reason is reason
    with ports.store.unit_of_work() as work:
        assert work.waiting_records() == 0


def test_the_versions_of_a_programme_are_told_with_the_time_from_which_they_held(tmp_path: Path) -> None:
    now_ms = time.time_ns() // 1_000_000
    text = PROGRAMME_TEXT.replace("version = 1", "version = {}")
    ago = {1: 300, 2: 200, 3: 10}
    rows = [
        ProgrammeRow("poeng", version, 1, text.format(version), now_ms - days * DAY_MS)
        for version, days in ago.items()
    ]
    other = ProgrammeRow("aaa", 1, 0, PROGRAMME_TEXT.replace('"poeng"', '"aaa"'), now_ms - 10 * DAY_MS)
    load(tmp_path, (*(row for row in SHOP if not isinstance(row, ProgrammeRow)), *rows, other)).close()
    with closing(reader(tmp_path)) as replica:
        told = [
            (each.from_ms, [(made.programme_id, made.version) for made in each.programmes])
            for each in replica.prices.rules()
        ]
        # What held longer ago than any reduction reaches back is not read.
        assert told == [(rows[1].from_ms, [("poeng", 2)]), (rows[2].from_ms, [("aaa", 1), ("poeng", 3)])]
        assert [made.pin for made in replica.in_force()] == [
            made.pin for made in replica.prices.rules()[-1].programmes
        ]
