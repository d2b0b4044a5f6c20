"""Asking the server what it has of a business day: the till that closes it compares."""

from __future__ import annotations

from pos_app.domain.day_close import DayCount, DayThere
from sync.client.patient import PatientLine
from sync.client.place import Place
from sync.protocol.v1.day_messages import DayCounted

PATIENCE_MS = 10_000
"""Whoever closes a day has a little more time than a customer."""


class DayClient:
    """The question over the network. Safe to use from any thread."""

    def __init__(self, place: Place, *, patience_ms: int = PATIENCE_MS) -> None:
        self._line = PatientLine(place, "days")
        self._patience_ms = patience_ms

    def ask(self, business_date: str, sequence: int) -> DayThere:
        """What the server has. Raises :class:`~sync.client.trouble.SyncTrouble` without an answer."""
        told = self._line.within(
            lambda central: central.day(business_date, sequence, deadline_ms=self._patience_ms),
            self._patience_ms,
        )
        return DayThere(told.acked, told.head, tuple(_count(each) for each in told.counts))

    def close(self) -> None:
        """Hang up. A client that was closed may be used again."""
        self._line.close()


def _count(told: DayCounted) -> DayCount:
    return DayCount(
        told.currency,
        told.sales,
        told.sold_minor,
        told.tax_minor,
        told.returns,
        told.returned_minor,
        told.returned_tax_minor,
    )
