"""Records that are not stored in their till's journal, because they do not fit it: kept for a person, all the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from sync.server.book.members import is_erased
from sync.server.intake.arrivals import Arrival
from sync.server.schema import tables
from sync.server.schema.dialects import upsert

FORK, FROZEN = "fork", "frozen"
"""Kept aside because the till has a second history, or because it was frozen for that."""


def keep_aside(
    connection: Connection,
    company_id: str,
    till_id: str,
    arrivals: Sequence[Arrival],
    reason: str,
    now_ms: int,
) -> None:
    """Keep what arrived, with the personal fields beside it as long as their member is not erased. The same record is
    kept once.
    """
    connection.execute(
        upsert(tables.quarantine).on_conflict_do_nothing(),
        [
            {
                "company_id": company_id,
                "till_id": till_id,
                "hash": arrival.hash,
                "sequence": arrival.sequence,
                "reason": reason,
                "envelope": arrival.encoded,
                **_personal_aside(connection, company_id, arrival),
                "received_ms": now_ms,
            }
            for arrival in arrivals
        ],
    )


def _personal_aside(connection: Connection, company_id: str, arrival: Arrival) -> dict[str, Any]:
    personal = arrival.personal
    if (
        personal is None
        or not is_sealed(arrival)
        or not 0 < len(personal.member_id) <= 64
        or "\0" in personal.member_id
        or is_erased(connection, company_id, personal.member_id)
    ):
        return {"member_id": "", "personal": b""}
    return {"member_id": personal.member_id, "personal": msgspec.msgpack.encode(personal)}


def is_sealed(arrival: Arrival) -> bool:
    """Whether the personal fields are those whose hash the record holds."""
    personal, envelope = arrival.personal, arrival.envelope
    if personal is None or envelope is None:
        return False
    return hashlib.sha256(personal.salt + personal.sealed).digest() == envelope.personal_hash
