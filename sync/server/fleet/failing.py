"""A release that failed at a till: its start-up check went wrong there, and the till went back to the one before.

It is written down once for each attempt. When a release failed at as many tills of one group as its offer says, it is
held: no other till hears of it until a named person releases it.
"""

from __future__ import annotations

import logging

import msgspec
from sqlalchemy import Connection, select

from sync.protocol.releases import is_release
from sync.server.fleet.offers import holds_of, offers_of
from sync.server.schema import tables
from sync.server.schema.dialects import upsert
from sync.server.schema.fleet_tables import till_group, update_failure, update_hold

WENT_BACK = frozenset({"failed", "way-back"})
"""The outcomes after which a till runs the release before."""
OUTCOMES = WENT_BACK | {"prepared", "checked"}
_LATEST = 2**53

log = logging.getLogger("trofast.server")


class Outcome(msgspec.Struct, frozen=True):
    """How a till's last update ended: one of :data:`OUTCOMES`, to which release, and when by the till's clock."""

    what: str
    version: str
    attempt_ms: int

    @property
    def went_back(self) -> bool:
        """Whether the release failed there."""
        return self.what in WENT_BACK


def outcome_from(text: str) -> Outcome | None:
    """The outcome as a till tells it, ``failed:1.2.0:MS``; ``None`` for nothing, and for what makes no sense."""
    parts = text.split(":")
    if len(parts) != 3 or parts[0] not in OUTCOMES or not is_release(parts[1]):
        return None
    when = parts[2]
    if not (when.isascii() and when.isdigit() and len(when) <= 16 and int(when) <= _LATEST):
        return None
    return Outcome(parts[0], parts[1], int(when))


def note_outcome(connection: Connection, company_id: str, till_id: str, told: Outcome, now_ms: int) -> None:
    """Write down that a till went back, and hold the release where that is enough. Told again, nothing changes."""
    if not told.went_back:
        return
    failure = update_failure.c
    key = {"company_id": company_id, "till_id": till_id, "version": told.version}
    known = connection.execute(
        select(failure.attempt_ms).where(
            failure.company_id == company_id, failure.till_id == till_id, failure.version == told.version
        )
    ).scalar()
    if known == told.attempt_ms:
        return
    said = {"outcome": told.what, "attempt_ms": told.attempt_ms, "failed_ms": now_ms}
    new = upsert(update_failure)
    connection.execute(
        new.on_conflict_do_update(index_elements=list(key), set_={name: new.excluded[name] for name in said}),
        {**key, **said},
    )
    _hold_where_enough(connection, company_id, told.version, now_ms)


def _hold_where_enough(connection: Connection, company_id: str, version: str, now_ms: int) -> None:
    offers = [each for each in offers_of(connection, company_id) if each.version == version]
    hold = holds_of(connection, company_id).get(version)
    if not offers or (hold is not None and hold.is_in_force):
        return
    enough = min(each.hold_after for each in offers)
    failed = _failed_by_group(connection, company_id, version, hold.released_ms if hold else -1)
    for group, places in sorted(failed.items()):
        if len(places) >= enough:
            whose = f'of group "{group}"' if group else "without a group"
            tills = "1 till" if len(places) == 1 else f"{len(places)} tills"
            reason = f"went back at {tills} {whose}: {', '.join(sorted(places)[:5])}"
            new = upsert(update_hold)
            named = {
                "reason": reason,
                "held_ms": now_ms,
                "released_ms": 0,
                "released_by": "",
                "released_why": "",
            }
            connection.execute(
                new.on_conflict_do_update(
                    index_elements=["company_id", "version"],
                    set_={name: new.excluded[name] for name in named},
                ),
                {"company_id": company_id, "version": version, **named},
            )
            log.info("an update is held", extra={"version": version, "reason": reason})
            return


def _failed_by_group(
    connection: Connection, company_id: str, version: str, since_ms: int
) -> dict[str, list[str]]:
    """Where it failed since then: the places of tills (store and number) by their group."""
    failure, till, group = update_failure.c, tables.till.c, till_group.c
    found: dict[str, list[str]] = {}
    for row in connection.execute(
        select(till.store_id, till.till_number, group.group_name)
        .select_from(update_failure)
        .join(tables.till, (till.company_id == failure.company_id) & (till.till_id == failure.till_id))
        .outerjoin(till_group, (group.company_id == failure.company_id) & (group.till_id == failure.till_id))
        .where(failure.company_id == company_id, failure.version == version, failure.failed_ms > since_ms)
    ):
        found.setdefault(row.group_name or "", []).append(f"{row.store_id} till {row.till_number}")
    return found
