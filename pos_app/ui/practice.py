"""Practice: a second window over a store that is thrown away, while the till's own window waits behind it.

Nothing of it can reach the journal, the totals, the points or the server, because nothing of it is in the till's store:
the practice window has ports of its own. The till's journal says when practice began and ended, and counts its slips.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.domain.errors import CannotSell
from pos_app.domain.members import Cashier
from pos_app.domain.rights import Approval
from pos_app.services import counter_acts
from pos_app.ui.ports import Practice, TillPorts

if TYPE_CHECKING:
    from pos_app.ui.window import TillWindow

log = logging.getLogger(__name__)


class PracticeRoom(QObject):
    """From the moment that somebody allowed it until the practice window closes."""

    def __init__(self, window: TillWindow, ports: TillPorts, approval: Approval, cashier: Cashier) -> None:
        super().__init__(window)
        self._window = window
        self._ports = ports
        self._approval = approval
        self._cashier = cashier
        self._made: Practice | None = None
        self.shown: TillWindow | None = None

    def begin(self) -> None:
        """Set it up and show it; where that can not be done, the till goes on selling and says so."""
        from pos_app.ui.window import TillWindow

        assert self._ports.practice is not None
        try:
            self._made = self._ports.practice()
        except (CannotSell, OSError):
            log.exception("practice could not be set up")
            self._window.models.messages.say(
                "look", self.tr("Practice cannot begin: there is no room for it.")
            )
            self._journal_end()
            return
        self._window.listen(to_wedge=False)
        shown = self.shown = TillWindow(self._made.ports)
        self._made.report_to(shown.inbox)
        shown.models.payment.sold.connect(lambda sold: self._slip(sold.sale.priced.total_minor))
        shown.models.slip_printed.connect(self._slip)
        shown.setGeometry(self._window.geometry())
        if self._window.isFullScreen():
            shown.showFullScreen()
        else:
            shown.show()
        shown.activateWindow()
        shown.start()
        shown.models.sign_in.signed_in.emit(self._cashier)
        shown.models.messages.say(
            "look", self.tr("Practice: nothing is for real, and everything is thrown away. Ctrl T ends it.")
        )
        shown.closed.connect(self._ended)
        self._window.hide()

    def _slip(self, total: int) -> None:
        """Each slip of practice is counted, as the books ask."""
        services, cashier_id = self._ports.services, self._cashier.cashier_id
        self._window.models.store.run(
            lambda: counter_acts.training_slip_printed(services, cashier_id, total), None, self._failed
        )

    def _ended(self) -> None:
        """The window's threads have ended: throw everything away and sell on."""
        window, made = self._window, self._made
        window.show()
        window.activateWindow()
        window.setFocus()
        window.listen(to_wedge=True)
        self._journal_end()
        if made is not None:
            made.end()
        if self.shown is not None:
            self.shown.deleteLater()
        self.deleteLater()
        window.models.messages.say("good", self.tr("Practice is over. From here on everything is for real."))

    def _journal_end(self) -> None:
        services, approval = self._ports.services, self._approval
        self._window.models.store.run(
            lambda: counter_acts.training(services, approval, begins=False), None, self._failed
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self._window.stop_selling(error)
        else:
            log.error("practice could not be journalled", exc_info=error)
