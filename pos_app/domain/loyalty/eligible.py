"""The money, weight and pieces that count for a rule: what is paid for its goods, by whom and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain.basket import PIECE_MILLI, Basket
from pos_app.domain.catalogue import Protection, Unit
from pos_app.domain.loyalty.condition import Goods
from pos_app.domain.loyalty.earn_rules import EarnRule
from pos_app.domain.loyalty.settings import EarnBase
from pos_app.domain.money import Rounding, allocate, divide
from pos_app.domain.pricing import PricedLine
from pos_app.domain.tender import Tender, TenderKind

# Looked up once: in Python 3.11 that takes as long as ten plain names.
_POINTS, _CASH = TenderKind.POINTS, TenderKind.CASH
_BY_POINTS = (_POINTS,)
_NET = EarnBase.NET_OF_REDEMPTION


@dataclass(slots=True)
class Paid:
    """A priced basket seen once for all rules: what is paid for each line, VAT included, and by which tenders."""

    basket: Basket
    priced: tuple[PricedLine, ...]
    tenders: Sequence[Tender]
    lines: tuple[int, ...]
    everything: int

    @classmethod
    def of(cls, basket: Basket, priced: tuple[PricedLine, ...], tenders: Sequence[Tender]) -> Paid:
        """Work it out from a priced basket."""
        if basket.vat_included:
            lines = tuple([done.net_minor for done in priced])
        else:
            lines = tuple(
                [
                    divide(
                        done.net_minor * (10_000 + line.article.vat.basis_points), 10_000, Rounding.HALF_UP
                    )
                    for line, done in zip(basket.lines, priced, strict=True)
                ]
            )
        return cls(basket, priced, tenders, lines, sum(lines))

    def after_reduction(self) -> tuple[Paid, tuple[int, ...]]:
        """What is paid where points used are a price reduction, and how much of them falls on each line.

        They lower unprotected goods only, in proportion; the points are then no tender any more.
        """
        by_points = sum([tender.amount_minor for tender in self.tenders if tender.kind is _POINTS])
        weights = [
            amount if line.article.protection is None else 0
            for line, amount in zip(self.basket.lines, self.lines, strict=True)
        ]
        used = min(by_points, sum(weights))
        if not used:
            return self, ()
        shares = tuple(allocate(used, weights))
        lines = tuple([amount - share for amount, share in zip(self.lines, shares, strict=True)])
        tenders = tuple([tender for tender in self.tenders if tender.kind is not _POINTS])
        return Paid(self.basket, self.priced, tenders, lines, sum(lines)), shares

    def by(self, kinds: Sequence[TenderKind]) -> int:
        """How much of the basket those tenders pay; of cash what is not change."""
        cash = other = paid = 0
        for tender in self.tenders:
            if tender.kind is _CASH:
                cash += tender.amount_minor
                continue
            other += tender.amount_minor
            if tender.kind in kinds:
                paid += tender.amount_minor
        if cash and _CASH in kinds:
            paid += min(cash, max(self.everything - other, 0))
        return min(paid, self.everything)

    def places(self, goods: Goods, never_counts: frozenset[Protection]) -> list[int]:
        """The lines that are among these goods."""
        lines = self.basket.lines
        if goods.is_everything and not goods.except_articles and not goods.except_categories:
            found = [
                place
                for place, line in enumerate(lines)
                if line.article.protection is None or line.article.protection not in never_counts
            ]
        else:
            found = [
                place
                for place, line in enumerate(lines)
                if line.article.protection not in never_counts and goods.covers(line.article)
            ]
        if goods.not_discounted:
            done = self.priced
            found = [
                place for place in found if not (done[place].line_discount_minor or done[place].offer_minor)
            ]
        return found


def eligible_by_line(rule: EarnRule, paid: Paid, places: Sequence[int]) -> list[int]:
    """The money of each of these lines that earns under ``rule``, in minor units.

    Tenders pay over all goods alike, so what points paid for (or what is not paid with the rule's own tenders) is
    taken from eligible and other goods in proportion, then from the lines. Where tax does not count, each line is
    taken without it before that.
    """
    counted = [paid.lines[place] for place in places]
    eligible = sum(counted)
    kept = eligible - _not_counted(rule, paid, eligible)
    if not rule.with_tax:
        untaxed = [
            divide(
                amount * 10_000,
                10_000 + paid.basket.lines[place].article.vat.basis_points,
                Rounding.HALF_UP,
            )
            for place, amount in zip(places, counted, strict=True)
        ]
        whole = sum(untaxed)
        if kept == eligible:
            return untaxed
        kept = divide(whole * kept, eligible, Rounding.HALF_UP) if whole else 0
        counted, eligible = untaxed, whole
    if kept == eligible:
        return counted
    return allocate(kept, counted) if kept else [0] * len(counted)


def _not_counted(rule: EarnRule, paid: Paid, eligible: int) -> int:
    if not paid.everything:
        return 0
    if rule.tenders:
        kinds = rule.tenders
        if rule.base is _NET:
            kinds = tuple(kind for kind in kinds if kind is not _POINTS)
        share = allocate(paid.by(kinds), [eligible, paid.everything - eligible])[0]
        return eligible - share
    if rule.base is _NET:
        by_points = paid.by(_BY_POINTS)
        return allocate(by_points, [eligible, paid.everything - eligible])[0] if by_points else 0
    return 0


def weight_milli(paid: Paid, places: Sequence[int]) -> int:
    """Grams of goods sold by weight among these lines."""
    lines = paid.basket.lines
    return sum(
        lines[place].quantity_milli
        for place in places
        if lines[place].article.unit is Unit.KILOGRAM and paid.lines[place] > 0
    )


def pieces(paid: Paid, places: Sequence[int]) -> int:
    """Whole pieces among these lines that are paid for."""
    lines = paid.basket.lines
    return sum(
        lines[place].quantity_milli // PIECE_MILLI
        for place in places
        if lines[place].article.unit is Unit.PIECE and paid.lines[place] > 0
    )
