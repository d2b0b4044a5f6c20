"""The storage of the sync child: ``JournalSource`` and ``ReplicaSink`` of :mod:`sync.client.ports`.

Each opens files of its own and is used on one thread. The child runs beside a selling till: it writes to ``till.db``
only what it must (how far the server is, fates, forgotten members), each in a transaction of microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from pos_app.storage import journal
from pos_app.storage import replica_files as files
from pos_app.storage.database import Database
from pos_app.storage.lease_sql import SPELL_OVER
from pos_app.storage.opening import TILL_DB, open_for_sync, open_unlocked
from pos_app.storage.personal import forget_members
from pos_app.storage.replica_opening import open_replica
from pos_app.storage.replica_rows import erased_members, read_cursor
from pos_app.storage.replica_writer import ReplicaWriter
from pos_app.storage.sealing import open_text
from pos_app.storage.statements import Prepared, at_most
from pos_app.storage.tables import awaited, local_member, member_key, personal, record_fate, sync_state
from pos_app.storage.tables import journal as journal_table
from sync.protocol.envelope import open_envelope
from sync.protocol.v1.member_facts import ENROLLED
from sync.protocol.v1.messages import Personal, RecordFate, Row
from sync.protocol.v1.snapshot_messages import Content

_UNACKED = Prepared(
    at_most(
        select(
            journal_table.c.sequence,
            journal_table.c.kind,
            journal_table.c.envelope,
            personal.c.member_id,
            personal.c.salt,
            personal.c.sealed,
        )
        .join_from(journal_table, personal, personal.c.sequence == journal_table.c.sequence, isouter=True)
        .where(journal_table.c.sequence > bindparam("after"))
        .order_by(journal_table.c.sequence),
        "most",
    )
)
_KEYS = Prepared(select(member_key.c.key).where(member_key.c.member_id == bindparam("of_member")))
_LOCAL_MEMBERS = Prepared(select(local_member.c.member_id))
_ARRIVED = Prepared(delete(local_member).where(local_member.c.member_id == bindparam("of_member")))
_STATE = Prepared(select(sync_state.c.acked, sync_state.c.epoch, sync_state.c.shown))
_await = insert(awaited)
_AWAIT = Prepared(
    _await.on_conflict_do_update(index_elements=["sequence"], set_={"cursor": _await.excluded.cursor})
)
_AWAIT_NOTHING = Prepared(delete(awaited))
_TOLD = Prepared(select(func.max(awaited.c.sequence)).where(awaited.c.cursor <= bindparam("replica_cursor")))
_NO_LONGER = Prepared(delete(awaited).where(awaited.c.sequence <= bindparam("told")))
_SET_SHOWN = Prepared(update(sync_state).values(shown=bindparam("told")))
_state = insert(sync_state)
_SET_STATE = Prepared(
    _state.on_conflict_do_update(
        index_elements=["id"],
        set_={name: _state.excluded[name] for name in ("acked", "epoch", "shown")},
    )
)
_fate = insert(record_fate)
_SET_FATE = Prepared(
    _fate.on_conflict_do_update(
        index_elements=["sequence"], set_={"fate": _fate.excluded.fate, "detail": _fate.excluded.detail}
    )
)
_FATES = Prepared(
    select(record_fate.c.sequence, record_fate.c.fate, record_fate.c.detail).order_by(record_fate.c.sequence)
)


class SyncJournal:
    """The journal as the outbox. Holds ``sync.lock``: raises :class:`~pos_app.storage.lock.AlreadyHeld` when another
    sync child works on the same data.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key
        self._database, self._lock = open_for_sync(folder, key)

    def unacked(self, after: int, limit: int) -> list[tuple[int, bytes, Personal | None]]:
        """Up to ``limit`` records with a sequence above ``after``, in sequence."""
        return [
            (sequence, envelope, None if who is None else self._personal(kind, envelope, who, salt, sealed))
            for sequence, kind, envelope, who, salt, sealed in self._database.rows(_UNACKED, (after, limit))
        ]

    def _personal(self, kind: str, envelope: bytes, member_id: str, salt: bytes, sealed: bytes) -> Personal:
        """The sealed fields of a record; beside an enrolment with the key that opens them, while there is one."""
        key = b""
        if kind == ENROLLED:
            fact_id = open_envelope(envelope).fact_id
            keys = [each for (each,) in self._database.rows(_KEYS, (member_id,))]
            key = next((each for each in keys if open_text(sealed, each, fact_id) is not None), b"")
        return Personal(member_id=member_id, salt=salt, sealed=sealed, new_key=key)

    def acked(self) -> int:
        """The last sequence that the server is known to have; 0 for none."""
        return self._database.number(_STATE)

    def server_epoch(self) -> str:
        """The epoch of the server that acknowledged last, or "" before the first time."""
        row = self._database.row(_STATE)
        return str(row[1]) if row else ""

    def head(self) -> tuple[int, bytes]:
        """Sequence and hash of the newest record; (0, 32 zero bytes) for an empty journal."""
        return journal.head(self._database)

    def mark_acked(self, sequence: int, epoch: str, cursor: int = 0) -> None:
        """Note that the server of that epoch has everything up to ``sequence``, which may be less than before.

        What it did to members is laid over the replica until that has the change ``cursor``: the server may have a
        sale whose stamps this till was not told back yet. ``ValueError`` for more records than there are: whoever
        believes that has another journal in mind.
        """
        with self._database.writing() as database:
            if not 0 <= sequence <= journal.head(database)[0]:
                raise ValueError(f"the journal has no record {sequence}")
            acked, known, shown = database.row(_STATE) or (0, "", 0)
            if cursor and sequence >= acked and known in {"", epoch}:
                database.run(_AWAIT, (sequence, cursor))
            else:
                database.run(_AWAIT_NOTHING)
                shown = sequence
            database.run(_SET_STATE, (1, sequence, epoch, shown))
            if sequence == journal.head(database)[0]:
                database.run(SPELL_OVER)  # FLOOR: the server has everything, so the offline spell is over
            if cursor:
                _note_shown(database, self._replica_cursor())

    def _replica_cursor(self) -> int:
        """How far the replica in use is; 0 for none."""
        replica = open_replica(self._folder, self._key, files.current_number(self._folder))
        if replica is None:
            return 0
        try:
            return read_cursor(replica)
        finally:
            replica.close()

    def record_fates(self, fates: Sequence[RecordFate]) -> None:
        """Keep what became of records that were parked or flagged; the last word counts."""
        with self._database.writing() as database:
            database.run_many(_SET_FATE, [(each.sequence, each.fate, each.detail) for each in fates])

    def fates(self) -> list[RecordFate]:
        """Records that were parked or flagged, in sequence."""
        rows = self._database.rows(_FATES)
        return [RecordFate(sequence=row[0], fate=row[1], detail=row[2]) for row in rows]

    def waiting_records(self) -> int:
        """Records that the server has not acknowledged."""
        return journal.waiting_records(self._database)

    def waiting_sales(self) -> int:
        """Sales among them."""
        return journal.waiting_sales(self._database)

    def close(self) -> None:
        """Close the file and let another sync child have it."""
        self._database.close()
        self._lock.release()


