"""A named person decides about a record: who, why and when are kept for good (IMMUTABLE)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from sync.server.desk.refusal import NotDone
from sync.server.desk.who import a_name
from sync.server.schema.care_tables import care

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, and why. Make one with :func:`decider`."""

    name: str
    reason: str
    at_ms: int


def decider(by: str, reason: str, now_ms: int, *, option: str = "--reason") -> Decider:
    """A person with a reason; raises :class:`NotDone` where one is missing."""
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise NotDone(f"{option} must say why, in at most {LONGEST_REASON} characters.")
    return Decider(a_name("--by", by), why, now_ms)


def note(
    connection: Connection,
    company_id: str,
    till_id: str,
    sequence: int,
    what: str,
    outcome: str,
    who: Decider,
) -> None:
    """Keep a decision about a record, or with sequence 0 about the till."""
    behind = connection.execute(
        select(func.coalesce(func.max(care.c.entry) + 1, 0)).where(
            care.c.company_id == company_id, care.c.till_id == till_id, care.c.sequence == sequence
        )
    ).scalar_one()
    connection.execute(
        insert(care),
        {
            "company_id": company_id,
            "till_id": till_id,
            "sequence": sequence,
            "entry": behind,
            "what": what,
            "outcome": outcome,
            "decided_by": who.name,
            "reason": who.reason,
            "at_ms": who.at_ms,
        },
    )
