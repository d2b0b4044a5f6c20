"""The acts about the cash drawer: the panel, what the keypad asks for in it, and what it prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos_app.domain.receipt_document import ReceiptDocument
    from pos_app.domain.rights import Approval, Wish
    from pos_app.ui.viewmodels.drawer import DrawerModel
    from pos_app.ui.viewmodels.evening import EveningModel

PANEL = "drawer"


class DrawerDesk(QObject):
    """Opens the panel and ties the keypad to it. The end of the day is another panel of the same kind."""

    lock_wanted = Signal()
    """The drawer is somebody else's now: they sign in."""
    panel = PANEL

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

    @property
    def model(self) -> DrawerModel | EveningModel:
        """What the panel shows."""
        return self.models.drawer

    def open(self) -> None:
        """The first page."""
        if self.models.sale.in_payment:
            self.models.sale.blocked.emit()
            return
        model = self.model
        model.cashier_id = self.cashier_id
        if not self._is_connected:
            self._is_connected = True
            model.asking.connect(self._ask)
            model.printing.connect(self._print)
            model.stopped.connect(self.models.parked.stopped)
            model.far_off.connect(self._far_off)
            model.handed_over.connect(self.lock_wanted)
        self.deck.open(self.panel)
        model.begin()

    def accept(self) -> None:
        """The large button: done at once, or once somebody allows it."""
        self._with_right(self.model.takes(), self.model.accept)

    def choose(self, key: str) -> None:
        """An act, or a reason."""
        self._with_right(self.model.takes(key), lambda: self.model.choose(key))

    def _with_right(self, takes: tuple[Wish, str] | None, do: Callable[[], None], counted: str = "") -> None:
        """``counted`` is who stands for a count that is far off, where nobody else has to."""
        if takes is None or self.model.busy:
            do()
            return

        typed = self.models.entry.text

        def allowed(approval: Approval) -> None:
            self._show(typed)
            self.model.approved_by = approval.approved_by or counted
            do()
            self.model.approved_by = ""

        self._approvals.ask(*takes, allowed, lambda: self._show(typed))

    def _far_off(self, away_minor: int) -> None:
        """The count stands as it was typed; somebody has to see it."""
        from pos_app.ui.viewmodels.drawer_rights import far_off

        self._with_right(far_off(away_minor), self.model.accept, self.cashier_id)

    def _show(self, typed: str) -> None:
        """Back to the page that it was about, with what was typed."""
        if self.deck.name != self.panel:
            self.deck.open(self.panel)
            self._ask(self._asked, typed)
            self.model.show()

    def _ask(self, ask: Ask | None, text: str) -> None:
        if self.deck.name != self.panel:
            return
        self._asked = ask
        if ask is None:
            self.deck.listen(None)
            self.models.entry.ask(None)
            return
        self.deck.listen(None)
        self.models.entry.ask(ask)
        self.models.entry.fill(text)
        self.deck.listen(self.model.type)

    def _print(self, job_id: str, document: ReceiptDocument) -> None:
        self.models.receipt.print_slip(job_id, document)
