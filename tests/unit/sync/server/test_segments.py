"""Segments that rules keep at the server: at a sale, by the days, after a return, a claim, another programme."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert, update

from pos_app.domain.catalogue import Article, Protection
from pos_app.domain.enrolment import Person
from pos_app.domain.loyalty.segment_rules import MOST_DAYS
from pos_app.domain.sale import Sale
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts
from sync.protocol.v1.member_messages import MemberRow
from sync.server.book.members import erase_member, publish_everybody, publish_members
from sync.server.calendar.days import run_days
from sync.server.desk import households, lists
from sync.server.programmes import publish_programme
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from tests.stage import goods
from tests.stage.goods import CAPPUCCINO, CINNAMON_BUN
from tests.stage.loyalty import HEAD as VERSION_1
from tests.stage.loyalty import when
from tests.unit.sync.server.bringing_back import bring_back
from tests.unit.sync.server.calendar_stage import TODAY, noon_ms, pass_days
from tests.unit.sync.server.desk_stage import do, refused
from tests.unit.sync.server.joining_stage import join
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop
from tests.unit.sync.server.test_late_claims import claim
from tests.unit.sync.server.two_tills import EARNS, Counter, under

BEST = """
[[segment]]
id = "best"
words = "our best"
purchases = { at_least = 2, within_days = 10 }
"""
RICH = """
[[segment]]
id = "rich"
words = "those who spend"
spend = { at_least = "90.00", within_days = 10 }
"""
ASLEEP = """
[[segment]]
id = "asleep"
words = "those we have missed"
last_purchase = { days_ago_at_least = 5, days_ago_at_most = 8 }
"""
NEW = """
[[segment]]
id = "new"
words = "the new"
joined = { days_ago_at_most = 2 }
"""
COFFEE = """
[[segment]]
id = "coffee"
words = "coffee lovers"
purchases = { at_least = 2, within_days = 10, goods = { articles = ["cappuccino"] } }
"""


def asks(*names: str) -> str:
    """An offer for members of these segments."""
    quoted = ", ".join(f'"{name}"' for name in names)
    return (
        f'[[offer]]\nid = "o-{names[0]}"\nwords = "O"\neffect = "percent"\npercent = "1"\n'
        f"goods = {{ articles = ['nothing'] }}\nwhen = {{ segments = [{quoted}] }}\n"
    )


def gives(name: str) -> str:
    """A coupon for coming into a segment."""
    return (
        f'[[coupon]]\nid = "hello"\nwords = "H"\nissued = "segment"\nsegment = "{name}"\nvalid_days = 9\n'
        '[[offer]]\nid = "h"\nwords = "H"\neffect = "basket-percent"\npercent = "10"\nwhen = { coupon = "hello" }\n'
    )


def begin(shop: Shop, text: str) -> Counter:
    """A till under these segments, in a shop that has kept its days up to today."""
    counter, _ = under(shop, EARNS + text)
    pass_days(shop, TODAY)
    return counter


def sold(shop: Shop, counter: Counter, *what: Article, on: date = TODAY) -> None:
    """A sale of that day, sent at once."""
    shop.clock.ms = max(shop.clock.ms, noon_ms(on))
    counter.sell(*(what or (CAPPUCCINO,)), at=when(on.isoformat(), "10:00"))
    counter.send()


def segments(shop: Shop, member_id: str = MEMBER) -> tuple[str, ...]:
    return shop.member_view(member_id).segments


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def coupons(shop: Shop) -> list[str]:
    return [each.from_day for each in shop.member_view().coupons if not each.used]


def last_sale(counter: Counter) -> Sale:
    return facts.decode_sale(open_envelope(counter.till.envelopes[-1]).body)


def test_the_sale_that_meets_the_conditions_makes_the_member_one_of_them(shop: Shop) -> None:
    counter = begin(shop, BEST + asks("best"))
    sold(shop, counter)
    assert segments(shop) == ()
    sold(shop, counter)
    assert segments(shop) == ("best",)
    assert segments(shop, OTHER) == ()
    [row] = shop.rows(books.segment_member)
    assert row.since == TODAY.isoformat()


def test_a_purchase_counts_in_as_many_days_as_are_written_and_no_longer(shop: Shop) -> None:
    counter = begin(shop, BEST + asks("best"))
    sold(shop, counter)
    sold(shop, counter)
    pass_days(shop, day(9))
    assert segments(shop) == ("best",)
    pass_days(shop, day(10))
    assert segments(shop) == ()


def test_money_counts_after_discounts_and_without_protected_goods(shop: Shop) -> None:
    counter = begin(shop, RICH + asks("rich"))
    sold(shop, counter, CAPPUCCINO, goods.article("Tobakk", 20_000, protection=Protection.TOBACCO))
    assert segments(shop) == ()
    [row] = shop.rows(books.purchase)
    assert row.spent_minor == CAPPUCCINO.price_minor
    sold(shop, counter)
    assert segments(shop) == ("rich",)


def test_a_purchase_of_protected_goods_alone_counts_for_nothing(shop: Shop) -> None:
    counter = begin(shop, BEST + asks("best"))
    for _ in range(3):
        sold(shop, counter, goods.article("Tobakk", 20_000, protection=Protection.TOBACCO))
    assert segments(shop) == ()
    assert shop.count(books.purchase) == 0


def test_only_purchases_of_the_goods_that_are_named_count(shop: Shop) -> None:
    counter = begin(shop, COFFEE + asks("coffee"))
    sold(shop, counter, CINNAMON_BUN, CAPPUCCINO)
    sold(shop, counter, CINNAMON_BUN)
    assert segments(shop) == ()
    sold(shop, counter)
    assert segments(shop) == ("coffee",)


def test_whoever_sleeps_wakes_with_a_purchase_and_is_left_alone_after_long(shop: Shop) -> None:
    counter = begin(shop, ASLEEP + asks("asleep"))
    sold(shop, counter)
    seen = {}
    for number in (4, 5, 8, 9):
        pass_days(shop, day(number))
        seen[number] = segments(shop)
    assert seen == {4: (), 5: ("asleep",), 8: ("asleep",), 9: ()}
    sold(shop, counter, on=day(9))
    pass_days(shop, day(14))
    assert segments(shop) == ("asleep",)
    sold(shop, counter, on=day(14))
    assert segments(shop) == ()


def test_a_new_member_is_new_from_the_moment_of_joining(shop: Shop) -> None:
    counter = begin(shop, NEW + asks("new"))
    join(counter.till, Person("Cy"), member_id="cy", joined_on=TODAY.isoformat(), at_ms=shop.clock())
    counter.send()
    assert segments(shop, "cy") == ("new",)
    pass_days(shop, day(3))
    assert segments(shop, "cy") == ()


def test_server_order_a_sale_that_comes_late_counts_on_its_own_day(shop: Shop) -> None:
    counter = begin(shop, BEST + asks("best"))
    counter.sell(CAPPUCCINO, at=when(day(1).isoformat()))
    pass_days(shop, day(8))
    sold(shop, counter, on=day(8))  # both arrive now
    assert segments(shop) == ("best",)
    pass_days(shop, day(11))
    assert segments(shop) == (), "the first is eleven days old"


def test_a_sale_that_comes_after_its_window_makes_nobody_enter(shop: Shop) -> None:
    counter = begin(shop, BEST + asks("best"))
    counter.sell(CAPPUCCINO, at=when(TODAY.isoformat()))
    pass_days(shop, day(12))
    sold(shop, counter, on=day(12))
    assert segments(shop) == ()


@pytest.mark.parametrize(("setting", "left"), [("stand", [TODAY.isoformat()]), ("take-back-unused", [])])
def test_a_return_lowers_what_counts_and_unused_coupons_for_coming_in_stand_or_go_back(
    shop: Shop, setting: str, left: list[str]
) -> None:
    text = f'[returns]\nissued_rewards = "{setting}"\n'
    counter = begin(shop, RICH + asks("rich") + gives("rich") + text)
    sold(shop, counter, CAPPUCCINO, CINNAMON_BUN, CAPPUCCINO)
    sale = last_sale(counter)
    assert (segments(shop), coupons(shop)) == (("rich",), [TODAY.isoformat()])
    first = bring_back(counter.till, sale, [3], programmes=counter.programmes)
    counter.send()
    assert segments(shop) == ("rich",), "94.00 are left"
    bring_back(counter.till, sale, [2], before=[first], programmes=counter.programmes)
    counter.send()
    [row] = shop.rows(books.purchase)
    assert (row.spent_minor, segments(shop), coupons(shop)) == (CAPPUCCINO.price_minor, (), left)


def test_a_purchase_that_came_back_whole_was_none(shop: Shop) -> None:
    counter = begin(shop, BEST + asks("best"))
    sold(shop, counter)
    sold(shop, counter)
    bring_back(counter.till, last_sale(counter), programmes=counter.programmes)
    counter.send()
    assert segments(shop) == ()
    assert shop.count(books.purchase) == 1


def test_whom_a_return_brings_back_in_is_given_nothing_for_it(shop: Shop) -> None:
    text = '[[segment]]\nid = "none"\nwords = "n"\npurchases = { at_most = 0, within_days = 10 }\n'
    counter = begin(shop, text + asks("none") + gives("none"))
    with shop.database.write() as connection:
        publish_members(connection, shop.company.company_id, [MEMBER], shop.clock())
    assert (segments(shop), coupons(shop)) == (("none",), [TODAY.isoformat()])
    sold(shop, counter, on=day(1))
    pass_days(shop, day(1))
    assert segments(shop) == ()
    bring_back(counter.till, last_sale(counter), programmes=counter.programmes)
    counter.send()
    assert (segments(shop), coupons(shop)) == (("none",), [TODAY.isoformat()])


def test_a_claimed_receipt_counts_for_whoever_claimed_it(shop: Shop) -> None:
    begin(shop, BEST + asks("best"))
    with shop.database.write() as connection:
        connection.execute(update(tables.programme).values(published_ms=0))  # in force when it was sold
    till = shop.till(3)
    for _ in range(2):
        sale = till.sell()
        shop.taken(till, len(till.records))
        claim(till, sale.sale_id)
        shop.taken(till, len(till.records))
    assert segments(shop, OTHER) == ("best",)
    assert segments(shop) == ()


def test_key_effect_a_coupon_for_coming_in_comes_once_on_a_day(shop: Shop) -> None:
    counter = begin(shop, ASLEEP + asks("asleep") + gives("asleep"))
    sold(shop, counter)
    pass_days(shop, day(5))
    assert coupons(shop) == [day(5).isoformat()]
    with shop.database.write() as connection:
        publish_everybody(connection, shop.company.company_id, shop.clock())
    pass_days(shop, day(8))
    assert coupons(shop) == [day(5).isoformat()]


def _a_piece_that_is_killed(shop: Shop, most_members: int) -> None:
    with shop.database.write() as connection:
        run_days(connection, shop.company.company_id, shop.clock(), most_members)
        raise ZeroDivisionError


@pytest.mark.parametrize("most_members", [1, 2, 500])
def test_a_killed_run_moves_nobody_twice_and_forgets_nobody(shop: Shop, most_members: int) -> None:
    counter = begin(shop, ASLEEP + asks("asleep") + gives("asleep"))
    who = [f"m{number}" for number in range(7)]
    for member_id in who:
        join(
            counter.till,
            Person(member_id),
            member_id=member_id,
            joined_on=TODAY.isoformat(),
            at_ms=shop.clock(),
        )
    counter.send()
    for member_id in who:
        counter.sell(CAPPUCCINO, view=shop.member_view(member_id), at=when(TODAY.isoformat(), "10:00"))
    counter.send()
    shop.clock.ms = noon_ms(day(6))
    with pytest.raises(ZeroDivisionError):
        _a_piece_that_is_killed(shop, most_members)
    pass_days(shop, day(6), most_members)
    assert [segments(shop, member_id) for member_id in who] == [("asleep",)] * len(who)
    numbers = [each.from_day for member_id in who for each in shop.member_view(member_id).coupons]
    assert numbers == [day(5).isoformat()] * len(who), "on the day on which they fell asleep"


def test_tills_hear_only_of_whom_a_day_moves(shop: Shop) -> None:
    counter = begin(shop, ASLEEP + asks("asleep"))
    sold(shop, counter)
    cursor = shop.changes().cursor
    for number in range(1, 5):
        assert [run.members for run in pass_days(shop, day(number))] == [0]
    [run] = pass_days(shop, day(5))
    assert run.members == 1
    assert [row.member_id for row in shop.changes(cursor).rows if isinstance(row, MemberRow)] == [MEMBER]


def test_a_sale_while_the_days_run_is_behind_is_settled_on_the_day_that_is_being_kept(shop: Shop) -> None:
    counter = begin(shop, ASLEEP + asks("asleep"))
    sold(shop, counter)
    shop.clock.ms = noon_ms(day(5))
    with shop.database.write() as connection:
        publish_members(connection, shop.company.company_id, [MEMBER], shop.clock())
    assert segments(shop) == (), "the days that come next move them, each in its turn"
    pass_days(shop, day(5))
    assert segments(shop) == ("asleep",)


def test_another_version_of_the_programme_settles_everybody_anew(shop: Shop) -> None:
    counter = begin(shop, BEST + asks("best"))
    sold(shop, counter)
    again = EARNS + BEST.replace("at_least = 2", "at_least = 1") + asks("best")
    shop.import_texts(programmes=VERSION_1.replace("version = 1", "version = 2") + again)
    assert segments(shop) == ("best",)
    shop.import_texts(programmes=VERSION_1.replace("version = 1", "version = 3") + EARNS)
    assert segments(shop) == ()
    assert shop.count(books.segment_member) == 0


def test_nobody_is_put_by_hand_where_conditions_say_who_belongs(shop: Shop) -> None:
    begin(shop, BEST + asks("best"))
    refused(shop, "come and go by what they buy", lists.put_in_segment, "best", [OTHER])
    refused(shop, "come and go by what they buy", lists.take_from_segment, "best", [OTHER])
    assert do(shop, lists.put_in_segment, "friends", [OTHER]).changed == 1
    pass_days(shop, day(20))
    assert segments(shop, OTHER) == ("friends",), "a list by hand is nobody else's"


def test_two_programmes_may_share_a_segment_only_where_they_mean_the_same(shop: Shop) -> None:
    begin(shop, BEST + asks("best"))
    head = 'programme = "q"\nversion = 1\nname = "Q"\ncurrency = "NOK"\n'
    other = EARNS + BEST.replace("at_least = 2", "at_least = 3") + asks("best")
    with (
        shop.database.write() as connection,
        pytest.raises(ValueError, match="another id for the segment 'best'"),
    ):
        publish_programme(connection, shop.company.company_id, head + other, "q.toml", shop.clock())
    same = EARNS + BEST.replace("our best", "the very best") + asks("best")
    with shop.database.write() as connection:
        assert publish_programme(connection, shop.company.company_id, head + same, "q.toml", shop.clock())


def test_forgettable_an_erased_member_has_no_purchases_and_belongs_to_nothing(shop: Shop) -> None:
    counter = begin(shop, ASLEEP + BEST + asks("asleep", "best"))
    sold(shop, counter)
    sold(shop, counter)
    with shop.database.write() as connection:
        erase_member(connection, shop.company.company_id, MEMBER, shop.clock())
    assert (shop.count(books.purchase), shop.count(books.segment_member)) == (0, 0)
    pass_days(shop, day(5))
    assert shop.count(books.segment_member) == 0


def test_purchases_that_no_segment_can_look_back_at_are_forgotten(shop: Shop) -> None:
    begin(shop, BEST + asks("best"))
    kept = date(2026, 4, 1) - timedelta(days=MOST_DAYS - 1)
    key = {"company_id": shop.company.company_id, "member_id": MEMBER, "spent_minor": 1, "parts": "[]"}
    with shop.database.write() as connection:
        for on_day in (kept, kept - timedelta(days=1)):
            row = {**key, "source": on_day.isoformat(), "on_day": on_day.isoformat()}
            connection.execute(insert(books.purchase), row)
    pass_days(shop, date(2026, 4, 1))
    assert [row.on_day for row in shop.rows(books.purchase)] == [kept.isoformat()]


def test_a_household_shares_points_and_each_of_them_is_who_they_are(shop: Shop) -> None:
    counter = begin(shop, BEST + asks("best"))
    made = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, made.household_id, OTHER)
    sold(shop, counter)
    sold(shop, counter)
    assert (segments(shop), segments(shop, OTHER)) == (("best",), ())
