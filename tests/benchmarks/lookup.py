"""``lookup``: from an article's code to the article, against raw sqlcipher3.

Ours is ``ReplicaReader.goods.by_code``, which makes the article; the reference asks a held connection of the same
settings for the same columns of the same row and gets a tuple. Each code is asked for once by each, taking turns at who
goes first, so that nothing is found because it was just there.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter_ns

from pos_app.storage import replica_files
from pos_app.storage.database import Database
from pos_app.storage.driver import Connection
from pos_app.storage.replica import ReplicaReader
from tests.benchmarks.big_shop import CARD_SECRET, KEY, BigShop, big_shop
from tests.benchmarks.connections import count_rows, pragmas_of
from tests.benchmarks.row import Row

GOAL = 2.5
_WARM_UP = 200

SELECT = """
SELECT a.article_id, a.name, a.price_minor, a.vat_code, a.vat_basis_points, a.unit, a.category_id, a.minimum_age,
       a.protection, a.colour, c.pieces
FROM code AS c JOIN article AS a ON a.id = c.article
WHERE c.code = ?
"""


def measure(folder: Path, *, quick: bool) -> Row:
    """Look many different goods up, in an order that no page cache expects."""
    shop = big_shop(folder, quick=quick)
    reader = ReplicaReader(shop.data, KEY, CARD_SECRET)
    raw = raw_connection(shop)
    try:
        codes = shop.codes(_WARM_UP + (300 if quick else 20_000))
        ours_us, reference_us = _take_turns(reader, raw, codes)
        ours = live_connection(reader)
        return Row(
            "lookup",
            "ratio",
            "µs",
            tuple(ours_us[_WARM_UP:]),
            tuple(reference_us[_WARM_UP:]),
            GOAL,
            rows_ours=count_rows(ours, "article"),
            rows_reference=count_rows(raw, "article"),
            pragmas_ours=pragmas_of(ours),
            pragmas_reference=pragmas_of(raw),
        )
    finally:
        raw.close()
        reader.close()


def raw_connection(shop: BigShop) -> Connection:
    """A connection of its own to the shop's replica, with the settings that the till's reader has."""
    path = replica_files.replica_path(shop.data, replica_files.current_number(shop.data))
    database = Database.open(path, KEY, durable=False)
    database.sql("PRAGMA query_only = ON")
    return database.connection


def live_connection(reader: ReplicaReader) -> Connection:
    """The connection that the reader holds."""
    assert reader._database is not None
    return reader._database.connection


def _take_turns(reader: ReplicaReader, raw: Connection, codes: list[str]) -> tuple[list[float], list[float]]:
    ours_us: list[float] = []
    reference_us: list[float] = []

    def ask_ours(code: str) -> object:
        return reader.goods.by_code(code)

    def ask_raw(code: str) -> object:
        return raw.execute(SELECT, (code,)).fetchone()

    for number, code in enumerate(codes):
        turns = ((ask_ours, ours_us), (ask_raw, reference_us))
        for ask, into in turns if number % 2 else reversed(turns):
            into.append(_timed(ask, code))
    return ours_us, reference_us


def _timed(ask: Callable[[str], object], code: str) -> float:
    started = perf_counter_ns()
    found = ask(code)
    ended = perf_counter_ns()
    if found is None:
        raise LookupError(f"no article has the code {code}")
    return (ended - started) / 1e3
