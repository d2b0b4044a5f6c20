"""LEASE on the till's disk: what is granted is taken once, used with its sale, and free only while no sale used it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from pos_app.domain.tender import points
from pos_app.services.leases import FloorLimits, KeptCard, Risked, ThingTaken
from pos_app.services.till_store import OpenBasket
from pos_app.storage.driver import IntegrityError
from pos_app.storage.leases import TillLeases
from pos_app.storage.opening import SqliteTillStore
from sync.protocol.v1.lease_messages import LeasedCard
from tests.stage import counter_facts, goods
from tests.stage.lease_side import HOUR_MS, acknowledge, hear, lease, redeemed, report, write
from tests.stage.tills import KEY, nth_sale, open_store

NOW = goods.AT_MS + 60_000
COUPON = ThingTaken("coupon:1")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    with closing(open_store(tmp_path)) as opened:
        yield opened


@pytest.fixture
def leases(store: SqliteTillStore, tmp_path: Path) -> Iterator[TillLeases]:
    hear(tmp_path, lease(300))
    with closing(TillLeases(tmp_path, KEY)) as opened:
        yield opened


def left(leases: TillLeases) -> int:
    return sum(each.left("points") for each in leases.of_member(goods.MEMBER_ID))


def take(leases: TillLeases, redemption_id: str, amount: int, now_ms: int = NOW) -> bool:
    return leases.take(redemption_id, "lease-1", "points", amount, now_ms)


def test_lease_never_more_is_taken_than_was_granted(leases: TillLeases) -> None:
    assert take(leases, "r1", 200)
    assert not take(leases, "r2", 101)
    assert left(leases) == 100
    assert take(leases, "r3", 100)
    assert not take(leases, "r4", 1)
    assert left(leases) == 0


def test_lease_nothing_and_less_than_nothing_is_no_taking(leases: TillLeases) -> None:
    assert not take(leases, "r1", 0)
    assert not take(leases, "r2", -50)
    assert not leases.take("r3", "lease-1", "other-account", 1, NOW)
    assert not leases.take("r4", "no-such-lease", "points", 1, NOW)
    assert left(leases) == 300


def test_lease_once_the_same_redemption_takes_once(leases: TillLeases) -> None:
    assert take(leases, "r1", 200)
    assert take(leases, "r1", 200), "asked again, it is the same taking"
    assert left(leases) == 100
    assert not take(leases, "r1", 100), "under its id nothing else is taken"


def test_lease_once_what_a_sale_used_is_never_free_again(leases: TillLeases, store: SqliteTillStore) -> None:
    take(leases, "r1", 200)
    write(store, redeemed(1, "r1", 200))
    assert not leases.free("r1")
    assert not take(leases, "r1", 200), "the redemption is over"
    assert left(leases) == 100


def test_one_tx_a_sale_that_was_not_committed_used_nothing(
    leases: TillLeases, store: SqliteTillStore
) -> None:
    take(leases, "r1", 200)
    write(store, redeemed(1, "r1", 200), crash=True)
    assert leases.free("r1")
    assert left(leases) == 300


def test_lease_a_redemption_that_does_not_come_about_is_free(leases: TillLeases) -> None:
    take(leases, "r1", 200)
    assert leases.free("r1")
    assert not leases.free("r1")
    assert left(leases) == 300


def test_lease_after_its_term_by_the_servers_clock_nothing_is_taken(
    leases: TillLeases, tmp_path: Path
) -> None:
    assert take(leases, "r1", 10, goods.AT_MS + 72 * HOUR_MS - 1)
    assert not take(leases, "r2", 10, goods.AT_MS + 72 * HOUR_MS)
    hear(tmp_path, lease(300, hours=144, revision=2), till_ms=goods.AT_MS + 72 * HOUR_MS)
    assert take(leases, "r3", 10, goods.AT_MS + 73 * HOUR_MS), "the server lengthened the term"


def test_lease_a_till_whose_clock_is_wrong_counts_by_the_difference(
    leases: TillLeases, tmp_path: Path
) -> None:
    """The server's clock shows 14:02 while this till's is 10 hours behind."""
    behind = 10 * HOUR_MS
    hear(tmp_path, till_ms=goods.AT_MS - behind)
    assert leases.server_ms(goods.AT_MS - behind) == goods.AT_MS
    assert take(leases, "r1", 10, goods.AT_MS + 71 * HOUR_MS - behind)
    assert not take(leases, "r2", 10, goods.AT_MS + 72 * HOUR_MS - behind)


def test_lease_a_clock_that_was_set_back_is_not_believed(leases: TillLeases) -> None:
    assert leases.server_ms(goods.AT_MS - 1) is None, "earlier than when the server was heard"
    assert take(leases, "r1", 10, goods.AT_MS + 5 * HOUR_MS)
    assert not take(leases, "r2", 10, goods.AT_MS + 4 * HOUR_MS), "earlier than the last taking"
    assert leases.server_ms(goods.AT_MS + 4 * HOUR_MS) is None
    assert take(leases, "r3", 10, goods.AT_MS + 6 * HOUR_MS)


def test_lease_without_ever_hearing_the_server_its_time_is_unknown(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    with closing(TillLeases(tmp_path, KEY)) as never:
        assert never.server_ms(NOW) is None
        assert list(never.of_member(goods.MEMBER_ID)) == []


def test_lease_a_closed_one_is_nobodys(leases: TillLeases, tmp_path: Path) -> None:
    hear(tmp_path, lease(300, revision=2, closed=True))
    assert list(leases.of_member(goods.MEMBER_ID)) == []
    assert not take(leases, "r1", 10)
    hear(tmp_path, lease(300, revision=3))
    assert not take(leases, "r2", 10), "what is over stays over"


def test_lease_counters_of_the_server_only_grow(leases: TillLeases, tmp_path: Path) -> None:
    hear(tmp_path, lease(500, revision=3))
    hear(tmp_path, lease(300, revision=2))
    assert left(leases) == 500, "an answer that was overtaken takes nothing away"


def test_lease_the_database_itself_keeps_the_counters(leases: TillLeases, store: SqliteTillStore) -> None:
    take(leases, "r1", 200)
    database = store.database
    for statement in (
        "INSERT INTO lease_taken VALUES ('r2', 'lease-1', 'points', 101, '', NULL)",
        "UPDATE leased_points SET granted = 299",
        "UPDATE leased_points SET returned = 101",
        "UPDATE lease_taken SET amount = 1",
    ):
        with pytest.raises(IntegrityError, match="LEASE"):
            database.connection.execute(statement)
    write(store, redeemed(1, "r1", 200))
    for statement in (
        "DELETE FROM lease_taken",
        "UPDATE lease_taken SET sequence = NULL",
    ):
        with pytest.raises(IntegrityError, match="LEASE-ONCE"):
            database.connection.execute(statement)


# ---- after a crash


def test_lease_what_no_kept_basket_names_is_free_after_a_crash(
    leases: TillLeases, store: SqliteTillStore, tmp_path: Path
) -> None:
    take(leases, "r1", 100)
    take(leases, "r2", 50)
    basket = goods.basket(goods.CAPPUCCINO)
    with store.unit_of_work() as work:
        work.save_open_basket(OpenBasket(basket, (points(1000, 100, "r1", lease_id="lease-1"),)))
        work.commit()
    assert left(leases) == 150
    with closing(TillLeases(tmp_path, KEY)) as again:
        assert left(again) == 200, "r1 is on the counter, r2 is nobody's"


def test_lease_what_a_sale_used_stays_used_after_a_crash(
    leases: TillLeases, store: SqliteTillStore, tmp_path: Path
) -> None:
    take(leases, "r1", 200)
    write(store, redeemed(1, "r1", 200))
    with closing(TillLeases(tmp_path, KEY)) as again:
        assert left(again) == 100


def test_lease_things_of_the_basket_on_the_counter_outlive_a_crash_and_others_do_not(
    leases: TillLeases, store: SqliteTillStore, tmp_path: Path
) -> None:
    hear(tmp_path, lease(300, revision=2, things=True))
    basket = goods.basket(goods.CAPPUCCINO, basket_id="basket-1")
    with store.unit_of_work() as work:
        work.save_open_basket(OpenBasket(basket))
        work.commit()
    leases.take_things("lease-1", "basket-1", [COUPON], NOW)
    leases.take_things("lease-1", "basket-2", [COUPON], NOW)
    with closing(TillLeases(tmp_path, KEY)) as again:
        assert again.things_lease("basket-1") == "lease-1"
        assert again.things_lease("basket-2") == ""


def test_a_sale_whose_taking_is_gone_is_kept_and_said(
    leases: TillLeases, store: SqliteTillStore, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert write(store, redeemed(1, "never-taken", 200)) == 1
    assert "redemption never-taken of record 1 was not held" in caplog.text


# ---- things


def test_lease_things_are_taken_for_one_basket_and_used_with_its_sale(
    leases: TillLeases, store: SqliteTillStore, tmp_path: Path
) -> None:
    hear(tmp_path, lease(300, revision=2, things=True))
    sale = replace(nth_sale(1, member=goods.member()), lease_id="lease-1")
    basket_id = sale.basket.basket_id
    assert leases.take_things("lease-1", basket_id, [COUPON, ThingTaken("points:cause", "points", 120)], NOW)
    assert leases.things_lease(basket_id) == "lease-1"
    assert left(leases) == 180
    write(store, sale)
    assert leases.things_lease(basket_id) == "", "they are used"
    leases.let_go(basket_id)
    assert left(leases) == 180


def test_lease_things_asked_for_again_replace_what_was_asked_before(
    leases: TillLeases, tmp_path: Path
) -> None:
    hear(tmp_path, lease(300, revision=2, things=True))
    moved = ThingTaken("points:cause", "points", 200)
    assert leases.take_things("lease-1", "b", [moved], NOW)
    assert leases.take_things("lease-1", "b", [moved], NOW)
    assert left(leases) == 100
    assert not leases.take_things("lease-1", "b", [ThingTaken("points:cause", "points", 301)], NOW)
    assert leases.things_lease("b") == "", "all of them or none"
    assert left(leases) == 300


def test_lease_of_points_only_grants_no_things(leases: TillLeases) -> None:
    assert not leases.take_things("lease-1", "b", [COUPON], NOW)


def test_lease_a_sale_that_needs_nothing_after_all_lets_go(
    leases: TillLeases, store: SqliteTillStore, tmp_path: Path
) -> None:
    hear(tmp_path, lease(300, revision=2, things=True))
    sale = nth_sale(1, member=goods.member())
    leases.take_things("lease-1", sale.basket.basket_id, [ThingTaken("points:c", "points", 200)], NOW)
    write(store, sale)
    assert left(leases) == 300


def test_lease_a_visit_uses_what_was_taken_for_it(
    leases: TillLeases, store: SqliteTillStore, tmp_path: Path
) -> None:
    hear(tmp_path, lease(300, revision=2, things=True))
    leases.take_things("lease-1", "basket", [ThingTaken("points:c", "points", 200)], NOW)
    visit = replace(counter_facts.visit(1), lease_id="lease-1")
    with store.unit_of_work() as work:
        work.add_visit(visit)
        work.commit()
    leases.let_go("basket")
    assert left(leases) == 100


# ---- gift cards and the floor


def test_lease_of_a_gift_card_says_what_card_it_is(store: SqliteTillStore, tmp_path: Path) -> None:
    card = LeasedCard("2029-03-01", is_single_purpose=True, vat_code="food", vat_basis_points=1_500)
    of_card = structs.replace(lease(50_000, holder="gift-card:c1"), card=card)
    hear(tmp_path, of_card)
    with closing(TillLeases(tmp_path, KEY)) as leases:
        (kept,) = leases.of_holder("gift-card:c1")
        assert kept.card == KeptCard(
            "2029-03-01", is_single_purpose=True, vat_code="food", vat_basis_points=1_500
        )
        assert kept.left("points") == 50_000


LIMITS = FloorLimits(redemption=100, member=150, till=220)


def test_floor_is_limited_each_time_for_a_member_and_for_a_till(leases: TillLeases) -> None:
    assert not leases.risk("r0", "ada", 101, LIMITS)
    assert leases.risk("r1", "ada", 100, LIMITS)
    assert not leases.risk("r2", "ada", 51, LIMITS)
    assert leases.risk("r3", "ada", 50, LIMITS)
    assert leases.risked("ada") == Risked(150, 150)
    assert not leases.risk("r4", "bo", 71, LIMITS)
    assert leases.risk("r5", "bo", 70, LIMITS)
    assert not leases.risk("r6", "cy", 1, LIMITS)
    assert leases.spell_of("r1") == leases.spell_of("r5") == 0, "nothing is at the server yet"
    assert leases.risked("cy") == Risked(0, 220)


def test_floor_what_is_let_go_may_be_risked_again(leases: TillLeases) -> None:
    leases.risk("r1", "ada", 100, LIMITS)
    assert leases.free("r1")
    assert leases.risked("ada") == Risked(0, 0)


def test_floor_an_offline_spell_ends_when_the_server_has_everything(
    leases: TillLeases, store: SqliteTillStore, tmp_path: Path
) -> None:
    leases.risk("r1", goods.MEMBER_ID, 100, LIMITS)
    first = write(store, redeemed(1, "r1", 100, lease_id="", is_floor=True))
    leases.risk("r2", goods.MEMBER_ID, 50, LIMITS)
    last = write(store, redeemed(2, "r2", 50, lease_id="", is_floor=True))
    acknowledge(tmp_path, first)
    assert leases.risked(goods.MEMBER_ID).member == 150, "a sale still waits"
    leases.risk("r3", "bo", 20, LIMITS)
    acknowledge(tmp_path, last)
    assert leases.risked(goods.MEMBER_ID) == Risked(0, 20), "what is held for a sale to come counts on"


def test_floor_a_risk_names_the_spell_in_which_it_was_taken(
    leases: TillLeases, store: SqliteTillStore, tmp_path: Path
) -> None:
    leases.risk("r1", goods.MEMBER_ID, 10, LIMITS)
    first = write(store, redeemed(1, "r1", 10, lease_id="", is_floor=True))
    last = write(store, nth_sale(2))
    acknowledge(tmp_path, first)
    leases.risk("r2", goods.MEMBER_ID, 10, LIMITS)
    assert leases.spell_of("r2") == leases.spell_of("r1") == 0, "a sale still waits: the same spell"
    acknowledge(tmp_path, last)
    leases.risk("r3", goods.MEMBER_ID, 10, LIMITS)
    assert leases.spell_of("r3") == last, "what is held since the spell before does not prolong that"


def test_floor_default_risks_nothing(leases: TillLeases) -> None:
    assert not leases.risk("r1", "ada", 1, FloorLimits(0, 0, 0))


def test_give_back_of_all_that_is_not_taken_is_told(leases: TillLeases, tmp_path: Path) -> None:
    take(leases, "r1", 120)
    leases.give_back("lease-1")
    assert left(leases) == 0
    (told,) = report(tmp_path).returned
    assert (told.points, told.closed) == ((("points", 180),), False)
    leases.free("r1")
    (told,) = report(tmp_path).returned
    assert (told.points, told.closed) == ((("points", 300),), True), "nothing is used under it any more"


def test_lease_what_is_granted_while_it_is_given_up_goes_back_too(leases: TillLeases, tmp_path: Path) -> None:
    leases.give_back("lease-1")
    report(tmp_path)
    hear(tmp_path, lease(400, revision=5))
    (told,) = report(tmp_path).returned or hear(tmp_path).returned
    assert told.points == (("points", 400),)
    assert list(leases.of_member(goods.MEMBER_ID)) == []
