"""The acts about what articles cost: looked up, changed with a reason and a right, put on a label at the shelf."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.domain.catalogue import Article
from pos_app.domain.errors import CannotSell, Refused
from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.exception_desk import ExceptionDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck

if TYPE_CHECKING:  # nobody changes a price before the first paint
    from pos_app.domain.rights import Approval

PANEL, LABELS = "price", "labels"
log = logging.getLogger(__name__)


class PriceDesk(QObject):
    """A change is journalled before it holds (DURABLE-FIRST); lines that are on the counter keep their price."""

    def __init__(
        self, models: Models, deck: PanelDeck, approvals: ApprovalDesk, exceptions: ExceptionDesk
    ) -> None:
        super().__init__(exceptions)
        self.models = models
        self.deck = deck
        self._approvals = approvals
        self._exceptions = exceptions
        self._has_labels = False
        models.sale.price_checked.connect(self.look_up)

    def look_up(self, article: Article, notice: str = "") -> None:
        """Show what it costs."""
        check = self.models.price_check
        check.has_printer = self.models.can_print
        check.begin(article, notice)
        self.deck.open(PANEL)
        check.show()
        said = self.tr("Price check: {name} {price}")
        price = self.models.words.price_of(article)
        self.models.messages.say("quiet", said.format(name=article.name, price=price))

    def choose(self, key: str) -> None:
        """A button of the panel."""
        from pos_app.ui.viewmodels.price_check import LABEL, PLAN, SELL

        article = self.models.price_check.article
        if article is None:
            return
        if key == SELL:
            self.deck.close()
            self.models.sale.pick(article.article_id)
        elif key == LABEL:
            self._print()
        else:
            self._change(article, later=key == PLAN)

    # ---- another price ---------------------------------------------------------------------------------------

    def _change(self, article: Article, *, later: bool) -> None:
        from pos_app.ui.viewmodels.reasons import Why

        words = self.models.words
        detail = self.tr("Costs {price} now. The change stands in the journal with your name.")
        if later:
            detail = self.tr("Costs {price} now. The new price holds from tomorrow morning.")
        reasons = {
            "campaign": self.tr("Campaign"),
            "short-dated": self.tr("Short date"),
            "clearance": self.tr("Clearance"),
            "supplier": self.tr("Price from the supplier"),
            "wrong": self.tr("The price was wrong"),
            "other": self.tr("Other"),
        }
        why = Why(
            self.tr("Another price from tomorrow") if later else self.tr("Change the price"),
            article.name,
            detail.format(price=words.price_of(article)),
            reasons,
            self.tr("Set the price"),
            words.currency.exponent,
        )
        self._exceptions.ask(why, lambda reason, price: self._wanted(article, price, reason, later=later))

    def _wanted(self, article: Article, price: int, reason: str, *, later: bool) -> None:
        from pos_app.services import shelf_prices

        try:
            shelf_prices.check_change(article, price)
        except Refused as refused:
            self.models.sale.refused.emit(refused)
            return
        words = self.models.words
        what = self.tr("{article} from {old} to {new}: {reason}").format(
            article=article.name,
            old=words.price_of(article),
            new=words.unit_price(price, article.unit),
            reason=self.models.reasons.reason_text(reason),
        )
        wish = shelf_prices.change_wish(article, price)
        self._approvals.ask(
            wish, what, lambda approval: self._allowed(approval, article, price, reason, later=later)
        )

    def _allowed(self, approval: Approval, article: Article, price: int, reason: str, *, later: bool) -> None:
        from pos_app.services import shelf_prices

        services = self.models.services
        from_ms = shelf_prices.tomorrow_ms(services) if later else 0
        self.models.store.run(
            lambda: shelf_prices.change_price(services, approval, article, price, reason, from_ms),
            lambda _: self._changed(article, later=later),
            self._failed,
        )

    def _changed(self, article: Article, *, later: bool) -> None:
        self.models.products.refresh()
        self.models.status.count_waiting()
        told = self.tr("The new price holds on this till now; the store's other tills follow when they sync.")
        if later:
            told = self.tr("The new price is noted. It holds from tomorrow, on every till that has synced.")
        now = self.models.services.catalogue.by_id(article.article_id) or article
        self.look_up(now, told)

    # ---- the label -------------------------------------------------------------------------------------------

    def _print(self) -> None:
        from pos_app.domain.shelf_label import label_document
        from pos_app.services.price_check import label_of

        facts, services = self.models.price_check.facts, self.models.services
        if facts is None or facts.article.price_minor is None:
            return
        document = label_document(label_of(facts), services.counter.store)
        self.models.receipt.print_slip(services.ids.new_id(), document)
        self.models.messages.say(
            "good", self.tr("The label of {name} is printed.").format(name=facts.article.name)
        )

    def labels(self) -> None:
        """The list of labels that shelves need; practice has none."""
        services = self.models.services
        if services.prices is None:
            self.models.messages.say("look", self.tr("There are no labels to print here."))
            return
        model = self.models.labels
        if not self._has_labels:
            self._has_labels = True
            model.printing.connect(self.models.receipt.print_slip)
            model.looked_up.connect(self.look_up)
        self.deck.open(LABELS)
        model.begin()

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.models.sale.stopped.emit(error)
        elif isinstance(error, Refused):
            self.models.sale.refused.emit(error)
        else:
            log.error("a changed price could not be journalled", exc_info=error)
