"""A company's calendar: which day it is there by the server's clock (SERVER-ORDER).

A lot is valid through its last local day in the issuing company's zone; tiers, memberships and birthdays follow the
same days.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import Connection, select

from pos_app.domain.loyalty.calendar_days import local_day
from sync.server.schema import tables

USUAL_ZONES = {"NOK": "Europe/Oslo", "KRW": "Asia/Seoul", "EUR": "Europe/Sofia"}
"""Where a company is that says nothing but its currency. Many zones share the euro: ``init`` prints which it took."""


def is_zone(name: str) -> bool:
    """Whether that is the name of an IANA zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_of(connection: Connection, company_id: str) -> ZoneInfo:
    """The company's zone."""
    return ZoneInfo(
        connection.execute(
            select(tables.company.c.zone).where(tables.company.c.company_id == company_id)
        ).scalar_one()
    )


def company_day(connection: Connection, company_id: str, now_ms: int) -> date:
    """The day it is for the company at that instant."""
    return day_in(zone_of(connection, company_id), now_ms)


def day_in(zone: ZoneInfo, at_ms: int) -> date:
    """The local day in a zone at that instant."""
    return local_day(at_ms, offset_minutes(zone, at_ms))


def offset_minutes(zone: ZoneInfo, at_ms: int) -> int:
    """How far the zone is from UTC at that instant."""
    offset = datetime.fromtimestamp(at_ms // 1000, tz=zone).utcoffset()
    assert offset is not None, "a zone has an offset at every instant"
    return offset // timedelta(minutes=1)


def day_begins_ms(zone: ZoneInfo, day: date) -> int:
    """The instant at which a day begins in a zone."""
    begins = datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
    return (begins - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
