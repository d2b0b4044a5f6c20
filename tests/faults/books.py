"""What the server has of a till, read from its database with plain SQL, and held against what the till sold.

Nothing of the product reads here: the same statements run on the file and on PostgreSQL.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

Rows = list[tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Books:
    """A server's database: a file, or an address of PostgreSQL."""

    place: Path | str

    def rows(self, statement: str) -> Rows:
        """All rows of a statement without parameters."""
        if isinstance(self.place, Path):
            with closing(sqlite3.connect(self.place, timeout=30)) as connection:
                return list(connection.execute(statement))
        with psycopg.connect(self.place, autocommit=True) as postgres:
            return list(postgres.execute(statement.encode()))

    def number(self, statement: str) -> int:
        """The one number that a statement tells."""
        ((found,),) = self.rows(statement)
        return int(str(found))


@dataclass(slots=True)
class Sold:
    """What a till has said: its records, the ids of its sales, the points they are worth, when the last was (ms)."""

    records: int = 0
    sale_ids: list[str] = field(default_factory=list)
    points: int = 0
    at_ms: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """``lost`` and ``doubled`` in sentences: empty when everything is there once."""

    lost: tuple[str, ...]
    doubled: tuple[str, ...]


def compare(books: Books, sold: Sold, *, points_before: int, member: str = "ada") -> Found:
    """Whether all that was sold is in the books, and once."""
    lost, doubled = [], []
    sequences = [row[0] for row in books.rows("SELECT sequence FROM record ORDER BY sequence")]
    missing = sold.records - len(set(sequences))
    if missing > 0:
        lost.append(f"{missing} of {sold.records} records")
    if len(sequences) > sold.records:
        doubled.append(f"{len(sequences)} records where {sold.records} were written")
    kept = [row[0] for row in books.rows("SELECT sale_id FROM sale")]
    lost += [f"sale {each}" for each in sold.sale_ids if each not in kept]
    if len(kept) > len(sold.sale_ids):
        doubled.append(f"{len(kept)} sales where {len(sold.sale_ids)} were made")
    facts = books.number("SELECT count(DISTINCT fact_id) FROM record")
    if facts != len(sequences):
        doubled.append(f"{facts} facts in {len(sequences)} records")
    aside = books.number("SELECT count(*) FROM quarantine")
    if aside:
        doubled.append(f"{aside} records kept aside")
    counted = books.number("SELECT coalesce(sum(sales), 0) FROM day_total")
    (lost if counted < len(kept) else doubled).extend(
        [] if counted == len(kept) else [f"the days count {counted} sales of {len(kept)}"]
    )
    has = books.number(f"SELECT points FROM balance WHERE member_id = '{member}'")
    due = points_before + sold.points
    if has != due:
        (lost if has < due else doubled).append(f"{has} points where {due} are due")
    return Found(tuple(lost), tuple(doubled))
