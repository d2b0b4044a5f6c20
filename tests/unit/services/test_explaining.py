"""The story of a line, and what the keys of the rules are called."""

import pytest

from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.decision import NO_WISHES
from pos_app.services.explaining import LineStory, line_story, name_of_used_up
from pos_app.services.quoting import quote
from tests.stage import goods, loyal_shop
from tests.stage.loyal_shop import COUPON


def story(basket: Basket, line_id: int) -> LineStory:
    ports, ada = loyal_shop.stage().services(), loyal_shop.ada()
    decision = quote(ports, basket, ada).decision
    return line_story(ports, basket, ada, NO_WISHES, decision, line_id)


def test_a_line_tells_each_offer_on_it_and_the_points_it_brings() -> None:
    basket = goods.basket(goods.KIMCHI_TOAST, goods.CAPPUCCINO, member_id=goods.MEMBER_ID)
    told = story(basket, 1)
    assert [(reason.words, reason.amount_minor) for reason in told.offers] == [
        ("Toast til 79 for Sølv og Gull", 1000)
    ]
    assert told.points == 99  # 128.00 at 125 % less 49.00 at 125 %, each rounded down once


def test_the_only_line_brings_all_the_points() -> None:
    assert story(goods.basket(goods.CAPPUCCINO, member_id=goods.MEMBER_ID), 1).points == 61


def test_protected_goods_bring_nothing() -> None:
    basket = goods.basket(goods.CAPPUCCINO, goods.BEER, member_id=goods.MEMBER_ID, age_confirmed=18)
    told = story(basket, 2)
    assert (told.points, told.offers, told.protection) == (0, (), Protection.ALCOHOL)


def test_goods_that_may_not_be_sold_yet_say_so() -> None:
    told = story(goods.basket(goods.BOOK, member_id=goods.MEMBER_ID), 1)
    assert told.refused is not None
    assert (told.refused.why, told.refused.opens_on) == ("not-yet", "2026-04-01")


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (f"coupon:{COUPON}", "Gratis kanelbolle"),
        ("coupon:4799999999", "4799999999"),
        ("stamp:venner:coffee", "Kaffekort"),
        ("limit:venner:banitsa-limit", "Høyst to hver"),
        ("once:venner:big-basket", "25 kroner av fra 400"),
        ("trial:venner:klubb", "Kaffeklubben"),
        ("points:partner:buss", "Bybussen"),
        ("code:TRO-1", "TRO-1"),
        ("event:venner:unknown", "unknown"),
    ],
)
def test_what_is_used_up_is_called_by_the_programmes_words(key: str, name: str) -> None:
    assert name_of_used_up(loyal_shop.stage().services(), loyal_shop.ada(), key) == name
