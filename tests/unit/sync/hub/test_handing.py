"""LEASE and LEASE-ONCE at the store's hub: what it hands out, to whom, once, and when its lease is over."""

from __future__ import annotations

import shutil

import pytest

from sync.hub.opening import open_hub
from sync.protocol.v1.messages import Enrol
from sync.protocol.v1.problems import Code
from sync.server import enrol
from sync.server.desk.hubs import retire_hub
from sync.server.desk.leasing import risked
from sync.server.desk.refusal import NotDone
from sync.server.holding.hubs import HUB_NUMBER
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.schema.lease_tables import lease
from tests.unit.sync.hub.hub_stage import COUPON, Hub, hub, push, sell, sell_things, visit_gives
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.lease_stage import HOUR_MS, counters, keeper, standing, states
from tests.unit.sync.server.stage import FakeTill, Shop, new_key

Tills = tuple[FakeTill, FakeTill]


def test_lease_of_a_store_with_a_hub_is_the_hubs_and_never_a_tills(
    shop: Shop, kept: Hub, tills: Tills
) -> None:
    (row,) = shop.rows(lease)
    assert (row.keeper_id, row.things) == (kept.hub_id, 1)
    assert standing(shop)["free"] == 0
    tills[1].sell(member=shop.member_view())
    push(shop, tills[1])
    kept.follow()
    assert states(shop) == ["open"], "a visit to the other till changes nothing"


def test_lease_a_hub_that_comes_later_takes_over_what_a_till_keeps(shop: Shop, kept: Hub) -> None:
    away = keeper(shop, 7, "s2")
    away.till.sell(member=shop.member_view())
    shop.taken(away.till)
    away.sync()
    assert [row.keeper_id for row in shop.rows(lease, state="open")] == [away.till_id]
    late = hub(shop, kept.path.parent, "s2")
    away.sync()
    shop.clock.ms += HOUR_MS
    late.follow()
    assert [row.keeper_id for row in shop.rows(lease, state="open")] == [late.hub_id]
    late.database.close()


def test_lease_once_asked_twice_it_hands_out_once(shop: Shop, kept: Hub, tills: Tills) -> None:
    one, two = tills
    first, again = kept.take(one, 200, "r1"), kept.take(one, 200, "r1")
    assert first.outcome == again.outcome == "held"
    assert first.lease_id == again.lease_id != ""
    assert first.balance == again.balance
    for till, points in ((two, 200), (one, 100)):
        with pytest.raises(Declined) as declined:
            kept.take(till, points, "r1")
        assert declined.value.problem.code == Code.SAME_ID_OTHER_BYTES


def test_lease_once_handed_out_is_on_the_disk(shop: Shop, kept: Hub, tills: Tills) -> None:
    has = kept.take(tills[0], 1, "r0").balance
    assert kept.take(tills[0], has - 100, "r1").outcome == "held"
    kept.crash()
    short = kept.take(tills[1], 101, "r2")
    assert (short.outcome, short.balance) == ("too-few-points", 100)
    assert kept.take(tills[0], has - 100, "r1").outcome == "held", "the reply was lost, and is given again"


def test_lease_once_let_go_before_it_was_asked_for_nothing_is_handed_out(kept: Hub, tills: Tills) -> None:
    kept.free(tills[0], "r1")
    assert kept.take(tills[0], 100, "r1").outcome == "voided"
    kept.free(tills[1], "r1")
    assert kept.take(tills[0], 100, "r2").outcome == "held"
    kept.free(tills[1], "r2")
    assert kept.take(tills[0], 100, "r2").outcome == "held", "another till lets nothing of it go"


def test_lease_after_its_term_or_with_a_clock_set_back_nothing_is_handed_out(
    shop: Shop, kept: Hub, tills: Tills
) -> None:
    shop.clock.ms -= HOUR_MS
    assert kept.take(tills[0], 100).detail == "clock-unsure"
    shop.clock.ms += 73 * HOUR_MS
    assert kept.take(tills[0], 100).detail == "no-lease"


def test_lease_closed_by_the_hub_waits_for_its_tills_sales(shop: Shop, kept: Hub, tills: Tills) -> None:
    one, _ = tills
    lease_id = kept.take(one, 200, "r1").lease_id
    sell(shop, one, 200, "r1", lease_id)
    elsewhere = shop.till(9, "s2")
    assert shop.hold(elsewhere, "h1", 300).recalled
    kept.follow()
    assert states(shop) == ["open"], "200 points are in a sale that has not come"
    assert standing(shop)["leased"] == 200
    assert shop.hold(elsewhere, "h1", 300).outcome == "held"
    push(shop, one)
    kept.follow()
    assert states(shop)[0] == "closed"
    granted, returned, settled, freed = counters(shop, lease_id)
    assert (settled, freed, granted - returned) == (200, 0, 200)
    assert shop.flags() == set()


