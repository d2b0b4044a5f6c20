"""From a basket to what it costs: line amounts, discounts spread without a lost øre, VAT per rate, the total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain.basket import Basket, Discount, Line, line_gross_minor
from pos_app.domain.catalogue import VatRate
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import LARGEST_MINOR, Rounding, allocate, divide


@dataclass(frozen=True, slots=True)
class LineEffect:
    """Money that an offer takes off one line, in minor units, and the words the receipt says for it."""

    line_id: int
    amount_minor: int
    offer_id: str
    words: str
    programme_id: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One line with its money, minor units. ``net_minor`` is what the customer pays for it (before VAT is added,
    where prices are without VAT); discounts are positive amounts taken off ``gross_minor``.
    """

    line_id: int
    gross_minor: int
    line_discount_minor: int
    offer_minor: int
    basket_discount_minor: int

    @property
    def net_minor(self) -> int:
        """What is left of the line after every discount."""
        return self.gross_minor - self.line_discount_minor - self.offer_minor - self.basket_discount_minor


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
        """All that was taken off, by people and by offers."""
        return sum(line.gross_minor - line.net_minor for line in self.lines)

    @property
    def tax_minor(self) -> int:
        """VAT in the total."""
        return sum(vat.tax_minor for vat in self.vat)


def price(basket: Basket, effects: Sequence[LineEffect] = ()) -> Priced:
    """Price ``basket`` under the ``effects`` that the programmes decided.

    Order: line discount, offers, then the basket discount over what is left. Nothing goes below zero, and
    protected goods keep their price, whoever asks. VAT is computed once per rate over the sum of its lines, so
    that the receipt's table adds up.
    """
    lines = price_lines(basket, effects)
    vat = vat_per_rate(
        [(line.article.vat, done.net_minor) for line, done in zip(basket.lines, lines, strict=True)],
        included=basket.vat_included,
    )
    total = sum(amount.gross_minor for amount in vat)
    if total > LARGEST_MINOR:
        raise Refused(Refusal.AMOUNT_TOO_LARGE)
    return Priced(lines, vat, total)


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
            tax = divide(amount * rate.basis_points, 10_000 + rate.basis_points, Rounding.HALF_UP)
            found.append(VatAmount(rate, amount - tax, tax))
        else:
            tax = divide(amount * rate.basis_points, 10_000, Rounding.HALF_UP)
            found.append(VatAmount(rate, amount, tax))
    return tuple(found)


def discount_minor(discount: Discount | None, amount_minor: int) -> int:
    """What a discount takes off ``amount_minor``: never more than all of it."""
    if discount is None:
        return 0
    if discount.basis_points:
        return divide(amount_minor * discount.basis_points, 10_000, Rounding.HALF_UP)
    return min(discount.amount_minor, amount_minor)


def _price_line(line: Line, offer_minor: int) -> PricedLine:
    gross = line_gross_minor(line)
    if (line.discount is None and not offer_minor) or line.article.is_protected:
        return PricedLine(line.line_id, gross, 0, 0, 0)
    taken = discount_minor(line.discount, gross)
    return PricedLine(line.line_id, gross, taken, min(max(offer_minor, 0), gross - taken), 0)


def _basket_discount(basket: Basket, lines: Sequence[PricedLine]) -> list[int]:
    open_to_it = [
        0 if line.article.is_protected else done.net_minor
        for line, done in zip(basket.lines, lines, strict=True)
    ]
    off = discount_minor(basket.discount, sum(open_to_it))
    return allocate(off, open_to_it) if off else [0] * len(lines)
