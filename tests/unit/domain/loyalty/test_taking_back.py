"""Returns, setting by setting: what is kept, what goes back, and what the customer is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, Discount, add_article, discount_basket, discount_line, with_member
from pos_app.domain.catalogue import Protection, Unit
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.loyalty import explain_words
from pos_app.domain.loyalty.decision import Context, PointsWish, Wishes
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.explain import Explainer
from pos_app.domain.loyalty.member_view import ChallengeHeld, CouponHeld, MemberView, ReferredBy, StampsHeld
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import ReturnedLine, Reversal
from pos_app.domain.loyalty.taking_back import take_back
from pos_app.domain.loyalty.taking_back_reasons import reasons_of
from pos_app.domain.pricing import price
from pos_app.domain.returned import refund_tenders, slips_needed
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender, TenderKind
from tests.stage import goods, returns
from tests.stage.goods import VAT_25, article, basket
from tests.stage.loyalty import nobody, rules, when

CUP = article("Kopp", 10_000, category_id="kopper")
PLATE = article("Fat", 20_000, vat=VAT_25, category_id="fat")
POINTS = '[earn]\npoints = 1\nper = "1.00"\n\n'
REDEEMS = POINTS + '[redemption]\nblock = 1\nvalue = "0.10"\n\n'


def sold(
    text: str | Programme,
    of: Basket,
    *,
    view: MemberView | None = None,
    pay: Sequence[Tender] | None = None,
    at: Context | None = None,
) -> tuple[Sale, Programme]:
    """A sale under these rules, paid by card unless the test says otherwise."""
    made = rules(text) if isinstance(text, str) else text
    member = view or nobody()
    bought = with_member(of, member.member_id)
    context = at or when("2026-03-01")
    if pay is None:
        total = price(bought, evaluate(bought, (), member, (made,), context).line_effects).total_minor
        pay = (tenders_of.card(total, "004711"),) if total else ()
    return goods.sale(bought, pay=pay, member_view=member, programmes=(made,), at=context), made


def back(
    of: tuple[Sale, Programme],
    wanted: Mapping[int, int] | Sequence[int] | None = None,
    *before: Reversal,
    days: int = 1,
    gifts_stay: bool = False,
) -> Reversal:
    """What it means that these pieces, or lines, or all of it, come back."""
    return returns.reversal(
        of[0], wanted, before=before, programmes=(of[1],), days=days, gifts_stay=gifts_stay
    )


def told(reversal: Reversal) -> set[str]:
    """The rules of its reasons."""
    return {reason.rule for reason in reversal.reasons}


def bonus(minimum: str, given: str = "points = 50") -> str:
    """A bonus with a minimum."""
    return f'[[bonus]]\nid = "mer"\nwords = "Mer"\n{given}\nwhen = {{ minimum = "{minimum}" }}\n\n'


@pytest.mark.parametrize(("setting", "taken"), [("lost", 150), ("kept", 125)])
def test_a_bonus_is_lost_or_kept_in_proportion_when_its_minimum_is_no_longer_met(
    setting: str, taken: int
) -> None:
    of = sold(POINTS + bonus("200.00") + f'[returns]\nlost_minimum = "{setting}"\n', basket((CUP, 2000)))
    assert of[0].decision.points_earned == 250
    step = back(of, {1: 1})
    assert step.points_taken == taken
    assert back(of, {1: 1}, step).points_taken == 250 - taken


def test_a_bundle_that_broke_is_priced_anew_and_the_refund_says_so() -> None:
    of = sold(
        '[[offer]]\nid = "tre"\nwords = "Tre for to"\neffect = "cheapest-free"\npieces = 3\n',
        basket((CUP, 3000)),
    )
    first = back(of, {1: 1})
    assert (first.refund.total_minor, first.refund.offers_lost_minor) == (0, 6666)
    assert "returned-offers-lost" in told(first)
    second = back(of, {1: 1}, first)
    assert second.refund.total_minor == 10_000
    third = back(of, {1: 1}, first, second)
    assert third.refund.total_minor == 10_000
    assert sum(each.refund.offers_lost_minor for each in (first, second, third)) == 0


def test_a_minimum_that_is_no_longer_reached_never_makes_the_customer_pay() -> None:
    of = sold(
        '[[offer]]\nid = "ti"\nwords = "10 %"\neffect = "basket-percent"\npercent = "10"\n'
        'when = { minimum = "500.00" }\n',
        basket((PLATE, 2000), (CUP, 1000)),
    )
    assert of[0].priced.total_minor == 45_000
    first = back(of, [2])
    assert first.refund.total_minor == 5000
    of = sold(
        '[[offer]]\nid = "halv"\nwords = "50 %"\neffect = "basket-percent"\npercent = "50"\n'
        'when = { minimum = "500.00" }\n',
        basket((PLATE, 2000), (CUP, 1000)),
    )
    first = back(of, [2])
    assert (first.refund.total_minor, first.refund.vat, first.refund.tenders) == (0, (), ())
    rest = back(of, [1], first)
    assert rest.refund.total_minor == 25_000
    assert sum(vat.gross_minor for vat in rest.refund.vat) == 25_000


def test_vat_goes_back_rate_by_rate() -> None:
    of = sold(POINTS, basket(CUP, PLATE))
    [vat] = back(of, [2]).refund.vat
    assert (vat.rate, vat.base_minor, vat.tax_minor) == (VAT_25, 16_000, 4000)


def test_cash_goes_back_rounded_and_all_of_it_together_is_what_was_paid() -> None:
    bun = article("Bolle", 1440)
    of = sold(POINTS, basket((bun, 3000)), pay=(tenders_of.cash(5000),))
    assert (of[0].settlement.change_minor, of[0].settlement.rounding_minor) == (700, -20)
    steps: list[Reversal] = []
    for _ in range(3):
        steps.append(back(of, {1: 1}, *steps))
    assert [step.refund.handed_minor for step in steps] == [1400, 1500, 1400]
    assert sum(step.refund.rounding_minor for step in steps) == -20


@pytest.mark.parametrize(
    ("setting", "card", "cash"),
    [
        ('refund = "pro-rata"', 7500, 2500),
        ('refund = "stated-order"\nrefund_order = ["cash", "card"]', 0, 10_000),
        ('refund = "stated-order"\nrefund_order = ["card"]', 10_000, 0),
    ],
)
def test_a_refund_goes_pro_rata_or_in_stated_order(setting: str, card: int, cash: int) -> None:
    of = sold(
        POINTS + f"[returns]\n{setting}\n",
        basket((CUP, 4000)),
        pay=(tenders_of.card(30_000, "1"), tenders_of.cash(20_000)),
    )
    assert of[0].settlement.change_minor == 10_000
    handed = {tender.kind: tender.amount_minor for tender in back(of, {1: 1}).refund.tenders}
    assert handed.get(TenderKind.CARD, 0) == card
    assert handed.get(TenderKind.CASH, 0) == cash


def test_gift_card_money_never_becomes_cash() -> None:
    card = GiftCard("ab" * 32, "4242", "2029-03-01")
    pay = (tenders_of.gift_card(5000, "g1", card), tenders_of.cash(5000))
    of = sold(POINTS, basket(CUP), pay=pay)
    reversal = back(of)
    assert {each.kind: each.amount_minor for each in reversal.refund.tenders} == {
        TenderKind.GIFT_CARD: 5000,
        TenderKind.CASH: 5000,
    }
    given, cash = refund_tenders(of[0], reversal, ())
    assert (given.gift_card, given.redemption_id, cash.kind) == (card, "g1", TenderKind.CASH)


def test_money_put_on_a_gift_card_is_not_paid_out() -> None:
    load = article("Gavekort", 50_000, protection=Protection.GIFT_CARD)
    of = sold(POINTS, basket(load))
    with pytest.raises(Refused) as refused:
        back(of)
    assert refused.value.reason is Refusal.RETURN_GIFT_CARD


def test_points_that_paid_go_back_as_points_in_proportion() -> None:
    pay = (tenders_of.points(10_000, 100, "r1"), tenders_of.card(30_000, "1"))
    of = sold(REDEEMS, basket((CUP, 4000)), view=nobody(points=500), pay=pay)
    step = back(of, {1: 1})
    assert (step.points_given, step.points_taken, step.refund.handed_minor) == (25, 75, 10_000)
    [given] = [posting for posting in step.postings if posting.points > 0]
    assert (given.redemption_id, given.rule) == ("r1", "redemption")
    assert [each.amount_minor for each in step.refund.tenders if each.kind is TenderKind.CARD] == [7500]


def test_a_given_coupon_is_the_members_again_and_the_issued_one_goes_back_where_that_is_set() -> None:
    text = (
        '[[coupon]]\nid = "neste"\nwords = "Neste"\nissued = "sale"\n\n'
        '[[offer]]\nid = "o"\nwords = "O"\neffect = "basket-amount"\namount = "10.00"\n'
        'when = { coupon = "neste" }\n\n[returns]\nissued_rewards = "take-back-unused"\n'
    )
    view = nobody(coupons=(CouponHeld("p", "neste", "0042", "2026-02-01"),))
    at = replace(when("2026-03-01"), wishes=Wishes(coupons=("0042",)))
    of = sold(text, basket((CUP, 2000)), view=view, at=at)
    half = back(of, {1: 1})
    assert (half.coupons_given, half.coupons_taken) == ((), ())
    rest = back(of, {1: 1}, half)
    assert [each.number for each in rest.coupons_given] == ["0042"]
    assert [each.code for each in rest.coupons_taken] == ["neste"]
    assert {"returned-coupon", "returned-coupon-again"} <= told(rest)


@pytest.mark.parametrize(("setting", "stamps", "taken"), [("stand", -1, 0), ("take-back-unused", 4, 1)])
def test_a_full_card_that_became_a_coupon_stays_used_where_the_coupon_stands(
    setting: str, stamps: int, taken: int
) -> None:
    text = (
        '[[coupon]]\nid = "kaffe"\nwords = "Kaffe"\n\n'
        '[[stamp_card]]\nid = "kort"\nname = "Kort"\nstamps = 5\ncoupon = "kaffe"\n\n'
        '[[offer]]\nid = "o"\nwords = "O"\neffect = "basket-amount"\namount = "10.00"\n'
        f'when = {{ coupon = "kaffe" }}\n\n[returns]\nissued_rewards = "{setting}"\n'
    )
    of = sold(text, basket(CUP), view=nobody(stamps=(StampsHeld("p", "kort", 4),)))
    step = back(of)
    assert [each.stamps for each in step.stamps] == [stamps]
    assert len(step.coupons_taken) == taken


def test_a_challenge_is_open_again_and_only_what_came_back_is_unseen() -> None:
    text = (
        '[[challenge]]\nid = "to"\nwords = "To grupper"\ntask = "categories"\ngoal = 2\npoints = 40\n'
        'period = "month"\n'
    )
    view = nobody(challenges=(ChallengeHeld("p", "to", "2026-03-01", 1, ("kopper",)),))
    of = sold(text, basket(CUP, PLATE), view=view)
    [undone] = back(of, [2]).challenges
    assert (undone.count, undone.unseen, undone.undone) == (1, ("fat",), True)
    assert back(of, [2]).points_taken == 40
    assert back(of, [1]).challenges == ()


def test_a_referral_is_reversed_when_the_first_purchase_falls_below_its_minimum() -> None:
    text = POINTS + '[referral]\nreferrer_points = 20\nfriend_points = 10\nminimum = "150.00"\n'
    view = nobody(purchases=0, referred_by=ReferredBy("venn"))
    of = sold(text, basket((CUP, 2000)), view=view)
    first = back(of, {1: 1})
    assert [each.referrer_id for each in first.referrals] == ["venn"]
    assert {(each.member_id, each.points) for each in first.postings} == {("", -110), ("venn", -20)}
    assert back(of, {1: 1}, first).referrals == ()


def test_a_membership_sold_at_a_distance_is_refunded_in_full_within_the_days_of_withdrawal() -> None:
    text = '[[membership]]\ncode = "klubb"\nname = "Klubb"\narticle = "klubb"\nmonths = 12\n'
    club = article("Klubb", 36_500, article_id="klubb")
    online = sold(text, basket(club), at=when("2026-03-01", channel="web"))
    assert back(online, days=14).refund.total_minor == 36_500
    assert back(online, days=15).refund.fee_kept_minor == 1500
    counter = sold(text, basket(club, CUP))
    step = back(counter, [1], days=10)
    assert (step.refund.fee_kept_minor, step.refund.total_minor) == (1000, 35_500)
    [ended] = step.memberships
    assert (ended.used_days, ended.term_days) == (10, 365)
    rest = back(counter, [2], step, days=20)
    assert (rest.refund.fee_kept_minor, rest.refund.total_minor) == (0, 10_000)


def gift(setting: str) -> str:
    """A cup is given away with a plate."""
    return (
        '[[offer]]\nid = "gave"\nwords = "Kopp på kjøpet"\neffect = "gift"\ngift = "kopp"\n'
        f'goods = {{ articles = ["fat"] }}\n\n[returns]\ngift = "{setting}"\n'
    )


def test_a_gift_comes_back_with_its_goods_or_is_charged() -> None:
    comes = sold(gift("comes-back"), basket(CUP, PLATE))
    assert comes[0].priced.total_minor == 20_000
    step = back(comes, [2])
    assert {line.line_id for line in step.refund.lines} == {1, 2}
    assert (step.refund.total_minor, step.whole) == (20_000, True)
    kept = back(comes, [2], gifts_stay=True)
    assert (kept.refund.total_minor, kept.whole) == (10_000, False)
    charged = back(sold(gift("charged"), basket(CUP, PLATE)), [2])
    assert charged.refund.total_minor == 10_000


@pytest.mark.parametrize(("setting", "charged"), [("comes-back", False), ("charged", True)])
def test_a_gift_that_was_handed_over_beside_the_basket_is_told(setting: str, charged: bool) -> None:
    of = sold(gift(setting), basket(PLATE))
    [due] = back(of).gifts
    assert (due.article_id, due.pieces, due.charged) == ("kopp", 1, charged)
    assert ("returned-gift-charged" if charged else "returned-gift") in told(back(of))


def test_points_given_to_a_cause_come_back_in_proportion() -> None:
    text = POINTS + '[[cause]]\ncode = "skog"\nname = "Skog"\nper_points = 10\n'
    at = replace(when("2026-03-01"), wishes=Wishes(gives=(PointsWish("p", "skog", 30),)))
    of = sold(text, basket((CUP, 4000)), view=nobody(points=100), at=at)
    first = back(of, {1: 1})
    assert first.points_given == 7
    assert back(of, {1: 3}, first).points_given == 23


def test_discounts_that_a_person_gave_stay_in_proportion_to_their_goods() -> None:
    of_line = discount_line(basket((CUP, 4000)), 1, Discount(amount_minor=4000))
    assert back(sold(POINTS, of_line), {1: 1}).refund.total_minor == 9000
    of_all = discount_basket(basket((CUP, 2000), PLATE), Discount(amount_minor=8000))
    assert back(sold(POINTS, of_all), [2]).refund.total_minor == 16_000


def test_only_what_was_sold_and_is_not_back_yet_can_come_back() -> None:
    of = sold(POINTS, basket((CUP, 2000)))
    first = back(of, {1: 1})
    with pytest.raises(Refused) as refused:
        back(of, {1: 2}, first)
    assert refused.value.reason is Refusal.RETURN_TOO_MUCH
    assert refused.value.facts["left"] == "1"
    with pytest.raises(Refused) as nothing:
        back(of, {})
    assert nothing.value.reason is Refusal.RETURN_NOTHING
    with pytest.raises(Refused) as unknown:
        back(of, {7: 1})
    assert unknown.value.reason is Refusal.NO_SUCH_LINE
    with pytest.raises(Refused) as half:
        take_back(of[0], (), [ReturnedLine(1, 500)], (of[1],), of[0].context)
    assert half.value.reason is Refusal.QUANTITY_NOT_WHOLE
    with pytest.raises(Refused) as less:
        take_back(of[0], (), [ReturnedLine(1, -1000)], (of[1],), of[0].context)
    assert less.value.reason is Refusal.QUANTITY_NOT_POSITIVE


def test_what_a_label_priced_comes_back_whole() -> None:
    cheese = article("Ost", 20_000, unit=Unit.KILOGRAM)
    of = sold(POINTS, add_article(basket(), cheese, label_amount_minor=5000))
    with pytest.raises(Refused) as refused:
        take_back(of[0], (), [ReturnedLine(1, 100)], (of[1],), of[0].context)
    assert refused.value.reason is Refusal.RETURN_WHOLE_LINE
    assert back(of).refund.total_minor == 5000


def test_a_return_needs_the_very_rules_of_the_sale_and_its_currency() -> None:
    sale, made = sold(POINTS, basket(CUP))
    newer = replace(made, version=2)
    with pytest.raises(Refused) as gone:
        back((sale, newer))
    assert gone.value.reason is Refusal.RETURN_RULES_GONE
    with pytest.raises(Refused) as other:
        take_back(sale, (), [ReturnedLine(1, 1000)], (made,), replace(sale.context, currency="EUR"))
    assert other.value.reason is Refusal.RETURN_OTHER_CURRENCY


def test_a_sale_without_a_member_gives_back_its_money_alone() -> None:
    sale = goods.sale(basket(CUP, PLATE))
    step = returns.reversal(sale, [1])
    assert (step.refund.total_minor, step.postings, step.reasons) == (10_000, (), ())


def test_a_card_refund_needs_the_terminals_slip() -> None:
    of = sold(POINTS, basket(CUP))
    reversal = back(of)
    assert slips_needed(reversal) == 1
    with pytest.raises(Refused) as refused:
        refund_tenders(of[0], reversal, ())
    assert refused.value.reason is Refusal.SLIP_REFERENCE_NEEDED
    [tender] = refund_tenders(of[0], reversal, [" R7 "])
    assert (tender.slip_reference, tender.amount_minor) == ("R7", 10_000)


@pytest.mark.parametrize("language", ["nb", "en"])
def test_every_reason_of_a_return_has_a_sentence(language: str) -> None:
    sentences = explain_words.NB if language == "nb" else explain_words.EN
    full = returns.every_kind().reversal
    reasons = reasons_of(full, {"poeng": goods.programme()})
    assert len(reasons) >= 12
    explainer = Explainer((goods.programme(),), goods.store().currency, language)
    for reason in reasons:
        assert f"{reason.rule}.gave" in sentences
        assert "{" not in explainer.reason(reason)
