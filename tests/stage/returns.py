"""Goods that come back: a sale of the coffee house, and returns of it as a till makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pos_app.domain.gift_card import GiftCard
from pos_app.domain.loyalty.decision import (
    CapUsed,
    Consumption,
    Context,
    CouponIssued,
    CouponUsed,
    DrawEntry,
    Posting,
    PostingKind,
    Qualified,
)
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import (
    RETURNED,
    ChallengeBack,
    GiftDue,
    MembershipEnded,
    ReferralReversed,
    ReturnedLine,
    Reversal,
    StampsBack,
    TierDrop,
)
from pos_app.domain.loyalty.taking_back import take_back
from pos_app.domain.pricing import price
from pos_app.domain.returned import Return, bring_back, slips_needed
from pos_app.domain.sale import Sale
from pos_app.domain.tender import TenderKind
from pos_app.domain.unproven_return import at_lowest, bring_back_unproven, unproven_reversal
from tests.stage import goods
from tests.stage.tills import fact_id

DAY_MS = 86_400_000


def lines(wanted: Mapping[int, int] | Sequence[int], sale: Sale) -> list[ReturnedLine]:
    """Pieces by line id, or whole lines by their ids."""
    if isinstance(wanted, Mapping):
        return [ReturnedLine(line_id, pieces * 1000) for line_id, pieces in wanted.items()]
    return [ReturnedLine(line_id, sale.basket.line(line_id).quantity_milli) for line_id in wanted]


def days_later(context: Context, days: int) -> Context:
    """The same counter so many days later; the business date follows."""
    day = date.fromisoformat(context.business_date) + timedelta(days=days)
    return replace(context, at_ms=context.at_ms + days * DAY_MS, business_date=day.isoformat(), wishes=None)


def reversal(
    sale: Sale,
    wanted: Mapping[int, int] | Sequence[int] | None = None,
    *,
    before: Sequence[Reversal] = (),
    programmes: Sequence[Programme] | None = None,
    days: int = 1,
    gifts_stay: bool = False,
) -> Reversal:
    """What it means that these goods come back; all of them unless said otherwise."""
    wanted = [line.line_id for line in sale.basket.lines] if wanted is None else wanted
    rules = (goods.programme(),) if programmes is None else programmes
    at = days_later(sale.context, days)
    return take_back(sale, before, lines(wanted, sale), rules, at, gifts_stay=gifts_stay)


def returned(
    sale: Sale,
    wanted: Mapping[int, int] | Sequence[int] | None = None,
    *,
    before: Sequence[Return] = (),
    programmes: Sequence[Programme] | None = None,
    number: int = 1,
    receipt_number: int | None = None,
    days: int = 1,
    note: GiftCard | None = None,
) -> Return:
    """The fact of a return at the till that sold the goods; ``note`` is a credit note instead of money."""
    earlier = [each.reversal for each in before]
    found = reversal(sale, wanted, before=earlier, programmes=programmes, days=days)
    return bring_back(
        return_id=fact_id(0xB_AC00 + number),
        receipt_number=sale.receipt_number + number if receipt_number is None else receipt_number,
        seller=sale.seller,
        sale=sale,
        returned_before=before,
        reversal=found,
        slips=[f"R{place}" for place in range(slips_needed(found))],
        context=days_later(sale.context, days),
        note=note,
    )


def every_kind() -> Return:
    """A return in which every field says something: for the golden bytes, not for the rules."""
    sale = goods.sale(goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN), member_view=goods.member())
    plain = returned(sale, [2])
    full = replace(
        plain.reversal,
        refund=replace(plain.reversal.refund, offers_lost_minor=250, fee_kept_minor=1500),
        postings=(
            Posting(PostingKind.REVERSE, "poeng", "points", -56, RETURNED),
            Posting(PostingKind.REVERSE, "poeng", "points", 100, "redemption", fact_id(0x5E)),
            Posting(
                PostingKind.REVERSE, "poeng", "wallet", -9, RETURNED, member_id=fact_id(9), is_money=True
            ),
        ),
        qualified=(Qualified("poeng", -56),),
        stamps=(StampsBack("poeng", "kaffe", 4, 1),),
        coupons_taken=(CouponIssued("poeng", "neste", "sale", "2026-03-02", "2026-03-31"),),
        coupons_given=(CouponUsed("poeng", "bursdag", "0042424242", "gave"),),
        challenges=(ChallengeBack("poeng", "tre", "2026-03-01", 1, ("bakst",), undone=True),),
        usage=(Consumption("once:poeng:gave", "poeng", "gave", 1, "year", "2026-01-01"),),
        caps=(CapUsed("poeng", "earn", "day", "2026-03-01", 56),),
        entries=(DrawEntry("poeng", "sykkel"),),
        memberships=(MembershipEnded("poeng", "klubb", "2026-03-01", "2027-02-28", 1, 365),),
        tiers=(TierDrop("poeng", "gull", "solv"),),
        referrals=(ReferralReversed("poeng", "verv", fact_id(9)),),
        gifts=(GiftDue("poeng", "kopp", "kaffekopp", 1, charged=True),),
        whole=True,
    )
    return replace(plain, reversal=full, number=1, gifts_stay=True)


def unproven(number: int = 1, way: TenderKind = TenderKind.CARD, approved_by: str = "maja") -> Return:
    """Two buns and a toast without a receipt; a bun cost 40.00 of late."""
    brought = goods.basket((goods.CINNAMON_BUN, 2000), goods.KIMCHI_TOAST)
    at_the_price = at_lowest(brought, {goods.CINNAMON_BUN.article_id: 4_000})
    return bring_back_unproven(
        return_id=fact_id(0xB_AD00 + number),
        receipt_number=number,
        seller=goods.seller(),
        goods=at_the_price,
        reversal=unproven_reversal(at_the_price, price(at_the_price), way),
        slips=("R7",) if way is TenderKind.CARD else (),
        context=replace(goods.context(), wishes=None),
        reason="defective",
        approved_by=approved_by,
    )
