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
    from pos_app.domain.members import Member
    from pos_app.services.holding import Wanted

_GOOD_FOR_MS = 10 * 60 * 1000
"""The server keeps things for 15 minutes: asked again well before that."""
_KEPT_FOR_MS = 14 * 60 * 1000
"""Longer than this ago, the server may have let them go before the sale is written."""
_MOST_ROUNDS = 4
log = logging.getLogger(__name__)


class SecuringModel(QObject):
    """Asks on the line thread, and holds the basket still meanwhile. Once something is given, nothing changes."""

    asking = Signal()
    """The server is being asked; it takes two seconds at most."""
    taken_out = Signal(str)
    """Something could not be secured and is not used: the basket was decided again, and this says it in a sentence."""
    lapsed = Signal(str)
    """Something was kept too short for this sale, which uses it all the same: said in a sentence."""

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
        self._member: Member | None = None
        self._basket_id = ""
        self._asked_ms = 0
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
        if not self._sale.line_down:
            self.asking.emit()
        self._ask(go, {}, 1)

    def still(self, go: Callable[[], object]) -> None:
        """The sale is paid: before it is written, have kept anew what was secured longer ago than it may last.

        Something is given by now, perhaps on a bank's terminal, and the customer was told what it costs: so the basket
        is not decided again, and ``go`` is done whatever the answer. A thing that somebody else used meanwhile is told
        to the cashier, and flagged by the server when the sale comes (FACTS-NEVER-REJECTED). Held points are not asked
        for again: a hold has one redemption, and the server pays one that comes late from what is free.
        """
        wants = self._open(_KEPT_FOR_MS)
        if not wants:
            go()
            return
        from pos_app.services import securing

        services, sale = self._ports.services, self._sale
        member, decision, basket_id = sale.member, sale.quote.decision, sale.basket.basket_id
        line_down = sale.line_down
        if securing.under_which_lease(services, basket_id):
            go()  # what is taken from a lease stays the sale's
            return

        def answered(why: dict[str, str]) -> None:
            sale.busy = False
            self._note(wants, why)
            if why:
                self.lapsed.emit(sale.explaining.used_anyway(why, member))
            go()

        def failed(error: Exception) -> None:
            log.error("nothing could be secured again", exc_info=error)
            answered(dict.fromkeys((want.key for want in wants), securing.OFFLINE))

        sale.busy = True
        sale.show()
        if not line_down:
            self.asking.emit()
        self._line.run(
            lambda: securing.secure(services, member, decision, basket_id, line_down=line_down),
            answered,
            failed,
        )

    def _open(self, good_for_ms: int = _GOOD_FOR_MS) -> tuple[Wanted, ...]:
        """What is wanted and not secured, or too long ago; while the line is down that is what a lease covers."""
        sale = self._sale
        if not sale.quote.decision.consumes:
            return ()
        from pos_app.services.securing import to_secure

        wants = to_secure(self._ports.services, sale.quote.decision)
        known = (
            _id_of(sale.member) == _id_of(self._member)
            and self._words.now_ms() - self._asked_ms < good_for_ms
        )
        return () if known and set(wants) <= set(self._secured) else wants

    def _ask(self, go: Callable[[], object], refused: dict[str, str], rounds: int) -> None:
        from pos_app.services import securing

        services, member, decision = self._ports.services, self._sale.member, self._sale.quote.decision
        wants = securing.to_secure(services, decision)
        basket_id, line_down = self._sale.basket.basket_id, self._sale.line_down

        def answered(why: dict[str, str]) -> None:
            self._answered(wants, why, go, {**refused, **why}, rounds)

        def failed(error: Exception) -> None:
            log.error("nothing could be secured", exc_info=error)
            answered(dict.fromkeys((want.key for want in wants), securing.OFFLINE))

        self._line.run(
            lambda: securing.secure(services, member, decision, basket_id, line_down=line_down),
            answered,
            failed,
        )

    def _answered(
        self,
        wants: tuple[Wanted, ...],
        why: dict[str, str],
        go: Callable[[], object],
        refused: dict[str, str],
        rounds: int,
    ) -> None:
        sale = self._sale
        self._note(wants, why)
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

    def _note(self, wants: tuple[Wanted, ...], why: dict[str, str]) -> None:
        """What is this sale's now, whose, and since when."""
        self._secured = tuple(want for want in wants if want.key not in why)
        self._member, self._basket_id = self._sale.member, self._sale.basket.basket_id
        self._asked_ms = self._words.now_ms()

    def sold(self) -> None:
        """The sale brings the news itself: nothing is to be let go."""
        self._secured, self._member, self._basket_id = (), None, ""

    def _left(self) -> None:
        """The sale was set aside: others may have what was kept for it."""
        if self._secured:
            from pos_app.services import securing

            services, member, basket_id = self._ports.services, self._member, self._basket_id
            self._line.run(lambda: securing.let_go(services, member, basket_id))
        self.sold()


def _id_of(member: Member | None) -> str:
    return member.view.member_id if member else ""
