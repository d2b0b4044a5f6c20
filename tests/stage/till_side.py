"""The till's side of sync in memory: a journal with a real chain, and a replica that can be built aside."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sync.client.leases import NothingHeard
from sync.client.ports import LeaseStanding
from sync.protocol.envelope import FIRST_PREVIOUS, Envelope, open_envelope, seal
from sync.protocol.v1.facts import SIGNED_IN, encode_signed_in
from sync.protocol.v1.lease_messages import Lease, LeaseAnswer, LeaseReport
from sync.protocol.v1.messages import Personal, RecordFate, Row
from sync.protocol.v1.snapshot_messages import Content


@dataclass(slots=True)
class MemoryJournal:
    """A till's journal. ``never_deleted`` is every record ever added: nothing may be missing from it."""

    company_id: str = "company-1"
    till_id: str = "till-1"
    envelopes: list[bytes] = field(default_factory=list)
    fates: dict[int, RecordFate] = field(default_factory=dict)
    marks: list[tuple[int, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, count: int = 1, *, size: int = 0) -> None:
        """Write records, each with a body of at least ``size`` bytes."""
        with self._lock:
            for _ in range(count):
                number = len(self.envelopes) + 1
                previous = seal(open_envelope(self.envelopes[-1]))[1] if self.envelopes else FIRST_PREVIOUS
                encoded, _hash = seal(
                    Envelope(
                        version=1,
                        company_id=self.company_id,
                        till_id=self.till_id,
                        sequence=number,
                        fact_id=f"fact-{number}",
                        kind=SIGNED_IN,
                        at_ms=1_000 + number,
                        previous=previous,
                        personal_hash=b"",
                        body=encode_signed_in("c1" + "x" * size),
                    )
                )
                self.envelopes.append(encoded)

    @contextmanager
    def opened(self) -> Iterator[MemoryJournal]:
        """As storage is opened."""
        yield self

    def unacked(self, after: int, limit: int) -> list[tuple[int, bytes, Personal | None]]:
        with self._lock:
            return [
                (number, envelope, None)
                for number, envelope in enumerate(self.envelopes[after : after + limit], after + 1)
            ]

    def acked(self) -> int:
        return self.marks[-1][0] if self.marks else 0

    def head(self) -> tuple[int, bytes]:
        with self._lock:
            if not self.envelopes:
                return 0, FIRST_PREVIOUS
            return len(self.envelopes), seal(open_envelope(self.envelopes[-1]))[1]

    def mark_acked(self, sequence: int, epoch: str, cursor: int = 0) -> None:
        self.marks.append((sequence, epoch))

    def record_fates(self, fates: Sequence[RecordFate]) -> None:
        self.fates.update((fate.sequence, fate) for fate in fates)

    def waiting_records(self) -> int:
        return len(self.envelopes) - self.acked()

    def waiting_sales(self) -> int:
        return self.waiting_records()

    def server_epoch(self) -> str:
        return self.marks[-1][1] if self.marks else ""


@dataclass(slots=True)
class MemoryReplica:
    """The replica in use and the one aside: rows by arrival."""

    rows: list[Row] = field(default_factory=list)
    number: int = 0
    at: int = 0
    aside: list[Row] | None = None
    aside_at: int = 0
    is_full: bool = False
    writes: list[tuple[int, int, bool]] = field(default_factory=list)
    loading: tuple[str, int] = ("", 0)

    @contextmanager
    def opened(self) -> Iterator[MemoryReplica]:
        """As storage is opened: whether a full load is under way is known to the opener only."""
        self.is_full = False
        yield self

    def cursor(self) -> int:
        return self.aside_at if self.is_full else self.at

    def begin_full(self) -> None:
        self.is_full = True
        if self.aside is None:
            self.aside, self.aside_at = [], 0

    def apply(self, rows: Sequence[Row], cursor: int, *, full: bool) -> None:
        self.writes.append((len(rows), cursor, full))
        if full:
            assert self.aside is not None
            self.aside.extend(rows)
            self.aside_at = cursor
        else:
            self.rows.extend(rows)
            self.at = cursor

    def loaded(self) -> tuple[str, int]:
        return self.loading

    def apply_piece(self, snapshot_id: str, place: int, content: Content, cursor: int) -> None:
        assert self.aside is not None
        assert place == (self.loading[1] if self.loading[0] == snapshot_id else 0)
        assert place or not self.aside
        self.writes.append((len(content.rows), cursor, True))
        self.aside.extend(content.rows)
        self.aside_at = cursor
        self.loading = ("", 0) if cursor else (snapshot_id, place + 1)

    def finish_full(self) -> None:
        assert self.aside is not None
        self.rows, self.at, self.aside, self.is_full = self.aside, self.aside_at, None, False
        self.number += 1

    def version(self) -> int:
        return self.number

    def discard(self) -> None:
        self.aside, self.aside_at, self.is_full, self.loading = None, 0, False, ("", 0)


@dataclass(slots=True)
class MemoryLeases:
    """Leases of a till that nobody spends from: what was heard, and how the server's clock stood."""

    leases: dict[str, Lease] = field(default_factory=dict)
    epoch: str = ""
    revision: int = 0
    used: int = 0
    clocks: list[tuple[int, int]] = field(default_factory=list)
    is_listed: bool = False

    def hub(self) -> tuple[str, bytes] | None:
        """The store has none."""
        return None

    def hub_to_hear(self) -> list[tuple[str, bool]]:
        """Nothing was asked of it."""
        return []

    def hub_heard(self, asked_id: str) -> None:
        """Nothing was asked of it."""

    @contextmanager
    def opened(self) -> Iterator[MemoryLeases]:
        """As storage is opened."""
        yield self

    def standing(self) -> LeaseStanding:
        heard = self.clocks[-1] if self.clocks else (0, 0)
        return NothingHeard(self.epoch, self.revision, not self.is_listed, self.used, heard)

    def prepare(self, head: int) -> LeaseReport:
        held = () if self.is_listed or not self.epoch else tuple(self.leases.values())
        return LeaseReport(epoch=self.epoch, revision=self.revision, head=head, held=held)

    def take_in(self, report: LeaseReport, answer: LeaseAnswer, sent_ms: int) -> None:
        self.clocks.append((answer.as_of_ms, sent_ms))
        if answer.epoch != report.epoch:
            self.epoch, self.revision, self.is_listed = answer.epoch, 0, False
            return
        self.revision, self.is_listed = answer.revision, True
        self.leases.update((lease.lease_id, lease) for lease in answer.leases)

    def note_clock(self, server_ms: int, till_ms: int) -> None:
        self.clocks.append((server_ms, till_ms))