def _note_shown(database: Database, replica_cursor: int) -> None:
    """Records whose effects the replica has are no longer laid over it; inside the running transaction."""
    told = database.number(_TOLD, (replica_cursor,))
    if told:
        database.run(_SET_SHOWN, (told,))
        database.run(_NO_LONGER, (told,))


class SyncReplica:
    """Where changes go. A member who is gone is forgotten in ``till.db`` first and then removed here with the cursor,
    so that a crash in between only does it once more (FORGETTABLE).
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._writer = ReplicaWriter(folder, key)

    def cursor(self) -> int:
        """Up to which change: of the replica aside after :meth:`begin_full`, else of the one in use; 0 for none."""
        return self._writer.cursor

    def version(self) -> int:
        """The number of the replica in use; 0 before the first."""
        return self._writer.version

    def begin_full(self) -> None:
        """Open the replica aside, going on with one that was broken off unless it was discarded."""
        self._writer.begin_full()

    def apply(self, rows: Sequence[Row], cursor: int, *, full: bool) -> None:
        """Write rows and cursor: ``full`` into the replica aside, else into the one in use."""
        erased = self._forget_erased(rows)
        self._writer.apply(rows, cursor, full=full)
        if erased:
            self._writer.wipe()
        if not full:
            self._note_arrived()

    def loaded(self) -> tuple[str, int]:
        """Which snapshot the replica aside is being filled from, and how many pieces it has; ("", 0) for none."""
        return self._writer.loaded()

    def apply_piece(self, snapshot_id: str, place: int, content: Content, cursor: int) -> None:
        """Write the piece that comes next of a snapshot into the replica aside, with the last one its cursor."""
        self._forget_erased(content.rows)
        self._writer.apply_piece(snapshot_id, place, content, cursor)

    def _forget_erased(self, rows: Sequence[Row]) -> list[str]:
        erased = erased_members(rows)
        if erased:
            database = open_unlocked(self._folder, self._key)
            try:
                forget_members(database, erased)
            finally:
                database.close()
        return erased

    def finish_full(self) -> None:
        """Make the replica aside the one in use; the till sees it when it next refreshes."""
        self._writer.finish_full()
        self._note_arrived()

    def _note_arrived(self) -> None:
        """What the server told back is looked up in the replica alone: who joined here, and what was decided here."""
        if not (self._folder / TILL_DB).exists():
            return  # a replica before the first sale
        database = open_unlocked(self._folder, self._key)
        try:
            waiting = [member_id for (member_id,) in database.rows(_LOCAL_MEMBERS)]
            arrived = [member_id for member_id in waiting if self._writer.has_member(member_id)]
            with database.writing():
                database.run_many(_ARRIVED, [(member_id,) for member_id in arrived])
                _note_shown(database, self._writer.cursor)
        finally:
            database.close()

    def discard(self) -> None:
        """Throw away the replica aside, if there is one."""
        self._writer.discard()

    def close(self) -> None:
        """Close the files."""
        self._writer.close()
