"""What accounts come to at the end of a day: what expired, what members have left, and what tills are told of it."""

from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from pos_app.domain.account_day import account_rows
from pos_app.domain.gift_card import account_of
from pos_app.domain.money import NOK
from pos_app.domain.report_span import ReportSpan
from sync.protocol.v1.account_messages import AccountDayV1, AccountMonthRow
from sync.protocol.v1.messages import Gone
from sync.server.book.ledger import Movement, Purse, earn, redeem, suspend
from sync.server.calendar import day_sums
from sync.server.calendar.days import run_days
from sync.server.schema import tables
from sync.server.schema.account_tables import account_day
from sync.server.schema.desk_tables import days_kept
from sync.server.slate.at_once import AtOnce
from tests.stage.replicas import SHOP, load, reader
from tests.stage.thoroughness import examples
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.calendar_stage import TODAY, give, noon_ms, pass_days, rules
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.stage import OTHER, Shop

EXPIRING = '[earn]\npoints = 1\nper = "1.00"\n[expiry]\nwhen = "after-earning"\nmonths = 1\n'
GIFT = account_of("NOK")


def told(shop: Shop, account: str = "klubb") -> dict[str, tuple[AccountDayV1, ...]]:
    """What tills hear of an account, by month."""
    rows = [row for row in shop.changes().rows if isinstance(row, AccountMonthRow)]
    return {row.month: row.days for row in rows if row.account == account}


def moved(shop: Shop, purse: tuple[str, str], act: Any, points: int, name: str, **how: Any) -> None:
    with shop.database.write() as connection:
        company_id = shop.company.company_id
        movement = Movement(name, "klubb", name, shop.clock())
        act(AtOnce(connection, company_id), Purse(company_id, *purse), movement, points, **how)


