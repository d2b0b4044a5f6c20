"""Prize draws: the seed's SHA-256 is published first, then the draw is held, then anybody can check it.

The algorithm stands in :mod:`sync.server.desk.prize_draw`. Until a draw is held, its seed is known to this
database alone.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from pos_app.domain.loyalty.play_rules import Draw
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.members import is_erased
from sync.server.calendar.company_days import company_day
from sync.server.companies import Company
from sync.server.desk.lists import put_in_segment
from sync.server.desk.prize_draw import SEED_BYTES, Drawn, Entry, commitment, draw
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import the_programme
from sync.server.schema.desk_tables import draw_held
from sync.server.schema.member_tables import draw_entry

LONGEST_BEACON = 500


@dataclass(frozen=True, slots=True)
class DrawTold:
    """A draw as it may be told: ``seed`` and winners (member ids, first prize first) are empty until it was held."""

    programme_id: str
    draw: str
    words: str
    prizes: int
    seed_hash: str
    seed: str
    beacon: str
    entries: int
    entries_hash: str
    winners: tuple[str, ...]
    drawn_ms: int


def publish_seed(
    connection: Connection, company: Company, *, draw_id: str, now_ms: int, programme_id: str = ""
) -> DrawTold:
    """Choose the seed and give its SHA-256, to be published before the draw. Asked again, it is the same."""
    programme, rule = _meant(connection, company, programme_id, draw_id)
    if _row(connection, company, programme, rule) is None:
        seed = os.urandom(SEED_BYTES).hex()
        connection.execute(
            insert(draw_held),
            {
                "company_id": company.company_id,
                "programme_id": programme.programme_id,
                "draw": rule.rule_id,
                "seed_hash": commitment(seed),
                "seed": seed,
                "published_ms": now_ms,
            },
        )
    return tell_draw(connection, company, draw_id=draw_id, programme_id=programme_id)


def hold_draw(
    connection: Connection,
    company: Company,
    *,
    draw_id: str,
    now_ms: int,
    programme_id: str = "",
    beacon: str = "",
    segment: str = "",
) -> DrawTold:
    """Draw the winners, on the day of the draw or later, once; those who were erased meanwhile take no part. With
    ``segment`` the winners are put into it (a limited release sells to those who were drawn).
    """
    programme, rule = _meant(connection, company, programme_id, draw_id)
    row = _row(connection, company, programme, rule)
    if row is None:
        raise NotDone(
            "The seed of this draw was not published: run `draw publish` first, and show its SHA-256."
        )
    if row.drawn_ms:
        raise NotDone("This draw was held; `draw show` tells its winners.")
    today = company_day(connection, company.company_id, now_ms)
    if rule.drawn_on and today.isoformat() < rule.drawn_on:
        raise NotDone(f"This draw is on {rule.drawn_on}; today is {today}.")
    if len(beacon) > LONGEST_BEACON or "\n" in beacon:
        raise NotDone(f"--beacon must be one line of at most {LONGEST_BEACON} characters.")
    drawn = draw(row.seed, entries_of(connection, company, programme, rule), rule.prizes, beacon)
    connection.execute(
        update(draw_held)
        .where(*_mine(company, programme, rule))
        .values(
            beacon=beacon,
            entries=drawn.entries,
            entries_hash=drawn.entries_hash,
            winners="\n".join(drawn.winners),
            drawn_ms=now_ms,
        )
    )
    if segment:
        put_in_segment(connection, company, segment, drawn.winners, now_ms)
    return tell_draw(connection, company, draw_id=draw_id, programme_id=programme_id)


def tell_draw(connection: Connection, company: Company, *, draw_id: str, programme_id: str = "") -> DrawTold:
    """The draw as it may be told now."""
    programme, rule = _meant(connection, company, programme_id, draw_id)
    row = _row(connection, company, programme, rule)
    if row is None:
        raise NotDone("The seed of this draw was not published yet.")
    was_held = row.drawn_ms > 0
    return DrawTold(
        programme.programme_id,
        rule.rule_id,
        rule.words,
        rule.prizes,
        row.seed_hash,
        row.seed if was_held else "",
        row.beacon,
        row.entries,
        row.entries_hash,
        tuple(row.winners.splitlines()),
        row.drawn_ms,
    )


def check_draw(
    connection: Connection,
    company: Company,
    *,
    draw_id: str,
    programme_id: str = "",
    listed: Sequence[str] | None = None,
) -> Drawn:
    """Draw again, from the published list of entries or from what is stored; raises :class:`NotDone` when that does
    not come to the same winners. Entries of members who were erased since are stored no longer: the list is needed.
    """
    programme, rule = _meant(connection, company, programme_id, draw_id)
    told = tell_draw(connection, company, draw_id=draw_id, programme_id=programme_id)
    if not told.drawn_ms:
        raise NotDone("This draw was not held yet.")
    if listed is None:
        entries = entries_of(connection, company, programme, rule)
    else:
        entries = [Entry(*line.split(" ", 1)) for line in listed if " " in line]
    again = draw(told.seed, entries, told.prizes, told.beacon)
    if commitment(told.seed) != told.seed_hash:
        raise NotDone("The seed is not the one whose SHA-256 was published.")
    if again.entries_hash != told.entries_hash:
        raise NotDone("The entries are not those of the draw: some came late, or somebody was erased since.")
    if again.winners != told.winners:
        raise NotDone("The winners are not those that the seed and the entries give.")
    return again


def listed_entries(
    connection: Connection, company: Company, *, draw_id: str, programme_id: str = ""
) -> list[str]:
    """The list of entries as it is published and hashed, sorted."""
    programme, rule = _meant(connection, company, programme_id, draw_id)
    return sorted({entry.text for entry in entries_of(connection, company, programme, rule)})


def entries_of(connection: Connection, company: Company, programme: Programme, rule: Draw) -> list[Entry]:
    """The entries of a draw, of members who are still members; those that came after its day do not count."""
    table = draw_entry.c
    entered = select(table.member_id, table.source).where(
        table.company_id == company.company_id,
        table.programme_id == programme.programme_id,
        table.draw == rule.rule_id,
    )
    if rule.drawn_on:
        entered = entered.where(table.on_day <= rule.drawn_on)
    rows = connection.execute(entered.order_by(table.member_id, table.source)).all()
    erased = {
        each for each in {row.member_id for row in rows} if is_erased(connection, company.company_id, each)
    }
    return [Entry(row.member_id, row.source) for row in rows if row.member_id not in erased]


def _meant(
    connection: Connection, company: Company, programme_id: str, draw_id: str
) -> tuple[Programme, Draw]:
    programme = the_programme(connection, company, programme_id)
    rule = next((each for each in programme.draws if each.rule_id == draw_id), None)
    if rule is None:
        known = ", ".join(each.rule_id for each in programme.draws) or "none"
        raise NotDone(f"{programme.programme_id} has no draw {draw_id[:64]!r}; it has {known}.")
    return programme, rule


def _row(connection: Connection, company: Company, programme: Programme, rule: Draw) -> Row[Any] | None:
    return connection.execute(select(draw_held).where(*_mine(company, programme, rule))).one_or_none()


def _mine(company: Company, programme: Programme, rule: Draw) -> tuple[Any, ...]:
    return (
        draw_held.c.company_id == company.company_id,
        draw_held.c.programme_id == programme.programme_id,
        draw_held.c.draw == rule.rule_id,
    )
