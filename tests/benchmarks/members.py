"""``members`` and ``members-lookup``: a million members on one till, what they take and how long a card takes.

They are a company's with a hundred stores, of whom one in eighty has to do with this one: whole with name, phone, key
and whatever else is known of them, the others brief, as its server tells such a till. Loaded as a till loads them, from
a snapshot. The look-up is that of the till's reader, from a card's number to the ``Member``; the reference is the same
among a thousand members, in turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter_ns

from pos_app.storage import replica_files as files
from pos_app.storage.database import Database
from pos_app.storage.replica import ReplicaReader
from pos_app.storage.replica_writer import ReplicaWriter
from sync.protocol.compression import unpack
from sync.protocol.v1.member_messages import BriefMemberRow, MemberRow
from sync.protocol.v1.snapshot_messages import LARGEST_CONTENT, decode_content
from sync.server.snapshots.packing import Packer
from tests.benchmarks.big_shop import CARD_SECRET, KEY, BigShop, rows_of
from tests.benchmarks.connections import count_rows, pragmas_of
from tests.benchmarks.row import Row

MANY, QUICK, FEW = 1_000_000, 5_000, 1_000
MEGABYTES, RATIO = 60, 2.0
_ONE_IN = 80
_WARM_UP = 200


def measure(folder: Path, *, quick: bool) -> Row:
    """The size of the replica, in millions of bytes for a million members."""
    size = QUICK if quick else MANY
    many = _loaded(folder / "many-members", size)
    path = files.replica_path(many.folder, 1)
    with closing(Database.open(path, KEY, durable=False)) as opened:
        rows = sum(count_rows(opened.connection, name) for name in ("member", "brief_member"))
        pragmas = pragmas_of(opened.connection)
    megabytes = path.stat().st_size / size
    return Row("members", "absolute", "MB", (megabytes,), (), MEGABYTES, rows, 0, pragmas_ours=pragmas)


def measure_lookup(folder: Path, *, quick: bool) -> Row:
    """One card after the other, in both."""
    size = QUICK if quick else MANY
    many, few = _loaded(folder / "many-members", size), _loaded(folder / "few-members", FEW)
    with (
        closing(ReplicaReader(many.folder, KEY, CARD_SECRET)) as among_many,
        closing(ReplicaReader(few.folder, KEY, CARD_SECRET)) as among_few,
    ):
        count = _WARM_UP + (300 if quick else 20_000)
        cards = many.cards(count), few.cards(FEW) * (count // FEW + 1)
        ours: list[float] = []
        reference: list[float] = []
        for one, other in zip(*cards, strict=False):
            ours.append(_timed(among_many, one))
            reference.append(_timed(among_few, other))
    return Row(
        "members-lookup",
        "ratio",
        "µs",
        tuple(ours[_WARM_UP:]),
        tuple(reference[_WARM_UP:]),
        RATIO,
        size,
        FEW,
    )


def _timed(reader: ReplicaReader, card: str) -> float:
    started = perf_counter_ns()
    found = reader.members.by_card(card)
    ended = perf_counter_ns()
    if found is None:
        raise LookupError(f"nobody has the card {card}")
    return (ended - started) / 1e3


def _loaded(folder: Path, members: int) -> BigShop:
    """A replica of that many members in ``folder``, made at the first call."""
    shop = BigShop(folder, 0, members, _ONE_IN)
    if folder.exists():
        return shop
    folder.mkdir()
    with closing(ReplicaWriter(folder, KEY)) as writer:
        writer.begin_full()
        place = 0
        for packed in _pieces(shop):
            writer.apply_piece("one", place, decode_content(unpack(packed, most_bytes=LARGEST_CONTENT)), 0)
            place += 1
        writer.apply_piece("one", place, decode_content(b"\x80"), 1)
        writer.finish_full()
    return shop


def _pieces(shop: BigShop) -> Iterator[bytes]:
    packer = Packer()
    for row in rows_of(shop):
        if isinstance(row, MemberRow):
            yield from packer.member(row)
        elif isinstance(row, BriefMemberRow):
            packer.brief(row)
    yield from packer.rest()
