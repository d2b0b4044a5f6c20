"""The till's data as the release before left them, and the way back to them (WAY-BACK).

An update may bring another schema, which the release before can not read. So a checked copy is kept, and put back where
the new release turns out not to work here: but only while the copy holds every record there is. A record that was
written since is worth more than a way back.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pos_app.domain.errors import CannotSell
from pos_app.storage import journal
from pos_app.storage.backup import verified_copy
from pos_app.storage.database import Database
from pos_app.storage.driver import DriverError, pragma
from pos_app.storage.faults import cannot_sell
from pos_app.storage.lock import FileLock
from pos_app.storage.opening import TILL_DB
from pos_app.storage.replica_before_update import REPLICA, keep_replica, put_replica_back, replica_bytes
from pos_app.storage.replica_files import make_folder, sync_folder
from pos_app.storage.schema import SCHEMA_VERSION

FOLDER = "before-update"
_BY_MIGRATION = "till-before-schema-*.db"
"""What :mod:`migrate` copies right before it begins: the nearest there is to what the release before left."""
_GROWING = f"{TILL_DB}.put-back"
_SPARE_BYTES = 20_000_000


class PutBack(StrEnum):
    """What came of a way back."""

    NOT_NEEDED = "not-needed"
    """This release can read the data as they are; they stay."""
    DONE = "done"
    """The copy is in place, with every record."""
    SOLD_SINCE = "sold-since"
    """The data hold records that no copy has, or can not be compared with one. Nothing was changed."""
    NO_COPY = "no-copy"
    """There is no sound copy that this release can read. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a journal ends, and which schema its file has."""

    schema: int
    sequence: int
    digest: bytes

    def is_same_record(self, other: Head) -> bool:
        """Whether both journals end with the very same record, and so are the same (CHAIN)."""
        return (self.sequence, self.digest) == (other.sequence, other.digest)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else works on this till's data: no window, no sync. Raises :class:`AlreadyHeld`."""
    with ExitStack() as stack:
        for name in ("till.lock", "sync.lock"):
            lock = FileLock(folder / name).acquire()
            stack.callback(lock.release)
        yield


def keep_copy(folder: Path, key: bytes, *, readable: int = SCHEMA_VERSION) -> int:
    """Copy ``till.db`` and the replica aside, in place of earlier copies, while the till sells on; the last record.

    A till that never sold has nothing to copy (0). Raises :class:`~pos_app.domain.errors.CannotSell`, ``newer_data``
    where another release has migrated the data already: what was copied before that is worth more than a copy of it.
    """
    if not (folder / TILL_DB).exists():
        return 0
    aside = folder / FOLDER
    wanted = 2 * (folder / TILL_DB).stat().st_size + replica_bytes(folder) + _SPARE_BYTES
    if shutil.disk_usage(folder).free < wanted:
        raise cannot_sell("disk_full")
    make_folder(aside)
    aside.chmod(0o700)
    source = Database.open(folder / TILL_DB, key, read_only=True)
    try:
        if int(pragma(source.connection, "user_version")) > readable:
            raise cannot_sell("newer_data")
        copy = verified_copy(source, key, aside / TILL_DB)
    finally:
        source.close()
    keep_replica(folder, aside, key)
    for old in folder.glob(_BY_MIGRATION):  # of an update before this one
        old.unlink()
    sync_folder(aside)
    return _head(copy, key).sequence


def put_back(folder: Path, key: bytes, *, readable: int = SCHEMA_VERSION) -> PutBack:
    """Give the release that runs its data back, where it can not read those that are there. ``readable`` is the newest
    schema that it knows.

    Raises :class:`AlreadyHeld` while a till or its sync works on the data, and
    :class:`~pos_app.domain.errors.CannotSell` where the data can not be looked at.
    """
    path = folder / TILL_DB
    if not path.exists():
        return PutBack.NOT_NEEDED
    with alone(folder):
        here = _settled_head(path, key)
        if here is None:
            return PutBack.SOLD_SINCE
        if here.schema <= readable:
            put_replica_back(folder, folder / FOLDER, key)
            return PutBack.NOT_NEEDED
        copies = [(each, _sound_head(each, key)) for each in _copies(folder)]
        readable_ones = [(each, head) for each, head in copies if head and head.schema <= readable]
        same = [each for each, head in readable_ones if head.is_same_record(here)]
        if not same:
            return PutBack.SOLD_SINCE if readable_ones else PutBack.NO_COPY
        _swap(same[0], path)
        put_replica_back(folder, folder / FOLDER, key)
    return PutBack.DONE


def drop_old_copies(folder: Path, older_than_s: float) -> None:
    """Delete copies that were last written before that (seconds since 1970): whoever asked to be forgotten since is in
    them, and no way leads back to them any more.
    """
    for path in (*_copies(folder), folder / FOLDER / REPLICA):
        if path.is_file() and path.stat().st_mtime < older_than_s:
            path.unlink()


def _copies(folder: Path) -> list[Path]:
    """Copies made for an update, the newest first."""
    found = [folder / FOLDER / TILL_DB, *folder.glob(_BY_MIGRATION)]
    return sorted((each for each in found if each.is_file()), key=lambda each: -each.stat().st_mtime_ns)


def _settled_head(path: Path, key: bytes) -> Head | None:
    """The head of the data, once their log is wholly in the file; ``None`` where a newer schema has no journal that
    this release knows, or somebody reads the file just now.
    """
    database = Database.open(path, key)
    try:
        ((busy, _, _),) = database.sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return None if busy else _head_in(database)
    except DriverError:
        return None
    finally:
        database.close()


def _sound_head(path: Path, key: bytes) -> Head | None:
    """The head of a copy, every page of which is as it was written; ``None`` for any other."""
    try:
        database = Database.open(path, key)
    except CannotSell:
        return None
    try:
        if database.sql("PRAGMA cipher_integrity_check") or database.sql("PRAGMA integrity_check") != [
            ("ok",)
        ]:
            return None
        return _head_in(database)
    except (CannotSell, DriverError):
        return None
    finally:
        database.close()


def _head(path: Path, key: bytes) -> Head:
    database = Database.open(path, key)
    try:
        return _head_in(database)
    finally:
        database.close()


def _head_in(database: Database) -> Head:
    sequence, digest = journal.head(database)
    return Head(int(pragma(database.connection, "user_version")), sequence, digest)


def _swap(copy: Path, path: Path) -> None:
    """Put ``copy`` in the place of ``path`` in one step; the copy stays, for the next try.

    A write-ahead log belongs to the file that it was written for. It is in that file by now, and has to be gone from
    the disk before the name is another file's: else a power cut would leave a log of the one beside the other.
    """
    growing = path.with_name(_GROWING)
    with copy.open("rb") as source, growing.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    growing.chmod(path.stat().st_mode & 0o777)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    sync_folder(path.parent)
    growing.replace(path)
    sync_folder(path.parent)
