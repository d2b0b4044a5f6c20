"""Points that wait for a person: listed, paid from what is free or owed, or given up; a return afterwards is right."""

from __future__ import annotations

import pytest

from sync.server.desk.suspense import Claim, cancel, claims, pay
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.bringing_back import bring_back
from tests.unit.sync.server.desk_stage import do, refused
from tests.unit.sync.server.lease_stage import standing
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop

WHY = {"by": "Ingrid", "reason": "the customer confirms it"}


def waiting_claim(shop: Shop, till: FakeTill, points: int = 200) -> Claim:
    till.sell(member=shop.member_view(), redeem=(f"never-held-{len(till.records)}", points))
    shop.taken(till, len(till.records))
    return listed(shop)[-1]


def listed(shop: Shop) -> list[Claim]:
    with shop.database.read() as connection:
        return claims(connection, shop.company)


def test_suspense_is_listed_with_its_sale(shop: Shop) -> None:
    till = shop.till()
    assert listed(shop) == []
    claim = waiting_claim(shop, till)
    assert (claim.holder_id, claim.account, claim.points, claim.day) == (MEMBER, "points", 200, "2026-03-01")
    assert claim.claim_id.startswith(claim.sale_id)


def test_suspense_paid_is_taken_from_what_is_free(shop: Shop) -> None:
    claim = waiting_claim(shop, shop.till())
    done = do(shop, pay, claim.claim_id, **WHY)
    assert (done.points, done.taken, done.owed) == (200, 200, 0)
    now = standing(shop)
    assert (now["balance"], now["suspense"], now["debt"]) == (500 + 74 - 200, 0, 0)
    assert listed(shop) == []
    refused(shop, "Nothing waits", pay, claim.claim_id, **WHY)
    refused(shop, "Nothing waits", cancel, claim.claim_id, **WHY)
    audit(shop.database)


def test_suspense_paid_beyond_what_is_free_is_owed(shop: Shop) -> None:
    till = shop.till()
    claim = waiting_claim(shop, till)
    shop.hold(till, "r1", 500)
    done = do(shop, pay, claim.claim_id, **WHY)
    assert (done.taken, done.owed) == (74, 126)
    assert standing(shop)["debt"] == 126
    audit(shop.database)


def test_suspense_given_up_leaves_the_points_with_the_customer(shop: Shop) -> None:
    claim = waiting_claim(shop, shop.till())
    do(shop, cancel, claim.claim_id, **WHY)
    now = standing(shop)
    assert (now["balance"], now["suspense"], now["debt"]) == (574, 0, 0)
    audit(shop.database)


@pytest.mark.parametrize("missing", [{"by": ""}, {"reason": ""}])
def test_suspense_is_decided_by_a_name_with_a_reason(shop: Shop, missing: dict[str, str]) -> None:
    claim = waiting_claim(shop, shop.till())
    refused(shop, "--by|--reason", pay, claim.claim_id, **{**WHY, **missing})


def test_suspense_two_claims_are_decided_one_by_one(shop: Shop) -> None:
    till = shop.till()
    first, second = waiting_claim(shop, till), waiting_claim(shop, till, 100)
    do(shop, cancel, first.claim_id, **WHY)
    assert listed(shop) == [second]
    do(shop, pay, second.claim_id, **WHY)
    assert standing(shop)["balance"] == 500 + 74 + 84 - 100
    audit(shop.database)


@pytest.mark.parametrize(
    ("decision", "left"),
    [(None, 500), (pay, 500), (cancel, 500)],
    ids=["undecided", "paid", "given-up"],
)
def test_suspense_goods_that_come_back_leave_what_was_there_before_the_sale(
    shop: Shop, decision: object, left: int
) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view(), redeem=("never-held", 200))
    shop.taken(till)
    (claim,) = listed(shop)
    if decision is not None:
        do(shop, decision, claim.claim_id, **WHY)  # type: ignore[arg-type]
    bring_back(till, sale)
    shop.taken(till, 2)
    now = standing(shop)
    assert (now["balance"], now["debt"], now["suspense"]) == (left, 0, 0)
    assert listed(shop) == []
    audit(shop.database)


@pytest.mark.parametrize("decision", [pay, cancel], ids=["paid", "given-up"])
def test_suspense_decided_between_two_returns_comes_out_even(shop: Shop, decision: object) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view(), redeem=("never-held", 200))
    shop.taken(till)
    lines = [line.line_id for line in sale.basket.lines]
    first = bring_back(till, sale, lines[:1])
    shop.taken(till, 2)
    (claim,) = listed(shop)
    assert 0 < claim.points < 200, "a part went back with the goods"
    do(shop, decision, claim.claim_id, **WHY)  # type: ignore[arg-type]
    bring_back(till, sale, lines[1:], before=[first])
    shop.taken(till, 3)
    now = standing(shop)
    assert (now["balance"], now["debt"], now["suspense"]) == (500, 0, 0)
    audit(shop.database)
