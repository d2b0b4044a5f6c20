"""A sale as rows: what reports, late claims and returns look things up in."""

from __future__ import annotations

from pos_app.domain.pricing import turnover_minor
from pos_app.domain.sale import Sale
from sync.server.intake.effects import Place
from sync.server.schema import tables
from sync.server.slate.slate import Slate


def write_sale(slate: Slate, place: Place, sequence: int, sale: Sale, day: str) -> None:
    """Write the sale with its lines and tenders: a projection of its record."""
    key = {"company_id": place.company_id, "till_id": place.till_id, "sale_id": sale.sale_id}
    slate.add(
        tables.sale,
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
    lines = (
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
    )
    slate.add(tables.sale_line, *lines)
    tenders = (
        {
            **key,
            "position": position,
            "kind": str(tender.kind),
            "amount_minor": tender.amount_minor,
            "points": tender.points,
        }
        for position, tender in enumerate(sale.tenders)
    )
    slate.add(tables.sale_tender, *tenders)


def write_day(slate: Slate, place: Place, sale: Sale, day: str) -> None:
    """Count the sale into its till's day: what was sold, not what went onto a gift card or was paid for before."""
    slate.count(
        tables.day_total,
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
        *("sales", "total_minor", "tax_minor"),
    )
