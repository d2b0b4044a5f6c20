"""The demo shop's goods: codes that scan, names in four languages, and what the law restricts."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, luhn

from drivers.scanners.codes import CodeRules, MemberCard, NumberForm, Scan, recognise
from drivers.scanners.in_store import InStoreCode
from pos_app.demo import codes, goods
from pos_app.domain.catalogue import Protection, Unit
from tests.stage.many import many_articles, many_members

STOCK = goods.articles()
RULES = CodeRules(member_cards=(NumberForm(codes.CARD_PREFIX, 16),))


def scripts(name: str) -> set[str]:
    """The scripts of a name's letters: LATIN, CYRILLIC, HANGUL."""
    return {unicodedata.name(letter).split(" ", 1)[0] for letter in name if letter.isalpha()}


def test_there_are_at_least_a_thousand_articles_and_all_differ() -> None:
    assert len(STOCK) >= 1000
    assert len({article.name for article in STOCK}) == len(STOCK)
    assert len({article.article_id for article in STOCK}) == len(STOCK)


def test_every_code_is_a_valid_ean_13_of_the_demonstration_range_and_unique() -> None:
    all_codes = [code for article in STOCK for code, _ in article.codes]
    assert len(set(all_codes)) == len(all_codes)
    for code in all_codes:
        assert len(code) == 13
        assert ean.is_valid(code)
        assert code.startswith("952")


def test_every_article_can_be_sold_by_a_code_or_by_a_scales_label() -> None:
    for article in STOCK:
        assert article.code or len(article.item_reference) == 6, article.name
        assert bool(article.item_reference) == (article.unit is Unit.KILOGRAM), article.name


def test_names_are_in_norwegian_bulgarian_korean_and_english() -> None:
    found = Counter(script for article in STOCK for script in scripts(article.name))
    assert found["CYRILLIC"] > 150
    assert found["HANGUL"] > 150
    assert sum(any(letter in article.name for letter in "æøåÆØÅ") for article in STOCK) > 100
    assert {"Butter shortbread", "Orange marmalade 340 g"} <= {article.name for article in STOCK}


def test_four_vat_rates() -> None:
    assert {article.vat.basis_points for article in STOCK} == {2500, 1500, 1200, 0}
    assert {article.vat.code for article in STOCK} == {"3", "31", "33", "5", "7"}


def test_alcohol_and_tobacco_are_for_adults_and_protected() -> None:
    adult = [article for article in STOCK if article.minimum_age]
    assert {article.minimum_age for article in adult} == {18}
    assert {article.protection for article in adult} == {Protection.ALCOHOL, Protection.TOBACCO}


def test_deposits_bags_and_gift_cards_are_protected() -> None:
    protections = {article.protection for article in STOCK}
    assert {Protection.DEPOSIT, Protection.CARRIER_BAG, Protection.GIFT_CARD} <= protections


def test_quick_keys_have_five_tabs_with_the_coffee_tab_as_designed() -> None:
    tabs = Counter(article.category_id for article in STOCK if article.quick_position)
    assert set(tabs) == {category.category_id for category in goods.CATEGORIES}
    coffee = [article for article in STOCK if article.quick_position and article.category_id == "kaffe"]
    names = [article.name for article in sorted(coffee, key=lambda article: article.quick_position)]
    assert names == [
        *("Filterkaffe", "Cappuccino", "Flat white", "Americano", "Kanelbolle", "Баница"),
        *("김치 토스트", "Skolebolle", "Iskaffe", "Te", "Brownie", "Gavekort"),
    ]


def test_only_the_gift_card_asks_for_its_price_and_no_price_is_silly() -> None:
    assert [article.name for article in STOCK if article.price_minor is None] == ["Gavekort"]
    for article in STOCK:
        assert article.price_minor is None or 100 <= article.price_minor <= 120_000, article


def test_more_articles_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="articles"):
        goods.articles(100_000)


@given(st.integers(min_value=1, max_value=9999))
def test_a_weight_label_scans_as_that_article_and_weight(grams: int) -> None:
    label = codes.weight_label("000411", grams)
    found = recognise(Scan(label), RULES)
    assert isinstance(found, InStoreCode)
    assert (found.item_reference, found.weight_g, found.price_minor) == ("000411", grams, None)


@given(st.integers(min_value=1, max_value=9999))
def test_a_price_label_scans_as_that_article_and_price(tens_of_ore: int) -> None:
    found = recognise(Scan(codes.price_label("000411", tens_of_ore * 10)), RULES)
    assert isinstance(found, InStoreCode)
    assert (found.item_reference, found.price_minor) == ("000411", tens_of_ore * 10)


@pytest.mark.parametrize(("reference", "grams"), [("411", 100), ("000411", 0), ("000411", 10_000)])
def test_a_label_that_no_scale_prints_is_refused(reference: str, grams: int) -> None:
    with pytest.raises(ValueError, match="item reference"):
        codes.weight_label(reference, grams)
    with pytest.raises(ValueError, match="tens"):
        codes.price_label("000411", 1234)


@given(st.integers(min_value=1, max_value=10**11 - 1))
def test_a_member_card_is_told_from_an_article(number: int) -> None:
    card = codes.card_number(number)
    assert len(card) == 16
    assert luhn.is_valid(card)
    assert recognise(Scan(card), RULES) == MemberCard(card)


def test_many_articles_and_members_are_as_many_as_asked_and_all_different() -> None:
    rows = list(many_articles(5000))
    assert len(rows) == len({row.article_id for row in rows}) == 5000
    assert len({code for row in rows for code, _ in row.codes}) == sum(len(row.codes) for row in rows)
    assert all(ean.is_valid(code) for row in rows for code, _ in row.codes)
    members = list(many_members(3000))
    assert len({row.member_id for row in members}) == len({row.card_hashes for row in members}) == 3000


def test_a_small_catalogue_is_the_beginning_of_a_large_one() -> None:
    assert list(many_articles(40)) == list(many_articles(2000))[:40]
