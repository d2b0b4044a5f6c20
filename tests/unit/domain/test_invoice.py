"""Goods on an account: who may be sent an invoice, what their paper says, and what no cash sale counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders
from pos_app.domain.account_customer import AccountCustomer, account_customer, is_norwegian, shown, written
from pos_app.domain.basket import Basket, DepositSlip
from pos_app.domain.delivery_receipt import delivery_receipt
from pos_app.domain.deposit_slip import add_slip
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.norway import codes
from pos_app.domain.norway.cash_transaction import from_sale
from pos_app.domain.period_sum import sum_period
from pos_app.domain.period_totals import Counted
from pos_app.domain.receipt_words import NB, RECEIPT_WORDS, ReceiptWords
from pos_app.domain.sale import Sale
from pos_app.domain.tender import TenderKind
from sync.protocol.v1.facts import decode_sale, encode_sale
from tests.stage import goods, stored_value
from tests.stage.paper import on_paper, texts

BAKERY = AccountCustomer("Bakeriet på hjørnet AS", "923609016", "Ordre 77")
BOUGHT = goods.basket((goods.CAPPUCCINO, 2000), goods.CINNAMON_BUN)
TOTAL = 14_300


def on_account(bought: Basket = BOUGHT, minor: int = TOTAL) -> Sale:
    return replace(goods.sale(bought, pay=(tenders.invoice(minor, BAKERY, "maja"),)), delivery_number=17)


@pytest.mark.parametrize("number", ["923609016", "974760673", "971040238", "889640782"])
def test_numbers_of_known_organisations_hold_and_a_changed_digit_never_does(number: str) -> None:
    assert is_norwegian(number)
    for place in range(9):
        for digit in "0123456789".replace(number[place], ""):
            assert not is_norwegian(number[:place] + digit + number[place + 1 :])


@given(st.text(max_size=12))
def test_no_text_is_a_number_by_accident(typed: str) -> None:
    if is_norwegian(typed):
        assert typed.isascii()
        assert sum(w * int(d) for w, d in zip((3, 2, 7, 6, 5, 4, 3, 2, 1), typed, strict=True)) % 11 == 0


def test_a_customer_is_read_as_people_write_it() -> None:
    made = account_customer(" Bakeriet på\nhjørnet AS ", "NO 923 609 016 MVA", "Ordre 77", "NO")
    assert made == BAKERY
    assert (written("923.609.016"), shown("923609016")) == ("923609016", "923 609 016")
    assert account_customer("GmbH", "DE 136 695 976", "", "DE").organisation_number == "DE136695976"


@pytest.mark.parametrize(
    ("name", "number", "why"),
    [
        (" \n", "923609016", Refusal.CUSTOMER_NAME_NEEDED),
        ("Bakeriet", "923609017", Refusal.ORGANISATION_NUMBER_WRONG),
        ("Bakeriet", "", Refusal.ORGANISATION_NUMBER_WRONG),
        ("Bakeriet", "92360901", Refusal.ORGANISATION_NUMBER_WRONG),
        ("Bakeriet", "١٢٣٤٥٦٧٨٩", Refusal.ORGANISATION_NUMBER_WRONG),
    ],
)
def test_nobody_is_sent_an_invoice_without_a_name_and_a_number_that_holds(
    name: str, number: str, why: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        account_customer(name, number, "", "NO")
    assert refused.value.reason is why


def test_an_invoice_is_for_the_whole_sale_and_never_for_a_gift_card() -> None:
    with pytest.raises(Refused) as refused:
        goods.sale(BOUGHT, pay=(tenders.invoice(10_000, BAKERY), tenders.cash(4_300)))
    assert refused.value.reason is Refusal.INVOICE_ALONE
    with pytest.raises(Refused) as refused:
        goods.sale(add_slip(BOUGHT, DepositSlip("1", 4_300)), pay=(tenders.invoice(10_000, BAKERY),))
    assert refused.value.reason is Refusal.INVOICE_ALONE
    loaded = stored_value.every_kind().basket
    with pytest.raises(Refused) as refused:
        goods.sale(loaded, pay=(tenders.invoice(1, BAKERY),))
    assert refused.value.reason is Refusal.INVOICE_FOR_GIFT_CARD


def test_it_comes_through_a_fact_as_it_was() -> None:
    assert decode_sale(encode_sale(on_account())) == on_account()


@pytest.mark.parametrize("words", RECEIPT_WORDS.values(), ids=lambda each: each.language)
def test_its_paper_is_no_sales_receipt_and_has_its_own_number_in_every_language(words: ReceiptWords) -> None:
    sale = on_account()
    said = texts(delivery_receipt(sale, goods.store(), cashier_name="Ingrid", copy=False, words=words))
    assert words.title not in said
    assert "U2-17" in said
    assert not any(f"2-{sale.receipt_number}" in text for text in said)
    for part in ("Bakeriet på hjørnet AS", "923 609 016", "Ordre 77", "Cappuccino"):
        assert part in said
    assert words.invoice not in (words.cash, words.card, words.mobile, words.gift_card, "")


def test_a_copy_says_so_and_a_sale_that_was_paid_has_no_such_paper() -> None:
    copy = delivery_receipt(on_account(), goods.store(), cashier_name="", copy=True, words=NB)
    assert "KOPI" in on_paper(copy)
    with pytest.raises(ValueError, match="nobody's account"):
        delivery_receipt(goods.sale(), goods.store(), cashier_name="", copy=False, words=NB)


def test_the_tax_office_is_told_a_credit_sale_on_a_customers_account() -> None:
    told = from_sale(on_account())
    assert told.kind == codes.CREDIT_SALE.code
    assert [(each.code, each.amount_minor, each.reference) for each in told.payments] == [
        ("ACCOUNT", TOTAL, "923609016 Ordre 77")
    ]
    assert codes.PAYMENTS[TenderKind.INVOICE].predefined == "12006"


def test_x_and_z_count_no_cash_sale_and_the_sum_of_others_is_as_it_was() -> None:
    paid = goods.sale()
    assert sum_period([on_account(), paid, on_account()]) == sum_period([paid])
    assert sum_period([on_account()]).sales == Counted(0, 0)


def test_a_shop_that_says_nothing_sends_no_invoices() -> None:
    assert TenderKind.INVOICE not in tenders.USUALLY_TAKEN
