"""`doctor` looks at clocks, days and tills."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median_low

from sqlalchemy import Connection, func, select, text

from sync.server.calendar.company_days import company_day, is_zone
from sync.server.care.findings import Finding, look, ok, stop
from sync.server.hub_status import hubs_of
from sync.server.schema import tables
from sync.server.schema.desk_tables import days_kept
from sync.server.status import TillStatus, server_status

DAY_MS = 86_400_000
FELL_BACK_MS = 60_000
OFF_MS = 120_000
BETWEEN_MACHINES_MS = 2_000


def check_clocks(connection: Connection, company_id: str, now_ms: int) -> Iterator[Finding]:
    """This machine's clock against what is written, against the database's machine, and against what tills say."""
    newest = connection.execute(
        select(func.coalesce(func.max(tables.till.c.seen_ms), 0)).where(
            tables.till.c.company_id == company_id
        )
    ).scalar_one()
    set_right = "Set this machine's clock right (chrony or systemd-timesyncd), then look at what was written meanwhile."
    if newest > now_ms + FELL_BACK_MS:
        yield stop("clock", f"a till was seen {(newest - now_ms) // 1000} s from now", set_right)
        return
    if connection.dialect.name == "postgresql":
        theirs = connection.execute(
            text("SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint)")
        ).scalar_one()
        if abs(theirs - now_ms) > BETWEEN_MACHINES_MS:
            yield look(
                "clock", f"the database's clock is {theirs - now_ms} ms from this machine's", set_right
            )
            return
    lately = [each for each in _speaking(connection, company_id) if now_ms - each.seen_ms < DAY_MS]
    offsets = [each.offset_ms for each in lately]
    if len(offsets) > 1 and abs(median_low(offsets)) > OFF_MS:
        yield look(
            "clock",
            f"most tills' clocks are {median_low(offsets) // 1000} s from this machine's: it may be this one",
            set_right,
        )
        return
    wrong = [each for each in lately if abs(each.offset_ms) > OFF_MS]
    for till in wrong:
        yield look(
            "till clock",
            f"{_named(till)} is {till.offset_ms // 1000} s from the server's clock",
            "Set the till's clock: its receipts show it. Sales are taken all the same.",
        )
    if not wrong:
        yield ok("clock", f"agrees with the data and with {len(lately)} tills")


def check_days(connection: Connection, company_id: str, now_ms: int) -> Iterator[Finding]:
    """The company's zone, and whether its days are kept."""
    zone = connection.execute(
        select(tables.company.c.zone).where(tables.company.c.company_id == company_id)
    ).scalar_one()
    if not is_zone(zone):
        yield stop(
            "zone", f"this machine does not know the zone {zone}", "Install the time-zone data (tzdata)."
        )
        return
    kept = connection.execute(
        select(days_kept.c.day).where(days_kept.c.company_id == company_id)
    ).scalar_one_or_none()
    today = company_day(connection, company_id, now_ms)
    if kept is None:
        yield ok("days", f"{zone}; the first day is still to be kept (`run` does it)")
        return
    behind = today.toordinal() - _ordinal(kept)
    if behind > 2:
        yield look(
            "days",
            f"{zone}; kept through {kept}, {behind - 1} days are missing: points and tiers do not end meanwhile",
            "Start the server; after more than 62 days run `trofast-server days --through DAY`.",
        )
        return
    yield ok("days", f"{zone}; kept through {kept}")


def check_tills(connection: Connection, company_id: str, now_ms: int, unseen_days: int) -> Iterator[Finding]:
    """Tills that nobody hears of, and tills that have more and more to send."""
    tills = _speaking(connection, company_id)
    away = [each for each in tills if now_ms - each.seen_ms > unseen_days * DAY_MS]
    for till in away:
        waiting = f" with {till.waiting} records" if till.waiting > 0 else ""
        yield look(
            "unseen till",
            f"{_named(till)} was not heard of for {(now_ms - till.seen_ms) // DAY_MS} days{waiting}",
            "Look whether it is on and reaches the server. Is it gone for good: its sales since then are on it alone.",
        )
    if not away:
        yield ok("tills", f"{len(tills)} tills, each seen within {unseen_days} days")
    yield from _check_hubs(connection, company_id, now_ms, unseen_days)


def _check_hubs(connection: Connection, company_id: str, now_ms: int, unseen_days: int) -> Iterator[Finding]:
    """Hubs that nobody hears of: what they keep can be used nowhere else, and soon not there either."""
    hubs = [each for each in hubs_of(connection, company_id) if not each.frozen]
    away = [each for each in hubs if now_ms - each.seen_ms > unseen_days * DAY_MS]
    for hub in away:
        yield look(
            "unseen hub",
            f"the hub of {hub.store} was not heard of for {(now_ms - hub.seen_ms) // DAY_MS} days, and keeps"
            f" {hub.leases} leases",
            "Look whether it is on and reaches the server. Is it gone for good: `trofast-server hub retire`.",
        )
    if hubs and not away:
        yield ok("hubs", f"{len(hubs)} hubs, each seen within {unseen_days} days")


def _speaking(connection: Connection, company_id: str) -> list[TillStatus]:
    return [each for each in server_status(connection, company_id).tills if not each.frozen]


def _named(till: TillStatus) -> str:
    return f"{till.store} till {till.number} ({till.till})"


def _ordinal(day: str) -> int:
    from datetime import date

    return date.fromisoformat(day).toordinal()