def test_classes_things_are_one_tills_at_a_time_until_the_lease_is_over(
    shop: Shop, kept: Hub, tills: Tills
) -> None:
    one, two = tills
    granted = kept.secure(one, "b1")
    assert granted.granted == (COUPON,)
    refused = kept.secure(two, "b2", "offer:poeng/once")
    assert [each.why for each in refused.refused] == ["at-another-till"], "its view can not know"
    sell_things(shop, one, "b1", granted.lease_id)
    kept.follow()
    assert states(shop) == ["open"], "the sale has not come"
    assert kept.secure(one, "b3").refused[0].why == "no-lease", "turned over: the line is back"
    push(shop, one)
    kept.follow()
    assert states(shop) == ["closed", "open"]
    assert kept.secure(two, "b2").granted == (COUPON,)


def test_classes_a_basket_that_is_let_go_frees_its_things(shop: Shop, kept: Hub, tills: Tills) -> None:
    one, two = tills
    kept.secure(one, "b1")
    kept.let_basket_go(two, "b1")
    assert kept.secure(two, "b2").refused[0].why == "at-another-till"
    kept.report()  # it is turned over with the basket still open
    assert states(shop) == ["open"]
    kept.let_basket_go(one, "b1")
    kept.follow()
    assert states(shop) == ["closed", "open"]
    assert kept.secure(two, "b2").granted == (COUPON,)


def test_classes_an_old_view_and_a_code_need_the_line(kept: Hub, tills: Tills) -> None:
    assert kept.secure(tills[0], "b1", cursor=0).refused[0].why == "view-too-old"
    assert kept.secure(tills[0], "b1", "code:K7").refused[0].why == "needs-the-line"
    unnamed = kept.secure(tills[0], "b1", "points:cause:trees")
    assert unnamed.refused[0].why == "needs-the-line", "nobody said from which account"
    assert kept.secure(tills[1], "b2").granted == (COUPON,), "nothing was kept for the first till"


def test_lease_points_that_move_away_are_handed_out_at_any_till_and_counted(
    shop: Shop, kept: Hub, tills: Tills
) -> None:
    one, two = tills
    has = kept.take(one, 1, "r0").balance
    assert kept.secure(one, "b1").granted == (COUPON,)
    trees = "points:cause:trees"
    given = kept.secure(two, "b2", trees, cursor=0, points=has - 100)
    assert (given.granted, given.lease_id != "") == ((trees,), True), "points need no view of the member"
    assert kept.secure(one, "b3", trees, points=101).refused[0].why == "too-few-points"
    assert kept.take(one, 101, "r1").outcome == "too-few-points"
    kept.let_basket_go(two, "b2")
    assert kept.secure(one, "b3", trees, points=101).granted == (trees,)
    visit_gives(shop, one, 101, "b3", given.lease_id)
    push(shop, one)
    assert counters(shop, given.lease_id)[2] == 101
    assert not shop.flags() & {"overspent", "lease-overspent", "things-after-lease"}


def test_lease_once_a_keeping_is_granted_once_and_never_after_it_was_let_go(kept: Hub, tills: Tills) -> None:
    one, two = tills
    first = kept.secure(one, "b1", keeping_id="k1")
    kept.crash()
    again = kept.secure(one, "b1", keeping_id="k1")
    assert (again.granted, again.lease_id) == (first.granted, first.lease_id)
    with pytest.raises(Declined) as declined:
        kept.secure(two, "b1", keeping_id="k1")
    assert declined.value.problem.code == Code.SAME_ID_OTHER_BYTES
    kept.let_keeping_go(two, "k1")
    assert kept.secure(two, "b2").refused[0].why == "at-another-till", "another till lets nothing of it go"
    kept.let_keeping_go(one, "k1")
    assert kept.secure(one, "b1", keeping_id="k1").refused[0].why == "voided"
    kept.let_keeping_go(one, "k2")
    assert kept.secure(one, "b1", keeping_id="k2").refused[0].why == "voided", (
        "it was told before it was asked"
    )
    assert kept.secure(two, "b2").granted == (COUPON,)


def test_lease_once_a_late_question_of_a_basket_takes_nothing_from_a_newer_one(
    kept: Hub, tills: Tills
) -> None:
    one, two = tills
    kept.let_keeping_go(one, "late")
    assert kept.secure(one, "b1").granted == (COUPON,)
    assert kept.secure(one, "b1", keeping_id="late").granted == ()
    assert kept.secure(two, "b2").refused[0].why == "at-another-till"


