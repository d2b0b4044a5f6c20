"""The points ledger: double entry in integers (CONSERVATION), dated lots (LOTS), debt from overspending (CLAWBACK).

Every movement is one group of postings under one member that sums to zero. A member has three buckets per account:
``spendable`` (what the lots hold), ``debt`` (overspent, recovered from later earning) and ``suspense`` (redeemed
without a hold, waiting for a person). Against them stand the company's buckets ``issued``, ``redeemed`` and
``opening``. A ``balance`` row is a projection of the postings and can be made anew from them.

Group ids are the callers' idempotency keys: posting the same group twice is an error of the database, never a
second effect (KEY=EFFECT).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from sync.server import tables

SPENDABLE, DEBT, SUSPENSE = "spendable", "debt", "suspense"
ISSUED, REDEEMED, OPENING = "issued", "redeemed", "opening"


@dataclass(frozen=True, slots=True)
class Purse:
    """Whose points: a member's ``account`` within one company."""

    company_id: str
    member_id: str
    account: str


@dataclass(frozen=True, slots=True)
class Movement:
    """What a group of postings stands for: its id (the idempotency key), programme, source fact and time (ms)."""

    group_id: str
    programme_id: str
    source: str
    posted_ms: int


@dataclass(frozen=True, slots=True)
class Balance:
    """A purse's projection: ``points`` in lots, ``debt`` owed, ``suspense`` waiting for a person; none negative."""

    points: int = 0
    debt: int = 0
    suspense: int = 0


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


def balance_of(connection: Connection, purse: Purse) -> Balance:
    """The purse's projection; nothing at all for a member the ledger has never met."""
    key = {"company": purse.company_id, "member": purse.member_id, "account": purse.account}
    row = connection.execute(_BALANCE, key).one_or_none()
    return Balance(*row) if row else Balance()


def open_with(connection: Connection, purse: Purse, movement: Movement, points: int, earned_on: str) -> None:
    """Points a member brings along when the company starts: one lot, against ``opening``."""
    _post(connection, purse, movement, "opening", {OPENING: -points, SPENDABLE: points})
    _new_lot(connection, purse, movement.group_id, points, earned_on, "")
    _move_balance(connection, purse, points=points)


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
    repaid = min(balance_of(connection, purse).debt, points)
    kept = points - repaid
    _post(connection, purse, movement, "earn", {ISSUED: -points, DEBT: repaid, SPENDABLE: kept})
    if kept:
        _new_lot(connection, purse, movement.group_id, kept, earned_on, expires_on)
    _move_balance(connection, purse, points=kept, debt=-repaid)
    return repaid


def redeem(connection: Connection, purse: Purse, movement: Movement, points: int, *, at_most: int) -> int:
    """Post a redemption of ``points``, taking at most ``at_most`` from the lots, earliest expiry first.

    What the lots may not give becomes debt. Returns that debt.
    """
    taken = max(min(points, at_most, balance_of(connection, purse).points), 0)
    short = points - taken
    _post(connection, purse, movement, "redeem", {SPENDABLE: -taken, DEBT: -short, REDEEMED: points})
    _spend_lots(connection, purse, movement.group_id, taken)
    _move_balance(connection, purse, points=-taken, debt=short)
    return short


def suspend(connection: Connection, purse: Purse, movement: Movement, points: int) -> None:
    """Post a redemption that nobody held: into suspense, where a person decides. Never refused."""
    _post(connection, purse, movement, "suspense", {SUSPENSE: -points, REDEEMED: points})
    _move_balance(connection, purse, suspense=points)


def _post(
    connection: Connection, purse: Purse, movement: Movement, kind: str, entries: dict[str, int]
) -> None:
    assert sum(entries.values()) == 0, "a posting group sums to zero (CONSERVATION)"
    key = {
        "company_id": purse.company_id,
        "member_id": purse.member_id,
        "group_id": movement.group_id,
        "account": purse.account,
    }
    connection.execute(
        insert(tables.posting_group),
        {
            **key,
            "kind": kind,
            "programme_id": movement.programme_id,
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
        connection.execute(insert(tables.posting), rows)


def _new_lot(
    connection: Connection, purse: Purse, lot_id: str, points: int, earned_on: str, expires_on: str
) -> None:
    connection.execute(
        insert(tables.lot),
        {
            "company_id": purse.company_id,
            "member_id": purse.member_id,
            "lot_id": lot_id,
            "account": purse.account,
            "earned_on": earned_on,
            "expires_on": expires_on,
            "points": points,
            "points_left": points,
        },
    )


def _spend_lots(connection: Connection, purse: Purse, group_id: str, points: int) -> None:
    """Earliest expiry first; tie: earliest earned, then posting id. A lot that never expires comes last."""
    lot = tables.lot
    mine = (lot.c.company_id == purse.company_id, lot.c.member_id == purse.member_id)
    rows = connection.execute(
        select(lot.c.lot_id, lot.c.points_left)
        .where(*mine, lot.c.account == purse.account, lot.c.points_left > 0)
        .order_by(lot.c.expires_on == "", lot.c.expires_on, lot.c.earned_on, lot.c.lot_id)
    )
    left = points
    for lot_id, in_lot in rows.all():
        if not left:
            break
        taken = min(left, in_lot)
        left -= taken
        connection.execute(
            update(lot).where(*mine, lot.c.lot_id == lot_id).values(points_left=in_lot - taken)
        )
        connection.execute(
            insert(tables.lot_use),
            {
                "company_id": purse.company_id,
                "member_id": purse.member_id,
                "group_id": group_id,
                "lot_id": lot_id,
                "points": taken,
            },
        )
    assert left == 0, "the lots hold what the balance says (LOTS)"


def _move_balance(
    connection: Connection, purse: Purse, *, points: int = 0, debt: int = 0, suspense: int = 0
) -> None:
    now = balance_of(connection, purse)
    values = {
        "points": now.points + points,
        "debt": now.debt + debt,
        "suspense": now.suspense + suspense,
    }
    key = {"company_id": purse.company_id, "member_id": purse.member_id, "account": purse.account}
    connection.execute(_SET_BALANCE, {**key, **values})
