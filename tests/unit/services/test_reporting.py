"""A report in every shape: the same numbers on paper and in a file, and nothing that a name could do to a reader."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from drivers.printers.layout import lay_out, text_rows
from drivers.printers.plain_text import cells
from pos_app.domain import tender as tenders
from pos_app.domain.account_day import AccountDay
from pos_app.domain.basket import Discount, discount_line
from pos_app.domain.catalogue import Category
from pos_app.domain.formatting import NB
from pos_app.domain.members import Cashier
from pos_app.domain.report import SortBy
from pos_app.domain.report_document import report_document
from pos_app.domain.report_span import ReportSpan
from pos_app.domain.report_sums import REST, ReportBy
from pos_app.domain.report_table import ReportTable, short_of
from pos_app.domain.report_words import report_words_for as words_of
from pos_app.services.report_csv import as_csv
from pos_app.services.report_xlsx import as_xlsx
from pos_app.services.reporting import REPORTS, Shop, make_report, shop_with, table_for
from tests.stage import goods, stored_value
from tests.stage.paper import texts
from tests.stage.report_books import Books

MARCH = ReportSpan("2026-03-01", "2026-03-31")
EVIL = goods.article('=HYPERLINK("http://x";"klikk")', 1_050, article_id="+47")


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with closing(Books(tmp_path)) as made:
        sold = made.keep(goods.sale(goods.basket((goods.CAPPUCCINO, 3000), EVIL), pay=[tenders.cash(20_000)]))
        reduced = discount_line(
            goods.basket(goods.KIMCHI_TOAST), 1, Discount(basis_points=1000, reason="krus")
        )
        made.keep(goods.sale(reduced, member_view=goods.member()), 100, "ole")
        made.keep(stored_value.every_kind(), 1_440)
        made.bring_back(sold, {1: 1})
        made.reports.catch_up()
        yield made


@pytest.fixture
def shop() -> Shop:
    people = [Cashier("ingrid", "Ingrid", ""), Cashier("ole", "Ole", "")]
    groups = [Category("kaffe", "Kaffe", "#000000"), Category("lunsj", "Lunsj", "#000000")]
    return shop_with(goods.store(), 2, people, groups, (goods.programme(),))


def table(books: Books, shop: Shop, by: ReportBy, sort: SortBy | None = None) -> ReportTable:
    return table_for(shop, make_report(shop, books.reports, by, MARCH, sort=sort))


def test_every_report_has_its_names_its_sum_and_a_cell_for_each_column(books: Books, shop: Shop) -> None:
    names = {by: [row[0] for row in table(books, shop, by).rows] for by in REPORTS}
    assert names[ReportBy.DAY] == ["2026-03-01", "2026-03-02"]
    assert names[ReportBy.HOUR] == ["14–15", "15–16"]
    assert names[ReportBy.CASHIER] == ["Ingrid", "Ole"]
    assert names[ReportBy.ARTICLE][-1] == "Ikke på én vare"
    assert names[ReportBy.CATEGORY][:2] == ["Lunsj", "Kaffe"]
    assert names[ReportBy.VAT] == ["15\u00a0%", "25\u00a0%"]
    assert set(names[ReportBy.TENDER]) == {"Kontant", "Bankkort", "Gavekort", "Verdikort"}
    assert names[ReportBy.DISCOUNT] == ["Poeng som prisavslag", "På vare: krus"]
    assert names[ReportBy.LOYALTY] == ["Opptjent", "Brukt"]
    for by in REPORTS:
        made = table(books, shop, by)
        assert all(len(row) == len(made.columns) for row in (*made.rows, made.total) if row)
        assert bool(made.total) is (by is not ReportBy.LOYALTY)


def test_rows_stand_as_asked_and_what_is_of_no_article_last(books: Books, shop: Shop) -> None:
    by_amount = table(books, shop, ReportBy.ARTICLE)
    by_count = table(books, shop, ReportBy.ARTICLE, SortBy.COUNT)
    by_name = table(books, shop, ReportBy.ARTICLE, SortBy.NAME)
    assert by_amount.keys[0] == goods.KIMCHI_TOAST.article_id
    assert by_count.keys[0] == goods.CAPPUCCINO.article_id
    assert by_name.keys[0] == EVIL.article_id
    assert {each.keys[-1] for each in (by_amount, by_count, by_name)} == {REST}


def test_from_turnover_to_what_was_paid_each_step_is_told(books: Books, shop: Shop) -> None:
    notes = dict(table(books, shop, ReportBy.TENDER).notes)
    steps = [minor for minor in notes.values() if minor is not None]
    assert sum(steps[:-1]) == steps[-1]
    assert list(notes) == [
        "Salg minus retur",
        "Innbetalt på gavekort",
        "Betalt med gavekort solgt med MVA",
        "Øreavrunding",
        "Betalt i alt",
    ]


def test_csv_says_plain_numbers_as_the_country_reads_them_and_no_name_is_a_formula(
    books: Books, shop: Shop
) -> None:
    made = table(books, shop, ReportBy.ARTICLE)
    content = as_csv(made, "nb")
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0][:4] == ["Vare", "Varenr.", "Antall", "Solgt NOK"]
    (evil,) = [row for row in rows if "HYPERLINK" in row[0]]
    assert evil[:4] == ["'" + EVIL.name, "'+47", "1,000", "10,50"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    english = list(csv.reader(io.StringIO(as_csv(made, "en").decode("utf-8-sig"))))
    assert [row[3] for row in english if "HYPERLINK" in row[0]] == ["10.50"]
    total = sum(int(row[7].replace(",", "")) for row in rows[1:])
    assert total == sum(made.worths)


def test_a_workbook_holds_numbers_and_texts_and_no_formula(books: Books, shop: Shop) -> None:
    made = table(books, shop, ReportBy.ARTICLE)
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(io.BytesIO(as_xlsx(made, goods.store(), "Laget nå"))) as book:
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
        texts = [
            "".join(part.itertext())
            for part in ET.fromstring(book.read("xl/sharedStrings.xml")).iter(f"{space}si")
        ]
    assert not list(sheet.iter(f"{space}f"))
    rows = {}
    for row in sheet.iter(f"{space}row"):
        cells_of = []
        for cell in row.iter(f"{space}c"):
            value = cell.findtext(f"{space}v") or ""
            cells_of.append(texts[int(value)] if cell.get("t") == "s" else value)
        rows[cells_of[0] if cells_of else ""] = cells_of
    assert rows[EVIL.name][1:4] == ["+47", "1.000", "10.50"]
    assert Decimal(rows["I alt"][7]) == Decimal(sum(made.worths)) / 100


@pytest.mark.parametrize("by", REPORTS)
def test_on_paper_every_row_has_its_name_and_what_it_comes_to(books: Books, shop: Shop, by: ReportBy) -> None:
    made = table(books, shop, by)
    document = report_document(made, goods.store(), at_ms=goods.AT_MS, offset_minutes=60, till_number=2)
    said = texts(document)
    assert {short_of(made, row, NB)[0] for row in made.rows} <= set(said)
    assert {short_of(made, row, NB)[2] for row in made.rows} <= set(said)
    for width in (32, 48):
        assert max(cells(row.text) for row in text_rows(lay_out(document, width))) <= width


def test_a_time_without_anything_says_so(books: Books, shop: Shop) -> None:
    empty = ReportSpan("2020-01-01", "2020-12-31")
    for by in REPORTS:
        made = table_for(shop, make_report(shop, books.reports, by, empty))
        assert made.rows == ()
        document = report_document(made, goods.store(), at_ms=goods.AT_MS, offset_minutes=60, till_number=2)
        assert any(getattr(block, "text", "") == "Ingenting i dette tidsrommet." for block in document.blocks)
        assert as_csv(made, "nb")
        assert as_xlsx(made, goods.store(), "")


def test_what_the_server_counted_stands_in_every_shape_below_what_this_till_did(
    books: Books, shop: Shop
) -> None:
    club = goods.programme()
    days = (
        AccountDay(club.account, "2026-03-01", 40, 2_000),
        AccountDay(club.account, "2026-03-02", 60, 1_000, 0, 25),
    )
    untold = table(books, shop, ReportBy.LOYALTY)
    assert untold.notes == ((words_of("nb").loyalty_note, None),)
    told = table(books, replace(shop, accounts=lambda: days), ReportBy.LOYALTY)
    assert told.rows[: len(untold.rows)] == untold.rows
    assert told.worths == untold.worths, "a chart is of what this till did"
    names = [
        "Utløpt, alle kasser",
        "Utestående 02.03.2026, alle kasser",
        "Til avgjørelse 02.03.2026, alle kasser",
    ]
    mine = told.rows[len(untold.rows) :]
    assert [(row[0], row[2], row[3]) for row in mine] == [
        (names[0], None, 100),
        (names[1], None, 1_000),
        (names[2], None, 25),
    ]
    assert "01.03.2026 til 02.03.2026" in told.notes[0][0]
    document = report_document(told, goods.store(), at_ms=goods.AT_MS, offset_minutes=60, till_number=2)
    assert {*names, told.notes[0][0]} <= set(texts(document))
    rows = list(csv.reader(io.StringIO(as_csv(told, "nb").decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows[-3:]] == names
    with zipfile.ZipFile(io.BytesIO(as_xlsx(told, goods.store(), "Laget nå"))) as book:
        written = book.read("xl/sharedStrings.xml").decode()
    assert all(name in written for name in (*names, told.notes[0][0]))
