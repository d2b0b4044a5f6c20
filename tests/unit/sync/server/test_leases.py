"""LEASE: points move to one keeper in the home store, are spent there once, and come back."""

from __future__ import annotations

from datetime import date

import pytest

from sync.protocol.v1.lease_messages import LeaseReport, LeaseReturned
from sync.server.holding.lease_granting import MOST_A_REPORT
from sync.server.holding.lease_homes import note_visit
from sync.server.problems import Declined
from sync.server.schema.lease_tables import lease, lease_home
from sync.server.slate.at_once import AtOnce
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.lease_stage import (
    GRACE_MS,
    HOUR_MS,
    TERM_MS,
    at_home,
    counters,
    free_now,
    keeper,
    presence,
    standing,
    states,
)
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop


def test_lease_leases_plus_free_is_the_balance(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    assert (lent.holder_id, lent.members, lent.things) == (MEMBER, (MEMBER,), True)
    assert [(each.account, each.granted, each.returned) for each in lent.points] == [("points", 594, 0)]
    assert (lent.term_ms, lent.grace_ms) == (shop.clock() + TERM_MS, GRACE_MS)
    assert standing(shop) == {
        "balance": 594,
        "debt": 0,
        "suspense": 0,
        "free": 0,
        "held": 0,
        "leased": 594,
    }
    assert lent.cursor == shop.changes().cursor
    audit(shop.database)


def test_lease_nobody_is_lent_to_before_they_shopped_there(shop: Shop) -> None:
    nobody = keeper(shop)
    assert nobody.sync().leases == ()
    assert standing(shop)["free"] == 500


def test_lease_what_the_keeper_spends_without_the_line_settles_once(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    home.sell(400)
    assert shop.taken(home.till, 2).fates == ()
    assert counters(shop, lent.lease_id) == (594, 0, 400, 0)
    assert standing(shop) == {
        "balance": 594 - 400 + 54,
        "debt": 0,
        "suspense": 0,
        "free": 54,
        "held": 0,
        "leased": 194,
    }
    home.sync()
    assert counters(shop, lent.lease_id) == (648, 0, 400, 0), "what was earned meanwhile is lent as well"
    assert home.available(home.leases[lent.lease_id]) == 248
    assert standing(shop)["free"] == 0
    audit(shop.database)


def test_lease_once_the_same_redemption_under_a_lease_settles_once(shop: Shop) -> None:
    home = at_home(shop)
    home.sell(100, redemption_id="r1")
    home.sell(100, redemption_id="r1")
    fates = shop.taken(home.till, 2).fates
    assert [fate.detail for fate in fates] == ["redemption-twice"]
    assert standing(shop)["suspense"] == 100
    assert counters(shop, next(iter(home.leases)))[2] == 100


def test_lease_once_a_hold_that_timed_out_goes_when_the_sale_names_the_lease(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    home.give_back(lent, most=100, closes=False)
    home.ask(home.report())
    assert shop.hold(home.till, "r1", 100).outcome == "held"
    home.sell(100, redemption_id="r1")
    assert shop.taken(home.till, 2).fates == ()
    assert standing(shop)["held"] == 0
    assert counters(shop, lent.lease_id)[2] == 100


def test_lease_key_effect_a_report_that_comes_twice_or_late_changes_nothing(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    early = home.report()
    home.give_back(lent, most=100, closes=False)
    first = home.ask(home.report())
    again = home.ask(home.report())
    late = home.ask(early)
    assert first == again == late
    assert counters(shop, lent.lease_id) == (594, 100, 0, 0)
    assert standing(shop)["free"] == 100


def test_lease_a_keeper_cannot_give_back_more_than_is_out(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    home.sell(94)
    shop.taken(home.till, 2)
    said = LeaseReturned(lent.lease_id, (("points", 10_000), ("no-such", 5)))
    home.ask(LeaseReport(epoch=home.epoch, revision=0, head=0, returned=(said,)))
    assert counters(shop, lent.lease_id)[1] == 500 + 0
    audit(shop.database)


def test_lease_recall_a_hold_elsewhere_gets_the_points_a_moment_later(shop: Shop) -> None:
    home, away = at_home(shop), keeper(shop, 2, "s2")
    before = presence(shop, home)
    first = shop.hold(away.till, "r1", 300)
    assert (first.outcome, first.balance, first.leased, first.recalled) == ("too-few-points", 0, 594, True)
    assert first.expires_ms == shop.clock() + TERM_MS + GRACE_MS, "when it is free at the latest"
    assert presence(shop, home) > before, "the keeper's presence moves"
    assert shop.hold(away.till, "r1", 300).recalled, "asked again it is the same"
    home.sync()
    assert states(shop) == ["closed"]
    assert home.leases == {}
    assert shop.hold(away.till, "r1", 300).outcome == "held"
    assert standing(shop)["free"] == 294


def test_lease_recall_is_not_asked_for_points_that_nobody_has(shop: Shop) -> None:
    home, away = at_home(shop), keeper(shop, 2, "s2")
    few = shop.hold(away.till, "r1", 595)
    assert (few.outcome, few.leased, few.recalled) == ("too-few-points", 594, False)
    assert not any(row.recalled_ms for row in shop.rows(lease))
    own = shop.hold(home.till, "r2", 10)
    assert (own.outcome, own.leased, own.recalled) == ("too-few-points", 594, False), "it has them itself"


def test_lease_recall_rests_before_anything_is_lent_again(shop: Shop) -> None:
    home, away = at_home(shop), keeper(shop, 2, "s2")
    shop.hold(away.till, "r1", 300)
    home.sync()
    home.sync()
    assert home.leases == {}
    shop.clock.ms += 15 * 60 * 1000
    shop.void(away.till, "r1")
    home.sync()
    assert standing(shop)["leased"] == 594


def test_lease_recall_waits_for_the_sales_that_used_it(shop: Shop) -> None:
    home, away = at_home(shop), keeper(shop, 2, "s2")
    (lent,) = home.leases.values()
    home.sell(200)
    shop.hold(away.till, "r1", 300)
    home.sync()
    assert counters(shop, lent.lease_id) == (594, 394, 0, 0), "what was taken is not given back"
    assert states(shop) == ["open"]
    assert shop.hold(away.till, "r1", 300).outcome == "held"
    shop.taken(home.till, 2)
    assert states(shop) == ["closed"]
    assert standing(shop)["leased"] == 0
    assert shop.flags() == set()


def test_lease_a_term_draws_on_while_the_keeper_speaks_and_stands_still_when_it_does_not(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    shop.clock.ms += HOUR_MS
    assert home.sync().leases == (), "nothing to say"
    shop.clock.ms += 9 * HOUR_MS
    home.sync()
    assert home.leases[lent.lease_id].term_ms == shop.clock() + TERM_MS
    shop.clock.ms += TERM_MS + GRACE_MS - 1
    assert free_now(shop) == 0
    shop.clock.ms += 1
    assert free_now(shop) == 1
    assert (states(shop), standing(shop)["free"]) == (["freed"], 594)
    assert counters(shop, lent.lease_id) == (594, 0, 0, 594)
    home.sync()
    assert lent.lease_id not in home.leases, "the keeper hears that it is over"
    audit(shop.database)


def test_lease_once_late_post_goes_to_suspense(shop: Shop) -> None:
    home = at_home(shop)
    home.sell(400)
    shop.clock.ms += TERM_MS + GRACE_MS
    free_now(shop)
    assert "redemption-after-lease" in shop.taken(home.till, 2).fates[0].detail
    assert standing(shop) == {
        "balance": 594 + 54,
        "debt": 0,
        "suspense": 400,
        "free": 648,
        "held": 0,
        "leased": 0,
    }
    audit(shop.database)


def test_lease_home_is_where_the_member_shops_most(shop: Shop) -> None:
    first, often = at_home(shop, 1, "s1"), keeper(shop, 2, "s2")
    for _ in range(2):
        often.till.sell(member=shop.member_view())
    shop.taken(often.till)
    often.sync()
    assert often.leases == {}, "it is still out at the first"
    first.sync()
    assert first.leases == {}, "asked back, because the member is at home elsewhere now"
    shop.clock.ms += HOUR_MS
    often.sync()
    assert standing(shop)["leased"] == 500 + 3 * 94


@pytest.mark.parametrize(
    ("visits", "home"),
    [
        ([("s1", "2026-02-01", 1), ("s2", "2026-02-02", 2)], "s2"),
        ([("s1", "2026-02-02", 2), ("s2", "2026-02-01", 1)], "s1"),
        ([("s1", "2026-02-01", 1), ("s1", "2026-02-01", 2), ("s2", "2026-02-02", 3)], "s1"),
        ([("s1", "2025-10-01", 1), ("s1", "2025-10-02", 2), ("s2", "2026-02-02", 3)], "s2"),
    ],
)
def test_lease_home_the_latest_of_two_and_ninety_days_back(
    shop: Shop, visits: list[tuple[str, str, int]], home: str
) -> None:
    tills = {"s1": shop.till(1, "s1").place.till_id, "s2": shop.till(2, "s2").place.till_id}
    with shop.database.write() as connection:
        for store, day, at_ms in visits:
            note_visit(
                *(AtOnce(connection, shop.company.company_id), MEMBER),
                store_id=store,
                till_id=tills[store],
                day=date.fromisoformat(day),
                at_ms=at_ms,
            )
    (row,) = shop.rows(lease_home)
    assert (row.store_id, row.keeper_id) == (home, tills[home])


def test_lease_does_not_follow_a_member_from_till_to_till_of_a_store(shop: Shop) -> None:
    one, two = at_home(shop, 1), keeper(shop, 2)
    two.till.sell(member=shop.member_view())
    shop.taken(two.till)
    two.sync()
    assert two.leases == {}
    one.sync()
    assert standing(shop)["leased"] == 594 + 94


def test_lease_a_keeper_that_takes_no_new_ones_is_lent_nothing_and_another_till_is(shop: Shop) -> None:
    home, other = keeper(shop), keeper(shop, 2)
    home.till.sell(member=shop.member_view())
    shop.taken(home.till)
    home.sync(wants=False)
    assert home.leases == {}
    other.till.sell(member=shop.member_view())
    shop.taken(other.till)
    home.till.sell(member=shop.member_view())
    shop.taken(home.till, 2)
    home.sync(wants=False)
    other.sync()
    assert (len(home.leases), len(other.leases)) == (0, 1)


def test_lease_of_a_blocked_member_is_asked_back_and_none_is_granted(shop: Shop) -> None:
    from sync.server.book.members import publish_members
    from sync.server.schema import tables

    home = at_home(shop)
    with shop.database.write() as connection:
        connection.execute(tables.member.update().values(blocked=1))
        publish_members(connection, shop.company.company_id, [MEMBER], shop.clock())
    home.sync()
    assert (home.leases, states(shop)) == ({}, ["closed"])
    shop.clock.ms += HOUR_MS
    home.sync()
    assert home.leases == {}


def test_lease_a_frozen_tills_lease_stays_until_term_and_grace(shop: Shop) -> None:
    from sync.server.schema import tables

    home, away = at_home(shop), keeper(shop, 2, "s2")
    with shop.database.write() as connection:
        connection.execute(
            tables.till.update().where(tables.till.c.till_id == home.till_id).values(frozen="fork")
        )
    assert shop.hold(away.till, "r1", 300).outcome == "too-few-points"
    shop.clock.ms += TERM_MS + GRACE_MS
    free_now(shop)
    assert shop.hold(away.till, "r1", 300).outcome == "held"


@pytest.mark.parametrize(
    "report",
    [
        LeaseReport(epoch="e", revision=-1, head=0),
        LeaseReport(epoch="e", revision=0, head=-1),
        LeaseReport(epoch="e", revision=0, head=0, returned=(LeaseReturned("", ()),)),
        LeaseReport(epoch="e", revision=0, head=0, returned=(LeaseReturned("a", (("points", -1),)),)),
        LeaseReport(epoch="e", revision=0, head=0, returned=(LeaseReturned("a", (("", 1),)),)),
        LeaseReport(epoch="e", revision=0, head=0, returned=(LeaseReturned("a", ()), LeaseReturned("a", ()))),
        LeaseReport(
            epoch="e", revision=0, head=0, returned=tuple(LeaseReturned(str(n), ()) for n in range(501))
        ),
    ],
)
def test_lease_an_impossible_report_is_declined(shop: Shop, report: LeaseReport) -> None:
    with pytest.raises(Declined) as declined:
        keeper(shop).ask(report)
    assert declined.value.status == 422


def test_lease_pages_are_bounded_and_told_in_full(shop: Shop) -> None:
    count = 70
    shop.import_texts(
        members="member_id,name,card_number,points\n"
        + "".join(f"m{n:03},Navn,{20000000 + n},10\n" for n in range(count))
    )
    home = keeper(shop)
    for n in range(count):
        home.till.sell(member=shop.member_view(f"m{n:03}"))
    shop.taken(home.till)
    first = home.ask(home.report())
    home.hear(first)
    answer = home.ask(home.report())
    assert (len(answer.leases), answer.more) == (MOST_A_REPORT, True)
    home.hear(answer)
    home.sync()
    assert len(home.leases) == count
    assert standing(shop, OTHER)["leased"] == 0
    fresh = home.ask(LeaseReport(epoch=home.epoch, revision=0, head=0))
    assert (len(fresh.leases), fresh.more) == (count, False)
