"""A till of a Norwegian shop with many sales in it, made as fast as its own code writes them: a day in one transaction,
each sale encoded, chained and signed as at the counter, with its rows and its printed receipt, and a Z report after it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from pos_app.domain import tender as tenders
from pos_app.domain.sale import Sale
from pos_app.machine.transaction_signer import KEY_FILE, RsaTransactionSigner
from pos_app.services.period_reports import z_report
from pos_app.services.tax_books import NorwegianBooks
from pos_app.services.till_store import PrintJob, PrintKind, PrintState
from pos_app.storage.opening import SqliteTillStore, open_till_store
from tests.benchmarks.counter import counter_ports
from tests.stage import goods, returns
from tests.stage.counter import FakeClock
from tests.stage.ready_till import ReadyTill, make_ready_till
from tests.stage.tills import KEY, fact_id

LINES = 5
_TEMPLATES = 500
_ARTICLES, _GROUPS = 4_000, 40
_DAY_MS = 86_400_000
_OPENS_MS = 7 * 3_600_000
"""In UTC: eight in the morning."""
_OPEN_MS = 12 * 3_600_000
_BACK_EVERY = 50


@dataclass(frozen=True, slots=True)
class Days:
    """``sales`` sales on each of ``days`` days from ``first`` on; of every fifty something comes back at once. Each day
    ends with a Z report but the last, where ``last_is_open``.
    """

    first: date
    days: int
    sales: int
    last_is_open: bool = False


def till_with_sales(folder: Path, wanted: Days) -> ReadyTill:
    """Make one in ``folder``, which must not be there."""
    till = make_ready_till(folder)
    store = open_till_store(till.data, KEY, company_id=goods.COMPANY, till_id=goods.TILL)
    try:
        books = NorwegianBooks(RsaTransactionSigner(folder / KEY_FILE))
        clock = FakeClock()
        ports = replace(counter_ports(store), clock=clock)
        models = [_model(number) for number in range(min(_TEMPLATES, wanted.sales * wanted.days))]
        receipt = 0
        for day in range(wanted.days):
            receipt = _sell(store, books, models, wanted, day, receipt)
            if day + 1 < wanted.days or not wanted.last_is_open:
                clock.at_ms = _begins_ms(wanted, day) + _OPEN_MS
                z_report(ports, "maja")
    finally:
        store.close()
    return till


def _begins_ms(wanted: Days, day: int) -> int:
    return ((wanted.first - date(1970, 1, 1)).days + day) * _DAY_MS + _OPENS_MS


def _sell(
    store: SqliteTillStore,
    books: NorwegianBooks,
    models: list[Sale],
    wanted: Days,
    day: int,
    receipt: int,
) -> int:
    """One day, from the receipt number on; gives the last one."""
    with store.unit_of_work() as work:
        for of_day in range(wanted.sales):
            number, receipt = day * wanted.sales + of_day, receipt + 1
            sold = _dated(models[number % len(models)], number, receipt, wanted)
            job = PrintJob(
                *(fact_id(0x10_0000_0000 + number), sold.sale_id, PrintKind.RECEIPT, PrintState.CONFIRMED),
                sold.context.at_ms,
                open_drawer=number % 3 == 0,
            )
            books.sold(work, sold, work.add_sale(sold, None, job))
            if number % _BACK_EVERY == 0:
                receipt += 1
                back = returns.returned(
                    sold, [1], days=0, number=0x20_0000_0000 + number, receipt_number=receipt
                )
                books.took_back(work, back, work.add_return(back))
        work.commit()
    return receipt


def _model(number: int) -> Sale:
    """A basket of five different goods out of four thousand; every third is paid in cash, the others by card."""
    bought = [
        goods.article(
            f"Vare {(number * 17 + place * 811) % _ARTICLES}",
            1_990 + 100 * place,
            category_id=f"gruppe {(number + place) % _GROUPS}",
        )
        for place in range(LINES)
    ]
    return goods.sale(goods.basket(*bought), pay=None if number % 3 else [tenders.cash(100_000)])


def _dated(sale: Sale, number: int, receipt: int, wanted: Days) -> Sale:
    day, of_day = divmod(number, wanted.sales)
    return replace(
        sale,
        sale_id=fact_id(number),
        receipt_number=receipt,
        seller=goods.seller(cashier_id=("ingrid", "ole", "maja")[number % 3]),
        context=replace(
            sale.context,
            at_ms=_begins_ms(wanted, day) + of_day * _OPEN_MS // wanted.sales,
            business_date=(wanted.first + timedelta(days=day)).isoformat(),
        ),
    )
