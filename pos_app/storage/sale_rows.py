"""A sale as rows: the projections that reports query. Made from the fact alone, so a verifier can make them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain.loyalty.decision import Posting
from pos_app.domain.sale import Sale
from pos_app.storage.driver import Value

Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class SaleRows:
    """Rows in the order of the tables' columns; lines as the basket has them, the rest in their order."""

    sale: Row
    lines: list[Row]
    tenders: list[Row]
    postings: list[Row]


def rows_of(sale: Sale, sequence: int) -> SaleRows:
    """The rows of ``sale`` as journal record ``sequence``."""
    settlement, context, basket = sale.settlement, sale.context, sale.basket
    head = (
        sequence,
        sale.sale_id,
        sale.receipt_number,
        context.at_ms,
        context.business_date,
        sale.seller.store_id,
        sale.seller.cashier_id,
        basket.member_id,
        basket.currency.code,
        settlement.total_minor,
        sale.priced.tax_minor,
        settlement.rounding_minor,
        settlement.change_minor,
    )
    priced = {line.line_id: line for line in sale.priced.lines}
    lines: list[Row] = []
    for line in basket.lines:
        money, article = priced[line.line_id], line.article
        net = money.net_minor
        lines.append(
            (
                sequence,
                line.line_id,
                article.article_id,
                article.name,
                article.category_id,
                article.vat.code,
                article.vat.basis_points,
                line.quantity_milli,
                line.unit_price_minor,
                money.gross_minor,
                money.gross_minor - net,
                net,
            )
        )
    tenders: list[Row] = [
        (
            sequence,
            position,
            tender.kind.value,
            tender.amount_minor,
            tender.slip_reference,
            tender.points,
            tender.redemption_id,
        )
        for position, tender in enumerate(sale.tenders, start=1)
    ]
    postings = posting_rows(sale.decision.postings, sale.member.member_id if sale.member else "", sequence)
    return SaleRows(head, lines, tenders, postings)


def posting_rows(postings: Sequence[Posting], member_id: str, sequence: int) -> list[Row]:
    """What a decision posts for ``member_id``; a referrer's points stand under the referrer."""
    return [
        (
            sequence,
            position,
            posting.member_id or member_id,
            posting.programme_id,
            posting.account,
            posting.kind.value,
            posting.points,
            posting.redemption_id,
        )
        for position, posting in enumerate(postings, start=1)
    ]
