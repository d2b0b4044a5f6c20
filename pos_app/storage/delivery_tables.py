"""Numbers of goods handed out on an account: a series of their own beside the receipts', without a gap."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, Table, UniqueConstraint

from pos_app.storage.metadata import metadata

delivery = Table(
    "delivery",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("number", Integer, nullable=False),
    UniqueConstraint("number", name="delivery_number_once"),
    sqlite_strict=True,
)
"""A projection of sales on an account, only ever added (IMMUTABLE)."""

DELIVERY_TRIGGERS = (
    *(
        f"CREATE TRIGGER delivery_immutable_{verb.lower()} BEFORE {verb} ON delivery\n"
        f"BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of delivery is a fact'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    """CREATE TRIGGER delivery_dense BEFORE INSERT ON delivery
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM delivery)
BEGIN SELECT RAISE(ABORT, 'DENSE-SEQ: a delivery takes the next delivery number'); END""",
)
