"""The acts about a customer's age: the question, yes in three ways, no."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject

from pos_app.domain.catalogue import Article
from pos_app.domain.errors import CannotSell
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck

log = logging.getLogger(__name__)


class AgeDesk(QObject):
    """Asks once for the highest limit in the basket, and again when a higher one comes."""

    def __init__(self, models: Models, deck: PanelDeck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        models.sale.age_wanted.connect(self.ask)

    def ask(self, article: Article) -> None:
        """Somebody must look at the customer, or at their papers."""
        age = self.models.age
        ask = age.begin(article)
        self.deck.open("age", ask, age.typed)
        age.show()

    def ask_for_basket(self) -> None:
        """The basket is to be paid, and its age was not checked: ask for the highest limit in it."""
        lines = self.models.sale.basket.lines
        restricted = [line.article for line in lines if line.article.minimum_age]
        if restricted:
            self.ask(max(restricted, key=lambda article: article.minimum_age))

    def confirmed(self) -> None:
        """Enter: the card was seen, or the date of birth typed."""
        if self.models.age.accept():
            self.deck.close()

    def evident(self) -> None:
        """Nobody could take this customer for younger."""
        if self.models.age.accept(evident=True):
            self.deck.close()

    def refused(self) -> None:
        """Too young, or no proof: the goods stay here, and the journal says so."""
        from pos_app.services import counter_acts

        self.deck.close()
        services, cashier_id, article = (
            self.models.services,
            self.models.sale.cashier_id,
            self.models.age.article,
        )
        if article is not None:
            self.models.store.run(
                lambda: counter_acts.age_refused(services, cashier_id, article), None, self._failed
            )
        self.models.sale.leave_out_restricted()
        self.models.messages.say("look", self.tr("Left out: the age was not proved."))

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.models.sale.stopped.emit(error)
        else:
            log.error("a refused age could not be journalled", exc_info=error)
