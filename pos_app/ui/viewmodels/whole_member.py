"""A member of whom this till knows little: the server is asked for the rest, and nobody waits for the answer."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.selling import SellingModel

log = logging.getLogger(__name__)


class WholeMemberModel(QObject):
    """Asks once for each sale, on a thread of its own, which the first such member starts: the line thread stays free
    for what a payment waits for.

    The same for a number that no member has whom this till knows whole: phones are known to the stores of a member.

    An answer makes the sale be decided again, unless something is given already: then it counts from the next sale on.
    """

    known = Signal(str)
    """A number that was looked for is known now."""

    def __init__(self, ports: TillPorts, sale: SellingModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._sale = sale
        self._asked: set[str] = set()
        self._worker: Worker | None = None
        sale.member_changed.connect(self._look)
        sale.network_changed.connect(self._look)
        sale.left.connect(self._asked.clear)

    def _look(self) -> None:
        member = self._sale.member
        if member is None or member.whole or self._sale.line_down or self._sale.in_payment:
            return
        member_id = member.view.member_id
        if member_id in self._asked:
            return
        self._asked.add(member_id)
        ask = self._ports.services.whole_members.ask
        self._run(lambda: ask(member_id), lambda known: self._answered(member_id, known))

    def look_for(self, number: str) -> None:
        """Ask whose number it is; the first time that it is looked for during a sale."""
        if self._sale.line_down or number in self._asked:
            return
        self._asked.add(number)
        ask = self._ports.services.whole_members.ask_number
        self._run(lambda: ask(number), lambda known: self.known.emit(number) if known else None)

    def _run(self, ask: Callable[[], bool], then: Callable[[bool], None]) -> None:
        if self._worker is None:
            self._worker = Worker("whole-members", self)
        self._worker.run(ask, then, _failed)

    def _answered(self, member_id: str, known: bool) -> None:
        sale = self._sale
        if not known:
            self._asked.discard(member_id)  # the next look may have an answer: no sale asks by itself
        elif sale.member is not None and sale.member.view.member_id == member_id and not sale.in_payment:
            sale.refresh()

    def drain(self, timeout_ms: int) -> bool:
        """Process events until nothing is asked; False when that took too long."""
        return self._worker is None or self._worker.drain(timeout_ms)

    def stop(self) -> None:
        """End the thread; what is under way ends by itself."""
        if self._worker is not None:
            self._worker.stop(timeout_ms=100)


def _failed(error: Exception) -> None:
    log.error("a member could not be asked for", exc_info=error)
