"""Sales and returns as the tax office's file tells them: lines, VAT, payments and rounding that add up to the øre.

Of every transaction: the lines' amounts sum to its own, with VAT and without; the payments less the rounding do too;
VAT per code is what its receipt shows. Amounts are minor units and signed: what a return gives back is negative.

Money put on a gift card that buys anything stands in the transaction that took it, on a line of its own type without
VAT; it is paid in, and in no sum of sales. Points that reduce the price are a discount and no payment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain.basket import Basket, Line
from pos_app.domain.catalogue import Article, VatRate
from pos_app.domain.money import allocate
from pos_app.domain.norway import codes
from pos_app.domain.pricing import OUTSIDE_VAT, PricedLine, VatAmount, price, tax_within
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender, TenderKind, is_on_account, kept_minor


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line. ``article`` is none where nothing in particular was sold; ``discounts`` are codes and amounts."""

    kind: str
    with_vat_minor: int
    tax_minor: int
    base_minor: int
    rate: VatRate
    article: Article | None = None
    quantity_milli: int = 0
    unit_price_minor: int = 0
    discounts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FilePayment:
    """Money one way, cash less change; ``reference`` is the terminal's slip, the id under which points were
    held, or of an invoice the customer's organisation number and reference.
    """

    code: str
    amount_minor: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class CashTransaction:
    """One ``cashtransaction``, without what the till's journal knows of it (signature, prints)."""

    transaction_id: str
    number: int
    kind: str
    cashier_id: str
    at_ms: int
    offset_minutes: int
    with_vat_minor: int
    tax_minor: int
    rounding_minor: int
    lines: tuple[FileLine, ...]
    vat: tuple[VatAmount, ...]
    payments: tuple[FilePayment, ...]
    of_transaction: str = ""
    """The sale that a return takes goods back from."""
    basket_id: str = ""
    """The basket that became it: provisional receipts were about that."""


def from_sale(sale: Sale) -> CashTransaction:
    """A sale as the file tells it."""
    only_loads = all(line.article.vat == OUTSIDE_VAT for line in sale.basket.lines)
    paid_now = codes.IN_PAYMENT if only_loads else codes.CASH_SALE
    return CashTransaction(
        transaction_id=sale.sale_id,
        number=sale.receipt_number,
        kind=(codes.CREDIT_SALE if is_on_account(sale.tenders) else paid_now).code,
        cashier_id=sale.seller.cashier_id,
        at_ms=sale.context.at_ms,
        offset_minutes=sale.context.offset_minutes,
        with_vat_minor=sale.priced.total_minor,
        tax_minor=sale.priced.tax_minor,
        rounding_minor=sale.settlement.rounding_minor,
        lines=_sold_lines(sale),
        vat=sale.priced.vat,
        payments=_payments(sale),
        basket_id=sale.basket.basket_id,
    )


def from_return(returned: Return, sale: Sale | None) -> CashTransaction:
    """A return as the file tells it: below zero throughout. ``sale`` is what its goods are of, where there is one.

    Raises ``LookupError`` where there should be.
    """
    refund, context = returned.reversal.refund, returned.context
    vat = tuple(VatAmount(each.rate, -each.base_minor, -each.tax_minor) for each in refund.vat)
    return CashTransaction(
        transaction_id=returned.return_id,
        number=returned.receipt_number,
        kind=(codes.CREDIT_RETURN if is_on_account(returned.tenders) else codes.RETURN_PAYMENT).code,
        cashier_id=returned.seller.cashier_id,
        at_ms=context.at_ms,
        offset_minutes=context.offset_minutes,
        with_vat_minor=-refund.total_minor,
        tax_minor=-refund.tax_minor,
        rounding_minor=-refund.rounding_minor,
        lines=_returned_lines(returned, returned.basket(sale), vat),
        vat=vat,
        payments=_refunds(returned),
        of_transaction=returned.sale_id,
    )


def _sold_lines(sale: Sale) -> tuple[FileLine, ...]:
    """Each rate's VAT is shared out over its lines, so that they sum to the receipt's table and not a øre beside it."""
    basket, lines = sale.basket, sale.priced.lines
    shares: dict[int, tuple[int, int]] = {}
    for amount in sale.priced.vat:
        places = [place for place, line in enumerate(basket.lines) if line.article.vat == amount.rate]
        weights = [max(lines[place].net_minor, 0) for place in places]
        if not any(weights):
            weights = [1] * len(places)
        if not places:
            continue  # what a gift card had prepaid has no line
        parts = zip(allocate(amount.base_minor, weights), allocate(amount.tax_minor, weights), strict=True)
        shares.update(zip(places, parts, strict=True))
    return tuple(
        _sold_line(line, priced, *shares.get(place, (0, 0)), included=basket.vat_included)
        for place, (line, priced) in enumerate(zip(basket.lines, lines, strict=True))
    )


