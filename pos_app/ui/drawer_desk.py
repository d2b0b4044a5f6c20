"""The acts about the cash drawer: the panel, what the keypad asks for in it, and what it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:
    from pos_app.domain.receipt_document import ReceiptDocument

PANEL = "drawer"


class DrawerDesk(QObject):
    """Opens the panel and ties the keypad to it."""

    def __init__(self, models: Models, deck: PanelDeck, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self.cashier_id = ""
        self._is_connected = False

    def open(self) -> None:
        """The first page."""
        if self.models.sale.in_payment:
            self.models.sale.blocked.emit()
            return
        model = self.models.drawer
        model.cashier_id = self.cashier_id
        if not self._is_connected:
            self._is_connected = True
            model.asking.connect(self._ask)
            model.printing.connect(self._print)
            model.stopped.connect(self.models.parked.stopped)
        self.deck.open(PANEL)
        model.begin()

    def _ask(self, ask: Ask | None, text: str) -> None:
        if self.deck.name != PANEL:
            return
        if ask is None:
            self.deck.listen(None)
            self.models.entry.ask(None)
            return
        self.deck.listen(None)
        self.models.entry.ask(ask)
        self.models.entry.fill(text)
        self.deck.listen(self.models.drawer.type)

    def _print(self, job_id: str, document: ReceiptDocument) -> None:
        self.models.receipt.print_slip(job_id, document)
