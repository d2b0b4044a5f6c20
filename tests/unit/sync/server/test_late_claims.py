"""Points claimed afterwards by scanning the receipt, and memberships cancelled at a till: once, every outcome named."""

from dataclasses import replace
from datetime import date

import pytest
import uuid_utils
from sqlalchemy import insert

from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.sale import Sale
from pos_app.domain.visit import LateClaim, MembershipCancelled
from sync.protocol.v1 import member_facts
from sync.server.intake.claiming import MOST_CLAIMS_A_DAY
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.schema.desk_tables import late_claim
from tests.stage import goods
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.bringing_back import bring_back
from tests.unit.sync.server.calendar_stage import noon_ms
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import MEMBER, OTHER, START_MS, FakeTill, Shop

BOUGHT = 94
"""A cappuccino and a bun are 94.00, and so many points."""


def claim(till: FakeTill, sale_id: str, member_id: str = OTHER, cashier_id: str = "jonas") -> LateClaim:
    made = LateClaim(
        str(uuid_utils.uuid7()), seller_of(till, cashier_id), member_id, sale_id, START_MS + 1000
    )
    till.write(member_facts.LATE_CLAIM, member_facts.encode_late_claim(made), fact_id=made.claim_id)
    return made


def points(shop: Shop, member_id: str = OTHER) -> int:
    return audit(shop.database).get((member_id, "points"), (0, 0, 0))[0]


def sold(shop: Shop, till: FakeTill) -> Sale:
    sale = till.sell()
    shop.taken(till)
    return sale


def test_a_receipt_brings_the_points_that_the_card_would_have_brought(shop: Shop) -> None:
    till = shop.till()
    sale = sold(shop, till)
    claim(till, sale.sale_id)
    assert shop.taken(till).fates == ()
    assert points(shop) == BOUGHT
    view = shop.member_view(OTHER)
    assert (view.points, view.qualifying_points, view.purchases) == (BOUGHT, BOUGHT, 1)
    assert shop.rows(tables.sale, sale_id=sale.sale_id)[0].member_id == OTHER


def test_key_effect_a_sale_is_claimed_once_for_ever(shop: Shop) -> None:
    till, other_till = shop.till(1), shop.till(2)
    sale = sold(shop, till)
    claim(till, sale.sale_id)
    claim(other_till, sale.sale_id, MEMBER)
    shop.taken(till)
    shop.taken(till)
    shop.taken(other_till)
    assert shop.flags() == {"claim-twice"}
    assert (points(shop), points(shop, MEMBER)) == (BOUGHT, 500)


