"""The demo's twenty customers can all be served: played through the domain, as the till will play them."""

from __future__ import annotations

import pytest

from drivers.scanners.codes import ArticleCode, CodeRules, Scan, recognise
from drivers.scanners.in_store import InStoreCode
from pos_app.demo import goods
from pos_app.demo.goods import DemoArticle
from pos_app.demo.people import members
from pos_app.demo.programme import PROGRAMME_TOML
from pos_app.demo.shopping import BASKETS, PayKind, Shop
from pos_app.domain import basket as baskets
from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, Discount
from pos_app.domain.catalogue import Article
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.loyalty.redemption import value_of
from pos_app.domain.money import NOK, parse_amount, parse_decimal
from pos_app.domain.pricing import price
from pos_app.domain.sale import check_can_pay
from pos_app.domain.tender import Tender, settle

STOCK = goods.articles()
BY_CODE = {code: article for article in STOCK for code, _ in article.codes}
BY_REFERENCE = {article.item_reference: article for article in STOCK if article.item_reference}
BY_CARD = {member.card_number: member for member in members(200)}


def as_sold(found: DemoArticle) -> Article:
    """The demo article as the till knows it."""
    return Article(
        found.article_id,
        found.name,
        found.price_minor,
        found.vat,
        found.unit,
        found.category_id,
        found.minimum_age,
        found.protection,
        found.colour,
    )


def filled(shop: Shop) -> Basket:
    """The basket after everything was scanned and typed."""
    bought = Basket("0190c0de-0000-7000-8000-00000000ba51", NOK)
    for scan in shop.scans:
        found = recognise(Scan(scan), CodeRules())
        if isinstance(found, InStoreCode):
            article = as_sold(BY_REFERENCE[found.item_reference])
            bought = baskets.add_article(
                bought, article, quantity_milli=found.weight_g, label_amount_minor=found.price_minor
            )
        else:
            assert isinstance(found, ArticleCode)
            bought = baskets.add_article(bought, as_sold(BY_CODE[found.ean]))
    last = bought.lines[-1].line_id
    if shop.quantity_typed:
        bought = baskets.set_quantity(bought, last, parse_decimal(shop.quantity_typed, 3))
    if shop.discount_typed:
        discount = Discount(basis_points=parse_decimal(shop.discount_typed, 2))
        bought = baskets.discount_line(bought, last, discount)
    return baskets.confirm_age(bought, bought.minimum_age if shop.is_of_age else 0)


def paid(shop: Shop, total_minor: int) -> list[Tender]:
    """The tenders in their order; an empty amount is all that is due."""
    taken: list[Tender] = []
    if shop.redeem_points:
        programme = programme_from_text(PROGRAMME_TOML, "demo")
        spendable = BY_CARD[shop.member_card].points
        worth = value_of(programme, shop.redeem_points, spendable, total_minor)
        taken.append(tenders_of.points(worth, shop.redeem_points, "r"))
    for pay in shop.pay:
        due = settle(total_minor, taken, NOK)
        assert not due.is_paid
        if pay.kind is PayKind.CARD:
            amount = parse_amount(pay.typed, NOK) if pay.typed else due.due_minor
            taken.append(tenders_of.card(amount, pay.slip))
        else:
            taken.append(
                tenders_of.cash(parse_amount(pay.typed, NOK) if pay.typed else due.due_in_cash_minor)
            )
    return taken


@pytest.mark.parametrize("number", range(len(BASKETS)))
def test_every_customer_can_be_served_and_pays_in_full(number: int) -> None:
    shop = BASKETS[number]
    assert not shop.member_card or shop.member_card in BY_CARD
    bought = filled(shop)
    check_can_pay(bought)
    total = price(bought).total_minor
    assert 1000 <= total <= 200_000
    assert settle(total, paid(shop, total), NOK).is_paid


def test_there_are_twenty_and_they_show_what_a_till_must_do() -> None:
    assert len(BASKETS) == 20
    scans = [scan for shop in BASKETS for scan in shop.scans]
    assert any(scan.startswith("23") for scan in scans)
    assert any(scan.startswith("21") for scan in scans)
    kinds = [tuple(pay.kind for pay in shop.pay) for shop in BASKETS]
    assert (PayKind.CARD, PayKind.CASH) in kinds
    assert (PayKind.CARD,) in kinds
    assert (PayKind.CASH,) in kinds
    assert any(shop.is_of_age for shop in BASKETS)
    assert any(shop.redeem_points for shop in BASKETS)
    assert any(shop.discount_typed for shop in BASKETS)
    assert any(shop.quantity_typed for shop in BASKETS)
    assert any(not shop.member_card for shop in BASKETS)


def test_card_slips_are_never_used_twice() -> None:
    slips = [pay.slip for shop in BASKETS for pay in shop.pay if pay.kind is PayKind.CARD]
    assert len(set(slips)) == len(slips)
    assert all(slips)
