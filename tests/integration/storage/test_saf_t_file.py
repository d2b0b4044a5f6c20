"""A till's SAF-T file: the tax office's own schema accepts it, its sums are the journal's, its signatures hold."""

import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.basket import DepositSlip, Discount, discount_basket, discount_line
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.deposit_slip import add_slip
from pos_app.domain.loyalty.decision import NO_WISHES
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.norway import codes
from pos_app.domain.norway.saf_t import FileHead
from pos_app.domain.norway.signing import amount_text
from pos_app.domain.sale import Sale
from pos_app.domain.store import Store
from pos_app.domain.tender import TenderKind
from pos_app.services import exchanging, returning, unproven_returns
from pos_app.services.counter_events import event_now
from pos_app.services.period_reports import x_report, z_report
from pos_app.services.receipts import copy_of, note_print
from pos_app.services.tax_books import NorwegianBooks
from pos_app.services.till_store import PrintState
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.saf_t_file import SafTFile, Written
from pos_app.storage.signature_check import is_right
from tests.stage import goods, saf_t_schema, stored_value
from tests.stage.saf_t_schema import tag
from tests.stage.signing import PUBLIC_KEY, known_signer
from tests.stage.tills import ADA, fact_id, open_store, receipt_job
from tests.unit.services.conftest import Till, make_till

DAY_MS = 86_400_000
SLIP = DepositSlip("9801234510003", 10_000)
APART = ("outside", "prepaid")
"""What stands in no sum of sales: gift cards loaded, and spent where their sale was counted before."""


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    made = make_till(tmp_path)
    made.ports = replace(made.ports, books=NorwegianBooks(known_signer(tmp_path)))
    yield made
    made.close()


def write(till: Till, out: Path, first: str = "2026-03-01", last: str = "2026-03-02") -> Written:
    assert isinstance(till.ports.store, SqliteTillStore)
    store = replace(goods.store(), name="Kaffe & <Kaker>")
    return file_of(till.ports.store, store, first, last).write(out)


def file_of(store: SqliteTillStore, shop: Store, first: str, last: str) -> SafTFile:
    head = FileHead(shop, first, last, goods.AT_MS + DAY_MS, 60, "0.1.0")
    return SafTFile(store.database, head, "grunerlokka 2", lambda _: 60)


def keep(till: Till, sale: Sale) -> Sale:
    """Write a sale as the till does: next number, signature, receipt."""
    assert till.ports.books is not None
    with till.ports.store.unit_of_work() as work:
        number = work.next_receipt_number()
        numbered = replace(sale, receipt_number=number, sale_id=fact_id(0x5A000 + number))
        sequence = work.add_sale(numbered, ADA if sale.member else None, receipt_job(numbered))
        till.ports.books.sold(work, numbered, sequence)
        work.commit()
    note_print(till.ports, receipt_job(numbered).job_id, PrintState.CONFIRMED)
    return numbered


def sell_every_kind(till: Till) -> list[Sale]:
    """Two days of everything that a counter knows."""
    mixed = goods.basket((goods.CAPPUCCINO, 2000), goods.KIMCHI_TOAST, goods.BOOK, (goods.BEANS, 342))
    reduced = discount_line(mixed, 1, Discount(basis_points=1000, reason="krus"))
    reduced = discount_basket(reduced, Discount(amount_minor=1234, reason="venn"))
    rounded = goods.basket(goods.article("Te\x07 <urte>", 29_540, article_id="te"))
    beer = goods.basket((goods.BEER, 6000), (goods.DEPOSIT, 6000), goods.CARRIER_BAG, age_confirmed=18)
    points = [tenders.points(5_000, 500, "redemption-1"), tenders.card(4_400, "4711")]
    later = goods.context(at_ms=goods.AT_MS + DAY_MS)
    kept = [
        keep(till, goods.sale(mixed, member_view=goods.member())),
        keep(till, goods.sale(reduced)),
        keep(till, goods.sale(rounded, pay=[tenders.cash(29_500)])),
        keep(till, goods.sale(beer, pay=[tenders.cash(50_000)])),
        keep(till, goods.sale(member_view=goods.member(), pay=points)),
        keep(till, stored_value.every_kind()),
        keep(till, goods.sale(add_slip(goods.basket(goods.CAPPUCCINO), SLIP), pay=[tenders.cash(0)])),
        keep(till, goods.sale(add_slip(goods.basket(), replace(SLIP, number="2")), pay=[tenders.cash(0)])),
    ]
    till.stage.clock.at_ms = goods.AT_MS + DAY_MS
    kept.append(keep(till, goods.sale(at=replace(later, business_date="2026-03-02"))))
    for sale, line in ((kept[0], 1), (kept[2], 1), (kept[1], 4)):
        quantity = min(sale.basket.line(line).quantity_milli, 1000)
        quoted = returning.quote_return(till.ports, sale.sale_id, [ReturnedLine(line, quantity)])
        returning.take_return(till.ports, "ole", quoted, ["R"] * quoted.slips, on_note=line == 4)
    gift = goods.basket(
        goods.article("Kopp", 12_900, category_id="gaver", article_id="kopp", vat=goods.VAT_12)
    )
    nobody_knows = unproven_returns.quote_unproven(till.ports, "ole", gift, TenderKind.CASH)
    unproven_returns.take_unproven(till.ports, "ole", nobody_knows, "gift", approved_by="sjef")
    note_print(till.ports, copy_of(till.ports, kept[3].sale_id).job_id, PrintState.CONFIRMED)
    with till.ports.store.unit_of_work() as work:
        work.add_signed_in(fact_id(0xE000), "ole", goods.AT_MS)
        for number, kind in enumerate(CounterEventKind):
            work.add_counter_event(
                CounterEvent(
                    fact_id(0xE100 + number),
                    kind,
                    goods.seller(cashier_id="kari"),
                    goods.AT_MS + number,
                    60,
                    "2026-03-01",
                    "NOK",
                    amount_minor=-1640,
                    reason="åpnet",
                    subject="te",
                    approved_by="sjef",
                )
            )
        work.commit()
    return kept


