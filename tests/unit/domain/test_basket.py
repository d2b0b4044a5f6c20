"""The basket: every change makes a new one, and a refused change makes none."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from pos_app.domain import basket as baskets
from pos_app.domain.basket import (
    LARGEST_PRICE_MINOR,
    LARGEST_QUANTITY_MILLI,
    MOST_LINES,
    Basket,
    Discount,
    add_article,
    confirm_age,
    discount_basket,
    discount_line,
    line_gross_minor,
    set_quantity,
    void_line,
    with_member,
)
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import LARGEST_MINOR, NOK, parse_decimal
from pos_app.domain.pricing import price
from tests.stage import generated
from tests.stage.goods import (
    BEANS,
    BEER,
    CAPPUCCINO,
    CARRIER_BAG,
    CINNAMON_BUN,
    DEPOSIT,
    article,
    basket,
)

GIFT_CARD = article("Gavekort", None)
HALF = Discount(basis_points=5000)


def refusal(act: Callable[[], object]) -> Refusal:
    """Why `act` was refused."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason


def test_the_same_piece_twice_is_one_line() -> None:
    twice = basket(CAPPUCCINO, CAPPUCCINO)
    assert [(line.article.name, line.quantity_milli) for line in twice.lines] == [("Cappuccino", 2000)]


def test_a_piece_after_something_else_is_a_new_line() -> None:
    assert [line.line_id for line in basket(CAPPUCCINO, CINNAMON_BUN, CAPPUCCINO).lines] == [1, 2, 3]


def test_a_discounted_line_does_not_take_the_next_piece() -> None:
    bought = add_article(discount_line(basket(CAPPUCCINO), 1, HALF), CAPPUCCINO)
    assert [line.discount for line in bought.lines] == [HALF, None]


def test_weights_are_never_counted_together() -> None:
    assert len(basket((BEANS, 342), (BEANS, 342)).lines) == 2


def test_a_price_given_at_the_counter_stands_on_its_own_line() -> None:
    bought = add_article(basket(CAPPUCCINO), CAPPUCCINO, price_minor=4000)
    assert [line.unit_price_minor for line in bought.lines] == [4900, 4000]


def test_goods_without_a_price_or_a_weight_ask_for_it() -> None:
    assert refusal(lambda: add_article(basket(), GIFT_CARD)) is Refusal.PRICE_NEEDED
    assert refusal(lambda: add_article(basket(), BEANS)) is Refusal.WEIGHT_NEEDED
    assert add_article(basket(), GIFT_CARD, price_minor=50_000).lines[0].unit_price_minor == 50_000


@pytest.mark.parametrize(
    ("quantity_milli", "reason"),
    [
        (0, Refusal.QUANTITY_NOT_POSITIVE),
        (-1000, Refusal.QUANTITY_NOT_POSITIVE),
        (10**9 * 1000, Refusal.QUANTITY_TOO_LARGE),
        (LARGEST_QUANTITY_MILLI + 1000, Refusal.QUANTITY_TOO_LARGE),
        (1234, Refusal.QUANTITY_NOT_WHOLE),
    ],
)
def test_a_bad_quantity_is_refused_and_the_basket_unchanged(quantity_milli: int, reason: Refusal) -> None:
    before = basket(CAPPUCCINO)
    copy = dataclasses.replace(before)
    assert refusal(lambda: add_article(before, CINNAMON_BUN, quantity_milli=quantity_milli)) is reason
    assert refusal(lambda: set_quantity(before, 1, quantity_milli)) is reason
    assert before == copy


@pytest.mark.parametrize(
    ("price_minor", "reason"),
    [
        (0, Refusal.PRICE_NOT_POSITIVE),
        (-1, Refusal.PRICE_NOT_POSITIVE),
        (LARGEST_MINOR + 1, Refusal.PRICE_TOO_LARGE),
    ],
)
def test_a_bad_price_is_refused_and_the_basket_unchanged(price_minor: int, reason: Refusal) -> None:
    before = basket(CAPPUCCINO)
    copy = dataclasses.replace(before)
    assert refusal(lambda: add_article(before, GIFT_CARD, price_minor=price_minor)) is reason
    assert refusal(lambda: add_article(before, BEANS, label_amount_minor=price_minor)) is reason
    assert before == copy


def test_what_the_catalogue_gives_away_costs_nothing_and_counts_as_any_line() -> None:
    trial = article("Prøvemåned", 0)
    free = add_article(add_article(basket(CAPPUCCINO), trial), trial)
    assert [(line.unit_price_minor, line.quantity_milli) for line in free.lines] == [(4900, 1000), (0, 2000)]
    assert line_gross_minor(free.lines[1]) == 0


