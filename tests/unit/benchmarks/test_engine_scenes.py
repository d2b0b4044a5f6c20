"""What the engine's rows are measured on is what they say: no offer idle, nothing left to rounding."""

from pos_app.domain.basket import line_gross_minor
from tests.benchmarks.engine_medusa import discounts_of
from tests.benchmarks.engine_scenes import (
    basket_of,
    evaluation,
    hundred_offers,
    programmes_for_other_goods,
    store_wide_programmes,
)


def test_all_of_the_hundred_offers_take_something_off_and_leave_no_fraction() -> None:
    discounts = discounts_of(evaluation(basket_of(100), hundred_offers(), is_member=False)())
    assert len({offer for _, offer in discounts}) == 100
    assert all(amount % 100 == 0 for amount in discounts.values())


def test_each_programme_for_goods_in_the_basket_gives_and_no_other_is_named() -> None:
    decision = evaluation(basket_of(20), programmes_for_other_goods(1_000, 20))()
    assert len(decision.line_effects) == len(decision.postings) == len(decision.programmes) == 20


def test_store_wide_offers_of_one_group_take_each_unit_once() -> None:
    basket = basket_of(20)
    decision = evaluation(basket, store_wide_programmes(100))()
    assert {effect.offer_id for effect in decision.line_effects} == {
        f"offer-{number}" for number in (0, 1, 2, 3)
    }
    gross = sum(line_gross_minor(line) for line in basket.lines)
    assert sum(effect.amount_minor for effect in decision.line_effects) * 10 == gross
