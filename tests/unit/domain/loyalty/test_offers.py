"""Offers: each effect, their order, stacking, limits, and both sides of every setting about prices."""

from __future__ import annotations

import pytest

from pos_app.domain.basket import Basket, Discount, discount_line
from pos_app.domain.catalogue import Protection, Unit
from pos_app.domain.loyalty.decision import Outcome, Wishes
from pos_app.domain.loyalty.member_view import Bought, CouponHeld, MembershipHeld, Used
from tests.stage.goods import BEER, CAPPUCCINO, CINNAMON_BUN, article, basket
from tests.stage.loyalty import decide, gave, nobody, off, when, why

CUP = article("Kopp", 10_000)
BEANS = article("Bønner", 40_000, unit=Unit.KILOGRAM)


def offer(effect: str, more: str = "", name: str = "o", when_text: str = "") -> str:
    """One offer in TOML."""
    condition = f"when = {{ {when_text} }}\n" if when_text else ""
    return f'[[offer]]\nid = "{name}"\nwords = "Tilbud"\neffect = "{effect}"\n{more}\n{condition}'


@pytest.mark.parametrize(
    ("effect", "settings", "pieces", "taken"),
    [
        ("percent", 'percent = "15"', 2, 3000),
        ("percent", 'percent = "12.5"', 1, 1250),
        ("percent", 'percent = "10"\nmost_pieces = 2', 5, 2000),
        ("percent", 'percent = "50"\nmost_amount = "60.00"', 5, 6000),
        ("amount", 'amount = "30.00"', 3, 9000),
        ("amount", 'amount = "300.00"', 1, 10_000),
        ("price", 'price = "80.00"', 3, 6000),
        ("price", 'price = "120.00"', 3, 0),
        ("bundle", 'pieces = 3\nprice = "250.00"', 7, 10_000),
        ("bundle", 'pieces = 3\nprice = "250.00"\nmost_pieces = 3', 7, 5000),
        ("bundle", 'pieces = 2\nprice = "300.00"', 4, 0),
        ("cheapest-free", "pieces = 3", 7, 20_000),
        ("cheapest-free", "pieces = 3\nfree_pieces = 2", 3, 20_000),
        ("cheapest-free", 'pieces = 3\ngrouping = "cheapest"', 7, 20_000),
        ("cheapest-free", "pieces = 3\nmost_pieces = 1", 7, 10_000),
        ("basket-percent", 'percent = "10"', 2, 2000),
        ("basket-amount", 'amount = "50.00"', 2, 5000),
        ("basket-amount", 'amount = "500.00"', 2, 20_000),
    ],
)
def test_each_effect_takes_off_what_it_says(effect: str, settings: str, pieces: int, taken: int) -> None:
    decision = decide(offer(effect, settings), basket((CUP, pieces * 1000)))
    assert sum(off(decision).values()) == taken
    if taken:
        assert why(decision, "offer:o").amount_minor == taken


@pytest.mark.parametrize("grouping", ["consecutive", "cheapest"])
@pytest.mark.parametrize(
    "bought", [basket((CUP, 6000)), basket((CUP, 4000), (article("Glass", 10_000), 2000))]
)
def test_groups_that_a_limit_does_not_reach_are_left_to_other_offers(grouping: str, bought: Basket) -> None:
    limited = f'pieces = 3\nmost_pieces = 1\npriority = 1\ngrouping = "{grouping}"'
    both = offer("cheapest-free", limited, "tre") + offer("percent", 'percent = "50"\npriority = 2', "halv")
    decision = decide(both, bought)
    assert why(decision, "offer:tre").amount_minor == 10_000
    assert why(decision, "offer:halv").amount_minor == 3 * 5000


@pytest.mark.parametrize(
    ("effect", "value", "taken"),
    [
        ("percent", 'percent = "10"', 2000),
        ("amount", 'amount = "50.00"', 2500),
        ("price", 'price = "300.00"', 5000),
    ],
)
def test_goods_by_weight_are_offered_by_the_kilogram(effect: str, value: str, taken: int) -> None:
    assert off(decide(offer(effect, value), basket((BEANS, 500)))) == {1: taken}


@pytest.mark.parametrize(
    ("grouping", "free"),
    [("consecutive", {1: 5000, 4: 1000}), ("cheapest", {3: 2000, 4: 1000})],
)
def test_cheapest_free_groups_as_they_were_scanned_or_over_all(grouping: str, free: dict[int, int]) -> None:
    goods = [article(f"V{price}", price) for price in (5000, 9000, 2000, 1000)]
    decision = decide(offer("cheapest-free", f'pieces = 2\ngrouping = "{grouping}"'), basket(*goods))
    assert off(decision) == free