def test_no_person_and_no_label_gives_away_what_the_catalogue_prices_or_not() -> None:
    trial, by_weight = article("Prøvemåned", 0), article("Prøve", 0, unit=Unit.KILOGRAM)
    for refused in (
        lambda: add_article(basket(), CAPPUCCINO, price_minor=0),
        lambda: add_article(basket(), trial, price_minor=0),
        lambda: add_article(basket(), by_weight, label_amount_minor=0),
        lambda: add_article(basket(), by_weight, label_amount_minor=500),
    ):
        assert refusal(refused) is Refusal.PRICE_NOT_POSITIVE
    assert add_article(basket(), by_weight, quantity_milli=342).lines[0].unit_price_minor == 0


def test_three_decimals_typed_for_a_piece_are_refused() -> None:
    typed = parse_decimal("1,234", 3)
    assert refusal(lambda: set_quantity(basket(CAPPUCCINO), 1, typed)) is Refusal.QUANTITY_NOT_WHOLE
    assert set_quantity(basket((BEANS, 342)), 1, typed).lines[0].quantity_milli == 1234


def test_more_money_than_anybody_pays_is_refused_when_it_is_added() -> None:
    dear = article("Gull", LARGEST_PRICE_MINOR)
    before = basket((dear, LARGEST_MINOR // LARGEST_PRICE_MINOR * 1000))
    assert refusal(lambda: add_article(before, CAPPUCCINO)) is Refusal.AMOUNT_TOO_LARGE
    assert refusal(lambda: set_quantity(before, 1, 1_001_000)) is Refusal.AMOUNT_TOO_LARGE
    assert price(before).total_minor == LARGEST_MINOR
    without_vat = Basket("b", NOK, vat_included=False)
    pieces = before.lines[0].quantity_milli
    refused = refusal(lambda: add_article(without_vat, dear, quantity_milli=pieces))
    assert refused is Refusal.AMOUNT_TOO_LARGE


def test_a_code_typed_as_a_price_is_refused() -> None:
    before = basket()
    assert refusal(lambda: add_article(before, CAPPUCCINO, price_minor=10**9)) is Refusal.PRICE_TOO_LARGE
    assert refusal(lambda: add_article(before, CAPPUCCINO, price_minor=10**11)) is Refusal.PRICE_TOO_LARGE


def test_a_full_basket_takes_no_more() -> None:
    full = basket(*[CAPPUCCINO, CINNAMON_BUN] * (MOST_LINES // 2))
    assert len(full.lines) == MOST_LINES
    assert refusal(lambda: add_article(full, CAPPUCCINO)) is Refusal.BASKET_FULL


def test_a_price_label_says_the_weight_when_the_kilogram_price_is_known() -> None:
    line = add_article(basket(), BEANS, label_amount_minor=13_612).lines[0]
    assert (line.label_amount_minor, line.quantity_milli) == (13_612, 342)


def test_a_price_label_needs_no_other_price() -> None:
    unpriced = dataclasses.replace(BEANS, price_minor=None)
    line = add_article(basket(), unpriced, label_amount_minor=5600).lines[0]
    assert (line.unit_price_minor, line.quantity_milli) == (5600, 1000)


def test_a_labelled_line_keeps_its_quantity() -> None:
    labelled = add_article(basket(), BEANS, label_amount_minor=5600)
    assert refusal(lambda: set_quantity(labelled, 1, 500)) is Refusal.QUANTITY_ON_LABEL


@pytest.mark.parametrize("protected", [BEER, DEPOSIT, CARRIER_BAG])
def test_protected_goods_take_no_discount(protected: Article) -> None:
    alone = basket(protected)
    assert refusal(lambda: discount_line(alone, 1, HALF)) is Refusal.DISCOUNT_PROTECTED
    assert refusal(lambda: discount_basket(alone, HALF)) is Refusal.DISCOUNT_PROTECTED


@pytest.mark.parametrize(
    ("discount", "reason"),
    [
        (Discount(), Refusal.DISCOUNT_NOT_POSITIVE),
        (Discount(basis_points=-1), Refusal.DISCOUNT_NOT_POSITIVE),
        (Discount(basis_points=10, amount_minor=10), Refusal.DISCOUNT_NOT_POSITIVE),
        (Discount(basis_points=10, amount_minor=-10), Refusal.DISCOUNT_NOT_POSITIVE),
        (Discount(basis_points=10_001), Refusal.DISCOUNT_TOO_LARGE),
        (Discount(amount_minor=LARGEST_MINOR + 1), Refusal.DISCOUNT_TOO_LARGE),
    ],
)
def test_a_bad_discount_is_refused(discount: Discount, reason: Refusal) -> None:
    bought = basket(CAPPUCCINO)
    assert refusal(lambda: discount_line(bought, 1, discount)) is reason
    assert refusal(lambda: discount_basket(bought, discount)) is reason


def test_a_discount_comes_off_again() -> None:
    bought = basket(CAPPUCCINO)
    assert discount_line(discount_line(bought, 1, HALF), 1, None) == bought
    assert discount_basket(discount_basket(bought, HALF), None) == bought
    assert refusal(lambda: discount_basket(basket(), HALF)) is Refusal.BASKET_EMPTY


def test_the_whole_discount_goes_with_the_last_line() -> None:
    assert void_line(discount_basket(basket(CAPPUCCINO), HALF), 1).discount is None


def test_a_line_that_is_gone_is_named() -> None:
    assert refusal(lambda: void_line(basket(CAPPUCCINO), 2)) is Refusal.NO_SUCH_LINE


def test_an_age_once_seen_is_not_asked_again_for_less() -> None:
    assert basket(CAPPUCCINO, BEER).minimum_age == 18
    assert confirm_age(confirm_age(basket(BEER), 20), 18).age_confirmed == 20


def test_a_member_alone_does_not_make_a_basket() -> None:
    assert with_member(basket(), "m").is_empty
    assert with_member(with_member(basket(), "m"), None).member_id is None


class Counter(RuleBasedStateMachine):
    """A cashier who does anything in any order: the basket stays sound, and undo brings back the old one."""

    def __init__(self) -> None:
        super().__init__()
        self.basket = basket()
        self.older: list[tuple[Basket, str]] = []
        self.used_ids: set[int] = set()

    def change(self, act: Callable[[Basket], Basket]) -> None:
        """Do it, or see it refused with the basket as it was."""
        before, told = self.basket, repr(self.basket)
        try:
            after = act(before)
        except Refused:
            assert repr(before) == told
            return
        assert repr(before) == told
        self.older.append((before, told))
        new = {line.line_id for line in after.lines} - {line.line_id for line in before.lines}
        assert not new & self.used_ids, "a line id was used again"
        self.used_ids |= new
        self.basket = after

    @rule(what=generated.articles(), milli=st.integers(min_value=-2000, max_value=10**7))
    def add(self, what: Article, milli: int) -> None:
        self.change(lambda now: add_article(now, what, quantity_milli=milli))

    @rule(what=generated.articles())
    def scan(self, what: Article) -> None:
        self.change(lambda now: add_article(now, what))

    @rule(what=generated.articles(), minor=st.integers(min_value=-5, max_value=10**6))
    def scan_label(self, what: Article, minor: int) -> None:
        self.change(lambda now: add_article(now, what, label_amount_minor=minor))

    @rule(line_id=st.integers(min_value=0, max_value=12), milli=st.integers(min_value=-1, max_value=10**6))
    def count(self, line_id: int, milli: int) -> None:
        self.change(lambda now: set_quantity(now, line_id, milli))

    @rule(line_id=st.integers(min_value=0, max_value=12))
    def void(self, line_id: int) -> None:
        self.change(lambda now: void_line(now, line_id))

    @rule(line_id=st.integers(min_value=0, max_value=12), discount=st.none() | generated.discounts())
    def discount_one(self, line_id: int, discount: Discount | None) -> None:
        self.change(lambda now: discount_line(now, line_id, discount))

    @rule(discount=st.none() | generated.discounts())
    def discount_all(self, discount: Discount | None) -> None:
        self.change(lambda now: discount_basket(now, discount))

    @precondition(lambda self: self.older)
    @rule()
    def undo(self) -> None:
        before, told = self.older.pop()
        assert repr(before) == told
        self.basket = before
        # Ids given after that point belong to a basket that no longer is.
        self.used_ids = {line.line_id for line in before.lines} | {
            line_id for line_id in self.used_ids if line_id < before.next_line_id
        }

    @invariant()
    def amounts_are_sound(self) -> None:
        priced = price(self.basket)
        assert 0 <= priced.total_minor <= LARGEST_MINOR
        for line in priced.lines:
            assert 0 <= line.net_minor <= line.gross_minor
        ids = [line.line_id for line in self.basket.lines]
        assert len(set(ids)) == len(ids)
        assert all(line_id < self.basket.next_line_id for line_id in ids)
        assert all(0 < line.quantity_milli <= baskets.LARGEST_QUANTITY_MILLI for line in self.basket.lines)


TestAnythingACashierMayDo = Counter.TestCase
TestAnythingACashierMayDo.settings = settings(stateful_step_count=25)
