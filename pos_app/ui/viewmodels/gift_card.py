"""A gift card on the counter: which card the money goes to, or which card pays."""

from __future__ import annotations

import logging

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import line_gross_minor
from pos_app.domain.catalogue import Article
from pos_app.domain.errors import Refused
from pos_app.domain.gift_card import check_number
from pos_app.domain.tender import Tender
from pos_app.services import gift_cards
from pos_app.services.gift_cards import GiftCardAnswer
from pos_app.ui.ports import Code, TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)


class GiftCardState(Struct, frozen=True):
    """What the panel asks: the amount that goes onto a card or is left to pay, and the number typed so far."""

    is_loading: bool = False
    amount_text: str = ""
    number: str = ""
    told_text: str = ""
    refusal: str = ""
    busy_text: str = ""
    can_accept: bool = False


class GiftCardModel(QObject):
    """Asks for one card's number, by scan or by keys, and does with it what the panel was opened for."""

    changed = Signal(object)
    """:class:`GiftCardState`"""
    loaded = Signal(str, str)
    """The money is on the basket: what to say, and what the customer must be told beside it, or ""."""
    held = Signal(object)
    """The :class:`Tender` that the server holds for this sale."""

    def __init__(
        self, ports: TillPorts, line: Worker, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._line = line
        self._sale = sale
        self._words = words
        self._article: Article | None = None
        self._milli: int | None = None
        self._price: int | None = None
        self._number = ""
        self._told = ""
        self._refusal = ""
        self.busy = False

    def begin_load(self, article: Article, quantity_milli: int | None, price_minor: int | None) -> None:
        """Money that was added to the sale needs its card."""
        self._begin(article)
        self._milli, self._price = quantity_milli, price_minor
        self.show()

    def begin_pay(self) -> None:
        """The customer pays with a card."""
        self._begin(None)
        self.show()

    def _begin(self, article: Article | None) -> None:
        self._article, self._milli, self._price = article, None, None
        self._number = self._told = self._refusal = ""

    def set_number(self, text: str) -> None:
        """What was typed."""
        if text != self._number:
            self._number, self._refusal, self._told = text, "", ""
            self.show()

    def take(self, code: Code) -> None:
        """A card was scanned while the panel asks: that is the answer."""
        if not self.busy:
            self.set_number(code.text.strip())
            self.accept()

    def accept(self) -> None:
        """Put the money on the card, or ask the server for the card's."""
        if self.busy:
            return
        if self._article is not None:
            self._load(self._article)
        else:
            self._pay()

    def ask(self) -> None:
        """What is on the card? Nothing is taken."""
        services, number = self._ports.services, self._number
        self._wait()
        self._line.run(lambda: gift_cards.ask(services, number), self._answered, self._failed)

    # ---- doing it -------------------------------------------------------------------------------------------

    def _load(self, article: Article) -> None:
        services = self._ports.services
        try:
            scanned = gift_cards.load(
                services,
                self._sale.basket,
                article,
                self._number,
                quantity_milli=self._milli,
                price_minor=self._price,
            )
        except Refused as refusal:
            self._refuse(refusal)
            return
        if not self._sale.accept_load(scanned):
            return
        line = scanned.basket.lines[-1]
        assert line.gift_card is not None
        said = self.tr("{amount} goes onto the gift card ending in {end}.").format(
            amount=self._words.money(line_gross_minor(line)), end=line.gift_card.number_end
        )
        warning = ""
        if gift_cards.lives_shortly(services):
            warning = self.tr("Tell the customer: this gift card ends on {day}.").format(
                day=self._words.day(line.gift_card.expires_on)
            )
        self.loaded.emit(said, warning)

    def _pay(self) -> None:
        services, sale, number = self._ports.services, self._sale, self._number
        basket, quoted, tenders, line_down = sale.basket, sale.quote, sale.tenders, sale.line_down
        self._wait()
        self._line.run(
            lambda: gift_cards.pay(services, basket, quoted, tenders, number, line_down=line_down),
            self._paid,
            self._failed,
        )

    def _wait(self) -> None:
        self.busy = self._sale.busy = True
        self._refusal = self._told = ""
        self.show()

    def _paid(self, tender: Tender) -> None:
        self.busy = self._sale.busy = False
        self.held.emit(tender)

    def _answered(self, answer: GiftCardAnswer) -> None:
        self.busy = self._sale.busy = False
        told = self.tr("{amount} on the card at {time}, through {day}")
        if not answer.expires_on:
            told = self.tr("{amount} on the card at {time}")
        self._told = told.format(
            amount=self._words.money(answer.balance_minor),
            time=self._words.time(answer.as_of_ms),
            day=self._words.day(answer.expires_on),
        )
        self.show()

    def _failed(self, error: Exception) -> None:
        self.busy = self._sale.busy = False
        if isinstance(error, Refused):
            self._refuse(error)
            return
        log.error("a gift card could not be asked for", exc_info=error)
        self._refusal = self.tr("Something went wrong in the till. Nothing was taken from the card.")
        self.show()

    def _refuse(self, refusal: Refused) -> None:
        if "day" in refusal.facts:
            day = self._words.day(str(refusal.facts["day"]))
            refusal = Refused(refusal.reason, **{**refusal.facts, "day": day})
        self._refusal = sentence(refusal, until=self._words.until)
        self.show()

    # ---- showing --------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Tell the panel."""
        article, words = self._article, self._words
        amount = self._sale.quote.settlement.due_minor
        if article is not None:
            pieces = 1 if self._milli is None else self._milli // 1000
            amount = pieces * (self._price if self._price is not None else article.price_minor or 0)
        self.changed.emit(
            GiftCardState(
                is_loading=article is not None,
                amount_text=words.money(amount),
                number=self._number,
                told_text=self._told,
                refusal=self._refusal,
                busy_text=self.tr("Asking the server …") if self.busy else "",
                can_accept=not self.busy and _looks_whole(self._number),
            )
        )


def _looks_whole(number: str) -> bool:
    try:
        check_number(number)
    except Refused:
        return False
    return True
