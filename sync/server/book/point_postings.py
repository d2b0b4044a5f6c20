"""The points of one decision, posted as the till decided and the customer was told; and corrections, each named."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from pos_app.domain.loyalty.calendar_days import lot_last_day
from pos_app.domain.loyalty.decision import Posting, PostingKind
from pos_app.domain.loyalty.earn_rules import Expires
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.tender import Tender, TenderKind
from sync.server.book.bookkeeping import Entry
from sync.server.book.ledger import (
    ADJUSTED,
    CONVERTED,
    DONATED,
    Movement,
    Purse,
    earn,
    prolong_lots,
    receive,
    spend,
)
from sync.server.holding.beyond import Beyond, remember
from sync.server.holding.floor import NOTHING, Floor
from sync.server.holding.holds import MOST_POINTS, unheld_points
from sync.server.holding.lease_settling import begin_move, end_move, settle
from sync.server.schema import tables

_TAKES = frozenset({PostingKind.REDEEM, PostingKind.DONATE})
_WAYS = {PostingKind.DONATE: ("donate", DONATED), PostingKind.CONVERT: ("convert", CONVERTED)}


def post_points(entry: Entry) -> None:
    """Post everything that the decision posts; what cannot be a posting is flagged and passed over."""
    for number, posting in enumerate(entry.decision.postings):
        whose = posting.member_id or entry.member_id  # a referrer's points go to the referrer
        entry.effects.members.add(whose)
        purse = Purse(entry.company_id, entry.holder_of(whose), posting.account)
        movement = Movement(
            f"{entry.source}/{number}", posting.programme_id, entry.source, entry.now_ms, posting.rule
        )
        if not _is_sound(posting):
            entry.effects.flag(
                "posting-out-of-range", f"posting {number} of {posting.points} points was not made"
            )
        elif posting.kind is PostingKind.EARN:
            ends = _ends(entry, posting)
            earn(*(entry.slate, purse, movement, posting.points), earned_on=entry.today, expires_on=ends)
        elif posting.kind is PostingKind.REDEEM:
            named = entry.tenders.get(posting.redemption_id)
            programme = entry.rules.get(posting.programme_id)
            settle(
                *(entry.connection, purse, movement, -posting.points),
                named or Tender(TenderKind.POINTS, 0, redemption_id=posting.redemption_id),
                place=entry.place,
                day=entry.today,
                effects=entry.effects,
                floor=_floor(programme, whose),
            )
        else:
            _move(entry, purse, movement, posting)


def _floor(programme: Programme | None, member_id: str) -> Floor:
    if programme is None:
        return NOTHING
    offline = programme.offline
    return Floor(offline.floor_redemption, offline.floor_member, offline.floor_till, member_id)


def correct(
    entry: Entry,
    programme_id: str,
    rule: str,
    points: int,
    why: str,
    *,
    member_id: str = "",
    account: str = "",
) -> None:
    """Take ``points`` back that this decision gave under ``rule``: a posting of its own, named by ``why``.

    They come from the lot they went into, then from other lots, then they are owed (CLAWBACK).
    """
    programme = entry.rules.get(programme_id)
    own = programme.account if programme else ""
    if points <= 0 or not (account or own):
        return  # rules that were never published here: the flag of the replay says so
    purse = Purse(entry.company_id, entry.holder_of(member_id), account or own)
    lot = next(
        (
            f"{entry.source}/{number}"
            for number, each in enumerate(entry.decision.postings)
            if (each.programme_id, each.rule, each.member_id) == (programme_id, rule, member_id)
            and each.account == purse.account
            and each.kind is PostingKind.EARN
        ),
        "",
    )
    name = f"{entry.source}/{why}/{programme_id}/{rule}/{member_id}"
    taken = entry.connection.execute(
        select(tables.posting_group.c.group_id).where(
            tables.posting_group.c.company_id == entry.company_id,
            tables.posting_group.c.member_id == purse.member_id,
            tables.posting_group.c.source == entry.source,
            tables.posting_group.c.group_id.startswith(name),
        )
    ).all()
    movement = Movement(f"{name}/{len(taken)}", programme_id, entry.source, entry.now_ms, why)
    spend(
        *(entry.slate, purse, movement, points),
        kind="adjustment",
        against=ADJUSTED,
        at_most=unheld_points(entry.connection, purse, entry.now_ms),
        first_lot=lot,
    )
    if purse.account == own and not member_id:
        entry.lose(programme_id, points)


def live_on(entry: Entry) -> None:
    """A purchase keeps those points alive that die of inactivity."""
    for programme in entry.place.programmes:
        if programme.expiry.when is not Expires.AFTER_INACTIVITY:
            continue
        purse, lot = Purse(entry.company_id, entry.holder, programme.account), tables.lot
        days = entry.connection.execute(
            select(lot.c.earned_on)
            .where(
                lot.c.company_id == purse.company_id,
                lot.c.member_id == purse.member_id,
                lot.c.account == purse.account,
                lot.c.programme_id == programme.programme_id,
                lot.c.points_left > 0,
            )
            .distinct()
        ).scalars()
        ends = {
            earned: lot_last_day(programme.expiry, date.fromisoformat(earned), entry.day)
            for earned in days.all()
        }
        prolong_lots(entry.connection, purse, programme.programme_id, entry.today, ends)


def last_day(programme: Programme, account: str, day: date) -> str:
    """The last day of points that a programme gives on ``day`` to one of its accounts; only its own expires."""
    return lot_last_day(programme.expiry, day, day) if account == programme.account else ""


def _ends(entry: Entry, posting: Posting) -> str:
    programme = entry.rules.get(posting.programme_id)
    return last_day(programme, posting.account, entry.day) if programme else ""


def _move(entry: Entry, purse: Purse, movement: Movement, posting: Posting) -> None:
    """Points given to a cause, or taken to a partner: they leave one account, and what they become comes to another."""
    kind, bucket = _WAYS[posting.kind]
    if posting.points > 0:
        receive(
            *(entry.slate, purse, movement, posting.points),
            kind=kind,
            against=bucket,
            earned_on=entry.today,
            expires_on=_ends(entry, posting),
        )
        return
    lent = (purse, entry.lease_id, -posting.points, entry.place)
    behind = begin_move(entry.connection, *lent) if entry.lease_id else None
    spent = spend(
        *(entry.slate, purse, movement, -posting.points),
        kind=kind,
        against=bucket,
        at_most=unheld_points(entry.connection, purse, entry.now_ms),
        day=entry.today,
    )
    if behind is not None:
        end_move(
            *(entry.connection, purse, movement, -posting.points, entry.lease_id, entry.place),
            behind,
            spent.short,
        )
    elif spent.short:
        remember(
            *(entry.connection, purse, movement, movement.group_id, entry.place.enrolled_as, -posting.points),
            beyond=spent.short,
            cause=Beyond.HOLD,
        )
    _tell_debt(entry, spent.short)


def _tell_debt(entry: Entry, short: int) -> None:
    if short:
        entry.effects.flag("overspent", f"{short} points became debt, recovered from later earning")


def _is_sound(posting: Posting) -> bool:
    if posting.kind is PostingKind.EARN:
        right_way = posting.points > 0
    elif posting.kind in _TAKES:
        right_way = posting.points < 0
    else:
        right_way = posting.kind is PostingKind.CONVERT and posting.points != 0
    return right_way and abs(posting.points) <= MOST_POINTS and 0 < len(posting.account) <= 64
