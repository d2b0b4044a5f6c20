"""Points moved by hand: goodwill and corrections, with a reason, asked for by one person and approved by another."""

from __future__ import annotations

from dataclasses import dataclass

import uuid_utils
from sqlalchemy import Connection, insert, select

from sync.server.book.holders import holder_of
from sync.server.book.ledger import ADJUSTED, Movement, Purse, balance_of, receive, spend
from sync.server.book.members import publish_members
from sync.server.book.point_postings import last_day
from sync.server.calendar.company_days import company_day
from sync.server.companies import Company
from sync.server.desk.leasing import refuse_if_lent
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import a_name, the_member, the_programme
from sync.server.holding.holds import free_points
from sync.server.schema.desk_tables import adjustment
from sync.server.slate.at_once import AtOnce

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Adjusted:
    """What was moved: the id it can be asked for again under, points, and what the member has now."""

    reference: str
    points: int
    balance: int
    owed: int


def adjust(
    connection: Connection,
    company: Company,
    written_member: str,
    points: int,
    *,
    reason: str,
    asked_by: str,
    approved_by: str,
    now_ms: int,
    programme_id: str = "",
    reference: str = "",
) -> Adjusted:
    """Give a member points, or take points that they still have. Points given repay what is owed first; they do not
    count towards a tier. The same ``reference`` again answers as before and moves nothing (KEY=EFFECT).
    """
    programme = the_programme(connection, company, programme_id)
    asker, approver = a_name("--asked-by", asked_by), a_name("--approved-by", approved_by)
    if asker.casefold() == approver.casefold():
        raise NotDone(
            "Whoever asks for an adjustment cannot approve it: --asked-by and --approved-by must differ."
        )
    why = " ".join(reason.split())
    if not why or len(why) > LONGEST_REASON:
        raise NotDone(f"--reason must say why, in at most {LONGEST_REASON} characters.")
    most = programme.adjustments.most_points
    if not 0 < abs(points) <= most:
        raise NotDone(
            f"--points must be 1 to {most}, or below zero to take: {programme.name} allows no more at once."
        )
    member_id = the_member(connection, company, written_member)
    purse = Purse(company.company_id, holder_of(connection, company.company_id, member_id), programme.account)
    name = reference or str(uuid_utils.uuid7())
    group_id = f"adjust/{name}"
    before = connection.execute(
        select(adjustment.c.member_id, adjustment.c.points).where(
            adjustment.c.company_id == company.company_id, adjustment.c.group_id == group_id
        )
    ).one_or_none()
    if before is not None and tuple(before) != (member_id, points):
        raise NotDone(f"--reference {name[:64]} was used before for another member or number of points.")
    if before is None:
        _move(
            connection,
            company,
            purse,
            Movement(group_id, programme.programme_id, "desk", now_ms, "desk"),
            points,
        )
        connection.execute(
            insert(adjustment),
            {
                "company_id": company.company_id,
                "member_id": member_id,
                "group_id": group_id,
                "account": programme.account,
                "points": points,
                "reason": why,
                "asked_by": asker,
                "approved_by": approver,
                "at_ms": now_ms,
            },
        )
        publish_members(connection, company.company_id, [member_id], now_ms)
    has = balance_of(connection, purse)
    return Adjusted(name, points, has.points, has.debt)


def _move(connection: Connection, company: Company, purse: Purse, movement: Movement, points: int) -> None:
    day = company_day(connection, company.company_id, movement.posted_ms)
    if points > 0:
        programme = the_programme(connection, company, movement.programme_id)
        receive(
            *(AtOnce(connection, purse.company_id), purse, movement, points),
            kind="adjustment",
            against=ADJUSTED,
            earned_on=day.isoformat(),
            expires_on=last_day(programme, purse.account, day),
        )
        return
    free = free_points(connection, purse, movement.posted_ms)
    if free < -points <= free_points(connection, purse, movement.posted_ms, leased=0):
        refuse_if_lent(connection, company.company_id, purse.member_id)
    if -points > free:
        raise NotDone(
            f"Only {free} points are free to be taken: the rest is used, held for a payment, lent to a till,"
            " or owed."
        )
    spend(
        *(AtOnce(connection, purse.company_id), purse, movement, -points),
        kind="adjustment",
        against=ADJUSTED,
        day=day.isoformat(),
    )
