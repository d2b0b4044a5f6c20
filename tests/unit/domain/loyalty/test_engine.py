"""What a sale earns, uses and changes: worked examples first, then what holds for any sale."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, Discount, discount_basket, set_quantity
from pos_app.domain.catalogue import Protection, Unit
from pos_app.domain.loyalty.decision import NOTHING, MemberView, Outcome, PostingKind, Reason, TierChange
from pos_app.domain.loyalty.eligible import Paid, eligible_by_line
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.programme import EarnBase, EarnRule, Programme, Tier
from pos_app.domain.money import Rounding
from pos_app.domain.pricing import price, price_lines
from pos_app.domain.tender import Tender, TenderKind
from tests.stage import generated
from tests.stage.goods import (
    BEER,
    CAPPUCCINO,
    DEPOSIT,
    KIMCHI_TOAST,
    VAT_25,
    article,
    basket,
    context,
    member,
    programme,
)


def earned(
    bought: Basket, rules: Programme, *, tenders: tuple[Tender, ...] = (), view: MemberView | None = None
) -> int:
    """Points that the sale gives."""
    who = view or member(tier=None, qualifying_points=0)
    return evaluate(bought, tenders, who, [rules], context(currency=bought.currency.code)).points_earned


def eligible_minor(rules: Programme, bought: Basket, tenders: tuple[Tender, ...]) -> int:
    """The money that counts for a programme's first rule."""
    paid = Paid.of(bought, price_lines(bought), tenders)
    rule = rules.earns[0]
    return sum(eligible_by_line(rule, paid, paid.places(rule.goods, rules.never_counts)))


def flat(points: int, rounding: Rounding = Rounding.FLOOR, **more: object) -> Programme:
    """A programme without tiers: so many points per 1.00."""
    rule = dataclasses.replace(EarnRule(points, 100, rounding), **more)  # type: ignore[arg-type]
    return programme(earn=rule, tiers=())


@pytest.mark.parametrize(
    ("rounding", "points"), [(Rounding.FLOOR, 129), (Rounding.HALF_UP, 130), (Rounding.HALF_EVEN, 130)]
)
def test_12_99_at_ten_per_1_00(rounding: Rounding, points: int) -> None:
    assert earned(basket(article(price_minor=1299)), flat(10, rounding)) == points


def test_80_00_at_one_per_1_00_whatever_the_tender() -> None:
    eighty = basket(article(price_minor=8000))
    split = (tenders_of.card(3000, "4711"), tenders_of.cash(5000))
    assert earned(eighty, flat(1), tenders=split) == earned(eighty, flat(1)) == 80


EIGHT_PER_UNIT = programme(
    earn=EarnRule(8, 100),
    tiers=(
        Tier("basecamp", "Basecamp", 2000),
        Tier("half-dome", "Half Dome", 3500),
        Tier("summit", "Summit", 5000),
    ),
)


@pytest.mark.parametrize(
    ("spent_minor", "points", "tier"),
    [
        (25_000, 2000, "basecamp"),
        (43_750, 3500, "half-dome"),
        (62_500, 5000, "summit"),
        (70_000, 5600, "summit"),
    ],
)
def test_eight_points_per_1_00_reach_the_tier(spent_minor: int, points: int, tier: str) -> None:
    view = member(tier=None, qualifying_points=0)
    decision = evaluate(basket(article(price_minor=spent_minor)), (), view, [EIGHT_PER_UNIT], context())
    assert decision.points_earned == points
    assert decision.tier_changes == (TierChange("poeng", None, tier),)


def test_250_00_does_not_reach_2000_points_one_ore_short() -> None:
    view = member(tier=None, qualifying_points=0)
    decision = evaluate(basket(article(price_minor=24_987)), (), view, [EIGHT_PER_UNIT], context())
    assert decision.points_earned == 1998
    assert decision.tier_changes == ()
    nearly = Reason(
        "tier", Outcome.NEARLY, missing=2, missing_unit="points", tier="Basecamp", programme_id="poeng"
    )
    assert nearly in decision.reasons


def test_a_tier_crossed_inside_a_sale_earns_at_the_old_rate() -> None:
    view = member(tier="solv", qualifying_points=2990)
    decision = evaluate(basket(article(price_minor=10_000)), (), view, [programme()], context())
    assert decision.points_earned == 125  # silver's 125 %, not gold's 150 %
    assert decision.tier_changes == (TierChange("poeng", "solv", "gull"),)
    assert Reason("tier", Outcome.GAVE, tier="Gull", programme_id="poeng") in decision.reasons


