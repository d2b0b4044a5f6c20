"""Which release a till is to run: the newest that its group, or everybody, is offered, and that is not held back.

A till asks twice a second, and mostly nothing is offered: one look at a small table answers then.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, select

from sync.protocol.releases import in_order
from sync.server.fleet.groups import EVERYBODY, group_of
from sync.server.schema.fleet_tables import update_failure, update_hold, update_offer


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A release offered to a group (:data:`EVERYBODY`: to all tills). Times are ms UTC; ``withdrawn_ms`` is 0 for one
    that stands. It is held by itself when it failed at ``hold_after`` tills of one group.
    """

    version: str
    group: str
    not_before_ms: int
    hold_after: int
    offered_ms: int
    offered_by: str
    withdrawn_ms: int = 0
    withdrawn_by: str = ""


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A release that nobody else gets, and why, until a person releases it (``released_ms``, 0: nobody did)."""

    version: str
    held_ms: int
    reason: str
    released_ms: int = 0
    released_by: str = ""
    released_why: str = ""

    @property
    def is_in_force(self) -> bool:
        """Whether it keeps the release back now."""
        return self.released_ms == 0


def offers_of(connection: Connection, company_id: str, *, withdrawn_too: bool = False) -> list[Offer]:
    """The company's offers, the newest release first."""
    offer = update_offer.c
    wanted = [offer.company_id == company_id]
    if not withdrawn_too:
        wanted.append(offer.withdrawn_ms == 0)
    found = [
        Offer(
            version=row.version,
            group=row.group_name,
            not_before_ms=row.not_before_ms,
            hold_after=row.hold_after,
            offered_ms=row.offered_ms,
            offered_by=row.offered_by,
            withdrawn_ms=row.withdrawn_ms,
            withdrawn_by=row.withdrawn_by,
        )
        for row in connection.execute(select(update_offer).where(*wanted).order_by(offer.group_name))
    ]
    return sorted(found, key=lambda each: in_order(each.version), reverse=True)


def holds_of(connection: Connection, company_id: str) -> dict[str, Hold]:
    """What was held by itself, by release."""
    hold = update_hold.c
    return {
        row.version: Hold(
            version=row.version,
            held_ms=row.held_ms,
            reason=row.reason,
            released_ms=row.released_ms,
            released_by=row.released_by,
            released_why=row.released_why,
        )
        for row in connection.execute(select(update_hold).where(hold.company_id == company_id))
    }


def wanted_of(connection: Connection, company_id: str, till_id: str, now_ms: int) -> str:
    """The release that this till is to run, or "" where it hears of none."""
    offers = offers_of(connection, company_id)
    if not offers:
        return ""
    failure = update_failure.c
    failed = {
        row.version: row.failed_ms
        for row in connection.execute(
            select(failure.version, failure.failed_ms).where(
                failure.company_id == company_id, failure.till_id == till_id
            )
        )
    }
    group = group_of(connection, company_id, till_id)
    return newest_for(offers, holds_of(connection, company_id), group, failed, now_ms)


def newest_for(
    offers: list[Offer], holds: dict[str, Hold], group: str, failed: dict[str, int], now_ms: int
) -> str:
    """The newest release for a till of that group, which went back from ``failed`` (release to ms UTC): it is offered
    none of those again before a person has released it.
    """
    for offer in offers:
        hold = holds.get(offer.version)
        if (
            offer.group in {EVERYBODY, group}
            and offer.not_before_ms <= now_ms
            and (hold is None or not hold.is_in_force)
            and failed.get(offer.version, -1) <= (hold.released_ms if hold else -1)
        ):
            return offer.version
    return ""
