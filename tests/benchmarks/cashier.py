"""A cashier who works on the real till window: signs in, scans, searches, takes cash."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pos_app.domain.members import Cashier
from pos_app.ui.ports import Code
from pos_app.ui.window import TillWindow


class WentWrong(RuntimeError):
    """The till did something else than what was measured: the figure would say nothing."""


@dataclass(frozen=True, slots=True)
class BenchCashier:
    """Works on ``window``, whose events somebody processes."""

    window: TillWindow

    def sign_in(self) -> None:
        """Be signed in, as after the right PIN (which is slow on purpose)."""
        self.window.models.sign_in.signed_in.emit(Cashier("ingrid", "Ingrid", ""))

    def scan(self, code: str) -> None:
        """A code comes in from a scanner's thread, and the interface takes it up."""
        self.window.inbox.scanned.emit(Code(code, "scanner"))

    def next_customer(self) -> None:
        """Forget the basket on the counter."""
        self.window.models.sale.start_next()
        self.settle()

    def search_goods(self, text: str) -> None:
        """Type a name, letter by letter."""
        for end in range(1, len(text) + 1):
            self.window.models.products.search(text[:end])
            QCoreApplication.processEvents()
        self.window.models.products.search("")

    def search_members(self, text: str) -> None:
        """Look for a member by name or number."""
        self.window.models.member.search(text)
        QCoreApplication.processEvents()

    def pay_in_cash(self) -> None:
        """Take what is due, wait until the sale is durable, and look at the receipt."""
        paid: list[object] = []
        connection = self.window.models.payment.sold.connect(paid.append)
        self.window.models.payment.pay_cash()
        self.settle()
        self.window.models.payment.sold.disconnect(connection)
        if not paid:
            raise WentWrong("a sale was not paid")
        if self.window.controller is not None:
            self.window.controller.escape()
        self.settle()

    def settle(self) -> None:
        """Let the store thread and the screen come to rest."""
        if not self.window.drain():
            raise WentWrong("the store thread does not come to rest")
        QCoreApplication.processEvents()