def test_the_tier_the_server_gave_is_kept_where_points_alone_would_not_reach_it() -> None:
    grace = member(tier="gull", qualifying_points=100)
    decision = evaluate(basket(article(price_minor=10_000)), (), grace, [programme()], context())
    assert decision.points_earned == 150
    assert decision.tier_changes == ()
    # Nor is the way to a lower tier told to somebody who stands above it.
    assert [reason for reason in decision.reasons if reason.rule == "tier"] == []


@pytest.mark.parametrize(
    ("base", "points"), [(EarnBase.NET_OF_REDEMPTION, 70), (EarnBase.GROSS_OF_REDEMPTION, 100)]
)
def test_what_points_paid_for_earns_only_where_the_programme_says_so(base: EarnBase, points: int) -> None:
    tenders = (tenders_of.points(3000, 300, "r1"), tenders_of.card(7000, "4711"))
    hundred = basket(article(price_minor=10_000))
    assert earned(hundred, flat(1, base=base), tenders=tenders) == points


def test_points_that_also_paid_for_beer_take_their_share_of_what_counts() -> None:
    bought = basket(article(price_minor=7500), article("Pils", 2500, protection=Protection.ALCOHOL))
    tenders = (tenders_of.points(4000, 400, "r1"), tenders_of.card(6000, "4711"))
    # 40.00 of points over 75.00 and 25.00: 30.00 fall on what counts
    assert earned(bought, flat(1), tenders=tenders) == 45


def test_tax_counts_or_not() -> None:
    toast = basket(article(price_minor=12_500, vat=VAT_25))
    assert earned(toast, flat(1, with_tax=True)) == 125
    assert earned(toast, flat(1, with_tax=False)) == 100
    half = (tenders_of.points(6250, 625, "r1"),)
    assert earned(toast, flat(1, with_tax=False), tenders=half) == 50


@pytest.mark.parametrize("with_tax", [True, False])
def test_a_sale_wholly_paid_with_points_earns_nothing_whatever_the_prices_mean(with_tax: bool) -> None:
    without_vat = basket(article(price_minor=10_000, vat=VAT_25), vat_included=False)
    total = price(without_vat).total_minor
    everything = (tenders_of.points(total, 1250, "r1"),)
    assert earned(without_vat, flat(1, with_tax=with_tax), tenders=everything) == 0
    assert earned(without_vat, flat(1, with_tax=with_tax)) == (125 if with_tax else 100)


def test_protected_goods_earn_nothing_and_the_receipt_can_say_so() -> None:
    decision = evaluate(basket(BEER, DEPOSIT), (), member(), [programme()], context())
    assert decision.points_earned == 0
    assert (
        Reason("earn.protected", Outcome.PASSED_BY, programme_id="poeng", why="protected") in decision.reasons
    )


def test_protected_goods_do_not_count_towards_a_minimum() -> None:
    rules = flat(1, minimum_minor=5000)
    decision = evaluate(basket(CAPPUCCINO, BEER), (), member(tier=None), [rules], context())
    missing = Reason(
        "earn", Outcome.NEARLY, amount_minor=4900, missing=100, missing_unit="minor", programme_id="poeng"
    )
    assert decision.reasons == (missing,)
    assert decision.postings == ()


def test_discounts_are_not_earned_on() -> None:
    bought = discount_basket(basket(article(price_minor=10_000)), Discount(basis_points=2500))
    assert earned(bought, flat(1)) == 75


def test_a_reason_says_how_many_points_for_how_much_at_which_rate() -> None:
    view = member(tier="solv", qualifying_points=1000)
    decision = evaluate(basket(KIMCHI_TOAST), (), view, [programme()], context())
    assert decision.reasons[0] == Reason(
        "earn", Outcome.GAVE, 111, 8900, 125, tier="Sølv", programme_id="poeng"
    )


def test_points_used_are_posted_once_under_the_hold_they_were_held_by() -> None:
    tenders = (tenders_of.points(1000, 100, "r1"), tenders_of.card(3900, "4711"))
    no_redemption = programme(programme_id="stempel", redemption=None)
    twice = [no_redemption, programme(), programme(programme_id="annet")]
    decision = evaluate(basket(CAPPUCCINO), tenders, member(), twice, context())
    used = [posting for posting in decision.postings if posting.kind is PostingKind.REDEEM]
    assert [(p.programme_id, p.points, p.redemption_id) for p in used] == [("poeng", -100, "r1")]
    assert decision.points_redeemed == 100


