"""Which pages of a database stand in its write-ahead log.

A power cut while the log is brought into the database leaves pages half written there. Nothing is lost: SQLite reads
those pages from the log until it has written them again. Whoever looks at the database's own bytes has to know.

The layout is SQLite's (https://sqlite.org/fileformat2.html#the_write_ahead_log): a header of 32 bytes, then frames of a
24-byte header and a page. A frame counts with the header's salts and a running checksum, up to the last that commits.
SQLCipher encrypts the pages only, so this needs no key.
"""

from __future__ import annotations

import struct
from pathlib import Path

_HEADER = struct.Struct(
    ">IIIIIIII"
)  # magic, version, page size, number of checkpoints, two salts, two checksums
_FRAME = struct.Struct(
    ">IIIIII"
)  # page, pages of the database if this commits else 0, two salts, two checksums
_MAGIC = 0x377F0682
_MASK = 0xFFFFFFFF


def pages_in_log(database: Path) -> frozenset[int]:
    """The numbers (from 1) of all pages whose newest content is read from the log beside ``database``."""
    try:
        log = database.with_name(f"{database.name}-wal").read_bytes()
    except FileNotFoundError:
        return frozenset()
    if len(log) < _HEADER.size:
        return frozenset()
    magic, _, page_bytes, _, *salts_and_sums = _HEADER.unpack_from(log)
    salts, sums = salts_and_sums[:2], tuple(salts_and_sums[2:])
    order = ">" if magic & 1 else "<"
    if magic & ~1 != _MAGIC or _checksum(log[: _HEADER.size - 8], (0, 0), order) != sums:
        return frozenset()
    committed: set[int] = set()
    under_way: set[int] = set()
    for start in range(_HEADER.size, len(log) - _FRAME.size - page_bytes + 1, _FRAME.size + page_bytes):
        page, commits, *told = _FRAME.unpack_from(log, start)
        body = start + _FRAME.size
        sums = _checksum(log[start : start + 8] + log[body : body + page_bytes], sums, order)
        if told[:2] != salts or tuple(told[2:]) != sums:
            break
        under_way.add(page)
        if commits:
            committed |= under_way
            under_way.clear()
    return frozenset(committed)


def _checksum(content: bytes, sums: tuple[int, ...], order: str) -> tuple[int, ...]:
    """SQLite's running checksum over pairs of 32-bit words."""
    first, second = sums
    for one, other in struct.iter_unpack(f"{order}II", content):
        first = (first + one + second) & _MASK
        second = (second + other + first) & _MASK
    return first, second
