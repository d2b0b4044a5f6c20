"""Who brought whom. A referral stands in the book of the one who brings friends, where they are counted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select

from sync.server.schema.member_tables import referral
from sync.server.whose import a_friend, becomes, is_nobodys, whose


def note_referral(
    connection: Connection, company_id: str, referrer_id: str, member_id: str, now_ms: int
) -> None:
    """A new member was brought by another."""
    becomes(connection, company_id, a_friend(member_id), referrer_id)
    row = {"company_id": company_id, "referrer_id": referrer_id, "member_id": member_id, "at_ms": now_ms}
    connection.execute(insert(referral), row)


def brought_by(connection: Connection, company_id: str, member_id: str) -> Row[Any] | None:
    """The referral of a member who was brought; None for one who came alone."""
    referrer_id = whose(connection, company_id, a_friend(member_id))
    if referrer_id is None:
        return None
    return connection.execute(select(referral).where(*friend_of(company_id, referrer_id, member_id))).one()


def friend_of(company_id: str, referrer_id: str, member_id: str) -> tuple[ColumnElement[bool], ...]:
    """The one row of a member and a friend of theirs."""
    return (
        referral.c.company_id == company_id,
        referral.c.referrer_id == referrer_id,
        referral.c.member_id == member_id,
    )


def forget_referrals(connection: Connection, company_id: str, member_id: str) -> None:
    """Nobody brought a member who is erased; whom they brought was brought by nobody, unless it was rewarded."""
    came = brought_by(connection, company_id, member_id)
    if came is not None:
        connection.execute(delete(referral).where(*friend_of(company_id, came.referrer_id, member_id)))
    open_ones = (
        referral.c.company_id == company_id,
        referral.c.referrer_id == member_id,
        referral.c.rewarded_by == "",
    )
    friends = connection.execute(select(referral.c.member_id).where(*open_ones)).scalars().all()
    connection.execute(delete(referral).where(*open_ones))
    is_nobodys(connection, company_id, map(a_friend, [*friends, member_id]))
