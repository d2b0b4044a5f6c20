"""Asking the server for a sale of another till: an answer within two seconds, or none."""

from __future__ import annotations

from sync.client.patient import PATIENCE_MS, PatientLine
from sync.client.place import Place
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.sale_messages import SaleAsked, SaleTold


class SalesElsewhereClient:
    """The question over the network. Safe to use from any thread."""

    def __init__(self, place: Place) -> None:
        self._line = PatientLine(place, "sales-elsewhere")

    def ask(self, sale_id: str) -> SaleTold | None:
        """The sale; ``None`` without an answer. Never raises for the network. Asking again changes nothing."""
        asked = SaleAsked(sale_id=sale_id)
        try:
            return self._line.within(lambda central: central.sale(asked, deadline_ms=PATIENCE_MS))
        except SyncTrouble:
            return None

    def close(self) -> None:
        """Hang up. A client that was closed may be used again."""
        self._line.close()
