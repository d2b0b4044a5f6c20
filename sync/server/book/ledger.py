"""The points ledger: double entry in integers (CONSERVATION), dated lots (LOTS), debt from overspending (CLAWBACK).

Every movement is one group of postings under one holder (a member, or the household they share an account with) that
sums to zero. A holder has three buckets per account: ``spendable`` (what the lots hold), ``debt`` (overspent,
recovered from later earning) and ``suspense`` (redeemed without a hold, waiting for a person). Against them stand the
company's own buckets, one for each way in which points come and go. A ``balance`` row is a projection of the postings
and can be made anew from them; a posting, once written, stays (IMMUTABLE).

Group ids are the callers' idempotency keys: posting the same group twice is an error of the database, never a
second effect (KEY=EFFECT).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, bindparam, func, insert, select, update

from sync.server.schema import tables
from sync.server.schema.dialects import upsert

SPENDABLE, DEBT, SUSPENSE = "spendable", "debt", "suspense"
ISSUED, REDEEMED, OPENING = "issued", "redeemed", "opening"
DONATED, CONVERTED, EXPIRED, ADJUSTED, MOVED = "donated", "converted", "expired", "adjusted", "moved"


@dataclass(frozen=True, slots=True)
class Purse:
    """Whose points: a holder's ``account`` within one company. ``member_id`` is the household's id where the account
    is shared (:func:`~sync.server.book.holders.holder_of`).
    """

    company_id: str
    member_id: str
    account: str


@dataclass(frozen=True, slots=True)
class Movement:
    """What a group of postings stands for: its id (the idempotency key), programme, source fact, time (ms), and the
    rule it comes from or the reason of a correction.
    """

    group_id: str
    programme_id: str
    source: str
    posted_ms: int
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """A purse's projection: ``points`` in lots, ``debt`` owed, ``suspense`` waiting for a person; none negative."""

    points: int = 0
    debt: int = 0
    suspense: int = 0


@dataclass(frozen=True, slots=True)
class Spent:
    """What a movement took: points by lot, in order, and what became debt because the lots may not give it."""

    lots: tuple[tuple[str, int], ...]
    short: int


_BALANCE = select(tables.balance.c.points, tables.balance.c.debt, tables.balance.c.suspense).where(
    tables.balance.c.company_id == bindparam("company"),
    tables.balance.c.member_id == bindparam("member"),
    tables.balance.c.account == bindparam("account"),
)
_NEW_BALANCE = upsert(tables.balance)
_SET_BALANCE = _NEW_BALANCE.on_conflict_do_update(
    index_elements=["company_id", "member_id", "account"],
    set_={name: _NEW_BALANCE.excluded[name] for name in ("points", "debt", "suspense")},
)

_NEW_GROUP, _NEW_POSTING = insert(tables.posting_group), insert(tables.posting)
_NEW_LOT, _NEW_USE = insert(tables.lot), insert(tables.lot_use)


def balance_of(connection: Connection, purse: Purse) -> Balance:
    """The purse's projection; nothing at all for a member the ledger has never met."""
    key = {"company": purse.company_id, "member": purse.member_id, "account": purse.account}
    row = connection.execute(_BALANCE, key).one_or_none()
    return Balance(*row) if row else Balance()


def spendable_on(connection: Connection, purse: Purse, day: str) -> int:
    """Points in lots that may still be used on that local day (ISO), whether or not the dead ones were written off."""
    lot = tables.lot
    found = connection.execute(
        select(func.coalesce(func.sum(lot.c.points_left), 0)).where(
            lot.c.company_id == purse.company_id,
            lot.c.member_id == purse.member_id,
            lot.c.account == purse.account,
            lot.c.points_left > 0,
            (lot.c.expires_on == "") | (lot.c.expires_on >= day),
        )
    ).scalar_one()
    return int(found)


def open_with(connection: Connection, purse: Purse, movement: Movement, points: int, earned_on: str) -> None:
    """Points a member brings along when the company starts: one lot, against ``opening``."""
    receive(connection, purse, movement, points, kind="opening", against=OPENING, earned_on=earned_on)


def earn(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    points: int,
    *,
    earned_on: str,
    expires_on: str = "",
) -> int:
    """Post earned points: debt is repaid first, the rest becomes a lot. Returns what the debt took.

    ``earned_on`` and ``expires_on`` are local ISO days; an empty ``expires_on`` is for ever.
    """
    return receive(
        *(connection, purse, movement, points),
        kind="earn",
        against=ISSUED,
        earned_on=earned_on,
        expires_on=expires_on,
    )


