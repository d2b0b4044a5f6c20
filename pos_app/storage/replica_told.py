"""Keeps members whom the till asked the server for, in the replica in use, before its own next changes bring them.

Written by the till itself and not by the sync child, whose changes may be a long way behind when somebody stands at
the counter. It knows no SQLAlchemy, which would hold up whoever waits.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.storage import replica_files as files
from pos_app.storage import replica_sql as sql
from pos_app.storage.replica_opening import open_replica
from sync.protocol.v1.compact import member_values, pack_id, shorts_of

if TYPE_CHECKING:
    from sync.protocol.v1.member_messages import MemberTold


def keep_told(folder: Path, key: bytes, told: MemberTold) -> bool:
    """Whether the replica in ``folder`` knows all of them whole now. One that is as far as the answer had them from its
    changes, or had already heard that they are gone: then nothing is written (FORGETTABLE).
    """
    database = open_replica(folder, key, files.current_number(folder))
    if database is None or not told.members:
        return False
    try:
        with database.writing():
            is_ahead = database.number(sql.CURSOR) >= told.cursor
            for row in told.members:
                at = (pack_id(row.member_id),)
                if is_ahead or database.row(sql.MEMBER_PLACE, at) is not None:
                    continue  # a brief row beside it is passed over, and goes with the changes
                database.run(sql.NEW_MEMBER, member_values(row))
                place = database.number(sql.MEMBER_PLACE, at)
                database.run_many(sql.NUMBER, [(short, place) for short in shorts_of(row)])
            return all(database.row(sql.MEMBER_PLACE, (pack_id(row.member_id),)) for row in told.members)
    finally:
        database.close()
