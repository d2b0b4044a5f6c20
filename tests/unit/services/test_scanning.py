"""What each kind of code does to the basket, against a real catalogue."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scanners.codes import CardCheck, CodeRules, NumberForm, Scan
from drivers.scanners.symbology import Symbology
from pos_app.domain.basket import LARGEST_QUANTITY_MILLI, Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.services.ports import Ports
from pos_app.services.scanning import Scanned, add, scan, show_member
from tests.stage import goods
from tests.stage.counter import Stage
from tests.stage.replicas import SHOP, article_row, load, member_row, reader

RULES = CodeRules(member_cards=(NumberForm("9578", 16),))
ADA, BLOCKED = "9578000000000102", "9578000000000201"
ROWS = (
    *SHOP[:1],
    article_row("Cappuccino", codes=(("7031290000015", 1), ("17031290000012", 6), ("101", 1))),
    article_row("Scone", codes=(("7038010000010", 1),), price_minor=None),
    article_row("Epler", codes=(("4011", 1),), unit="kg", price_minor=3990, item_reference="000017"),
    article_row("Laks", codes=(("7037000000016", 1),), unit="kg", price_minor=29900, item_reference="000018"),
    article_row("Pai", item_reference="000019", price_minor=None),
    article_row("Ost", item_reference="000020", unit="kg", price_minor=None),
    member_row(cards=(ADA,)),
    member_row("Bo Berg", member_id="bo", cards=(BLOCKED,), phone="", blocked=True),
)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    folder: Path = tmp_path_factory.mktemp("shop")
    load(folder, ROWS).close()
    replica = reader(folder)
    yield replace(Stage().services(), catalogue=replica.goods, members=replica.members)
    replica.close()


EMPTY = goods.basket()


def replace_rules(**changed: object) -> CodeRules:
    return msgspec.structs.replace(RULES, **changed)


def read(
    shop: Ports, text: str, *, basket: Basket = EMPTY, pieces: int = 1, symbology: Symbology | None = None
) -> Scanned:
    return scan(shop, basket, Scan(text, symbology), RULES, pieces=pieces)


def refused(shop: Ports, text: str, *, pieces: int = 1) -> Refused:
    with pytest.raises(Refused) as caught:
        read(shop, text, pieces=pieces)
    return caught.value


def test_an_ean_puts_its_article_on_the_basket_and_says_which_line(shop: Ports) -> None:
    found = read(shop, "7031290000015", symbology=Symbology.EAN)
    assert found.article is not None
    assert found.article.name == "Cappuccino"
    (line,) = found.basket.lines
    assert (line.line_id, line.quantity_milli, line.unit_price_minor) == (found.line_id, 1000, 4900)
    assert found.member is None


def test_the_same_piece_again_counts_up_its_line_and_names_that_line(shop: Ports) -> None:
    first = read(shop, "7031290000015")
    second = read(shop, "7031290000015", basket=first.basket)
    assert second.line_id == first.line_id
    assert [line.quantity_milli for line in second.basket.lines] == [2000]


def test_a_case_code_counts_as_many_pieces_as_the_case_holds(shop: Ports) -> None:
    assert read(shop, "17031290000012").basket.lines[0].quantity_milli == 6_000
    assert read(shop, "17031290000012", pieces=3).basket.lines[0].quantity_milli == 18_000


def test_a_count_typed_before_the_scan_multiplies_pieces(shop: Ports) -> None:
    assert read(shop, "7031290000015", pieces=12).basket.lines[0].quantity_milli == 12_000


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        (0, Refusal.QUANTITY_NOT_POSITIVE),
        (-1, Refusal.QUANTITY_NOT_POSITIVE),
        (10**9, Refusal.QUANTITY_TOO_LARGE),
        (LARGEST_QUANTITY_MILLI // 6_000 + 1, Refusal.QUANTITY_TOO_LARGE),
    ],
)
def test_a_count_that_makes_no_sense_is_refused(shop: Ports, pieces: int, reason: Refusal) -> None:
    assert refused(shop, "17031290000012", pieces=pieces).reason is reason


def test_a_number_of_the_shop_s_own_is_looked_up_as_it_stands(shop: Ports) -> None:
    found = read(shop, " 101 ", pieces=2)
    assert found.article is not None
    assert (found.article.name, found.basket.lines[0].quantity_milli) == ("Cappuccino", 2_000)


def test_goods_by_weight_without_a_weight_ask_for_it(shop: Ports) -> None:
    for code in ("4011", "7037000000016"):
        stop = refused(shop, code, pieces=3)
        assert stop.reason is Refusal.WEIGHT_NEEDED
        assert stop.facts["article"] in ("Epler", "Laks")


def test_goods_without_a_price_ask_for_it(shop: Ports) -> None:
    assert refused(shop, "7038010000010").reason is Refusal.PRICE_NEEDED


def test_gs1_data_carries_weight_and_the_till_multiplies(shop: Ports) -> None:
    line = read(shop, "01070370000000163103000342", symbology=Symbology.GS1_DATABAR).basket.lines[0]
    assert (line.article.name, line.quantity_milli, line.label_amount_minor) == ("Laks", 342, None)


def test_gs1_data_carries_a_price_that_stands_for_the_line(shop: Ports) -> None:
    line = read(shop, "(01)07037000000016(3922)10226").basket.lines[0]
    assert (line.label_amount_minor, line.quantity_milli) == (10226, 342)


def test_a_weight_label_gives_the_weight(shop: Ports) -> None:
    line = read(shop, "2300001705002").basket.lines[0]
    assert (line.article.name, line.quantity_milli, line.unit_price_minor) == ("Epler", 500, 3990)
    assert line.label_amount_minor is None


def test_a_price_label_gives_the_line_its_price_and_works_out_the_weight(shop: Ports) -> None:
    line = read(shop, "2000001719954").basket.lines[0]
    assert (line.article.name, line.label_amount_minor, line.quantity_milli) == ("Epler", 1995, 500)


def test_a_price_label_on_a_piece_without_a_price_is_its_price(shop: Ports) -> None:
    line = read(shop, "2000001949900").basket.lines[0]
    assert (line.article.name, line.label_amount_minor, line.quantity_milli) == ("Pai", 4990, 1000)


def test_a_price_label_of_nothing_is_refused(shop: Ports) -> None:
    assert refused(shop, "2000001900000").reason is Refusal.PRICE_NOT_POSITIVE


def test_a_weight_label_of_nothing_is_refused(shop: Ports) -> None:
    assert refused(shop, "2300001700007").reason is Refusal.QUANTITY_NOT_POSITIVE


def test_a_label_of_goods_nobody_knows_names_the_code(shop: Ports) -> None:
    stop = refused(shop, "2000009919905")
    assert (stop.reason, stop.facts["code"]) == (Refusal.UNKNOWN_CODE, "2000009919905")


@pytest.mark.parametrize("code", ["4006381333931", "12345", "ABC-1"])
def test_an_unknown_code_is_refused_with_the_code_as_it_can_be_looked_up(shop: Ports, code: str) -> None:
    stop = refused(shop, code)
    assert (stop.reason, stop.facts["code"]) == (Refusal.UNKNOWN_CODE, code)


def test_a_receipt_s_code_sells_nothing_and_names_its_sale(shop: Ports) -> None:
    found = read(shop, "TR1:0190b5a0-0000-7000-8000-0000000005a1")
    assert found == Scanned(EMPTY, receipt="0190b5a0-0000-7000-8000-0000000005a1")


@pytest.mark.parametrize("text", ["9578000000000904", "TF1:9578000000000904"])
def test_a_card_nobody_holds_gives_its_number_for_somebody_new(shop: Ports, text: str) -> None:
    stop = refused(shop, text)
    assert (stop.reason, stop.facts) == (Refusal.UNKNOWN_MEMBER, {"card": "9578000000000904"})


def test_an_unknown_token_that_is_no_card_number_is_not_offered_as_a_card(shop: Ports) -> None:
    assert refused(shop, "TF1:a-random-token").facts == {}


@pytest.mark.parametrize("text", ["TF1:blomster:9578000000000102", "TF2:9578000000000102"])
def test_a_qr_with_another_company_s_mark_is_a_card_of_another_company(shop: Ports, text: str) -> None:
    assert refused(shop, text).reason is Refusal.CARD_OF_ANOTHER_COMPANY


def test_a_card_number_of_another_company_s_series_is_a_card_of_another_company(shop: Ports) -> None:
    rules = replace_rules(foreign_cards=(NumberForm("6339", 16, CardCheck.NONE),))
    with pytest.raises(Refused) as caught:
        scan(shop, EMPTY, Scan("6339000000000001"), rules)
    assert caught.value.reason is Refusal.CARD_OF_ANOTHER_COMPANY


def test_a_company_with_a_word_of_its_own_in_the_mark_knows_its_own_and_refuses_the_bare_one(
    shop: Ports,
) -> None:
    rules = replace_rules(member_qr_prefix="TF1:kaffe:")
    assert scan(shop, EMPTY, Scan(f"TF1:kaffe:{ADA}"), rules).member is not None
    for text in (f"TF1:{ADA}", f"TF1:blomster:{ADA}"):
        with pytest.raises(Refused) as caught:
            scan(shop, EMPTY, Scan(text), rules)
        assert caught.value.reason is Refusal.CARD_OF_ANOTHER_COMPANY


def test_a_member_whom_another_company_s_books_hold_is_not_put_on_the_basket(shop: Ports) -> None:
    stage = Stage()
    stage.members.people = [goods.known_member(replace(goods.member(), company_id="blomster"))]
    with pytest.raises(Refused) as caught:
        scan(stage.services(), EMPTY, Scan(f"TF1:{ADA}"), RULES)
    assert caught.value.reason is Refusal.CARD_OF_ANOTHER_COMPANY


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("7031290000016", "check_digit"),
        ("70312900000157038010000010", "two_codes"),
        ("703129\x0000015", "control_characters"),
        ("x" * 4096, "too_long"),
        ("", "empty"),
    ],
)
def test_an_unreadable_scan_is_refused_with_the_cause(shop: Ports, text: str, cause: str) -> None:
    stop = refused(shop, text)
    assert (stop.reason, stop.facts["cause"]) == (Refusal.UNREADABLE_SCAN, cause)


def test_a_member_s_card_and_qr_put_the_member_on_the_basket_beside_the_goods(shop: Ports) -> None:
    bought = read(shop, "7031290000015").basket
    for text in (ADA, f"TF1:{ADA}"):
        found = read(shop, text, basket=bought)
        assert found.member is not None
        assert found.member.display_name == "Ada Nordmann"
        assert found.basket == replace(bought, member_id=goods.MEMBER_ID)
        assert (found.article, found.line_id) == (None, None)


def test_a_company_may_mark_its_member_qr_as_it_likes(shop: Ports) -> None:
    rules = CodeRules(member_qr_prefix="KAFFE/")
    assert scan(shop, EMPTY, Scan(f"KAFFE/{ADA}"), rules).member is not None
    with pytest.raises(Refused):
        scan(shop, EMPTY, Scan(f"TF1:{ADA}"), rules)


def test_a_card_nobody_holds_is_an_unknown_member_and_not_an_unknown_article(shop: Ports) -> None:
    for text in ("9578000000000300", "TF1:9578000000000300"):
        assert refused(shop, text).reason is Refusal.UNKNOWN_MEMBER


def test_a_blocked_member_is_refused_by_card_by_qr_and_when_chosen_from_a_list(shop: Ports) -> None:
    for text in (BLOCKED, f"TF1:{BLOCKED}"):
        assert refused(shop, text).reason is Refusal.MEMBER_BLOCKED
    with pytest.raises(Refused) as caught:
        show_member(EMPTY, shop.members.by_card(BLOCKED))
    assert caught.value.reason is Refusal.MEMBER_BLOCKED


def test_another_member_s_card_takes_the_place_of_the_first(shop: Ports) -> None:
    first = replace(EMPTY, member_id="somebody")
    assert read(shop, ADA, basket=first).basket.member_id == goods.MEMBER_ID


def test_a_weight_and_a_price_that_were_asked_for_make_the_line(shop: Ports) -> None:
    cheese = shop.catalogue.by_item_reference("000020")
    assert cheese is not None
    added = add(EMPTY, cheese, quantity_milli=250, price_minor=18000)
    (line,) = added.basket.lines
    assert (line.quantity_milli, line.unit_price_minor, added.line_id) == (250, 18000, line.line_id)


@given(text=st.text(max_size=40) | st.from_regex(r"[0-9]{3,20}", fullmatch=True))
def test_whatever_is_scanned_either_is_refused_or_changes_the_basket(shop: Ports, text: str) -> None:
    try:
        found = read(shop, text)
    except Refused:
        return
    assert found.basket != EMPTY
    assert (found.article is None) != (found.member is None)
