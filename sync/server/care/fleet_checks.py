"""`doctor` looks at releases: one that is held, and tills that do not come to the one that they are offered."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from sync.server.care.findings import Finding, look, ok
from sync.server.care.till_checks import DAY_MS
from sync.server.fleet.groups import EVERYBODY
from sync.server.fleet.standing import fleet_of

LATE_DAYS = 7
"""A till that closes its day takes a release the same night; over a week somebody forgot to, or it can not."""


def check_updates(connection: Connection, company_id: str, now_ms: int) -> Iterator[Finding]:
    """Releases that were held by themselves, and tills that are here and late."""
    fleet = fleet_of(connection, company_id, now_ms)
    offered = {(each.version, each.group): max(each.offered_ms, each.not_before_ms) for each in fleet.offers}
    held = [each for each in fleet.holds if each.is_in_force]
    for hold in held:
        yield look(
            "updates",
            f"{hold.version} is held: {hold.reason}",
            f"Look there (`trofast doctor`, `trofast update status`); then `trofast-server update release --version"
            f" {hold.version}`, or `update withdraw` and a newer one.",
        )
    late = []
    for till in fleet.tills:
        heard = [offered.get((till.wanted, group), now_ms) for group in (till.group, EVERYBODY)]
        since_ms = min(heard)
        is_here = now_ms - till.seen_ms < DAY_MS and not till.frozen
        if till.is_due and is_here and now_ms - since_ms > LATE_DAYS * DAY_MS:
            late.append(till)
    for till in late:
        yield look(
            "late till",
            f"{till.store} till {till.number} ({till.till}) is to run {till.wanted} for more than {LATE_DAYS} days, and"
            f" runs {till.version or 'something older'}",
            "Is its day closed, and its window, in the evening? `trofast update ready` at the till says what keeps it;"
            " a till without a repository is updated by hand.",
        )
    if fleet.offers and not held and not late:
        due = sum(each.is_due for each in fleet.tills)
        yield ok("updates", f"{len(fleet.tills) - due} of {len(fleet.tills)} tills run what they are to run")
