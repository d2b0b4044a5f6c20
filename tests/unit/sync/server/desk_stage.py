"""Acts of the desk in tests: done in one transaction, or refused without a row having changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sync.server.desk.refusal import NotDone
from sync.server.schema import tables
from tests.unit.sync.server.stage import Shop

EARN = '[earn]\npoints = 1\nper = "1.00"\n'
BY = {"reason": "cold coffee", "asked_by": "Ingrid", "approved_by": "Jonas"}


def do(shop: Shop, what: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """One act of the desk, in its transaction."""
    with shop.database.write() as connection:
        return what(connection, shop.company, *arguments, now_ms=shop.clock(), **named)


def refused(shop: Shop, words: str, what: Callable[..., Any], *arguments: Any, **named: Any) -> None:
    """The act is refused in these words, and not a row has changed."""
    before = everything(shop)
    with pytest.raises(NotDone, match=words):
        do(shop, what, *arguments, **named)
    assert everything(shop) == before


def everything(shop: Shop) -> dict[str, int]:
    return {name: shop.count(table) for name, table in tables.company.metadata.tables.items()} | {
        "points": sum(row.points for row in shop.rows(tables.balance))
    }
