"""Signing in by PIN. The digits never leave this model but for the check, and are forgotten after it."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.members import Cashier
from pos_app.services import signing_in
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.panel_state import SignInState
from pos_app.ui.viewmodels.pin_entry import PinEntry
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.state import Choice

log = logging.getLogger(__name__)


class SignInModel(QObject):
    """Who is chosen, how many digits are typed, why the last try was refused."""

    changed = Signal(object)
    """:class:`SignInState`"""
    signed_in = Signal(object)
    """:class:`Cashier`"""
    stopped = Signal(object)

    def __init__(self, ports: TillPorts, store: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._cashiers: dict[str, Cashier] = {}
        self._chosen = ""
        self._pin = PinEntry()
        self._refusal = ""
        self._busy = False

    def begin(self) -> None:
        """Read who may sign in; the last one stays chosen."""
        staff = self._ports.services.staff.cashiers()
        self._cashiers = {cashier.cashier_id: cashier for cashier in staff}
        if self._chosen not in self._cashiers:
            self._chosen = next(iter(self._cashiers), "")
        self._pin.clear()
        self._refusal = ""
        self.show()

    def choose(self, cashier_id: str) -> None:
        """Somebody touched their name."""
        self._chosen, self._refusal = cashier_id, ""
        self._pin.clear()
        self.show()

    def press(self, sign: str) -> None:
        """A digit, or erase."""
        if self._busy:
            return
        self._refusal = ""
        self._pin.press(sign)
        self.show()

    def accept(self) -> None:
        """Check the PIN; slow on purpose, so not here."""
        cashier = self._cashiers.get(self._chosen)
        if self._busy or not self._pin or cashier is None:
            return
        services, pin = self._ports.services, self._pin.take()
        self._busy = True
        self.show()
        self._store.run(lambda: signing_in.sign_in(services, cashier, pin), self._in, self._not_in)

    def _in(self, cashier: Cashier) -> None:
        self._busy = False
        self.show()
        self.signed_in.emit(cashier)

    def _not_in(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        elif isinstance(error, Refused):
            self._refusal = sentence(error)
        else:
            log.error("a sign-in could not be checked", exc_info=error)
            self._refusal = sentence(Refused(Refusal.NOT_SIGNED_IN))
        self.show()

    def show(self) -> None:
        """Tell the view."""
        counter = self._ports.services.counter
        self.changed.emit(
            SignInState(
                shop=counter.store.name,
                place=self.tr("Till {number}").format(number=counter.till_number),
                cashiers=tuple(
                    Choice(cashier.cashier_id, cashier.name, "", cashier.cashier_id == self._chosen)
                    for cashier in self._cashiers.values()
                ),
                prompt=self.tr("Checking …") if self._busy else self.tr("Type your PIN"),
                typed=len(self._pin),
                refusal=self._refusal,
                busy=self._busy,
            )
        )
