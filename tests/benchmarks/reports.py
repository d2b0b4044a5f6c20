"""``reports``: every report over a year of one till, 500 000 lines in 100 000 sales, from its roll-ups.

The year's facts are real ones, encoded and chained as a sale's are; only the rows beside the journal, which no report
reads, are left out, so that a year is made in seconds. The roll-ups are made by the till's own code. Each sample is one
report as the panel and the command make it: whether there is anything new, its rows, its names, its table. Before
anything is measured, every report is held against the sums of the facts as they were when they were written.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter_ns

from pos_app.domain import tender as tenders
from pos_app.domain.report_span import ReportSpan
from pos_app.domain.report_sums import ReportBy, ReportTally, Sums
from pos_app.domain.sale import Sale
from pos_app.services.reporting import REPORTS, make_report, shop_with, table_for
from pos_app.storage import journal
from pos_app.storage.database import Database
from pos_app.storage.journal import Owner
from pos_app.storage.opening import TILL_DB, open_till_store
from pos_app.storage.report_book import TillReports
from sync.protocol.v1 import facts
from tests.benchmarks.connections import pragmas_of
from tests.benchmarks.counter import KEY
from tests.benchmarks.row import Row
from tests.stage import goods
from tests.stage.tills import fact_id

GOAL_MS = 300.0
LINES = 5
YEAR = ReportSpan("2026-01-01", "2026-12-31")
_ARTICLES, _GROUPS = 4_000, 40
_TEMPLATES = 2_000


def measure(folder: Path, *, quick: bool) -> Row:
    """Make the year (quick: of 300 sales), hold it against its facts, and ask for each report several times."""
    sales = 300 if quick else 100_000
    place = folder / "reports"
    tally = _a_year(place, sales)
    book = TillReports(place, KEY)
    book.catch_up()
    _hold_against(book, tally)
    shop = shop_with(goods.store(), 2, (), (), (goods.programme(),))
    samples = []
    for _ in range(2 if quick else 5):
        for by in REPORTS:
            started = perf_counter_ns()
            book.catch_up()
            table_for(shop, make_report(shop, book, by, YEAR))
            samples.append((perf_counter_ns() - started) / 1e6)
    database = Database.open(place / TILL_DB, KEY)
    try:
        pragmas = pragmas_of(database.connection)
    finally:
        database.close()
    return Row(
        "reports",
        "absolute",
        "ms",
        tuple(samples),
        (),
        GOAL_MS,
        rows_ours=sales * LINES,
        rows_reference=0,
        pragmas_ours=pragmas,
    )


def _a_year(place: Path, sales: int) -> ReportTally:
    """The journal of a year, and what its facts add up to."""
    tally = ReportTally()
    models = [_model(number) for number in range(min(_TEMPLATES, sales))]
    store = open_till_store(place, KEY, company_id=goods.COMPANY, till_id=goods.TILL)
    try:
        database, owner = store.database, Owner(goods.COMPANY, goods.TILL)
        with database.writing():
            for number in range(sales):
                sold = _dated(models[number % len(models)], number, sales)
                sequence = journal.append(
                    database,
                    owner,
                    fact_id=sold.sale_id,
                    kind=facts.SALE,
                    at_ms=sold.context.at_ms,
                    body=facts.encode_sale(sold),
                )
                tally.add(sequence, sold)
    finally:
        store.close()
    return tally


def _model(number: int) -> Sale:
    """A basket of five different goods out of four thousand; every third is paid in cash, every other by a member."""
    bought = [
        goods.article(
            f"Vare {(number * 17 + place * 811) % _ARTICLES}",
            1_990 + 100 * place,
            category_id=f"gruppe {(number + place) % _GROUPS}",
        )
        for place in range(LINES)
    ]
    pay = None if number % 3 else [tenders.cash(100_000)]
    return goods.sale(goods.basket(*bought), pay=pay, member_view=goods.member() if number % 2 else None)


def _dated(sale: Sale, number: int, sales: int) -> Sale:
    """The ``number``-th of so many, spread over the year's days and their hours."""
    first = date.fromisoformat(YEAR.first)
    day, of_day = divmod(number * 365, sales)
    at_ms = ((first - date(1970, 1, 1)).days + day) * 86_400_000 + 25_200_000 + of_day * 43_200_000 // sales
    on = (first + timedelta(days=day)).isoformat()
    return replace(
        sale,
        sale_id=fact_id(number),
        receipt_number=number + 1,
        seller=goods.seller(cashier_id=("ingrid", "ole", "maja")[number % 3]),
        context=replace(sale.context, at_ms=at_ms, business_date=on),
    )


def _hold_against(book: TillReports, tally: ReportTally) -> None:
    whole: dict[ReportBy, dict[str, Sums]] = {by: {} for by in ReportBy}
    for (by, _, _, key), sums in tally.sums.items():
        whole[by].setdefault(key, Sums()).add(sums)
    for by in ReportBy:
        if book.sums(by, YEAR, "NOK") != whole[by]:
            raise AssertionError(f"the report by {by.value} is not what its facts come to")
