"""How a company's fleet stands: which release each till runs, which it is to run, and how its last update ended."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, Table, select

from sync.protocol.releases import is_newer, release_of
from sync.server.fleet.failing import outcome_from
from sync.server.fleet.offers import Hold, Offer, holds_of, newest_for, offers_of
from sync.server.schema.fleet_tables import till_group, update_failure
from sync.server.schema.sight_tables import till_sight
from sync.server.schema.till_tables import revoked_till
from sync.server.status import server_status


class FleetTill(msgspec.Struct, frozen=True, kw_only=True):
    """One till. ``version`` is what it runs, ``wanted`` what it hears it is to run ("" for nothing); ``outcome`` is how
    its last update ended (prepared, checked, failed, way-back; "" where it never told), to which release and when by
    its own clock; ``failed`` are the releases it ever went back from. Times are ms UTC; ``waiting`` is -1 where it
    never said.
    """

    till: str
    store: str
    number: int
    group: str
    version: str
    wanted: str
    is_due: bool
    seen_ms: int
    waiting: int
    outcome: str
    outcome_version: str
    outcome_ms: int
    went_back: bool
    failed: tuple[str, ...]
    frozen: str


class Fleet(msgspec.Struct, frozen=True, kw_only=True):
    """All tills that are believed, what stands on offer, and what was held by itself."""

    tills: tuple[FleetTill, ...]
    offers: tuple[Offer, ...]
    holds: tuple[Hold, ...]


def fleet_of(connection: Connection, company_id: str, now_ms: int) -> Fleet:
    """The fleet of a company, by store and number."""
    offers, holds = offers_of(connection, company_id), holds_of(connection, company_id)
    groups = _pairs(connection, till_group, "group_name", company_id)
    told = _pairs(connection, till_sight, "updated", company_id)
    gone = {
        row.till_id
        for row in connection.execute(
            select(revoked_till.c.till_id).where(revoked_till.c.company_id == company_id)
        )
    }
    failed: dict[str, dict[str, int]] = {}
    failure = update_failure.c
    for row in connection.execute(select(update_failure).where(failure.company_id == company_id)):
        failed.setdefault(row.till_id, {})[row.version] = row.failed_ms
    tills = []
    for each in server_status(connection, company_id).tills:
        if each.till in gone:
            continue
        group, theirs = groups.get(each.till, ""), failed.get(each.till, {})
        version = release_of(each.software)
        wanted = newest_for(offers, holds, group, theirs, now_ms)
        outcome = outcome_from(told.get(each.till, ""))
        tills.append(
            FleetTill(
                till=each.till,
                store=each.store,
                number=each.number,
                group=group,
                version=version,
                wanted=wanted,
                is_due=bool(wanted) and (not version or is_newer(wanted, version)),
                seen_ms=each.seen_ms,
                waiting=each.waiting,
                outcome=outcome.what if outcome else "",
                outcome_version=outcome.version if outcome else "",
                outcome_ms=outcome.attempt_ms if outcome else 0,
                went_back=outcome is not None and outcome.went_back,
                failed=tuple(sorted(theirs)),
                frozen=each.frozen,
            )
        )
    return Fleet(tills=tuple(tills), offers=tuple(offers), holds=tuple(holds.values()))


def _pairs(connection: Connection, table: Table, value: str, company_id: str) -> dict[str, str]:
    columns = table.c
    rows = connection.execute(select(columns.till_id, columns[value]).where(columns.company_id == company_id))
    return {row[0]: row[1] for row in rows}
