"""A week of three tills, with outages: Z reports, journals, the tax office's files and the server's books agree."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from pos_app.domain.basket import Basket, Discount, discount_basket
from pos_app.domain.denominations import Pieces
from pos_app.domain.drawer import DrawerRules
from pos_app.domain.loyalty.decision import NO_WISHES
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.period_report import PeriodReport
from pos_app.domain.pricing import turnover_minor
from pos_app.domain.tender import TenderKind, card, cash
from pos_app.services import drawers, exchanging, returning, selling, unproven_returns
from pos_app.services.period_reports import z_report
from pos_app.services.ports import Ports
from pos_app.services.quoting import quote
from pos_app.services.scanning import add
from pos_app.storage.for_sync import SyncJournal
from pos_app.storage.key import read_key
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts, return_facts
from tests.stage import saf_t_schema
from tests.stage.counter import FakeClock
from tests.stage.saf_t_schema import tag
from tests.stage.site import TROFAST, Site, run

DAYS = 7
LINES = {11: (1, 3, 5, 7), 12: (1, 5), 13: ()}
"""The days on which a till has a line, by its number: one has none all week."""
ARTICLES = (
    "article_id,name,price,vat_code,vat_percent,codes\n"
    "k1,Kaffe,42.40,25,25,4011\nb1,Bolle,29.90,15,15,4012\nn1,Avis,35.00,0,0,4013\n"
)
ANY_DIFFERENCE = DrawerRules(tolerance_minor=10**9, approval_above_minor=10**9)


@dataclass
class NumberedTill(Site):
    """One of several tills at the same server."""

    number: int = 1

    @property
    def till_toml(self) -> Path:
        return self.folder / f"till-{self.number}" / "till.toml"

    def take_place(self) -> None:
        self.till_toml.parent.mkdir()
        code = self.server("enrol-code", "--store", "torget", "--till-number", str(self.number)).strip()
        done = self.trofast("enrol", "--server", self.url, "--code", code)
        assert done.returncode == 0, done.stderr
        assert self.trofast("sync").returncode == 0


@contextmanager
def on_a_day(till: NumberedTill, day: date) -> Iterator[Ports]:
    """The till's services at ten in the morning of that day, by the till's clock."""
    opened = open_till(load_settings(till.till_toml))
    try:
        at_ms = (day.toordinal() - date(1970, 1, 1).toordinal()) * 86_400_000 + 9 * 3_600_000
        yield replace(opened.ports, clock=FakeClock(at_ms))
    finally:
        opened.close()


def work_a_day(ports: Ports, chance: random.Random, sold: list[str]) -> PeriodReport:
    """Open, sell, take something back of an earlier day, exchange something, count, close."""
    clock = ports.clock
    assert isinstance(clock, FakeClock)
    drawers.open_drawer(ports, "ingrid", (Pieces(10_000, 5),), ANY_DIFFERENCE)
    for _ in range(chance.randint(2, 5)):
        clock.at_ms += 600_000
        basket = selling.new_basket(ports)
        for code in chance.sample(("4011", "4012", "4013"), chance.randint(1, 3)):
            found = ports.catalogue.by_code(code)
            assert found is not None
            basket = add(basket, found.article, quantity_milli=1_000 * chance.randint(1, 3)).basket
        if chance.random() < 0.3:
            basket = discount_basket(basket, Discount(basis_points=1_250, reason="late"))
        due_minor = quote(ports, basket, None).settlement.due_minor
        pay = cash(100_000) if chance.random() < 0.6 else card(due_minor, f"{chance.randint(1_000, 9_999)}")
        sold.append(selling.sell(ports, "ingrid", basket, None, [pay]).sale.sale_id)
    clock.at_ms += 600_000
    again = returning.open_sale(ports, sold[chance.randrange(len(sold))])
    left = [ReturnedLine(line, 1_000) for line, milli in again.left_milli.items() if milli >= 1_000]
    if left:
        quoted = returning.quote_return(ports, again.sale.sale_id, left[:1])
        returning.take_return(ports, "ingrid", quoted, ["R1"] * quoted.slips)
    exchange_something(ports, sold)
    nobody_knows = unproven_returns.quote_unproven(ports, "ingrid", a_bun(ports), TenderKind.CASH)
    unproven_returns.take_unproven(ports, "ingrid", nobody_knows, "gift", approved_by="maren")
    drawers.drop(ports, "ingrid", 20_000, "safe", ANY_DIFFERENCE)
    drawers.close_drawer(ports, "ingrid", (Pieces(10_000, 5),), ANY_DIFFERENCE, reason="nobody counted well")
    return z_report(ports, "ingrid")


def take_back_elsewhere(ports: Ports, chance: random.Random, others: list[str]) -> None:
    """Something of a sale of another till, which the server tells."""
    assert ports.elsewhere is not None
    found = returning.open_elsewhere(ports, ports.elsewhere.ask(chance.choice(others)))
    left = [ReturnedLine(line, milli) for line, milli in found.left_milli.items() if milli]
    if left:
        quoted = returning.quote_again(ports, found, left[:1])
        returning.take_return(ports, "ingrid", quoted, ["R3"] * quoted.slips)


def a_bun(ports: Ports) -> Basket:
    """One of them."""
    found = ports.catalogue.by_code("4012")
    assert found is not None
    return add(selling.new_basket(ports), found.article).basket


def exchange_something(ports: Ports, sold: list[str]) -> None:
    """The last that can come back is given for a bun: a part is paid, or handed over."""
    for sale_id in reversed(sold):
        found = returning.open_sale(ports, sale_id)
        lines = [ReturnedLine(each, milli) for each, milli in found.left_milli.items() if milli]
        if not lines:
            continue
        bun, quoted = a_bun(ports), returning.quote_return(ports, sale_id, lines[-1:])
        due_minor = quote(ports, bun, None).settlement.due_minor
        planned = exchanging.plan(ports, quoted, due_minor, bun.currency)
        planned = replace(planned, slips=("R2",) * len(planned.cards))
        pay = [planned.tender]
        if not quote(ports, bun, None, pay).settlement.is_paid:
            pay.append(cash(10_000))
        exchanging.sell_in_exchange(ports, "ingrid", bun, None, pay, NO_WISHES, planned)
        return


def in_the_journal(till: NumberedTill) -> tuple[int, int]:
    """What was sold and what came back, by the records' own bytes."""
    settings, sold, back = load_settings(till.till_toml), 0, 0
    with closing(SyncJournal(settings.data_folder, read_key(settings.key_file))) as journal:
        for _, encoded, _ in journal.unacked(0, 10_000):
            envelope = open_envelope(encoded)
            if envelope.kind == facts.SALE:
                sold += turnover_minor(facts.decode_sale(envelope.body).priced)
            elif envelope.kind == return_facts.RETURN:
                back += return_facts.decode_return(envelope.body).reversal.refund.total_minor
    return sold, back


