"""Facts that came before what they look back at: a return whose sale is still on its way from another till, a late
claim, a cancellation of a membership that was sold while the line was down.

Such a fact is stored as it came (FACTS-NEVER-REJECTED), its money is counted, and the books wait. When what it waits
for is stored, the rest is done in the same transaction, in the order in which the waiting facts came (SERVER-ORDER).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, delete, select, update

from pos_app.domain.loyalty.decision import Decision
from sync.server.schema.dialects import as_key
from sync.server.schema.waiting_tables import awaiting

WAITING = "waiting"
"""The fate of a record whose books wait."""
A_PERSON = "a person"
"""What a record waits for whose first part is done, and whose books only a person can have moved."""
_NAMES_AT_ONCE = 500


def the_sale(sale_id: str) -> str:
    """The name under which a sale is waited for."""
    return f"sale/{sale_id}"


def the_membership(member_id: str, programme_id: str, code: str) -> str:
    """The name under which a member's membership is waited for."""
    return f"membership/{member_id}/{programme_id}/{code}"


def memberships_in(member_id: str, decision: Decision) -> Iterator[str]:
    """The names of all memberships that a decision begins."""
    return (the_membership(member_id, each.programme_id, each.code) for each in decision.memberships)


def who_waited(
    connection: Connection, company_id: str, brought: Collection[str]
) -> list[tuple[str, int, int]]:
    """The records (till, sequence, time of arrival) that waited for something in ``brought``, in the order in which
    they came.
    """
    table = awaiting
    names = sorted(map(as_key, brought))
    found: list[tuple[str, int, int]] = []
    for begin in range(0, len(names), _NAMES_AT_ONCE):
        rows = connection.execute(
            select(table.c.till_id, table.c.sequence, table.c.received_ms).where(
                table.c.company_id == company_id, table.c.subject.in_(names[begin : begin + _NAMES_AT_ONCE])
            )
        )
        found += [(row.till_id, row.sequence, row.received_ms) for row in rows]
    return sorted(found, key=lambda row: (row[2], row[0], row[1]))


def wait_is_over(connection: Connection, company_id: str, till_id: str, sequence: int) -> None:
    """The record's books were moved."""
    connection.execute(
        delete(awaiting).where(
            awaiting.c.company_id == company_id,
            awaiting.c.till_id == till_id,
            awaiting.c.sequence == sequence,
        )
    )


def wait_for(connection: Connection, company_id: str, till_id: str, sequence: int, subject: str) -> bool:
    """A record that waits, waits for something else from now on. Returns whether it was waiting at all."""
    changed = connection.execute(
        update(awaiting)
        .where(
            awaiting.c.company_id == company_id,
            awaiting.c.till_id == till_id,
            awaiting.c.sequence == sequence,
        )
        .values(subject=subject)
    )
    return changed.rowcount > 0


def waiting_since(connection: Connection, company_id: str) -> list[tuple[str, int, str, int]]:
    """All that waits: till, sequence, what for, and since when (ms), oldest first."""
    table = awaiting
    rows = connection.execute(
        select(table.c.till_id, table.c.sequence, table.c.subject, table.c.received_ms)
        .where(table.c.company_id == company_id, table.c.subject != A_PERSON)
        .order_by(table.c.received_ms, table.c.till_id, table.c.sequence)
    )
    return [(row.till_id, row.sequence, row.subject, row.received_ms) for row in rows]
