"""Somebody who may allows what the cashier may not: by PIN or card, on the spot, while the basket stays."""

from __future__ import annotations

import logging

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.members import Cashier
from pos_app.domain.rights import Approval, Wish
from pos_app.services import approving
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.pin_entry import PinEntry
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.state import Choice

log = logging.getLogger(__name__)


class ApprovalState(Struct, frozen=True):
    """What is to be allowed, who may, how many digits of a PIN are typed, why the last try was refused."""

    what: str = ""
    asked_by: str = ""
    people: tuple[Choice, ...] = ()
    prompt: str = ""
    typed: int = 0
    refusal: str = ""
    can_accept: bool = False


class ApprovalModel(QObject):
    """One question at a time. The digits never leave this model but for the check, and are forgotten after it."""

    changed = Signal(object)
    """:class:`ApprovalState`"""
    approved = Signal(object)
    """:class:`Approval`"""
    stopped = Signal(object)

    def __init__(self, ports: TillPorts, store: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._wish: Wish | None = None
        self._what = ""
        self._asked_by = ""
        self._people: dict[str, Cashier] = {}
        self._chosen = ""
        self._pin = PinEntry()
        self._refusal = ""
        self._busy = False

    def begin(self, wish: Wish, asked_by: str, what: str) -> None:
        """Ask for ``wish``, which ``what`` says in words. Nobody who may is told of as well."""
        people = approving.who_may(self._ports.services, wish, asked_by)
        self._wish, self._asked_by, self._what = wish, asked_by, what
        self._people = {each.cashier_id: each for each in people}
        if self._chosen not in self._people:
            self._chosen = next(iter(self._people), "")
        self._pin.clear()
        self._refusal = "" if people else sentence(Refused(Refusal.NOBODY_MAY_APPROVE))
        self._busy = False
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
        somebody, wish = self._people.get(self._chosen), self._wish
        if self._busy or not self._pin or somebody is None or wish is None:
            return
        services, pin, asked_by = self._ports.services, self._pin.take(), self._asked_by
        self._busy = True
        self.show()
        self._store.run(
            lambda: approving.approve(services, wish, asked_by=asked_by, allowed_by=somebody, pin=pin),
            lambda approval: self._allowed(wish, approval),
            lambda error: self._not_allowed(wish, error),
        )

    def card(self, number: str) -> None:
        """A card was read: that of somebody who may, or it is refused. A card takes no time to look at."""
        if self._busy or self._wish is None:
            return
        try:
            approval = approving.approve_by_card(
                self._ports.services, self._wish, asked_by=self._asked_by, card_number=number
            )
        except Refused as refused:
            self._refusal = sentence(refused)
            self.show()
            return
        self.approved.emit(approval)

    def forget(self) -> None:
        """Nobody waits for the answer any more: one that is under way leads to nothing."""
        self._wish, self._busy = None, False
        self._pin.clear()

    def _allowed(self, wish: Wish, approval: Approval) -> None:
        if self._wish is not wish:
            return
        self._busy = False
        self.approved.emit(approval)

    def _not_allowed(self, wish: Wish, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        if self._wish is not wish:
            return
        self._busy = False
        if isinstance(error, Refused):
            self._refusal = sentence(error)
        elif not isinstance(error, CannotSell):
            log.error("an approval could not be checked", exc_info=error)
            self._refusal = sentence(Refused(Refusal.NOBODY_MAY_APPROVE))
        self.show()

    def show(self) -> None:
        """Tell the panel."""
        name = approving.cashier(self._ports.services, self._asked_by).name
        self.changed.emit(
            ApprovalState(
                what=self._what,
                asked_by=self.tr("{name} asks. The sale stays as it is.").format(name=name),
                people=tuple(
                    Choice(each.cashier_id, each.name, "", each.cashier_id == self._chosen)
                    for each in self._people.values()
                ),
                prompt=self.tr("Checking …") if self._busy else self.tr("PIN, or scan your card"),
                typed=len(self._pin),
                refusal=self._refusal,
                can_accept=bool(self._pin) and not self._busy and bool(self._people),
            )
        )
