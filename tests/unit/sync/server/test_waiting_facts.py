"""What looks back at a fact that is still on its way is stored, waits, and is done when the other comes."""

from __future__ import annotations

from datetime import date

import uuid_utils
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain.visit import MembershipCancelled
from sync.protocol.v1 import member_facts
from sync.server.schema import tables
from sync.server.schema.return_tables import returned as returned_rows
from sync.server.schema.waiting_tables import awaiting
from sync.server.status import matters
from tests.stage import goods
from tests.unit.sync.server.bringing_back import HEAD, balance, bring_back, publish, sell
from tests.unit.sync.server.calendar_stage import noon_ms
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.stage import MEMBER, OTHER, START_MS, FakeTill, Shop
from tests.unit.sync.server.test_late_claims import BOUGHT, claim, points


def waiting(shop: Shop) -> list[str]:
    """What is waited for, as a person in charge is told."""
    with shop.database.read() as connection:
        found = matters(connection, shop.company.company_id)
    return [matter.detail for matter in found if matter.what == "waiting"]


def fates(shop: Shop, till: FakeTill) -> list[str]:
    """What became of each of a till's records, by sequence."""
    rows = shop.rows(tables.record, till_id=till.place.till_id)
    return [row.fate for row in sorted(rows, key=lambda row: row.sequence)]


def test_facts_never_rejected_a_return_waits_for_its_sale_and_then_takes_the_points_back(shop: Shop) -> None:
    dark, other = shop.till(1), shop.till(2)
    sale = dark.sell(member=shop.member_view())
    bring_back(other, sale)
    assert [fate.fate for fate in shop.taken(other).fates] == ["waiting"]
    assert shop.count(returned_rows) == 1
    assert balance(shop) == (500, 0, 0)
    assert waiting(shop) == [f"waits for sale/{sale.sale_id}"]
    shop.taken(dark)
    assert balance(shop) == (500, 0, 0)
    assert waiting(shop) == []
    assert fates(shop, other) == [""]
    assert shop.flags() == set()
    view = shop.member_view()
    assert (view.points, view.qualifying_points) == (500, 900)


def test_server_order_returns_that_waited_are_done_in_the_order_in_which_they_came(shop: Shop) -> None:
    dark, second, third = shop.till(1), shop.till(2), shop.till(3)
    sale = dark.sell(member=shop.member_view())
    first = bring_back(third, sale, [1])
    bring_back(second, sale, [2], before=[first])
    shop.taken(third)
    shop.clock.ms += 1
    shop.taken(second)
    shop.taken(dark)
    assert balance(shop) == (500, 0, 0)
    assert shop.flags() == set()
    assert fates(shop, second) == fates(shop, third) == [""]


def test_key_effect_a_sale_sent_again_does_nothing_more_to_what_waited(shop: Shop) -> None:
    dark, other = shop.till(1), shop.till(2)
    sale = dark.sell(member=shop.member_view())
    bring_back(other, sale, [1])
    shop.taken(other)
    shop.taken(dark)
    kept = balance(shop)
    shop.taken(dark)
    shop.taken(other)
    assert balance(shop) == kept == (545, 0, 0)
    assert shop.count(awaiting) == 0


def test_replay_a_return_that_waited_is_looked_at_again_and_keeps_its_earlier_flags(shop: Shop) -> None:
    dark, other = shop.till(1), shop.till(2)
    sale = dark.sell(member=shop.member_view())
    other.receipt = 7
    bring_back(other, sale)
    bring_back(other, sale)
    shop.taken(other)
    shop.taken(dark)
    assert fates(shop, other) == ["flagged", "flagged"]
    flags = sorted(
        shop.rows(tables.review, till_id=other.place.till_id), key=lambda row: (row.sequence, row.entry)
    )
    assert [(row.sequence, row.entry, row.code) for row in flags] == [
        (1, 0, "receipt-number"),
        (2, 0, "returned-twice"),
        (2, 1, "return-beyond-sale"),
    ]
    assert balance(shop) == (500, 0, 0)


def test_a_receipt_claimed_before_its_sale_came_brings_its_points_when_it_comes(shop: Shop) -> None:
    dark, other = shop.till(1), shop.till(2)
    sale = dark.sell()
    claim(other, sale.sale_id)
    shop.taken(other)
    assert (points(shop), shop.flags()) == (0, set())
    shop.clock.ms = noon_ms(date(2026, 4, 20))
    shop.taken(dark)
    assert points(shop) == BOUGHT, "it was claimed in time, however long the sale was on its way"
    assert shop.member_view(OTHER).points == BOUGHT
    assert fates(shop, other) == [""]


def test_a_claim_of_a_sale_that_never_comes_waits_where_a_person_sees_it(shop: Shop) -> None:
    till = shop.till()
    claim(till, "no-such-sale")
    shop.taken(till)
    shop.taken(till)
    assert waiting(shop) == ["waits for sale/no-such-sale"]
    assert (points(shop), shop.flags()) == (0, set())


def test_a_membership_cancelled_before_its_sale_came_is_cancelled_when_it_comes(shop: Shop) -> None:
    text = HEAD + '[[membership]]\ncode = "pluss"\nname = "Pluss"\narticle = "pluss"\nmonths = 1\n'
    programme = publish(shop, text)
    dark, other = shop.till(1), shop.till(2)
    sell(dark, goods.basket(goods.article("pluss", 9_900)), shop.member_view(), programme)
    fact = MembershipCancelled(
        str(uuid_utils.uuid7()), seller_of(other), MEMBER, "poeng", "pluss", START_MS + 1
    )
    other.write(
        member_facts.MEMBERSHIP_CANCELLED,
        member_facts.encode_cancelled(fact),
        fact_id=fact.cancellation_id,
    )
    shop.taken(other)
    assert waiting(shop) == [f"waits for membership/{MEMBER}/poeng/pluss"]
    shop.taken(dark)
    [held] = shop.member_view().memberships
    assert (held.code, held.cancelled) == ("pluss", True)
    assert (waiting(shop), shop.flags()) == ([], set())


@settings(phases=QUICK)
@given(order=st.permutations(range(4)), again=st.lists(st.integers(0, 3), max_size=3))
def test_facts_never_rejected_whatever_order_the_tills_come_in_the_books_end_alike(
    stage: Shop, order: list[int], again: list[int]
) -> None:
    with rehearsing(stage) as shop:
        tills = [shop.till(number) for number in (1, 2, 3, 4)]
        sale = tills[0].sell(member=shop.member_view())
        first = bring_back(tills[1], sale, [1])
        bring_back(tills[2], sale, [2], before=[first])
        plain = tills[0].sell()
        claim(tills[3], plain.sale_id)
        for number in [*order, *again]:
            shop.clock.ms += 1
            shop.taken(tills[number])
        assert balance(shop) == (500, 0, 0)
        assert points(shop) == BOUGHT
        assert shop.count(awaiting) == 0
