"""What a sale took and its return gives back: to the lots it came from, or with their days where those are gone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, func, select

from pos_app.domain.gift_card import account_of, expiry_of, holder_of_card
from pos_app.domain.loyalty.calendar_days import days_on
from pos_app.domain.loyalty.decision import Posting, PostingKind
from pos_app.domain.loyalty.reversal import RefundTender
from pos_app.domain.loyalty.settings import DeadLot
from pos_app.domain.sale import Sale
from pos_app.domain.tender import STORED
from sync.server.book.ledger import (
    CONVERTED,
    DEBT,
    DONATED,
    REDEEMED,
    SUSPENSE,
    Purse,
    balance_of,
    expire,
    receive,
    release,
    spend,
)
from sync.server.book.point_postings import last_day
from sync.server.book.undoing import REVERSE, Undoing
from sync.server.holding.holds import unheld_points
from sync.server.schema import tables
from sync.server.schema.lease_tables import suspense_decision
from sync.server.slate.at_once import AtOnce

_AGAINST = {PostingKind.REDEEM: REDEEMED, PostingKind.DONATE: DONATED, PostingKind.CONVERT: CONVERTED}


@dataclass(frozen=True, slots=True)
class Group:
    """One posting group of the sale as the ledger has it."""

    group_id: str
    member_id: str
    kind: str
    short: int


@dataclass(frozen=True, slots=True)
class Restored:
    """Where points go back to and how: the purse, the company's bucket they come from, the name of their movements.

    ``dead_until`` is the last day of points due to a lot that has died ("" lets them expire at once), ``ends`` of those
    that no lot had given.
    """

    purse: Purse
    against: str
    name: str
    programme_id: str
    rule: str
    dead_until: str
    ends: str


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
    rules = undoing.rules.get(posting.programme_id)
    lives_on = rules is not None and rules.returns.dead_lot is DeadLot.LIVE_ON
    days = rules.returns.live_on_days if rules is not None else 0
    _restore(
        undoing,
        group,
        Restored(
            undoing.purse(posting.account),
            _AGAINST[taken.kind],
            f"give/{number}",
            posting.programme_id,
            posting.rule,
            days_on(undoing.today, days).isoformat() if lives_on else "",
            last_day(rules, posting.account, undoing.today) if rules is not None else "",
        ),
        before,
        points,
    )


def give_to_gift_cards(
    undoing: Undoing, sale: Sale, tenders: Sequence[RefundTender], before: Sequence[RefundTender]
) -> None:
    """Money that a gift card or a credit note had paid goes back onto it: with its days, or a new term where its time
    is out.
    """
    for back in tenders:
        paid = sale.tenders[back.place] if back.place < len(sale.tenders) else None
        if back.kind not in STORED or paid is None or paid.gift_card is None:
            continue
        gone = sum(each.amount_minor for each in before if each.place == back.place)
        amount = min(back.amount_minor, paid.amount_minor - gone)
        card = holder_of_card(paid.gift_card.card_id)
        group = _group(undoing, f"{undoing.sale_id}/gift/{back.place}", {card})
        if amount < back.amount_minor or group is None:
            undoing.effects.flag("return-beyond-sale", "more goes back to a gift card than it had paid")
        if group is None or amount <= 0:
            continue
        purse = Purse(
            undoing.company_id,
            card,
            account_of(sale.basket.currency.code),
        )
        term = expiry_of(undoing.today)
        how = Restored(purse, REDEEMED, f"gift/{back.place}", "", "gift-card", term, term)
        _restore(undoing, group, how, gone, amount)


def _restore(undoing: Undoing, group: Group, how: Restored, before: int, points: int) -> None:
    decided = _decided(undoing, group.group_id, group.member_id) if group.kind == "suspense" else None
    if decided is not None and decided.outcome == "cancelled":
        return  # nothing was taken after all
    if decided is not None:
        before = max(before - (_suspended(undoing, group) - decided.points), 0)
        group = _group(undoing, decided.decided_group, {group.member_id}) or group
    elif group.kind == "suspense":
        purse = Purse(undoing.company_id, group.member_id, how.purse.account)
        waiting = min(balance_of(undoing.connection, purse).suspense, points)
        if waiting:
            movement = undoing.movement(f"{how.name}/suspense", how.programme_id, how.rule)
            release(
                AtOnce(undoing.connection, purse.company_id),
                purse,
                movement,
                waiting,
                kind=REVERSE,
                against=how.against,
            )
        points -= waiting
    for place, (lot_id, part) in enumerate(_parts(undoing, group, before, points)):
        earned_on, expires_on = _days_of(undoing, group, lot_id, how.ends)
        dead = bool(expires_on) and expires_on < undoing.today.isoformat()
        if dead and how.dead_until:
            expires_on, dead = how.dead_until, False
        movement = undoing.movement(f"{how.name}/{place}", how.programme_id, how.rule)
        repaid = receive(
            *(AtOnce(undoing.connection, how.purse.company_id), how.purse, movement, part),
            kind=REVERSE,
            against=how.against,
            earned_on=earned_on,
            expires_on=expires_on,
        )
        if dead and repaid < part:
            gone = undoing.movement(f"{how.name}/{place}/expired", how.programme_id, "dead-lot")
            expire(AtOnce(undoing.connection, how.purse.company_id), how.purse, gone, movement.group_id)


def _decided(undoing: Undoing, group_id: str, holder_id: str) -> Row[tuple[object, ...]] | None:
    """What a person decided about points that the sale left waiting."""
    table = suspense_decision
    return undoing.connection.execute(
        select(table).where(
            table.c.company_id == undoing.company_id,
            table.c.member_id == holder_id,
            table.c.group_id == group_id,
        )
    ).one_or_none()


def _suspended(undoing: Undoing, group: Group) -> int:
    """How many points had been put into suspense."""
    entry = tables.posting.c
    found = undoing.connection.execute(
        select(func.coalesce(func.sum(entry.points), 0)).where(
            entry.company_id == undoing.company_id,
            entry.member_id == group.member_id,
            entry.group_id == group.group_id,
            entry.bucket == SUSPENSE,
        )
    ).scalar_one()
    return -int(found)


def _taken_by(undoing: Undoing, posting: Posting) -> tuple[Posting | None, Group | None]:
    """The sale's posting that a given-back one undoes, and its group in the ledger."""
    wanted = (posting.programme_id, posting.account, posting.rule, posting.redemption_id)
    for number, each in enumerate(undoing.sold.postings):
        same = (each.programme_id, each.account, each.rule, each.redemption_id)
        if each.points < 0 and same == wanted and each.kind in _AGAINST:
            return each, _group(undoing, f"{undoing.sale_id}/{number}", undoing.holders())
    return None, None


def _group(undoing: Undoing, group_id: str, holders: Collection[str]) -> Group | None:
    """The group with that name in one of these books."""
    group, entry = tables.posting_group, tables.posting
    row = undoing.connection.execute(
        select(group.c.member_id, group.c.kind).where(
            group.c.company_id == undoing.company_id,
            group.c.member_id.in_(holders),
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


def _days_of(undoing: Undoing, group: Group, lot_id: str, ends: str) -> tuple[str, str]:
    """The days of the lot that points came from; points that no lot gave are earned today and end on ``ends``."""
    if not lot_id:
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
        AtOnce(undoing.connection, purse.company_id),
        purse,
        undoing.movement(f"convert/{number}", posting.programme_id, posting.rule),
        points,
        kind=REVERSE,
        against=CONVERTED,
        at_most=unheld_points(undoing.connection, purse, undoing.now_ms),
        first_lot=f"{undoing.sale_id}/{got[0][0]}",
    )
