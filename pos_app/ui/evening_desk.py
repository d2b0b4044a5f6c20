"""The act that closes the day: the wide panel, what the keypad asks for in it, and what it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.drawer_desk import DrawerDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from pos_app.ui.viewmodels.evening import EveningModel


class EveningDesk(DrawerDesk):
    """A drawer's desk with a larger panel: counts, rights and the keypad go the same ways."""

    panel = "evening"

    def __init__(
        self, models: Models, deck: PanelDeck, approvals: ApprovalDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(models, deck, approvals, parent)
        self._is_tied = False
        deck.opened.connect(self._watch)
        deck.closed.connect(lambda _: self._watch(""))

    @property
    def model(self) -> EveningModel:
        """What the panel shows."""
        return self.models.evening

    def open(self) -> None:
        """Close the day, or go on where a closing was cut off."""
        messages, sale = self.models.messages, self.models.sale
        if not self.models.can_close_day:
            messages.say("look", self.tr("Practice has no day to close."))
            return
        if not sale.basket.is_empty and not sale.in_payment:
            messages.say(
                "look",
                self.tr(
                    "A sale is on the counter. Finish it, park it (F6) or give it up, then close the day."
                ),
            )
            return
        if not self._is_tied:
            self._is_tied = True
            self.model.status_wanted.connect(self._status)
            self.model.finished.connect(self._finished)
        self.model.watched = True
        super().open()

    def _watch(self, name: str) -> None:
        """In sight, or behind the question who allows it; else it keeps still."""
        if self._is_tied:
            self.model.watched = name in (self.panel, "approval")

    def _status(self) -> None:
        self.deck.open("status")
        self.models.status.watch()

    def _finished(self) -> None:
        self.deck.close()
        self.models.status.count_waiting()
