"""The receipt of a return: what it is called, that it counts below zero, and that its sums are those of the return."""

from dataclasses import replace

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.receipt_document import Columns, DrawerPulse, ReceiptDocument
from pos_app.domain.receipt_words import words_for
from pos_app.domain.return_receipt import return_receipt
from tests.stage import goods, returns

THREE = goods.basket((goods.CAPPUCCINO, 2000), goods.KIMCHI_TOAST)
SALE = goods.sale(THREE, pay=[tenders.cash(20_000)], member_view=goods.member())
BACK = returns.returned(SALE, {1: 1, 2: 1}, number=1, receipt_number=1043)


def document(language: str = "nb", *, copy: bool = False, open_drawer: bool = True) -> ReceiptDocument:
    return return_receipt(
        BACK,
        SALE,
        goods.store(),
        cashier_name="Ingrid",
        copy=copy,
        words=words_for(language),
        open_drawer=open_drawer,
    )


def rows(made: ReceiptDocument) -> dict[str, str]:
    return {
        block.left.replace("\u00a0", " "): block.right.replace("\u00a0", " ")
        for block in made.blocks
        if isinstance(block, Columns)
    }


def test_a_return_receipt_says_what_it_is_and_counts_below_zero() -> None:
    found = rows(document())
    assert found["RETURKVITTERING"] == "2-1043"
    assert found["Cappuccino"] == "−49,00"
    assert found["김치 토스트"] == "−89,00"
    assert found["Totalt retur"] == "−138,00 kr"
    assert found["Tilbakebetalt: Kontant"] == "138,00"
    assert found["MVA 25 % av −71,20"] == "−17,80"
    assert found["MVA 15 % av −42,61"] == "−6,39"
    assert found["Poeng trukket tilbake"] == "−172 p"


def test_a_copy_says_so_and_opens_no_drawer() -> None:
    assert isinstance(document().blocks[0], DrawerPulse)
    copy = document(copy=True)
    assert not any(isinstance(block, DrawerPulse) for block in copy.blocks)
    assert "KOPI" in repr(copy.blocks)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nb", "RETURKVITTERING"),
        ("en", "RETURN RECEIPT"),
        ("bg", "БЕЛЕЖКА ЗА ВРЪЩАНЕ"),
        ("ko", "반품 영수증"),
    ],
)
def test_it_speaks_the_stores_language(language: str, title: str) -> None:
    assert document(language).title == f"{title} 2-1043"


def test_what_lies_between_the_goods_and_the_total_is_said() -> None:
    refund = BACK.reversal.refund
    lost = replace(
        BACK.reversal, refund=replace(refund, total_minor=refund.total_minor - 1500, fee_kept_minor=500)
    )
    made = return_receipt(
        replace(BACK, reversal=lost),
        SALE,
        goods.store(),
        cashier_name="",
        copy=False,
        words=words_for("nb"),
        open_drawer=False,
    )
    found = rows(made)
    assert found["Tilbud som ikke lenger gjelder"] == "10,00"
    assert found["Brukt del av medlemskap"] == "5,00"
    assert found["Totalt retur"] == "−123,00 kr"
