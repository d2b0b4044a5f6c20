"""The first load as a snapshot: everything that tills of a store are told, up to one cursor, in pieces.

==============================================  ============================
``GET /v1/snapshot?format=1``                   -> :class:`Snapshot`
``GET /v1/snapshot/piece?of=ID&number=N``       -> :class:`SnapshotPiece`
==============================================  ============================

A piece is a Zstandard frame around msgpack of :class:`Content`. A till writes one piece after the other, each in one
transaction, and goes on with ``GET /v1/changes`` from the snapshot's cursor. Any piece may be asked for again.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from sync.protocol.v1.messages import Row
from sync.protocol.v1.newer import known_rows

FORMAT = 1
"""Which columns the tables have and what stands in them. A till that knows another asks for pages instead."""
LARGEST_PIECE = 2 * 1024 * 1024
"""Bytes of a piece as it travels."""
LARGEST_CONTENT = 16 * 1024 * 1024
"""Bytes of a piece when it is unpacked."""

COLUMNS = {
    "article": 15,
    "code": 3,
    "member": 13,
    "number": 2,
    "tier": 2,
    "brief_member": 6,
    "brief_way": 1,
}
"""The tables of this format, and how many values a row has: a place and :mod:`sync.protocol.v1.compact`'s values for
``article`` and ``member``; code, the article's place and pieces; a number's hash, shortened, and the member's place; a
tier's number and code; ``brief_values``; ``way_to``.
"""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """What there is: ``pieces`` are the SHA-256 of each. None of them: load by pages; ask again after ``wait_ms`` where
    that is above 0, for the snapshot is being made.
    """

    cursor: int
    epoch: str
    pieces: tuple[bytes, ...] = ()
    wait_ms: int = 0

    @property
    def snapshot_id(self) -> str:
        """A name that no other content has."""
        said = msgspec.msgpack.encode((FORMAT, self.cursor, self.epoch, self.pieces))
        return hashlib.sha256(said).hexdigest()[:32]


class SnapshotPiece(msgspec.Struct, frozen=True, kw_only=True):
    """One piece, still packed."""

    packed: bytes


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """``rows`` in the order of the changes, as pages have them; ``tables`` hold what there is much of, ready to be
    bound, each a name and its rows.
    """

    rows: tuple[Row, ...] = ()
    tables: tuple[tuple[str, tuple[tuple[Any, ...], ...]], ...] = ()


_decoder = msgspec.msgpack.Decoder(Content)


def decode_content(unpacked: bytes) -> Content:
    """What a piece holds; raises :class:`ValueError` for anything that a replica could not take."""
    try:
        content = _decoded(unpacked)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    for name, rows in content.tables:
        if name in COLUMNS and any(len(row) != COLUMNS[name] for row in rows):
            raise ValueError(f"a row of {name} has another number of values")
    return content


class _RawContent(msgspec.Struct, kw_only=True):
    rows: tuple[msgspec.Raw, ...] = ()
    tables: tuple[tuple[str, tuple[tuple[Any, ...], ...]], ...] = ()


def _decoded(unpacked: bytes) -> Content:
    try:
        return _decoder.decode(unpacked)
    except msgspec.ValidationError:
        said = msgspec.msgpack.decode(unpacked, type=_RawContent)
        return Content(rows=known_rows(said.rows), tables=said.tables)
