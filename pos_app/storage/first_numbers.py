"""Where a till's numbers begin that stands in the place of a dead one.

What people read is the till's number in the store and a count, so two tills in one place must not count alike: the
server says after which number the new one begins. The series is without a gap from there (DENSE-SEQ), held by the same
triggers as any till's, with that number in the place of nothing. It is part of this one file's schema, because it can
never change once there is a receipt; no table has to be read for every sale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos_app.storage.database import Database

_GAPLESS = ("sale_receipt_gapless", "returned_receipt_gapless", "delivery_dense")


def begin_numbers(database: Database, after: int) -> None:
    """Receipts and goods on account begin after that number; inside the transaction that says whose journal it is."""
    for name in _GAPLESS:
        [(text,)] = database.sql("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = ?", (name,))
        begun = text.replace("), 0)", f"), {after:d})").replace("max(number), 0)", f"max(number), {after:d})")
        assert begun != text, f"{name} is not the trigger that this was written for"
        database.sql(f"DROP TRIGGER {name}")
        database.sql(begun)
