"""From a basket to what it costs: line amounts, discounts spread without a lost øre, VAT per rate, the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain.basket import Basket, Discount, Line, line_gross_minor
from pos_app.domain.catalogue import VatRate
from pos_app.domain.draft import draft_of
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import LARGEST_MINOR, Rounding, allocate, divide

OUTSIDE_VAT = VatRate("outside", 0)
"""The rate of what is no supply yet: money put on a gift card that buys anything."""
VAT_PREPAID = VatRate("prepaid", 0)
"""The row of what is paid with a gift card whose VAT was paid when it was sold."""


@dataclass(frozen=True, slots=True)
class LineEffect:
    """Money that an offer takes off one line, in minor units, and the words the receipt says for it."""

    line_id: int
    amount_minor: int
    offer_id: str
    words: str
    programme_id: str = ""


@dataclass(frozen=True, slots=True)
class RedeemedShare:
    """How much of the points used falls on a line, in minor units with VAT, where they are a price reduction (the VAT
    base falls with them); none where they are a payment.
    """

    line_id: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line with its money, minor units. ``net_minor`` is what the customer pays for it (before VAT is added,
    where prices are without VAT); discounts are positive amounts taken off ``gross_minor``, and ``points_minor`` is
    what points took off where they are a price reduction.
    """

    line_id: int
    gross_minor: int
    line_discount_minor: int
    offer_minor: int
    basket_discount_minor: int
    points_minor: int = 0

    @property
    def net_minor(self) -> int:
        """What is left of the line after every discount."""
        taken = self.line_discount_minor + self.offer_minor + self.basket_discount_minor + self.points_minor
        return self.gross_minor - taken


_PRICED = draft_of(PricedLine)


@dataclass(frozen=True, slots=True)
class VatAmount:
    """VAT at one rate over the whole basket: ``base_minor`` without VAT, ``tax_minor`` the VAT itself."""

    rate: VatRate
    base_minor: int
    tax_minor: int

    @property
    def gross_minor(self) -> int:
        """Base and tax together."""
        return self.base_minor + self.tax_minor


@dataclass(frozen=True, slots=True)
class Priced:
    """A basket's money: its lines in order, VAT by falling rate, and the total to pay in minor units."""

    lines: tuple[PricedLine, ...]
    vat: tuple[VatAmount, ...]
    total_minor: int

    @property
    def discount_minor(self) -> int:
        """All that was taken off, by people, by offers and by points that reduce the price."""
        return sum(line.gross_minor - line.net_minor for line in self.lines)

    @property
    def tax_minor(self) -> int:
        """VAT in the total."""
        return sum(vat.tax_minor for vat in self.vat)


def price(
    basket: Basket,
    effects: Sequence[LineEffect] = (),
    shares: Sequence[RedeemedShare] = (),
    prepaid: Sequence[tuple[VatRate, int]] = (),
) -> Priced:
    """Price ``basket`` under the ``effects`` that the programmes decided.

    Order: line discount, offers, the basket discount over what is left, then the ``shares`` of points that are a
    price reduction. Nothing goes below zero, and protected goods keep their price, whoever asks. VAT is computed once
    per rate over the sum of its lines, so that the receipt's table adds up. ``prepaid`` is money at a rate whose VAT
    was paid before (a single-purpose gift card): it stays in the total and leaves the rate's base.
    """
    lines = price_lines(basket, effects)
    vat = _vat_of(basket, lines)
    if shares:
        lines, vat = _reduced(basket, lines, vat, shares)
    if prepaid:
        vat = _less_prepaid(vat, prepaid)
    total = sum(amount.gross_minor for amount in vat)
    if total > LARGEST_MINOR:
        raise Refused(Refusal.AMOUNT_TOO_LARGE)
    return Priced(lines, vat, total)


def turnover_minor(priced: Priced) -> int:
    """What was sold, VAT included: without money put on cards that buy anything (no sale yet) and without what was paid
    with cards whose sale was counted when they were sold.
    """
    apart = {OUTSIDE_VAT.code, VAT_PREPAID.code}
    return priced.total_minor - sum(vat.gross_minor for vat in priced.vat if vat.rate.code in apart)


def price_lines(basket: Basket, effects: Sequence[LineEffect] = ()) -> tuple[PricedLine, ...]:
    """What each line costs, without VAT and total being worked out: what the programmes need. See :func:`price`."""
    offers: dict[int, int] = {}
    for effect in effects:
        offers[effect.line_id] = offers.get(effect.line_id, 0) + effect.amount_minor
    lines = tuple([_price_line(line, offers.get(line.line_id, 0)) for line in basket.lines])
    if basket.discount is None:
        return lines
    return tuple(
        PricedLine(done.line_id, done.gross_minor, done.line_discount_minor, done.offer_minor, share)
        for done, share in zip(lines, _basket_discount(basket, lines), strict=True)
    )


