"""Any sale, brought back in any order, leaves nothing behind: neither money nor points, and no step goes below zero."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import PIECE_MILLI, Basket, Discount, discount_basket, discount_line
from pos_app.domain.catalogue import Unit
from pos_app.domain.loyalty.decision import Decision, PostingKind
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme, RedemptionRule
from pos_app.domain.loyalty.reversal import RETURNED, ReturnedLine, Reversal
from pos_app.domain.loyalty.settings import (
    IssuedRewards,
    LostMinimum,
    RedeemedPoints,
    RefundTenders,
    Returns,
    TierDrop,
)
from pos_app.domain.loyalty.taking_back import take_back
from pos_app.domain.loyalty.taking_back_goods import gone_before
from pos_app.domain.sale import Sale, complete, reckon
from pos_app.domain.tender import Tender, TenderKind
from tests.stage.goods import VAT_25, context, seller
from tests.unit.domain.loyalty.test_differential import baskets, members, programmes

_ORDERS = (("card", "cash", "points"), ("points", "card"), ())


@st.composite
def returns(draw: st.DrawFn) -> Returns:
    """Any way of taking goods back."""
    return Returns(
        lost_minimum=draw(st.sampled_from(list(LostMinimum))),
        tier_drop=draw(st.sampled_from(list(TierDrop))),
        issued_rewards=draw(st.sampled_from(list(IssuedRewards))),
        refund=draw(st.sampled_from(list(RefundTenders))),
        refund_order=draw(st.sampled_from(_ORDERS)),
    )


@st.composite
def payments(draw: st.DrawFn, total: int, reduced_at_most: int) -> tuple[Tender, ...]:
    """The total over points, card and cash, in any parts; cash may be more than is due."""
    by_points = draw(st.integers(0, min(total, reduced_at_most)))
    by_card = draw(st.integers(0, total - by_points))
    found: list[Tender] = []
    if by_points:
        found.append(tenders_of.points(by_points, draw(st.integers(1, 1000)), "r1"))
    if by_card:
        found.append(tenders_of.card(by_card, "4711"))
    rest = total - by_points - by_card
    if rest:
        more = draw(st.integers(0, 20_000))
        found.append(tenders_of.cash(rest + more + 100))
    return tuple(found)


@st.composite
def sales(draw: st.DrawFn) -> tuple[Sale, tuple[Programme, ...]]:
    """A completed sale under two programmes."""
    bought: Basket = draw(baskets())
    bought = replace(bought, vat_included=draw(st.booleans()))
    if draw(st.booleans()):
        article = replace(bought.lines[0].article, vat=VAT_25)
        bought = replace(bought, lines=(replace(bought.lines[0], article=article), *bought.lines[1:]))
    open_lines = [line.line_id for line in bought.lines if not line.article.is_protected]
    if draw(st.booleans()) and open_lines:
        off = Discount(amount_minor=draw(st.integers(1, 3000)))
        bought = discount_line(bought, draw(st.sampled_from(open_lines)), off)
    if draw(st.booleans()) and open_lines:
        bought = discount_basket(bought, Discount(amount_minor=draw(st.integers(1, 9000))))
    reduces = draw(st.sampled_from(list(RedeemedPoints)))
    rules = []
    for number in range(2):
        made = draw(programmes(number))
        settings = replace(made.settings, redeemed_points=reduces)
        rules.append(replace(made, settings=settings, returns=draw(returns())))
    rules[0] = replace(rules[0], redemption=RedemptionRule(1, 1))
    member: MemberView = draw(members())
    bought = replace(bought, member_id=member.member_id)
    unpaid = evaluate(bought, (), member, rules, context())
    priced, _ = reckon(bought, (), unpaid)
    room = priced.total_minor
    if reduces is RedeemedPoints.PRICE_REDUCTION:
        room = sum(
            done.net_minor
            for line, done in zip(bought.lines, priced.lines, strict=True)
            if not line.article.is_protected
        )
    paid = draw(payments(priced.total_minor, room))
    decision = evaluate(bought, paid, member, rules, context())
    sale = complete(
        sale_id="s1",
        receipt_number=1,
        seller=seller(),
        basket=bought,
        tenders=paid,
        member=member,
        decision=decision,
        context=context(),
    )
    return sale, tuple(rules)


def units_left(sale: Sale, before: list[Reversal]) -> list[ReturnedLine]:
    """One step for each line that has something left: a piece, or all that was weighed."""
    gone = gone_before(before)
    found = []
    for line in sale.basket.lines:
        left = line.quantity_milli - gone.get(line.line_id, 0)
        step = min(left, PIECE_MILLI) if line.article.unit is Unit.PIECE else left
        if step:
            found.append(ReturnedLine(line.line_id, step))
    return found


def bring_all_back(data: st.DataObject, sale: Sale, rules: tuple[Programme, ...]) -> list[Reversal]:
    """Return the sale in random steps until nothing is kept."""
    before: list[Reversal] = []
    while open_units := units_left(sale, before):
        count = data.draw(st.integers(1, len(open_units)), label="how many lines")
        chosen = data.draw(st.permutations(open_units), label="which")[:count]
        before.append(take_back(sale, before, chosen, rules, context()))
    return before


def earned(decision: Decision) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for posting in decision.postings:
        if posting.kind is PostingKind.EARN:
            key = (posting.programme_id, posting.account)
            found[key] = found.get(key, 0) + posting.points
    return found


@given(sales(), st.data())
def test_a_sale_that_came_back_leaves_neither_points_nor_money(
    sold: tuple[Sale, tuple[Programme, ...]], data: st.DataObject
) -> None:
    sale, rules = sold
    steps = bring_all_back(data, sale, rules)
    assert [step.whole for step in steps] == [False] * (len(steps) - 1) + [True]
    sums = earned(sale.decision)
    for step in steps:
        for posting in step.postings:
            if posting.rule == RETURNED:
                sums[posting.programme_id, posting.account] += posting.points
    assert not any(sums.values())
    given_back = sum(posting.points for step in steps for posting in step.postings if posting.points > 0)
    assert given_back == sale.decision.points_redeemed
    handed = {tender.kind: 0 for tender in sale.tenders}
    for step in steps:
        for tender in step.refund.tenders:
            handed[tender.kind] += tender.amount_minor
    for paid in sale.tenders:
        handed[paid.kind] -= paid.amount_minor
    handed[TenderKind.CASH] = handed.get(TenderKind.CASH, 0) + sale.settlement.change_minor
    assert not any(handed.values())
    assert sum(step.refund.total_minor for step in steps) == sale.priced.total_minor
    assert sum(step.refund.offers_lost_minor for step in steps) == 0


@given(sales(), st.data())
def test_no_return_earns_or_takes_more_than_was_paid(
    sold: tuple[Sale, tuple[Programme, ...]], data: st.DataObject
) -> None:
    sale, rules = sold
    steps = bring_all_back(data, sale, rules)
    left = earned(sale.decision)
    for step in steps:
        assert step.refund.handed_minor >= 0
        assert step.refund.total_minor >= 0
        assert sum(vat.gross_minor for vat in step.refund.vat) == step.refund.total_minor
        assert all(tender.exact_minor > 0 for tender in step.refund.tenders)
        assert all(tender.amount_minor >= 0 and tender.points >= 0 for tender in step.refund.tenders)
        for posting in step.postings:
            if posting.rule == RETURNED:
                assert posting.points < 0
                left[posting.programme_id, posting.account] += posting.points
        assert all(points >= 0 for points in left.values())


@given(sales(), st.data())
def test_vat_stamps_and_tier_credit_sum_to_what_the_sale_had(
    sold: tuple[Sale, tuple[Programme, ...]], data: st.DataObject
) -> None:
    sale, rules = sold
    steps = bring_all_back(data, sale, rules)
    sums = {vat.rate: [vat.base_minor, vat.tax_minor] for vat in sale.priced.vat}
    for step in steps:
        for vat in step.refund.vat:
            sums[vat.rate][0] -= vat.base_minor
            sums[vat.rate][1] -= vat.tax_minor
    assert not any(sum(map(abs, each)) for each in sums.values())
    for change in sale.decision.stamps:
        moved = sum(
            back.stamps
            for step in steps
            for back in step.stamps
            if (back.programme_id, back.card) == (change.programme_id, change.card)
        )
        assert change.after + moved == change.before
    for gained in sale.decision.qualified:
        back = sum(
            each.amount
            for step in steps
            for each in step.qualified
            if each.programme_id == gained.programme_id
        )
        assert gained.amount + back == 0


@given(baskets(), members(), programmes(0), programmes(1), st.data())
def test_after_a_return_the_member_keeps_what_the_kept_goods_alone_earn(
    bought: Basket, member: MemberView, first: Programme, second: Programme, data: st.DataObject
) -> None:
    rules = (first, second)
    sale = sold_by_card(bought, member, rules)
    chosen = data.draw(st.sampled_from(units_left(sale, [])))
    step = take_back(sale, (), [chosen], rules, context())
    alone = sold_by_card(_without(bought, chosen), member, rules) if not step.whole else None
    kept = earned(sale.decision)
    for posting in step.postings:
        kept[posting.programme_id, posting.account] += posting.points
    dearer = alone is not None and alone.priced.total_minor > sale.priced.total_minor
    for purse, points in kept.items():
        would = earned(alone.decision).get(purse, 0) if alone else 0
        if not dearer:
            assert points == min(would, earned(sale.decision)[purse])
    paid = alone.priced.total_minor if alone else 0
    assert step.refund.total_minor == max(sale.priced.total_minor - paid, 0)


def sold_by_card(bought: Basket, member: MemberView, rules: tuple[Programme, ...]) -> Sale:
    """The basket, paid by card."""
    priced, _ = reckon(bought, (), evaluate(bought, (), member, rules, context()))
    paid = (tenders_of.card(priced.total_minor, "4711"),) if priced.total_minor else ()
    return complete(
        sale_id="s1",
        receipt_number=1,
        seller=seller(),
        basket=bought,
        tenders=paid,
        member=member,
        decision=evaluate(bought, paid, member, rules, context()),
        context=context(),
    )


def _without(bought: Basket, gone: ReturnedLine) -> Basket:
    left = []
    for line in bought.lines:
        quantity = line.quantity_milli - (gone.quantity_milli if line.line_id == gone.line_id else 0)
        if quantity:
            left.append(replace(line, quantity_milli=quantity))
    return replace(bought, lines=tuple(left))
