"""A payment from a telephone: its number is required, and it has a name of its own in every book."""

from __future__ import annotations

import pytest

from pos_app.domain import tender as tenders_of
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.norway import codes
from pos_app.domain.norway.cash_transaction import from_sale
from pos_app.domain.receipt_words import BG, EN, KO, NB
from pos_app.domain.tender import Tender, TenderKind
from sync.protocol.v1.facts import decode_sale, encode_sale
from tests.stage.goods import CAPPUCCINO, KIMCHI_TOAST, basket, sale

PAID = (tenders_of.mobile(10_000, " 4711 "), tenders_of.cash(4_000))


def test_its_number_is_required_as_a_slip_is() -> None:
    with pytest.raises(Refused) as refused:
        tenders_of.mobile(100, " ")
    assert refused.value.reason is Refusal.SLIP_REFERENCE_NEEDED
    assert tenders_of.mobile(100, " 4711 ") == Tender(TenderKind.MOBILE, 100, "4711")


def test_the_tax_office_knows_it_as_a_payment_application_and_by_its_number() -> None:
    made = sale(basket(CAPPUCCINO, KIMCHI_TOAST), pay=PAID)
    paid = from_sale(made).payments
    assert [(each.code, each.amount_minor, each.reference) for each in paid] == [
        ("MOBILE", 10_000, "4711"),
        ("CASH", 3_800, ""),
    ]
    assert codes.PAYMENTS[TenderKind.MOBILE].predefined == "12011"


def test_every_way_to_pay_has_a_code_of_the_tax_office_s_list() -> None:
    assert set(codes.PAYMENTS) == set(TenderKind)
    assert {each.list_id for each in codes.PAYMENTS.values()} == {"12"}


def test_it_comes_through_a_fact_as_it_was() -> None:
    made = sale(basket(CAPPUCCINO, KIMCHI_TOAST), pay=PAID)
    assert decode_sale(encode_sale(made)) == made


def test_it_is_no_card_in_any_language_of_a_receipt() -> None:
    for words in (NB, EN, BG, KO):
        assert words.mobile not in (words.card, words.registered_card, words.gift_card, "")
