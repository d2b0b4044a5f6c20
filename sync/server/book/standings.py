"""Where members stand in a programme: what counts towards a tier, day by day, and the tier that is kept.

Gains are kept by the day they came on, so a qualifying window is a sum of them (LOYALTY: downgrade at the window's
end), and a return is a gain below zero. A tier that a till promised is never taken away here; the days' run drops it
when its last day has passed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, func, select

from pos_app.domain.loyalty.calendar_days import tier_until, window_start
from pos_app.domain.loyalty.decision import TierChange
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.status_rules import Tier
from sync.server.schema import tables
from sync.server.schema.dialects import among
from sync.server.schema.member_tables import qualifying_gain
from sync.server.slate.slate import Figure, Line, Slate

OPENING = "opening"
"""The source of what a member had when the company's books began."""

_COUNTED = (
    select(qualifying_gain.c.member_id, func.sum(qualifying_gain.c.amount))
    .where(
        qualifying_gain.c.company_id == bindparam("company"),
        among(qualifying_gain.c.member_id, "members"),
        qualifying_gain.c.programme_id == bindparam("programme"),
        qualifying_gain.c.on_day >= bindparam("first_day"),
    )
    .group_by(qualifying_gain.c.member_id)
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A member's tier in a programme as kept: its code or none, and its last day (empty: for good)."""

    tier: str | None = None
    until: str = ""

    def on(self, day: date) -> str | None:
        """The tier on that day: none where its last day has passed."""
        return None if self.until and self.until < day.isoformat() else self.tier


def add_gain(slate: Slate, member_id: str, programme_id: str, source: str, on_day: date, amount: int) -> None:
    """Count ``amount`` (points, or minor units where spend qualifies; below zero for a return) once per source."""
    slate.add(
        qualifying_gain,
        {
            "company_id": slate.company_id,
            "member_id": member_id,
            "programme_id": programme_id,
            "source": source,
            "on_day": on_day.isoformat(),
            "amount": amount,
        },
    )


def qualifying(
    connection: Connection, company_id: str, member_ids: Collection[str], programme: Programme, day: date
) -> dict[str, int]:
    """What counts on that day for each of these members who has anything, never below zero."""
    first_day = window_start(programme.qualifying, day)
    found = _counted(connection, company_id, member_ids, programme.programme_id, first_day)
    return {member_id: max(amount, 0) for member_id, amount in found.items()}


def _counted(
    connection: Connection, company_id: str, member_ids: Collection[str], programme_id: str, first_day: str
) -> dict[str, int]:
    asked = {
        "company": company_id,
        "members": list(member_ids),
        "programme": programme_id,
        "first_day": first_day,
    }
    return {member_id: int(amount) for member_id, amount in connection.execute(_COUNTED, asked)}


def _counting(slate: Slate, programme_id: str, first_day: str) -> Figure:
    """What counts from that day on, as a batch of sales adds to it."""

    def ask(connection: Connection, members: Sequence[str]) -> Mapping[str, int]:
        return _counted(connection, slate.company_id, members, programme_id, first_day)

    def adds(gain: Line) -> int:
        counts = gain["programme_id"] == programme_id and gain["on_day"] >= first_day
        return int(gain["amount"]) if counts else 0

    return Figure(qualifying_gain, (programme_id, first_day), ask, adds)


def kept_tier(slate: Slate, member_id: str, programme_id: str) -> Kept:
    """The member's tier as kept, whether or not its last day has passed."""
    row = slate.line(tables.standing, member_id, programme_id)
    return Kept(row["tier"] or None, row["until"]) if row else Kept()


def set_standing(slate: Slate, member_id: str, programme_id: str, tier: str, until: str = "") -> None:
    """Write the tier that is kept: its code or empty, and its last day or empty."""
    key = {"company_id": slate.company_id, "member_id": member_id, "programme_id": programme_id}
    slate.put(tables.standing, {**key, "tier": tier, "until": until})


def climb(
    slate: Slate,
    member_id: str,
    programme: Programme,
    day: date,
    gained: int,
    promised: TierChange | None,
) -> bool:
    """Move the tier up where what counts on ``day`` (``gained`` of it just now), or a till's promise, reaches higher,
    and keep it longer where its line was reached anew. Returns whether the promise is ahead of the books.
    """
    if not programme.tiers:
        return False
    window = _counting(slate, programme.programme_id, window_start(programme.qualifying, day))
    counted = max(slate.figure(window, member_id), 0)
    kept = kept_tier(slate, member_id, programme.programme_id)
    held = programme.tier_by_code(kept.on(day))
    before = held or programme.tier_at(counted - gained)
    best, until = held, kept.until if held else ""
    reached = programme.tier_at(counted)
    if reached and _line(programme, reached) > _line(programme, before):
        best, until = reached, tier_until(programme.qualifying, day)
    elif reached and reached is held and counted - gained < _line(programme, reached):
        until = _later(until, tier_until(programme.qualifying, day))
    meant = programme.tier_by_code(promised.after) if promised else None
    is_ahead = meant is not None and _line(programme, meant) > _line(programme, best or before)
    if promised and meant and is_ahead:
        best, until = meant, promised.until
    elif promised and meant and meant is best:
        until = _later(until, promised.until)
    if best and (best.code, until) != (kept.tier, kept.until):
        set_standing(slate, member_id, programme.programme_id, best.code, until)
    return is_ahead


def _line(programme: Programme, tier: Tier | None) -> int:
    return programme.threshold(tier) if tier else -1


def _later(one: str, other: str) -> str:
    """The later of two last days; empty is for good."""
    return max(one, other) if one and other else ""
