"""The acts that end in a paper which is no receipt: the provisional receipt, and the slip of a card payment by hand."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.ui.models import Models

if TYPE_CHECKING:  # nobody prints one before the first paint
    from pos_app.services.slips import Slip

log = logging.getLogger(__name__)


class SlipDesk(QObject):
    """Each is journalled before it is printed (DURABLE-FIRST)."""

    def __init__(self, models: Models, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models = models

    def provisional(self) -> None:
        """What is on the counter, before it is paid."""
        from pos_app.services import slips

        sale, services = self.models.sale, self.models.services
        if sale.in_payment:
            sale.blocked.emit()
            return
        if sale.basket.is_empty:
            sale.refused.emit(Refused(Refusal.BASKET_EMPTY))
            return
        if not self.models.can_print:
            self.models.messages.say("look", self.tr("This till has no printer."))
            return
        cashier_id, basket, member, wishes = sale.cashier_id, sale.basket, sale.member, sale.wishes
        told = self.tr("The provisional receipt is printed. Nothing is paid; the sale stays on the counter.")
        self._print(lambda: slips.provisional(services, cashier_id, basket, member, wishes), told)

    def card_slip(self) -> None:
        """The slip of the last sale's card payments that were told by hand."""
        from pos_app.services import slips

        last, services, cashier_id = (
            self.models.receipt.last,
            self.models.services,
            self.models.sale.cashier_id,
        )
        if last is not None:
            told = self.tr("The card slip is printed.")
            self._print(lambda: slips.card_slip_of(services, cashier_id, last.sale), told)

    def _print(self, make: Callable[[], Slip], told: str) -> None:
        def printed(slip: Slip) -> None:
            self.models.receipt.print_slip(slip.told.event_id, slip.document)
            self.models.slip_printed.emit(slip.told.amount_minor)
            self.models.messages.say("good", told)
            self.models.status.count_waiting()

        self.models.store.run(make, printed, self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, CannotSell):
            self.models.sale.stopped.emit(error)
        elif isinstance(error, Refused):
            self.models.sale.refused.emit(error)
        else:
            log.error("a slip could not be journalled", exc_info=error)
