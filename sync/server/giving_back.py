"""What a sale took and its return gives back: to the lots it came from, or with their days where those are gone."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from pos_app.domain.loyalty.calendar_days import days_on
from pos_app.domain.loyalty.decision import Posting, PostingKind
from pos_app.domain.loyalty.settings import DeadLot
from sync.server import tables
from sync.server.holds import unheld_points
from sync.server.ledger import (
    CONVERTED,
    DEBT,
    DONATED,
    REDEEMED,
    Purse,
    balance_of,
    expire,
    receive,
    release,
    spend,
)
from sync.server.point_postings import last_day
from sync.server.undoing import REVERSE, Undoing

_AGAINST = {PostingKind.REDEEM: REDEEMED, PostingKind.DONATE: DONATED, PostingKind.CONVERT: CONVERTED}


@dataclass(frozen=True, slots=True)
class Group:
    """One posting group of the sale as the ledger has it."""

    group_id: str
    member_id: str
    kind: str
    short: int


def give_back(undoing: Undoing, number: int, posting: Posting, before: int) -> None:
    """Back to the lots the sale took from, the last one first: what is kept stays taken as it would have been alone."""
    taken, group = _taken_by(undoing, posting)
    points = min(posting.points, -taken.points - before) if taken is not None else 0
    if points < posting.points:
        undoing.effects.flag(
            "return-beyond-sale", f"{posting.points} points were to be given back, {max(points, 0)} were left"
        )
    if taken is None or group is None or points <= 0:
        return
    purse, against = undoing.purse(posting.account), _AGAINST[taken.kind]
    if group.kind == "suspense":
        purse = Purse(undoing.company_id, group.member_id, posting.account)
        waiting = min(balance_of(undoing.connection, purse).suspense, points)
        if waiting:
            movement = undoing.movement(f"give/{number}/suspense", posting.programme_id, posting.rule)
            release(undoing.connection, purse, movement, waiting, kind=REVERSE, against=against)
        points -= waiting
    for place, (lot_id, part) in enumerate(_parts(undoing, group, before, points)):
        earned_on, expires_on = _days_of(undoing, group, lot_id, posting)
        dead = bool(expires_on) and expires_on < undoing.today.isoformat()
        rules = undoing.rules.get(posting.programme_id)
        if dead and rules is not None and rules.returns.dead_lot is DeadLot.LIVE_ON:
            expires_on, dead = days_on(undoing.today, rules.returns.live_on_days).isoformat(), False
        movement = undoing.movement(f"give/{number}/{place}", posting.programme_id, posting.rule)
        repaid = receive(
            *(undoing.connection, purse, movement, part),
            kind=REVERSE,
            against=against,
            earned_on=earned_on,
            expires_on=expires_on,
        )
        if dead and repaid < part:
            gone = undoing.movement(f"give/{number}/{place}/expired", posting.programme_id, "dead-lot")
            expire(undoing.connection, purse, gone, movement.group_id)


def _taken_by(undoing: Undoing, posting: Posting) -> tuple[Posting | None, Group | None]:
    """The sale's posting that a given-back one undoes, and its group in the ledger."""
    wanted = (posting.programme_id, posting.account, posting.rule, posting.redemption_id)
    for number, each in enumerate(undoing.sold.postings):
        same = (each.programme_id, each.account, each.rule, each.redemption_id)
        if each.points < 0 and same == wanted and each.kind in _AGAINST:
            return each, _group(undoing, f"{undoing.sale_id}/{number}")
    return None, None


def _group(undoing: Undoing, group_id: str) -> Group | None:
    group, entry = tables.posting_group, tables.posting
    row = undoing.connection.execute(
        select(group.c.member_id, group.c.kind).where(
            group.c.company_id == undoing.company_id,
            group.c.source == undoing.sale_id,
            group.c.group_id == group_id,
        )
    ).one_or_none()
    if row is None:
        return None
    short = undoing.connection.execute(
        select(func.coalesce(func.sum(entry.c.points), 0)).where(
            entry.c.company_id == undoing.company_id,
            entry.c.member_id == row.member_id,
            entry.c.group_id == group_id,
            entry.c.bucket == DEBT,
        )
    ).scalar_one()
    return Group(group_id, row.member_id, row.kind, -int(short))


def _parts(undoing: Undoing, group: Group, before: int, points: int) -> list[tuple[str, int]]:
    """How ``points`` go back after ``before`` of them did: what had become debt first, then lot after lot from the last
    one; an empty lot id is for what no lot gave.
    """
    use = tables.lot_use
    uses = undoing.connection.execute(
        select(use.c.lot_id, use.c.points, tables.lot.c.expires_on, tables.lot.c.earned_on)
        .join(
            tables.lot,
            (tables.lot.c.company_id == use.c.company_id)
            & (tables.lot.c.member_id == use.c.member_id)
            & (tables.lot.c.lot_id == use.c.lot_id),
        )
        .where(
            use.c.company_id == undoing.company_id,
            use.c.member_id == group.member_id,
            use.c.group_id == group.group_id,
        )
    ).all()
    uses = sorted(uses, key=lambda row: (row.expires_on == "", row.expires_on, row.earned_on, row.lot_id))
    parts = [("", group.short), *((row.lot_id, row.points) for row in reversed(uses))]
    found, skip, left = [], before, points
    for lot_id, size in parts:
        passed = min(skip, size)
        skip -= passed
        part = min(size - passed, left)
        if part:
            found.append((lot_id, part))
            left -= part
    if left:
        found.append(("", left))
    return found


def _days_of(undoing: Undoing, group: Group, lot_id: str, posting: Posting) -> tuple[str, str]:
    """The days of the lot that points came from; points that no lot gave are earned today."""
    if not lot_id:
        rules = undoing.rules.get(posting.programme_id)
        ends = last_day(rules, posting.account, undoing.today) if rules else ""
        return undoing.today.isoformat(), ends
    lot = tables.lot
    row = undoing.connection.execute(
        select(lot.c.earned_on, lot.c.expires_on).where(
            lot.c.company_id == undoing.company_id,
            lot.c.member_id == group.member_id,
            lot.c.lot_id == lot_id,
        )
    ).one()
    return row.earned_on, row.expires_on


def take_converted(undoing: Undoing, number: int, posting: Posting, before: int) -> None:
    """What a partner's account got for points that now come back, as far as earlier returns left it."""
    got = [
        (place, each)
        for place, each in enumerate(undoing.sold.postings)
        if each.kind is PostingKind.CONVERT
        and each.points > 0
        and (each.account, each.rule) == (posting.account, posting.rule)
    ]
    points = min(-posting.points, sum(each.points for _, each in got) - before)
    if points <= 0:
        undoing.effects.flag(
            "return-beyond-sale", "more was to be taken from a partner's account than it got"
        )
        return
    purse = undoing.purse(posting.account)
    spend(
        undoing.connection,
        purse,
        undoing.movement(f"convert/{number}", posting.programme_id, posting.rule),
        points,
        kind=REVERSE,
        against=CONVERTED,
        at_most=unheld_points(undoing.connection, purse, undoing.now_ms),
        first_lot=f"{undoing.sale_id}/{got[0][0]}",
    )
