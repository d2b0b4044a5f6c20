"""Goods on an account: the organisation that is sent the invoice, as the cashier types it."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from pos_app.domain.account_customer import AccountCustomer, account_customer
from pos_app.domain.errors import Refused
from pos_app.ui.ports import TillPorts
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.words import Words


class InvoiceState(Struct, frozen=True):
    """What is handed out, and what was typed so far."""

    amount_text: str = ""
    name: str = ""
    number: str = ""
    reference: str = ""
    refusal: str = ""
    can_accept: bool = False


class InvoiceModel(QObject):
    """Keeps what was typed until the sale is made or another begins."""

    changed = Signal(object)
    """:class:`InvoiceState`"""

    def __init__(
        self, ports: TillPorts, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._country = ports.services.counter.store.country
        self._sale = sale
        self._words = words
        self._basket_id = ""
        self._name = self._number = self._reference = self._refusal = ""

    def begin(self) -> None:
        """Ask for the customer; one who was typed for this very basket is still there."""
        basket_id = self._sale.basket.basket_id
        if basket_id != self._basket_id:
            self._name = self._number = self._reference = ""
        self._basket_id, self._refusal = basket_id, ""
        self.show()

    def set_name(self, text: str) -> None:
        """The organisation's name."""
        if text != self._name:
            self._name, self._refusal = text, ""
            self.show()

    def set_number(self, text: str) -> None:
        """Its number."""
        if text != self._number:
            self._number, self._refusal = text, ""
            self.show()

    def set_reference(self, text: str) -> None:
        """The customer's own reference."""
        if text != self._reference:
            self._reference, self._refusal = text, ""
            self.show()

    def customer(self) -> AccountCustomer | None:
        """Who is sent the invoice; ``None`` where what was typed does not hold, and the panel says why."""
        try:
            return account_customer(self._name, self._number, self._reference, self._country)
        except Refused as refused:
            self._refusal = sentence(refused)
            self.show()
            return None

    def show(self) -> None:
        """Tell the panel."""
        due = self._sale.quote.settlement.due_minor
        self.changed.emit(
            InvoiceState(
                self._words.money(due),
                self._name,
                self._number,
                self._reference,
                self._refusal,
                bool(self._name.strip() and self._number.strip()),
            )
        )
