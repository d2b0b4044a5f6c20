"""The acts about the cash drawer: the panel, what the keypad asks for in it, and what it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.receipt_document import ReceiptDocument
    from pos_app.domain.rights import Approval, Wish

PANEL = "drawer"


class DrawerDesk(QObject):
    """Opens the panel and ties the keypad to it."""

    def __init__(
        self, models: Models, deck: PanelDeck, approvals: ApprovalDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self._approvals = approvals
        self._asked: Ask | None = None
        """What the keypad asks for on the page in sight."""
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
            model.far_off.connect(self._far_off)
        self.deck.open(PANEL)
        model.begin()

    def accept(self) -> None:
        """The large button: done at once, or once somebody allows it."""
        self._with_right(self.models.drawer.takes(), self.models.drawer.accept)

    def choose(self, key: str) -> None:
        """An act, or a reason."""
        self._with_right(self.models.drawer.takes(key), lambda: self.models.drawer.choose(key))

    def _with_right(self, takes: tuple[Wish, str] | None, do: Callable[[], None], counted: str = "") -> None:
        """``counted`` is who stands for a count that is far off, where nobody else has to."""
        if takes is None or self.models.drawer.busy:
            do()
            return

        typed = self.models.entry.text

        def allowed(approval: Approval) -> None:
            self._show(typed)
            self.models.drawer.approved_by = approval.approved_by or counted
            do()
            self.models.drawer.approved_by = ""

        self._approvals.ask(*takes, allowed, lambda: self._show(typed))

    def _far_off(self, away_minor: int) -> None:
        """The count stands as it was typed; somebody has to see it."""
        from pos_app.ui.viewmodels.drawer_rights import far_off

        self._with_right(far_off(away_minor), self.models.drawer.accept, self.cashier_id)

    def _show(self, typed: str) -> None:
        """Back to the page that it was about, with what was typed."""
        if self.deck.name != PANEL:
            self.deck.open(PANEL)
            self._ask(self._asked, typed)
            self.models.drawer.show()

    def _ask(self, ask: Ask | None, text: str) -> None:
        if self.deck.name != PANEL:
            return
        self._asked = ask
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
