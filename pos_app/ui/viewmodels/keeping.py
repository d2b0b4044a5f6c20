"""Keeps the basket on the counter safe after every change, so that a killed till has it back."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import CannotSell
from pos_app.services import selling
from pos_app.services.ports import Ports
from pos_app.services.till_store import OpenBasket
from pos_app.ui.tasks import Worker

log = logging.getLogger(__name__)


class BasketKeeper(QObject):
    """Writes on the store thread; of several changes in a row only the newest is written.

    ``may_write`` says whether the counter is free for it: not while a sale or a parking is being written.
    """

    stopped = Signal(object)
    """:class:`CannotSell`"""

    def __init__(
        self, services: Ports, store: Worker, may_write: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._store = store
        self._may_write = may_write
        self._writing = False
        self._on_disk: OpenBasket | None = None
        self._wanted: OpenBasket | None = None

    def found(self, on_disk: OpenBasket | None) -> None:
        """What the file holds now, written by somebody else: read at the start, taken away by a sale."""
        self._on_disk = self._wanted = on_disk

    def keep(self, wanted: OpenBasket) -> None:
        """Have this written."""
        self._wanted = wanted
        if not self._writing and wanted != self._on_disk:
            self._writing = True
            self._on_disk = wanted
            self._store.run(
                lambda: selling.keep_basket(self._services, wanted.basket, wanted.tenders, wanted.wishes),
                self._written,
                self._failed,
            )

    def holds(self, basket: OpenBasket) -> bool:
        """Whether exactly this is on the disk."""
        return not self._writing and self._on_disk == basket

    def _written(self, _: None) -> None:
        self._writing = False
        # Never once a payment is under way: written after the sale, its basket would come back unpaid.
        if self._wanted is not None and self._may_write():
            self.keep(self._wanted)

    def _failed(self, error: Exception) -> None:
        self._writing = False
        self._on_disk = None
        if isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("the basket could not be kept", exc_info=error)
