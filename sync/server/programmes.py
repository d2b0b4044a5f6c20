"""Programmes as published: every version is kept for ever, because a sale is explained by the one it pins (REPLAY)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial

from sqlalchemy import Connection, func, insert, select

from pos_app.domain.loyalty.programme import Programme, ProgrammePin
from pos_app.domain.loyalty.programme_text import programme_from_text
from sync.protocol.v1.messages import ProgrammeRow
from sync.server.changes import Publication, publish
from sync.server.schema import tables
from sync.server.slate.slate import Slate

DEFAULT_ACCOUNT = "points"


def in_force(connection: Connection, company_id: str) -> tuple[Programme, ...]:
    """The newest version of each programme, in the order of their priority."""
    table = tables.programme
    newest = (
        select(table.c.programme_id, func.max(table.c.version).label("version"))
        .where(table.c.company_id == company_id)
        .group_by(table.c.programme_id)
        .subquery()
    )
    rows = connection.execute(
        select(table.c.text)
        .join(newest, (newest.c.programme_id == table.c.programme_id) & (newest.c.version == table.c.version))
        .where(table.c.company_id == company_id)
        .order_by(table.c.priority, table.c.programme_id)
    )
    return tuple(_parsed(text) for text in rows.scalars())


def pinned(
    slate: Slate, pins: Sequence[ProgrammePin], known: Sequence[Programme] = ()
) -> tuple[Programme, ...] | None:
    """Exactly the programmes a sale was evaluated under, or ``None`` when one of them was never published here. What is
    ``known`` to be published (those in force, say) is not looked up again: a version never changes.
    """
    at_hand = {programme.pin: programme for programme in known}
    found = []
    for pin in pins:
        programme = at_hand.get(pin) or slate.fixed(pin, partial(_published, slate.company_id, pin))
        if programme is None:
            return None
        found.append(programme)
    return tuple(found)


def in_force_at(connection: Connection, company_id: str, at_ms: int) -> tuple[Programme, ...]:
    """The version of each programme that was the newest at that instant, in the order of their priority."""
    table = tables.programme
    rows = connection.execute(
        select(table.c.programme_id, table.c.text)
        .where(table.c.company_id == company_id, table.c.published_ms <= at_ms)
        .order_by(table.c.priority, table.c.programme_id, table.c.version)
    )
    return tuple(map(_parsed, {row.programme_id: row.text for row in rows}.values()))


def publish_programme(connection: Connection, company_id: str, text: str, path: str, now_ms: int) -> bool:
    """Publish a programme's text; ``False`` when exactly this is published already.

    Raises :class:`~pos_app.domain.errors.BadFile` for a text that is no programme, and :class:`ValueError` with a
    sentence when the version is not newer than the published one.
    """
    programme = programme_from_text(text, path)
    table = tables.programme
    versions = connection.execute(
        select(table.c.version, table.c.digest, table.c.priority)
        .where(table.c.company_id == company_id, table.c.programme_id == programme.programme_id)
        .order_by(table.c.version.desc())
    ).all()
    if versions and versions[0].version == programme.version and versions[0].digest == programme.digest:
        return False
    if versions and programme.version <= versions[0].version:
        raise ValueError(
            f"version = {versions[0].version + 1} or more: version {versions[0].version} of"
            f" {programme.programme_id!r} is published and never changes"
        )
    _refuse_other_segments(connection, company_id, programme)
    priority = versions[0].priority if versions else _next_priority(connection, company_id)
    connection.execute(
        insert(table),
        {
            "company_id": company_id,
            "programme_id": programme.programme_id,
            "version": programme.version,
            "digest": programme.digest,
            "text": text,
            "priority": priority,
            "published_ms": now_ms,
        },
    )
    row = ProgrammeRow(
        programme_id=programme.programme_id,
        version=programme.version,
        priority=priority,
        text=text,
        from_ms=now_ms,
    )
    name = (
        f"{programme.programme_id}@{programme.version}"  # older versions stay: returns are decided under them
    )
    publish(connection, company_id, [Publication("programme", name, row)])
    return True


def _refuse_other_segments(connection: Connection, company_id: str, programme: Programme) -> None:
    """A member belongs to a segment or not, whichever programme asks: two may share a name only where they mean the
    same.
    """
    mine = {segment.code: replace(segment, words="") for segment in programme.segments}
    for other in in_force(connection, company_id):
        if other.programme_id == programme.programme_id:
            continue
        for segment in other.segments:
            if segment.code in mine and mine[segment.code] != replace(segment, words=""):
                raise ValueError(
                    f"another id for the segment {segment.code!r}: {other.programme_id!r} has one of that name, and its"
                    " members are others"
                )


def _next_priority(connection: Connection, company_id: str) -> int:
    highest = connection.execute(
        select(func.max(tables.programme.c.priority)).where(tables.programme.c.company_id == company_id)
    ).scalar_one()
    return 1 if highest is None else int(highest) + 1


def _published(company_id: str, pin: ProgrammePin, connection: Connection) -> Programme | None:
    table = tables.programme
    text = connection.execute(
        select(table.c.text).where(
            table.c.company_id == company_id,
            table.c.programme_id == pin.programme_id,
            table.c.version == pin.version,
            table.c.digest == pin.digest,
        )
    ).scalar_one_or_none()
    return None if text is None else _parsed(text)


@lru_cache(maxsize=256)
def _parsed(text: str) -> Programme:
    return programme_from_text(text, "published programme")
