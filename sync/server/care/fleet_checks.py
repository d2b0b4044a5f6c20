"""`doctor` looks at the releases that tills run: held ones, tills that went back, tills that stay behind."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from sync.server.care.findings import Finding, look, ok
from sync.server.fleet.standing import Fleet, FleetTill, fleet_of

DAY_MS = 86_400_000
BEHIND_DAYS = 3
"""A till that closes its day takes a release the next night; so long may a weekend be."""
_NAMED = 3


def check_fleet(connection: Connection, company_id: str, now_ms: int) -> Iterator[Finding]:
    """All is well where every till that is heard of runs what it is to run, or was offered it lately."""
    fleet = fleet_of(connection, company_id, now_ms)
    found = [*_held(fleet), *_went_back(fleet), *_behind(fleet, now_ms)]
    yield from found or [_well(fleet)]


def _held(fleet: Fleet) -> Iterator[Finding]:
    for hold in fleet.holds:
        if hold.is_in_force:
            yield look(
                "held release",
                f"{hold.version} is held for everybody: {hold.reason}",
                "See `trofast-server fleet`; when it is known why, `update release` it or `update withdraw` it.",
            )


def _went_back(fleet: Fleet) -> Iterator[Finding]:
    back = [each for each in fleet.tills if each.went_back]
    if back:
        yield look(
            "failed updates",
            f"{len(back)} tills went back from a release and sell on with the one before: {_named(back)}",
            "Get the file that `trofast support-bundle` writes there, or `Check this till` on its screen.",
        )


def _behind(fleet: Fleet, now_ms: int) -> Iterator[Finding]:
    since = {each.version: each.offered_ms for each in fleet.offers}
    late = [
        each
        for each in fleet.tills
        if each.is_due
        and not each.went_back
        and now_ms - each.seen_ms < DAY_MS  # a dark one is a finding of its own
        and now_ms - max(since.get(each.wanted, now_ms), _may_from(fleet, each)) > BEHIND_DAYS * DAY_MS
    ]
    if late:
        yield look(
            "tills behind",
            f"{len(late)} tills do not run what they were offered more than {BEHIND_DAYS} days ago: {_named(late)}",
            "Is their day closed every evening, and are they left on after that? See `trofast-server fleet`.",
        )


def _may_from(fleet: Fleet, till: FleetTill) -> int:
    """From when on the till may have what it wants."""
    return max((each.not_before_ms for each in fleet.offers if each.version == till.wanted), default=0)


def _well(fleet: Fleet) -> Finding:
    versions = sorted({each.version for each in fleet.tills if each.version})
    return ok("releases", f"tills run {', '.join(versions)}" if versions else "no till said yet what it runs")


def _named(tills: list[FleetTill]) -> str:
    some = ", ".join(f"{each.store} till {each.number} ({each.version or '?'})" for each in tills[:_NAMED])
    return f"{some} ..." if len(tills) > _NAMED else some
