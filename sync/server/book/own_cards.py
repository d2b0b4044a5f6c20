"""Which member a cashier is, as the list of cashiers says: their own card is watched on sales that they ring up."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, select

from sync.protocol.v1.messages import CashierRow
from sync.server.changes import Publication, publish
from sync.server.schema import tables


def member_of_cashier(connection: Connection, company_id: str, cashier_id: str) -> str:
    """The member's id, or "" where the cashier has none, or is nobody's here."""
    found = _cashiers(connection, company_id, cashier_id)
    return next((row.member_id for _, row in found if row.member_id), "")


def unlink_cashiers(connection: Connection, company_id: str, member_id: str) -> None:
    """A member who is erased is no cashier's any more (FORGETTABLE)."""
    publish(
        connection,
        company_id,
        [
            Publication("cashier", row.cashier_id, msgspec.structs.replace(row, member_id=""), scope)
            for scope, row in _cashiers(connection, company_id)
            if row.member_id == member_id
        ],
    )


def _cashiers(
    connection: Connection, company_id: str, cashier_id: str = ""
) -> Iterator[tuple[str, CashierRow]]:
    table = tables.published
    wanted = select(table.c.scope, table.c.row).where(
        table.c.company_id == company_id, table.c.kind == "cashier", table.c.gone == 0
    )
    if cashier_id:
        wanted = wanted.where(table.c.row_id == cashier_id)
    for scope, row in connection.execute(wanted).all():
        yield scope, msgspec.msgpack.decode(row, type=CashierRow)
