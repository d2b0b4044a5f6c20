"""Goods of another till's receipt: asked for once, taken back here, and told on paper and in the books as any other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.norway.saf_t import FileHead
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.services import returning
from pos_app.services.elsewhere_ports import SaleElsewhere
from pos_app.services.receipts import document_for
from pos_app.services.tax_books import NorwegianBooks
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.saf_t_file import SafTFile
from pos_app.storage.verify import verify_database
from sync.protocol.v1.facts import encode_sale
from tests.stage import goods, returns
from tests.stage.paper import on_paper
from tests.stage.saf_t_schema import tag
from tests.stage.signing import known_signer
from tests.stage.tills import KEY, fact_id
from tests.unit.services.conftest import Till, make_till

CUP = goods.article("Kopp", 12_900, category_id="gaver", article_id="kopp", vat=goods.VAT_12)
COFFEE, CUPS = ReturnedLine(1, 1000), ReturnedLine(2, 1000)


def elsewhere(*before: Return) -> SaleElsewhere:
    """A coffee and two cups that till 1 sold for cash, as the server tells it."""
    made = goods.sale(goods.basket(goods.CAPPUCCINO, (CUP, 2000)), pay=[tenders.cash(40_000)])
    seller = replace(goods.seller(till_number=1), till_id="0190b5a0-0000-7000-8000-0000000071a1")
    sale = replace(made, sale_id=fact_id(0xE1), seller=seller)
    return SaleElsewhere(sale, before, encode_sale(sale))


def back_there(sale: Sale) -> Return:
    """One of the cups, at the till that sold it."""
    return returns.returned(sale, {2: 1})


def take(till: Till, told: SaleElsewhere, *lines: ReturnedLine) -> returning.TakenBack:
    found = returning.open_elsewhere(till.ports, told)
    return returning.take_return(till.ports, "ole", returning.quote_again(till.ports, found, lines))


def test_it_is_taken_back_here_with_what_came_back_there_counted(till: Till) -> None:
    told = elsewhere()
    told = replace(told, returns=(back_there(told.sale),))
    assert returning.open_elsewhere(till.ports, told).left_milli == {1: 1000, 2: 1000}
    done = take(till, told, COFFEE, CUPS).returned
    assert (done.sale_id, done.sale_till_id, done.number) == (told.sale.sale_id, told.sale.seller.till_id, 1)
    assert [(each.kind, each.amount_minor) for each in done.tenders] == [("cash", 4_900 + 12_900)]
    assert (done.receipt_number, done.seller.till_id) == (1, goods.TILL)
    with pytest.raises(Refused) as refused:
        take(till, told, CUPS)
    assert refused.value.reason is Refusal.RETURN_TOO_MUCH


def test_its_receipt_names_the_other_till_s_after_a_restart_and_it_stays_that_till_s(till: Till) -> None:
    told = elsewhere()
    done = take(till, told, CUPS)
    till.restart()
    paper = on_paper(document_for(till.ports, done.job))
    assert "Varer fra kvittering 1-1042" in paper
    assert "Kopp" in paper
    with pytest.raises(Refused) as refused:
        returning.open_sale(till.ports, told.sale.sale_id)
    assert refused.value.reason is Refusal.RETURN_UNKNOWN_SALE, "the server is asked anew"


@pytest.fixture
def signing_till(tmp_path: Path) -> Iterator[Till]:
    made = make_till(tmp_path)
    made.ports = replace(made.ports, books=NorwegianBooks(known_signer(tmp_path)))
    yield made
    made.close()


def test_chain_the_file_for_the_tax_office_knows_its_goods_and_verification_the_record(
    signing_till: Till, tmp_path: Path
) -> None:
    till = signing_till
    take(till, elsewhere(), CUPS)
    assert isinstance(till.ports.store, SqliteTillStore)
    head = FileHead(goods.store(), "2026-03-01", "2026-03-02", goods.AT_MS, 60, "0.1.0")
    SafTFile(till.ports.store.database, head, "grunerlokka 2", lambda _: 60).write(tmp_path / "books.xml")
    root = ET.parse(tmp_path / "books.xml").getroot()
    [transaction] = root.iter(tag("cashtransaction"))
    assert transaction.findtext(tag("transAmntIn")) == "-129.00"
    assert transaction.findtext(f"{tag('ctLine')}/{tag('artID')}") == "kopp"
    assert [each.findtext(tag("artID")) for each in root.iter(tag("article"))] == ["kopp"]
    report = verify_database(tmp_path, KEY)
    assert report.ok, report.problem
