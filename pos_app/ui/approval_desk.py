"""Rights at the desk: what the cashier may goes on at once, what they may not asks for somebody who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.ports import Code
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:  # nobody asks for a right before the first paint
    from pos_app.domain.rights import Approval, Wish

PANEL = "approval"


class ApprovalDesk(QObject):
    """``ask`` is for every act that takes a right. One question at a time; Esc is no."""

    def __init__(self, models: Models, deck: PanelDeck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self.cashier_id = ""
        self._then: Callable[[Approval], None] | None = None
        self._otherwise: Callable[[], None] | None = None
        self._is_connected = False
        deck.opened.connect(self._watch)
        deck.closed.connect(lambda _: self._watch(""))

    def ask(
        self,
        wish: Wish,
        what: str,
        then: Callable[[Approval], None],
        otherwise: Callable[[], None] | None = None,
    ) -> None:
        """Do ``then`` with the cashier's own right or somebody's approval; ``otherwise`` when nobody gave it. ``what``
        says what is asked, in words.
        """
        from pos_app.services import approving

        own = approving.own_right(self.models.services, wish, self.cashier_id)
        if own is not None:
            then(own)
            return
        if not self._is_connected:
            self._is_connected = True
            self.models.approval.approved.connect(self._approved)
        self.deck.open(PANEL, Ask(self.tr("PIN"), 0, 0))  # while it is asked for, no touch pays anything
        self._then, self._otherwise = then, otherwise
        self.models.approval.begin(wish, self.cashier_id, what)

    def takes(self, code: Code) -> bool:
        """Whether a scan is the card of somebody who allows."""
        if self.deck.name != PANEL:
            return False
        self.models.approval.card(code.text)
        return True

    def _approved(self, approval: Approval) -> None:
        then, self._then, self._otherwise = self._then, None, None
        self.models.approval.forget()
        self.deck.close()
        if then is not None:
            then(approval)

    def _watch(self, name: str) -> None:
        """Another panel, or none: nobody allowed it."""
        if name == PANEL or self._then is None:
            return
        otherwise, self._then, self._otherwise = self._otherwise, None, None
        self.models.approval.forget()
        if otherwise is not None and not name:
            otherwise()
