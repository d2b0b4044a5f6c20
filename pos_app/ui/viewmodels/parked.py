"""Parking the sale on the counter, and taking one back."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal

from pos_app.domain.basket import Basket
from pos_app.domain.errors import CannotSell, Refused
from pos_app.domain.pricing import price
from pos_app.services import parking
from pos_app.services.till_store import OpenBasket, ParkedBasket
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.panel_state import ParkedState
from pos_app.ui.viewmodels.selling import SellingModel
from pos_app.ui.viewmodels.state import ListEntry
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)


class ParkedModel(QObject):
    """Written on the store thread; the counter is only cleared once the basket is safe."""

    changed = Signal(object)
    """:class:`ParkedState`"""
    parked = Signal(object)
    """The :class:`ParkedBasket` that is now set aside."""
    recalled = Signal()
    refused = Signal(object)
    stopped = Signal(object)

    def __init__(
        self, ports: TillPorts, store: Worker, sale: SellingModel, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._sale = sale
        self._words = words
        self.cashier_id = ""
        self._baskets: list[ParkedBasket] = []
        self._selected: str | None = None

    def park(self) -> None:
        """Set the basket on the counter aside."""
        sale, services, cashier_id = self._sale, self._ports.services, self.cashier_id
        if sale.in_payment:
            sale.blocked.emit()
            return
        basket, wishes = sale.basket, sale.wishes
        note = sale.member.display_name if sale.member is not None else ""
        sale.busy = True
        self._store.run(
            lambda: parking.park(services, cashier_id, basket, note, wishes), self._parked, self._failed
        )

    def _parked(self, parked: ParkedBasket) -> None:
        self._sale.start_next()
        self.parked.emit(parked)

    def begin(self) -> None:
        """Read what is parked."""
        services = self._ports.services
        self._selected = None
        self._store.run(lambda: parking.parked_baskets(services), self._read, self._failed)

    def _read(self, baskets: list[ParkedBasket]) -> None:
        self._baskets = list(reversed(baskets))
        if self._baskets and self._selected is None:
            self._selected = self._baskets[0].parked_id
        self.show()

    def choose(self, parked_id: str) -> None:
        """One was touched."""
        self._selected = parked_id
        self.show()

    def recall(self) -> None:
        """Take the chosen one back onto an empty counter."""
        sale, services, parked_id = self._sale, self._ports.services, self._selected
        cashier_id = self.cashier_id
        if parked_id is None:
            return
        if sale.in_payment or not sale.basket.is_empty:
            sale.blocked.emit()
            return
        sale.busy = True
        self._store.run(lambda: parking.recall(services, parked_id, cashier_id), self._recalled, self._failed)

    def _recalled(self, back: OpenBasket) -> None:
        self._sale.start_next(back)
        self.recalled.emit()

    def _failed(self, error: Exception) -> None:
        self._sale.busy = False
        self._sale.keep()
        if isinstance(error, Refused):
            self.refused.emit(error)
            self.begin()
        elif isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("parking failed", exc_info=error)

    def show(self) -> None:
        """Tell the panel."""
        words = self._words
        entries = tuple(
            ListEntry(
                parked.parked_id,
                parked.note or _first_goods(parked.basket),
                _first_goods(parked.basket)
                if parked.note
                else self.tr("%n line(s)", "", len(parked.basket.lines)),
                words.amount(price(parked.basket).total_minor),
                words.when(parked.parked_ms),
            )
            for parked in self._baskets
        )
        text = "" if entries else self.tr("Nothing is parked.")
        self.changed.emit(ParkedState(entries, self._selected, text))


def _first_goods(basket: Basket) -> str:
    names = [line.article.name for line in basket.lines[:3]]
    return ", ".join(names) + (" …" if len(basket.lines) > 3 else "")
