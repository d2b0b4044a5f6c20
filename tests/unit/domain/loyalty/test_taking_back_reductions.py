"""Goods that come back after points had lowered their price."""

from __future__ import annotations

from pos_app.domain import tender as tenders_of
from pos_app.domain.catalogue import Protection
from tests.stage.goods import VAT_25, article, basket
from tests.stage.loyalty import nobody
from tests.unit.domain.loyalty.test_taking_back import CUP, REDEEMS, back, sold


def test_points_that_lowered_the_price_go_back_with_the_lines_they_lowered() -> None:
    text = REDEEMS + '[settings]\nredeemed_points = "price-reduction"\n'
    beer = article("Pils", 5000, vat=VAT_25, protection=Protection.ALCOHOL)
    pay = (tenders_of.points(4000, 40, "r1"), tenders_of.card(11_000, "1"))
    of = sold(text, basket(CUP, beer), view=nobody(points=500), pay=pay)
    assert of[0].priced.total_minor == 11_000
    drink = back(of, [2])
    assert (drink.points_given, drink.refund.total_minor, drink.refund.handed_minor) == (0, 5000, 5000)
    rest = back(of, [1], drink)
    assert (rest.points_given, rest.refund.total_minor) == (40, 6000)


def test_no_more_points_stay_on_kept_goods_than_those_cost() -> None:
    """Fifty off two cups: the one that is kept costs fifty, so that is all that points may have paid of it."""
    off = '[[offer]]\nid = "o"\nwords = "O"\neffect = "basket-amount"\namount = "50.00"\n'
    text = REDEEMS + off + '[settings]\nredeemed_points = "price-reduction"\n'
    pay = (tenders_of.points(14_000, 140, "r1"), tenders_of.card(1000, "1"))
    of = sold(text, basket((CUP, 2000)), view=nobody(points=500), pay=pay)
    assert of[0].priced.total_minor == 1000
    one = back(of, {1: 1})
    assert (one.points_given, one.refund.total_minor, one.refund.handed_minor) == (90, 1000, 10_000)
    rest = back(of, {1: 1}, one)
    assert (rest.points_given, rest.refund.total_minor, rest.refund.handed_minor) == (50, 0, 5000)
