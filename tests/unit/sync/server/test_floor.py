"""FLOOR and BOUNDED: what a till risked without a lease, and everything beyond the books by its cause."""

from __future__ import annotations

from typing import Any

from pos_app.domain import tender as tenders_of
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from sync.server.care.histories import take_in
from sync.server.desk.leasing import Risked, risked
from sync.server.holding.holds import TERM_MS as HOLD_MS
from sync.server.schema import tables
from sync.server.schema.lease_tables import lease_use
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.bringing_back import bring_back
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.lease_stage import (
    GRACE_MS,
    TERM_MS,
    at_home,
    free_now,
    keeper,
    new_id,
    sell_with,
    standing,
)
from tests.unit.sync.server.stage import MEMBER, PROGRAMME_TEXT, FakeTill, Shop

TEXT = PROGRAMME_TEXT.replace("version = 1", "version = 2") + (
    "\n[offline]\nfloor_redemption = 200\nfloor_member = 400\nfloor_till = 1000\n"
)
RISKY = (programme_from_text(TEXT, "test"),)
MANY = "member_id,name,card_number,phone,points,qualifying_points,tier\n" + "".join(
    f"m{each},Member {each},40000{each},,500,0,\n" for each in range(6)
)


def published(shop: Shop) -> None:
    shop.import_texts(programmes=TEXT)


def risk(
    shop: Shop,
    till: FakeTill,
    points: int,
    redemption_id: str = "",
    programmes: tuple[Programme, ...] = RISKY,
    *,
    after: int = 0,
    member: MemberView | None = None,
) -> None:
    till.programmes = programmes
    name = redemption_id or new_id()
    paid = tenders_of.points(points * 10, points, name, is_floor=True, floor_after=after)
    sell_with(till, paid, member or shop.member_view())


def beyond(shop: Shop) -> list[Risked]:
    with shop.database.read() as connection:
        return risked(connection, shop.company)


def test_floor_is_paid_from_what_is_free_and_nothing_is_owed(shop: Shop) -> None:
    published(shop)
    till = shop.till()
    risk(shop, till, 200)
    assert shop.taken(till).fates == ()
    assert (standing(shop)["balance"], standing(shop)["debt"]) == (500 - 200 + 74, 0)
    assert beyond(shop) == []


def test_floor_what_was_not_there_becomes_debt_and_is_counted(shop: Shop) -> None:
    published(shop)
    one, two = shop.till(1), shop.till(2, "s2")
    shop.hold(two, "r1", 400)
    risk(shop, one, 200)
    assert shop.taken(one).fates[0].detail == "floor-overspent"
    assert standing(shop)["debt"] == 100 - 74, "what the sale earned repaid a part"
    assert beyond(shop) == [Risked("floor", "", 1, 100, None)]
    audit(shop.database)


def test_floor_above_what_the_programme_allows_is_flagged(shop: Shop) -> None:
    till = shop.till()
    risk(shop, till, 100, programmes=till.programmes)
    assert shop.taken(till).fates[0].detail == "floor-passed"


def fates(shop: Shop, till: FakeTill, first: int = 1) -> list[str]:
    """What became of the records from ``first`` on that were not simply stored."""
    return [f"{each.sequence} {each.detail}" for each in shop.taken(till, first).fates]


def test_floor_what_one_member_risked_in_a_spell_is_counted_together(shop: Shop) -> None:
    published(shop)
    till = shop.till()
    for _ in range(2):
        risk(shop, till, 200)
    assert shop.taken(till).fates == ()
    risk(shop, till, 50)
    assert fates(shop, till, 3) == ["3 floor-passed"]
    risk(shop, till, 50, after=3)
    assert shop.taken(till, 4).fates == (), "the server had everything: another spell"


def test_floor_what_a_till_risked_in_a_spell_is_counted_together(shop: Shop) -> None:
    published(shop)
    shop.import_texts(members=MANY)
    till = shop.till()
    for each in range(5):
        risk(shop, till, 200, member=shop.member_view(f"m{each}"))
    assert shop.taken(till).fates == ()
    risk(shop, till, 10, member=shop.member_view("m5"))
    (fate,) = shop.taken(till, 6).fates
    assert fate.detail == "floor-passed"
    (review,) = [row for row in shop.rows(tables.review) if row.code == "floor-passed"]
    assert (
        review.detail == "1010 points were risked by the till in one offline spell; the programme allows 1000"
    )
    other = shop.till(2)
    risk(shop, other, 10, member=shop.member_view("m5"))
    assert shop.taken(other).fates == (), "each till has its own"


def test_bounded_what_was_risked_beyond_the_limits_and_the_books_has_its_own_cause(shop: Shop) -> None:
    published(shop)
    till = shop.till()
    shop.hold(shop.till(2, "s2"), "r1", 500)
    for _ in range(3):
        risk(shop, till, 200)
    shop.taken(till)
    owed = {each.cause: each.points for each in beyond(shop)}
    assert set(owed) == {"floor", "floor-passed"}
    assert owed["floor"] <= 400
    assert owed["floor-passed"] <= 200
    assert all(each.at_most is None for each in beyond(shop))
    audit(shop.database)


def test_floor_never_touches_what_is_lent_or_held(shop: Shop) -> None:
    published(shop)
    at_home(shop)
    away = keeper(shop, 2, "s2")
    risk(shop, away.till, 200)
    shop.taken(away.till)
    now = standing(shop)
    assert (now["leased"], now["balance"]) == (594, 594)
    assert now["debt"] == 200 - 74


def test_floor_the_same_redemption_twice_waits_in_suspense(shop: Shop) -> None:
    published(shop)
    till = shop.till()
    risk(shop, till, 100, "r1")
    risk(shop, till, 100, "r1")
    assert shop.taken(till).fates[0].detail == "redemption-twice"
    assert standing(shop)["suspense"] == 100


