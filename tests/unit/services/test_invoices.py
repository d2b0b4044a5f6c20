"""Goods handed out on an account: one transaction, a series of numbers of their own, a credit sale in the books."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.account_customer import AccountCustomer
from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.norway.saf_t import FileHead
from pos_app.domain.period_totals import Counted
from pos_app.domain.tender import TenderKind
from pos_app.services import returning
from pos_app.services.period_reports import x_report, z_report
from pos_app.services.receipts import document_for, note_print
from pos_app.services.selling import Sold, sell
from pos_app.services.tax_books import NorwegianBooks
from pos_app.services.till_store import PrintState
from pos_app.storage.driver import IntegrityError
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.saf_t_file import SafTFile
from pos_app.storage.signature_check import is_right
from tests.stage import goods, saf_t_schema
from tests.stage.paper import texts
from tests.stage.saf_t_schema import tag
from tests.stage.signing import PUBLIC_KEY, known_signer
from tests.stage.tills import fact_id
from tests.unit.services.conftest import Till

BAKERY = AccountCustomer("Bakeriet på hjørnet AS", "923609016", "Ordre 77")
TWO = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)


def hand_out(till: Till, number: int = 1) -> Sold:
    bought = replace(TWO, basket_id=fact_id(0xBA00 + number))
    return sell(till.ports, "ingrid", bought, None, (tenders.invoice(9400, BAKERY, "maja"),))


def pay(till: Till, number: int = 100) -> Sold:
    bought = replace(TWO, basket_id=fact_id(0xBA00 + number))
    return sell(till.ports, "ingrid", bought, None, (tenders.cash(9400),))


def test_deliveries_are_numbered_by_themselves_and_the_number_goes_on_after_a_restart(till: Till) -> None:
    assert hand_out(till, 1).sale.delivery_number == 1
    assert pay(till).sale.delivery_number == 0
    till.restart()
    second = hand_out(till, 2)
    assert second.sale.delivery_number == 2
    said = texts(document_for(till.ports, second.job))
    assert ("UTLEVERINGSKVITTERING" in said, "U2-2" in said) == (True, True)
    assert not second.job.open_drawer
    with till.ports.store.unit_of_work() as work:
        assert work.sale(second.sale.sale_id) == second.sale


def test_one_tx_what_x_and_z_count_is_written_with_it_and_they_call_it_no_sale(till: Till) -> None:
    first = hand_out(till, 1)
    hand_out(till, 2)
    pay(till)
    with till.ports.store.unit_of_work() as work:
        (told,) = work.counter_events_of(first.sale.sale_id)
    assert (told.kind, told.amount_minor) == (CounterEventKind.DELIVERY_PRINTED, 9400)
    assert (told.reason, told.approved_by) == ("1", "maja")
    totals = x_report(till.ports, "maja").totals
    assert totals.deliveries == Counted(2, 18_800)
    assert totals.sales == Counted(1, 9400)
    assert [(each.kind, each.amount_minor) for each in totals.payments] == [("cash", 9400)]
    assert totals.grand.sales_minor == 9400
    assert sum(each.base_minor + each.tax_minor for each in totals.vat) == 9400


def test_dense_seq_the_file_takes_no_delivery_number_twice_and_leaves_none_out(real_till: Till) -> None:
    sold = hand_out(real_till).sale
    for number, wrong in ((3, 1), (4, 3)):
        other = replace(sold, sale_id=fact_id(number), receipt_number=2, delivery_number=wrong)
        with real_till.ports.store.unit_of_work() as work, pytest.raises(IntegrityError):
            work.add_sale(other, None, None)


def test_goods_on_an_account_come_back_and_no_money_leaves_the_drawer(till: Till) -> None:
    sale = hand_out(till).sale
    quoted = returning.quote_return(till.ports, sale.sale_id, [ReturnedLine(1, 1000)])
    assert quoted.slips == 0
    with pytest.raises(Refused) as refused:  # nobody ever read that number: the paper shows the delivery's
        returning.open_numbered(till.ports, sale.receipt_number)
    assert refused.value.reason is Refusal.RETURN_NO_SUCH_RECEIPT
    done = returning.take_return(till.ports, "ingrid", quoted)
    (back,) = done.returned.tenders
    assert (back.kind, back.amount_minor, back.customer) == (TenderKind.INVOICE, 4900, BAKERY)
    assert not done.job.open_drawer
    said = texts(document_for(till.ports, done.job))
    assert any("U2-1" in text for text in said)
    totals = z_report(till.ports, "maja").totals
    assert (totals.returns, totals.payments, totals.grand.returns_minor) == (Counted(0, 0), (), 0)
    assert totals.deliveries == Counted(1, 9400)


def test_the_file_names_credit_sales_signs_them_and_counts_their_papers(
    real_till: Till, tmp_path: Path
) -> None:
    real_till.ports = replace(real_till.ports, books=NorwegianBooks(known_signer(tmp_path)))
    ports = real_till.ports
    sold, paid = hand_out(real_till), pay(real_till)
    for made in (sold, paid):
        note_print(ports, made.job.job_id, PrintState.CONFIRMED)
    quoted = returning.quote_return(ports, sold.sale.sale_id, [ReturnedLine(1, 1000)])
    returning.take_return(ports, "ingrid", quoted)
    z_report(ports, "maja")
    assert isinstance(ports.store, SqliteTillStore)
    head = FileHead(goods.store(), "2026-03-01", "2026-03-01", goods.AT_MS, 60, "0.1.0")
    SafTFile(ports.store.database, head, "grunerlokka 2", lambda _: 60).write(tmp_path / "books.xml")
    root = ET.parse(tmp_path / "books.xml").getroot()
    told = list(root.iter(tag("cashtransaction")))

    def of(each: ET.Element, *names: str) -> list[str | None]:
        return [each.findtext(tag(name)) for name in names]

    assert [of(each, "transType", "receiptNum", "receiptDeliveryNum", "amntTp") for each in told] == [
        ["CREDITSALE", "0", "1", "C"],
        ["CASHSALE", "1", "0", "C"],
        ["CREDITRETURN", "0", "0", "D"],
    ]
    previous = "0"
    for each in told:
        words = [each.findtext(tag(name)) or "" for name in ("transDate", "transTime", "nr")]
        amounts = [each.findtext(tag(name)) or "" for name in ("transAmntIn", "transAmntEx")]
        signature = each.findtext(tag("signature")) or ""
        assert is_right(PUBLIC_KEY, ";".join((previous, *words, *amounts)), signature)
        previous = signature
    (report,) = root.iter(tag("eventReport"))
    assert of(report, "reportReceiptNum", "reportReceiptDeliveryNum", "reportReceiptDeliveryAmnt") == [
        "1",
        "1",
        "94.00",
    ]
    events = [each.text for each in root.iter(tag("eventType"))]
    assert (events.count("DELIVREC"), events.count("SALEREC")) == (1, 1)
    if not saf_t_schema.why_not():
        assert saf_t_schema.problems(tmp_path / "books.xml") == []
