"""Reading what lies on a disk without asking the product: SQLite files, and msgpack as plain lists and maps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from sqlcipher3 import dbapi2  # type: ignore[import-untyped, unused-ignore]


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One journal record, its envelope taken apart by hand: a msgpack array whose ten places are fixed for ever."""

    sequence: int
    fact_id: str
    kind: str
    till_id: str
    previous: bytes
    digest: bytes
    body: Any


class RawFile:
    """A database, read only, beside whoever writes it. ``key`` opens an encrypted one."""

    def __init__(self, path: Path, key: bytes = b"") -> None:
        # The class itself, not the module's `connect`: what the simulation puts there is not for the auditor.
        self._connection = dbapi2.Connection(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        if key:
            self._connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a question."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, tuple(values)).fetchall()
        return found

    def number(self, sql: str, values: Sequence[Any] = ()) -> int:
        """The one number of an answer; nothing counts as 0."""
        found = self.rows(sql, values)
        return int(found[0][0] or 0) if found else 0

    def has_table(self, name: str) -> bool:
        """Whether there is such a table yet."""
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (name,)))

    def close(self) -> None:
        """Close it."""
        self._connection.close()


def opened(envelope: bytes) -> RawRecord:
    """What an envelope says."""
    parts = msgspec.msgpack.decode(envelope)
    return RawRecord(
        sequence=parts[3],
        fact_id=parts[4],
        kind=parts[5],
        till_id=parts[2],
        previous=parts[7],
        digest=hashlib.sha256(envelope).digest(),
        body=msgspec.msgpack.decode(parts[9]),
    )
