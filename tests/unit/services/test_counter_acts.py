"""Acts at the counter beside selling: journalled with who asked and who allowed, on fakes and on real files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import basket as baskets
from pos_app.domain import tender as tenders
from pos_app.domain.basket import PriceOverride, line_gross_minor, override_price
from pos_app.domain.catalogue import Article
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.rights import Approval, Right, Wish
from pos_app.services import counter_acts
from pos_app.services.selling import keep_basket, restore_basket, sell
from tests.stage import goods
from tests.unit.services.conftest import Till

TWO = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)
ALLOWED = Approval(Wish(Right.VOID, 9400), "ingrid", "maja")


def told_of(till: Till, subject: str) -> list[CounterEvent]:
    with till.ports.store.unit_of_work() as work:
        return work.counter_events_of(subject)


def test_one_tx_a_basket_given_up_is_journalled_and_off_the_counter_after_a_restart(till: Till) -> None:
    keep_basket(till.ports, TWO, ())
    done = counter_acts.void_basket(till.ports, ALLOWED, TWO, 9400, "customer-left")
    till.restart()
    assert restore_basket(till.ports) is None
    assert told_of(till, TWO.basket_id) == [done]
    assert (done.kind, done.amount_minor, done.reason) == (CounterEventKind.VOIDED, 9400, "customer-left")
    assert (done.seller.cashier_id, done.approved_by) == ("ingrid", "maja")


def test_nothing_is_no_sale_to_give_up(till: Till) -> None:
    with pytest.raises(Refused) as refused:
        counter_acts.void_basket(till.ports, ALLOWED, goods.basket(), 0, "other")
    assert refused.value.reason is Refusal.BASKET_EMPTY
    assert till.records() == 0


def test_another_price_is_in_the_sale_after_a_restart_and_the_usual_one_again_leaves_no_note(
    till: Till,
) -> None:
    cheaper = counter_acts.overridden(TWO, 1, 4000, "shelf", ALLOWED)
    sold = sell(till.ports, "ingrid", cheaper, None, (tenders.cash(8500),)).sale
    till.restart()
    with till.ports.store.unit_of_work() as work:
        kept = work.sale(sold.sale_id)
    assert kept == sold
    assert kept is not None
    assert kept.basket.lines[0].override == PriceOverride(4900, "shelf", "ingrid", "maja")
    assert counter_acts.overridden(cheaper, 1, 4900, "shelf", ALLOWED) == TWO


@pytest.mark.parametrize(
    ("line", "price", "reason"),
    [(goods.BEER, 100, Refusal.DISCOUNT_PROTECTED), (goods.CAPPUCCINO, 0, Refusal.PRICE_NOT_POSITIVE)],
)
def test_protected_goods_get_no_cheaper_and_nothing_is_given_away(
    line: Article, price: int, reason: Refusal
) -> None:
    basket = goods.basket(line)
    usual = basket.lines[0].unit_price_minor
    with pytest.raises(Refused) as refused:
        override_price(basket, 1, price, PriceOverride(usual, "goodwill", "ingrid"))
    assert refused.value.reason is reason


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), max_size=12))
def test_corrections_are_what_a_naive_count_of_taken_back_pieces_says(steps: list[tuple[int, int]]) -> None:
    basket = goods.basket((goods.CAPPUCCINO, 3000), (goods.CINNAMON_BUN, 2000), (goods.KIMCHI_TOAST, 1000))
    told, naive = 0, 0
    for place, pieces in steps:
        if place >= len(basket.lines):
            after = baskets.add_article(basket, goods.CAPPUCCINO)
        elif pieces == 3:
            after = baskets.void_line(basket, basket.lines[place].line_id)
            naive += line_gross_minor(basket.lines[place])
        else:
            line = basket.lines[place]
            after = baskets.set_quantity(basket, line.line_id, pieces * 1000)
            naive += max(line.quantity_milli // 1000 - pieces, 0) * line.unit_price_minor
        told += sum(fell for _, fell in baskets.taken_back(basket, after))
        basket = after
    assert told == naive