def minor(element: ET.Element | None) -> int:
    assert element is not None
    return int(100 * Decimal(element.text or ""))


def net_of(report: ET.Element) -> int:
    return minor(report.find(f"{tag('reportTotalCashSales')}/{tag('totalCashSaleAmnt')}"))


def one(parent: ET.Element, *names: str) -> str:
    found = parent.find("/".join(tag(name) for name in names))
    assert found is not None
    return found.text or ""


@pytest.mark.saf_t
def test_the_tax_offices_schema_accepts_everything_that_a_counter_does(till: Till, tmp_path: Path) -> None:
    sell_every_kind(till)
    written = write(till, tmp_path / "books.xml")
    assert saf_t_schema.problems(tmp_path / "books.xml") == []
    assert (written.transactions, written.unsigned) == (13, [])


@pytest.mark.saf_t
def test_the_tax_offices_schema_accepts_days_without_anything(till: Till, tmp_path: Path) -> None:
    write(till, tmp_path / "books.xml")
    assert saf_t_schema.problems(tmp_path / "books.xml") == []


@pytest.mark.saf_t
def test_every_number_of_ours_stands_in_the_tax_offices_lists() -> None:
    for basic in codes.BASICS:
        if basic.predefined:
            assert basic.predefined in saf_t_schema.code_list(basic.list_id), basic
    assert codes.GROUP_OTHER in saf_t_schema.code_list("04")
    assert {codes.standard_vat_code("x", bp) for bp in (2500, 1500, 1111, 1200, 0, 900)} <= (
        saf_t_schema.code_list("vat")
    )
    assert len({basic.code for basic in codes.BASICS}) == len(codes.BASICS)


def test_sums_names_and_signatures_of_the_file_are_those_of_the_till(till: Till, tmp_path: Path) -> None:
    kept = sell_every_kind(till)
    write(till, tmp_path / "books.xml")
    root = ET.parse(tmp_path / "books.xml").getroot()
    register = root.find(f"{tag('company')}/{tag('location')}/{tag('cashregister')}")
    assert register is not None
    told = register.findall(tag("cashtransaction"))
    assert [one(each, "nr") for each in told] == [str(number) for number in range(1, 14)]
    assert [minor(each.find(tag("transAmntIn"))) for each in told[:9]] == [
        sale.priced.total_minor for sale in kept
    ]
    previous = "0"
    for each in told:
        words = [one(each, name) for name in ("transDate", "transTime", "nr", "transAmntIn", "transAmntEx")]
        signature = one(each, "signature")
        assert is_right(PUBLIC_KEY, ";".join((previous, *words)), signature)
        assert one(each, "keyVersion") == "1"
        previous = signature
        assert (one(each, "amntTp") == "D") == (one(each, "transType") == "RETURNSALE")
        lines = each.findall(tag("ctLine"))
        paid = sum(minor(pay.find(tag("paidAmnt"))) for pay in each.findall(tag("payment")))
        total = minor(each.find(tag("transAmntIn")))
        assert sum(minor(line.find(tag("lineAmntIn"))) for line in lines) == total
        assert paid == total + minor(each.find(f"{tag('rounding')}/{tag('roundingAmnt')}"))
    assert one(told[2], "rounding", "roundingAmnt") == "-0.40"
    assert [one(each, "receiptCopyNum") for each in told] == ["0"] * 3 + ["1"] + ["0"] * 9
    assert one(told[9], "refID") == one(told[0], "transID")
    assert told[12].find(tag("refID")) is None
    assert one(told[12], "transAmntIn") == "-129.00"
    _everything_named_is_known(root, register)
    events = [each.text for each in register.iter(tag("eventType"))]
    counts = [events.count(code) for code in ("SALEREC", "COPYREC", "EMPIN", "DRAWOPEN", "NORECEIPT")]
    assert counts == [
        9,
        2,
        1,
        2,
        1,
    ]  # of the copies one is of a sale, one the journal tells of something else


