"""What is known of each till from its asking: when it was seen, how far its clock is from ours, what waits there, and
how its last update ended.

Tills ask twice a second, so this is kept in memory and written down every now and then; a crash forgets the last
seconds of it, and nothing rests on it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from urllib.parse import parse_qs

from sqlalchemy import Connection

from sync.server.fleet.failing import Outcome, note_outcome, outcome_from
from sync.server.problems import Declined
from sync.server.schema.dialects import upsert
from sync.server.schema.sight_tables import till_sight
from sync.server.writer import Writer

WRITE_EVERY_S = 15.0
LONGEST_NAME = 40
_FARTHEST = 2**53

log = logging.getLogger("trofast.server")


@dataclass(slots=True)
class Sight:
    """A till as it was seen last. ``offset_ms`` is its clock less ours; -1 records wait where it did not say."""

    seen_ms: int
    offset_ms: int = 0
    waiting: int = -1
    software: str = ""
    updated: Outcome | None = None


class Sightings:
    """Of this process. Used on its event loop alone."""

    def __init__(self) -> None:
        self._sights: dict[tuple[str, str], Sight] = {}
        self._unwritten: set[tuple[str, str]] = set()

    def saw(self, company_id: str, till_id: str, now_ms: int) -> Sight:
        """A till proved itself just now."""
        key = company_id, till_id
        sight = self._sights.setdefault(key, Sight(now_ms))
        sight.seen_ms = now_ms
        self._unwritten.add(key)
        return sight

    def told(self, company_id: str, till_id: str, query: bytes, now_ms: int) -> None:
        """What it said of itself beside the question of presence; what makes no sense is passed over."""
        said = {name: values[-1] for name, values in parse_qs(query.decode("ascii", "replace")).items()}
        sight = self.saw(company_id, till_id, now_ms)
        clock, waiting, software = said.get("clock", ""), said.get("waiting", ""), said.get("software", "")
        if _is_number(clock):
            sight.offset_ms = int(clock) - now_ms
        if _is_number(waiting):
            sight.waiting = int(waiting)
        if software.isprintable() and 0 < len(software) <= LONGEST_NAME:
            sight.software = software
        sight.updated = outcome_from(said.get("update", "")) or sight.updated

    def take_unwritten(self) -> list[tuple[str, str, Sight]]:
        """What is not in the database yet, always in the same order: workers then never wait for each other in turn."""
        keys, self._unwritten = sorted(self._unwritten), set()
        return [(*key, self._sights[key]) for key in keys]


async def follow_sightings(writer: Writer, sightings: Sightings) -> None:
    """Write them down until cancelled."""
    while True:
        await asyncio.sleep(WRITE_EVERY_S)
        await write_down(writer, sightings)


async def write_down(writer: Writer, sightings: Sightings) -> None:
    """Write down what was seen since the last time."""
    found = sightings.take_unwritten()
    if not found:
        return
    try:
        await writer.write(lambda connection: write_sights(connection, found), beside=True, leisure=True)
    except Declined:
        pass  # sales first
    except Exception:
        log.exception("what was seen of tills could not be written down")


def write_sights(connection: Connection, found: list[tuple[str, str, Sight]]) -> None:
    """Write sights; of one that was written before only what is newer."""
    new = upsert(till_sight)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["company_id", "till_id"],
            set_={
                name: new.excluded[name]
                for name in ("seen_ms", "offset_ms", "waiting", "software", "updated")
            },
            where=new.excluded.seen_ms >= till_sight.c.seen_ms,
        ),
        [
            {
                "company_id": company_id,
                "till_id": till_id,
                "seen_ms": sight.seen_ms,
                "offset_ms": sight.offset_ms,
                "waiting": sight.waiting,
                "software": sight.software,
                "updated": _told(sight.updated),
            }
            for company_id, till_id, sight in found
        ],
    )
    for company_id, till_id, sight in found:
        if sight.updated is not None:
            note_outcome(connection, company_id, till_id, sight.updated, sight.seen_ms)


def _told(updated: Outcome | None) -> str:
    return f"{updated.what}:{updated.version}:{updated.attempt_ms}" if updated else ""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= _FARTHEST
