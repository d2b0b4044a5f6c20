"""Leases at the desk: who keeps what, a lost till written off, who is awaited after a restore, what was risked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Connection, func, select, update

from pos_app.domain.tender import TenderKind
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts
from sync.server.book.holders import holder_of
from sync.server.calendar.company_days import zone_of
from sync.server.companies import Company
from sync.server.desk.refusal import Lent, NotDone
from sync.server.desk.who import a_name, the_member
from sync.server.holding.beyond import Beyond
from sync.server.holding.lease_ending import end
from sync.server.holding.lease_epochs import Awaited
from sync.server.holding.leases import (
    LeaseState,
    counters_of,
    find_lease,
    kept,
    open_leases,
)
from sync.server.intake.keeping_aside import FORK, FROZEN
from sync.server.schema import tables
from sync.server.schema.dialects import as_key
from sync.server.schema.lease_tables import (
    lease,
    lease_awaited,
    lease_keeper,
    lease_points,
    lease_use,
)

LONGEST_REASON = 500
MOST_LISTED = 500


@dataclass(frozen=True, slots=True)
class Out:
    """A lease that is out: where, whose, how much of which account, and when the server frees it (local time)."""

    lease_id: str
    till_id: str
    store_id: str
    till_number: int
    holder_id: str
    points: tuple[tuple[str, int], ...]
    things: bool
    free_at: str
    is_recalled: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A till that has to report before points can be used again after a restore."""

    till_id: str
    store_id: str
    till_number: int
    seen_at: str
    frozen: str


@dataclass(frozen=True, slots=True)
class Risked:
    """What was used beyond the books for one cause under one lease ("" where there was none), and what it could be
    at most (``None`` without a lease: what the programme lets be risked, or what was held).
    """

    cause: str
    lease_id: str
    uses: int
    points: int
    at_most: int | None


def refuse_if_lent(connection: Connection, company_id: str, holder_id: str) -> None:
    """Raise :class:`Lent` while a till keeps this holder's points."""
    for each in open_leases(connection, company_id, holder_id):
        till = tables.till.c
        number = connection.execute(
            select(till.till_number).where(till.company_id == company_id, till.till_id == each.keeper_id)
        ).scalar_one_or_none()
        who = "The hub" if number == 0 else f"Till {number or each.keeper_id}"
        raise Lent(
            f"{who} of {each.store_id} keeps what is on this account, so that it can be used"
            " there without the network. It was asked to give it back: try again in a minute. If it does not answer,"
            f" it is free on {_local(connection, company_id, each.free_ms)}, or at once after"
            f" `trofast-server lease write-off --lease {each.lease_id}`.",
            company_id,
            holder_id,
        )


def leases_out(
    connection: Connection, company: Company, *, till_id: str = "", written_member: str = ""
) -> list[Out]:
    """Open leases by store and till, at most :data:`MOST_LISTED`."""
    where = [lease.c.company_id == company.company_id, lease.c.state == LeaseState.OPEN]
    if till_id:
        where.append(lease.c.keeper_id == till_id)
    if written_member:
        member = the_member(connection, company, written_member)
        where.append(lease.c.holder_id == holder_of(connection, company.company_id, member))
    rows = connection.execute(
        select(lease)
        .where(*where)
        .order_by(lease.c.store_id, lease.c.keeper_id, lease.c.holder_id)
        .limit(MOST_LISTED)
    ).all()
    till, keepers = tables.till.c, {row.keeper_id for row in rows}
    numbers = {
        row.till_id: row.till_number
        for row in connection.execute(
            select(till.till_id, till.till_number).where(
                till.company_id == company.company_id, till.till_id.in_(keepers)
            )
        )
    }
    rows = sorted(rows, key=lambda row: (row.store_id, numbers.get(row.keeper_id, 0), row.holder_id))
    return [
        Out(
            row.lease_id,
            row.keeper_id,
            row.store_id,
            numbers.get(row.keeper_id, 0),
            row.holder_id,
            tuple(
                (account, each.outstanding)
                for account, each in counters_of(connection, kept(row)).items()
                if each.outstanding
            ),
            bool(row.things),
            _local(connection, company.company_id, row.free_ms),
            bool(row.recalled_ms),
        )
        for row in rows
    ]


def write_off(
    connection: Connection, company: Company, lease_id: str, *, by: str, reason: str, now_ms: int
) -> int:
    """A named person gives a lease up before its time: what is out is free again, and what the till may have sold of it
    goes to suspense. Returns how many points that are. Raises :class:`NotDone` for one that is over.
    """
    name, why = a_name("--by", by), a_reason(reason)
    of = find_lease(connection, company.company_id, lease_id)
    if of is None:
        raise NotDone(f"There is no lease {lease_id[:64]!r}: see `trofast-server lease list`.")
    if not of.is_open:
        raise NotDone(f"This lease is over already ({of.state}).")
    return end(connection, of, LeaseState.WRITTEN_OFF, now_ms, by=name, reason=why)


