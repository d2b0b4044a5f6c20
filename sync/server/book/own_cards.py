"""Which member a cashier is, as the list of cashiers says: their own card is watched on sales that they ring up."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, bindparam, select

from sync.protocol.v1.messages import CashierRow
from sync.server.changes import Publication, publish
from sync.server.schema import tables

_CASHIERS = select(tables.published.c.scope, tables.published.c.row).where(
    tables.published.c.company_id == bindparam("company"),
    tables.published.c.kind == "cashier",
    tables.published.c.gone == 0,
)
_CASHIER = _CASHIERS.where(tables.published.c.row_id == bindparam("cashier"))


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
    wanted = _CASHIER if cashier_id else _CASHIERS
    for scope, row in connection.execute(wanted, {"company": company_id, "cashier": cashier_id}).all():
        yield scope, msgspec.msgpack.decode(row, type=CashierRow)
