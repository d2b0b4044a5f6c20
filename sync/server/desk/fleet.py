"""The fleet at the desk: a till put into a group, a release offered, withdrawn, or let go on after it was held."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select, update

from sync.protocol.releases import is_release
from sync.server.companies import Company
from sync.server.desk.leasing import a_reason
from sync.server.desk.refusal import NotDone
from sync.server.desk.tills import tills
from sync.server.desk.who import a_name
from sync.server.fleet.groups import EVERYBODY, is_group, put_into
from sync.server.fleet.offers import holds_of, offers_of
from sync.server.holding.hubs import HUB_NUMBER
from sync.server.schema import tables
from sync.server.schema.dialects import upsert
from sync.server.schema.fleet_tables import till_group, update_hold, update_offer

HOLD_AFTER = 1
"""One till that went back has shown that it can happen. It costs that till nothing, and the others a day."""
MOST_HOLD_AFTER = 1_000


def put_till_into(connection: Connection, company: Company, till_id: str, group: str, *, now_ms: int) -> None:
    """Put a till into a group, with "" into none. Raises :class:`NotDone` for a till that is not there."""
    del now_ms  # nothing is dated by it
    found = next((each for each in tills(connection, company.company_id) if each.till_id == till_id), None)
    if found is None or found.till_number == HUB_NUMBER:
        raise NotDone(f"--till: there is no till {till_id[:64]!r}; `till list` shows them")
    if group:
        a_group(group)
    put_into(connection, company.company_id, till_id, group)


def a_group(name: str) -> str:
    """A name that a group may have; raises :class:`NotDone`."""
    if not is_group(name):
        raise NotDone(f"--group: small letters, digits and hyphens (pilot, oslo-2), not {name[:40]!r}")
    return name


def groups(connection: Connection, company_id: str) -> list[str]:
    """The groups that have a till, or are promised one by a code."""
    code = tables.enrol_code.c
    with_a_till = connection.execute(
        select(till_group.c.group_name).where(till_group.c.company_id == company_id)
    ).scalars()
    promised = connection.execute(select(code.group_name).where(code.company_id == company_id)).scalars()
    return sorted({*with_a_till, *promised} - {EVERYBODY})


def offer(
    connection: Connection,
    company: Company,
    version: str,
    to: Iterable[str],
    *,
    not_before_ms: int,
    hold_after: int,
    by: str,
    now_ms: int,
) -> str:
    """Offer a release to groups, to everybody where none is named. Said again, the newer word counts. Returns why it is
    held all the same, or "".

    Raises :class:`NotDone` for what is no release, and for a group without a till.
    """
    name, wanted = a_name("--by", by), _a_release(version)
    named = sorted({a_group(each) for each in to}) or [EVERYBODY]
    known = groups(connection, company.company_id)
    for each in named:
        if each not in {EVERYBODY, *known}:
            others = f"There is {', '.join(known)}." if known else "No till is in any: `till group`."
            raise NotDone(f"--group: no till is in {each!r}. {others}")
    if not 1 <= hold_after <= MOST_HOLD_AFTER:
        raise NotDone(f"--hold-after must be 1 to {MOST_HOLD_AFTER} tills")
    said = {
        "not_before_ms": not_before_ms,
        "hold_after": hold_after,
        "offered_ms": now_ms,
        "offered_by": name,
        "withdrawn_ms": 0,
        "withdrawn_by": "",
    }
    new = upsert(update_offer)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["company_id", "version", "group_name"],
            set_={column: new.excluded[column] for column in said},
        ),
        [{"company_id": company.company_id, "version": wanted, "group_name": each, **said} for each in named],
    )
    hold = holds_of(connection, company.company_id).get(wanted)
    return hold.reason if hold and hold.is_in_force else ""


def withdraw(
    connection: Connection, company: Company, version: str, of: Iterable[str], *, by: str, now_ms: int
) -> int:
    """Offer a release no more to these groups, to nobody where none is named; a till that runs it keeps it. Returns how
    many offers that were. Raises :class:`NotDone` where it is not offered.
    """
    name, wanted = a_name("--by", by), _a_release(version)
    named = set(of)
    standing = [
        each
        for each in offers_of(connection, company.company_id)
        if each.version == wanted and (not named or each.group in named)
    ]
    if not standing:
        raise NotDone(f"--version: {wanted} is not offered there; `update list` shows what is")
    row = update_offer.c
    connection.execute(
        update(update_offer)
        .where(
            row.company_id == company.company_id,
            row.version == wanted,
            row.group_name.in_([each.group for each in standing]),
        )
        .values(withdrawn_ms=now_ms, withdrawn_by=name)
    )
    return len(standing)


def release(
    connection: Connection, company: Company, version: str, *, by: str, reason: str, now_ms: int
) -> None:
    """Let a release go on that was held by itself: also tills that went back from it are offered it again. Raises
    :class:`NotDone` where it is not held.
    """
    name, why, wanted = a_name("--by", by), a_reason(reason), _a_release(version)
    hold = holds_of(connection, company.company_id).get(wanted)
    if hold is None or not hold.is_in_force:
        raise NotDone(f"--version: {wanted} is not held; `update list` shows what is")
    connection.execute(
        update(update_hold)
        .where(update_hold.c.company_id == company.company_id, update_hold.c.version == wanted)
        .values(released_ms=now_ms, released_by=name, released_why=why)
    )


def _a_release(version: str) -> str:
    if not is_release(version):
        raise NotDone(f"--version: a release such as 1.2.0 or 1.3.0rc1, not {version[:40]!r}")
    return version