def receive(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    points: int,
    *,
    kind: str,
    against: str,
    earned_on: str,
    expires_on: str = "",
) -> int:
    """Post ``points`` that come from the company's bucket ``against``, as :func:`earn` does. Returns what the debt
    took.
    """
    now = balance_of(connection, purse)
    repaid = min(now.debt, points)
    kept = points - repaid
    post(connection, purse, movement, kind, {against: -points, DEBT: repaid, SPENDABLE: kept})
    if kept:
        _new_lot(connection, purse, movement, kept, earned_on, expires_on)
    _move_balance(connection, purse, now, points=kept, debt=-repaid)
    return repaid


def redeem(
    connection: Connection, purse: Purse, movement: Movement, points: int, *, at_most: int, day: str = ""
) -> int:
    """Post a redemption of ``points``, taking at most ``at_most`` from the lots, earliest expiry first.

    What the lots may not give becomes debt. Returns that debt.
    """
    return spend(
        *(connection, purse, movement, points), kind="redeem", against=REDEEMED, at_most=at_most, day=day
    ).short


def spend(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    points: int,
    *,
    kind: str,
    against: str,
    at_most: int | None = None,
    day: str = "",
    first_lot: str = "",
) -> Spent:
    """Post ``points`` that go to the company's bucket ``against``: from ``first_lot``, then from the lots that end
    first, of those that live on ``day`` (all, where it is empty), at most ``at_most``; the rest becomes debt.
    """
    now = balance_of(connection, purse)
    most = now.points if at_most is None else at_most
    lots = _choose_lots(connection, purse, min(points, most), day, first_lot)
    taken = sum(part for _, part in lots)
    short = points - taken
    post(connection, purse, movement, kind, {SPENDABLE: -taken, DEBT: -short, against: points})
    _use_lots(connection, purse, movement.group_id, lots)
    waited = points if against == SUSPENSE else 0  # a person decided that it is paid after all
    _move_balance(connection, purse, now, points=-taken, debt=short, suspense=-waited)
    return Spent(lots, short)


def repay(connection: Connection, purse: Purse, movement: Movement, points: int, *, day: str) -> int:
    """Use at most ``points`` of the lots that live on ``day`` to repay what is owed. Returns how many did."""
    now = balance_of(connection, purse)
    lots = _choose_lots(connection, purse, min(points, now.debt), day, "")
    taken = sum(part for _, part in lots)
    if taken:
        post(connection, purse, movement, "repay", {SPENDABLE: -taken, DEBT: taken})
        _use_lots(connection, purse, movement.group_id, lots)
        _move_balance(connection, purse, now, points=-taken, debt=-taken)
    return taken


def expire(connection: Connection, purse: Purse, movement: Movement, lot_id: str) -> int:
    """Write off what is left in a lot whose last day has passed. Returns the points that were lost."""
    left = connection.execute(select(tables.lot.c.points_left).where(*_is_lot(purse, lot_id))).scalar_one()
    if left:
        post(connection, purse, movement, "expire", {SPENDABLE: -left, EXPIRED: left})
        _use_lots(connection, purse, movement.group_id, ((lot_id, left),))
        _move_balance(connection, purse, balance_of(connection, purse), points=-left)
    return int(left)


def suspend(connection: Connection, purse: Purse, movement: Movement, points: int) -> None:
    """Post a redemption that nobody held: into suspense, where a person decides. Never refused."""
    post(connection, purse, movement, "suspense", {SUSPENSE: -points, REDEEMED: points})
    _move_balance(connection, purse, balance_of(connection, purse), suspense=points)


def release(
    connection: Connection, purse: Purse, movement: Movement, points: int, *, kind: str, against: str
) -> None:
    """Take ``points`` out of suspense, back to the company's bucket ``against``: nobody has to decide any more."""
    post(connection, purse, movement, kind, {SUSPENSE: points, against: -points})
    _move_balance(connection, purse, balance_of(connection, purse), suspense=-points)