@pytest.mark.parametrize(("per", "parts"), [("line", {1: 17, 2: 17, 3: 17}), ("sale", {1: 16, 2: 16, 3: 18})])
def test_a_percentage_is_rounded_per_line_or_per_sale_with_the_rest_on_the_last(
    per: str, parts: dict[int, int]
) -> None:
    goods = [article(f"V{n}", 165) for n in range(3)]
    text = f'[settings]\ndiscount_rounding = "{per}"\n' + offer("percent", 'percent = "10"')
    assert off(decide(text, basket(*goods))) == parts


@pytest.mark.parametrize(
    ("choice", "taken", "told"), [("refuse", 1000, True), ("compound", 1000 + 1800, False)]
)
def test_a_second_discount_on_the_basket_is_refused_or_compounds(choice: str, taken: int, told: bool) -> None:
    text = f'[settings]\nsecond_basket_discount = "{choice}"\n'
    text += offer("basket-percent", 'percent = "10"\npriority = 1', "first")
    text += offer("basket-percent", 'percent = "20"\npriority = 2', "second")
    decision = decide(text, basket(CUP))
    assert sum(off(decision).values()) == taken
    refused = [reason.rule for reason in decision.reasons if reason.why == "second-basket-discount"]
    assert refused == (["offer:second"] if told else [])


def test_offers_go_by_priority_and_a_unit_is_used_once_within_its_stacking_group() -> None:
    text = offer("percent", 'percent = "10"\npriority = 2', "a") + offer(
        "percent", 'percent = "20"\npriority = 1', "b"
    )
    assert [effect.offer_id for effect in decide(text, basket(CUP)).line_effects] == ["b"]


def test_offers_of_different_stacking_groups_meet_and_the_later_works_on_what_is_left() -> None:
    text = offer("percent", 'percent = "50"\nstack = "x"', "a") + offer(
        "percent", 'percent = "50"\nstack = "y"', "b"
    )
    found = [(effect.offer_id, effect.amount_minor) for effect in decide(text, basket(CUP)).line_effects]
    assert found == [("a", 5000), ("b", 2500)]


def test_what_one_offer_leaves_of_a_line_is_for_the_next() -> None:
    text = offer("percent", 'percent = "50"\nmost_pieces = 1\npriority = 1', "one")
    text += offer("percent", 'percent = "10"\npriority = 2', "rest")
    found = [
        (effect.offer_id, effect.amount_minor) for effect in decide(text, basket((CUP, 3000))).line_effects
    ]
    assert found == [("one", 5000), ("rest", 2000)]


def test_protected_goods_get_no_offer_and_do_not_count_towards_its_minimum() -> None:
    text = offer("percent", 'percent = "10"', when_text='minimum = "80.00"')
    decision = decide(text, basket(CAPPUCCINO, BEER))
    assert off(decision) == {}
    assert (why(decision, "offer:o").missing, why(decision, "offer:o").missing_unit) == (3100, "minor")


@pytest.mark.parametrize("protection", list(Protection))
def test_no_class_of_protected_goods_is_ever_discounted(protection: Protection) -> None:
    goods = basket(article("Vernet", 10_000, protection=protection))
    for effect, value in (("percent", 'percent = "50"'), ("basket-amount", 'amount = "10.00"')):
        assert decide(offer(effect, value), goods).line_effects == ()


def test_goods_that_somebody_discounted_may_be_passed_by() -> None:
    lowered = discount_line(basket(CUP, CAPPUCCINO), 1, Discount(amount_minor=100))
    text = offer("percent", 'percent = "10"\ngoods = { not_discounted = true }')
    assert off(decide(text, lowered)) == {2: 490}


def test_goods_are_chosen_by_article_and_category_with_exceptions() -> None:
    text = offer("percent", 'percent = "10"\ngoods = { categories = ["kaffe"], except_articles = ["kopp"] }')
    assert off(decide(text, basket(CUP, CAPPUCCINO, CINNAMON_BUN))) == {2: 490}


def test_a_gift_in_the_basket_is_free_and_one_that_is_not_there_is_promised() -> None:
    text = offer("gift", 'gift = "kanelbolle"\ngoods = { articles = ["kopp"] }')
    assert off(decide(text, basket(CUP, (CINNAMON_BUN, 2000)))) == {2: 4500}
    (promise,) = decide(text, basket(CUP)).promises
    assert (promise.article_id, promise.pieces) == ("kanelbolle", 1)
    assert decide(text, basket(CINNAMON_BUN)).line_effects == ()


