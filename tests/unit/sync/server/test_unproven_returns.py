"""Goods that came back without a receipt: counted like any return, listed for a look, no reason to move points."""

from __future__ import annotations

from dataclasses import replace

import uuid_utils

from pos_app.domain.loyalty.decision import Posting, PostingKind
from pos_app.domain.returned import Return
from sync.protocol.v1 import return_facts
from sync.server.schema import tables
from sync.server.schema.return_tables import returned as returned_rows
from sync.server.schema.return_tables import returned_line
from tests.stage import returns
from tests.unit.sync.server.bringing_back import balance
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop


def bring(till: FakeTill, of: Return | None = None) -> Return:
    """The till journals a return without a receipt."""
    till.receipt += 1
    made = replace(
        of or returns.unproven(),
        return_id=str(uuid_utils.uuid7()),
        receipt_number=till.receipt,
        seller=seller_of(till),
    )
    till.write(return_facts.RETURN, return_facts.encode_return(made), fact_id=made.return_id)
    return made


def codes(shop: Shop) -> list[str]:
    return sorted(row.code for row in shop.rows(tables.review))


def test_it_is_counted_in_the_day_and_listed_with_who_allowed_it(shop: Shop) -> None:
    till = shop.till()
    till.sell()
    made = bring(till)
    shop.taken(till)
    [row] = shop.rows(returned_rows)
    assert (row.sale_id, row.receipt_number, row.total_minor) == ("", 2, 16_900)
    assert [line.paid_minor for line in shop.rows(returned_line)] == [8_000, 8_900]
    [day] = shop.rows(tables.day_total)
    assert (day.sales, day.returns, day.returned_minor) == (1, 1, 16_900)
    assert day.returned_tax_minor == made.reversal.refund.tax_minor
    [look] = shop.rows(tables.review)
    assert (look.code, look.detail) == (
        "return-without-receipt",
        "16900 NOK (minor units) by ingrid, allowed by maja: defective",
    )


def test_lots_it_moves_no_points_whatever_it_says(shop: Shop) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    shop.taken(till)
    before = balance(shop)
    plain = returns.unproven()
    given = Posting(PostingKind.REVERSE, "poeng", "points", 5_000, "returned")
    bring(till, replace(plain, member_id=MEMBER, reversal=replace(plain.reversal, postings=(given,))))
    shop.taken(till)
    assert balance(shop) == before
    assert codes(shop) == ["return-differs", "return-without-receipt"]


def test_facts_never_rejected_one_that_does_not_add_up_is_kept_and_flagged(shop: Shop) -> None:
    till = shop.till()
    plain = returns.unproven()
    refund = replace(plain.reversal.refund, total_minor=17_000)
    bring(till, replace(plain, reversal=replace(plain.reversal, refund=refund)))
    bring(till, replace(plain, tenders=()))
    shop.taken(till)
    assert len(shop.rows(returned_rows)) == 2
    assert codes(shop) == ["return-differs"] * 2 + ["return-without-receipt"] * 2