def _everything_named_is_known(root: ET.Element, register: ET.Element) -> None:
    """The schema's own keys look for names without its namespace, and find none: so they are looked at here."""
    company = root.find(tag("company"))
    assert company is not None
    basics = {each.text for each in company.iter(tag("basicID"))}
    employees = {
        each.text for each in company.findall(f"{tag('employees')}/{tag('employee')}/{tag('empID')}")
    }
    articles = {each.text for each in company.findall(f"{tag('articles')}/{tag('article')}/{tag('artID')}")}
    assert {each.text for each in register.iter(tag("empID"))} <= employees
    assert {each.text for each in register.iter(tag("artID"))} <= articles
    for name in ("eventType", "lineType", "transType", "paymentType", "dscTp", "artGroupID"):
        assert {each.text for each in register.iter(tag(name))} <= basics, name
    details = company.findall(f"{tag('vatCodeDetails')}/{tag('vatCodeDetail')}/{tag('vatCode')}")
    assert {each.text for each in register.iter(tag("vatCode"))} <= {each.text for each in details}
    ids = [each.text for each in register.iter(tag("eventID"))]
    assert len(ids) == len(set(ids))


def test_an_exchange_is_two_transactions_that_name_each_other(till: Till, tmp_path: Path) -> None:
    sale = keep(till, goods.sale(pay=[tenders.cash(9_400)]))
    quoted = returning.quote_return(till.ports, sale.sale_id, [ReturnedLine(1, 1_000)])
    planned = exchanging.plan(till.ports, quoted, 8_900, goods.store().currency)
    of, paid = goods.basket(goods.KIMCHI_TOAST), (planned.tender, tenders.cash(4_000))
    done = exchanging.sell_in_exchange(till.ports, "ole", of, None, paid, NO_WISHES, planned)
    note_print(till.ports, done.job.job_id, PrintState.CONFIRMED)
    write(till, tmp_path / "books.xml")
    root = ET.parse(tmp_path / "books.xml").getroot()
    _, back, new = root.iter(tag("cashtransaction"))
    assert [one(each, "transAmntIn") for each in (back, new)] == ["-49.00", "89.00"]
    assert [(one(each, "paidAmnt"), one(each, "paymentRefID")) for each in new.findall(tag("payment"))] == [
        ("49.00", one(back, "transID")),
        ("40.00", ""),
    ]
    assert one(back, "payment", "paidAmnt") == "-49.00"
    assert one(back, "payment", "paymentRefID") == one(new, "transID")
    assert [one(each, "receiptNum") for each in (back, new)] == ["1", "1"], "one paper tells of both"
    _everything_named_is_known(root, root)
    if not saf_t_schema.why_not():
        assert saf_t_schema.problems(tmp_path / "books.xml") == []


def test_a_receipt_that_nobody_wanted_was_not_printed(till: Till, tmp_path: Path) -> None:
    kept, came = keep(till, goods.sale()), keep(till, goods.sale())
    for sale in (kept, came):
        note_print(till.ports, receipt_job(sale).job_id, PrintState.SENT_UNKNOWN)
    with till.ports.store.unit_of_work() as work:
        work.set_print_state(receipt_job(kept).job_id, PrintState.GIVEN_UP)
        kind = CounterEventKind.SALE_WITHOUT_RECEIPT
        work.add_counter_event(event_now(till.ports, "ole", kind, subject=kept.sale_id))
        work.commit()
    note_print(till.ports, receipt_job(came).job_id, PrintState.GIVEN_UP)
    write(till, tmp_path / "books.xml")
    root = ET.parse(tmp_path / "books.xml").getroot()
    assert [one(each, "receiptNum") for each in root.iter(tag("cashtransaction"))] == ["0", "1"]
    events = {(one(each, "eventType"), one(each, "transID")) for each in root.iter(tag("event"))}
    assert events == {
        ("NORECEIPT", kept.sale_id.replace("-", "")),
        ("SALEREC", came.sale_id.replace("-", "")),
    }


