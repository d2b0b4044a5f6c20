"""What was sold, as rows for ``trofast programme simulate``: a draft of a programme is tried on the shop's own past.

A till's program may not import the server, and should not have to know its tables, so the two meet in a plain CSV file.
It holds no name and no member's id: members are numbered in it, so that it may be passed on. Goods that came back are
left out, with the points they would have earned; a sale that was claimed afterwards is its member's.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from pos_app.domain.basket import Line
from pos_app.domain.loyalty.calendar_days import local_day, minute_of_day
from pos_app.domain.money import Currency, Rounding, divide
from pos_app.domain.pricing import PricedLine
from pos_app.domain.sale import Sale
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts as facts_v1
from sync.server.schema import tables
from sync.server.schema.return_tables import returned, returned_line

COLUMNS = ("date", "member", "amount", "article", "category", "quantity", "sale", "protection")
_AT_ONCE = 500
Row = tuple[str, str, str, str, str, str, str, str]


@dataclass(slots=True)
class Written:
    """What went into the file, and what did not: lines that came back whole, sales in other currencies."""

    sales: int = 0
    lines: int = 0
    members: int = 0
    came_back: int = 0
    other_currency: int = 0


def write_past_sales(
    connection: Connection, company_id: str, currency: Currency, path: Path, first: str = "", last: str = ""
) -> Written:
    """Write the sales of the local days from ``first`` to ``last`` (ISO, both included; empty for no end) to ``path``.

    The file appears when it is whole, and only its owner may read it. Raises :class:`OSError` where it cannot be
    written.
    """
    done = Written()
    aside = path.with_name(f"{path.name}.part")
    aside.unlink(missing_ok=True)
    try:
        aside.touch(mode=0o600, exist_ok=False)
        with aside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for rows in _sales(connection, company_id, currency, first, last, done):
                writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return done


def _sales(
    connection: Connection, company_id: str, currency: Currency, first: str, last: str, done: Written
) -> Iterator[list[Row]]:
    gone = _came_back(connection, company_id)
    numbers: dict[str, str] = {}
    for member_id, sale in _stored(connection, company_id):
        day = local_day(sale.context.at_ms, sale.context.offset_minutes).isoformat()
        if day < first or (last and day > last):
            continue
        if sale.basket.currency.code != currency.code:
            done.other_currency += 1
            continue
        member = numbers.setdefault(member_id, f"m{len(numbers) + 1}") if member_id else ""
        minute = minute_of_day(sale.context.at_ms, sale.context.offset_minutes)
        at = f"{day}T{minute // 60:02}:{minute % 60:02}"
        done.sales += 1
        done.members = len(numbers)
        rows = []
        for line, priced in zip(sale.basket.lines, sale.priced.lines, strict=False):
            kept_milli = line.quantity_milli - gone.get((sale.sale_id, line.line_id), 0)
            if kept_milli <= 0:
                done.came_back += 1
                continue
            amount = _cost(sale, line, priced)
            if kept_milli < line.quantity_milli:
                amount = divide(amount * kept_milli, line.quantity_milli, Rounding.HALF_UP)
            rows.append(_row(at, member, amount, currency, line, kept_milli, f"sale-{done.sales}"))
        done.lines += len(rows)
        yield rows


def _row(
    at: str, member: str, amount_minor: int, currency: Currency, line: Line, milli: int, sale: str
) -> Row:
    article = line.article
    quantity = str(milli // 1000) if milli % 1000 == 0 else f"{milli // 1000}.{milli % 1000:03}"
    protection = article.protection.value if article.protection is not None else ""
    amount = _decimal(amount_minor, currency)
    return at, member, amount, article.article_id, article.category_id, quantity, sale, protection


def _cost(sale: Sale, line: Line, priced: PricedLine) -> int:
    """What a line cost with its VAT, whoever paid: points that lowered a price were paid by the member before."""
    amount = priced.net_minor + priced.points_minor
    if sale.basket.vat_included:
        return amount
    return divide(amount * (10_000 + line.article.vat.basis_points), 10_000, Rounding.HALF_UP)


def _decimal(amount_minor: int, currency: Currency) -> str:
    if not currency.exponent:
        return str(amount_minor)
    whole, rest = divmod(amount_minor, 10**currency.exponent)
    return f"{whole}.{rest:0{currency.exponent}}"


def _stored(connection: Connection, company_id: str) -> Iterator[tuple[str, Sale]]:
    """Every sale that was applied, from its record: what the till wrote, with the day and the goods as they were.
    Before it the id of its member, who may have claimed it afterwards; empty where nobody did.
    """
    sale, record = tables.sale, tables.record
    found = connection.execution_options(yield_per=_AT_ONCE).execute(
        select(sale.c.member_id, record.c.envelope)
        .join(
            sale,
            (sale.c.company_id == record.c.company_id)
            & (sale.c.till_id == record.c.till_id)
            & (sale.c.sequence == record.c.sequence),
        )
        .where(record.c.company_id == company_id, record.c.kind == facts_v1.SALE)
        .order_by(record.c.till_id, record.c.sequence)
    )
    for member_id, envelope in found:
        yield member_id, facts_v1.decode_sale(open_envelope(envelope).body)


def _came_back(connection: Connection, company_id: str) -> dict[tuple[str, int], int]:
    """Thousandths that were brought back of each line of each sale."""
    found = connection.execute(
        select(returned.c.sale_id, returned_line.c.line_id, func.sum(returned_line.c.quantity_milli))
        .join(
            returned_line,
            (returned_line.c.company_id == returned.c.company_id)
            & (returned_line.c.till_id == returned.c.till_id)
            & (returned_line.c.return_id == returned.c.return_id),
        )
        .where(returned.c.company_id == company_id)
        .group_by(returned.c.sale_id, returned_line.c.line_id)
    )
    return {(sale_id, line_id): int(milli) for sale_id, line_id, milli in found}
