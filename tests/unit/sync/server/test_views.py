"""Members as they are told to tills: whole, bounded, and in a handful of queries however many they are."""

from __future__ import annotations

from sqlalchemy import event, insert

from pos_app.domain.loyalty.decision import CouponIssued
from sync.protocol.v1.member_messages import MemberRow
from sync.server.book.coupons import issue_coupons
from sync.server.book.ledger import Movement, Purse, earn
from sync.server.book.members import publish_members
from sync.server.book.usages import add_usage
from sync.server.book.views import member_views
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.schema.dialects import upsert
from sync.server.slate.at_once import AtOnce
from tests.stage.goods import CAPPUCCINO
from tests.stage.loyalty import when
from tests.unit.sync.server.stage import MEMBER, Shop
from tests.unit.sync.server.two_tills import EARNS, sends, under

LIKES = '[[offer]]\nid = "again"\nwords = "Again"\neffect = "percent"\npercent = "5"\n'
LIKES += 'when = { bought = ["cappuccino"], bought_times = 3 }\n'


def queries(shop: Shop, count: int) -> int:
    """How many statements it takes to publish so many members."""
    company = {"company_id": shop.company.company_id}
    ids = [f"m{number:04}" for number in range(count)]
    with shop.database.write() as connection:
        connection.execute(
            upsert(tables.member).on_conflict_do_nothing(),
            [{**company, "member_id": each, "joined_ms": 0} for each in ids],
        )
        connection.execute(
            upsert(tables.member_person).on_conflict_do_nothing(),
            [
                {
                    **company,
                    "member_id": each,
                    "display_name": each,
                    "phone": "",
                    "phone_hash": b"",
                    "personal_key": b"k" * 32,
                }
                for each in ids
            ],
        )
        said: list[str] = []

        def listen(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            said.append(statement)

        event.listen(connection, "before_cursor_execute", listen)
        publish_members(connection, shop.company.company_id, ids, shop.clock())
        event.remove(connection, "before_cursor_execute", listen)
    assert sum(isinstance(row, MemberRow) for row in shop.changes().rows) >= count
    return len(said)


def test_publishing_hundreds_of_members_takes_as_few_queries_as_publishing_two(shop: Shop) -> None:
    few = queries(shop, 2)
    assert few <= 40
    assert queries(shop, 390) == few


def test_a_view_leaves_out_what_can_no_longer_matter(shop: Shop) -> None:
    one, _ = under(shop, EARNS + LIKES)
    company_id, name = shop.company.company_id, "p"
    with shop.database.write() as connection:
        for start, amount in (("2026-02-01", 3), ("2026-03-01", 5)):
            key = (MEMBER, name, "rule", "month", start)
            add_usage(AtOnce(connection, company_id), *key, f"fact-{start}", amount)
        past = CouponIssued(name, "old", "sale", "2025-01-01", "2025-12-31")
        just = CouponIssued(name, "just", "sale", "2026-02-01", "2026-02-20")
        live = CouponIssued(name, "live", "sale", "2026-02-01", "")
        issue_coupons(connection, company_id, MEMBER, [past, just, live], "fact", 0)
        for number in range(80):
            row = {"company_id": company_id, "member_id": MEMBER, "article_id": f"a{number}", "times": 1}
            connection.execute(insert(books.bought), row)
            code = {"company_id": company_id, "code": f"c{number}", "member_id": MEMBER, "source": "s"}
            connection.execute(insert(books.claimed_code), {**code, "claimed_ms": number})
    one.sell(CAPPUCCINO)
    sends(one)
    view = shop.member_view()
    assert [(each.period_start, each.amount) for each in view.used] == [("2026-03-01", 5)]
    assert {each.code for each in view.coupons} == {"just", "live"}, "a coupon just past is told as past"
    assert [(each.article_id, each.times) for each in view.bought] == [("cappuccino", 1)]
    assert len(view.codes_claimed) == 50
    assert "c79" in view.codes_claimed


def test_points_about_to_expire_are_told_with_their_day(shop: Shop) -> None:
    under(shop, EARNS + '[expiry]\nwhen = "after-earning"\nmonths = 1\nwarn_days = 14\n')
    purse = Purse(shop.company.company_id, MEMBER, "points")
    with shop.database.write() as connection:
        for name, points, ends in (("a", 30, "2026-03-10"), ("b", 40, "2026-03-10"), ("c", 50, "2026-03-20")):
            earn(
                *(AtOnce(connection, purse.company_id), purse, Movement(name, "p", "", 0), points),
                earned_on="2026-02-10",
                expires_on=ends,
            )
        now = member_views(connection, shop.company.company_id, [MEMBER], shop.clock())[MEMBER]
        early = when("2026-02-20").at_ms
        before = member_views(connection, shop.company.company_id, [MEMBER], early)[MEMBER]
        later = when("2026-03-11").at_ms
        after = member_views(connection, shop.company.company_id, [MEMBER], later)[MEMBER]
    assert (now.points, now.holdings[0].expiring_points, now.holdings[0].expires_on) == (
        620,
        70,
        "2026-03-10",
    )
    assert before.holdings[0].expires_on == "", "not yet within the days of warning"
    assert (after.points, after.holdings[0].expiring_points) == (550, 50)


def test_a_member_who_owes_points_is_told_so(shop: Shop) -> None:
    one, _ = under(shop, EARNS)
    with shop.database.write() as connection:
        row = {"company_id": shop.company.company_id, "member_id": MEMBER}
        connection.execute(
            tables.balance.update().where(tables.balance.c.member_id == MEMBER).values(points=0, debt=7)
        )
        connection.execute(tables.lot.update().values(points_left=0))
        view = member_views(connection, row["company_id"], [MEMBER], shop.clock())[MEMBER]
    assert view.points == -7
    assert one.programmes[0].account == view.holdings[0].account
