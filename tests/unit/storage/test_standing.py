"""How a till stands before an update, read beside an open window."""

from dataclasses import replace
from pathlib import Path

import pytest

from pos_app.domain.card_intent import CardIntent, CardPurpose, CardState
from pos_app.services.till_store import OpenBasket
from pos_app.storage.card_intents import TillCardIntents
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.standing import NOTHING, standing_of, window_is_open
from tests.stage import goods
from tests.stage.drawers import empty_report
from tests.stage.later_schema import open_later
from tests.stage.returns import returned
from tests.stage.tills import KEY, fact_id, open_store, sell

BASKET = goods.basket(goods.CAPPUCCINO, basket_id=fact_id(0xBA5))
ASKED = CardIntent(
    fact_id(0xCA4D), CardPurpose.PAYMENT, BASKET.basket_id, 4900, "NOK", CardState.ASKED, goods.AT_MS
)


@pytest.fixture
def store(tmp_path: Path) -> SqliteTillStore:
    return open_store(tmp_path)


def close_period(store: SqliteTillStore) -> None:
    with store.unit_of_work() as uow:
        last = uow.drawers.last_z()
        after, number = (last.sequence, last.number + 1) if last else (0, 1)
        uow.drawers.add_report(empty_report(after, uow.drawers.head(), number))
        uow.commit()


def test_a_till_that_never_sold_stands_still(tmp_path: Path) -> None:
    assert standing_of(tmp_path, KEY) == NOTHING
    assert not window_is_open(tmp_path / "nothing")
    assert not window_is_open(tmp_path)


def test_sales_and_returns_count_until_a_z_closes_them(store: SqliteTillStore, tmp_path: Path) -> None:
    def sold() -> bool:
        return standing_of(tmp_path, KEY).sold_since_z

    assert not sold()
    sale = sell(store)
    assert sold()
    assert standing_of(tmp_path, KEY).last_ms == sale.context.at_ms
    close_period(store)
    assert not sold()
    with store.unit_of_work() as uow:
        uow.add_signed_in(fact_id(1), "ingrid", goods.AT_MS)
        uow.commit()
    assert not sold(), "whoever signs in has sold nothing"
    with store.unit_of_work() as uow:
        uow.add_return(returned(sale, {1: 1}))
        uow.commit()
    assert sold()
    store.close()


def test_goods_on_the_counter_count_and_an_empty_basket_does_not(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    for basket, counts in ((BASKET, True), (goods.basket(basket_id=fact_id(2)), False), (BASKET, True)):
        with store.unit_of_work() as uow:
            uow.save_open_basket(OpenBasket(basket, ()))
            uow.commit()
        assert standing_of(tmp_path, KEY).basket is counts
    store.close()
    assert standing_of(tmp_path, KEY).basket


def test_a_card_payment_counts_until_it_has_ended(store: SqliteTillStore, tmp_path: Path) -> None:
    intents = TillCardIntents(tmp_path, KEY)
    assert intents.ask(ASKED)
    assert standing_of(tmp_path, KEY).open_cards == 1
    assert intents.note(replace(ASKED, state=CardState.DECLINED))
    assert standing_of(tmp_path, KEY).open_cards == 0
    intents.close()
    store.close()


def test_an_update_that_was_cut_off_may_go_on(store: SqliteTillStore, tmp_path: Path) -> None:
    sell(store)
    store.close()
    assert standing_of(tmp_path, KEY).sold_since_z
    open_later(tmp_path).close()
    assert standing_of(tmp_path, KEY) == NOTHING


def test_a_till_that_is_open_is_seen_and_not_disturbed(store: SqliteTillStore, tmp_path: Path) -> None:
    assert window_is_open(tmp_path)
    sell(store)
    store.close()
    assert not window_is_open(tmp_path)