def test_a_sale_with_a_card_is_that_members(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    claim(till, sale.sale_id)
    shop.taken(till)
    assert shop.flags() == {"claim-had-member"}
    assert points(shop) == 0


@pytest.mark.parametrize(("days", "flags"), [(14, set()), (15, {"claim-too-old"})])
def test_a_receipt_may_be_claimed_for_so_many_days(shop: Shop, days: int, flags: set[str]) -> None:
    till = shop.till()
    sale = sold(shop, till)
    shop.clock.ms = noon_ms(date(2026, 3, 1 + days))
    claim(till, sale.sale_id)
    shop.taken(till)
    assert shop.flags() == flags
    assert points(shop) == (0 if flags else BOUGHT)


def test_a_member_claims_only_so_many_receipts_a_day(shop: Shop) -> None:
    till = shop.till()
    for _ in range(MOST_CLAIMS_A_DAY + 1):
        claim(till, till.sell().sale_id)
    shop.taken(till)
    assert shop.flags() == {"claim-limit"}
    assert points(shop) == MOST_CLAIMS_A_DAY * BOUGHT
    shop.clock.ms = noon_ms(date(2026, 3, 2))
    claim(till, till.sell().sale_id)
    shop.taken(till)
    assert points(shop) == (MOST_CLAIMS_A_DAY + 1) * BOUGHT


def test_a_cashiers_claim_on_a_sale_of_their_own_is_told(shop: Shop) -> None:
    till = shop.till()
    sale = sold(shop, till)
    claim(till, sale.sale_id, cashier_id=sale.seller.cashier_id)
    shop.taken(till)
    assert shop.flags() == {"claim-own-sale"}
    assert points(shop) == BOUGHT


@pytest.mark.parametrize("erased", [True, False])
def test_a_member_who_is_not_there_claims_nothing(shop: Shop, erased: bool) -> None:
    from sync.server.book.members import erase_member

    till = shop.till()
    sale = sold(shop, till)
    if erased:
        with shop.database.write() as connection:
            erase_member(connection, shop.company.company_id, OTHER, shop.clock())
    claim(till, sale.sale_id, OTHER if erased else "stranger")
    shop.taken(till)
    assert shop.flags() == {"claim-member-unknown"}
    assert shop.count(late_claim) == 0


def test_a_claim_earns_at_the_prices_that_were_paid(shop: Shop) -> None:
    """A member's offer comes with the card; a claim earns on what was paid without it."""
    text = """programme = "priser"
version = 1
name = "Priser"
currency = "NOK"
account = "priser"
[earn]
points = 1
per = "1.00"
[[offer]]
id = "member-bun"
words = "Half a bun"
effect = "percent"
percent = "50"
goods = { articles = ["kanelbolle"] }
[[stamp_card]]
id = "kaffe"
name = "Kaffe"
stamps = 1
goods = { articles = ["cappuccino"] }
free_goods = { articles = ["cappuccino"] }
"""
    shop.import_texts(programmes=text)
    till = shop.till()
    till.programmes = (*shop.programmes, programme_from_text(text, "test"))
    sale = sold(shop, till)
    assert sale.decision.line_effects == (), "a stranger gets no member's price"
    claim(till, sale.sale_id)
    shop.taken(till)
    assert shop.flags() == set()
    assert audit(shop.database)[OTHER, "priser"] == (BOUGHT, 0, 0)
    assert shop.count(books.stamp_card) == 0


def test_returns_take_what_a_claim_gave_and_no_more(shop: Shop) -> None:
    """Buying without the card, claiming and bringing everything back earns nothing."""
    till = shop.till()
    sale = till.sell()
    claim(till, sale.sale_id)
    first = bring_back(till, sale, [1])
    shop.taken(till)
    assert shop.flags() == set()
    assert points(shop) == 45, "the bun is kept"
    bring_back(till, sale, [2], before=[first])
    shop.taken(till)
    assert shop.flags() == set()
    view = shop.member_view(OTHER)
    assert (points(shop), view.qualifying_points, view.purchases) == (0, 0, 0)


def test_goods_that_came_back_before_the_claim_leave_it_to_a_person(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    bring_back(till, sale, [1])
    claim(till, sale.sale_id)
    shop.taken(till)
    assert shop.flags() == {"claim-returned"}
    assert points(shop) == 0


def cancelled(shop: Shop, till: FakeTill, code: str = "pluss") -> None:
    fact = MembershipCancelled(str(uuid_utils.uuid7()), seller_of(till), OTHER, "klubb", code, START_MS)
    till.write(
        member_facts.MEMBERSHIP_CANCELLED,
        member_facts.encode_cancelled(fact),
        fact_id=fact.cancellation_id,
    )
    shop.taken(till)


def test_a_cancelled_membership_keeps_its_benefits_to_the_end_of_its_term(shop: Shop) -> None:
    with shop.database.write() as connection:
        connection.execute(
            insert(books.membership),
            {
                "company_id": shop.company.company_id,
                "member_id": OTHER,
                "programme_id": "klubb",
                "code": "pluss",
                "source": "sale-1",
                "step": "joined",
                "from_day": "2026-02-10",
                "to_day": "2026-03-09",
                "from_ms": 0,
                "to_ms": 0,
            },
        )
    till = shop.till()
    cancelled(shop, till)
    [held] = shop.member_view(OTHER).memberships
    assert (held.to_day, held.cancelled) == ("2026-03-09", True)
    assert shop.flags() == set()
    cancelled(shop, till)
    assert shop.flags() == {"membership-unknown"}


def test_a_fact_that_names_another_till_is_told(shop: Shop) -> None:
    till = shop.till()
    sale = sold(shop, till)
    made = LateClaim(
        str(uuid_utils.uuid7()), replace(seller_of(till), till_id="another"), OTHER, sale.sale_id, START_MS
    )
    till.write(member_facts.LATE_CLAIM, member_facts.encode_late_claim(made), fact_id=made.claim_id)
    shop.taken(till)
    assert "seller-differs" in shop.flags()
    assert till.place.company_id == goods.COMPANY