@pytest.mark.parametrize(
    ("condition", "view", "holds"),
    [
        ('tiers = ["gull"]', nobody(tier="gull"), True),
        ('tiers = ["gull"]', nobody(), False),
        ('partners = ["spotify"]', nobody(partners=("spotify",)), True),
        ('partners = ["spotify"]', nobody(), False),
        ('segments = ["lojal"]', nobody(segments=("lojal", "ny")), True),
        ('segments = ["lojal"]', nobody(segments=("ny",)), False),
        ('consents = ["e-mail"]', nobody(consents=("e-mail",)), True),
        ('consents = ["e-mail"]', nobody(), False),
        (
            'bought = ["kopp"]\n, bought_times = 4'.replace("\n", ""),
            nobody(bought=(Bought("kopp", 4),)),
            True,
        ),
        ('bought = ["kopp"], bought_times = 4', nobody(bought=(Bought("kopp", 3),)), False),
        ("first_purchase = true", nobody(purchases=0), True),
        ("first_purchase = true", nobody(purchases=1), False),
        ("first_purchase = true", nobody(), False),
        ("joined_within = 7", nobody(joined_on="2026-02-23"), True),
        ("joined_within = 7", nobody(joined_on="2026-02-22"), False),
        ('stores = ["grunerlokka"]', nobody(), True),
        ('stores = ["majorstua"]', nobody(), False),
        ('channels = ["web"]', nobody(), False),
        ('weekdays = ["sunday"]', nobody(), True),
        ('weekdays = ["monday"]', nobody(), False),
        ('from_time = "14:02", to_time = "14:03"', nobody(), True),
        ('from_time = "14:03"', nobody(), False),
        ('to_time = "14:02"', nobody(), False),
        ("from_date = 2026-03-01, to_date = 2026-03-01", nobody(), True),
        ("from_date = 2026-03-02", nobody(), False),
        ("to_date = 2026-02-28", nobody(), False),
        ("birthday = true", nobody(birthday_month=3, birthday_day=1), True),
        ("birthday = true", nobody(birthday_month=3, birthday_day=2), False),
        ("anniversary = true", nobody(joined_on="2024-03-01"), True),
        ("anniversary = true", nobody(joined_on="2026-03-01"), False),
    ],
)
def test_an_offer_holds_when_all_its_conditions_do(condition: str, view: object, holds: bool) -> None:
    text = '[[tier]]\ncode = "gull"\nname = "Gull"\nfrom_points = 10\n'
    text += '[[consent]]\nid = "e-mail"\nwords = "Ja til e-post"\n'
    if "lojal" in condition:
        text += '[[segment]]\nid = "lojal"\nwords = "de trofaste"\nby_hand = true\n'
    text += '[[partner]]\ncode = "spotify"\nname = "S"\n' + offer(
        "percent", 'percent = "10"', when_text=condition
    )
    assert bool(decide(text, basket(CUP), view=view).line_effects) is holds  # type: ignore[arg-type]


def test_only_an_offer_for_anyone_holds_without_a_card() -> None:
    text = offer("percent", 'percent = "10"', "members")
    assert decide(text, basket(CUP), anonymous=True).line_effects == ()
    text += offer("amount", 'amount = "1.00"', "all", when_text="anyone = true")
    decision = decide(text, basket(CUP), anonymous=True)
    assert [effect.offer_id for effect in decision.line_effects] == ["all"]


def test_a_card_of_another_company_is_no_member_here() -> None:
    text = offer("percent", 'percent = "10"') + offer(
        "amount", 'amount = "1.00"', "all", when_text="anyone = true"
    )
    decision = decide(text, basket(CUP), view=nobody(company_id="naboen"))
    assert [effect.offer_id for effect in decision.line_effects] == ["all"]
    assert why(decision, "member").why == "other-company"


def test_once_a_year_means_once_and_says_what_it_uses_up() -> None:
    text = offer("percent", 'percent = "10"\nonce = "year"')
    decision = decide(text, basket(CUP))
    (used,) = decision.consumes
    assert (used.key, used.period, used.period_start) == ("once:p:o", "year", "2026-01-01")
    again = nobody(used=(Used("p", "o", "year", "2026-01-01", 1),))
    assert decide(text, basket(CUP), view=again).line_effects == ()
    assert decide(text, basket(CUP), view=again, at=when("2027-01-01")).line_effects
    withheld = decide(text, basket(CUP), wishes=Wishes(withheld=("once:p:o",)))
    assert (withheld.line_effects, why(withheld, "offer:o").why) == ((), "withheld")


