"""The money of a return: what was paid in all, less what the kept goods cost alone, less what went back before.

That difference makes returns in any order sum to the whole. It is never negative: where kept goods lose an offer and
would cost more than was paid, nothing goes back for this return, and the next one counts from the same sums. Points
that paid count with their worth; where they were a price reduction they go back with the lines they had lowered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import VatRate
from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import RefundLine, RefundTender, ReturnedLine, Reversal
from pos_app.domain.loyalty.settings import RefundTenders
from pos_app.domain.loyalty.taking_back_goods import Gone
from pos_app.domain.money import Currency, allocate
from pos_app.domain.pricing import VatAmount, price, vat_per_rate
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender, TenderKind, slips_as_cash


@dataclass(frozen=True, slots=True)
class KeptFee:
    """The part of a membership's fee that is used up: it stays paid, at its own VAT rate."""

    rate: VatRate
    amount_minor: int


@dataclass(slots=True)
class Way:
    """One way in which the sale was paid: its exact share of the total, and what of it went back before."""

    place: int
    tender: Tender
    exact_minor: int
    handed_minor: int
    back_exact: int = 0
    back_handed: int = 0
    back_points: int = 0

    @property
    def left(self) -> int:
        """What may still go back this way."""
        return self.exact_minor - self.back_exact


def worth(basket: Basket, decision: Decision) -> int:
    """What a basket costs under a decision's offers, VAT included, whatever pays for it."""
    return price(basket, decision.line_effects).total_minor


def fees_minor(fees: Sequence[KeptFee], basket: Basket) -> int:
    """What stays paid for memberships, VAT included."""
    return sum(vat.gross_minor for vat in _fees_vat(fees, basket))


def ways_paid(sale: Sale, returned_before: Sequence[Reversal]) -> list[Way]:
    """How the sale was paid, in the order of its tenders: several cash payments are one, without the change; deposit
    slips are cash.
    """
    ways: list[Way] = []
    tenders = slips_as_cash(sale.tenders)
    other = sum(tender.amount_minor for tender in tenders if tender.kind is not TenderKind.CASH)
    cash_exact = max(worth(sale.basket, sale.decision) - other, 0)
    rounding = sale.settlement.rounding_minor
    in_cash = any(tender.kind is TenderKind.CASH for tender in tenders)
    for place, tender in enumerate(tenders):
        if tender.kind is TenderKind.EXCHANGE and not in_cash:  # then it is what was rounded
            ways.append(Way(place, tender, tender.amount_minor - rounding, tender.amount_minor))
        elif tender.kind is not TenderKind.CASH:
            ways.append(Way(place, tender, tender.amount_minor, tender.amount_minor))
        elif not any(way.tender.kind is TenderKind.CASH for way in ways):
            ways.append(Way(place, tender, cash_exact, cash_exact + rounding))
    by_place = {way.place: way for way in ways}
    for reversal in returned_before:
        for back in reversal.refund.tenders:
            way = by_place[back.place]
            way.back_exact += back.exact_minor
            way.back_handed += back.amount_minor
            way.back_points += back.points
    return ways


def split(
    sale: Sale,
    kept: Basket,
    alone: Decision,
    gone: Gone,
    total: int,
    ways: Sequence[Way],
    programmes: Sequence[Programme],
) -> tuple[RefundTender, ...]:
    """``total`` over the ways in which the sale was paid: in proportion to what is left of each, or in the order that
    the first programme states. Gift-card money goes back to its card, never into the drawer. ``alone`` is what the
    rules say of the kept goods.
    """
    shares = [0] * len(ways)
    left = [way.left for way in ways]
    if sale.decision.redeemed_shares:
        for number, way in enumerate(ways):
            if way.tender.kind is TenderKind.POINTS:
                shares[number] = min(_reduction_back(sale, kept, alone, gone, way), total)
                total -= shares[number]
                left[number] = 0
    if total > sum(left):  # nothing but points was paid with
        left = [way.left - share for way, share in zip(ways, shares, strict=True)]
    rules = programmes[0].returns if programmes else None
    if rules is not None and rules.refund is RefundTenders.STATED_ORDER:
        more = _in_order(total, ways, left, rules.refund_order)
    else:
        more = allocate(total, left) if total else [0] * len(ways)
    return tuple(
        _back(way, share + extra, sale.basket.currency)
        for way, share, extra in zip(ways, shares, more, strict=True)
        if share + extra
    )


def tenders_left(ways: Sequence[Way], now: Sequence[RefundTender]) -> tuple[Tender, ...]:
    """What of the sale's payments stays with the shop after this refund too: the tenders of the kept goods."""
    back = {tender.place: tender for tender in now}
    left = []
    for way in ways:
        step = back.get(way.place)
        amount = way.left - (step.exact_minor if step else 0)
        if amount > 0:
            points = way.tender.points - way.back_points - (step.points if step else 0)
            left.append(replace(way.tender, amount_minor=amount, points=points))
    return tuple(left)


