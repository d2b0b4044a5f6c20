"""Before any money is taken: what the sale uses up is secured at the server, or taken out of it (CLASSES)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:  # most sales use nothing up
    from pos_app.services.ports import Wanted

_GOOD_FOR_MS = 10 * 60 * 1000
"""The server keeps things for 15 minutes: asked again well before that."""
_MOST_ROUNDS = 4
log = logging.getLogger(__name__)


class SecuringModel(QObject):
    """Asks on the line thread, and holds the basket still meanwhile. Once something is given, nothing changes."""

    asking = Signal()
    """The server is being asked; it takes two seconds at most."""
    taken_out = Signal(str)
    """Something could not be secured and is not used: the basket was decided again, and this says it in a sentence."""

    def __init__(
        self,
        ports: TillPorts,
        line: Worker,
        sale: SellingModel,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._line = line
        self._sale = sale
        self._words = words
        self._secured: tuple[Wanted, ...] = ()
        self._whose = ""
        self._good_until_ms = 0
        sale.left.connect(self._left)

    def then(self, go: Callable[[], object]) -> None:
        """Do ``go`` once everything is this sale's: at once where nothing is used up, or it is secured already.

        Where something was refused, ``go`` is not done: the amount may be another, so the cashier begins again.
        """
        if self._sale.tenders or not self._open():
            go()
            return
        self._sale.busy = True
        self._sale.show()
        self.asking.emit()
        self._ask(go, {}, 1)

    def _open(self) -> tuple[Wanted, ...]:
        """What is wanted and not secured yet. While the line is down everything is withheld, so nothing is wanted."""
        sale = self._sale
        if not sale.quote.decision.consumes:
            return ()
        from pos_app.services.securing import to_secure

        wants = to_secure(self._ports.services, sale.quote.decision)
        whose = sale.member.view.member_id if sale.member else ""
        known = whose == self._whose and self._words.now_ms() < self._good_until_ms
        return () if known and set(wants) <= set(self._secured) else wants

    def _ask(self, go: Callable[[], object], refused: dict[str, str], rounds: int) -> None:
        from pos_app.services import securing

        services, member, decision = self._ports.services, self._sale.member, self._sale.quote.decision
        wants = securing.to_secure(services, decision)

        def answered(why: dict[str, str]) -> None:
            self._answered(wants, why, go, {**refused, **why}, rounds)

        def failed(error: Exception) -> None:
            log.error("nothing could be secured", exc_info=error)
            answered(dict.fromkeys((want.key for want in wants), securing.OFFLINE))

        self._line.run(lambda: securing.secure(services, member, decision), answered, failed)

    def _answered(
        self,
        wants: tuple[Wanted, ...],
        why: dict[str, str],
        go: Callable[[], object],
        refused: dict[str, str],
        rounds: int,
    ) -> None:
        sale = self._sale
        self._secured = tuple(want for want in wants if want.key not in why)
        self._whose = sale.member.view.member_id if sale.member else ""
        self._good_until_ms = self._words.now_ms() + _GOOD_FOR_MS
        if why:
            sale.withhold(why)
            # Without what was refused the rules may want something else: that is asked for too.
            if self._open() and rounds < _MOST_ROUNDS:
                self._ask(go, refused, rounds + 1)
                return
            if left := self._open():
                sale.withhold(dict.fromkeys((want.key for want in left), "refused"))
        sale.busy = False
        sale.show()
        sale.keep()
        if refused:
            self.taken_out.emit(sale.explaining.taken_out(refused, sale.member))
        else:
            go()
        if not sale.in_payment:
            sale.freed()

    def sold(self) -> None:
        """The sale brings the news itself: nothing is to be let go."""
        self._secured, self._whose = (), ""

    def _left(self) -> None:
        """The sale was set aside: others may have what was kept for it."""
        if self._secured:
            keeper, whose = self._ports.services.securing, self._whose
            self._line.run(lambda: keeper.let_go(whose))
        self.sold()
