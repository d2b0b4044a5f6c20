"""The points of a return in the ledger: taken from the very lots the sale made, given back to those it took from.

Nothing is rewritten (IMMUTABLE): each is a posting of kind ``reverse`` with the return as its source. What a sale gave
can be taken once: corrections that the server made of it before count, and so do earlier returns.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select, update

from pos_app.domain.loyalty.calendar_days import days_on
from pos_app.domain.loyalty.decision import Decision, Posting, PostingKind
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import RETURNED
from pos_app.domain.loyalty.settings import DeadLot, IssuedRewards
from sync.server import tables
from sync.server.effects import Effects
from sync.server.holders import holder_of, owner_of
from sync.server.holds import unheld_points
from sync.server.ledger import (
    CONVERTED,
    DEBT,
    DONATED,
    ISSUED,
    REDEEMED,
    Movement,
    Purse,
    balance_of,
    expire,
    receive,
    release,
    spend,
)
from sync.server.member_tables import coupon
from sync.server.point_postings import last_day

REVERSE = "reverse"
_AGAINST = {PostingKind.REDEEM: REDEEMED, PostingKind.DONATE: DONATED, PostingKind.CONVERT: CONVERTED}


@dataclass(frozen=True, slots=True)
class Undoing:
    """One return on its way into the ledger. ``sale_id`` is the source of what it undoes, ``return_ids`` are the
    returns of that sale before it, ``sold`` is what the sale decided and ``rules`` are its programmes by id.
    """

    connection: Connection
    company_id: str
    member_id: str
    sale_id: str
    return_id: str
    return_ids: tuple[str, ...]
    sold: Decision
    rules: dict[str, Programme]
    today: date
    now_ms: int
    effects: Effects

    def purse(self, account: str, member_id: str = "") -> Purse:
        """Whose points: the buyer's, or the referrer's."""
        whose = member_id or self.member_id
        return Purse(self.company_id, holder_of(self.connection, self.company_id, whose), account)

    def movement(self, name: str, programme_id: str, rule: str) -> Movement:
        """A group of postings of this return."""
        return Movement(f"{self.return_id}/{name}", programme_id, self.return_id, self.now_ms, rule)


@dataclass(frozen=True, slots=True)
class Group:
    """One posting group of the sale as the ledger has it."""

    group_id: str
    member_id: str
    kind: str
    short: int


def reverse_points(
    undoing: Undoing, postings: Sequence[Posting], given_before: dict[tuple[str, str], int]
) -> None:
    """Post what a return posts. ``given_before`` says what earlier returns gave back, by rule and redemption."""
    for number, posting in enumerate(postings):
        undoing.effects.members.add(posting.member_id or undoing.member_id)
        if posting.rule == RETURNED:
            _take(undoing, number, posting)
        elif posting.points > 0:
            before = given_before.get((posting.rule, posting.redemption_id), 0)
            _give(undoing, number, posting, before)
        else:
            _take_converted(undoing, number, posting)


def left_to_take(undoing: Undoing, posting: Posting) -> int:
    """What of the sale's earning in that purse is still there: less corrections and earlier returns."""
    numbers = _numbers(undoing, posting)
    group, entry = tables.posting_group, tables.posting
    rows = undoing.connection.execute(
        select(group.c.group_id, group.c.kind, func.sum(entry.c.points))
        .join(
            entry,
            (entry.c.company_id == group.c.company_id)
            & (entry.c.member_id == group.c.member_id)
            & (entry.c.group_id == group.c.group_id),
        )
        .where(
            group.c.company_id == undoing.company_id,
            group.c.source.in_([undoing.sale_id, *undoing.return_ids]),
            group.c.account == posting.account,
            group.c.programme_id == posting.programme_id,
            entry.c.bucket.in_(["spendable", "debt"]),
        )
        .group_by(group.c.group_id, group.c.kind)
    )
    left = 0
    for group_id, kind, points in rows:
        if group_id in numbers:
            left += int(points)
        elif kind == "adjustment" and _corrected_of(group_id) == posting.member_id:
            left += int(points)
        elif kind == REVERSE and _taken_of(group_id) == ("take", posting.member_id):
            left += int(points)
    return max(left, 0)


def _numbers(undoing: Undoing, posting: Posting) -> list[str]:
    """The sale's posting groups (and so its lots) that earned into the same purse."""
    return [
        f"{undoing.sale_id}/{number}"
        for number, each in enumerate(undoing.sold.postings)
        if each.kind is PostingKind.EARN
        and (each.programme_id, each.account, each.member_id)
        == (posting.programme_id, posting.account, posting.member_id)
    ]


def _corrected_of(group_id: str) -> str:
    """Whose points a correction took: its name ends with the member (empty: the buyer) and a number."""
    parts = group_id.split("/")
    return parts[-2] if len(parts) >= 6 else "?"


def _taken_of(group_id: str) -> tuple[str, str]:
    """What a return's group did, and in whose name: ``RETURN/take/MEMBER/N/LOT``."""
    parts = group_id.split("/")
    return (parts[1], parts[2]) if len(parts) > 3 else ("", "")


