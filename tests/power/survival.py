"""What a power cut leaves of changes that were never synced: a choice, made by a seed.

Disks and file systems write in whatever order suits them, sector by sector. So of the changes since the last sync none
may have arrived, or all, or the first few, or the last one in part, or any of them in any order; a file may have grown
before its bytes came, and then holds zeros or what another file once left on those sectors. A change of names is
whole or not there (a rename is atomic), but names do not wait for each other either.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class How(StrEnum):
    """What may become of the changes to one file or folder."""

    LOST = "lost"
    KEPT = "kept"
    CUT_OFF = "cut off"
    """The first few arrived."""
    TORN = "torn"
    """The first few arrived, and of the next one some sectors."""
    REORDERED = "reordered"
    """Any sectors of any of them arrived."""
    MIXED = "mixed"
    """Another choice for each file and folder."""


SECTORS = (512, 4096)


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes written to a file."""

    offset: int
    data: bytes

    def apply(self, content: bytearray) -> None:
        """Do it to ``content``."""
        if self.offset > len(content):
            content.extend(bytes(self.offset - len(content)))
        content[self.offset : self.offset + len(self.data)] = self.data

    def sectors(self, size: int) -> list[Written]:
        """The same, in pieces that end where sectors do."""
        pieces = []
        start, end = self.offset, self.offset + len(self.data)
        while start < end:
            stop = min(end, (start // size + 1) * size)
            pieces.append(Written(start, self.data[start - self.offset : stop - self.offset]))
            start = stop
        return pieces


@dataclass(frozen=True, slots=True)
class Resized:
    """A file cut off or grown."""

    size: int

    def apply(self, content: bytearray) -> None:
        """Do it to ``content``."""
        if self.size < len(content):
            del content[self.size :]
        else:
            content.extend(bytes(self.size - len(content)))


@dataclass(frozen=True, slots=True)
class NameChange:
    """A name taken away, a name given, or both at once (a rename)."""

    taken: str
    given: str
    number: int

    def apply(self, names: dict[str, int]) -> None:
        """Do it to ``names``."""
        if names.get(self.taken) == self.number:
            del names[self.taken]
        if self.given:
            names[self.given] = self.number


class Survival:
    """Chooses, from a seed, what is left. The choices follow each other: ask about the nodes in a fixed order."""

    def __init__(self, seed: int, how: How, sector: int) -> None:
        self._random = random.Random(seed)
        self._how = how
        self._sector = sector

    def content(self, synced: bytes | bytearray, changes: Sequence[Written | Resized]) -> bytes:
        """What a file holds that was ``synced`` before those ``changes``."""
        content = bytearray(synced)
        how = self._choose()
        match how:
            case How.KEPT:
                arrived: list[Written | Resized] = list(changes)
            case How.CUT_OFF:
                arrived = list(changes[: self._random.randint(0, len(changes))])
            case How.TORN:
                arrived = self._torn(changes)
            case How.REORDERED:
                self._reorder(content, changes)
                arrived = []
            case _:
                arrived = []
        for change in arrived:
            change.apply(content)
        return bytes(content)

    def names(self, synced: dict[str, int], changes: Sequence[NameChange]) -> dict[str, int]:
        """The names in a folder that was ``synced`` before those ``changes``."""
        names = dict(synced)
        how = self._choose()
        match how:
            case How.KEPT:
                arrived = list(changes)
            case How.CUT_OFF | How.TORN:
                arrived = list(changes[: self._random.randint(0, len(changes))])
            case How.REORDERED:
                arrived = [change for change in changes if self._random.random() < 0.5]
            case _:
                arrived = []
        for change in arrived:
            change.apply(names)
        return names

    def _choose(self) -> How:
        if self._how is not How.MIXED:
            return self._how
        return self._random.choice([how for how in How if how is not How.MIXED])

    def _torn(self, changes: Sequence[Written | Resized]) -> list[Written | Resized]:
        if not changes:
            return []
        last = self._random.randrange(len(changes))
        arrived = list(changes[:last])
        torn = changes[last]
        if isinstance(torn, Written):
            pieces = torn.sectors(self._sector)
            arrived += [piece for piece in pieces if self._random.random() < 0.5]
        return arrived

    def _reorder(self, content: bytearray, changes: Sequence[Written | Resized]) -> None:
        """Sectors come or do not, each for itself; the length is set for itself, before any byte that grows it."""
        likely = self._random.choice((0.1, 0.5, 0.9))
        for change in changes:
            if isinstance(change, Resized):
                if self._random.random() < likely:
                    change.apply(content)
                continue
            for piece in change.sectors(self._sector):
                end = piece.offset + len(piece.data)
                if end > len(content) and self._random.random() < likely:
                    self._grow(content, end)
                if self._random.random() < likely:
                    piece.apply(content)

    def _grow(self, content: bytearray, size: int) -> None:
        missing = size - len(content)
        content.extend(bytes(missing) if self._random.random() < 0.5 else self._random.randbytes(missing))
