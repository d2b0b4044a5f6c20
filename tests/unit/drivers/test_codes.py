"""Recognition: what each kind of code is called, and what is refused with which reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean, luhn

from drivers.scanners.codes import (
    ArticleCode,
    CardCheck,
    CodeRules,
    MemberCard,
    MemberToken,
    NumberForm,
    PlainCode,
    ReceiptCode,
    Recognised,
    Refused,
    RefusedReason,
    Scan,
    SignedMemberCode,
    recognise,
)
from drivers.scanners.in_store import InStoreCode
from drivers.scanners.symbology import Symbology

RULES = CodeRules(
    member_cards=(NumberForm("9578", 16), NumberForm("2990", 13, CardCheck.EAN)),
    receipt_numbers=(NumberForm("98", 14, CardCheck.NONE),),
)


def checked(body: str) -> str:
    return body + str(ean.calc_check_digit(body))


def card(body: str) -> str:
    return body + str(luhn.calc_check_digit(body))


MILK = checked("703801000001")
BREAD = checked("703801000002")
SMALL = checked("7038010")


def seen(text: str, symbology: Symbology | None = None) -> Recognised:
    return recognise(Scan(text, symbology, "test"), RULES)


def refused(text: str, symbology: Symbology | None = None) -> RefusedReason:
    found = seen(text, symbology)
    assert isinstance(found, Refused), found
    assert found.text.isprintable()
    return found.reason


def test_ean_13_and_ean_8_keep_their_digits() -> None:
    assert seen(MILK) == ArticleCode(MILK, "0" + MILK)
    assert seen(SMALL, Symbology.EAN) == ArticleCode(SMALL, "000000" + SMALL)


def test_upc_a_becomes_the_ean_13_it_is() -> None:
    upc = checked("03600029145")
    assert seen(upc) == ArticleCode("0" + upc, "00" + upc)
    assert seen("0" + upc) == seen(upc)


def test_a_case_keeps_its_fourteen_digits() -> None:
    case = checked("1703801000001")
    assert seen(case, Symbology.ITF) == ArticleCode(case, case)


def test_blanks_around_a_typed_code_do_not_matter() -> None:
    assert seen(f"  {MILK} ") == seen(MILK)


@given(st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_refused(place: int, difference: int) -> None:
    digit = str((int(MILK[place]) + difference) % 10)
    assert refused(MILK[:place] + digit + MILK[place + 1 :], Symbology.EAN) is RefusedReason.CHECK_DIGIT


@pytest.mark.parametrize("symbology", [None, Symbology.EAN])
@pytest.mark.parametrize(
    "glued", [MILK + BREAD, MILK + SMALL, SMALL + MILK, SMALL + SMALL, MILK + MILK + BREAD]
)
def test_two_codes_glued_together_have_a_reason_of_their_own(glued: str, symbology: Symbology | None) -> None:
    assert refused(glued, symbology) is RefusedReason.TWO_CODES


def test_two_frames_glued_show_by_the_identifier_between_them() -> None:
    assert refused(f"{MILK}]E0{BREAD}", Symbology.EAN) is RefusedReason.TWO_CODES
    assert refused("ABC-1]C0ABC-2", Symbology.CODE_128) is RefusedReason.TWO_CODES


@pytest.mark.parametrize(
    ("number", "reference", "price", "weight"),
    [
        ("201234561299", "123456", 1299, None),
        ("211234560129", "123456", 1290, None),
        ("221234560012", "123456", 1200, None),
        ("231234560342", "123456", None, 342),
        ("241234560034", "123456", None, 340),
        ("251234560003", "123456", None, 300),
    ],
)
def test_in_store_numbers_carry_price_or_weight(
    number: str, reference: str, price: int | None, weight: int | None
) -> None:
    found = seen(checked(number), Symbology.EAN)
    assert isinstance(found, InStoreCode)
    assert (found.item_reference, found.price_minor, found.weight_g) == (reference, price, weight)
    assert found.base_ean == checked(number[:8] + "0000")


def test_a_member_card_is_known_by_its_form() -> None:
    number = card("957800000000123")
    assert seen(number, Symbology.CODE_128) == MemberCard(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert refused(wrong, Symbology.CODE_128) is RefusedReason.CHECK_DIGIT


def test_a_member_card_may_live_in_the_in_store_range() -> None:
    number = checked("299012345678")
    assert seen(number, Symbology.EAN) == MemberCard(number)


def test_a_members_qr_is_known_by_its_mark() -> None:
    assert seen("TF1:a1B2c3-token_9", Symbology.QR) == MemberToken("a1B2c3-token_9")
    assert refused("TF1:short token!", Symbology.QR) is RefusedReason.BAD_MEMBER_CODE
    assert refused("TF1:abcdefghTF1:ijklmnop", Symbology.QR) is RefusedReason.TWO_CODES


def test_a_refused_members_qr_does_not_show_the_token() -> None:
    found = seen("TF1:secret token", Symbology.QR)
    assert isinstance(found, Refused)
    assert "secret" not in found.text


def test_our_receipts_are_known_by_mark_and_by_number() -> None:
    assert seen("TR1:0190-42", Symbology.QR) == ReceiptCode("0190-42")
    assert seen("98000000000042", Symbology.CODE_128) == ReceiptCode("98000000000042")


def test_gs1_128_gives_article_weight_batch_and_date() -> None:
    found = seen(f"010{MILK}3103000342172612311OAB".replace("1OAB", "10AB"), Symbology.GS1_128)
    assert found == ArticleCode(MILK, "0" + MILK, weight_g=342, batch="AB", use_by="2026-12-31")


def test_gs1_price_is_taken_in_minor_units() -> None:
    found = seen(f"010{MILK}392212990\x1d10AB", Symbology.GS1_DATA_MATRIX)
    assert found == ArticleCode(MILK, "0" + MILK, price_minor=12990, batch="AB")


def test_gs1_digital_link_is_an_article_too() -> None:
    found = seen(f"https://shop.example/01/0{MILK}/10/L7?17=261231", Symbology.QR)
    assert found == ArticleCode(MILK, "0" + MILK, batch="L7", use_by="2026-12-31")


def test_gs1_is_read_from_a_scanner_that_names_no_symbology() -> None:
    assert seen(f"010{MILK}10AB\x1d3103000342") == ArticleCode(MILK, "0" + MILK, weight_g=342, batch="AB")
    assert seen(f"(01)0{MILK}(10)AB") == ArticleCode(MILK, "0" + MILK, batch="AB")


def test_gs1_data_without_an_article_or_with_a_wrong_one_is_refused() -> None:
    assert refused("00" + checked("03707010000000001"), Symbology.GS1_128) is RefusedReason.NO_ARTICLE_NUMBER
    assert refused("0107038010000018", Symbology.GS1_128) is RefusedReason.CHECK_DIGIT
    assert refused("99", Symbology.GS1_128) is RefusedReason.BAD_GS1


def test_text_of_no_known_form_is_left_to_the_catalogue() -> None:
    assert seen("1042") == PlainCode("1042")
    assert seen("ABC-77", Symbology.CODE_128) == PlainCode("ABC-77")
    assert seen(MILK[:-1] + "9", Symbology.CODE_128) == PlainCode(MILK[:-1] + "9")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", RefusedReason.EMPTY),
        ("   ", RefusedReason.EMPTY),
        ("12\x1b@34", RefusedReason.CONTROL_CHARACTERS),
        ("12\x0034", RefusedReason.CONTROL_CHARACTERS),
        ("12\u202e34", RefusedReason.CONTROL_CHARACTERS),
        ("7" * 4096, RefusedReason.TOO_LONG),
        ("a" * 200, RefusedReason.TOO_LONG),
    ],
)
def test_what_no_code_looks_like_is_refused(text: str, reason: RefusedReason) -> None:
    assert refused(text) is reason


def test_an_ean_symbol_of_impossible_length_is_refused() -> None:
    assert refused("12345", Symbology.EAN) is RefusedReason.WRONG_LENGTH
    assert refused("12ABC", Symbology.EAN) is RefusedReason.NOISE


@given(st.text(max_size=300), st.sampled_from([None, *Symbology]))
def test_no_text_whatever_breaks_recognition_or_passes_with_control_characters(
    text: str, symbology: Symbology | None
) -> None:
    found = seen(text, symbology)
    if isinstance(found, Refused):
        assert found.text.isprintable()
    if isinstance(found, PlainCode):
        assert not any(character < " " for character in found.text)


@given(st.text("0123456789]EC()01/:TF", max_size=60), st.sampled_from([None, *Symbology]))
def test_every_article_that_is_recognised_has_a_right_check_digit(
    text: str, symbology: Symbology | None
) -> None:
    found = seen(text, symbology)
    if isinstance(found, ArticleCode):
        assert ean.is_valid(found.gtin14)
        assert found.gtin14.endswith(found.ean)


@pytest.mark.parametrize("symbology", [None, Symbology.QR, Symbology.DATA_MATRIX])
@pytest.mark.parametrize("length", [81, 264, 507, 624, 640])
def test_long_digits_after_the_mark_are_a_signed_member_code(
    symbology: Symbology | None, length: int
) -> None:
    text = "1991" + "0" * (length - 4)
    assert seen(text, symbology) == SignedMemberCode(text)
    assert seen(f" {text} ", symbology) == SignedMemberCode(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1991" + "0" * 76, id="as_short_as_a_serial_number"),
        pytest.param("1992" + "0" * 258, id="another_mark"),
        pytest.param("7031290000015" + "1991" + "0" * 258, id="goods_glued_before_it"),
        pytest.param("1991" + "0" * 100 + "A" + "0" * 157, id="a_letter"),
        pytest.param("1991" + "٣" * 258, id="digits_of_another_script"),
    ],
)
def test_nothing_else_is_a_signed_member_code(text: str) -> None:
    assert not isinstance(seen(text, None), SignedMemberCode)


@given(st.text("0123456789", max_size=80))
def test_no_number_of_goods_or_cards_is_a_signed_member_code(digits: str) -> None:
    assert not isinstance(seen(digits, None), SignedMemberCode)