def _take(undoing: Undoing, number: int, posting: Posting) -> None:
    """From the sale's own lots, then from those that end first, then it is owed (CLAWBACK). What had expired unspent is
    gone already and is not taken a second time.
    """
    there = left_to_take(undoing, posting)
    if -posting.points > there:
        undoing.effects.flag(
            "return-beyond-sale",
            f"{-posting.points} points were to go back, {there} are left of what it gave",
        )
    purse = undoing.purse(posting.account, posting.member_id)
    own = _own_lots(undoing, posting, purse)
    wanted = min(-posting.points, max(there - _expired(undoing, purse, own), 0))
    _unused_rewards_first(undoing, number, posting, purse, wanted)
    for step, lot_id in enumerate([*own, ""]):
        usable = unheld_points(undoing.connection, purse, undoing.now_ms)
        part = min(wanted, own[lot_id], usable) if lot_id else wanted
        if part:
            name = f"take/{posting.member_id}/{number}/{step}"
            spend(
                undoing.connection,
                purse,
                undoing.movement(name, posting.programme_id, RETURNED),
                part,
                kind=REVERSE,
                against=ISSUED,
                at_most=usable,
                day="" if lot_id else undoing.today.isoformat(),
                first_lot=lot_id,
            )
            wanted -= part


def _own_lots(undoing: Undoing, posting: Posting, purse: Purse) -> dict[str, int]:
    """The lots that the sale made in that purse, and what is left in each."""
    lot = tables.lot
    rows = undoing.connection.execute(
        select(lot.c.lot_id, lot.c.points_left)
        .where(
            lot.c.company_id == purse.company_id,
            lot.c.member_id == purse.member_id,
            lot.c.account == purse.account,
            lot.c.lot_id.in_(_numbers(undoing, posting)),
        )
        .order_by(lot.c.lot_id)
    )
    return {row.lot_id: row.points_left for row in rows}


def _expired(undoing: Undoing, purse: Purse, lot_ids: Collection[str]) -> int:
    """What of these lots was lost unspent."""
    use, group = tables.lot_use, tables.posting_group
    found = undoing.connection.execute(
        select(func.coalesce(func.sum(use.c.points), 0))
        .join(
            group,
            (group.c.company_id == use.c.company_id)
            & (group.c.member_id == use.c.member_id)
            & (group.c.group_id == use.c.group_id),
        )
        .where(
            use.c.company_id == purse.company_id,
            use.c.member_id == purse.member_id,
            use.c.lot_id.in_(lot_ids),
            group.c.kind == "expire",
        )
    ).scalar_one()
    return int(found)


def _unused_rewards_first(undoing: Undoing, number: int, posting: Posting, purse: Purse, wanted: int) -> None:
    """Where that is set, points that became a reward which nobody used are points again before anything is owed."""
    rules = undoing.rules.get(posting.programme_id)
    if (
        rules is None
        or rules.returns.issued_rewards is IssuedRewards.STAND
        or posting.account != rules.account
    ):
        return
    worth = {reward.code: reward.points for reward in rules.rewards}
    owner = owner_of(undoing.connection, undoing.company_id, purse.member_id)
    held = undoing.connection.execute(
        select(coupon.c.number, coupon.c.code)
        .where(
            coupon.c.company_id == undoing.company_id,
            coupon.c.member_id == owner,
            coupon.c.programme_id == posting.programme_id,
            coupon.c.code.in_(worth),
            coupon.c.used_by == "",
            coupon.c.taken_back_ms == 0,
        )
        .order_by(coupon.c.issued_ms.desc(), coupon.c.number)
    ).all()
    for step, each in enumerate(held):
        if unheld_points(undoing.connection, purse, undoing.now_ms) >= wanted:
            return
        take_coupon_back(undoing, each.number)
        undoing.effects.members.add(owner)
        name = f"reward/{number}/{step}"
        receive(
            undoing.connection,
            purse,
            undoing.movement(name, posting.programme_id, f"reward:{each.code}"),
            worth[each.code],
            kind=REVERSE,
            against=CONVERTED,
            earned_on=undoing.today.isoformat(),
            expires_on=last_day(rules, posting.account, undoing.today),
        )


def take_coupon_back(undoing: Undoing, number: str) -> None:
    """The coupon may not be used any more."""
    undoing.connection.execute(
        update(coupon)
        .where(coupon.c.company_id == undoing.company_id, coupon.c.number == number)
        .values(taken_back_ms=undoing.now_ms)
    )


def _give(undoing: Undoing, number: int, posting: Posting, before: int) -> None:
    """Back to the lots the sale took from, the last one first: what is kept stays taken as it would have been alone."""
    kind, group = _taken_by(undoing, posting)
    if group is None:
        undoing.effects.flag("return-differs", "the ledger knows no redemption that these points could undo")
        return
    against = _AGAINST[kind]
    purse, points = undoing.purse(posting.account), posting.points
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


def _taken_by(undoing: Undoing, posting: Posting) -> tuple[PostingKind, Group | None]:
    """The sale's posting that a given-back one undoes, and its group in the ledger."""
    for number, each in enumerate(undoing.sold.postings):
        same = (each.programme_id, each.account, each.rule, each.redemption_id)
        if each.points < 0 and same == (
            posting.programme_id,
            posting.account,
            posting.rule,
            posting.redemption_id,
        ):
            return each.kind, _group(undoing, f"{undoing.sale_id}/{number}")
    return PostingKind.REDEEM, None


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


def _take_converted(undoing: Undoing, number: int, posting: Posting) -> None:
    """What a partner's account got for points that now come back."""
    lot = next(
        (
            f"{undoing.sale_id}/{place}"
            for place, each in enumerate(undoing.sold.postings)
            if each.kind is PostingKind.CONVERT
            and each.points > 0
            and (each.account, each.rule) == (posting.account, posting.rule)
        ),
        "",
    )
    purse = undoing.purse(posting.account)
    spend(
        undoing.connection,
        purse,
        undoing.movement(f"convert/{number}", posting.programme_id, posting.rule),
        -posting.points,
        kind=REVERSE,
        against=CONVERTED,
        at_most=unheld_points(undoing.connection, purse, undoing.now_ms),
        first_lot=lot,
    )
