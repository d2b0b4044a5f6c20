"""Facts that came before what they look back at: a return whose sale is still on its way from another till, a late
claim, a cancellation of a membership that was sold while the line was down.

Such a fact is stored as it came (FACTS-NEVER-REJECTED), its money is counted, and the books wait. When what it waits
for is stored, the rest is done in the same transaction, in the order in which the waiting facts came (SERVER-ORDER).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from pos_app.domain.loyalty.decision import Decision
from sync.server.schema.dialects import among, as_key
from sync.server.schema.waiting_tables import awaiting

WAITING = "waiting"
"""The fate of a record whose books wait."""
A_PERSON = "a person"
"""What a record waits for whose first part is done, and whose books only a person can have moved."""
_NAMES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits, what for, and when it came (ms UTC)."""

    subject: str
    till_id: str
    sequence: int
    came_ms: int


def the_sale(sale_id: str) -> str:
    """The name under which a sale is waited for."""
    return f"sale/{sale_id}"


def the_membership(member_id: str, programme_id: str, code: str) -> str:
    """The name under which a member's membership is waited for."""
    return f"membership/{member_id}/{programme_id}/{code}"


def memberships_in(member_id: str, decision: Decision) -> Iterator[str]:
    """The names of all memberships that a decision begins."""
    return (the_membership(member_id, each.programme_id, each.code) for each in decision.memberships)


def who_waited(connection: Connection, company_id: str, brought: Collection[str]) -> list[Waiting]:
    """The records that waited for something in ``brought``, in the order in which they came."""
    table = awaiting
    names = sorted(map(as_key, brought))
    found: list[Waiting] = []
    for begin in range(0, len(names), _NAMES_AT_ONCE):
        rows = connection.execute(
            select(table.c.subject, table.c.till_id, table.c.sequence, table.c.received_ms).where(
                table.c.company_id == company_id,
                among(table.c.subject, names[begin : begin + _NAMES_AT_ONCE]),
            )
        )
        found += [Waiting(row.subject, row.till_id, row.sequence, row.received_ms) for row in rows]
    return sorted(found, key=lambda each: (each.came_ms, each.till_id, each.sequence))


def waits_for(connection: Connection, company_id: str, till_id: str, sequence: int) -> Waiting | None:
    """What a record waits for, if it does: for a person, who names the record; looked for among all that waits."""
    table = awaiting.c
    row = connection.execute(
        select(table.subject, table.received_ms).where(
            table.company_id == company_id, table.till_id == till_id, table.sequence == sequence
        )
    ).one_or_none()
    return None if row is None else Waiting(row.subject, till_id, sequence, row.received_ms)


def wait_is_over(connection: Connection, company_id: str, waiting: Waiting) -> None:
    """The record's books were moved."""
    connection.execute(
        delete(awaiting).where(
            awaiting.c.company_id == company_id,
            awaiting.c.subject == waiting.subject,
            awaiting.c.till_id == waiting.till_id,
            awaiting.c.sequence == waiting.sequence,
        )
    )


def wait_for(connection: Connection, company_id: str, waiting: Waiting, subject: str) -> None:
    """A record that waits, waits for something else from now on: it may stand on another host then."""
    if subject == waiting.subject:
        return
    wait_is_over(connection, company_id, waiting)
    row = {"company_id": company_id, "subject": subject, "till_id": waiting.till_id}
    when = {"sequence": waiting.sequence, "received_ms": waiting.came_ms}
    connection.execute(insert(awaiting), {**row, **when})


def waiting_since(connection: Connection, company_id: str) -> list[tuple[str, int, str, int]]:
    """All that waits: till, sequence, what for, and since when (ms), oldest first."""
    table = awaiting
    rows = connection.execute(
        select(table.c.till_id, table.c.sequence, table.c.subject, table.c.received_ms)
        .where(table.c.company_id == company_id, table.c.subject != A_PERSON)
        .order_by(table.c.received_ms, table.c.till_id, table.c.sequence)
    )
    return [(row.till_id, row.sequence, row.subject, row.received_ms) for row in rows]