def test_lease_a_visit_without_goods_ends_the_lease_as_soon_as_it_is_at_the_server(
    shop: Shop, kept: Hub, tills: Tills
) -> None:
    one, _ = tills
    lease_id = kept.secure(one, "b1").lease_id
    visit_gives(shop, one, 0, "b1", lease_id)
    kept.follow()
    assert states(shop) == ["open"], "the visit has not come"
    push(shop, one)
    kept.follow()
    assert states(shop) == ["closed", "open"]


def test_poison_aside_two_facts_of_one_basket_are_both_kept(shop: Shop, kept: Hub, tills: Tills) -> None:
    lease_id = kept.secure(tills[0], "b1").lease_id
    for _ in range(2):
        visit_gives(shop, tills[0], 0, "b1", lease_id)
    push(shop, tills[0])
    assert shop.rows(tables.quarantine) == []


def test_bounded_a_hub_from_an_old_file_is_counted_and_asked_back(
    shop: Shop, kept: Hub, tills: Tills
) -> None:
    one, two = tills
    has = kept.take(one, 1, "r0").balance
    kept.free(one, "r0")
    kept.database.close()
    shutil.copy(kept.path, kept.path.with_suffix(".backup"))
    kept.database = open_hub(kept.path)
    lease_id = kept.take(one, has, "r1").lease_id
    kept.database.close()
    for name in (f"{kept.path.name}-wal", f"{kept.path.name}-shm"):
        kept.path.with_name(name).unlink(missing_ok=True)
    shutil.copy(kept.path.with_suffix(".backup"), kept.path)
    kept.database = open_hub(kept.path)
    assert kept.take(two, has, "r2").outcome == "held", "the file knows no better"
    for till, name in ((one, "r1"), (two, "r2")):
        for_points = sell(shop, till, has, name, lease_id)
        assert for_points.tenders[0].lease_id == lease_id
        push(shop, till)
    assert "lease-overspent" in shop.flags()
    with shop.database.read() as connection:
        (fork,) = risked(connection, shop.company)
    assert fork.cause == "fork"
    assert fork.at_most is not None
    assert 0 < fork.points <= fork.at_most


def test_bounded_a_till_from_an_old_image_lets_go_of_what_it_sold_and_that_is_counted(
    shop: Shop, kept: Hub, tills: Tills
) -> None:
    one, two = tills
    given = kept.take(one, 500, "r1")
    sell(shop, one, 500, "r1", given.lease_id)
    kept.free(one, "r1")  # its file is older than the sale
    has = kept.take(two, 1, "r2").balance
    kept.take(two, has, "r3")
    for points, name in ((1, "r2"), (has, "r3")):
        sell(shop, two, points, name, given.lease_id)
    push(shop, one)
    push(shop, two)
    assert "lease-overspent" in shop.flags()
    with shop.database.read() as connection:
        found = risked(connection, shop.company)
    assert {each.cause for each in found} == {"fork"}
    assert all(each.at_most is not None and each.points <= each.at_most for each in found)


def test_bounded_a_retired_hub_is_written_off_and_its_store_may_have_another(
    shop: Shop, kept: Hub, tills: Tills
) -> None:
    one, _ = tills
    lease_id = kept.take(one, 200, "r1").lease_id
    sell(shop, one, 200, "r1", lease_id)
    with pytest.raises(ValueError, match="has a hub already"):
        shop.till(HUB_NUMBER)
    do(shop, retire_hub, "s1", by="Kari", reason="the PC is broken")
    assert states(shop) == ["written-off"]
    push(shop, one)
    assert "redemption-after-lease" in shop.flags()
    with pytest.raises(NotDone):
        do(shop, retire_hub, "s1", by="Kari", reason="again")
    one.sell(member=shop.member_view())
    push(shop, one)
    assert shop.till(HUB_NUMBER).place.till_number == HUB_NUMBER


def test_two_hubs_of_one_store_with_two_codes_are_one(shop: Shop) -> None:
    with shop.database.write() as connection:
        made = [enrol.make_code(connection, shop.company.company_id, "s1", 0, shop.clock()) for _ in range(2)]
        replies = [
            enrol.enrol(
                connection, Enrol(code=each.code, public_key=new_key()[1], software="test"), shop.clock()
            )
            for each in made
        ]
    assert isinstance(replies[1], Declined)
    assert replies[1].problem.code == Code.ONE_HUB
