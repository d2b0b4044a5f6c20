"""Which receipt do goods come back of? This till's own is read here, another till's is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused
from pos_app.services import returning
from pos_app.services.ports import Ports
from pos_app.services.returning import OpenSale
from pos_app.ui.tasks import Worker

if TYPE_CHECKING:
    from pos_app.services.elsewhere_ports import SaleElsewhere

Opened = Callable[[OpenSale], None]
Failed = Callable[[Exception], None]


class WhichReceipt:
    """The answer comes to ``opened`` or ``failed``, a moment later; ``asking`` is called where the server is asked."""

    def __init__(self, services: Ports, store: Worker, line: Worker, asking: Callable[[], None]) -> None:
        self._services = services
        self._store = store
        self._line = line
        self._asking = asking

    def numbered(self, number: int, opened: Opened, failed: Failed) -> None:
        """The receipt of this till with that number."""
        services = self._services
        self._store.run(lambda: returning.open_numbered(services, number), opened, failed)

    def scanned(self, sale_id: str, opened: Opened, failed: Failed) -> None:
        """The receipt whose code was scanned; the server is asked for what another till of the store sold."""
        services = self._services

        def not_here(error: Exception) -> None:
            unknown = isinstance(error, Refused) and error.reason is Refusal.RETURN_UNKNOWN_SALE
            if unknown and services.elsewhere is not None:
                self._ask(sale_id, opened, failed)
            else:
                failed(error)

        self._store.run(lambda: returning.open_sale(services, sale_id), opened, not_here)

    def _ask(self, sale_id: str, opened: Opened, failed: Failed) -> None:
        services, elsewhere = self._services, self._services.elsewhere
        assert elsewhere is not None
        self._asking()

        def told(found: SaleElsewhere) -> None:
            self._store.run(lambda: returning.open_elsewhere(services, found), opened, failed)

        self._line.run(lambda: elsewhere.ask(sale_id), told, failed)
