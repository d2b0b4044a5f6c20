"""``first-load``: a new till's replica of 100 000 articles and 100 000 members, against raw decode and upsert.

Both begin with the bytes that the server sends, in memory, and end with a whole encrypted replica in use that can be
searched. Ours takes the pieces of a snapshot: hash, unpack, decode, and the writer that the sync client uses. The
reference takes the pages of the same rows: decoded by msgspec, then upserted with one ``executemany`` a table and page
through raw sqlcipher3, into the same tables with the same settings.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from time import perf_counter_ns

import msgspec

from pos_app.storage import replica_files as files
from pos_app.storage.database import Database
from pos_app.storage.replica_keys import REPLICA_SCHEMA
from pos_app.storage.replica_tables import REPLICA_EXTRA, replica_metadata
from pos_app.storage.replica_writer import ReplicaWriter
from pos_app.storage.schema import create
from sync.protocol.compression import unpack
from sync.protocol.v1.compact import article_values, member_values, shorts_of
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import ArticleRow, Changes, Row
from sync.protocol.v1.snapshot_messages import LARGEST_CONTENT, decode_content
from sync.server.snapshots.packing import Packer
from tests.benchmarks.big_shop import FULL, KEY, QUICK, BigShop, rows_of
from tests.benchmarks.connections import count_rows, pragmas_of
from tests.benchmarks.row import Row as BenchmarkRow

GOAL = 0.8
_PAGE = 1_000
_LOAD_CACHE = "PRAGMA cache_size = -32000"

_ARTICLE = """INSERT INTO article VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (article_id) DO UPDATE SET
name = excluded.name, price_minor = excluded.price_minor, vat_code = excluded.vat_code,
vat_basis_points = excluded.vat_basis_points, unit = excluded.unit, category_id = excluded.category_id,
minimum_age = excluded.minimum_age, protection = excluded.protection, colour = excluded.colour,
item_reference = excluded.item_reference, quick_position = excluded.quick_position,
content_milli = excluded.content_milli, content_measure = excluded.content_measure"""
_MEMBER = """INSERT INTO member VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (member_id) DO UPDATE SET
display_name = excluded.display_name, card_number_end = excluded.card_number_end, points = excluded.points,
qualifying_points = excluded.qualifying_points, tier = excluded.tier, as_of_ms = excluded.as_of_ms,
blocked = excluded.blocked, personal_key = excluded.personal_key, phone_hash = excluded.phone_hash,
card_hashes = excluded.card_hashes, known = excluded.known"""
_CODE = """INSERT INTO code VALUES (?,?,?) ON CONFLICT (code) DO UPDATE SET article = excluded.article,
pieces = excluded.pieces"""
_NUMBER = "INSERT INTO number VALUES (?,?) ON CONFLICT DO NOTHING"


def measure(folder: Path, *, quick: bool) -> BenchmarkRow:
    """Load the shop several times by each way, in turns."""
    size = QUICK if quick else FULL
    rows = list(rows_of(BigShop(folder / "first-load", size, size)))
    pieces, pages = snapshot_pieces(rows), list(_pages(rows))
    ours_ms: list[float] = []
    reference_ms: list[float] = []
    for turn in range(1 if quick else 5):
        for number, (load, source, into) in enumerate(
            ((load_snapshot, pieces, ours_ms), (load_raw, pages, reference_ms))
        ):
            target = folder / f"first-load-{turn}-{number}"
            target.mkdir()
            started = perf_counter_ns()
            load(target, source)
            into.append((perf_counter_ns() - started) / 1e6)
            with closing(Database.open(target / "replica-1.db", KEY, durable=False)) as opened:
                counted = sum(count_rows(opened.connection, name) for name in ("article", "member"))
                pragmas = pragmas_of(opened.connection)
            if counted != 2 * size:
                raise LookupError(f"{counted} rows instead of {2 * size}")
            shutil.rmtree(target)
    return BenchmarkRow(
        "first-load",
        "ratio",
        "ms",
        tuple(ours_ms),
        tuple(reference_ms),
        GOAL,
        rows_ours=2 * size,
        rows_reference=2 * size,
        pragmas_ours=pragmas,
        pragmas_reference=pragmas,
    )


def snapshot_pieces(rows: Sequence[Row]) -> list[bytes]:
    """The pieces as a server sends them."""
    packer = Packer()
    made: list[bytes] = []
    much = (ArticleRow, MemberRow)
    for row in rows:
        if not isinstance(row, much):
            made += packer.row(msgspec.msgpack.encode(row))
    for cursor, article in enumerate((each for each in rows if isinstance(each, ArticleRow)), start=1):
        made += packer.article(article, cursor)
    for member in (each for each in rows if isinstance(each, MemberRow)):
        made += packer.member(member)
    return [*made, *packer.rest()]


def load_snapshot(folder: Path, pieces: Sequence[bytes]) -> None:
    """What the sync client does with each piece."""
    promised = [hashlib.sha256(piece).digest() for piece in pieces]
    with closing(ReplicaWriter(folder, KEY)) as writer:
        writer.begin_full()
        for place, packed in enumerate(pieces):
            if hashlib.sha256(packed).digest() != promised[place]:
                raise LookupError("another piece")
            content = decode_content(unpack(packed, most_bytes=LARGEST_CONTENT))
            writer.apply_piece("one", place, content, 1 if place + 1 == len(pieces) else 0)
        writer.finish_full()


def load_raw(folder: Path, pages: Sequence[bytes]) -> None:
    """Decode and upsert, with as little in between as can be."""
    path = files.replica_path(folder, 1)
    database = Database.open(path, KEY, create=True, durable=False)
    create(database, replica_metadata, REPLICA_EXTRA, REPLICA_SCHEMA)
    raw = database.connection
    raw.execute(_LOAD_CACHE)
    articles = members = 0
    for page in pages:
        article_rows, code_rows, member_rows, number_rows = [], [], [], []
        for row in msgspec.msgpack.decode(page, type=Changes).rows:
            if isinstance(row, ArticleRow):
                articles += 1
                article_rows.append((articles, *article_values(row)))
                code_rows += [(code, articles, pieces) for code, pieces in row.codes]
            elif isinstance(row, MemberRow):
                members += 1
                member_rows.append((members, *member_values(row)))
                number_rows += [(short, members) for short in shorts_of(row)]
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(_ARTICLE, article_rows)
        raw.executemany(_CODE, code_rows)
        raw.executemany(_MEMBER, member_rows)
        raw.executemany(_NUMBER, number_rows)
        raw.execute("COMMIT")
    for name in ("article_words", "member_words"):
        raw.execute(f"INSERT INTO {name}({name}) VALUES ('optimize')")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files.point_to(folder, 1)
    database.close()


def _pages(rows: Sequence[Row]) -> Iterator[bytes]:
    every = iter(rows)
    while page := tuple(islice(every, _PAGE)):
        yield msgspec.msgpack.encode(Changes(cursor=1, more=True, epoch="one", rows=page))
