"""What the client needs of the till's storage. ``pos_app.storage.for_sync`` implements these.

Each of them is opened and used on one thread of its own, never on another: a long write to a replica does not keep
the journal from being pushed (HERD: sales before everything else).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sync.protocol.v1.lease_messages import LeaseAnswer, LeaseReport
from sync.protocol.v1.messages import Personal, RecordFate, Row
from sync.protocol.v1.snapshot_messages import Content


class JournalSource(Protocol):
    """The journal as the outbox: read it, and note what the server has. Nothing is ever deleted (ACK-IS-NOT-DELETE)."""

    def unacked(self, after: int, limit: int) -> list[tuple[int, bytes, Personal | None]]:
        """Up to ``limit`` records with a sequence above ``after``, in sequence: (sequence, envelope, personal)."""

    def acked(self) -> int:
        """The last sequence that the server is known to have; 0 for none."""

    def head(self) -> tuple[int, bytes]:
        """Sequence and hash of the newest record; (0, 32 zero bytes) for an empty journal."""

    def mark_acked(self, sequence: int, epoch: str, cursor: int = 0) -> None:
        """Note that the server of that epoch has everything up to ``sequence``, and that what it did to members comes
        with the change ``cursor`` (0: whenever it comes).

        It may be lower than before: a server restored from a backup is filled again (EPOCH).
        """

    def record_fates(self, fates: Sequence[RecordFate]) -> None:
        """Keep what became of records that were parked or flagged. The same fate may be told twice."""

    def waiting_records(self) -> int:
        """Records that the server has not acknowledged. Cheap: asked several times a second."""

    def waiting_sales(self) -> int:
        """Sales among them."""

    def server_epoch(self) -> str:
        """The epoch of the server that acknowledged last, or "" before the first time."""


class ReplicaSink(Protocol):
    """Where changes go: rows into the replica in use, or into one that is built aside and swapped in when complete."""

    def cursor(self) -> int:
        """Up to which change the replica is: the one aside after :meth:`begin_full`, else the one in use; 0 for none.

        A replica in use whose cursor is 0 has to be loaded in full.
        """

    def begin_full(self) -> None:
        """Open the replica aside, going on with one that was broken off unless it was discarded."""

    def apply(self, rows: Sequence[Row], cursor: int, *, full: bool) -> None:
        """Write rows and cursor in one transaction: ``full`` into the replica aside, else into the one in use."""

    def loaded(self) -> tuple[str, int]:
        """Which snapshot the replica aside is being filled from, and how many pieces it has; ("", 0) for none."""

    def apply_piece(self, snapshot_id: str, place: int, content: Content, cursor: int) -> None:
        """Write piece ``place`` (from 0) of a snapshot into the replica aside, in one transaction with how far it is;
        with the last one the snapshot's cursor, which is 0 before. ``ValueError`` for one that does not fit.
        """

    def finish_full(self) -> None:
        """Make the replica aside the one in use; the till sees it with its next look-up."""

    def version(self) -> int:
        """The number of the replica in use; 0 before the first."""

    def discard(self) -> None:
        """Throw away the replica aside, if there is one."""


class LeaseStanding(Protocol):
    """How it stands with the leases of this till."""

    @property
    def epoch(self) -> str:
        """The epoch in which the server was heard last, or "" before the first time."""

    @property
    def revision(self) -> int:
        """How far it was heard in that epoch."""

    @property
    def to_tell(self) -> bool:
        """Whether there is something to tell it."""

    @property
    def used(self) -> int:
        """The sequence of the last record that used something of a lease; 0 for none."""

    @property
    def heard(self) -> tuple[int, int]:
        """What its clock showed, and this till's at that time (ms UTC); zeros before the first answer."""


class LeaseBook(Protocol):
    """The leases that this till keeps (LEASE). What it gives back is durable before the server is told."""

    def standing(self) -> LeaseStanding:
        """How it stands. Cheap: asked several times a second."""

    def prepare(self, head: int) -> LeaseReport:
        """Give back what was recalled and is not taken, and then say what there is to report; ``head`` is the last
        sequence of the journal.
        """

    def take_in(self, report: LeaseReport, answer: LeaseAnswer, sent_ms: int) -> None:
        """Keep what the server answered to a report that left at ``sent_ms`` by this till's clock (ms UTC)."""

    def hub(self) -> tuple[str, bytes] | None:
        """The id and the raw public key of the store's hub, where the server has named one."""

    def hub_to_hear(self) -> Sequence[tuple[str, bool]]:
        """What this till asked the hub for and does not need, by id, and whether that are things."""

    def hub_heard(self, asked_id: str) -> None:
        """The hub has heard that."""

    def note_clock(self, server_ms: int, till_ms: int) -> None:
        """The server's clock showed ``server_ms`` when this till's showed ``till_ms`` (ms UTC)."""


class ReleaseBook(Protocol):
    """What is known of releases: which one the server wants here, and how the last update ended. Cheap: asked with
    every question of presence, on the event loop.
    """

    def heard(self, version: str, at_ms: int) -> None:
        """The server wants that release here ("" for none); ``at_ms`` (ms UTC) is this till's clock."""

    def outcome(self) -> str:
        """How the last update ended, ``failed:1.2.0:MS``; "" where there was none."""