def _sold_line(line: Line, priced: PricedLine, base: int, tax: int, *, included: bool) -> FileLine:
    kind = codes.LOAD_LINE if line.article.vat == OUTSIDE_VAT else codes.SALE_LINE
    taken = (
        (codes.BY_HAND, priced.line_discount_minor),
        (codes.BY_OFFER, priced.offer_minor),
        (codes.ON_ALL, priced.basket_discount_minor),
        (codes.BY_POINTS, priced.points_minor),
    )
    return FileLine(
        kind.code,
        priced.net_minor if included else priced.net_minor + tax,
        tax,
        base,
        line.article.vat,
        line.article,
        line.quantity_milli,
        line.unit_price_minor,
        tuple((why.code, minor) for why, minor in taken if minor),
    )


def _payments(sale: Sale) -> tuple[FilePayment, ...]:
    reduced = 0
    if sale.decision.redeemed_shares:
        reduced = price(sale.basket, sale.decision.line_effects).total_minor - sale.priced.total_minor
    found = []
    kept = kept_minor(sale.tenders, sale.settlement.change_minor)
    for tender, left in zip(sale.tenders, kept, strict=True):
        amount = left
        if tender.kind is TenderKind.POINTS:
            off = min(reduced, amount)
            reduced, amount = reduced - off, amount - off
        if amount:
            found.append(_payment(tender, amount))
    return tuple(found)


def _refunds(returned: Return) -> tuple[FilePayment, ...]:
    """What went back; points that had reduced the price go back beside the refund, and are no payment here either."""
    refund = returned.reversal.refund
    beside = refund.handed_minor - refund.total_minor - refund.rounding_minor
    found = []
    for tender in returned.tenders:
        amount = tender.amount_minor
        if tender.kind is TenderKind.POINTS:
            off = min(beside, amount)
            beside, amount = beside - off, amount - off
        if amount:
            found.append(_payment(tender, -amount))
    return tuple(found)


def _payment(tender: Tender, amount_minor: int) -> FilePayment:
    reference = tender.slip_reference or tender.redemption_id
    if tender.exchange_id:
        reference = codes.identification(tender.exchange_id)
    if tender.customer is not None:
        reference = f"{tender.customer.organisation_number} {tender.customer.reference}".strip()
    return FilePayment(codes.PAYMENTS[tender.kind].code, amount_minor, reference)


def _returned_lines(returned: Return, basket: Basket, vat: Sequence[VatAmount]) -> tuple[FileLine, ...]:
    """The goods at what was paid for them, and for each rate a line for whatever lies between them and the refund."""
    found: list[FileLine] = []
    for back in returned.reversal.refund.lines:
        line = basket.line(back.line_id)
        article = line.article
        tax = tax_within(back.paid_minor, article.vat.basis_points)
        kind = codes.UNLOAD_LINE if article.vat == OUTSIDE_VAT else codes.RETURN_LINE
        found.append(
            FileLine(
                kind.code,
                -back.paid_minor,
                -tax,
                tax - back.paid_minor,
                article.vat,
                article,
                -back.quantity_milli,
                line.unit_price_minor,
            )
        )
    totals = {amount.rate: amount for amount in vat}
    for rate in dict.fromkeys((*totals, *(line.rate for line in found))):
        places = [place for place, line in enumerate(found) if line.rate == rate]
        total = totals.get(rate, VatAmount(rate, 0, 0))
        rest = total.gross_minor - sum(found[place].with_vat_minor for place in places)
        rest_tax = total.tax_minor - sum(found[place].tax_minor for place in places)
        if rest:
            found.append(FileLine(codes.ADJUSTING_LINE.code, rest, rest_tax, rest - rest_tax, rate))
        elif rest_tax:  # only rounding: an øre on the largest line
            place = min(places, key=lambda each: found[each].with_vat_minor)
            found[place] = _with_more_tax(found[place], rest_tax)
    return tuple(found)


def _with_more_tax(line: FileLine, tax: int) -> FileLine:
    from dataclasses import replace

    return replace(line, tax_minor=line.tax_minor + tax, base_minor=line.base_minor - tax)