def test_only_the_days_asked_for_are_written(till: Till, tmp_path: Path) -> None:
    sell_every_kind(till)
    assert write(till, tmp_path / "first.xml", "2026-03-01", "2026-03-01").transactions == 8
    assert write(till, tmp_path / "second.xml", "2026-03-02", "2026-03-02").transactions == 5
    assert write(till, tmp_path / "none.xml", "2026-02-01", "2026-02-28").transactions == 0


def test_a_sale_without_a_signature_is_written_and_named(till: Till, tmp_path: Path) -> None:
    keep(till, goods.sale())
    till.ports = replace(till.ports, books=None)
    with till.ports.store.unit_of_work() as work:
        sale = goods.sale(receipt_number=2, sale_id=fact_id(2))
        work.add_sale(sale, None, receipt_job(sale))
        work.commit()
    assert write(till, tmp_path / "books.xml").unsigned == [2]


def test_never_half_a_file(till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sell_every_kind(till)
    out = tmp_path / "books.xml"
    out.write_text("last year's")
    with monkeypatch.context() as broken:
        broken.setattr("pos_app.domain.norway.saf_t.transaction", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write(till, out)
    assert out.read_text() == "last year's"
    assert not (tmp_path / "books.xml.part").exists()


def test_the_memory_it_takes_does_not_grow_with_the_sales(tmp_path: Path) -> None:
    def peak(sales: int) -> int:
        folder = tmp_path / str(sales)
        with closing(open_store(folder)) as store:
            with store.unit_of_work() as work:
                for number in range(1, sales + 1):
                    sale = goods.sale(receipt_number=number, sale_id=fact_id(number))
                    work.add_sale(sale, None, receipt_job(sale))
                work.commit()
            file = file_of(store, goods.store(), "2026-03-01", "2026-03-01")
            tracemalloc.start()
            try:
                assert sum(len(part) for part in file.parts()) > sales * 2_000
                return tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    peak(250)
    assert peak(1_500) < 1.5 * peak(500)


def test_z_reports_add_up_to_the_transactions_between_them(till: Till, tmp_path: Path) -> None:
    sell_every_kind(till)
    x, z = x_report(till.ports, "sjef"), z_report(till.ports, "sjef", approved_by="eier")
    keep(till, goods.sale(pay=[tenders.cash(10_000)], at=goods.context(at_ms=goods.AT_MS + DAY_MS)))
    second = z_report(till.ports, "sjef")
    write(till, tmp_path / "books.xml")
    root = ET.parse(tmp_path / "books.xml").getroot()
    reports = {one(each, "reportID"): each for each in root.iter(tag("eventReport"))}
    assert list(reports) == [f"X-{x.sequence}", "Z-1", "Z-2"]
    told: dict[str, list[int]] = {each: [] for each in ("CASHSALE", "RETURNSALE", "PAYIN")}
    for each in root.iter(tag("cashtransaction")):
        lines = each.findall(tag("ctLine"))
        loaded = sum(minor(line.find(tag("lineAmntIn"))) for line in lines if "GIFT" in one(line, "lineType"))
        prepaid = sum(
            minor(vat.find(tag("vatBasAmnt")))
            for vat in each.findall(tag("vat"))
            if one(vat, "vatCode") == "prepaid"
        )
        told[one(each, "transType")].append(minor(each.find(tag("transAmntIn"))) - loaded - prepaid)
    sales, returns = sum(told["CASHSALE"]), -sum(told["RETURNSALE"])
    assert one(reports["Z-2"], "reportGrandTotalSales") == amount_text(sales)
    assert one(reports["Z-2"], "reportGrandTotalReturn") == amount_text(returns)
    assert net_of(reports["Z-1"]) + net_of(reports["Z-2"]) == sales - returns
    assert z.totals.net_minor + second.totals.net_minor == sales - returns
    for report in reports.values():
        rows = [row for row in report.iter(tag("reportCashSaleVat")) if one(row, "vatCode") not in APART]
        told_vat = [minor(row.find(tag(name))) for row in rows for name in ("cashSaleAmnt", "vatAmnt")]
        assert sum(told_vat) == net_of(report)
    payins = {one(row, "payInType"): one(row, "payInAmnt") for row in reports["Z-1"].iter(tag("reportPayIn"))}
    assert payins["GIFTLOAD"] == "500.00"
    _everything_named_is_known(root, root)
    if not saf_t_schema.why_not():
        assert saf_t_schema.problems(tmp_path / "books.xml") == []
