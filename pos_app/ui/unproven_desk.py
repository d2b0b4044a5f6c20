"""The acts of a return without a receipt: what stands on the counter comes back, somebody allows it, money goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:  # nobody brings anything back before the first paint
    from pos_app.domain.rights import Approval, Wish
    from pos_app.services.returning import TakenBack
    from pos_app.ui.viewmodels.unproven import UnprovenModel

PANEL = "unproven"


class UnprovenDesk(QObject):
    """Opens the panel beside the basket, which is what comes back here, and carries it through."""

    def __init__(self, models: Models, deck: PanelDeck, approvals: ApprovalDesk, parent: QObject) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self._approvals = approvals
        self._model: UnprovenModel | None = None

    @property
    def is_held(self) -> bool:
        """Whether one is under way that has to be ended first."""
        return self._model is not None and self._model.is_held

    def begin(self) -> None:
        """There is no receipt."""
        model = self._connected()
        if not model.is_held:
            if self.models.sale.in_payment:
                self.models.sale.blocked.emit()
                return
            model.begin()
        self.show()
        if model.step == "goods":
            model.look()

    def show(self) -> None:
        """Slide the panel in."""
        self.deck.open(PANEL, Ask(self.tr("Without a receipt"), 0, 0))
        self._connected().show()

    def accept(self) -> None:
        """Enter in the panel."""
        model = self._connected()
        if model.step == "done":
            self.deck.close()
        else:
            self.models.entry.clear()
            model.accept()

    def _connected(self) -> UnprovenModel:
        if self._model is None:
            self._model = self.models.unproven
            self._model.asks_right.connect(self._ask)
            self._model.taken.connect(self._taken)
            self._model.changed.connect(lambda _: self._back_in_sight())
            self.deck.opened.connect(self._watch)
            self.deck.closed.connect(lambda _: self._watch(""))
        return self._model

    def _watch(self, name: str) -> None:
        model = self._connected()
        model.watched = name == PANEL
        if not model.watched:
            model.give_up()

    def _back_in_sight(self) -> None:
        """The terminal answered while something else was looked at: the answer is shown."""
        model = self._connected()
        if self.deck.name != PANEL and model.step != "goods" and not model.is_held:
            self.show()

    def _ask(self, wish: Wish, what: str) -> None:
        self._approvals.ask(wish, what, self._allowed, self.show)

    def _allowed(self, approval: Approval) -> None:
        if self.deck.name != PANEL:
            self.show()
        self._connected().allowed(approval.approved_by)

    def _taken(self, done: TakenBack) -> None:
        """On the disk: only now does any money move. The receipt opens the drawer where cash goes back."""
        self.models.receipt.took_back(done)
        number = f"{done.returned.seller.till_number}-{done.returned.receipt_number}"
        self.models.messages.say(
            "good", self.tr("Taken back. Return receipt {number}.").format(number=number)
        )
        self.models.status.count_waiting()