def test_without_a_member_or_in_another_currency_nothing_happens() -> None:
    assert evaluate(basket(CAPPUCCINO), (), None, [programme()], context()) == NOTHING
    foreign = evaluate(basket(CAPPUCCINO), (), member(), [programme(currency="EUR")], context())
    assert foreign == NOTHING


def test_every_programme_in_force_is_pinned() -> None:
    several = [programme(), programme(programme_id="annet", version=4)]
    decision = evaluate(basket(CAPPUCCINO), (), member(), several, context())
    assert [(pin.programme_id, pin.version) for pin in decision.programmes] == [("poeng", 1), ("annet", 4)]


def points_for(bought: Basket, most: int) -> tuple[Tender, ...]:
    """A points tender of at most what the basket costs, or none."""
    worth = min(most, price(bought).total_minor)
    return (tenders_of.points(worth, 1, "r1"),) if worth > 0 else ()


@given(generated.baskets(), generated.members(), st.data(), st.integers(min_value=0, max_value=10**6))
def test_the_same_inputs_give_the_same_whole_number_decision(
    bought: Basket, view: MemberView, data: st.DataObject, by_points: int
) -> None:
    rules = [data.draw(generated.programmes(bought.currency.code)) for _ in range(2)]
    tenders = points_for(bought, by_points)
    where = context(currency=bought.currency.code)
    decision = evaluate(bought, tenders, view, rules, where)
    assert decision == evaluate(bought, tenders, view, rules, where)
    for posting in decision.postings:
        assert type(posting.points) is int
        assert (posting.points > 0) == (posting.kind is PostingKind.EARN)
    for reason in decision.reasons:
        assert reason.missing >= 0
        assert (reason.outcome is Outcome.NEARLY) == (reason.missing > 0)
    redeems = any(rule.redemption for rule in rules)
    used = sum(tender.points for tender in tenders if tender.kind is TenderKind.POINTS)
    assert decision.points_redeemed == (used if redeems else 0)


@given(generated.baskets(with_discounts=False), st.data(), st.integers(min_value=1, max_value=20))
def test_more_money_never_earns_fewer_points(bought: Basket, data: st.DataObject, more: int) -> None:
    rules = data.draw(generated.programmes(bought.currency.code))
    line = data.draw(st.sampled_from(bought.lines))
    if line.label_amount_minor is not None:
        return
    step = more * (1000 if line.article.unit is Unit.PIECE else 100)
    larger = set_quantity(bought, line.line_id, line.quantity_milli + step)
    assert earned(larger, rules) >= earned(bought, rules)


@given(generated.baskets(), st.data())
def test_protected_goods_never_earn(bought: Basket, data: st.DataObject) -> None:
    rules = data.draw(generated.programmes(bought.currency.code))
    kept = tuple(line for line in bought.lines if line.article.is_protected)
    only_protected = dataclasses.replace(bought, lines=kept, discount=None)
    assert earned(only_protected, rules) == 0
    assert eligible_minor(rules, only_protected, ()) == 0


@given(generated.baskets(), st.data(), st.integers(min_value=0, max_value=10**6))
def test_points_as_a_tender_never_raise_what_counts(bought: Basket, data: st.DataObject, most: int) -> None:
    rules = data.draw(generated.programmes(bought.currency.code))
    without = eligible_minor(rules, bought, ())
    with_points = eligible_minor(rules, bought, points_for(bought, most))
    assert 0 <= with_points <= without
    if rules.earns[0].base is EarnBase.GROSS_OF_REDEMPTION:
        assert with_points == without


@given(generated.baskets(), generated.members(), st.data())
def test_a_sale_never_takes_a_tier_away(bought: Basket, view: MemberView, data: st.DataObject) -> None:
    rules = data.draw(generated.programmes(bought.currency.code))
    for change in evaluate(bought, (), view, [rules], context(currency=bought.currency.code)).tier_changes:
        before, after = rules.tier_by_code(change.before), rules.tier_by_code(change.after)
        assert after is not None
        assert before is None or after.from_points > before.from_points