def test_what_expired_and_what_is_left_is_told_for_the_day_that_is_over(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    give(shop, club, OTHER, 30, TODAY + timedelta(days=9))
    moved(shop, (OTHER, "klubb"), suspend, 15, "late")
    moved(shop, ("member-9", "klubb"), redeem, 20, "overspent", at_most=0)
    moved(shop, ("gift-card:abc", GIFT), earn, 50_000, "card", earned_on=TODAY.isoformat())
    pass_days(shop, date(2026, 4, 1))
    march = told(shop)["2026-03"]
    assert [each.day for each in march] == [f"2026-03-{day:02}" for day in range(1, 32)]
    assert set(march) == {AccountDayV1(each.day, 0, 110, 20, 15) for each in march}
    pass_days(shop, date(2026, 4, 2))
    assert told(shop)["2026-04"] == (AccountDayV1("2026-04-01", 80, 30, 20, 15),)
    assert told(shop, GIFT)["2026-04"] == (AccountDayV1("2026-04-01", 0, 50_000),)
    audit(shop.database)


def test_conservation_what_a_till_reports_is_what_the_server_s_postings_add_up_to(
    shop: Shop, tmp_path: Path
) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    give(shop, club, OTHER, 30, TODAY + timedelta(days=9))
    moved(shop, (OTHER, "klubb"), redeem, 12, "used", at_most=12)
    pass_days(shop, date(2026, 4, 2))
    rows = [row for row in shop.changes().rows if isinstance(row, AccountMonthRow)]
    load(tmp_path, (*SHOP, *rows)).close()
    with closing(reader(tmp_path)) as replica:
        days = replica.accounts.days()
    told = dict(account_rows(days, ReportSpan("2026-03-01", "2026-04-01"), (club,), NOK).rows)
    buckets = _buckets(shop)
    assert told["expired:klubb:klubb"].points == buckets["expired"] == 68
    assert told["outstanding:klubb:klubb"].points == buckets["spendable"] == 30


def test_points_that_a_hold_kept_over_midnight_expire_on_the_day_they_are_written_off(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    till = shop.till()
    pass_days(shop, date(2026, 4, 1))
    midnight_ms = noon_ms(date(2026, 4, 1)) + 11 * 3_600_000
    shop.clock.ms = midnight_ms - 60_000
    assert shop.hold(till, "r1", 50, OTHER, "klubb").outcome == "held"
    for at_ms in (midnight_ms + 60_000, midnight_ms + 16 * 60_000):
        with shop.database.write() as connection:
            run_days(connection, shop.company.company_id, at_ms)
    assert told(shop)["2026-04"] == (AccountDayV1("2026-04-01", 0, 80),)
    pass_days(shop, date(2026, 4, 3))
    assert told(shop)["2026-04"][1] == AccountDayV1("2026-04-02", 80, 0)


def test_months_of_long_ago_are_told_no_more_and_stay_in_the_books(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    pass_days(shop, date(2026, 4, 2))
    assert list(told(shop)) == ["2026-03", "2026-04"]
    with shop.database.write() as connection:  # a year without a word
        connection.execute(update(days_kept).values(day="2027-05-01"))
    pass_days(shop, date(2027, 5, 2))
    assert list(told(shop)) == ["2026-04", "2027-05"]
    assert Gone("account-month", "klubb@2026-03") in shop.changes().rows
    assert shop.count(account_day, account="klubb", day="2026-03-01") == 1


Moves = list[tuple[str, int, int]]
_MEMBERS = ["member-1", "member-2", "member-3", "haus-4"]


@settings(max_examples=examples(15), phases=QUICK, deadline=None)
@given(
    days=st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["earn", "short", "redeem", "suspend"]),
                st.integers(0, 3),
                st.integers(1, 90),
            ),
            max_size=4,
        ),
        min_size=1,
        max_size=12,
    ),
    killed=st.sets(st.integers(0, 30)),
)
def test_conservation_what_is_left_is_all_that_was_ever_issued_less_all_that_went(
    stage: Shop, days: list[Moves], killed: set[int]
) -> None:
    """Day by day, read one purse at a time, with pieces that were killed before they were done."""
    with rehearsing(stage) as shop, pytest.MonkeyPatch.context() as patch:
        patch.setattr(day_sums, "BALANCES_FOR_ONE", 1)
        rules(shop, EXPIRING)
        day, number, before = TODAY, 0, Counter[str]()
        for moves in days:
            for kind, member, points in moves:
                number += 1
                _move(shop, kind, _MEMBERS[member], points, f"fact-{number}", day)
            day += timedelta(days=1)
            _run_with_kills(shop, day, killed)
            buckets = _buckets(shop)
            was = (day - timedelta(days=1)).isoformat()
            [row] = shop.rows(account_day, account="klubb", day=was) or [None]
            if row is None:
                assert not buckets, "an account that nobody has"
                continue
            went = buckets["issued"] + buckets["redeemed"] + buckets["expired"]
            assert row.outstanding - row.debt - row.suspense == -went
            assert row.expired == buckets["expired"] - before["expired"]
            assert row.outstanding == buckets["spendable"]
            assert (row.debt, row.suspense) == (-buckets["debt"], -buckets["suspense"])
            before = buckets
        audit(shop.database)


def _move(shop: Shop, kind: str, member: str, points: int, name: str, day: date) -> None:
    shop.clock.ms = noon_ms(day)
    purse, today = (member, "klubb"), day.isoformat()
    if kind == "redeem":
        moved(shop, purse, redeem, points, name, at_most=points, day=today)
    elif kind == "suspend":
        moved(shop, purse, suspend, points, name)
    else:
        ends = day + timedelta(days=2) if kind == "short" else day + timedelta(days=300)
        moved(shop, purse, earn, points, name, earned_on=today, expires_on=ends.isoformat())


def _run_with_kills(shop: Shop, day: date, killed: set[int]) -> None:
    """The day's pieces, of one member each; some are done twice, because the first time nothing of it was kept."""

    class Killed(Exception):
        pass

    def piece(*, is_killed: bool) -> bool:
        with shop.database.write() as connection:
            is_done = run_days(connection, shop.company.company_id, noon_ms(day), 1).is_done
            if is_killed:
                raise Killed
        return is_done

    is_done, number = False, 0
    while not is_done:
        number += 1
        if number in killed:
            with pytest.raises(Killed):
                piece(is_killed=True)
        is_done = piece(is_killed=False)


def _buckets(shop: Shop) -> Counter[str]:
    """What every bucket of the account holds, from nothing but postings."""
    posting, found = tables.posting.c, Counter[str]()
    with shop.database.read() as connection:
        for bucket, points in connection.execute(
            select(posting.bucket, posting.points).where(posting.account == "klubb")
        ):
            found[bucket] += points
    return found