def waiting(connection: Connection, company: Company) -> list[Waiting]:
    """Who is awaited since the server was restored."""
    till, awaited, keeper = tables.till.c, lease_awaited.c, lease_keeper.c
    rows = connection.execute(
        select(
            awaited.keeper_id, till.store_id, till.till_number, till.seen_ms, till.frozen, keeper.reported_ms
        )
        .join(tables.till, (till.company_id == awaited.company_id) & (till.till_id == awaited.keeper_id))
        .outerjoin(lease_keeper, (keeper.company_id == till.company_id) & (keeper.keeper_id == till.till_id))
        .where(awaited.company_id == company.company_id, awaited.state == Awaited.AWAITED)
        .order_by(till.store_id, till.till_number, till.till_id)
    )
    return [
        Waiting(
            row.keeper_id,
            row.store_id,
            row.till_number,
            _local(connection, company.company_id, max(row.seen_ms, row.reported_ms or 0)),
            row.frozen,
        )
        for row in rows
    ]


def give_up(
    connection: Connection, company: Company, till_id: str, *, by: str, reason: str = "", now_ms: int
) -> int:
    """Nobody waits for this till any more; its leases are written off. Returns how many these were."""
    name = a_name("--by", by)
    why = " ".join(reason.split())[:LONGEST_REASON]
    changed = connection.execute(
        update(lease_awaited)
        .where(
            lease_awaited.c.company_id == company.company_id,
            lease_awaited.c.keeper_id == till_id,
            lease_awaited.c.state == Awaited.AWAITED,
        )
        .values(state=Awaited.GIVEN_UP, given_up_by=name, reason=why, at_ms=now_ms)
    )
    if not changed.rowcount:
        raise NotDone(f"Nobody waits for a till {till_id[:64]!r}: see `trofast-server lease waiting`.")
    rows = connection.execute(
        select(lease).where(
            lease.c.company_id == company.company_id,
            lease.c.keeper_id == till_id,
            lease.c.state == LeaseState.OPEN,
        )
    ).all()
    for row in rows:
        end(
            *(connection, kept(row), LeaseState.WRITTEN_OFF, now_ms),
            by=name,
            reason=why or "the till was given up after a restore",
        )
    return len(rows)


def risked(connection: Connection, company: Company) -> list[Risked]:
    """Everything that was used beyond the books, by cause and lease (BOUNDED), with what a copied till sent that is
    kept aside.
    """
    use = lease_use.c
    rows = connection.execute(
        select(use.cause, use.lease_id, func.count(), func.sum(use.beyond))
        .where(use.company_id == company.company_id, use.cause != "", use.beyond > 0)
        .group_by(use.cause, use.lease_id)
    )
    found = {(cause, lease_id): (int(many), int(points)) for cause, lease_id, many, points in rows}
    aside: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for lease_id, points in _kept_aside(connection, company.company_id):
        many, so_far = aside[lease_id]
        aside[lease_id] = many + 1, so_far + points
    for lease_id, (many, points) in aside.items():
        before = found.get((Beyond.FORK, lease_id), (0, 0))
        found[Beyond.FORK, lease_id] = before[0] + many, before[1] + points
    return [
        Risked(cause, lease_id, many, points, _at_most(connection, company.company_id, cause, lease_id))
        for (cause, lease_id), (many, points) in sorted(found.items())
    ]


def _at_most(connection: Connection, company_id: str, cause: str, lease_id: str) -> int | None:
    """What one copy, or one lease that was given up, could give at most."""
    if cause in {Beyond.FLOOR, Beyond.FLOOR_PASSED, Beyond.HOLD}:
        return None
    points = lease_points.c
    amount = points.granted if cause == Beyond.FORK else points.freed
    found = connection.execute(
        select(func.coalesce(func.sum(amount), 0)).where(
            points.company_id == company_id, points.lease_id == lease_id
        )
    ).scalar_one()
    return int(found)


def _kept_aside(connection: Connection, company_id: str) -> Iterator[tuple[str, int]]:
    """Redemptions under a lease among the records of a second history (FORK): never posted, but the goods are gone.
    What a person took in since is in the books, and counted there.
    """
    aside = tables.quarantine.c
    rows = connection.execute(
        select(aside.envelope, aside.hash).where(
            aside.company_id == company_id, aside.reason.in_([FORK, FROZEN])
        )
    ).all()
    for encoded, digest in rows:
        try:
            envelope = open_envelope(encoded)
            if (envelope.version, envelope.kind) != (facts.VERSION, facts.SALE):
                continue
            sale = facts.decode_sale(envelope.body)
        except msgspec.MsgspecError:
            continue
        if _is_taken_in(connection, company_id, envelope.fact_id, digest):
            continue
        for tender in sale.tenders:
            if tender.lease_id:
                is_points = tender.kind is TenderKind.POINTS
                yield tender.lease_id, tender.points if is_points else tender.amount_minor


def _is_taken_in(connection: Connection, company_id: str, fact_id: str, digest: bytes) -> bool:
    """Whether that very record stands in a journal by now."""
    key = tables.fact_key.c
    stored = connection.execute(
        select(key.hash).where(key.company_id == company_id, key.fact_id == as_key(fact_id))
    ).scalar_one_or_none()
    return stored == digest


def a_reason(written: str) -> str:
    """Why somebody decides so; raises :class:`NotDone` for nothing, or too much of it."""
    why = " ".join(written.split())
    if not why or len(why) > LONGEST_REASON:
        raise NotDone(f"--reason must say why, in at most {LONGEST_REASON} characters.")
    return why


def _local(connection: Connection, company_id: str, at_ms: int) -> str:
    """An instant as the company's clock shows it."""
    at = datetime.fromtimestamp(at_ms // 1000, tz=UTC).astimezone(zone_of(connection, company_id))
    return at.strftime("%Y-%m-%d %H:%M")