def in_the_file(till: NumberedTill, first: date, last: date) -> tuple[int, int]:
    """The same by the file for the tax office, which its schema accepts."""
    out = till.folder / f"books-{till.number}.xml"
    words = ("--config", till.till_toml, "--from", f"{first}", "--to", f"{last}", "-o", out)
    done = run(TROFAST, "export", "saf-t", *words)
    assert (done.returncode, done.stderr) == (0, "")
    if not saf_t_schema.why_not():
        assert saf_t_schema.problems(out) == []
    sold = back = 0
    for each in ET.parse(out).getroot().iter(tag("cashtransaction")):
        amount = int(Decimal(each.findtext(tag("transAmntIn")) or "0") * 100)
        if each.findtext(tag("amntTp")) == "D":
            back -= amount  # negative in the file
        else:
            sold += amount
    return sold, back


@pytest.mark.timeout(300)
def test_conservation_a_week_of_three_tills_is_the_same_money_in_every_book(enrolled: Site) -> None:
    goods, people = enrolled.folder / "articles.csv", enrolled.folder / "cashiers.csv"
    goods.write_text(ARTICLES, encoding="utf-8")
    people.write_text("cashier_id,name,pin\ningrid,Ingrid,1234\n", encoding="utf-8")
    enrolled.server("import", "--articles", goods, "--cashiers", people)
    tills = [NumberedTill(enrolled.folder, enrolled.port, number=number) for number in LINES]
    last = date.today() - timedelta(days=1)  # noqa: DTZ011 - a week that has just passed, by whichever clock
    first = last - timedelta(days=DAYS - 1)
    zs: dict[int, list[PeriodReport]] = {}
    others: list[str] = []
    for till in tills:
        till.take_place()
        chance = random.Random(till.number)
        sold: list[str] = []
        for number in range(1, DAYS + 1):
            with on_a_day(till, first + timedelta(days=number - 1)) as ports:
                if others and till.number == 12:
                    take_back_elsewhere(ports, chance, others)
                zs.setdefault(till.number, []).append(work_a_day(ports, chance, sold))
            if number in LINES[till.number]:
                assert till.trofast("sync").returncode == 0
        others += sold
    with closing(sqlite3.connect(enrolled.server_toml.parent / "server.db")) as books:
        for till in tills:
            closed = till.trofast("close-day", "--by", "ingrid")
            assert (closed.returncode, closed.stdout.count("confirmed: the server")) == (0, DAYS), closed
            reports = zs[till.number]
            by_z = (
                sum(each.totals.sales.amount_minor for each in reports),
                sum(each.totals.returns.amount_minor for each in reports),
            )
            assert [each.number for each in reports] == list(range(1, DAYS + 1))
            assert in_the_journal(till) == by_z
            assert in_the_file(till, first, last) == by_z
            till_id = load_settings(till.till_toml).till_id
            asked = "SELECT sum(total_minor), sum(returned_minor) FROM day_total WHERE till_id = ?"
            assert books.execute(asked, (till_id,)).fetchone() == by_z
            assert (reports[-1].totals.grand.sales_minor, reports[-1].totals.grand.returns_minor) == by_z
        looked_at = books.execute("SELECT code FROM review").fetchall()
        assert looked_at == [("return-without-receipt",)] * (DAYS * len(tills))
