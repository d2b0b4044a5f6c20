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

from sqlalchemy import Connection, bindparam, func, select, update

from sync.server.schema import tables
from sync.server.slate.slate import Line, Slate

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


def balance_of(connection: Connection, purse: Purse) -> Balance:
    """The purse's projection; nothing at all for a member the ledger has never met."""
    key = {"company": purse.company_id, "member": purse.member_id, "account": purse.account}
    row = connection.execute(_BALANCE, key).one_or_none()
    return Balance(*row) if row else Balance()


def _now(slate: Slate, purse: Purse) -> Balance:
    """The same for a purse that is about to be moved."""
    row = slate.line(tables.balance, purse.member_id, purse.account)
    return Balance(row["points"], row["debt"], row["suspense"]) if row else Balance()


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


def open_with(slate: Slate, purse: Purse, movement: Movement, points: int, earned_on: str) -> None:
    """Points a member brings along when the company starts: one lot, against ``opening``."""
    receive(slate, purse, movement, points, kind="opening", against=OPENING, earned_on=earned_on)


def earn(
    slate: Slate,
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
        *(slate, purse, movement, points),
        kind="earn",
        against=ISSUED,
        earned_on=earned_on,
        expires_on=expires_on,
    )


def receive(
    slate: Slate,
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
    now = _now(slate, purse)
    repaid = min(now.debt, points)
    kept = points - repaid
    post(slate, purse, movement, kind, {against: -points, DEBT: repaid, SPENDABLE: kept})
    if kept:
        _new_lot(slate, purse, movement, kept, earned_on, expires_on)
    _move_balance(slate, purse, now, points=kept, debt=-repaid)
    return repaid


def redeem(
    slate: Slate, purse: Purse, movement: Movement, points: int, *, at_most: int, day: str = ""
) -> int:
    """Post a redemption of ``points``, taking at most ``at_most`` from the lots, earliest expiry first.

    What the lots may not give becomes debt. Returns that debt.
    """
    return spend(
        *(slate, purse, movement, points), kind="redeem", against=REDEEMED, at_most=at_most, day=day
    ).short


def spend(
    slate: Slate,
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
    now = _now(slate, purse)
    most = now.points if at_most is None else at_most
    lots = _choose_lots(slate, purse, min(points, most), day, first_lot)
    taken = sum(part for _, part in lots)
    short = points - taken
    post(slate, purse, movement, kind, {SPENDABLE: -taken, DEBT: -short, against: points})
    _use_lots(slate, purse, movement.group_id, lots)
    waited = points if against == SUSPENSE else 0  # a person decided that it is paid after all
    _move_balance(slate, purse, now, points=-taken, debt=short, suspense=-waited)
    return Spent(tuple((of["lot_id"], part) for of, part in lots), short)


def repay(slate: Slate, purse: Purse, movement: Movement, points: int, *, day: str) -> int:
    """Use at most ``points`` of the lots that live on ``day`` to repay what is owed. Returns how many did."""
    now = _now(slate, purse)
    lots = _choose_lots(slate, purse, min(points, now.debt), day, "")
    taken = sum(part for _, part in lots)
    if taken:
        post(slate, purse, movement, "repay", {SPENDABLE: -taken, DEBT: taken})
        _use_lots(slate, purse, movement.group_id, lots)
        _move_balance(slate, purse, now, points=-taken, debt=-taken)
    return taken


def expire(slate: Slate, purse: Purse, movement: Movement, lot_id: str) -> int:
    """Write off what is left in a lot whose last day has passed. Returns the points that were lost."""
    of = slate.line(tables.lot, purse.member_id, lot_id)
    assert of is not None, "a lot that ends is there"
    left = of["points_left"]
    if left:
        post(slate, purse, movement, "expire", {SPENDABLE: -left, EXPIRED: left})
        _use_lots(slate, purse, movement.group_id, ((of, left),))
        _move_balance(slate, purse, _now(slate, purse), points=-left)
    return int(left)


def suspend(slate: Slate, purse: Purse, movement: Movement, points: int) -> None:
    """Post a redemption that nobody held: into suspense, where a person decides. Never refused."""
    post(slate, purse, movement, "suspense", {SUSPENSE: -points, REDEEMED: points})
    _move_balance(slate, purse, _now(slate, purse), suspense=points)


def release(slate: Slate, purse: Purse, movement: Movement, points: int, *, kind: str, against: str) -> None:
    """Take ``points`` out of suspense, back to the company's bucket ``against``: nobody has to decide any more."""
    post(slate, purse, movement, kind, {SUSPENSE: points, against: -points})
    _move_balance(slate, purse, _now(slate, purse), suspense=-points)


def post(slate: Slate, purse: Purse, movement: Movement, kind: str, entries: Mapping[str, int]) -> None:
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
    slate.add(
        tables.posting_group,
        {
            **key,
            "kind": kind,
            "programme_id": movement.programme_id,
            "rule": movement.rule,
            "source": movement.source,
            "posted_ms": movement.posted_ms,
        },
    )
    slate.add(
        tables.posting,
        *(
            {**key, "entry": entry, "bucket": bucket, "points": points}
            for entry, (bucket, points) in enumerate(entries.items())
            if points
        ),
    )


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
                lot.c.company_id == purse.company_id,
                lot.c.member_id == purse.member_id,
                lot.c.account == purse.account,
                lot.c.programme_id == programme_id,
                lot.c.earned_on == earned_on,
                lot.c.points_left > 0,
                lot.c.expires_on >= day,
                lot.c.expires_on < expires_on,
            )
            .values(expires_on=expires_on)
        )


def _new_lot(
    slate: Slate, purse: Purse, movement: Movement, points: int, earned_on: str, expires_on: str
) -> None:
    slate.add(
        tables.lot,
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


def _choose_lots(
    slate: Slate, purse: Purse, points: int, day: str, first_lot: str
) -> tuple[tuple[Line, int], ...]:
    """Earliest expiry first; tie: earliest earned, then posting id. A lot that never expires comes last."""
    if points <= 0:
        return ()
    live = [
        each
        for each in slate.lines(tables.lot, purse.member_id)
        if each["account"] == purse.account and (not each["expires_on"] or each["expires_on"] >= day)
    ]
    live.sort(
        key=lambda each: (
            *(each["lot_id"] != first_lot, not each["expires_on"], each["expires_on"]),
            *(each["earned_on"], each["lot_id"]),
        )
    )
    left, chosen = points, []
    for each in live:
        if not left:
            break
        taken = min(left, each["points_left"])
        if taken:
            left -= taken
            chosen.append((each, taken))
    return tuple(chosen)


def _use_lots(slate: Slate, purse: Purse, group_id: str, lots: tuple[tuple[Line, int], ...]) -> None:
    for of, taken in lots:
        slate.change(tables.lot, of, points_left=of["points_left"] - taken)
        slate.add(
            tables.lot_use,
            {
                "company_id": purse.company_id,
                "member_id": purse.member_id,
                "group_id": group_id,
                "lot_id": of["lot_id"],
                "points": taken,
            },
        )


def _move_balance(
    slate: Slate, purse: Purse, now: Balance, *, points: int = 0, debt: int = 0, suspense: int = 0
) -> None:
    values = {
        "points": now.points + points,
        "debt": now.debt + debt,
        "suspense": now.suspense + suspense,
    }
    key = {"company_id": purse.company_id, "member_id": purse.member_id, "account": purse.account}
    slate.put(tables.balance, {**key, **values})
