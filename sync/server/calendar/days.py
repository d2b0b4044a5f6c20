"""The days' run: keeps what a day brings, by the company's own calendar and the server's clock (SERVER-ORDER).

Once for each member and day, in pieces: every piece is one short transaction, and where it stopped stands in the
database, so that a run that was killed goes on where it was. A server that slept catches up day by day, because a
reward of the first and a lot that ended on the second do not come out the same in another order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from sync.server.book.holders import behind
from sync.server.book.members import publish_members
from sync.server.calendar.company_days import day_in, zone_of
from sync.server.calendar.day_books import drop_tiers, end_memberships, expire_lots, month_rewards
from sync.server.calendar.day_occasions import anniversaries, birthdays, forget_periods
from sync.server.calendar.day_segments import forget_purchases, segments
from sync.server.calendar.day_stores import forget_stores
from sync.server.calendar.day_sums import outstanding, tell_months
from sync.server.calendar.morning import Morning, Step, Tally
from sync.server.programmes import in_force
from sync.server.schema import tables
from sync.server.schema.desk_tables import days_kept
from sync.server.schema.dialects import upsert

MOST_DAYS_ALONE = 62
"""How many days are caught up without a person: a clock that jumped years ahead must not let every point expire."""

STEPS: Mapping[str, Step] = {
    "segments": segments,
    "expire": expire_lots,
    "outstanding": outstanding,
    "tiers": drop_tiers,
    "memberships": end_memberships,
    "rewards": month_rewards,
    "birthdays": birthdays,
    "anniversaries": anniversaries,
    "periods": forget_periods,
    "purchases": forget_purchases,
    "stores": forget_stores,
}
"""All of a day in its order: segments are settled on the new day from its first piece, what has expired can no longer
become a reward, and what accounts come to is the day's that is over, before the new one gives or takes anything.
"""


class ClockLeapt(Exception):
    """More days have passed than the run catches up alone: the clock may be wrong."""

    def __init__(self, kept: date, today: date) -> None:
        self.days = (today - kept).days
        super().__init__(
            f"The last day that was kept is {kept}, and the clock says {today}: {self.days} days."
            " If the clock is right, run `trofast-server days --through` with that day."
        )


@dataclass(frozen=True, slots=True)
class DaysRun:
    """What a piece of the run did. ``kept`` is the last day (ISO) that is kept to its end; ``is_done`` says that there
    is nothing more to do now.
    """

    kept: str
    is_done: bool
    expired_points: int
    tiers_dropped: int
    memberships_ended: int
    rewarded_points: int
    coupons: int
    members: int


def run_days(
    connection: Connection,
    company_id: str,
    now_ms: int,
    most_members: int = 500,
    *,
    through: date | None = None,
) -> DaysRun:
    """Do the next piece, for at most so many members, and tell tills of those it touched.

    Raises :class:`ClockLeapt` when more than :data:`MOST_DAYS_ALONE` days are to be caught up, unless a person has
    said ``through`` which day that is right.
    """
    zone = zone_of(connection, company_id)
    today = day_in(zone, now_ms)
    was = kept, step, after = _progress(connection, company_id)
    if (today - kept).days > MOST_DAYS_ALONE and (through is None or through < today):
        raise ClockLeapt(kept, today)
    tally = Tally()
    programmes = in_force(connection, company_id)
    at = Morning(connection, company_id, zone, programmes, today, now_ms, most_members, tally)
    names = list(STEPS)
    while kept < today and at.left > 0:
        at.day = kept + timedelta(days=1)
        step = step or names[0]
        after = STEPS[step](at, after)
        if after:
            continue
        following = names[names.index(step) + 1 :]
        step = following[0] if following else ""
        if not step:
            kept = at.day
    is_done = kept >= today
    if is_done and at.left > 0:
        at.day = today
        at.is_summed = True
        is_done = not expire_lots(at, "")  # a purse that a redemption held this morning
    if (kept, step, after) != was:
        _write_progress(connection, company_id, kept, step, after)
    members = behind(connection, company_id, tally.touched)
    publish_members(connection, company_id, members, now_ms)
    tell_months(connection, company_id, tally.summed)
    return DaysRun(
        kept.isoformat(),
        is_done,
        tally.expired_points,
        tally.tiers_dropped,
        tally.memberships_ended,
        tally.rewarded_points,
        tally.coupons,
        len(members),
    )


def last_day_kept(connection: Connection, company_id: str) -> date:
    """The last day that was kept to its end."""
    return _progress(connection, company_id)[0]


def _progress(connection: Connection, company_id: str) -> tuple[date, str, str]:
    """The last day kept to its end, and how far the next one is. Nothing is due on the day a company begins."""
    row = connection.execute(select(days_kept).where(days_kept.c.company_id == company_id)).one_or_none()
    if row is not None:
        return date.fromisoformat(row.day), row.step, row.after
    began_ms = connection.execute(
        select(tables.company.c.created_ms).where(tables.company.c.company_id == company_id)
    ).scalar_one()
    return day_in(zone_of(connection, company_id), began_ms), "", ""


def _write_progress(connection: Connection, company_id: str, kept: date, step: str, after: str) -> None:
    values = {"day": kept.isoformat(), "step": step, "after": after}
    connection.execute(
        upsert(days_kept)
        .values(company_id=company_id, **values)
        .on_conflict_do_update(index_elements=["company_id"], set_=values)
    )
