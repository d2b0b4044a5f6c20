"""Opens a replica that can be used. One that can not be is none: no fact is in it, and it is loaded anew."""

from __future__ import annotations

import logging
from pathlib import Path

from pos_app.domain.errors import CannotSell
from pos_app.storage.database import Database
from pos_app.storage.driver import pragma
from pos_app.storage.replica_files import replica_path
from pos_app.storage.replica_keys import REPLICA_SCHEMA

_LOG = logging.getLogger(__name__)


def open_replica(folder: Path, key: bytes, number: int) -> Database | None:
    """Replica ``number``; ``None`` when it is not there, is another version's, or is damaged."""
    path = replica_path(folder, number)
    if number == 0 or not path.exists():
        return None
    try:
        database = Database.open(path, key, durable=False)
    except CannotSell as error:
        if path.exists() and error.cause not in {"damaged", "unreadable_key"}:
            raise
        _LOG.info("replica %d can not be read and is loaded anew: %s", number, error.cause)
        return None
    if pragma(database.connection, "user_version") == REPLICA_SCHEMA:
        return database
    database.close()
    return None
