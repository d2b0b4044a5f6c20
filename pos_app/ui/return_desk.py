"""The acts of a return: a receipt is shown, goods are chosen, somebody allows it, the money is handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.ui.approval_desk import ApprovalDesk
from pos_app.ui.models import Models
from pos_app.ui.panel_deck import PanelDeck
from pos_app.ui.ports import Code
from pos_app.ui.unproven_desk import UnprovenDesk
from pos_app.ui.viewmodels.entry import Ask

if TYPE_CHECKING:  # nobody brings anything back before the first paint
    from pos_app.domain.rights import Approval, Wish
    from pos_app.services.returning import TakenBack
    from pos_app.services.selling import Sold

PANEL = "return"


class ReturnDesk(QObject):
    """Opens the panel and carries the return through; the basket on the counter stays as it is."""

    def __init__(
        self, models: Models, deck: PanelDeck, approvals: ApprovalDesk, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.models = models
        self.deck = deck
        self._approvals = approvals
        self.unproven = UnprovenDesk(models, deck, approvals, self)
        self._is_connected = False

    def begin(self) -> None:
        """Something comes back: which receipt?"""
        if self.unproven.is_held:
            self.unproven.show()
        elif self._open():
            self.models.returning.begin()  # not while a terminal is asked: then that is shown
            self.models.returning.show()

    def receipt(self, sale_id: str) -> None:
        """A receipt was scanned with nobody's card on the sale: its goods come back, or its points are asked for."""
        if self._open():
            self.models.returning.open_id(sale_id)
            self.models.messages.say(
                "quiet",
                self.tr("Points for this receipt instead? Find the member first (F4), then scan it again."),
            )

    def takes(self, code: Code) -> bool:
        """Whether a scan belongs to the open panel."""
        return self.deck.name == PANEL and self.models.returning.take(code)

    def accept(self) -> None:
        """Enter in the panel."""
        returning, typed = self.models.returning, self.models.entry.text
        if returning.step == "receipt":
            self.models.entry.clear()
            returning.open_typed(typed)
        elif returning.step == "done":
            self.deck.close()
        else:
            self.models.entry.clear()
            returning.accept()

    def _open(self) -> bool:
        sale = self.models.sale
        held = "returning" in self.models.__dict__ and self.models.returning.is_held
        if sale.in_payment and not held:
            sale.blocked.emit()
            return False
        if not self._is_connected:
            self._is_connected = True
            self.models.returning.asks_right.connect(self._ask)
            self.models.returning.taken.connect(self._taken)
            self.models.returning.moved.connect(self.models.entry.clear)
            self.models.returning.no_receipt.connect(self.unproven.begin)
            self.models.returning.exchanged.connect(self.models.payment.take_goods)
            self.models.payment.sold.connect(self._sold)
        self._show()
        return True

    def _show(self) -> None:
        self.deck.open(PANEL, Ask(self.tr("Number"), 0, 9), self.models.returning.typed)

    def _ask(self, wish: Wish, what: str) -> None:
        self._approvals.ask(wish, what, self._allowed, self._back_to_it)

    def _allowed(self, approval: Approval) -> None:
        if self.deck.name != PANEL:
            self._show()
        self.models.returning.allowed(approval.approved_by)

    def _back_to_it(self) -> None:
        """Nobody allowed it: the goods that were chosen are still chosen."""
        self._show()
        self.models.returning.show()

    def _sold(self, sold: Sold) -> None:
        """Goods that came back for this sale are written with it: the panel has nothing more to say of them."""
        if sold.returned is not None:
            self.models.returning.begin()

    def _taken(self, done: TakenBack) -> None:
        """On the disk: only now does any money move. The receipt opens the drawer where cash goes back."""
        self.models.receipt.took_back(done)
        number = f"{done.returned.seller.till_number}-{done.returned.receipt_number}"
        self.models.messages.say(
            "good", self.tr("Taken back. Return receipt {number}.").format(number=number)
        )
        self.models.status.count_waiting()
        self.models.sale.refresh()