def test_clawback_what_a_lease_gives_back_repays_first_what_is_owed(shop: Shop) -> None:
    published(shop)
    home, away = at_home(shop), keeper(shop, 2, "s2")
    risk(shop, away.till, 200)
    shop.taken(away.till)
    owed = standing(shop)["debt"]
    home.sync()
    assert home.leases == {}, "asked back because something is owed"
    now = standing(shop)
    assert (now["debt"], now["balance"], now["leased"]) == (0, 594 - owed, 0)
    audit(shop.database)


def test_clawback_goods_that_come_back_while_all_is_lent_are_owed_until_the_keeper_gave_back(
    shop: Shop,
) -> None:
    home, away = at_home(shop), keeper(shop, 2, "s2")
    sold = home.till.sell(member=shop.member_view())
    shop.taken(home.till, 2)
    home.sync()
    assert standing(shop)["leased"] == 688
    bring_back(away.till, sold, days=0)
    shop.taken(away.till)
    now = standing(shop)
    assert (now["balance"], now["leased"], now["debt"]) == (688, 688, 94), "what is lent stays lent"
    home.sync()
    now = standing(shop)
    assert (now["balance"], now["leased"], now["debt"], now["free"]) == (594, 0, 0, 594)
    audit(shop.database)


def test_clawback_points_that_a_lease_paid_go_back_to_their_lots(shop: Shop) -> None:
    home = at_home(shop)
    sold = home.sell(400)
    shop.taken(home.till, 2)
    bring_back(home.till, sold, days=0)
    shop.taken(home.till, 3)
    now = standing(shop)
    assert (now["balance"], now["debt"], now["suspense"], now["leased"]) == (594, 0, 0, 194)
    home.sync()
    assert standing(shop)["leased"] == 594
    audit(shop.database)


def test_lease_overspent_by_a_copied_till_is_paid_from_free_then_owed_and_counted(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    home.sell(500)
    home.sell(300, lease_id=lent.lease_id)  # a copy that knows nothing of the first sale
    fates = shop.taken(home.till, 2).fates
    assert "lease-overspent" in fates[0].detail
    over = 300 - 94
    earned_first = 94 - 50
    assert beyond(shop) == [Risked("fork", lent.lease_id, 1, over - earned_first, 594)]
    audit(shop.database)


def test_bounded_a_post_after_grace_is_never_more_than_the_lease(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    home.sell(300)
    home.sell(200)
    shop.clock.ms += TERM_MS + GRACE_MS
    free_now(shop)
    shop.taken(home.till, 2)
    assert beyond(shop) == [Risked("after-grace", lent.lease_id, 2, 500, 594)]


def test_bounded_what_a_fork_sent_is_kept_aside_and_counted(shop: Shop, expected_logs: Any) -> None:
    expected_logs.say("a till's journal has forked; the till is frozen")
    home = at_home(shop)
    (lent,) = home.leases.values()
    twin = home.till.twin()
    home.sell(500)
    shop.taken(home.till, 2)
    honest, home.till = home.till, twin
    home.sell(400, lease_id=lent.lease_id)
    shop.declined(twin, 2)
    assert beyond(shop) == [Risked("fork", lent.lease_id, 1, 400, 594)]
    assert standing(shop)["leased"] == 94, "the lease stays until term and grace"
    assert honest.place.till_id == twin.place.till_id


def test_bounded_what_a_fork_sent_is_counted_once_when_it_is_taken_in(shop: Shop, expected_logs: Any) -> None:
    expected_logs.say("a till's journal has forked; the till is frozen")
    home = at_home(shop)
    (lent,) = home.leases.values()
    twin = home.till.twin()
    home.sell(500)
    shop.taken(home.till, 2)
    honest, home.till = home.till, twin
    home.sell(400, lease_id=lent.lease_id)
    shop.declined(twin, 2)
    do(shop, take_in, honest.place.till_id, by="Ingrid", reason="the disk was copied")
    earned_first = 94 - 50
    assert beyond(shop) == [Risked("fork", lent.lease_id, 1, 400 - 94 - earned_first, 594)]
    audit(shop.database)


def test_bounded_points_whose_hold_ran_out_and_that_others_used_meanwhile_are_counted(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    shop.hold(one, "r1", 400)
    one.sell(member=shop.member_view(), redeem=("r1", 400))
    shop.clock.ms += HOLD_MS
    shop.hold(two, "r2", 500)
    shop.taken(one)
    assert "redemption-late" in shop.flags()
    assert beyond(shop) == [Risked("beyond-hold", "", 1, 400, None)]
    audit(shop.database)


def test_bounded_a_hold_whose_sale_comes_in_time_is_not_counted(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    shop.hold(one, "r1", 400)
    one.sell(member=shop.member_view(), redeem=("r1", 400))
    shop.hold(two, "r2", 100)
    shop.taken(one)
    assert (beyond(shop), shop.rows(lease_use)) == ([], [])


def test_bounded_a_lease_that_was_written_off_is_counted_when_its_sales_come(shop: Shop) -> None:
    from sync.server.desk.leasing import write_off

    home = at_home(shop)
    (lent,) = home.leases.values()
    home.sell(300)
    assert do(shop, write_off, lent.lease_id, by="Ingrid", reason="fell into the fjord") == 594
    assert standing(shop)["free"] == 594
    shop.taken(home.till, 2)
    assert beyond(shop) == [Risked("written-off", lent.lease_id, 1, 300, 594)]
    (use,) = shop.rows(lease_use)
    assert (use.holder_id, use.points, use.settled) == (MEMBER, 300, 0)
