"""What a day takes and turns over: lots that end, tiers that drop, terms that are over, points that become rewards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, exists, func, select, update

from pos_app.domain.loyalty.decision import MembershipStep
from pos_app.domain.loyalty.dropping import ended_window, tier_after
from pos_app.domain.loyalty.offer_rules import RewardTime
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.ledger import Movement, Purse, expire
from sync.server.book.rewards import give_rewards, has_rewards
from sync.server.book.standings import qualifying, set_standing
from sync.server.calendar.company_days import day_begins_ms
from sync.server.calendar.day_sums import note_expired
from sync.server.calendar.morning import Morning
from sync.server.holding.holds import HoldState
from sync.server.schema import tables
from sync.server.schema.lease_tables import lease, lease_keeper, lease_points
from sync.server.schema.member_tables import membership, qualifying_gain
from sync.server.slate.at_once import AtOnce

RENEWED, CANCELLED, LAPSED, TRIAL_OVER = "renewed", "cancelled", "lapsed", "trial-over"
"""What becomes of a term after its last day."""


def expire_lots(at: Morning, after: str) -> str:
    """Lots whose last day has passed are written off, unless a redemption holds points of their purse: then its sale
    comes first. So does what was sold under a lease on that day, until its keeper has told everything it sold.
    """
    asked = {
        "company": at.company_id,
        "today": at.today,
        "now_ms": at.now_ms,
        "silent": _silent_since(at, day_begins_ms(at.zone, at.day)),
    }
    ids = at.connection.execute(_WHOSE_LOTS_END, {**asked, "after": after, "most": at.left}).scalars()
    expired: dict[str, int] = defaultdict(int)
    for holder in (page := at.page_of(list(ids))).ids:
        for row in at.connection.execute(_LOTS_THAT_END, {**asked, "holder": holder}).all():
            purse = Purse(at.company_id, holder, row.account)
            group_id = _free_group(at, holder, f"expire/{row.lot_id}")
            movement = Movement(group_id, row.programme_id, f"day/{at.today}", at.now_ms)
            expired[row.account] += expire(
                AtOnce(at.connection, purse.company_id), purse, movement, row.lot_id
            )
        at.tally.touched.add(holder)
    at.tally.expired_points += sum(expired.values())
    note_expired(at, expired)
    return page.last


def _silent_since(at: Morning, ms: int) -> list[str]:
    """The keepers of which it is not known what they sold until then."""
    keeper = lease_keeper.c
    found = at.connection.execute(
        select(keeper.keeper_id).where(keeper.company_id == at.company_id, keeper.clean_ms < ms)
    ).scalars()
    return list(found)


def _end() -> tuple[ColumnElement[bool], ...]:
    """What is true of a lot that has to be written off."""
    lot, hold = tables.lot.c, tables.hold.c
    is_held = exists().where(
        hold.company_id == lot.company_id,
        hold.member_id == lot.member_id,
        hold.account == lot.account,
        hold.state == HoldState.HELD,
        hold.expires_ms > bindparam("now_ms"),
    )
    return (
        lot.company_id == bindparam("company"),
        lot.points_left > 0,
        lot.expires_on != "",
        lot.expires_on < bindparam("today"),
        ~is_held,
        ~_may_be_sold(),
    )


def _may_be_sold() -> ColumnElement[bool]:
    """Whether a keeper that has not spoken since that day may have sold points of the lot's purse, or whether the lots
    that live on would not cover what is lent of it.
    """
    lot, living, points = tables.lot, tables.lot.alias("living"), lease_points.c
    outstanding = points.granted - points.returned - points.settled - points.freed
    covered = (
        select(func.coalesce(func.sum(living.c.points_left), 0))
        .where(
            living.c.company_id == lot.c.company_id,
            living.c.member_id == lot.c.member_id,
            living.c.account == lot.c.account,
            living.c.points_left > 0,
            (living.c.expires_on == "") | (living.c.expires_on >= bindparam("today")),
        )
        .scalar_subquery()
    )
    return (
        exists()
        .where(
            points.company_id == lot.c.company_id,
            points.holder_id == lot.c.member_id,
            points.account == lot.c.account,
            outstanding > 0,
            lease.c.company_id == points.company_id,
            lease.c.holder_id == points.holder_id,
            lease.c.lease_id == points.lease_id,
            lease.c.keeper_id.in_(bindparam("silent", expanding=True)) | (outstanding > covered),
        )
        .correlate(lot)
    )


_WHOSE_LOTS_END = (
    select(tables.lot.c.member_id)
    .where(*_end(), tables.lot.c.member_id > bindparam("after"))
    .distinct()
    .order_by(tables.lot.c.member_id)
    .limit(bindparam("most"))
)
_LOTS_THAT_END = select(tables.lot.c.account, tables.lot.c.lot_id, tables.lot.c.programme_id).where(
    *_end(), tables.lot.c.member_id == bindparam("holder")
)
"""Made once: a server that catches up asks for every day, and putting them together took longer than asking."""


def drop_tiers(at: Morning, after: str) -> str:
    """Tiers past their last day become what the window that has ended, or the one that runs, says."""
    table = tables.standing
    due = select(table.c.member_id).where(
        table.c.company_id == at.company_id, table.c.until != "", table.c.until < at.today
    )
    by_id = {programme.programme_id: programme for programme in at.programmes}
    for member_id in (page := at.page(due, table.c.member_id, after)).ids:
        rows = at.connection.execute(
            due.add_columns(table.c.programme_id, table.c.tier).where(table.c.member_id == member_id)
        ).all()
        for row in rows:
            programme = by_id.get(row.programme_id)
            tier, until = _tier_now(at, member_id, programme) if programme else (None, "")
            set_standing(AtOnce(at.connection, at.company_id), member_id, row.programme_id, tier or "", until)
            at.tally.tiers_dropped += (tier or "") != row.tier
        at.tally.touched.add(member_id)
    return page.last


def end_memberships(at: Morning, after: str) -> str:
    """What became of terms that are over, once tries to collect and grace are over too. Benefits end by their dates."""
    over = [row for row in _terms_over(at) if row.member_id > after]
    page = at.page_of(sorted({row.member_id for row in over}))
    for row in over:
        if row.member_id in page.ids:
            what = _outcome(at, row)
            at.connection.execute(update(membership).where(*_is_term(at, row)).values(outcome=what))
            at.tally.memberships_ended += what != RENEWED
            at.tally.touched.add(row.member_id)
    return page.last


def month_rewards(at: Morning, after: str) -> str:
    """On the first of a month points become rewards (LOYALTY §3, Yes2You: 250 points, two coupons, 50 carried)."""
    if at.day.day != 1:
        return ""
    programmes = [each for each in at.programmes if has_rewards(each, RewardTime.FIRST_OF_MONTH)]
    if not programmes:
        return ""
    balance = tables.balance
    due = select(balance.c.member_id).where(
        balance.c.company_id == at.company_id,
        balance.c.account.in_({programme.account for programme in programmes}),
        balance.c.points >= min(reward.points for each in programmes for reward in each.rewards),
    )
    for holder in (page := at.page(due, balance.c.member_id, after)).ids:
        for programme in programmes:
            source = f"month/{at.today}"
            if _is_posted(at, holder, f"{source}/reward/{programme.programme_id}/0"):
                continue
            given = give_rewards(
                *(at.connection, at.company_id, holder, programme, RewardTime.FIRST_OF_MONTH),
                *(at.day, source, at.now_ms),
            )
            if given.points:
                at.tally.rewarded_points += given.points
                at.tally.coupons += len(given.coupons)
                at.tally.touched |= {holder, given.member_id}
    return page.last


def _free_group(at: Morning, holder: str, name: str) -> str:
    """A group id for writing a lot off: a return may have put points back into one that was written off before."""
    group = tables.posting_group.c
    before = at.connection.execute(
        select(func.count()).where(
            group.company_id == at.company_id,
            group.member_id == holder,
            (group.group_id == name) | group.group_id.startswith(f"{name}/again/", autoescape=True),
        )
    ).scalar_one()
    return f"{name}/again/{before}" if before else name


def _is_posted(at: Morning, holder: str, group_id: str) -> bool:
    group = tables.posting_group.c
    return (
        at.connection.execute(
            select(group.group_id).where(
                group.company_id == at.company_id, group.member_id == holder, group.group_id == group_id
            )
        ).first()
        is not None
    )


def _tier_now(at: Morning, member_id: str, programme: Programme) -> tuple[str | None, str]:
    first, last = ended_window(programme, at.day)
    gain = qualifying_gain.c
    ended = at.connection.execute(
        select(func.coalesce(func.sum(gain.amount), 0)).where(
            gain.company_id == at.company_id,
            gain.member_id == member_id,
            gain.programme_id == programme.programme_id,
            gain.on_day.between(first, last),
        )
    ).scalar_one()
    now = qualifying(at.connection, at.company_id, (member_id,), programme, at.day).get(member_id, 0)
    return tier_after(programme, max(int(ended), 0), now, at.day)


def _terms_over(at: Morning) -> Iterator[Row[Any]]:
    """Terms of which nobody has said yet what became of them, whose grace and tries to collect have passed."""
    for programme in at.programmes:
        for terms in programme.memberships:
            patience = max(terms.grace_days, terms.retry_days)
            for is_trial, days in ((True, 0), (False, patience)):
                is_kind = membership.c.step == MembershipStep.TRIAL
                yield from at.connection.execute(
                    select(membership).where(
                        membership.c.company_id == at.company_id,
                        membership.c.outcome == "",
                        membership.c.to_day < (at.day - timedelta(days=days)).isoformat(),
                        membership.c.ended_ms == 0,
                        membership.c.programme_id == programme.programme_id,
                        membership.c.code == terms.code,
                        is_kind if is_trial else ~is_kind,
                    )
                ).all()


def _outcome(at: Morning, row: Row[Any]) -> str:
    later = at.connection.execute(
        select(membership.c.source).where(
            membership.c.company_id == at.company_id,
            membership.c.member_id == row.member_id,
            membership.c.programme_id == row.programme_id,
            membership.c.code == row.code,
            membership.c.to_day > row.to_day,
            membership.c.ended_ms == 0,
        )
    ).first()
    if later is not None:
        return RENEWED
    if row.step == MembershipStep.TRIAL:
        return TRIAL_OVER
    return CANCELLED if row.cancelled_ms else LAPSED


def _is_term(at: Morning, row: Row[Any]) -> tuple[ColumnElement[bool], ...]:
    return (
        membership.c.company_id == at.company_id,
        membership.c.member_id == row.member_id,
        membership.c.programme_id == row.programme_id,
        membership.c.code == row.code,
        membership.c.source == row.source,
    )
