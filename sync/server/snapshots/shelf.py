"""Snapshots on the server's disk: made when a till first asks for one, shared by all tills of the store, and thrown
away when they are old or hold somebody who was erased.

They are copies of what the database has, and hold members' names: only the server's user reads them, and they need no
backup. A snapshot is one file of pieces and, written last, one that says what is in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import shutil
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import msgspec
from sqlalchemy import Connection, func, select

from sync.protocol.v1.snapshot_messages import FORMAT, Snapshot
from sync.server.changes import ALL_STORES
from sync.server.database import Database
from sync.server.schema import tables
from sync.server.snapshots.making import Standing, pieces, standing

log = logging.getLogger("trofast.server")

FEWEST_ROWS = 5_000
"""Below that, pages are as quick."""
_KEPT = 2
"""Of one store: a till that is loading the one before may go on with it."""
WAIT_MS = 1_000
_CONTENTS = f".{FORMAT}.contents"


class _Contents(msgspec.Struct, frozen=True, kw_only=True):
    """The file that says what is in a snapshot."""

    snapshot: Snapshot
    sizes: tuple[int, ...]


class Shelf:
    """The snapshots in ``folder``, which is made when the first is. Safe on any thread and with several processes."""

    def __init__(self, database: Database, folder: Path, *, fewest_rows: int = FEWEST_ROWS) -> None:
        self._database = database
        self._folder = folder
        self._fewest_rows = fewest_rows
        self._making: dict[Path, threading.Thread] = {}
        self._lock = threading.Lock()

    def offer(self, company_id: str, store_id: str) -> Snapshot:
        """The snapshot to load. Where it has to be made first, that goes on beside, and the answer says: wait."""
        with self._database.read() as connection:
            now = standing(connection, company_id)
            count = _count(connection, company_id, store_id)
            if count < self._fewest_rows:
                return Snapshot(cursor=0, epoch=now.epoch)
            place = self._place(company_id, store_id)
            for contents in _kept(place):
                if not _is_outdated(connection, company_id, contents.snapshot, now, count):
                    return contents.snapshot
        self._make_beside(company_id, store_id, place)
        return Snapshot(cursor=0, epoch=now.epoch, wait_ms=WAIT_MS)

    def piece(self, company_id: str, store_id: str, snapshot_id: str, number: int) -> bytes | None:
        """Piece ``number`` (from 0) of a snapshot of that store; ``None`` when there is none, or none any more."""
        place = self._place(company_id, store_id)
        found = next((each for each in _kept(place) if each.snapshot.snapshot_id == snapshot_id), None)
        if found is None or not 0 <= number < len(found.sizes):
            return None
        try:
            with (place / f"{snapshot_id}.pieces").open("rb") as file:
                file.seek(sum(found.sizes[:number]))
                packed = file.read(found.sizes[number])
        except FileNotFoundError:
            return None
        return packed if hashlib.sha256(packed).digest() == found.snapshot.pieces[number] else None

    def make(self, company_id: str, store_id: str) -> Snapshot | None:
        """Make a snapshot now; ``None`` when another process is at it."""
        place = self._place(company_id, store_id)
        for folder in (self._folder, place):
            folder.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(place / "making.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return None
            with self._database.read() as connection:
                now = standing(connection, company_id)
                contents = _written(place, now, pieces(connection, company_id, store_id))
            _drop_older(place)
            return contents.snapshot
        finally:
            os.close(lock)

    def at_work(self) -> list[threading.Thread]:
        """What is being made by this process."""
        with self._lock:
            return list(self._making.values())

    def _make_beside(self, company_id: str, store_id: str, place: Path) -> None:
        def run() -> None:
            try:
                self.make(company_id, store_id)
            except Exception:  # whatever it is, tills load by pages and the server goes on
                log.exception("a snapshot could not be made")
            finally:
                with self._lock:
                    del self._making[place]

        with self._lock:
            if place not in self._making:
                self._making[place] = threading.Thread(target=run, name="server-snapshot", daemon=True)
                self._making[place].start()

    def _place(self, company_id: str, store_id: str) -> Path:
        named = hashlib.sha256(msgspec.msgpack.encode((company_id, store_id))).hexdigest()[:24]
        return self._folder / named


def forget_snapshots(folder: Path) -> None:
    """Throw all of them away: somebody was erased, and is in them (FORGETTABLE)."""
    if folder.exists():
        shutil.rmtree(folder)


def _count(connection: Connection, company_id: str, store_id: str) -> int:
    published = tables.published.c
    return connection.execute(
        select(func.count()).where(
            published.company_id == company_id, published.scope.in_([ALL_STORES, store_id])
        )
    ).scalar_one()


def _is_outdated(
    connection: Connection, company_id: str, snapshot: Snapshot, now: Standing, count: int
) -> bool:
    """Whether it is worth making a newer one: a tenth of the rows changed, or somebody in it was erased."""
    if snapshot.epoch != now.epoch or not snapshot.cursor <= now.cursor <= snapshot.cursor + count // 10:
        return True
    published = tables.published.c
    erased = select(published.row_id).where(
        published.company_id == company_id,
        published.cursor > snapshot.cursor,
        published.kind == "member",
        published.gone == 1,
    )
    return connection.execute(erased.limit(1)).first() is not None


def _written(place: Path, now: Standing, packed: Iterable[bytes]) -> _Contents:
    aside = place / "pieces.new"
    seals, sizes = [], []
    with _for_us_alone(aside) as file:
        for piece in packed:
            file.write(piece)
            seals.append(hashlib.sha256(piece).digest())
            sizes.append(len(piece))
    snapshot = Snapshot(cursor=now.cursor, epoch=now.epoch, pieces=tuple(seals))
    contents = _Contents(snapshot=snapshot, sizes=tuple(sizes))
    aside.replace(place / f"{snapshot.snapshot_id}.pieces")
    said = place / "contents.new"
    with _for_us_alone(said) as file:
        file.write(msgspec.msgpack.encode(contents))
    said.replace(place / f"{snapshot.snapshot_id}{_CONTENTS}")
    return contents


def _kept(place: Path) -> list[_Contents]:
    """What is on the shelf, the newest first. What another version wrote, or half of a file, is passed over."""
    found = []
    for path in place.glob(f"*{_CONTENTS}"):
        with suppress(FileNotFoundError, msgspec.MsgspecError):
            found.append(msgspec.msgpack.decode(path.read_bytes(), type=_Contents))
    return sorted(found, key=lambda each: each.snapshot.cursor, reverse=True)


def _drop_older(place: Path) -> None:
    """Keep the newest two; also pieces without their contents go."""
    kept = {each.snapshot.snapshot_id for each in _kept(place)[:_KEPT]}
    for path in place.iterdir():
        if path.suffix in {".pieces", ".contents"} and path.name.partition(".")[0] not in kept:
            path.unlink(missing_ok=True)


def _for_us_alone(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
