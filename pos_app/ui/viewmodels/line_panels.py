"""The models of the small panels about goods: the selected line, a missing weight or price, a discount."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import Discount, discount_basket, discount_line, line_gross_minor
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import parse_decimal
from pos_app.domain.pricing import Priced, price
from pos_app.ui.viewmodels.entry import Ask
from pos_app.ui.viewmodels.panel_state import DiscountState, LineState, MeasureState
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import Choice
from pos_app.ui.viewmodels.words import Words


class LineModel(QObject):
    """The selected line and its quantity."""

    changed = Signal(object)
    """:class:`LineState`"""

    def __init__(self, sale: SellingModel, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sale = sale
        self._words = words
        self._refusal = ""
        self.watched = False
        """Whether the panel is open: only then is it told of every change."""
        sale.basket_changed.connect(self._basket_changed)

    def ask(self) -> Ask:
        """What the keypad asks for: whole pieces or kilograms."""
        line = next((line for line in self._sale.basket.lines if line.line_id == self._sale.selected), None)
        if line is not None and line.article.unit is Unit.KILOGRAM:
            return Ask(self.tr("Weight in kg"), 3, 8)
        return Ask(self.tr("Quantity"), 0, 10)

    def set_typed(self, text: str) -> bool:
        """The quantity typed on the keypad."""
        try:
            milli = parse_decimal(text, 3)
        except Refused as refusal:
            self._refusal = sentence(refusal)
            self.show()
            return False
        self._refusal = ""
        return self._sale.set_quantity(milli)

    def _basket_changed(self, _: object) -> None:
        if self.watched:
            self.show()

    def show(self) -> None:
        """Tell the panel."""
        words, sale = self._words, self._sale
        for line, priced in zip(sale.basket.lines, sale.quote.priced.lines, strict=True):
            if line.line_id == sale.selected:
                self.changed.emit(
                    LineState(
                        name=line.article.name,
                        detail=words.unit_price(line.unit_price_minor, line.article.unit),
                        quantity_text=words.quantity(line.quantity_milli, line.article.unit),
                        amount_text=words.money(priced.net_minor),
                        can_step=line.label_amount_minor is None and line.article.unit is Unit.PIECE,
                        refusal=self._refusal or sale.line_refusal(line.line_id),
                        story=()
                        if sale.in_payment
                        else sale.explaining.line(
                            sale.basket, sale.member, sale.wishes, sale.quote.decision, line.line_id
                        ),
                    )
                )
                return


class MeasureModel(QObject):
    """A weight or a price for an article that cannot be sold without."""

    changed = Signal(object)
    """:class:`MeasureState`"""

    def __init__(self, sale: SellingModel, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sale = sale
        self._words = words
        self._article: Article | None = None
        self._reason = Refusal.WEIGHT_NEEDED
        self._milli: int | None = None
        self._text = ""

    @property
    def _decimals(self) -> int:
        return 3 if self._reason is Refusal.WEIGHT_NEEDED else self._sale.basket.currency.exponent

    def begin(self, article: Article, reason: Refusal, quantity_milli: int | None = None) -> Ask:
        """Ask for what is missing; returns what the keypad asks."""
        self._article, self._reason, self._milli, self._text = article, reason, quantity_milli, ""
        self.show()
        weight = reason is Refusal.WEIGHT_NEEDED
        return Ask(self.tr("Weight in kg") if weight else self.tr("Price"), self._decimals, 9)

    def typed(self, text: str) -> None:
        """The number on the keypad."""
        self._text = text
        self.show()

    def accept(self) -> bool:
        """Put the article on the basket with it. False when that was refused, or something else is missing."""
        if self._article is None:
            return False
        try:
            number = parse_decimal(self._text, self._decimals)
        except Refused:
            return False
        if self._reason is Refusal.WEIGHT_NEEDED:
            return self._sale.add(self._article, quantity_milli=number)
        return self._sale.add(self._article, quantity_milli=self._milli, price_minor=number)

    def show(self) -> None:
        """Tell the panel what the number makes."""
        article, words = self._article, self._words
        if article is None:
            return
        effect, refusal, good = "", "", False
        if self._text:
            try:
                effect, good = self._effect(article), True
            except Refused as refused:
                refusal = sentence(refused)
        weight = self._reason is Refusal.WEIGHT_NEEDED
        self.changed.emit(
            MeasureState(
                name=article.name,
                detail=words.price_of(article) if article.price_minor is not None else "",
                ask=self.tr("How much does it weigh?") if weight else self.tr("What does it cost?"),
                effect_text=effect,
                can_accept=good,
                refusal=refusal,
            )
        )

    def _effect(self, article: Article) -> str:
        """What the article would cost with the number typed: asked of the domain on an empty basket."""
        from dataclasses import replace

        from pos_app.domain.basket import add_article

        number = parse_decimal(self._text, self._decimals)
        empty = replace(self._sale.basket, lines=(), discount=None)
        if self._reason is Refusal.WEIGHT_NEEDED:
            if article.price_minor is None:
                return self._words.quantity(number, article.unit)
            made = add_article(empty, article, quantity_milli=number)
        else:
            milli = self._milli if self._milli is not None or article.unit is Unit.PIECE else 1000
            made = add_article(empty, article, quantity_milli=milli, price_minor=number)
        line = made.lines[-1]
        quantity = self._words.quantity(line.quantity_milli, article.unit)
        return f"{quantity} = {self._words.money(price(made).total_minor)}"


class DiscountModel(QObject):
    """What the discount is on, of what kind, why; and what it would do, asked of the domain before it is given."""

    changed = Signal(object)
    """:class:`DiscountState`"""
    ask_changed = Signal(object)
    """The :class:`Ask` for the keypad."""

    def __init__(self, sale: SellingModel, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sale = sale
        self._words = words
        self._on_line = True
        self._percent = True
        self._reason = ""
        self._text = ""

    def begin(self) -> None:
        """Percent on the selected line, no reason yet."""
        self._on_line, self._percent, self._reason, self._text = bool(self._sale.selected), True, "", ""
        self._ask()
        self.show()

    def choose_target(self, key: str) -> None:
        """Line or basket."""
        self._on_line = key == "line"
        self.show()

    def choose_kind(self, key: str) -> None:
        """Percent or amount; what was typed meant the other, so it goes."""
        if self._percent != (key == "percent"):
            self._percent = key == "percent"
            self._ask()
            self.show()

    def choose_reason(self, key: str) -> None:
        """Why."""
        self._reason = key
        self.show()

    def typed(self, text: str) -> None:
        """The number on the keypad."""
        self._text = text
        self.show()

    def _ask(self) -> None:
        self._text = ""
        exponent = self._sale.basket.currency.exponent
        ask = Ask(self.tr("Percent"), 2, 6) if self._percent else Ask(self.tr("Amount"), exponent, 9)
        self.ask_changed.emit(ask)

    def _reasons(self) -> dict[str, str]:
        return {
            "damaged": self.tr("Damaged goods"),
            "price": self.tr("Wrong price on the shelf"),
            "short_dated": self.tr("Short date"),
            "goodwill": self.tr("Goodwill"),
            "staff": self.tr("Staff"),
            "other": self.tr("Other"),
        }

    def _discount(self) -> Discount:
        reason = self._reasons().get(self._reason, "")
        if self._percent:
            return Discount(basis_points=parse_decimal(self._text, 2), reason=reason)
        return Discount(
            amount_minor=parse_decimal(self._text, self._sale.basket.currency.exponent), reason=reason
        )

    def proposed(self) -> tuple[Discount, int | None, int] | None:
        """What is chosen: the discount, its line (``None`` for the whole basket), and its share of the price in basis
        points. ``None`` while something is missing or the domain refuses.
        """
        if not self._text or not self._reason:
            return None
        line_id = self._sale.selected if self._on_line else None
        try:
            discount = self._discount()
            self._priced()
        except Refused:
            return None
        if discount.basis_points:
            return discount, line_id, discount.basis_points
        lines = self._sale.basket.lines
        worth = sum(line_gross_minor(line) for line in lines if line_id in (None, line.line_id))
        return discount, line_id, min(-(-discount.amount_minor * 10_000 // max(worth, 1)), 10_000)

    def told(self) -> str:
        """The discount in words, for whoever has to allow it."""
        found = self.proposed()
        if found is None:
            return ""
        discount, line_id, share = found
        amount = self._words.percent(share)
        if discount.amount_minor:
            amount = f"{self._words.money(discount.amount_minor)} ({amount})"
        on = self.tr("the whole basket") if line_id is None else self._sale.basket.line(line_id).article.name
        return self.tr("Discount {amount} on {what}: {reason}").format(
            amount=amount, what=on, reason=discount.reason
        )

    def _priced(self) -> Priced:
        basket, selected = self._sale.basket, self._sale.selected
        discount = self._discount()
        effects = self._sale.quote.decision.line_effects
        if self._on_line and selected is not None:
            return price(discount_line(basket, selected, discount), effects)
        return price(discount_basket(basket, discount), effects)

    def show(self) -> None:
        """Tell the panel what it would do."""
        words, sale = self._words, self._sale
        effect, refusal, good = "", "", False
        if self._text:
            try:
                after = self._priced()
                effect = self.tr("New total {amount}").format(amount=words.money(after.total_minor))
                good = True
            except Refused as refused:
                refusal = sentence(refused)
        line = next((line for line in sale.basket.lines if line.line_id == sale.selected), None)
        targets = (
            Choice(
                "line", line.article.name if line else self.tr("Line"), "", self._on_line, line is not None
            ),
            Choice("basket", self.tr("Whole basket"), "", not self._on_line),
        )
        kinds = (
            Choice("percent", self.tr("Percent"), "", self._percent),
            Choice("amount", self.tr("Amount"), "", not self._percent),
        )
        reasons = tuple(Choice(key, text, "", key == self._reason) for key, text in self._reasons().items())
        if good and not self._reason:
            refusal = self.tr("Choose a reason.")
        self.changed.emit(
            DiscountState(targets, kinds, reasons, effect, good and bool(self._reason), refusal)
        )
