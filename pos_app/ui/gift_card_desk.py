"""The acts about gift cards: a card for the money that was added, a card that pays."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pos_app.domain.catalogue import Article
from pos_app.domain.tender import Tender
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.ports import Code
from pos_app.ui.viewmodels.entry import Ask

PANEL = "gift_card"


class GiftCardDesk(QObject):
    """Opens the panel that asks for a card, and gives it what is scanned meanwhile."""

    def __init__(self, models: Models, deck: PanelDeck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self._is_connected = False
        models.sale.gift_card_wanted.connect(self.load)

    def load(self, article: Article, quantity_milli: int | None, price_minor: int | None) -> None:
        """Money for a gift card is to be sold: which card?"""
        self._open()
        self.models.gift_card.begin_load(article, quantity_milli, price_minor)

    def pay(self) -> None:
        """The customer pays with a gift card, once everything else is secured."""
        self.models.payment.begin(self._ask_payer)

    def takes(self, code: Code) -> bool:
        """Whether a scan is the card that the panel asks for."""
        if self.deck.name != PANEL:
            return False
        self.models.gift_card.take(code)
        return True

    def accept(self) -> None:
        """Enter in the panel."""
        self.models.gift_card.accept()

    def _ask_payer(self) -> None:
        self._open()
        self.models.gift_card.begin_pay()

    def _open(self) -> None:
        if not self._is_connected:
            self._is_connected = True
            self.models.gift_card.held.connect(self._held)
            self.models.gift_card.loaded.connect(self._loaded)
        self.deck.open(PANEL, Ask(self.tr("Gift card"), 0, 19, is_code=True))

    def _held(self, tender: Tender) -> None:
        if self.deck.name == PANEL:
            self.deck.close()
        self.models.payment.take_held(tender)

    def _loaded(self, said: str, warning: str) -> None:
        if self.deck.name == PANEL:
            self.deck.close()
        self.models.messages.say("look" if warning else "good", f"{said} {warning}".rstrip())
