"""EPOCH: a restored server lends and holds nothing until every till has told what it keeps, or was given up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sync.server.companies import new_epoch
from sync.server.desk.leasing import Risked, give_up, risked, waiting
from sync.server.holding.lease_epochs import PAYING_MS
from sync.server.schema.lease_tables import lease, lease_awaited
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.desk_stage import do, refused
from tests.unit.sync.server.lease_stage import HOUR_MS, Keeper, at_home, counters, keeper, standing, states
from tests.unit.sync.server.restoring import go_on_with, take_backup
from tests.unit.sync.server.securing_stage import ask, coupon, in_force, issue, why
from tests.unit.sync.server.stage import Shop

pytestmark = pytest.mark.sqlite  # a backup that is taken and gone on with is a file here


@pytest.fixture
def restore(shop: Shop, tmp_path: Path) -> Iterator[Callable[..., Shop]]:
    """Take a backup when first called; called with keepers, go on with it as the server they speak with."""
    backup = tmp_path / "backup.db"
    with ExitStack() as stack:

        def go(*keepers: Keeper, ago_ms: int = PAYING_MS) -> Shop:
            if not backup.exists():
                take_backup(shop, backup)
                return shop
            restored = go_on_with(shop, backup, ago_ms=ago_ms)
            stack.callback(restored.database.close)
            for each in keepers:
                each.shop = restored
            return restored

        yield go


def test_epoch_nothing_is_held_or_lent_until_every_till_has_told(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    home, other = at_home(shop), keeper(shop, 2, "s2")
    restore()
    shop = restore(home, other)
    with shop.database.read() as connection:
        assert [each.till_number for each in waiting(connection, shop.company)] == [1, 2]
    held = shop.hold(other.till, "r1", 100)
    assert held.outcome == "refused"
    assert held.detail == "the server was restored and waits for 2 tills; points can be used again then"
    other.sync()
    assert "one till" in shop.hold(other.till, "r2", 100).detail
    home.sync()
    assert shop.count(lease_awaited, state="awaited") == 0
    few = shop.hold(other.till, "r3", 100)
    assert (few.outcome, few.leased, few.recalled) == ("too-few-points", 594, True)


def test_epoch_classes_a_coupon_that_a_forgotten_lease_may_give_is_granted_to_nobody_until_every_till_has_told(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    """Else the home store gave it without the line, and another till with the server's word."""
    issue(shop)
    home, away = keeper(shop), keeper(shop, 2, "s2")
    restore()
    home.till.sell(member=shop.member_view())
    shop.taken(home.till)
    home.sync()
    assert [each.things for each in home.leases.values()] == [True]
    shop = restore(home, away)
    with in_force():
        assert why(ask(shop, away.till, coupon())) == {"coupon:1": "restored"}
        away.sync()
        shop.taken(home.till)
        home.sync()
        assert why(ask(shop, away.till, coupon())) == {"coupon:1": "leased-elsewhere"}
        home.sync()
        assert ask(shop, away.till, coupon()).granted == ("coupon:1",)


