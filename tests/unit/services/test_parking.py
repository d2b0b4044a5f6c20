"""Baskets set aside and taken back."""

import pytest

from pos_app.domain.basket import Discount, discount_basket, discount_line
from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.services.parking import park, parked_baskets, recall
from pos_app.services.selling import keep_basket, restore_basket
from pos_app.services.till_store import OpenBasket
from tests.stage import goods
from tests.unit.services.conftest import Till

BUSY = discount_basket(
    discount_line(
        goods.basket(goods.CAPPUCCINO, (goods.BEANS, 342), member_id=goods.MEMBER_ID, age_confirmed=18),
        1,
        Discount(basis_points=1000, reason="damaged"),
    ),
    Discount(amount_minor=500, reason="goodwill"),
)


def test_a_parked_basket_comes_back_with_everything_on_it(till: Till) -> None:
    parked = park(till.ports, "ingrid", BUSY, "blue coat")
    till.restart()
    assert parked_baskets(till.ports) == [parked]
    assert (parked.note, parked.cashier_id, parked.parked_ms) == ("blue coat", "ingrid", goods.AT_MS)
    assert recall(till.ports, parked.parked_id) == OpenBasket(BUSY)
    assert parked_baskets(till.ports) == []


def test_parking_clears_the_counter_and_recalling_fills_it_in_the_same_step(till: Till) -> None:
    keep_basket(till.ports, BUSY, ())
    parked = park(till.ports, "ingrid", BUSY)
    till.restart()
    assert restore_basket(till.ports) is None
    recall(till.ports, parked.parked_id)
    till.restart()
    assert restore_basket(till.ports) == OpenBasket(BUSY)


def test_a_parked_basket_is_taken_back_once(till: Till) -> None:
    parked = park(till.ports, "ingrid", BUSY)
    recall(till.ports, parked.parked_id)
    with pytest.raises(Refused) as caught:
        recall(till.ports, parked.parked_id)
    assert caught.value.reason is Refusal.NOTHING_PARKED
    assert restore_basket(till.ports) == OpenBasket(BUSY), "the refusal changed nothing"


def test_an_empty_basket_is_not_parked(till: Till) -> None:
    with pytest.raises(Refused) as caught:
        park(till.ports, "ingrid", goods.basket(member_id=goods.MEMBER_ID))
    assert caught.value.reason is Refusal.BASKET_EMPTY
    assert parked_baskets(till.ports) == []


def test_parked_baskets_stand_in_the_order_they_were_parked(till: Till) -> None:
    for name in ("first", "second", "third"):
        till.stage.clock.at_ms += 1
        park(till.ports, "ingrid", goods.basket(goods.BOOK, basket_id=name), name)
    assert [parked.note for parked in parked_baskets(till.ports)] == ["first", "second", "third"]


def test_immutable_parking_is_state_and_leaves_no_fact_but_the_notes_that_it_was(till: Till) -> None:
    recall(till.ports, park(till.ports, "ingrid", BUSY).parked_id, "ole")
    with till.ports.store.unit_of_work() as work:
        assert work.newest_sales(1) == []
        noted = work.counter_events_of(BUSY.basket_id)
    assert [(each.kind, each.seller.cashier_id) for each in noted] == [
        (CounterEventKind.PARKED, "ingrid"),
        (CounterEventKind.RESUMED, "ole"),
    ]
    assert till.records() == 2


def test_a_long_note_is_cut_and_not_refused(till: Till) -> None:
    assert park(till.ports, "ingrid", BUSY, "n" * 500).note == "n" * 80
