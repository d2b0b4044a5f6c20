"""A sale as rows: what reports, late claims and returns look things up in."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from pos_app.domain.pricing import turnover_minor
from pos_app.domain.sale import Sale
from sync.server.intake.effects import Place
from sync.server.schema import tables
from sync.server.schema.dialects import upsert


def write_sale(connection: Connection, place: Place, sequence: int, sale: Sale, day: str) -> None:
    """Write the sale with its lines and tenders: a projection of its record."""
    key = {"company_id": place.company_id, "till_id": place.till_id, "sale_id": sale.sale_id}
    connection.execute(
        _NEW_SALE,
        {
            **key,
            "sequence": sequence,
            "store_id": place.store_id,
            "receipt_number": sale.receipt_number,
            "cashier_id": sale.seller.cashier_id,
            "member_id": sale.member.member_id if sale.member else "",
            "business_date": day,
            "at_ms": sale.context.at_ms,
            "currency": sale.basket.currency.code,
            "total_minor": sale.priced.total_minor,
            "tax_minor": sale.priced.tax_minor,
            "discount_minor": sale.priced.discount_minor,
            "rounding_minor": sale.settlement.rounding_minor,
        },
    )
    priced = {line.line_id: line for line in sale.priced.lines}
    lines = [
        {
            **key,
            "position": position,
            "line_id": line.line_id,
            "article_id": line.article.article_id,
            "category_id": line.article.category_id,
            "name": line.article.name,
            "quantity_milli": line.quantity_milli,
            "gross_minor": priced[line.line_id].gross_minor if line.line_id in priced else 0,
            "net_minor": priced[line.line_id].net_minor if line.line_id in priced else 0,
            "vat_code": line.article.vat.code,
            "vat_basis_points": line.article.vat.basis_points,
        }
        for position, line in enumerate(sale.basket.lines)
    ]
    if lines:
        connection.execute(_NEW_LINE, lines)
    tenders = [
        {
            **key,
            "position": position,
            "kind": str(tender.kind),
            "amount_minor": tender.amount_minor,
            "points": tender.points,
        }
        for position, tender in enumerate(sale.tenders)
    ]
    if tenders:
        connection.execute(_NEW_TENDER, tenders)


def write_day(connection: Connection, place: Place, sale: Sale, day: str) -> None:
    """Count the sale into its till's day: what was sold, not what went onto a gift card or was paid for before."""
    connection.execute(
        _ADD_TO_DAY,
        {
            "company_id": place.company_id,
            "till_id": place.till_id,
            "business_date": day,
            "currency": sale.basket.currency.code,
            "store_id": place.store_id,
            "sales": 1,
            "total_minor": turnover_minor(sale.priced),
            "tax_minor": sale.priced.tax_minor,
        },
    )


_NEW_SALE, _NEW_LINE = insert(tables.sale), insert(tables.sale_line)
_NEW_TENDER = insert(tables.sale_tender)
_NEW_DAY = upsert(tables.day_total)
_ADD_TO_DAY = _NEW_DAY.on_conflict_do_update(
    index_elements=["company_id", "till_id", "business_date", "currency"],
    set_={
        name: tables.day_total.c[name] + _NEW_DAY.excluded[name]
        for name in ("sales", "total_minor", "tax_minor")
    },
)
