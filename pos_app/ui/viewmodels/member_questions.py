"""Two questions that are asked before a fact is written: ending a membership, and claiming an earlier receipt."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import CannotSell, Refused
from pos_app.domain.sale import Sale
from pos_app.domain.visit import LateClaim, MembershipCancelled
from pos_app.services import claiming, memberships
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.member_desk_state import ClaimState, MembershipState
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)


class MembershipModel(QObject):
    """A membership is cancelled once the cashier has said so twice: it cannot be undone."""

    changed = Signal(object)
    """:class:`MembershipState`"""
    done = Signal(str)
    """A sentence: cancelled, and on the disk."""

    def __init__(
        self, ports: TillPorts, store: Worker, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._sale = sale
        self._words = words
        self._cashier_id = ""
        self._asked: memberships.Running | None = None
        self._notice = ""
        self.busy = False
        self._ended: set[tuple[str, memberships.Running]] = set()

    def has_ended(self, member_id: str, running: memberships.Running) -> bool:
        """Whether that term was cancelled at this till, which the server has perhaps not told back yet."""
        return running.cancelled or (member_id, running) in self._ended

    def begin(self, cashier_id: str, key: str) -> None:
        """Ask about the membership that the panel for visits calls ``key``."""
        self._cashier_id, self._notice, self._asked = cashier_id, "", None
        member = self._sale.member
        if member is not None:
            running = memberships.running(self._ports.services, member)
            wanted = key.partition(":")[2]
            self._asked = next(
                (each for each in running if f"{each.programme_id}:{each.code}" == wanted), None
            )
        self.show()

    def accept(self) -> None:
        """Yes, cancel it."""
        services, member, asked = self._ports.services, self._sale.member, self._asked
        if self.busy or member is None or asked is None:
            return
        cashier_id = self._cashier_id
        self.busy = True
        self.show()
        self._store.run(
            lambda: memberships.cancel_membership(
                services, cashier_id, member, asked.programme_id, asked.code
            ),
            self._cancelled,
            self._failed,
        )

    def _cancelled(self, _: MembershipCancelled) -> None:
        self.busy = False
        asked, member = self._asked, self._sale.member
        assert asked is not None
        if member is not None:
            self._ended.add((member.view.member_id, asked))
        day = self._words.day(asked.to_day)
        self._sale.refresh()
        self.done.emit(
            self.tr("{name} is cancelled. Its benefits stay through {day}.").format(name=asked.name, day=day)
        )

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, CannotSell):
            self._sale.stopped.emit(error)
        elif not isinstance(error, Refused):
            log.error("a membership could not be cancelled", exc_info=error)
        self._notice = (
            _told(error, self._words)
            if isinstance(error, Refused)
            else self.tr("Nothing was written. Try again.")
        )
        self.show()

    def show(self) -> None:
        """Tell the panel."""
        asked = self._asked
        if asked is None:
            return
        day = self._words.day(asked.to_day)
        term = self.tr("The trial runs through {day}.") if asked.is_trial else self.tr("Paid through {day}.")
        self.changed.emit(
            MembershipState(
                asked.name,
                term.format(day=day),
                self.tr("It is then not renewed; the benefits stay to that day. This cannot be undone."),
                self._notice,
                not self.busy,
            )
        )


class ClaimModel(QObject):
    """The points of a receipt from before: asked of the till at once, of the server later."""

    changed = Signal(object)
    """:class:`ClaimState`"""
    asked = Signal()
    """There is something to ask: the panel may open."""
    done = Signal(str)
    """A sentence: claimed, and on the disk."""
    refused = Signal(object)
    """:class:`Refused`: this receipt cannot be claimed."""

    def __init__(
        self, ports: TillPorts, store: Worker, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._sale = sale
        self._words = words
        self._cashier_id = ""
        self._sale_id = ""
        self._found: Sale | None = None
        self._notice = ""
        self.busy = False

    def begin(self, cashier_id: str, sale_id: str) -> None:
        """Look whether this receipt can be claimed; then :attr:`asked`, or :attr:`refused`."""
        if self.busy:
            return
        self._cashier_id, self._sale_id, self._notice = cashier_id, sale_id, ""
        services = self._ports.services
        self._store.run(lambda: claiming.look_at(services, sale_id), self._looked, self._failed)

    def _looked(self, found: Sale | None) -> None:
        self._found = found
        self.asked.emit()
        self.show()

    def accept(self) -> None:
        """Yes, claim it."""
        services, member, sale_id = self._ports.services, self._sale.member, self._sale_id
        if self.busy or member is None:
            return
        cashier_id = self._cashier_id
        self.busy = True
        self.show()
        self._store.run(
            lambda: claiming.claim(services, cashier_id, member, sale_id), self._claimed, self._failed
        )

    def _claimed(self, _: LateClaim) -> None:
        self.busy = False
        self.done.emit(self.tr("The receipt is claimed. Its points come when the server has looked at it."))

    def _failed(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, Refused):
            self.refused.emit(error)
            return
        if isinstance(error, CannotSell):
            self._sale.stopped.emit(error)
        else:
            log.error("a receipt could not be claimed", exc_info=error)
        self._notice = self.tr("Nothing was written. Try again.")
        self.show()

    def show(self) -> None:
        """Tell the panel."""
        words, found, member = self._words, self._found, self._sale.member
        receipt = self.tr("A receipt of another till")
        if found is not None:
            receipt = self.tr("Receipt {number}, {time}, {amount}").format(
                number=f"{found.seller.till_number}-{found.receipt_number}",
                time=words.when(found.context.at_ms),
                amount=words.money(found.priced.total_minor),
            )
        name = member.display_name if member is not None else ""
        self.changed.emit(
            ClaimState(
                receipt,
                self.tr("For {name}").format(name=name or self.tr("the member on the sale")),
                self.tr("The server looks at the receipt; then the points come. Each receipt counts once."),
                self._notice,
                member is not None and not self.busy,
            )
        )


def _told(refused: Refused, words: Words) -> str:
    """The sentence, with its day as people write it."""
    day = refused.facts.get("day")
    facts = {**refused.facts, "day": words.day(str(day))} if day else refused.facts
    return sentence(Refused(refused.reason, **facts))
