"""A sale of another till of the store, for the till that takes its goods back (``POST /v1/sales``)."""

from __future__ import annotations

import msgspec


class SaleAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which sale: its id, as the code on its receipt says it."""

    sale_id: str


class SaleTold(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """``sale`` is the body of its record (empty where the asking till's store has sold nothing under that id),
    ``returns`` those of what came back of it, in the order in which they came (SERVER-ORDER).
    """

    sale: bytes = b""
    returns: tuple[bytes, ...] = ()
