"""The days' run: what a day brings, by the company's calendar, once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from pos_app.domain.loyalty.offer_rules import RewardTime
from sync.protocol.v1.account_messages import AccountMonthRow
from sync.server.book.rewards import give_rewards
from sync.server.calendar.days import MOST_DAYS_ALONE, ClockLeapt, run_days
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.calendar_stage import (
    TODAY,
    give,
    have,
    noon_ms,
    pass_days,
    rules,
    stands,
    tier_of,
)
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop

EXPIRING = '[earn]\npoints = 1\nper = "1.00"\n[expiry]\nwhen = "after-earning"\nmonths = 1\n'
YES2YOU = """
[earn]
points = 1
per = "1.00"
[[reward]]
id = "yes2you"
points = 100
value = "5.00"
words = "5.00 in Kohl's Cash"
"""
VIB = """
[earn]
points = 1
per = "1.00"
[qualifying]
window = "calendar-year"
keep_years = 1
[[tier]]
code = "insider"
name = "Insider"
[[tier]]
code = "vib"
name = "VIB"
from_points = 350
[[tier]]
code = "rouge"
name = "Rouge"
from_points = 1000
"""
BIRTHDAY = """
[settings]
leap_birthday = "{leap}"
[earn]
points = 1
per = "1.00"
[[coupon]]
id = "kake"
words = "A cake"
issued = "{issued}"
valid_days = 30
[[offer]]
id = "ten-off"
words = "A cake"
effect = "basket-percent"
percent = "10"
when = {{ coupon = "kake" }}
"""


def born(shop: Shop, member_id: str, month: int, day: int) -> None:
    with shop.database.write() as connection:
        connection.execute(
            insert(books.member_birthday),
            {"company_id": shop.company.company_id, "member_id": member_id, "month": month, "day": day},
        )


def joined(shop: Shop, member_id: str, on: date) -> None:
    with shop.database.write() as connection:
        connection.execute(books.member_history.delete().where(books.member_history.c.member_id == member_id))
        connection.execute(
            insert(books.member_history),
            {"company_id": shop.company.company_id, "member_id": member_id, "joined_on": on.isoformat()},
        )


def coupons(shop: Shop, member_id: str) -> list[tuple[str, str, str]]:
    return sorted(
        (row.code, row.from_day, row.to_day) for row in shop.rows(books.coupon, member_id=member_id)
    )


def test_lots_a_lot_is_valid_through_its_last_local_day_and_then_is_written_off(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    [run] = pass_days(shop, date(2026, 4, 1))
    assert (run.expired_points, have(shop, club, OTHER).points) == (0, 80)
    [run] = pass_days(shop, date(2026, 4, 2))
    assert (run.expired_points, have(shop, club, OTHER).points) == (80, 0)
    assert audit(shop.database)[OTHER, "klubb"] == (0, 0, 0)
    assert shop.count(tables.posting_group, member_id=OTHER, kind="expire") == 1


def test_only_what_is_left_of_a_lot_expires(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    give(shop, club, OTHER, 20, TODAY + timedelta(days=10))
    pass_days(shop, date(2026, 4, 5))
    assert have(shop, club, OTHER).points == 20


def test_hold_points_that_a_redemption_holds_over_midnight_do_not_expire_under_it(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    till = shop.till()
    midnight_ms = noon_ms(date(2026, 4, 1)) + 11 * 3_600_000  # 22:00 UTC, midnight in Oslo's summer
    shop.clock.ms = midnight_ms - 60_000
    assert shop.hold(till, "r1", 50, OTHER, "klubb").outcome == "held"
    with shop.database.write() as connection:
        run = run_days(connection, shop.company.company_id, midnight_ms + 60_000)
    assert (run.is_done, run.expired_points) == (True, 0)
    with shop.database.write() as connection:
        run = run_days(connection, shop.company.company_id, midnight_ms + 16 * 60_000)
    assert run.expired_points == 80, "nobody used the hold: the points end with the next run of the same day"


def test_tills_are_told_of_those_whose_books_changed_and_of_no_one_else(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    cursor = shop.changes().cursor
    [run] = pass_days(shop, date(2026, 4, 2))
    assert run.members == 1
    told = [row for row in shop.changes(cursor).rows if not isinstance(row, AccountMonthRow)]
    assert [getattr(row, "member_id", "") for row in told] == [OTHER]


def test_yes2you_250_points_in_march_are_two_rewards_on_the_first_of_april_and_50_are_carried(
    shop: Shop,
) -> None:
    club = rules(shop, YES2YOU)
    give(shop, club, OTHER, 250, date(2026, 3, 20))
    pass_days(shop, date(2026, 3, 31))
    assert (have(shop, club, OTHER).points, coupons(shop, OTHER)) == (250, [])
    [run] = pass_days(shop, date(2026, 4, 1))
    assert (run.rewarded_points, run.coupons) == (200, 2)
    assert have(shop, club, OTHER).points == 50
    assert [code for code, _, _ in coupons(shop, OTHER)] == ["yes2you", "yes2you"]
    assert audit(shop.database)[OTHER, "klubb"] == (50, 0, 0)


def test_a_month_that_has_been_rewarded_is_not_rewarded_again(shop: Shop) -> None:
    club = rules(shop, YES2YOU)
    give(shop, club, OTHER, 250, date(2026, 3, 20))
    pass_days(shop, date(2026, 4, 1))
    give(shop, club, OTHER, 100, date(2026, 4, 1), "later-that-day")
    pass_days(shop, date(2026, 4, 30))
    assert have(shop, club, OTHER).points == 150
    pass_days(shop, date(2026, 5, 1))
    assert have(shop, club, OTHER).points == 50


def test_a_server_that_slept_does_each_day_in_its_turn(shop: Shop) -> None:
    """What ended on 31 March is no reward on 1 April; what ends on 1 April still is."""
    club = rules(shop, YES2YOU + '[expiry]\nwhen = "after-earning"\nmonths = 1\n')
    give(shop, club, OTHER, 100, date(2026, 2, 28), "ends on 28 March")
    give(shop, club, MEMBER, 100, TODAY, "ends on 1 April")
    [run] = pass_days(shop, date(2026, 4, 8))
    assert (run.expired_points, run.rewarded_points) == (100, 100)
    assert coupons(shop, OTHER) == []
    assert len(coupons(shop, MEMBER)) == 1


def test_clawback_what_is_owed_and_what_is_held_does_not_become_a_reward(shop: Shop) -> None:
    club = rules(shop, YES2YOU)
    give(shop, club, OTHER, 250, date(2026, 3, 20))
    shop.clock.ms = noon_ms(date(2026, 4, 1)) - 60_000
    assert shop.hold(shop.till(), "r1", 60, OTHER, "klubb").outcome == "held"
    [run] = pass_days(shop, date(2026, 4, 1))
    assert run.rewarded_points == 100, "190 are free, which is one block"


def test_rewards_at_once_come_with_the_sale_and_not_with_the_month(shop: Shop) -> None:
    club = rules(shop, YES2YOU + 'issued = "at-once"\n')
    give(shop, club, OTHER, 130, TODAY)
    with shop.database.write() as connection:
        company_id = shop.company.company_id
        given = give_rewards(
            connection, company_id, OTHER, club, RewardTime.AT_ONCE, TODAY, "sale-1", shop.clock()
        )
        again = give_rewards(
            connection, company_id, OTHER, club, RewardTime.AT_ONCE, TODAY, "sale-2", shop.clock()
        )
    assert (given.points, len(given.coupons), again.points) == (100, 1, 0)
    pass_days(shop, date(2026, 4, 1))
    assert have(shop, club, OTHER).points == 30


def test_vib_reached_in_november_2025_drops_on_1_january_2027(shop: Shop) -> None:
    club = rules(shop, VIB)
    give(shop, club, OTHER, 400, date(2025, 11, 10))
    stands(shop, club, OTHER, "vib", date(2026, 12, 31))
    with shop.database.write() as connection:
        run_days(connection, shop.company.company_id, noon_ms(date(2026, 12, 31)), through=date(2026, 12, 31))
    assert tier_of(shop, club, OTHER) == ("vib", "2026-12-31")
    pass_days(shop, date(2027, 1, 1))
    assert tier_of(shop, club, OTHER) == ("insider", "")


def test_vib_requalified_in_2026_is_kept_through_2027(shop: Shop) -> None:
    club = rules(shop, VIB)
    stands(shop, club, OTHER, "rouge", date(2026, 12, 31))
    give(shop, club, OTHER, 360, date(2026, 6, 1))
    with shop.database.write() as connection:
        run_days(connection, shop.company.company_id, noon_ms(date(2027, 1, 1)), through=date(2027, 1, 1))
    assert tier_of(shop, club, OTHER) == ("vib", "2027-12-31")


@pytest.mark.parametrize(
    ("leap", "kept"), [("28-february", date(2027, 2, 28)), ("1-march", date(2027, 3, 1))]
)
def test_a_birthday_on_29_february_is_kept_as_the_programme_says(shop: Shop, leap: str, kept: date) -> None:
    rules(shop, BIRTHDAY.format(leap=leap, issued="birthday"))
    born(shop, OTHER, 2, 29)
    with shop.database.write() as connection:
        before = kept - timedelta(days=1)
        run_days(connection, shop.company.company_id, noon_ms(before), through=before)
    assert coupons(shop, OTHER) == []
    pass_days(shop, kept)
    assert coupons(shop, OTHER) == [("kake", kept.isoformat(), (kept + timedelta(days=29)).isoformat())]


def test_a_birthday_comes_once_a_year_also_when_it_is_corrected(shop: Shop) -> None:
    rules(shop, BIRTHDAY.format(leap="28-february", issued="birthday"))
    born(shop, OTHER, 3, 5)
    pass_days(shop, date(2026, 3, 5))
    with shop.database.write() as connection:
        connection.execute(update(books.member_birthday).values(day=9))
    pass_days(shop, date(2026, 3, 10))
    assert len(coupons(shop, OTHER)) == 1


def test_an_anniversary_is_kept_every_later_year_and_not_on_the_day_of_joining(shop: Shop) -> None:
    rules(shop, BIRTHDAY.format(leap="28-february", issued="anniversary"))
    joined(shop, OTHER, date(2026, 3, 5))
    joined(shop, MEMBER, date(2020, 3, 5))
    pass_days(shop, date(2026, 3, 6))
    assert coupons(shop, OTHER) == []
    assert [code for code, _, _ in coupons(shop, MEMBER)] == ["kake"]


def test_forgettable_an_erased_member_gets_no_birthday_coupon(shop: Shop) -> None:
    rules(shop, BIRTHDAY.format(leap="28-february", issued="birthday"))
    born(shop, OTHER, 3, 5)
    with shop.database.write() as connection:
        connection.execute(
            update(tables.member).where(tables.member.c.member_id == OTHER).values(erased_ms=1)
        )
    pass_days(shop, date(2026, 3, 6))
    assert coupons(shop, OTHER) == []


@pytest.mark.parametrize(
    ("step", "cancelled_ms", "later", "over", "outcome"),
    [
        ("trial", 0, False, date(2026, 3, 11), "trial-over"),
        ("joined", 0, False, date(2026, 3, 18), "lapsed"),
        ("joined", 1, False, date(2026, 3, 18), "cancelled"),
        ("joined", 0, True, date(2026, 3, 18), "renewed"),
    ],
)
def test_a_term_that_is_over_says_what_became_of_it(
    shop: Shop, step: str, cancelled_ms: int, later: bool, over: date, outcome: str
) -> None:
    """Term to 10 March, five days of grace, seven in which the payment is tried again."""
    rules(
        shop,
        '[earn]\npoints = 1\nper = "1.00"\n[[membership]]\ncode = "pluss"\nname = "Pluss"\narticle = "pluss"\n'
        'grace_days = 5\nretry_days = 7\ntrial_days = 10\ntrial_article = "prove"\n',
    )
    row = {
        "company_id": shop.company.company_id,
        "member_id": OTHER,
        "programme_id": "klubb",
        "code": "pluss",
        "from_day": "2026-02-10",
        "to_day": "2026-03-10",
        "from_ms": 0,
        "to_ms": 0,
        "cancelled_ms": cancelled_ms,
    }
    with shop.database.write() as connection:
        connection.execute(insert(books.membership), {**row, "source": "one", "step": step})
        if later:
            renewal = {"from_day": "2026-03-11", "to_day": "2026-04-10", "cancelled_ms": 0}
            connection.execute(
                insert(books.membership), {**row, "source": "two", "step": "renewed"} | renewal
            )
    pass_days(shop, over - timedelta(days=1))
    assert shop.rows(books.membership, source="one")[0].outcome == ""
    pass_days(shop, over)
    assert shop.rows(books.membership, source="one")[0].outcome == outcome


def test_what_was_used_of_a_period_that_closed_long_ago_is_forgotten_and_nothing_else(shop: Shop) -> None:
    row = {
        "company_id": shop.company.company_id,
        "member_id": OTHER,
        "programme_id": "poeng",
        "rule_id": "earn",
        "amount": 3,
    }
    kept = [("day", "2026-02-28"), ("month", "2026-02-01"), ("year", "2026-01-01"), ("ever", "")]
    old = [("day", "2025-12-24"), ("month", "2025-12-01"), ("year", "2025-01-01"), ("week", "2026-01-19")]
    with shop.database.write() as connection:
        for period, start in kept + old:
            used = {**row, "period": period, "period_start": start}
            connection.execute(insert(books.usage), used)
            connection.execute(insert(books.usage_move), {**used, "source": "s"})
        run_days(connection, shop.company.company_id, noon_ms(date(2026, 5, 1)))
    for table in (books.usage, books.usage_move):
        assert sorted((each.period, each.period_start) for each in shop.rows(table)) == sorted(kept)


def test_a_clock_that_leapt_far_ahead_changes_nothing_until_a_person_says_the_day(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    day = TODAY + timedelta(days=MOST_DAYS_ALONE + 1)
    with shop.database.write() as connection, pytest.raises(ClockLeapt, match="--through"):
        run_days(connection, shop.company.company_id, noon_ms(day))
    assert have(shop, club, OTHER).points == 80
    with shop.database.write() as connection:
        run = run_days(connection, shop.company.company_id, noon_ms(day), through=day)
    assert (run.kept, run.expired_points) == (day.isoformat(), 80)


def test_a_clock_that_goes_back_does_nothing(shop: Shop) -> None:
    pass_days(shop, date(2026, 3, 20))
    with shop.database.write() as connection:
        run = run_days(connection, shop.company.company_id, noon_ms(date(2026, 3, 2)))
    assert (run.kept, run.is_done) == ("2026-03-20", True)


def test_nothing_is_due_on_the_day_a_company_begins(shop: Shop) -> None:
    club = rules(shop, YES2YOU)
    give(shop, club, OTHER, 250, TODAY)
    [run] = pass_days(shop, TODAY)
    assert (run.kept, run.rewarded_points) == ("2026-03-01", 0)
