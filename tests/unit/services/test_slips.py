"""Slips that are no receipts: counted before they are printed, in X and Z and in the tax office's file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.decision import NO_WISHES
from pos_app.domain.norway.saf_t import FileHead
from pos_app.domain.period_totals import Counted
from pos_app.services import counter_acts, slips
from pos_app.services.period_reports import x_report
from pos_app.services.selling import sell
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.saf_t_file import SafTFile
from tests.stage import goods, saf_t_schema
from tests.stage.saf_t_schema import tag
from tests.stage.tills import fact_id
from tests.unit.services.conftest import Till

TWO = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)


def test_a_provisional_receipt_is_journalled_with_its_total_and_counted_apart_from_sales(till: Till) -> None:
    first = slips.provisional(till.ports, "ingrid", TWO, None, NO_WISHES)
    slips.provisional(till.ports, "ole", TWO, None, NO_WISHES)
    told = first.told
    assert (told.kind, told.amount_minor) == (CounterEventKind.PROVISIONAL_PRINTED, 9400)
    assert (told.subject, told.seller.cashier_id) == (TWO.basket_id, "ingrid")
    till.restart()
    totals = x_report(till.ports, "maja").totals
    assert totals.provisional == Counted(2, 18_800)
    assert (totals.sales, totals.payments) == (Counted(0, 0), ())


def test_nothing_has_no_provisional_receipt_and_is_not_counted(till: Till) -> None:
    with pytest.raises(Refused) as refused:
        slips.provisional(till.ports, "ingrid", goods.basket(), None, NO_WISHES)
    assert refused.value.reason is Refusal.BASKET_EMPTY
    assert till.records() == 0


def test_a_card_slip_is_another_paper_and_no_sale(till: Till) -> None:
    sale = sell(till.ports, "ingrid", TWO, None, (tenders.card(9400, "4711"),)).sale
    told = slips.card_slip_of(till.ports, "ole", sale).told
    assert (told.kind, told.amount_minor) == (CounterEventKind.CARD_SLIP_PRINTED, 9400)
    assert (told.subject, told.seller.cashier_id) == (sale.sale_id, "ole")
    assert x_report(till.ports, "maja").totals.sales == Counted(1, 9400)


def test_the_file_counts_the_provisional_receipts_of_each_sale(real_till: Till, tmp_path: Path) -> None:
    ports = real_till.ports
    for _ in range(2):
        slips.provisional(ports, "ingrid", TWO, None, NO_WISHES)
    sale = sell(ports, "ingrid", TWO, None, (tenders.card(9400, "4711"),)).sale
    slips.card_slip_of(ports, "ole", sale)
    other = replace(goods.basket(goods.BOOK), basket_id=fact_id(0xBA6))
    sell(ports, "ole", other, None, (tenders.cash(24_900),))
    counter_acts.price_looked_up(ports, "ole", goods.BANITSA)
    more = goods.basket((goods.CAPPUCCINO, 2000), goods.CINNAMON_BUN, goods.BOOK)
    counter_acts.journal_corrections(ports, "ole", more, TWO)
    x_report(ports, "maja")
    assert isinstance(ports.store, SqliteTillStore)
    head = FileHead(goods.store(), "2026-03-01", "2026-03-01", goods.AT_MS, 60, "0.1.0")
    SafTFile(ports.store.database, head, "grunerlokka 2", lambda _: 60).write(tmp_path / "books.xml")
    root = ET.parse(tmp_path / "books.xml").getroot()
    assert [each.text for each in root.iter(tag("receiptProformaNum"))] == ["2", "0"]
    (report,) = root.iter(tag("eventReport"))
    assert report.findtext(tag("reportReceiptProformaNum")) == "2"
    assert report.findtext(tag("reportReceiptProformaAmnt")) == "188.00"
    inquiry, groups = report.find(f".//{tag('reportPriceInquiry')}"), list(root.iter(tag("basicID")))
    assert inquiry is not None
    assert [each.text for each in inquiry] == ["04-bakst", "1", "58.00"]
    assert "04-bakst" in [each.text for each in groups]
    corrected = [[part.text for part in row] for row in report.iter(tag("reportCorrLine"))]
    assert corrected == [["reduced", "1", "49.00"], ["removed", "1", "249.00"]]
    events = [each.text for each in root.iter(tag("eventType"))]
    assert (events.count("PROVREC"), events.count("CARDSLIP")) == (2, 1)
    if not saf_t_schema.why_not():
        assert saf_t_schema.problems(tmp_path / "books.xml") == []
