"""Sales a day on one card: tills apart go over, the server takes gains back by name, every exception is told."""

from __future__ import annotations

import pytest

from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.sales_limit import SALES_RULE
from pos_app.domain.sale import Sale
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from tests.stage import goods
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.bringing_back import HEAD, balance, bring_back, publish, sell
from tests.unit.sync.server.joining_stage import join
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop
from tests.unit.sync.server.test_late_claims import claim

BOUGHT = 94
"""A cappuccino and a bun are 94.00, and so many points."""
TEXT = (
    HEAD
    + """
[settings]
most_sales_a_day = 2
[qualifying]
by = "spend"
[[tier]]
code = "gull"
name = "Gull"
from_spend = "1000.00"
[[stamp_card]]
id = "card"
name = "Kaffekort"
stamps = 10
goods = { categories = ["kaffe"] }
[[challenge]]
id = "often"
words = "Kom ofte"
task = "visits"
goal = 9
period = "month"
points = 50
[[coupon]]
id = "next"
words = "Neste gang"
issued = "sale"
[[offer]]
id = "half"
words = "Halv pris"
effect = "basket-percent"
percent = "50"
when = { coupon = "next" }
"""
)


def apart(shop: Shop, programme: Programme, sales: int) -> list[tuple[FakeTill, Sale]]:
    """As many tills that have heard nothing of each other; each sells once to Ada."""
    view = shop.member_view()
    made = []
    for number in range(1, sales + 1):
        till = shop.till(number)
        made.append((till, sell(till, goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN), view, programme)))
    return made


def stamps(shop: Shop) -> int:
    return sum(row.stamps for row in shop.rows(books.stamp_card, member_id=MEMBER))


def counted(shop: Shop) -> int:
    rows = shop.rows(books.usage, member_id=MEMBER, rule_id=SALES_RULE)
    return sum(row.amount for row in rows)


def test_conservation_what_tills_apart_gave_too_much_is_taken_back_by_name(shop: Shop) -> None:
    programme = publish(shop, TEXT)
    for till, _ in apart(shop, programme, 3):
        shop.taken(till)
    assert balance(shop) == (500 + 2 * BOUGHT, 0, 0)
    assert shop.flags() == {"sales-limit"}
    [told] = shop.rows(tables.review)
    assert told.detail == f"more than 2 sales on one card that day; {BOUGHT} points were taken back"
    [group] = [row for row in shop.rows(tables.posting_group) if row.kind == "adjustment"]
    assert group.rule == "sales-limit"
    assert stamps(shop) == 2
    assert len(shop.rows(books.coupon, member_id=MEMBER)) == 2
    assert [row.count for row in shop.rows(books.challenge, member_id=MEMBER)] == [2]
    gained = [row.amount for row in shop.rows(books.qualifying_gain, member_id=MEMBER) if row.amount != 900]
    assert gained == [9400, 9400], "and what the member was imported with"
    assert counted(shop) == 2


def test_a_till_that_knows_earns_nothing_and_the_exception_is_told_all_the_same(shop: Shop) -> None:
    programme = publish(shop, TEXT)
    for till, _ in apart(shop, programme, 2):
        shop.taken(till)
    assert shop.flags() == set()
    third = shop.till(3)
    sale = sell(third, goods.basket(goods.CAPPUCCINO), shop.member_view(), programme)
    assert sale.decision.postings == ()
    shop.taken(third)
    assert balance(shop) == (500 + 2 * BOUGHT, 0, 0)
    assert [row.detail for row in shop.rows(tables.review)] == [
        "more than 2 sales on one card that day; this one earned nothing"
    ]


def test_key_effect_the_same_batch_takes_nothing_back_twice(shop: Shop) -> None:
    programme = publish(shop, TEXT)
    made = apart(shop, programme, 3)
    for till, _ in made:
        shop.taken(till)
    for till, _ in made:
        shop.taken(till)
    assert balance(shop) == (500 + 2 * BOUGHT, 0, 0)


@pytest.mark.parametrize("pieces", [[1], [1, 2]])
def test_a_return_of_a_sale_that_was_one_too_many_takes_nothing_more(shop: Shop, pieces: list[int]) -> None:
    programme = publish(shop, TEXT)
    made = apart(shop, programme, 3)
    for till, _ in made:
        shop.taken(till)
    till, sale = made[-1]
    before = (stamps(shop), counted(shop), len(shop.rows(books.coupon, member_id=MEMBER)))
    bring_back(till, sale, pieces, programmes=(programme,))
    shop.taken(till)
    assert balance(shop) == (500 + 2 * BOUGHT, 0, 0)
    assert (stamps(shop), counted(shop), len(shop.rows(books.coupon, member_id=MEMBER))) == before
    assert shop.flags() == {"sales-limit", "return-beyond-sale"}, "the till could not know, so it is told"


def test_a_sale_that_came_back_whole_leaves_room_for_another(shop: Shop) -> None:
    programme = publish(shop, TEXT)
    made = apart(shop, programme, 2)
    for till, _ in made:
        shop.taken(till)
    till, sale = made[0]
    bring_back(till, sale, [1, 2], programmes=(programme,), days=0)
    shop.taken(till)
    assert (counted(shop), stamps(shop), balance(shop)) == (1, 1, (500 + BOUGHT, 0, 0))


def test_a_free_coffee_given_on_a_sale_too_many_stays_free_and_is_owed_in_stamps(shop: Shop) -> None:
    text = TEXT.replace("stamps = 10", "stamps = 1")
    programme = publish(shop, text)
    view = shop.member_view()
    for number in (1, 2, 3):
        till = shop.till(number)
        sell(till, goods.basket((goods.CAPPUCCINO, 2000)), view, programme)
        shop.taken(till)
    assert shop.flags() == {"sales-limit", "stamps-overdrawn"}
    assert stamps(shop) == -1
    audit(shop.database)


def test_a_household_that_counts_as_one_shares_the_limit(shop: Shop) -> None:
    from sync.server.desk import households
    from tests.unit.sync.server.desk_stage import do

    programme = publish(shop, TEXT + '[household]\ncaps = "household"\n')
    till = shop.till(9)
    clara = join(till)
    shop.taken(till)
    made = do(shop, households.make_household, MEMBER)
    do(shop, households.join_household, made.household_id, clara.member_id)
    first, second = shop.till(1), shop.till(2)
    sell(first, goods.basket(goods.CAPPUCCINO), shop.member_view(), programme)
    sell(first, goods.basket(goods.CAPPUCCINO), shop.member_view(), programme)
    sell(second, goods.basket(goods.CAPPUCCINO), shop.member_view(clara.member_id), programme)
    shop.taken(first)
    shop.taken(second)
    assert shop.flags() == {"sales-limit"}


def test_a_receipt_claimed_on_a_day_that_is_full_brings_nothing_and_is_told(shop: Shop) -> None:
    programme = publish(shop, TEXT)
    for till, _ in apart(shop, programme, 2):
        shop.taken(till)
    other = shop.till(3)
    forgotten = other.sell(other.make_sale())
    claim(other, forgotten.sale_id, MEMBER)
    shop.taken(other)
    assert balance(shop) == (500 + 2 * BOUGHT, 0, 0)
    assert "sales-limit" in shop.flags()


def test_rules_that_say_no_limit_count_nothing(shop: Shop) -> None:
    programme = publish(shop, HEAD)
    for till, _ in apart(shop, programme, 3):
        shop.taken(till)
    assert shop.flags() == set()
    assert counted(shop) == 0
