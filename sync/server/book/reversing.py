"""The points of a return in the ledger: what a sale gave is taken, from the very lots it made.

Nothing is rewritten (IMMUTABLE): each is a posting of kind ``reverse`` with the return as its source. What a sale gave
can be taken once: corrections that the server made of it before count, and so do earlier returns.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import func, select, update

from pos_app.domain.loyalty.decision import Posting, PostingKind
from pos_app.domain.loyalty.reversal import RETURNED
from pos_app.domain.loyalty.settings import IssuedRewards
from sync.server.book.coupons import coupon_of
from sync.server.book.giving_back import give_back, take_converted
from sync.server.book.holders import owner_of
from sync.server.book.ledger import CONVERTED, ISSUED, Purse, receive, spend
from sync.server.book.point_postings import last_day
from sync.server.book.undoing import REVERSE, Undoing
from sync.server.holding.holds import unheld_points
from sync.server.schema import tables
from sync.server.schema.member_tables import coupon
from sync.server.slate.at_once import AtOnce
from sync.server.whose import a_coupon, whose


def reverse_points(undoing: Undoing, postings: Sequence[Posting], before: Sequence[Posting]) -> None:
    """Post what a return posts; ``before`` is what earlier returns of the sale posted."""
    for number, posting in enumerate(postings):
        undoing.effects.members.add(posting.member_id or undoing.member_id)
        if posting.rule == RETURNED:
            _take(undoing, number, posting)
            continue
        gone = sum(
            abs(each.points)
            for each in before
            if (each.programme_id, each.account, each.rule, each.redemption_id)
            == (posting.programme_id, posting.account, posting.rule, posting.redemption_id)
            and (each.points > 0) == (posting.points > 0)
        )
        if posting.points > 0:
            give_back(undoing, number, posting, gone)
        else:
            take_converted(undoing, number, posting, gone)


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
            group.c.member_id.in_(undoing.holders(posting.member_id)),
            group.c.source.in_([undoing.sale_id, *undoing.return_ids]),
            group.c.account == posting.account,
            group.c.programme_id == posting.programme_id,
            entry.c.bucket.in_(["spendable", "debt"]),
        )
        .group_by(group.c.group_id, group.c.kind)
    )
    left = 0
    for group_id, kind, points in rows:
        corrected = kind == "adjustment" and _corrected_of(group_id) == posting.member_id
        taken = kind == REVERSE and _taken_of(group_id) == ("take", posting.member_id)
        if group_id in numbers or corrected or taken:
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
                AtOnce(undoing.connection, purse.company_id),
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
            AtOnce(undoing.connection, purse.company_id),
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
    holder = whose(undoing.connection, undoing.company_id, a_coupon(number))
    if holder is not None:
        undoing.connection.execute(
            update(coupon)
            .where(*coupon_of(undoing.company_id, holder, number))
            .values(taken_back_ms=undoing.now_ms)
        )
