"""The acts about reports: who may see them, the panel, and what it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck

if TYPE_CHECKING:
    from pos_app.domain.receipt_document import ReceiptDocument
    from pos_app.domain.rights import Approval
    from pos_app.ui.viewmodels.entry import Ask

PANEL = "reports"


class ReportDesk(QObject):
    """Opens the panel for whoever may see what the shop earns."""

    def __init__(
        self, models: Models, deck: PanelDeck, approvals: ApprovalDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self._approvals = approvals
        self._is_connected = False

    def open(self) -> None:
        """The choice of reports; somebody allows it where the cashier may not. Practice has none."""
        from pos_app.domain.rights import Right, Wish

        if self.models.sale.in_payment:
            self.models.sale.blocked.emit()
            return
        if not self.models.has_reports:
            self.models.messages.say("look", self.tr("There are no reports here."))
            return
        self._approvals.ask(Wish(Right.REPORTS), self.tr("See the reports"), self._allowed)

    def _allowed(self, _: Approval) -> None:
        model = self.models.reports
        if not self._is_connected:
            self._is_connected = True
            model.printing.connect(self._print)
            model.asking.connect(self._ask)
        self.deck.open(PANEL)
        model.begin()

    def _ask(self, ask: Ask | None) -> None:
        """Days are typed at the keypad; after them it asks for money again."""
        self.deck.listen(None)
        self.models.entry.ask(ask)
        if ask is not None:
            self.deck.listen(self.models.reports.type)

    def _print(self, job_id: str, document: ReceiptDocument) -> None:
        self.models.receipt.print_slip(job_id, document)
