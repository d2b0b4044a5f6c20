"""Points that wait for a person: used without a hold, or under a lease that was over. Paid after all, or given up.

Each decision is a posting of its own (IMMUTABLE) with a name and a reason. Paid is from what is free, and the rest is
owed (CLAWBACK); given up means that the company bears it and the customer keeps the points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from sync.server.book.holders import behind
from sync.server.book.ledger import REDEEMED, SUSPENSE, Movement, Purse, release, spend
from sync.server.book.members import publish_members
from sync.server.calendar.company_days import company_day, day_in, zone_of
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import a_name
from sync.server.holding.holds import unheld_points
from sync.server.schema import tables
from sync.server.schema.lease_tables import suspense_decision
from sync.server.schema.return_tables import returned
from sync.server.slate.at_once import AtOnce

PAID, CANCELLED = "paid", "cancelled"
RULE = "suspense"
LONGEST_REASON = 500
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """Points of a holder's account that one sale left waiting, on that day of the company."""

    claim_id: str
    holder_id: str
    account: str
    points: int
    sale_id: str
    programme_id: str
    day: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of a claim: points that were taken from lots, and points that are owed now."""

    points: int
    taken: int = 0
    owed: int = 0


def claims(connection: Connection, company: Company) -> list[Claim]:
    """All that waits, the oldest first. What went back with a return's goods waits no longer."""
    group, entry = tables.posting_group.c, tables.posting.c
    same = (
        (entry.company_id == group.company_id)
        & (entry.member_id == group.member_id)
        & (entry.group_id == group.group_id)
    )
    decided = {
        (row.member_id, row.group_id)
        for row in connection.execute(
            select(suspense_decision.c.member_id, suspense_decision.c.group_id).where(
                suspense_decision.c.company_id == company.company_id
            )
        )
    }
    back = _gone_back(connection, company.company_id)
    zone = zone_of(connection, company.company_id)
    rows = connection.execute(
        select(
            *(group.group_id, group.member_id, group.account, group.source, group.programme_id),
            group.posted_ms,
            func.sum(-entry.points).label("points"),
        )
        .join(tables.posting, same)
        .where(group.company_id == company.company_id, group.kind == "suspense", entry.bucket == SUSPENSE)
        .group_by(
            *(group.group_id, group.member_id, group.account, group.source, group.programme_id),
            group.posted_ms,
        )
        .order_by(group.posted_ms, group.group_id)
    )
    found = []
    for row in rows:
        key = (row.member_id, row.account, row.source)
        gone = min(back[key], int(row.points))
        back[key] -= gone
        left = int(row.points) - gone
        if left and (row.member_id, row.group_id) not in decided:
            day = day_in(zone, row.posted_ms).isoformat()
            found.append(
                Claim(
                    *(row.group_id, row.member_id, row.account, left, row.source, row.programme_id),
                    day,
                )
            )
    return found


def pay(
    connection: Connection, company: Company, claim_id: str, *, by: str, reason: str, now_ms: int
) -> Decided:
    """The customer did use these points: they are taken from what is free, and the rest is owed."""
    claim, name, why = _the_claim(connection, company, claim_id, by, reason)
    purse = Purse(company.company_id, claim.holder_id, claim.account)
    movement = _movement(claim, now_ms)
    spent = spend(
        *(AtOnce(connection, purse.company_id), purse, movement, claim.points),
        kind="settle",
        against=SUSPENSE,
        at_most=unheld_points(connection, purse, now_ms),
        day=company_day(connection, company.company_id, now_ms).isoformat(),
    )
    _note(connection, company, claim, PAID, movement.group_id, name, why, now_ms)
    return Decided(claim.points, claim.points - spent.short, spent.short)


def cancel(
    connection: Connection, company: Company, claim_id: str, *, by: str, reason: str, now_ms: int
) -> Decided:
    """The claim is given up: the customer keeps the points, and the company bears what they had paid."""
    claim, name, why = _the_claim(connection, company, claim_id, by, reason)
    purse = Purse(company.company_id, claim.holder_id, claim.account)
    movement = _movement(claim, now_ms)
    release(
        AtOnce(connection, purse.company_id), purse, movement, claim.points, kind="cancel", against=REDEEMED
    )
    _note(connection, company, claim, CANCELLED, movement.group_id, name, why, now_ms)
    return Decided(claim.points)


def _the_claim(
    connection: Connection, company: Company, claim_id: str, by: str, reason: str
) -> tuple[Claim, str, str]:
    name, why = a_name("--by", by), " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise NotDone(f"--reason must say why, in at most {LONGEST_REASON} characters.")
    for each in claims(connection, company):
        if each.claim_id == claim_id:
            return each, name, why
    raise NotDone(f"Nothing waits under {claim_id[:100]!r}: see `trofast-server suspense list`.")


def _movement(claim: Claim, now_ms: int) -> Movement:
    return Movement(f"suspense/{claim.claim_id}", claim.programme_id, claim.sale_id, now_ms, RULE)


def _note(
    connection: Connection,
    company: Company,
    claim: Claim,
    outcome: str,
    decided_group: str,
    by: str,
    reason: str,
    now_ms: int,
) -> None:
    connection.execute(
        insert(suspense_decision),
        {
            "company_id": company.company_id,
            "member_id": claim.holder_id,
            "group_id": claim.claim_id,
            "outcome": outcome,
            "decided_group": decided_group,
            "points": claim.points,
            "decided_by": by,
            "reason": reason,
            "at_ms": now_ms,
        },
    )
    members = behind(connection, company.company_id, [claim.holder_id])
    publish_members(connection, company.company_id, members, now_ms)


def _gone_back(connection: Connection, company_id: str) -> defaultdict[tuple[str, str, str], int]:
    """What returns took out of suspense, by purse and sale."""
    group, entry = tables.posting_group.c, tables.posting.c
    rows = connection.execute(
        select(group.member_id, group.account, group.source, func.sum(entry.points).label("points"))
        .join(
            tables.posting,
            (entry.company_id == group.company_id)
            & (entry.member_id == group.member_id)
            & (entry.group_id == group.group_id),
        )
        .where(
            group.company_id == company_id,
            group.kind == "reverse",
            entry.bucket == SUSPENSE,
            entry.points > 0,
        )
        .group_by(group.member_id, group.account, group.source)
    ).all()
    found: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    sales = _sales_of(connection, company_id, sorted({row.source for row in rows}))
    for row in rows:
        if row.source in sales:
            found[row.member_id, row.account, sales[row.source]] += int(row.points)
    return found


def _sales_of(connection: Connection, company_id: str, sources: Sequence[str]) -> dict[str, str]:
    """Which of these are returns, and of which sale."""
    found: dict[str, str] = {}
    for start in range(0, len(sources), _AT_ONCE):
        rows = connection.execute(
            select(returned.c.return_id, returned.c.sale_id).where(
                returned.c.company_id == company_id,
                returned.c.return_id.in_(sources[start : start + _AT_ONCE]),
            )
        )
        found |= {row.return_id: row.sale_id for row in rows}
    return found
