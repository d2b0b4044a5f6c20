"""The end of a till's day: what the server has of it, so that the till can compare."""

from __future__ import annotations

import msgspec


class DayCounted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A till's business day in one currency; amounts in minor units, VAT included. Returns are positive, apart."""

    currency: str
    sales: int = 0
    sold_minor: int = 0
    tax_minor: int = 0
    returns: int = 0
    returned_minor: int = 0
    returned_tax_minor: int = 0


class DayTold(msgspec.Struct, frozen=True, kw_only=True):
    """``acked`` is the last record that the server has of this till, ``head`` the SHA-256 of the one that was asked for
    (empty where it has none), ``counts`` what the records of that business date came to.
    """

    epoch: str
    acked: int
    head: bytes
    counts: tuple[DayCounted, ...]