def vat_per_rate(amounts: Sequence[tuple[VatRate, int]], *, included: bool) -> tuple[VatAmount, ...]:
    """VAT for each rate over line amounts in minor units, highest rate first; halves go up.

    ``included`` says whether the amounts already hold their VAT (Norwegian shop prices do).
    """
    sums: dict[VatRate, int] = {}
    running, last = 0, None
    for rate, amount in amounts:
        if rate is not last:  # most neighbours share a rate, and a rate is slow to hash
            if last is not None:
                sums[last] = sums.get(last, 0) + running
            running, last = 0, rate
        running += amount
    if last is not None:
        sums[last] = sums.get(last, 0) + running
    found = []
    for rate in sorted(sums, key=lambda rate: (-rate.basis_points, rate.code)):
        amount = sums[rate]
        if included:
            tax = tax_within(amount, rate.basis_points)
            found.append(VatAmount(rate, amount - tax, tax))
        else:
            tax = divide(amount * rate.basis_points, 10_000, Rounding.HALF_UP)
            found.append(VatAmount(rate, amount, tax))
    return tuple(found)


def tax_within(gross_minor: int, basis_points: int) -> int:
    """The VAT that an amount holds, halves up."""
    return divide(gross_minor * basis_points, 10_000 + basis_points, Rounding.HALF_UP)


def discount_minor(discount: Discount | None, amount_minor: int) -> int:
    """What a discount takes off ``amount_minor``: never more than all of it."""
    if discount is None:
        return 0
    if discount.basis_points:
        return divide(amount_minor * discount.basis_points, 10_000, Rounding.HALF_UP)
    return min(discount.amount_minor, amount_minor)


def _price_line(line: Line, offer_minor: int) -> PricedLine:
    gross, taken, off = line_gross_minor(line), 0, 0
    if (offer_minor or line.discount is not None) and line.article.protection is None:
        taken = discount_minor(line.discount, gross)
        off = min(max(offer_minor, 0), gross - taken)
    draft = _PRICED()
    draft.line_id = line.line_id
    draft.gross_minor = gross
    draft.line_discount_minor = taken
    draft.offer_minor = off
    draft.basket_discount_minor = 0
    draft.points_minor = 0
    draft.__class__ = PricedLine
    made: PricedLine = draft
    return made


def _basket_discount(basket: Basket, lines: Sequence[PricedLine]) -> list[int]:
    open_to_it = [
        0 if line.article.is_protected else done.net_minor
        for line, done in zip(basket.lines, lines, strict=True)
    ]
    off = discount_minor(basket.discount, sum(open_to_it))
    return allocate(off, open_to_it) if off else [0] * len(lines)


def _vat_of(basket: Basket, lines: Sequence[PricedLine]) -> tuple[VatAmount, ...]:
    return vat_per_rate(
        [(line.article.vat, done.net_minor) for line, done in zip(basket.lines, lines, strict=True)],
        included=basket.vat_included,
    )


def _reduced(
    basket: Basket,
    lines: tuple[PricedLine, ...],
    vat: tuple[VatAmount, ...],
    shares: Sequence[RedeemedShare],
) -> tuple[tuple[PricedLine, ...], tuple[VatAmount, ...]]:
    """Lines and VAT once points have lowered them: each rate falls by its lines' shares."""
    asked = {share.line_id: max(share.amount_minor, 0) for share in shares}
    if basket.vat_included:
        off = [min(asked.get(done.line_id, 0), done.net_minor) for done in lines]
        lowered = _with_points(lines, off)
        return lowered, _vat_of(basket, lowered)
    off = [0] * len(lines)
    left = []
    for amount in vat:
        places = [
            place
            for place, line in enumerate(basket.lines)
            if line.article.vat == amount.rate and asked.get(line.line_id)
        ]
        gross = max(amount.gross_minor - sum(asked[lines[place].line_id] for place in places), 0)
        nets = [lines[place].net_minor for place in places]
        # What is taken off a price without VAT is whatever makes price and VAT together fall by the points' worth.
        base = max(gross - tax_within(gross, amount.rate.basis_points), amount.base_minor - sum(nets))
        for place, part in zip(places, allocate(amount.base_minor - base, nets), strict=True):
            off[place] = part
        left.append(VatAmount(amount.rate, base, max(gross - base, 0)))
    return _with_points(lines, off), tuple(left)


def _with_points(lines: Sequence[PricedLine], off: Sequence[int]) -> tuple[PricedLine, ...]:
    return tuple(
        PricedLine(
            done.line_id,
            done.gross_minor,
            done.line_discount_minor,
            done.offer_minor,
            done.basket_discount_minor,
            points,
        )
        for done, points in zip(lines, off, strict=True)
    )


def _less_prepaid(vat: Sequence[VatAmount], prepaid: Sequence[tuple[VatRate, int]]) -> tuple[VatAmount, ...]:
    """VAT without what was taxed before, which gets a row of its own."""
    asked: dict[VatRate, int] = {}
    for rate, minor in prepaid:
        asked[rate] = asked.get(rate, 0) + max(minor, 0)
    left, moved = [], 0
    for amount in vat:
        taken = min(asked.get(amount.rate, 0), amount.gross_minor)
        moved += taken
        gross = amount.gross_minor - taken
        tax = tax_within(gross, amount.rate.basis_points)
        left.append(VatAmount(amount.rate, gross - tax, tax))
    return (*left, VatAmount(VAT_PREPAID, moved, 0)) if moved else tuple(left)
