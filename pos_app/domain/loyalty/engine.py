"""``evaluate``: the one function that says what a sale earns, uses and changes, and why."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import (
    NOTHING,
    Context,
    Decision,
    MemberView,
    Outcome,
    Posting,
    PostingKind,
    Reason,
    TierChange,
)
from pos_app.domain.loyalty.programme import EarnBase, Programme, Tier
from pos_app.domain.money import Rounding, allocate, divide
from pos_app.domain.pricing import Priced, price
from pos_app.domain.tender import Tender, TenderKind


def evaluate(
    basket: Basket,
    tenders: Sequence[Tender],
    member_view: MemberView | None,
    programmes: Sequence[Programme],
    context: Context,
) -> Decision:
    """What the programmes give and take for this basket, with reasons.

    Deterministic integer arithmetic: the same inputs give the same Decision on every machine, in every year.
    While scanning it is asked without tenders; at payment again with them, because what points pay for may not
    earn. Without a member, or in another currency than a programme's, nothing happens.
    """
    if member_view is None:
        return NOTHING
    in_force = [programme for programme in programmes if programme.currency == context.currency]
    priced = price(basket)
    postings: list[Posting] = []
    reasons: list[Reason] = []
    changes: list[TierChange] = []
    redeeming = next((programme for programme in in_force if programme.redemption), None)
    for programme in in_force:
        if programme is redeeming:
            postings += _redeem(programme, tenders)
        earned = _earn(programme, basket, priced, tenders, member_view, postings, reasons)
        _tiers(programme, member_view, earned, changes, reasons)
    return Decision(
        line_effects=(),
        postings=tuple(postings),
        tier_changes=tuple(changes),
        reasons=tuple(reasons),
        programmes=tuple(programme.pin for programme in in_force),
    )


def eligible_minor(programme: Programme, basket: Basket, priced: Priced, tenders: Sequence[Tender]) -> int:
    """The money that counts towards points: unprotected goods after discounts, less what points paid for.

    Points pay with tax, over protected and other goods alike, so their share is taken there; where tax does not
    count, what is left shrinks with it.
    """
    paid = [
        done.net_minor
        if basket.vat_included
        else divide(done.net_minor * (10_000 + line.article.vat.basis_points), 10_000, Rounding.HALF_UP)
        for line, done in zip(basket.lines, priced.lines, strict=True)
    ]
    counted = [
        amount if line.article.protection not in programme.never_counts else 0
        for line, amount in zip(basket.lines, paid, strict=True)
    ]
    everything, eligible, share = sum(paid), sum(counted), 0
    if programme.earn.base is EarnBase.NET_OF_REDEMPTION and everything:
        by_points = sum(tender.amount_minor for tender in tenders if tender.kind is TenderKind.POINTS)
        share = allocate(min(by_points, everything), [eligible, everything - eligible])[0]
    if programme.earn.with_tax:
        return eligible - share
    untaxed = sum(
        divide(amount * 10_000, 10_000 + line.article.vat.basis_points, Rounding.HALF_UP)
        for line, amount in zip(basket.lines, counted, strict=True)
    )
    return divide(untaxed * (eligible - share), eligible, Rounding.HALF_UP) if untaxed else 0


def _earn(
    programme: Programme,
    basket: Basket,
    priced: Priced,
    tenders: Sequence[Tender],
    member: MemberView,
    postings: list[Posting],
    reasons: list[Reason],
) -> int:
    rule = programme.earn
    money = eligible_minor(programme, basket, priced, tenders)
    if money < rule.minimum_minor:
        missing = rule.minimum_minor - money
        reasons.append(
            Reason("earn", Outcome.NEARLY, amount_minor=money, missing=missing, missing_unit="minor")
        )
        return 0
    tier = _current_tier(programme, member)
    percent = tier.earn_percent if tier else 100
    earned = divide(money * rule.points * percent, rule.per_minor * 100, rule.rounding)
    if any(line.article.protection in programme.never_counts for line in basket.lines):
        reasons.append(Reason("earn.protected", Outcome.PASSED_BY))
    if earned > 0:
        postings.append(Posting(PostingKind.EARN, programme.programme_id, programme.account, earned, "earn"))
        reasons.append(Reason("earn", Outcome.GAVE, earned, money, percent, tier=tier.name if tier else ""))
    return earned


def _redeem(programme: Programme, tenders: Sequence[Tender]) -> list[Posting]:
    """Points are used in one programme: the first in force that redeems, which is also the one the till offers."""
    return [
        Posting(
            PostingKind.REDEEM,
            programme.programme_id,
            programme.account,
            -tender.points,
            "redemption",
            tender.redemption_id,
        )
        for tender in tenders
        if tender.kind is TenderKind.POINTS
    ]


def _tiers(
    programme: Programme, member: MemberView, earned: int, changes: list[TierChange], reasons: list[Reason]
) -> None:
    """A sale that crosses a line earns at the old rate and changes the tier: the customer sees both at once."""
    before = _current_tier(programme, member)
    qualifying = member.qualifying_points + earned
    after = programme.tier_at(qualifying)
    if after and (before is None or after.from_points > before.from_points):
        changes.append(TierChange(programme.programme_id, before.code if before else None, after.code))
        reasons.append(Reason("tier", Outcome.GAVE, tier=after.name))
    above = programme.next_tier(max(qualifying, before.from_points if before else 0))
    if above:
        reasons.append(
            Reason(
                "tier",
                Outcome.NEARLY,
                missing=above.from_points - qualifying,
                missing_unit="points",
                tier=above.name,
            )
        )


def _current_tier(programme: Programme, member: MemberView) -> Tier | None:
    return programme.tier_by_code(member.tier) or programme.tier_at(member.qualifying_points)
