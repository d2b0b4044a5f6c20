"""What a receipt says of stored value: cards loaded and used, registered cards, points that reduce the price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, add_article
from pos_app.domain.catalogue import Protection
from pos_app.domain.gift_card import GiftCard, ends_early
from pos_app.domain.loyalty.programme import RedemptionRule
from pos_app.domain.loyalty.settings import RedeemedPoints, Settings
from pos_app.domain.pricing import OUTSIDE_VAT
from pos_app.domain.receipt import receipt
from pos_app.domain.receipt_words import NB, RECEIPT_WORDS, ReceiptWords
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender
from tests.stage.goods import (
    AT_MS,
    CAPPUCCINO,
    KIMCHI_TOAST,
    VAT_15,
    VAT_25,
    article,
    basket,
    member,
    programme,
    sale,
    store,
)
from tests.stage.paper import on_paper

LOAD = article("Gavekort", None, vat=OUTSIDE_VAT, protection=Protection.GIFT_CARD)
CARD = GiftCard("ab" * 16, "4242", "2029-03-01")


def loaded(card: GiftCard = CARD) -> Basket:
    return add_article(basket(CAPPUCCINO), LOAD, price_minor=50_000, gift_card=card)


def paper(sold: Sale, words: ReceiptWords = NB) -> str:
    return on_paper(
        receipt(
            sold,
            store(language=words.language),
            cashier_name="Ingrid",
            member_name="Ada Nordmann",
            programmes=(programme(),),
            balances=(),
            copy=False,
            words=words,
            open_drawer=False,
        )
    )


def between(text: str, first: str, last: str) -> list[str]:
    rows = text.split("\n")
    begin = next(place for place, row in enumerate(rows) if row.startswith(first))
    end = next(place for place, row in enumerate(rows) if place > begin and row.startswith(last))
    return [row for row in rows[begin:end] if row]


def test_a_load_names_the_card_its_last_day_and_has_a_vat_row_of_its_own() -> None:
    text = paper(sale(loaded(), pay=(tenders_of.card(54_900, "004711"),)))
    assert between(text, "Gavekort ", "[rule]") == [
        "Gavekort                            500,00",
        "  kort **4242, gyldig til og med 01.03.2029",
    ]
    assert between(text, "MVA", "[qr") == [
        "MVA 15 % av 42,61                     6,39",
        "Uten MVA: gavekort 500,00             0,00",
    ]
    assert CARD.card_id not in text


def test_a_card_that_ends_sooner_than_expected_says_so() -> None:
    soon = replace(CARD, expires_on="2029-02-28")
    assert "merk: kortere enn tre år" in paper(sale(loaded(soon), pay=(tenders_of.card(54_900, "1"),)))
    assert "merk" not in paper(sale(loaded(), pay=(tenders_of.card(54_900, "1"),)))


@pytest.mark.parametrize(
    ("expires_on", "sold_on", "early"),
    [
        ("2029-03-01", "2026-03-01", False),
        ("2029-02-28", "2026-03-01", True),
        ("2031-01-01", "2026-03-01", False),
        ("2027-02-28", "2024-02-29", False),
        ("never", "2026-03-01", False),
        ("2029-03-01", "today", False),
    ],
)
def test_three_years_are_counted_to_the_day(expires_on: str, sold_on: str, early: bool) -> None:
    assert ends_early(replace(CARD, expires_on=expires_on), sold_on) is early


def test_a_card_that_pays_tells_what_is_left_and_until_when() -> None:
    used = replace(CARD, balance_minor=20_000, as_of_ms=AT_MS)
    text = paper(
        sale(
            basket(KIMCHI_TOAST),
            pay=(tenders_of.gift_card(5_000, "g", used), tenders_of.registered_card(3_900, "00815")),
        )
    )
    assert between(text, "Gavekort", "MVA") == [
        "Gavekort **4242                      50,00",
        "  Igjen, til og med 01.03.2029      200,00",
        "Verdikort 00815                      39,00",
    ]
    assert "MVA 25 % av 71,20                    17,80" in text


def test_vat_that_was_paid_with_the_card_is_told_and_not_taken_again() -> None:
    used = replace(CARD, vat=VAT_25)
    text = paper(sale(basket(KIMCHI_TOAST), pay=(tenders_of.gift_card(8_900, "g", used),)))
    assert between(text, "MVA 25", "[qr") == [
        "MVA 25 % av 0,00                      0,00",
        "MVA betalt før: gavekort 89,00        0,00",
    ]


def reduced(pay: Sequence[Tender], of: Basket) -> str:
    rules = programme(
        settings=Settings(redeemed_points=RedeemedPoints.PRICE_REDUCTION),
        redemption=RedemptionRule(block=100, value_minor=1_000),
    )
    return paper(sale(of, member_view=member(), pay=pay, programmes=[rules]))


def test_points_that_reduce_the_price_are_a_discount_and_no_payment() -> None:
    dinner = basket(article("Middag", 25_000, vat=VAT_25), article("Brød", 11_500, vat=VAT_15))
    text = reduced((tenders_of.points(7_300, 730, "r"), tenders_of.card(29_200, "004711")), dinner)
    assert between(text, "Middag", "[qr") == [
        "Middag                              250,00",
        "Brød                                115,00",
        "Poeng (730 p)                       −73,00",
        "[rule]",
        "Totalt                           292,00 kr ** x2",
        "Bankkort 004711                     292,00",
        "MVA 25 % av 160,00                   40,00",
        "MVA 15 % av 80,00                    12,00",
        "MVA i alt                            52,00",
        "| Ada Nordmann                          Sølv **",
        "| Opptjent                            +365 p",
        "| Brukt                               −730 p",
        "| 365 poeng for 292,00 kr: som Sølv får du 125 % av de vanlige poengene",
        "| 1 395 poeng til, så er du Gull",
    ]


def test_prices_without_vat_show_the_points_without_it_too() -> None:
    dinner = basket(article("Middag", 25_000, vat=VAT_25), vat_included=False)
    text = reduced((tenders_of.points(6_250, 625, "r"), tenders_of.card(25_000, "1")), dinner)
    assert "Poeng (625 p)                       −50,00" in text
    assert "Sum uten MVA                        200,00" in text
    assert "Totalt                           250,00 kr ** x2" in text


@pytest.mark.parametrize("words", RECEIPT_WORDS.values(), ids=list(RECEIPT_WORDS))
def test_every_language_names_card_day_and_what_is_left(words: ReceiptWords) -> None:
    used = replace(CARD, balance_minor=20_000)
    text = paper(sale(loaded(), pay=(tenders_of.gift_card(4_900, "g", used), tenders_of.cash(50_000))), words)
    assert text.count("4242") == 2
    assert "200,00" in text or "200.00" in text
    assert "{" not in text
