"""Writes members of whom this till knows little: see ``brief_member`` in :mod:`pos_app.storage.replica_tables`."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_app.storage import replica_statements as look
from pos_app.storage.database import Database
from pos_app.storage.replica_tables import brief_member, brief_way, tier
from pos_app.storage.statements import Prepared
from sync.protocol.v1.compact import brief_values, keys_at, keys_of, pack_id, way_to, ways_of
from sync.protocol.v1.member_messages import BriefMemberRow

BRIEF_MEMBER = Prepared(insert(brief_member).prefix_with("OR REPLACE"))
"""A card that went to somebody else is theirs with the row that comes last."""
BRIEF_WAY = Prepared(upsert(brief_way).on_conflict_do_nothing())
_AT = Prepared(
    select(brief_member.c.id, brief_member.c.member_id).where(
        brief_member.c.id >= bindparam("first"), brief_member.c.id <= bindparam("last")
    )
)
_GONE = Prepared(delete(brief_member).where(brief_member.c.id == bindparam("key")))
_WAY_GONE = Prepared(delete(brief_way).where(brief_way.c.way == bindparam("one")))
_TIER = Prepared(select(tier.c.number).where(tier.c.tier == bindparam("code")))
_LAST_TIER = Prepared(select(func.max(tier.c.number)))
_NEW_TIER = Prepared(insert(tier))


def write_brief(database: Database, row: BriefMemberRow) -> None:
    """Write a member in the place of whatever brief row there was; inside the running transaction."""
    remove_brief(database, row.member_id)
    packed, number = pack_id(row.member_id), _tier_number(database, row.tier)
    for key in keys_of(row):
        database.run(BRIEF_MEMBER, brief_values(row, key, number))
        database.run(BRIEF_WAY, (way_to(packed, key),))


def remove_brief(database: Database, member_id: str) -> None:
    """Remove a member's brief rows, and the ways that lead to nobody any more."""
    packed = pack_id(member_id)
    for (way,) in database.rows(look.BRIEF_WAYS, ways_of(packed)):
        there = database.rows(_AT, keys_at(way))
        theirs = [key for key, whose in there if whose == packed]
        database.run_many(_GONE, [(key,) for key in theirs])
        if not any(way_to(whose, key) == way for key, whose in there if whose != packed):
            database.run(_WAY_GONE, (way,))


def has_brief(database: Database, member_id: str) -> bool:
    """Whether there is a brief row of that member."""
    packed = pack_id(member_id)
    ways = database.rows(look.BRIEF_WAYS, ways_of(packed))
    return any(database.row(look.BRIEF_BETWEEN, (*keys_at(way), packed)) for (way,) in ways)


def _tier_number(database: Database, code: str | None) -> int:
    if code is None:
        return 0
    known = database.row(_TIER, (code,))
    if known is not None:
        return int(known[0])
    number = database.number(_LAST_TIER) + 1
    database.run(_NEW_TIER, (number, code))
    return number
