"""What an article costs: for everybody, for members, by the kilogram; what was, what comes, what the law asks."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from pos_app.domain.catalogue import Article
from pos_app.services.ports import Ports
from pos_app.services.price_check import PriceFacts, price_facts
from pos_app.ui.viewmodels.words import Words

CHANGE, PLAN, LABEL, SELL = "change", "plan", "label", "sell"
"""What may be done with a price that was looked up."""


class PriceCheckState(Struct, frozen=True):
    """Every text ready; ``rows`` are names with what they say. ``can_change`` says whether the price is a matter of
    this store at all, ``can_print`` whether there is a label and something to print it.
    """

    name: str = ""
    price_text: str = ""
    comparison_text: str = ""
    reduced_text: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    can_change: bool = False
    can_print: bool = False
    notice: str = ""


class PriceCheckModel(QObject):
    """One article at a time; the basket on the counter has nothing to do with it."""

    changed = Signal(object)
    """:class:`PriceCheckState`"""

    def __init__(self, services: Ports, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._words = words
        self.facts: PriceFacts | None = None
        self.has_printer = True
        self._notice = ""

    @property
    def article(self) -> Article | None:
        """What is looked at, as it was when it was looked up."""
        return self.facts.article if self.facts else None

    def begin(self, article: Article, notice: str = "") -> None:
        """Look it up, anew where it is looked at already."""
        self.facts = price_facts(self._services, article)
        self._notice = notice

    def show(self) -> None:
        """Tell the panel."""
        facts = self.facts
        if facts is None:
            return
        from pos_app.domain.shelf_label import comparison_text

        article, words = facts.article, self._words
        store = self._services.counter.store
        has_price = article.price_minor is not None
        self.changed.emit(
            PriceCheckState(
                article.name,
                words.price_of(article) if has_price else self.tr("The price is typed at the sale"),
                comparison_text(facts.comparison, store, words.locale.language) if facts.comparison else "",
                self._reduced(facts),
                tuple(self._rows(facts)),
                has_price and self._services.prices is not None,
                has_price and self.has_printer,
                self._notice,
            )
        )

    def _reduced(self, facts: PriceFacts) -> str:
        """What the law asks for beside a reduction, for whomever there is one."""
        everybody, members = facts.reduction, facts.members_reduction
        price = self._words.money(everybody.lowest_minor) if everybody else ""
        theirs = self._words.money(members.lowest_minor) if members else ""
        if price and theirs:
            said = self.tr("Reduced. Lowest price of the 30 days before: {price}, for members {theirs}")
        elif theirs:
            said = self.tr("Reduced for members. Their lowest price of the 30 days before: {theirs}")
        elif price:
            said = self.tr("Reduced. Lowest price of the 30 days before: {price}")
        else:
            return ""
        return said.format(price=price, theirs=theirs)

    def _rows(self, facts: PriceFacts) -> list[tuple[str, str]]:
        article, words = facts.article, self._words
        rows: list[tuple[str, str]] = []
        if facts.offer_minor is not None:
            rows.append((self.tr("With today's offers"), words.money(facts.offer_minor)))
        if facts.members_minor is not None:
            rows.append((self.tr("Members pay"), words.money(facts.members_minor)))
        if facts.planned is not None and facts.planned.price_minor is not None:
            rows.append(
                (
                    self.tr("From {day}").format(day=words.when(facts.planned.from_ms)),
                    words.money(facts.planned.price_minor),
                )
            )
        rows.append((self.tr("VAT"), words.percent(article.vat.basis_points)))
        if article.minimum_age:
            rows.append((self.tr("Age limit"), self.tr("{years} years").format(years=article.minimum_age)))
        if article.is_protected:
            rows.append((self.tr("Discounts and points"), self.tr("Not allowed")))
        if facts.code:
            rows.append((self.tr("Code"), facts.code))
        return rows