COUPON = '[[coupon]]\nid = "ti"\nwords = "Ti"\n'


def held(**more: object) -> CouponHeld:
    """A coupon in the member's hands."""
    return CouponHeld(**{"programme_id": "p", "code": "ti", "number": "n1", **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("coupon", "shown", "why_not"),
    [
        (held(), "n1", ""),
        (held(used=True), "n1", "coupon-used"),
        (held(to_day="2026-02-28"), "n1", "coupon-expired"),
        (held(to_day="2026-03-01"), "n1", ""),
        (held(from_day="2026-03-02"), "n1", "coupon-not-yet"),
        (held(), "n2", "coupon-unknown"),
    ],
)
def test_a_coupon_is_used_once_while_it_is_valid(coupon: CouponHeld, shown: str, why_not: str) -> None:
    text = COUPON + offer("basket-percent", 'percent = "10"', when_text='coupon = "ti"')
    decision = decide(text, basket(CUP), view=nobody(coupons=(coupon,)), wishes=Wishes(coupons=(shown,)))
    if why_not:
        assert decision.coupons_used == ()
        assert why(decision, f"coupon:{shown}").why == why_not
    else:
        assert [used.number for used in decision.coupons_used] == ["n1"]
        assert [used.key for used in decision.consumes] == ["coupon:n1"]


def test_a_coupon_that_nobody_showed_is_told_and_an_automatic_one_is_used() -> None:
    by_coupon = offer("basket-percent", 'percent = "10"', when_text='coupon = "ti"')
    view = nobody(coupons=(held(),))
    assert why(decide(COUPON + by_coupon, basket(CUP), view=view), "offer:o").missing_unit == "coupon"
    automatic = decide(COUPON + "automatic = true\n" + by_coupon, basket(CUP), view=view)
    assert [used.number for used in automatic.coupons_used] == ["n1"]


def test_an_open_code_is_for_anybody_who_knows_it() -> None:
    text = COUPON + 'code = "SOMMER"\n'
    text += offer("basket-percent", 'percent = "10"', when_text='coupon = "ti", anyone = true')
    decision = decide(text, basket(CUP), anonymous=True, wishes=Wishes(coupons=("SOMMER",)))
    assert [used.number for used in decision.coupons_used] == ["SOMMER"]
    assert decide(text, basket(CUP), anonymous=True).line_effects == ()


def test_points_that_became_coupons_take_their_value_off_and_several_add_up() -> None:
    text = '[[earn]]\npoints = 1\nper = "1.00"\n[[reward]]\nid = "krone"\n'
    text += 'points = 100\nvalue = "5.00"\nwords = "Bonus"\n'
    view = nobody(coupons=tuple(held(code="krone", number=f"n{n}") for n in (1, 2, 3)))
    decision = decide(text, basket(CUP), view=view, wishes=Wishes(coupons=("n1", "n3")))
    assert off(decision) == {1: 1000}
    assert [used.number for used in decision.coupons_used] == ["n1", "n3"]


@pytest.mark.parametrize(
    ("day", "active"), [("2026-03-01", True), ("2026-03-30", True), ("2026-03-31", False)]
)
def test_a_member_price_holds_only_while_the_membership_runs(day: str, active: bool) -> None:
    text = '[[membership]]\ncode = "pluss"\nname = "Pluss"\narticle = "pluss"\n'
    text += offer("price", 'price = "80.00"', when_text='memberships = ["pluss"]')
    view = nobody(memberships=(MembershipHeld("p", "pluss", "2026-03-01", "2026-03-30"),))
    assert ("offer:o" in gave(decide(text, basket(CUP), view=view, at=when(day)))) is active


def test_reasons_name_what_nearly_held() -> None:
    text = offer("percent", 'percent = "10"', when_text="minimum_pieces = 3")
    reason = why(decide(text, basket((CUP, 2000))), "offer:o")
    assert (reason.outcome, reason.missing, reason.missing_unit) == (Outcome.NEARLY, 1, "pieces")


def test_reasons_do_not_promise_what_a_coupon_opens_to_who_holds_none() -> None:
    text = '[[coupon]]\nid = "k"\nwords = "Kupong"\nissued = "joining"\n'
    text += offer("percent", 'percent = "10"', when_text='coupon = "k", minimum = "300.00"')
    bought = basket((CUP, 2000))
    holder = nobody(coupons=(CouponHeld("p", "k", "123"),))
    assert not [reason for reason in decide(text, bought).reasons if reason.outcome is Outcome.NEARLY]
    assert why(decide(text, bought, view=holder), "offer:o").missing == 10_000