def vat_step(
    sale: Sale,
    kept: Basket,
    decision: Decision,
    tenders: Sequence[Tender],
    fees: Sequence[KeptFee],
    returned_before: Sequence[Reversal],
) -> tuple[VatAmount, ...]:
    """Rate by rate what the sale had, less what is kept, less what went back before. A rate whose kept goods became
    dearer may have a negative part here; over all returns each rate sums to what the sale had. Together they are never
    negative: where points had paid for what is now kept and may not be lowered, the next return counts from the same
    sums.
    """
    prepaid = [
        (tender.gift_card.vat, tender.amount_minor)
        for tender in tenders
        if tender.gift_card is not None and tender.gift_card.vat is not None
    ]
    priced = price(kept, decision.line_effects, decision.redeemed_shares, prepaid)
    sums = {amount.rate: [amount.base_minor, amount.tax_minor] for amount in sale.priced.vat}
    gone = [vat for each in returned_before for vat in each.refund.vat]
    for amount in (*priced.vat, *_fees_vat(fees, kept), *gone):
        of_rate = sums.setdefault(amount.rate, [0, 0])
        of_rate[0] -= amount.base_minor
        of_rate[1] -= amount.tax_minor
    if sum(base + tax for base, tax in sums.values()) < 0:
        return ()
    return tuple(VatAmount(rate, base, tax) for rate, (base, tax) in sums.items() if base or tax)


def refund_lines(sale: Sale, gone: Gone, returning: Sequence[ReturnedLine]) -> tuple[RefundLine, ...]:
    """What was paid for the returned units: the lines' shares of the total, unit by unit without a lost øre."""
    paid, was = paid_by_line(sale), dict(gone)
    found = []
    for each in returning:
        line, before = sale.basket.line(each.line_id), was.get(each.line_id, 0)
        after = before + each.quantity_milli
        of_line = paid[line.line_id]
        share = of_line * after // line.quantity_milli - of_line * before // line.quantity_milli
        was[each.line_id] = after
        found.append(RefundLine(each.line_id, each.quantity_milli, share))
    return tuple(found)


def paid_by_line(sale: Sale) -> dict[int, int]:
    """What each line of the sale cost the customer, VAT included; together exactly what the sale was worth."""
    priced = price(sale.basket, sale.decision.line_effects)
    nets = []
    for line, done in zip(sale.basket.lines, priced.lines, strict=True):
        extra = 0 if sale.basket.vat_included else line.article.vat.basis_points
        nets.append(done.net_minor * (10_000 + extra))
    shares = allocate(priced.total_minor, nets) if any(nets) else [0] * len(nets)
    return {line.line_id: share for line, share in zip(sale.basket.lines, shares, strict=True)}


def _fees_vat(fees: Sequence[KeptFee], basket: Basket) -> tuple[VatAmount, ...]:
    return vat_per_rate([(fee.rate, fee.amount_minor) for fee in fees], included=basket.vat_included)


def _reduction_back(sale: Sale, kept: Basket, alone: Decision, gone: Gone, way: Way) -> int:
    """Points that had lowered lines go back with them; none stays on goods that points may not lower, and no more than
    the others cost.
    """
    shares = {share.line_id: share.amount_minor for share in sale.decision.redeemed_shares}
    whole = sum(shares.values())
    still = 0
    for line in kept.lines:
        share, quantity = shares.get(line.line_id, 0), sale.basket.line(line.line_id).quantity_milli
        still += share - share * gone.get(line.line_id, 0) // quantity
    stays = way.exact_minor * still // whole if whole else 0
    return max(way.left - min(stays, _may_be_lowered(kept, alone)), 0)


def _may_be_lowered(kept: Basket, alone: Decision) -> int:
    """What the kept goods cost that points may lower, VAT included."""
    priced = price(kept, alone.line_effects)
    taxed = 0
    for line, done in zip(kept.lines, priced.lines, strict=True):
        if not line.article.is_protected:
            extra = 0 if kept.vat_included else line.article.vat.basis_points
            taxed += done.net_minor * (10_000 + extra)
    return taxed // 10_000


def _in_order(total: int, ways: Sequence[Way], left: Sequence[int], order: Sequence[str]) -> list[int]:
    """Each kind in its turn, as far as it paid; kinds that nobody named follow, in the order of the sale."""
    rank = {kind: number for number, kind in enumerate(order)}
    shares = [0] * len(ways)
    for number in sorted(range(len(ways)), key=lambda n: (rank.get(ways[n].tender.kind.value, len(rank)), n)):
        shares[number] = min(total, left[number])
        total -= shares[number]
    return shares


def _back(way: Way, share: int, currency: Currency) -> RefundTender:
    """One way's part: cash rounded over all returns together, points in proportion to the money they stood for."""
    tender, exact = way.tender, way.back_exact + share
    handed, points = share, 0
    is_all = exact == way.exact_minor
    kind = tender.kind
    if kind is TenderKind.EXCHANGE:  # goods had paid: nobody else has the money, so it is handed over
        kind = TenderKind.CASH
        handed = max(currency.round_cash(exact) - way.back_handed, 0)
    elif kind is TenderKind.CASH:
        due = way.handed_minor if is_all else min(currency.round_cash(exact), way.handed_minor)
        handed = max(due - way.back_handed, 0)
    if tender.kind is TenderKind.POINTS:
        due = tender.points if is_all else tender.points * exact // way.exact_minor
        points = due - way.back_points
    return RefundTender(way.place, kind, share, handed, tender.slip_reference, points, tender.redemption_id)
