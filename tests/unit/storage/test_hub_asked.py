"""LEASE-ONCE of what the store's hub hands out, on the till's disk: it is used by one record or let go, never both, and
a till that broke down in between knows which.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.services.till_store import OpenBasket
from pos_app.storage.driver import IntegrityError
from pos_app.storage.leases import TillLeases
from pos_app.storage.leases_for_sync import SyncLeases
from pos_app.storage.opening import SqliteTillStore
from tests.stage import counter_facts, goods
from tests.stage.lease_side import redeemed, write
from tests.stage.tills import KEY, nth_sale, open_store

BASKET = "basket-1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    with closing(open_store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def leases(store: SqliteTillStore, tmp_path: Path) -> Iterator[TillLeases]:
    with closing(TillLeases(tmp_path, KEY)) as opened:
        opened.open()
        yield opened


def comes_back(leases: TillLeases) -> list[str]:
    """The till is switched on again; what it lets go at the hub."""
    leases.close()
    leases.open()
    return [asked_id for asked_id, _ in leases.hub_to_hear()]


def test_lease_once_a_till_that_comes_back_lets_go_of_what_it_did_not_sell(
    leases: TillLeases, store: SqliteTillStore
) -> None:
    for asked_id in ("r1", "r2"):
        assert leases.asks_hub(asked_id)
    assert leases.asks_hub("k1", BASKET)
    write(store, redeemed(1, "r1", 200, lease_id="hubs"))
    assert comes_back(leases) == ["r2", "k1"]
    assert leases.hub_to_hear() == [("r2", False), ("k1", True)]


def test_lease_once_what_the_kept_basket_names_is_still_its_own(
    leases: TillLeases, store: SqliteTillStore
) -> None:
    sale = redeemed(1, "r1", 200, lease_id="hubs")
    leases.asks_hub("r1")
    leases.asks_hub("k1", sale.basket.basket_id)
    leases.hub_granted("k1", "hubs")
    with store.unit_of_work() as work:
        work.save_open_basket(OpenBasket(sale.basket, sale.tenders))
        work.commit()
    assert comes_back(leases) == []
    assert leases.things_at_hub(sale.basket.basket_id) == "hubs", "and the sale names the lease"


def test_one_tx_a_sale_that_was_not_committed_used_nothing(
    leases: TillLeases, store: SqliteTillStore
) -> None:
    leases.asks_hub("r1")
    write(store, redeemed(1, "r1", 200, lease_id="hubs"), crash=True)
    assert comes_back(leases) == ["r1"]


def test_lease_once_what_was_sold_is_never_let_go(leases: TillLeases, store: SqliteTillStore) -> None:
    leases.asks_hub("r1")
    write(store, redeemed(1, "r1", 200, lease_id="hubs"))
    leases.not_needed_of_hub("r1")
    leases.hub_heard("r1")
    assert leases.hub_to_hear() == []
    assert not leases.asks_hub("r1"), "a redemption is for one sale"


def test_lease_once_what_was_let_go_is_asked_for_and_sold_no_more(
    leases: TillLeases, store: SqliteTillStore, caplog: pytest.LogCaptureFixture
) -> None:
    leases.asks_hub("r1")
    leases.not_needed_of_hub("r1")
    assert not leases.asks_hub("r1")
    write(store, redeemed(1, "r1", 200, lease_id="hubs"))
    assert "was not held" in caplog.text
    assert leases.hub_to_hear() == [("r1", False)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE hub_asked SET over = 0 WHERE asked_id = 'gone'",
        "UPDATE hub_asked SET over = 0, sequence = 1 WHERE asked_id = 'gone'",
        "UPDATE hub_asked SET over = 1, sequence = NULL WHERE asked_id = 'sold'",
        "DELETE FROM hub_asked WHERE asked_id = 'sold'",
        "DELETE FROM hub_asked WHERE asked_id = 'open'",
    ],
)
def test_lease_once_the_file_itself_refuses_a_second_end(
    leases: TillLeases, store: SqliteTillStore, statement: str
) -> None:
    for asked_id in ("gone", "sold", "open"):
        leases.asks_hub(asked_id)
    leases.not_needed_of_hub("gone")
    write(store, redeemed(1, "sold", 200, lease_id="hubs"))
    with pytest.raises(IntegrityError, match="LEASE-ONCE"):
        store.database.connection.execute(statement)


def test_classes_a_basket_asked_for_anew_lets_go_of_what_it_had(
    leases: TillLeases, store: SqliteTillStore
) -> None:
    leases.asks_hub("k1", BASKET)
    leases.hub_granted("k1", "hubs")
    leases.asks_hub("k2", BASKET)
    assert leases.things_at_hub(BASKET) == "", "before the hub has said so"
    leases.hub_granted("k2", "hubs")
    assert (leases.hub_to_hear(), leases.things_at_hub(BASKET)) == ([("k1", True)], "hubs")
    leases.asks_hub("k3", "another")
    leases.not_needed_of_hub(basket_id="another")
    assert [each for each, _ in leases.hub_to_hear("another")] == ["k3", "k1"]


def test_classes_things_of_a_sale_and_of_a_visit_are_used_with_it(
    leases: TillLeases, store: SqliteTillStore
) -> None:
    sale = nth_sale(1, member=goods.member())
    for asked_id, basket_id in (("k1", sale.basket.basket_id), ("k2", "visits"), ("k3", "unused")):
        leases.asks_hub(asked_id, basket_id)
        leases.hub_granted(asked_id, "hubs")
    write(store, replace(sale, lease_id="hubs"))
    visit = counter_facts.visit()
    with store.unit_of_work() as work:
        work.add_visit(replace(visit, lease_id="hubs", basket_id="visits"))
        work.add_visit(replace(counter_facts.visit(2, code="STAR-2"), basket_id="unused"))
        work.commit()
    assert leases.hub_to_hear() == [("k3", True)], "that visit did without"
    assert comes_back(leases) == ["k3"]


def test_the_sync_child_tells_what_the_till_lets_go(leases: TillLeases, tmp_path: Path) -> None:
    leases.asks_hub("r1")
    with closing(SyncLeases(tmp_path, KEY)) as book:
        assert book.hub_to_hear() == [], "the till may still sell it"
        leases.not_needed_of_hub("r1")
        assert book.hub_to_hear() == [("r1", False)]
        book.hub_heard("r1")
        assert book.hub_to_hear() == leases.hub_to_hear() == []
