"""Loads and updates replicas: a full load is built aside and swapped in, changes go into the one in use.

Each transaction holds at most :data:`MOST_ROWS` rows and the file is not ``till.db``, so a load never holds up a sale.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pos_app.storage import replica_files as files
from pos_app.storage.database import Database
from pos_app.storage.replica_keys import REPLICA_SCHEMA
from pos_app.storage.replica_opening import open_replica
from pos_app.storage.replica_rows import has_member, read_cursor, write_cursor, write_rows
from pos_app.storage.replica_snapshot import loaded, write_piece
from pos_app.storage.replica_tables import REPLICA_EXTRA, replica_metadata
from pos_app.storage.schema import create
from sync.protocol.v1.messages import Row
from sync.protocol.v1.snapshot_messages import Content

MOST_ROWS = 2_000
_LOAD_CACHE_KIB = 32_000
"""Rows arrive in no index's order: with less, a load decrypts the same pages again and again."""


class ReplicaWriter:
    """The one writer of replicas. ``folder`` is that of ``till.db``, ``key`` the till's."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._current = open_replica(folder, key, files.current_number(folder))
        self._aside: Database | None = None

    @property
    def version(self) -> int:
        """The number of the replica in use; 0 before the first (or after an update that changed its schema)."""
        return files.current_number(self._folder) if self._current else 0

    @property
    def cursor(self) -> int:
        """Up to which change: of the replica aside once it is begun, else of the one in use; 0 for none."""
        database = self._aside or self._current
        return read_cursor(database) if database else 0

    def begin_full(self) -> None:
        """Open the replica aside, going on with one that was broken off."""
        if self._aside is not None:
            return
        self._aside = open_replica(self._folder, self._key, files.aside_number(self._folder))
        if self._aside is None:
            number = max(files.numbers(self._folder), default=0) + 1
            database = Database.open(
                files.replica_path(self._folder, number), self._key, create=True, durable=False
            )
            create(database, replica_metadata, REPLICA_EXTRA, REPLICA_SCHEMA)
            self._aside = database
        self._aside.sql(f"PRAGMA cache_size = -{_LOAD_CACHE_KIB}")

    def apply(self, rows: Sequence[Row], cursor: int, *, full: bool) -> None:
        """Write rows and, with the last of them, the cursor. ``LookupError`` when there is no such replica."""
        database = self._aside if full else self._current
        if database is None:
            raise LookupError("begin a full load first")
        chunks = [rows[start : start + MOST_ROWS] for start in range(0, len(rows), MOST_ROWS)] or [()]
        for number, chunk in enumerate(chunks, start=1):
            with database.writing():
                write_rows(database, chunk)
                if number == len(chunks):
                    write_cursor(database, cursor)

    def loaded(self) -> tuple[str, int]:
        """Which snapshot the replica aside is being filled from, and how many pieces it has; ("", 0) for none."""
        return loaded(self._aside) if self._aside else ("", 0)

    def apply_piece(self, snapshot_id: str, place: int, content: Content, cursor: int) -> None:
        """Write a piece of a snapshot into the replica aside, see :func:`write_piece`."""
        if self._aside is None:
            raise LookupError("begin a full load first")
        write_piece(self._aside, snapshot_id, place, content, cursor)

    def finish_full(self) -> None:
        """Make the replica aside the one in use, and remove the older ones."""
        if self._aside is None:
            raise LookupError("no full load was begun")
        done = self._aside
        done.sql("INSERT INTO article_words(article_words) VALUES ('optimize')")
        done.sql("INSERT INTO member_words(member_words) VALUES ('optimize')")
        done.sql(
            "PRAGMA wal_checkpoint(TRUNCATE)"
        )  # the whole file is on the disk before anything points to it
        files.point_to(self._folder, files.number_of(done.path))
        if self._current is not None:
            self._current.close()
        done.sql("PRAGMA cache_size = -4000")
        self._current, self._aside = done, None
        files.remove_older(self._folder)

    def has_member(self, member_id: str) -> bool:
        """Whether the replica in use knows that member."""
        return self._current is not None and has_member(self._current, member_id)

    def wipe(self) -> None:
        """Leave nothing of deleted rows in the write-ahead logs."""
        for database in (self._current, self._aside):
            if database is not None:
                database.sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def discard(self) -> None:
        """Throw away the replica aside, if there is one."""
        if self._aside is not None:
            self._aside.close()
            self._aside = None
        current = files.current_number(self._folder)
        for number in files.numbers(self._folder):
            if number > current:
                files.remove(self._folder, number)

    def close(self) -> None:
        """Close the files; what was begun can be gone on with."""
        for database in (self._current, self._aside):
            if database is not None:
                database.close()
        self._current = self._aside = None
