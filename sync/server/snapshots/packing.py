"""Puts what tills are told into the pieces of a snapshot.

Rows come in the order that a till's tables want to be filled in: whoever packs hands over articles and members by their
ids, so that every index of the replica grows at its end.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import msgspec

from sync.protocol.compression import pack
from sync.protocol.v1.compact import (
    KEY_BYTES,
    Value,
    article_values,
    brief_values,
    keys_of,
    member_values,
    pack_id,
    shorts_of,
    sortable,
    way_to,
)
from sync.protocol.v1.member_messages import BriefMemberRow, MemberRow
from sync.protocol.v1.messages import ArticleRow, Row
from sync.protocol.v1.snapshot_messages import LARGEST_CONTENT, LARGEST_PIECE

ROWS = 4_000
"""Rows in a piece: a till writes them in some tens of milliseconds, a slow line takes them in seconds."""
_BYTES = 2_000_000
"""Roughly how much content a piece has at most: a programme's text or a member's book may be long."""
_LEVEL = 6
_encoder = msgspec.msgpack.Encoder()


class Packer:
    """Collects rows and gives out packed pieces. Every method gives those that became full; :meth:`rest` the last."""

    def __init__(self) -> None:
        self._rows: list[msgspec.Raw] = []
        self._tables: dict[str, list[msgspec.Raw]] = {}
        self._count = self._bytes = 0
        self._articles = self._members = 0
        self._codes: dict[str, tuple[int, int, int]] = {}
        self._numbers: list[int] = []
        self._brief: list[bytes] = []
        self._ways = array("q")
        self._tiers: dict[str, int] = {}

    def row(self, row: bytes) -> Iterator[bytes]:
        """A row as it is told, encoded: of what there is little of, and whatever ends."""
        yield from self._made_room(len(row))
        self._rows.append(msgspec.Raw(row))

    def article(self, row: ArticleRow, cursor: int) -> Iterator[bytes]:
        """An article. Where two have the same code, the later one has it."""
        self._articles += 1
        for code, pieces in row.codes:
            if self._codes.get(code, (0, 0, -1))[2] < cursor:
                self._codes[code] = (self._articles, pieces, cursor)
        yield from self._into("article", (self._articles, *article_values(row)))

    def member(self, row: MemberRow) -> Iterator[bytes]:
        """A member."""
        self._members += 1
        self._numbers += (short << 32 | self._members for short in shorts_of(row))
        yield from self._into("member", (self._members, *member_values(row)))

    def brief(self, row: BriefMemberRow) -> None:
        """A member of other stores; given out with the rest, in the order of the cards' places."""
        number = 0 if row.tier is None else self._tiers.setdefault(row.tier, len(self._tiers) + 1)
        packed = pack_id(row.member_id)
        for key in keys_of(row):
            self._brief.append(sortable(key) + _encoder.encode(brief_values(row, key, number)))
            self._ways.append(way_to(packed, key))

    def rest(self) -> Iterator[bytes]:
        """The ways from codes and numbers to their rows, and what is left."""
        for code in sorted(self._codes):
            place, pieces, _cursor = self._codes[code]
            yield from self._into("code", (code, place, pieces))
        self._numbers.sort()
        for number in self._numbers:
            yield from self._into("number", (number >> 32, number & 0xFFFF_FFFF))
        for tier, number in self._tiers.items():
            yield from self._into("tier", (number, tier))
        self._brief.sort()
        for behind_key in self._brief:
            yield from self._encoded_into("brief_member", behind_key[KEY_BYTES:])
        for way in sorted(self._ways):
            yield from self._into("brief_way", (way,))
        if self._count:
            yield self._packed()

    def _into(self, table: str, values: tuple[Value, ...]) -> Iterator[bytes]:
        yield from self._encoded_into(table, _encoder.encode(values))

    def _encoded_into(self, table: str, encoded: bytes) -> Iterator[bytes]:
        yield from self._made_room(len(encoded))
        self._tables.setdefault(table, []).append(msgspec.Raw(encoded))

    def _made_room(self, size: int) -> Iterator[bytes]:
        if self._count >= ROWS or (self._count and self._bytes + size > _BYTES):
            yield self._packed()
        self._count += 1
        self._bytes += size

    def _packed(self) -> bytes:
        content = _encoder.encode({"rows": self._rows, "tables": list(self._tables.items())})
        self._rows, self._tables, self._count, self._bytes = [], {}, 0, 0
        packed = pack(content, level=_LEVEL)
        assert len(packed) <= LARGEST_PIECE, "a row beyond all bounds"
        assert len(content) <= LARGEST_CONTENT, "a row beyond all bounds"
        return packed


def row_of(encoded: bytes) -> Row:
    """The row in its bytes."""
    return _row_decoder.decode(encoded)


_row_decoder: msgspec.msgpack.Decoder[Row] = msgspec.msgpack.Decoder(Row)
