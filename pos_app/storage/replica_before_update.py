"""The replica as the release before left it: where the new one loaded another kind, going back needs no server."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from pos_app.domain.errors import CannotSell
from pos_app.storage.backup import verified_copy
from pos_app.storage.database import Database
from pos_app.storage.driver import DriverError, pragma
from pos_app.storage.replica_files import current_number, numbers, point_to, replica_path, sync_folder
from pos_app.storage.replica_keys import REPLICA_SCHEMA
from pos_app.storage.replica_opening import open_replica

REPLICA = "replica.db"


def replica_bytes(folder: Path) -> int:
    """How large the replica in use is; 0 for none."""
    number = current_number(folder)
    return replica_path(folder, number).stat().st_size if number else 0


def keep_replica(folder: Path, aside: Path, key: bytes) -> None:
    """Copy the replica in use to ``aside``, while the till sells on. One that can not be read is left out: it is loaded
    anew anyway. Raises :class:`~pos_app.domain.errors.CannotSell` where there is no room.
    """
    (aside / REPLICA).unlink(missing_ok=True)
    number = current_number(folder)
    if not number:
        return
    try:
        source = Database.open(replica_path(folder, number), key, read_only=True)
    except CannotSell:
        return
    try:
        verified_copy(source, key, aside / REPLICA)
    except CannotSell as error:
        if error.cause != "damaged":
            raise
    finally:
        source.close()


def put_replica_back(folder: Path, aside: Path, key: bytes, *, readable: int = REPLICA_SCHEMA) -> bool:
    """Where this release can not read the replica in use, use the copy again; whether it was needed and there.

    What changed since it was made comes with the next sync: its cursor is in it.
    """
    in_use = open_replica(folder, key, current_number(folder))
    if in_use is not None:
        in_use.close()
        return False
    if not _is_readable(aside / REPLICA, key, readable):
        return False
    number = max(numbers(folder), default=0) + 1
    path = replica_path(folder, number)
    growing = path.with_name(f"{path.name}.put-back")
    with (aside / REPLICA).open("rb") as source, growing.open("wb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    growing.replace(path)
    sync_folder(folder)
    point_to(folder, number)
    return True


def _is_readable(path: Path, key: bytes, readable: int) -> bool:
    try:
        database = Database.open(path, key, durable=False)
    except CannotSell:
        return False
    try:
        return pragma(database.connection, "user_version") == readable
    except DriverError:
        return False
    finally:
        database.close()
