"""Every point explained: what moved a member's points, in words, from the first posting to what they have now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from pos_app.domain.loyalty.programme import Programme
from sync.server.book.holders import holder_of
from sync.server.book.ledger import Purse, balance_of
from sync.server.calendar.company_days import company_day, day_in, zone_of
from sync.server.companies import Company
from sync.server.desk.who import the_member
from sync.server.holding.holds import held_points
from sync.server.holding.leases import leased_points
from sync.server.programmes import in_force
from sync.server.schema import tables
from sync.server.schema.desk_tables import adjustment


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement: what it did to what may be spent, to what is owed and to what waits; ``balance`` is what lots held
    less what was owed after it.
    """

    day: date
    words: str
    points: int
    balance: int
    source: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """Points that are left of one lot; ``expires_on`` is its last day (ISO), empty for ever."""

    points: int
    earned_on: str
    expires_on: str


@dataclass(frozen=True, slots=True)
class PointsTold:
    """One account of a member, or of the household they share it with."""

    account: str
    holder: str
    movements: tuple[Moved, ...]
    parcels: tuple[Parcel, ...]
    balance: int
    owed: int
    held: int
    suspense: int
    leased: int


def tell_points(
    connection: Connection, company: Company, written_member: str, now_ms: int
) -> list[PointsTold]:
    """All accounts of a member, every movement with its words, in the order in which the server posted them."""
    member = the_member(connection, company, written_member)
    holder = holder_of(connection, company.company_id, member)
    programmes = in_force(connection, company.company_id)
    zone = zone_of(connection, company.company_id)
    movements = _movements(connection, company, holder)
    reasons = _reasons(connection, company, [row.group_id for row in movements if row.kind == "adjustment"])
    told: dict[str, list[Moved]] = {}
    balances: dict[str, int] = {}
    for row in movements:
        points = int(row.points)
        balances[row.account] = balances.get(row.account, 0) + points
        words = _words(row, programmes, reasons)
        moved = Moved(day_in(zone, row.posted_ms), words, points, balances[row.account], row.source)
        told.setdefault(row.account, []).append(moved)
    accounts = []
    for account, moves in told.items():
        purse = Purse(company.company_id, holder, account)
        has = balance_of(connection, purse)
        accounts.append(
            PointsTold(
                account,
                holder,
                tuple(moves),
                tuple(_parcels(connection, purse, company_day(connection, company.company_id, now_ms))),
                has.points,
                has.debt,
                held_points(connection, purse, now_ms),
                has.suspense,
                leased_points(connection, purse),
            )
        )
    return accounts


def _movements(connection: Connection, company: Company, holder: str) -> Sequence[Any]:
    group, entry = tables.posting_group.c, tables.posting.c
    mine = entry.bucket.in_(["spendable", "debt"])
    return connection.execute(
        select(
            group.group_id,
            group.kind,
            group.account,
            group.programme_id,
            group.rule,
            group.source,
            group.posted_ms,
            func.coalesce(func.sum(case((mine, entry.points), else_=0)), 0).label("points"),
        )
        .outerjoin(
            tables.posting,
            (entry.company_id == group.company_id)
            & (entry.member_id == group.member_id)
            & (entry.group_id == group.group_id),
        )
        .where(group.company_id == company.company_id, group.member_id == holder)
        .group_by(*tables.posting_group.primary_key, *tables.posting_group.c)
        .order_by(group.posted_ms, group.group_id)
    ).all()


def _parcels(connection: Connection, purse: Purse, today: date) -> Iterable[Parcel]:
    lot = tables.lot.c
    rows = connection.execute(
        select(lot.points_left, lot.earned_on, lot.expires_on)
        .where(
            lot.company_id == purse.company_id,
            lot.member_id == purse.member_id,
            lot.account == purse.account,
            lot.points_left > 0,
            (lot.expires_on == "") | (lot.expires_on >= today.isoformat()),
        )
        .order_by(lot.expires_on == "", lot.expires_on, lot.earned_on, lot.lot_id)
    )
    return [Parcel(*row) for row in rows]


def _reasons(connection: Connection, company: Company, group_ids: Sequence[str]) -> dict[str, str]:
    """Why points were adjusted by hand, by group."""
    rows = connection.execute(
        select(adjustment).where(
            adjustment.c.company_id == company.company_id, adjustment.c.group_id.in_(group_ids)
        )
    )
    return {
        row.group_id: f"{row.reason or 'no reason kept'} (asked by {row.asked_by}, approved by {row.approved_by})"
        for row in rows
    }


_KINDS = {
    "opening": "brought along when the books began",
    "earn": "earned",
    "redeem": "used as payment",
    "suspense": "used without a hold; waits for a person",
    "donate": "given to",
    "convert": "turned into",
    "expire": "expired",
    "adjustment": "corrected",
    "move": "moved between a member and a household",
    "reverse": "undone by a return",
    "repay": "repaid what was owed",
    "settle": "used as payment; a person agreed afterwards",
    "cancel": "a payment without points; a person gave the points up",
}


def _words(row: Row[Any], programmes: Iterable[Programme], reasons: dict[str, str]) -> str:
    if row.group_id in reasons:
        return f"adjusted by hand: {reasons[row.group_id]}"
    kind = _KINDS.get(row.kind, row.kind)
    programme = next((each for each in programmes if each.programme_id == row.programme_id), None)
    what = _rule_words(programme, row.rule) if programme and row.rule else row.rule
    name = programme.name if programme else row.programme_id
    return ", ".join(part for part in (f"{kind} {what}".strip(), name) if part)


def _rule_words(programme: Programme, rule: str) -> str:
    """The programme's own words for a rule; its id where it has none."""
    code = rule.removeprefix("reward:")
    words: list[tuple[str, str]] = [
        *((each.rule_id, each.words) for each in programme.bonuses),
        *((each.code, each.words) for each in programme.rewards),
        *((each.rule_id, each.words) for each in programme.challenges),
        *((each.rule_id, each.words) for each in programme.codes),
        *((each.code, each.name) for each in programme.causes),
        *((each.code, each.name) for each in programme.partners),
        *((each.code, each.name) for each in programme.events),
    ]
    return next((each for known, each in words if known == code), f"({rule})")
