"""Coupons that members hold: issued under a number of their own, used once.

A number is ten digits made from the company's secret and what the coupon was issued for: nobody can guess it from the
member, and a server that is filled again after a restore (EPOCH) gives the very same one.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select

from pos_app.domain.loyalty.decision import CouponIssued
from sync.server.schema import tables
from sync.server.schema.member_tables import coupon
from sync.server.whose import a_coupon, becomes, whose

DIGITS = 10


def issue_coupons(
    connection: Connection,
    company_id: str,
    member_id: str,
    issued: Iterable[CouponIssued],
    source: str,
    now_ms: int,
) -> list[str]:
    """Put coupons into a member's hands and return their numbers. ``source`` is the fact or day they come
    from; one source issues to a member once: asked again, it answers with the numbers of before (KEY=EFFECT).
    """
    wanted = list(issued)
    if not wanted:
        return []
    before = connection.execute(
        select(coupon.c.number)
        .where(coupon.c.company_id == company_id, coupon.c.member_id == member_id, coupon.c.source == source)
        .order_by(coupon.c.issued_ms, coupon.c.number)
    ).scalars()
    if numbers := list(before):
        return numbers
    secret = connection.execute(
        select(tables.company.c.card_secret).where(tables.company.c.company_id == company_id)
    ).scalar_one()
    rows: list[dict[str, object]] = []
    for place, each in enumerate(wanted):
        name = "\0".join((member_id, source, each.programme_id, each.code, each.rule, str(place)))
        number = _free_number(connection, company_id, secret, name, numbers)
        numbers.append(number)
        rows.append(
            {
                "company_id": company_id,
                "member_id": member_id,
                "number": number,
                "programme_id": each.programme_id,
                "code": each.code,
                "rule": each.rule,
                "from_day": each.from_day,
                "to_day": each.to_day,
                "source": source,
                "issued_ms": now_ms,
            }
        )
    for number in numbers:
        becomes(connection, company_id, a_coupon(number), member_id)
    connection.execute(insert(coupon), rows)
    return numbers


def find_coupon(
    connection: Connection, company_id: str, number: str, *, lock: bool = False
) -> Row[Any] | None:
    """The coupon with that number, whoever holds it; its row to ourselves where ``lock`` is set."""
    holder = whose(connection, company_id, a_coupon(number))
    if holder is None:
        return None
    wanted = select(coupon).where(*coupon_of(company_id, holder, number))
    return connection.execute(wanted.with_for_update() if lock else wanted).one()


def coupon_of(company_id: str, member_id: str, number: str) -> tuple[ColumnElement[bool], ...]:
    """The one row of a member's coupon."""
    return coupon.c.company_id == company_id, coupon.c.member_id == member_id, coupon.c.number == number


def _free_number(connection: Connection, company_id: str, secret: bytes, name: str, taken: list[str]) -> str:
    """The first number for that name which no other coupon of the company has."""
    turn = 0
    while True:
        digest = hmac.digest(secret, f"coupon\0{turn}\0{name}".encode(), hashlib.sha256)
        number = f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
        if number not in taken and whose(connection, company_id, a_coupon(number)) is None:
            return number
        turn += 1
