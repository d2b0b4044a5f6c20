"""From a priced basket to the rows and totals on the screen. Texts only: every amount comes ready priced."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from pos_app.domain.basket import Basket, Discount, Line
from pos_app.domain.pricing import PricedLine
from pos_app.domain.tender import Tender
from pos_app.services.quoting import Quote
from pos_app.ui.viewmodels.state import LineKind, LineRow, NoteRow, TotalsState
from pos_app.ui.viewmodels.words import Words

translate = QCoreApplication.translate


class RowMaker:
    """Makes rows and remembers them: a scan into 200 lines formats one."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._made: dict[int, tuple[Line, PricedLine, str, LineRow]] = {}

    def rows(self, lines: tuple[Line, ...], quote: Quote, refusals: Mapping[int, str]) -> tuple[LineRow, ...]:
        """One row for each line, in order; ``refusals`` say by line id why goods may not be sold."""
        made: dict[int, tuple[Line, PricedLine, str, LineRow]] = {}
        # An offer of the goods' own before one on the whole basket: the line panel tells them all.
        words_of = {effect.line_id: effect.words for effect in reversed(quote.decision.line_effects)}
        for line, priced in zip(lines, quote.priced.lines, strict=True):
            known = self._made.get(line.line_id)
            refusal = refusals.get(line.line_id, "")
            if known is None or known[0] is not line or known[1] != priced or known[2] != refusal:
                row = self._row(line, priced, words_of.get(line.line_id, ""), refusal)
                known = (line, priced, refusal, row)
            made[line.line_id] = known
        self._made = made
        return tuple(row for _, _, _, row in made.values())

    def _row(self, line: Line, priced: PricedLine, offer: str, refusal: str) -> LineRow:
        words = self._words
        notes = [offer] if offer else []
        if line.discount is not None:
            notes.append(self.discount_text(line.discount))
        if line.override is not None:
            usual = words.unit_price(line.override.usual_minor, line.article.unit)
            notes.append(translate("Rows", "usually {price}").format(price=usual))
        if line.article.unit.value == "kg" or line.quantity_milli != 1000:
            notes.append(_each(words.unit_price(line.unit_price_minor, line.article.unit), line))
        if priced.basket_discount_minor:
            notes.append(
                translate("Rows", "share of discount {amount}").format(
                    amount=words.amount(-priced.basket_discount_minor)
                )
            )
        if priced.points_minor:
            notes.append(
                translate("Rows", "points {amount}").format(amount=words.amount(-priced.points_minor))
            )
        if line.gift_card is not None:
            notes.append(
                translate("Rows", "card ending in {end}, through {day}").format(
                    end=line.gift_card.number_end, day=words.day(line.gift_card.expires_on)
                )
            )
        kind: LineKind = "reward" if priced.offer_minor and not priced.net_minor else "goods"
        return LineRow(
            key=str(line.line_id),
            quantity_text=words.quantity(line.quantity_milli, line.article.unit),
            name=line.article.name,
            note=_without_name(refusal, line) or " · ".join(notes),
            amount_text=words.amount(priced.net_minor),
            kind="refused" if refusal else kind,
        )

    def discount_text(self, discount: Discount) -> str:
        """A discount in words: how much, and why."""
        words = self._words
        much = (
            words.percent(discount.basis_points)
            if discount.basis_points
            else words.amount(discount.amount_minor)
        )
        return translate("Rows", "discount {much}, {reason}").format(much=much, reason=discount.reason)


def slip_rows(words: Words, basket: Basket) -> tuple[LineRow, ...]:
    """One row for each deposit slip, below the goods: what it takes off."""
    return tuple(
        LineRow(
            key=str(slip_key(place)),
            quantity_text="",
            name=translate("Rows", "Deposit slip"),
            note=slip.number,
            amount_text=words.amount(-slip.amount_minor),
            kind="deposit",
        )
        for place, slip in enumerate(basket.slips)
    )


def slip_key(place: int) -> int:
    """What selects the slip in that place: below zero, where no line of goods is."""
    return -1 - place


def row_keys(basket: Basket) -> list[int]:
    """What selects each row of a basket, from above: its lines, then its deposit slips."""
    return [*(line.line_id for line in basket.lines), *map(slip_key, range(len(basket.slips)))]


def _without_name(sentence: str, line: Line) -> str:
    """The sentence stands under the article's name: said twice, the date at its end would be cut off."""
    rest = sentence.removeprefix(line.article.name).lstrip(" :")
    return rest[:1].upper() + rest[1:]


def _each(price: str, line: Line) -> str:
    return price if line.article.unit.value == "kg" else translate("Rows", "{price} each").format(price=price)


def totals(
    words: Words, quote: Quote, paid: tuple[Tender, ...], basket: Basket, notes: tuple[NoteRow, ...] = ()
) -> TotalsState:
    """The foot of the basket: what is to pay now is the largest. Deposit slips that are worth more are paid out."""
    priced = quote.priced
    due = quote.settlement.due_minor
    caption = translate("Rows", "Left to pay") if paid else translate("Rows", "To pay")
    if due < 0:
        caption = translate("Rows", "To pay out")
    rates = [vat for vat in priced.vat if vat.tax_minor]
    vat = ""
    if len(rates) == 1:
        vat = translate("Rows", "incl. VAT {rate}  {amount}").format(
            rate=words.percent(rates[0].rate.basis_points), amount=words.amount(rates[0].tax_minor)
        )
    elif rates:
        vat = translate("Rows", "incl. VAT {amount}").format(amount=words.amount(priced.tax_minor))
    discount = ""
    if priced.discount_minor:
        discount = translate("Rows", "Discount  {amount}").format(amount=words.amount(-priced.discount_minor))
    earned = quote.decision.points_earned
    return TotalsState(
        caption=caption,
        to_pay_text=words.amount(abs(due) if paid or basket.slips else priced.total_minor),
        discount_text=discount,
        vat_text=vat,
        points_text=translate("Rows", "+{count} points").format(count=words.count(earned)) if earned else "",
        notes=notes,
    )