def test_epoch_a_till_with_sales_to_push_has_not_told_everything(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    home = at_home(shop)
    restore()
    home.sell(100)
    shop = restore(home)
    home.sync()
    assert "waits for one till" in shop.hold(home.till, "r1", 10).detail
    shop.taken(home.till, 2)
    home.sync()
    assert shop.count(lease_awaited, state="awaited") == 0


def test_epoch_a_lease_that_was_forgotten_is_written_back_and_its_sales_settle_again(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    home = keeper(shop)
    home.till.sell(member=shop.member_view())
    shop.taken(home.till)
    restore()
    home.sync()
    home.sell(400)
    shop.taken(home.till, 2)
    home.sync()
    (lent,) = home.leases.values()
    assert standing(shop)["leased"] == 248
    shop = restore(home)
    assert shop.rows(lease) == []
    home.sync()
    assert counters(shop, lent.lease_id) == (648, 0, 0, 0)
    assert shop.flags() == {"lease-restored"}
    shop.taken(home.till, 2)
    assert counters(shop, lent.lease_id) == (648, 0, 400, 0)
    assert standing(shop) == {
        "balance": 248,
        "debt": 0,
        "suspense": 0,
        "free": 0,
        "held": 0,
        "leased": 248,
    }
    home.sync()
    assert home.available(home.leases[lent.lease_id]) == 248
    audit(shop.database)


def test_epoch_a_sale_that_comes_before_its_lease_is_known_settles_all_the_same(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    home = keeper(shop)
    home.till.sell(member=shop.member_view())
    shop.taken(home.till)
    restore()
    home.sync()
    (lent,) = home.leases.values()
    home.sell(200)
    home.sell(100)
    shop = restore(home)
    assert shop.taken(home.till, 2).fates == ()
    assert (counters(shop, lent.lease_id), states(shop)) == ((300, 0, 300, 0), ["restored"])
    assert (standing(shop)["suspense"], standing(shop)["debt"]) == (0, 0)
    home.sync()
    assert states(shop) == ["open"]
    assert home.leases[lent.lease_id].points[0].granted >= 594
    now = standing(shop)
    assert now["leased"] + now["free"] == now["balance"]
    audit(shop.database)


def test_epoch_points_whose_hold_was_forgotten_are_paid_and_not_lent_once_more(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    """In suspense they stayed in the lots, and the next lease had them too: spent twice."""
    home = keeper(shop)
    restore()
    assert shop.hold(home.till, "r1", 300).outcome == "held"
    home.till.sell(member=shop.member_view(), redeem=("r1", 300))
    shop = restore(home)
    shop.taken(home.till)
    now = standing(shop)
    assert (now["suspense"], now["debt"]) == (0, 0)
    assert now["balance"] < 300
    assert shop.flags() == {"hold-restored"}
    home.sync()
    audit(shop.database)


def test_epoch_a_sale_that_is_being_paid_while_its_till_tells_keeps_what_was_held_for_it(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    """A till lists its leases, not what the server held for the customer at the counter. It is awaited until that
    customer has paid or gone, and nobody else is given the same points or the same coupon meanwhile.
    """
    issue(shop)
    home, away = keeper(shop), keeper(shop, 2, "s2")
    restore()
    assert shop.hold(home.till, "r1", 300).outcome == "held"
    shop = restore(home, away, ago_ms=0)
    with in_force():
        for each in (home, away):
            each.sync()
        assert shop.hold(away.till, "r2", 300).outcome == "refused"
        assert why(ask(shop, away.till, coupon())) == {"coupon:1": "restored"}
        home.till.sell(member=shop.member_view(), redeem=("r1", 300))
        shop.taken(home.till)
        assert (shop.flags(), standing(shop)["suspense"]) == ({"hold-restored"}, 0)
        shop.clock.ms += PAYING_MS
        for each in (home, away):
            each.sync()
        assert shop.hold(away.till, "r2", 100).outcome == "held"
    audit(shop.database)


def test_epoch_bounded_what_a_forgotten_hold_paid_is_owed_only_until_other_tills_sales_are_here(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    one, two = keeper(shop), keeper(shop, 2, "s2")
    restore()
    for _ in range(3):
        two.till.sell(member=shop.member_view())
    shop.taken(two.till)
    assert shop.hold(one.till, "r1", 760).outcome == "held"
    one.till.sell(member=shop.member_view(), redeem=("r1", 760))
    shop = restore(one, two)
    shop.taken(one.till)
    assert standing(shop)["debt"] > 0
    shop.taken(two.till)
    assert standing(shop)["debt"] == 0
    with shop.database.read() as connection:
        assert risked(connection, shop.company) == []
    audit(shop.database)


def test_epoch_a_lease_that_was_over_before_the_restore_ends_when_its_keeper_has_told(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    home, away = at_home(shop), keeper(shop, 2, "s2")
    restore()
    shop.hold(away.till, "r1", 100)
    home.sync()
    assert home.leases == {}
    shop = restore(home, away)
    assert standing(shop)["leased"] == 594
    home.sync()
    away.sync()
    assert (states(shop), standing(shop)["leased"]) == (["closed"], 0)
    assert shop.hold(away.till, "r2", 100).outcome == "held"


def test_epoch_a_till_that_is_given_up_is_waited_for_no_longer_and_its_leases_are_written_off(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    home, away = at_home(shop), keeper(shop, 2, "s2")
    home.sell(300)
    restore()
    shop = restore(away)
    away.sync()
    refused(shop, "--by", give_up, home.till_id, by="")
    assert do(shop, give_up, home.till_id, by="Ingrid", reason="burnt") == 1
    assert shop.hold(away.till, "r1", 594).outcome == "held"
    refused(shop, "Nobody waits", give_up, home.till_id, by="Ingrid")
    home.shop = shop
    (lent,) = home.leases.values()
    home.sync()
    assert home.leases == {}, "it hears that all of it is over"
    shop.taken(home.till, 2)
    assert standing(shop)["suspense"] == 300
    with shop.database.read() as connection:
        assert risked(connection, shop.company) == [Risked("written-off", lent.lease_id, 1, 300, 594)]
    audit(shop.database)


def test_epoch_a_forgotten_lease_of_a_till_that_was_given_up_is_over(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    home = keeper(shop)
    home.till.sell(member=shop.member_view())
    shop.taken(home.till)
    restore()
    home.sync()
    shop = restore(home)
    do(shop, give_up, home.till_id, by="Ingrid")
    home.sync()
    assert states(shop)[0] == "written-off"
    assert counters(shop, next(iter(row.lease_id for row in shop.rows(lease, state="written-off"))))[3] == 594
    audit(shop.database)


def test_epoch_another_restore_waits_for_everybody_again_but_whom_was_given_up(
    shop: Shop, restore: Callable[..., Shop]
) -> None:
    home, lost = at_home(shop), keeper(shop, 2, "s2")
    restore()
    shop = restore(home, lost)
    home.sync()
    do(shop, give_up, lost.till_id, by="Ingrid")
    with shop.database.write() as connection:
        new_epoch(connection, shop.company.company_id, shop.clock.ms)
    new = keeper(shop, 3)
    with shop.database.read() as connection:
        assert [each.till_id for each in waiting(connection, shop.company)] == [home.till_id]
    shop.clock.ms += HOUR_MS
    new.sync()
    home.sync()
    assert shop.count(lease_awaited, state="awaited") == 0