def post(
    connection: Connection, purse: Purse, movement: Movement, kind: str, entries: Mapping[str, int]
) -> None:
    """Write one group of postings: what each bucket gets (below zero: gives), together nothing.

    Lots and the projected balance are the caller's: use the functions above where one fits.
    """
    assert sum(entries.values()) == 0, "a posting group sums to zero (CONSERVATION)"
    key = {
        "company_id": purse.company_id,
        "member_id": purse.member_id,
        "group_id": movement.group_id,
        "account": purse.account,
    }
    connection.execute(
        _NEW_GROUP,
        {
            **key,
            "kind": kind,
            "programme_id": movement.programme_id,
            "rule": movement.rule,
            "source": movement.source,
            "posted_ms": movement.posted_ms,
        },
    )
    rows = [
        {**key, "entry": entry, "bucket": bucket, "points": points}
        for entry, (bucket, points) in enumerate(entries.items())
        if points
    ]
    if rows:
        connection.execute(_NEW_POSTING, rows)


def prolong_lots(
    connection: Connection, purse: Purse, programme_id: str, day: str, ends_by_day: Mapping[str, str]
) -> None:
    """Let the programme's lots that live on ``day`` end later: ``ends_by_day`` says until when by the day they were
    earned on (points that die without a purchase live on with each).
    """
    lot = tables.lot
    for earned_on, expires_on in ends_by_day.items():
        connection.execute(
            update(lot)
            .where(
                *_is_mine(purse),
                lot.c.programme_id == programme_id,
                lot.c.earned_on == earned_on,
                lot.c.points_left > 0,
                lot.c.expires_on >= day,
                lot.c.expires_on < expires_on,
            )
            .values(expires_on=expires_on)
        )


def _new_lot(
    connection: Connection, purse: Purse, movement: Movement, points: int, earned_on: str, expires_on: str
) -> None:
    connection.execute(
        _NEW_LOT,
        {
            "company_id": purse.company_id,
            "member_id": purse.member_id,
            "lot_id": movement.group_id,
            "account": purse.account,
            "programme_id": movement.programme_id,
            "earned_on": earned_on,
            "expires_on": expires_on,
            "points": points,
            "points_left": points,
        },
    )


def _is_mine(purse: Purse) -> tuple[ColumnElement[bool], ...]:
    lot = tables.lot
    return (
        lot.c.company_id == purse.company_id,
        lot.c.member_id == purse.member_id,
        lot.c.account == purse.account,
    )


def _is_lot(purse: Purse, lot_id: str) -> tuple[ColumnElement[bool], ...]:
    return (*_is_mine(purse), tables.lot.c.lot_id == lot_id)


def _choose_lots(
    connection: Connection, purse: Purse, points: int, day: str, first_lot: str
) -> tuple[tuple[str, int], ...]:
    """Earliest expiry first; tie: earliest earned, then posting id. A lot that never expires comes last."""
    if points <= 0:
        return ()
    lot = tables.lot
    rows = connection.execute(
        select(lot.c.lot_id, lot.c.points_left)
        .where(
            *_is_mine(purse),
            lot.c.points_left > 0,
            (lot.c.expires_on == "") | (lot.c.expires_on >= day),
        )
        .order_by(
            lot.c.lot_id != first_lot, lot.c.expires_on == "", lot.c.expires_on, lot.c.earned_on, lot.c.lot_id
        )
    )
    left, chosen = points, []
    for lot_id, in_lot in rows.all():
        if not left:
            break
        taken = min(left, in_lot)
        left -= taken
        chosen.append((lot_id, taken))
    return tuple(chosen)


def _use_lots(connection: Connection, purse: Purse, group_id: str, lots: tuple[tuple[str, int], ...]) -> None:
    for lot_id, taken in lots:
        connection.execute(
            update(tables.lot)
            .where(*_is_lot(purse, lot_id))
            .values(points_left=tables.lot.c.points_left - taken)
        )
        connection.execute(
            _NEW_USE,
            {
                "company_id": purse.company_id,
                "member_id": purse.member_id,
                "group_id": group_id,
                "lot_id": lot_id,
                "points": taken,
            },
        )


def _move_balance(
    connection: Connection, purse: Purse, now: Balance, *, points: int = 0, debt: int = 0, suspense: int = 0
) -> None:
    values = {
        "points": now.points + points,
        "debt": now.debt + debt,
        "suspense": now.suspense + suspense,
    }
    key = {"company_id": purse.company_id, "member_id": purse.member_id, "account": purse.account}
    connection.execute(_SET_BALANCE, {**key, **values})
