"""EPOCH with a hub in between: what it handed out before and after the backup is neither spent twice nor lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pos_app.domain.gift_card import account_of, holder_of_card
from sync.server.desk.hubs import retire_hub
from sync.server.desk.leasing import risked, waiting
from sync.server.schema.lease_tables import lease, lease_awaited
from tests.unit.sync.hub.hub_stage import Hub, push, sell, sell_by_card, sell_things
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.lease_stage import HOUR_MS, Keeper, counters, standing
from tests.unit.sync.server.restoring import go_on_with, take_backup
from tests.unit.sync.server.stage import FakeTill, Shop
from tests.unit.sync.server.test_gift_cards import CARD, load

pytestmark = pytest.mark.sqlite  # a backup that is taken and gone on with is a file here

Tills = tuple[FakeTill, FakeTill]
FORGOT = {"lease-restored"}


@pytest.fixture
def restored(shop: Shop, tmp_path: Path) -> Iterator[Callable[[Hub], Shop]]:
    """The server goes on with the backup that was taken at the beginning, and the hub speaks with that."""
    backup = tmp_path / "backup.db"
    with ExitStack() as stack:

        def go(kept: Hub) -> Shop:
            made = go_on_with(shop, backup)
            stack.callback(made.database.close)
            kept.shop = made
            return made

        yield go


def backed_up(shop: Shop, kept: Hub) -> None:
    take_backup(shop, kept.path.parent / "backup.db")


def report_empty(shop: Shop, *tills: FakeTill) -> None:
    """The tills keep nothing themselves, and have told that."""
    for each in tills:
        Keeper(shop, each).sync()


def beyond(shop: Shop) -> list[object]:
    with shop.database.read() as connection:
        return list(risked(connection, shop.company))


def test_epoch_a_restored_server_waits_for_the_hub_too(
    shop: Shop, kept: Hub, tills: Tills, restored: Callable[[Hub], Shop]
) -> None:
    backed_up(shop, kept)
    shop = restored(kept)
    report_empty(shop, *tills)
    with shop.database.read() as connection:
        assert [each.till_number for each in waiting(connection, shop.company)] == [0]
    assert "waits for one till" in shop.hold(tills[0], "h1", 10).detail
    kept.follow()
    assert shop.count(lease_awaited, state="awaited") == 0


def test_epoch_what_a_hub_handed_out_of_a_forgotten_lease_settles_once(
    shop: Shop, kept: Hub, tills: Tills, restored: Callable[[Hub], Shop], tmp_path: Path
) -> None:
    one, two = tills
    given = kept.take(one, 1, "r0")
    kept.free(one, "r0")
    elsewhere = shop.till(9, "s2")
    shop.hold(
        elsewhere, "h1", 10
    )  # it comes back, and a new lease is granted, of which the backup knows nothing
    kept.follow()
    backed_up(shop, kept)
    shop.clock.ms += HOUR_MS
    kept.follow()
    fresh = kept.take(one, 200, "r1")
    assert fresh.lease_id not in ("", given.lease_id)
    sell(shop, one, 200, "r1", fresh.lease_id)
    push(shop, one)
    assert kept.take(two, 100, "r2").outcome == "held"
    sell(shop, two, 100, "r2", fresh.lease_id)

    shop = restored(kept)
    assert shop.rows(lease, lease_id=fresh.lease_id) == []
    push(shop, one)
    push(shop, two)
    report_empty(shop, *tills, elsewhere)
    kept.follow()
    assert shop.flags() <= FORGOT
    granted, returned, settled, freed = counters(shop, fresh.lease_id)
    assert settled == 300
    assert granted - returned - settled - freed == standing(shop)["leased"]
    left = kept.take(two, 10_000, "r3").balance
    assert left == standing(shop)["leased"], (
        "what the hub may still hand out is what the server keeps from others"
    )
    assert beyond(shop) == []
    audit(shop.database)


@pytest.mark.parametrize("first", ["sales", "hub"])
def test_epoch_sales_and_hub_may_come_in_any_order(
    shop: Shop, kept: Hub, tills: Tills, restored: Callable[[Hub], Shop], first: str
) -> None:
    one, two = tills
    load(shop, one, 50_000)
    backed_up(shop, kept)
    kept.follow()  # only now it is lent the card's money
    points = kept.take(one, 200, "r1")
    money = kept.take_card(two, 5_000, "r2")
    assert (points.outcome, money.outcome) == ("held", "held")
    sell(shop, one, 200, "r1", points.lease_id)
    sell_by_card(shop, two, 5_000, "r2", money.lease_id)
    push(shop, one)

    shop = restored(kept)
    for step in (first, "sales", "hub"):
        if step == "sales":
            push(shop, one)
            push(shop, two)
        else:
            kept.follow()
    report_empty(shop, one, two)
    kept.follow()
    assert shop.flags() <= FORGOT
    assert counters(shop, points.lease_id)[2] == 200
    assert counters(shop, money.lease_id, account_of("NOK"))[2] == 5_000
    card = standing(shop, holder_of_card(CARD), account_of("NOK"))
    assert (card["balance"], card["debt"], card["suspense"]) == (45_000, 0, 0)
    assert beyond(shop) == []
    audit(shop.database)


def test_epoch_things_that_a_till_used_are_still_its_alone_after_the_restore(
    shop: Shop, kept: Hub, tills: Tills, restored: Callable[[Hub], Shop]
) -> None:
    one, two = tills
    backed_up(shop, kept)
    kept_things = kept.secure(one, "b1")
    sell_things(shop, one, "b1", kept_things.lease_id)
    shop = restored(kept)
    report_empty(shop, two)
    kept.follow()
    assert kept.secure(two, "b2").granted == (), "the first till's sale is not here"
    assert [row.state for row in shop.rows(lease, lease_id=kept_things.lease_id)] == ["open"]
    push(shop, one)
    report_empty(shop, one)
    kept.follow()
    assert [row.state for row in shop.rows(lease, lease_id=kept_things.lease_id)] == ["closed"]
    assert kept.secure(two, "b2").granted != (), "with a view that has the first till's sale"
    assert shop.flags() <= FORGOT


def test_epoch_of_a_hub_that_is_given_up_what_its_tills_sold_is_paid_once(
    shop: Shop, kept: Hub, tills: Tills, restored: Callable[[Hub], Shop]
) -> None:
    one, _ = tills
    backed_up(shop, kept)
    given = kept.take(one, 200, "r1")
    sell(shop, one, 200, "r1", given.lease_id)
    shop = restored(kept)
    do(shop, retire_hub, "s1", by="Kari", reason="stolen in the same night")
    push(shop, one)
    report_empty(shop, *tills)
    assert shop.count(lease_awaited, state="awaited") == 0, "nobody waits for the hub"
    now = standing(shop)
    assert (now["leased"], now["debt"], now["suspense"]) == (0, 0, 0), "nobody was lent anything meanwhile"
    assert counters(shop, given.lease_id)[2] == 200
    assert beyond(shop) == []
    audit(shop.database)
