"""``POST /v1/leases``: a keeper says what it gave back, and hears what it keeps (LEASE).

A keeper is a till or a store's hub, known here by its id and its store. It asks every few minutes, at once when its
presence tells of a newer revision, and after its own sales were acknowledged; asked again, everything is answered again
(KEY=EFFECT).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from pos_app.domain.gift_card import card_of_holder
from sync.protocol.v1.lease_messages import (
    MOST_LEASES,
    Lease,
    LeaseAnswer,
    LeasedPoints,
    LeaseReport,
    LeaseReturned,
)
from sync.protocol.v1.problems import Code
from sync.server.holding.gift_cards import card_lent
from sync.server.holding.hubs import HUB_NUMBER, neighbours_of
from sync.server.holding.lease_ending import close_told, end, repay_with
from sync.server.holding.lease_epochs import Awaited, has_told, is_waiting, state_of
from sync.server.holding.lease_granting import Lending
from sync.server.holding.lease_homes import leave_homes, move_in
from sync.server.holding.leases import (
    Counters,
    KeptLease,
    LeaseState,
    change,
    count,
    counters_of,
    find_lease,
    kept,
    make_lease,
    named_leases,
    note,
    revision_of,
)
from sync.server.problems import Declined
from sync.server.schema import tables
from sync.server.schema.lease_tables import keeper_lease, lease_keeper

_MOST_ACCOUNTS = 50
_LARGEST_COUNTER = 2**53


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who reports: a till of a store, whose journal is stored up to ``acked``; or the store's hub, which has none."""

    company_id: str
    keeper_id: str
    store_id: str
    acked: int
    is_hub: bool


def take_report(
    connection: Connection, company_id: str, till_id: str, report: LeaseReport, now_ms: int
) -> LeaseAnswer:
    """Take what a keeper says and answer what it keeps. Raises :class:`Declined` 422 for an impossible report."""
    _check(report)
    keeper = _keeper(connection, company_id, till_id)
    epoch = connection.execute(
        select(tables.company.c.epoch).where(tables.company.c.company_id == company_id)
    ).scalar_one()
    if report.epoch != epoch:  # it speaks of what this server may have forgotten: it is to tell everything
        return LeaseAnswer(epoch=epoch, as_of_ms=now_ms, revision=0, more=False)
    for each in report.held:
        _hear_held(connection, keeper, each, epoch, now_ms)
    for said in report.returned:
        _hear_returned(connection, keeper, said, report.head, now_ms)
    is_clean = keeper.acked >= report.head
    listed = _note_report(connection, keeper, report, epoch, now_ms, is_clean=is_clean)
    if not report.wants:
        leave_homes(connection, company_id, till_id)
    elif keeper.is_hub:
        move_in(connection, company_id, keeper.store_id, till_id)
    close_told(connection, company_id, till_id, keeper.acked, now_ms)
    if listed and is_clean and state_of(connection, company_id, till_id) is Awaited.AWAITED:
        _close_unlisted(connection, keeper, epoch, now_ms)
        has_told(connection, company_id, till_id, now_ms)
    more = False
    if not is_waiting(connection, company_id):
        lending = Lending(
            *(connection, company_id, till_id, keeper.store_id, epoch, now_ms), is_hub=keeper.is_hub
        )
        more = lending.look(wants=report.wants)
    return _answer(connection, keeper, report, epoch, now_ms, more=more)


def _hear_returned(
    connection: Connection, keeper: Keeper, said: LeaseReturned, head: int, now_ms: int
) -> None:
    """Counters only grow, so that a report which comes late or twice changes nothing."""
    of = find_lease(connection, keeper.company_id, said.lease_id)
    if of is None or of.keeper_id != keeper.keeper_id or not of.is_open:
        return
    counters = counters_of(connection, of)
    for account, returned in said.points:
        now = counters.get(account)
        if now is None:
            continue
        heard = min(returned, now.granted - now.settled)
        if heard > now.returned:
            count(connection, of, account, returned=heard)
            name = f"lease/{of.lease_id}/{account}/returned/{heard}"
            repay_with(connection, of, account, heard - now.returned, name, now_ms)
    if said.closed and not of.is_closing:
        note(connection, of, closing_ms=now_ms, closing_head=head)
    if said.closed:
        note(connection, of, closing_baskets="\n".join(said.baskets))


def _hear_held(connection: Connection, keeper: Keeper, held: Lease, epoch: str, now_ms: int) -> None:
    """What a keeper holds in an epoch that began without knowing of it is written back."""
    known = find_lease(connection, keeper.company_id, held.lease_id)
    if known is None:
        _write_back(connection, keeper, held, epoch, now_ms)
        return
    # A till's sale under its hub's lease may have come before the hub spoke.
    may_hold = known.keeper_id == keeper.keeper_id or (
        known.state is LeaseState.RESTORED and known.store_id == keeper.store_id and keeper.is_hub
    )
    if not may_hold or known.holder_id != held.holder_id:
        return
    if known.state is LeaseState.RESTORED:
        note(connection, known, keeper_id=keeper.keeper_id)
        known = replace(known, keeper_id=keeper.keeper_id)
        _merge(connection, known, held)
        change(connection, known, **_as_held(held, epoch), state=LeaseState.OPEN)
        _flag(connection, keeper, held.lease_id, now_ms)
    elif known.is_open:
        _merge(connection, known, held)
        term_ms = max(known.term_ms, held.term_ms)
        free_ms = max(known.free_ms, held.term_ms + held.grace_ms)
        change(connection, known, held_epoch=epoch, term_ms=term_ms, free_ms=free_ms)
    else:
        change(connection, known)  # it is over: the keeper has missed that


def _write_back(connection: Connection, keeper: Keeper, held: Lease, epoch: str, now_ms: int) -> None:
    """A lease that a restored server has forgotten; one of a till that was given up is over (it cannot come back)."""
    is_awaited = state_of(connection, keeper.company_id, keeper.keeper_id) is Awaited.AWAITED
    make_lease(
        connection,
        {
            "company_id": keeper.company_id,
            "holder_id": held.holder_id,
            "lease_id": held.lease_id,
            "keeper_id": keeper.keeper_id,
            "store_id": keeper.store_id,
            "made_ms": now_ms,
            "revision": 0,
            **_as_held(held, epoch),
        },
    )
    made = find_lease(connection, keeper.company_id, held.lease_id)
    assert made is not None
    _merge(connection, made, held)
    if is_awaited:
        change(connection, made)
        _flag(connection, keeper, held.lease_id, now_ms)
    else:
        end(connection, made, LeaseState.WRITTEN_OFF, now_ms, reason="the server had forgotten it")


def _as_held(held: Lease, epoch: str) -> dict[str, object]:
    return {
        "members": "\n".join(held.members),
        "things": int(held.things),
        "cursor": held.cursor,
        "term_ms": held.term_ms,
        "free_ms": held.term_ms + held.grace_ms,
        "held_epoch": epoch,
    }


def _merge(connection: Connection, of: KeptLease, held: Lease) -> None:
    """Counters only grow: of two words the larger is the newer."""
    counters = counters_of(connection, of)
    for said in held.points:
        now = counters.get(said.account, Counters(0, 0, 0))
        granted = max(now.granted, said.granted)
        returned = min(max(now.returned, said.returned), granted - now.settled - now.freed)
        count(connection, of, said.account, granted=granted, returned=returned)


def _close_unlisted(connection: Connection, keeper: Keeper, epoch: str, now_ms: int) -> None:
    """What this till no longer holds was over before the restore, and all that it sold is here."""
    table = keeper_lease.c
    found = connection.execute(
        select(table.holder_id, table.lease_id)
        .where(
            table.company_id == keeper.company_id,
            table.keeper_id == keeper.keeper_id,
            table.state == LeaseState.OPEN,
        )
        .order_by(table.lease_id)
    ).all()
    leases = named_leases(connection, keeper.company_id, [(row[0], row[1]) for row in found])
    rows = [row for row in leases if row.held_epoch != epoch]
    for row in rows:
        end(connection, kept(row), LeaseState.CLOSED, now_ms, reason="not held when the server was restored")


def _note_report(
    connection: Connection,
    keeper: Keeper,
    report: LeaseReport,
    epoch: str,
    now_ms: int,
    *,
    is_clean: bool,
) -> bool:
    """Remember who reported. Returns whether the keeper has listed all that it holds in this epoch: a full page of
    held leases has another one behind it.
    """
    table = lease_keeper
    mine = (table.c.company_id == keeper.company_id, table.c.keeper_id == keeper.keeper_id)
    before = connection.execute(select(table.c.epoch).where(*mine)).scalar_one_or_none()
    listed = before == epoch or len(report.held) < MOST_LEASES
    values: dict[str, object] = {
        "store_id": keeper.store_id,
        "wants": int(report.wants),
        "epoch": epoch if listed else before or "",
        "reported_ms": now_ms,
        "handed_out": report.handed_out,
    }
    if is_clean:
        values["clean_ms"] = now_ms
    if before is None:
        key = {"company_id": keeper.company_id, "keeper_id": keeper.keeper_id}
        connection.execute(insert(table), {**key, **values})
    else:
        connection.execute(update(table).where(*mine).values(**values))
    return listed


def _answer(
    connection: Connection, keeper: Keeper, report: LeaseReport, epoch: str, now_ms: int, *, more: bool
) -> LeaseAnswer:
    newest = revision_of(connection, keeper.company_id, keeper.keeper_id)
    asked = report.revision if report.revision <= newest else 0
    table = keeper_lease.c
    wanted: list[ColumnElement[bool]] = [
        table.company_id == keeper.company_id,
        table.keeper_id == keeper.keeper_id,
        table.revision > asked,
    ]
    if not asked:  # whoever begins has nothing that could be over, but for what it says it holds
        ids = [each.lease_id for each in report.held]
        wanted.append((table.state == LeaseState.OPEN) | table.lease_id.in_(ids))
    found = connection.execute(
        select(table.holder_id, table.lease_id)
        .where(*wanted)
        .order_by(table.revision, table.lease_id)
        .limit(MOST_LEASES + 1)
    ).all()
    is_cut = len(found) > MOST_LEASES
    named = [(row[0], row[1]) for row in found[:MOST_LEASES]]
    rows = named_leases(connection, keeper.company_id, named)
    return LeaseAnswer(
        epoch=epoch,
        as_of_ms=now_ms,
        revision=rows[-1].revision if is_cut else newest,
        more=is_cut or more,
        leases=tuple(_told(connection, row, now_ms) for row in rows),
        store=neighbours_of(connection, keeper.company_id, keeper.keeper_id, keeper.store_id),
    )


def _told(connection: Connection, row: Row[tuple[object, ...]], now_ms: int) -> Lease:
    of = kept(row)
    card_id = card_of_holder(of.holder_id) if of.is_open else ""
    return Lease(
        lease_id=of.lease_id,
        holder_id=of.holder_id,
        members=of.members,
        points=tuple(
            LeasedPoints(account, each.granted, each.returned)
            for account, each in counters_of(connection, of).items()
        ),
        things=of.things,
        cursor=of.cursor,
        term_ms=of.term_ms,
        grace_ms=of.free_ms - of.term_ms,
        revision=of.revision,
        recalled=of.is_recalled and of.is_open,
        closed=not of.is_open,
        card=card_lent(connection, of.company_id, card_id, now_ms) if card_id else None,
    )


def _keeper(connection: Connection, company_id: str, till_id: str) -> Keeper:
    till = tables.till.c
    row = connection.execute(
        select(till.store_id, till.acked, till.till_number).where(
            till.company_id == company_id, till.till_id == till_id
        )
    ).one()
    return Keeper(company_id, till_id, row.store_id, row.acked, row.till_number == HUB_NUMBER)


def _flag(connection: Connection, keeper: Keeper, lease_id: str, now_ms: int) -> None:
    """Something for a person to look at that stands beside no record (sequence 0)."""
    table = tables.review
    key = {"company_id": keeper.company_id, "till_id": keeper.keeper_id, "sequence": 0}
    last = connection.execute(
        select(func.max(table.c.entry)).where(
            table.c.company_id == keeper.company_id,
            table.c.till_id == keeper.keeper_id,
            table.c.sequence == 0,
        )
    ).scalar_one()
    connection.execute(
        insert(table),
        {
            **key,
            "entry": 0 if last is None else last + 1,
            "code": "lease-restored",
            "detail": f"lease {lease_id} was written back as its keeper holds it",
            "raised_ms": now_ms,
        },
    )


def _check(report: LeaseReport) -> None:
    if max(len(report.held), len(report.returned)) > MOST_LEASES:
        raise Declined(422, Code.MALFORMED, f"at most {MOST_LEASES} leases in a report")
    if report.head < 0 or report.revision < 0 or not 0 <= report.handed_out <= _LARGEST_COUNTER:
        raise Declined(422, Code.MALFORMED, "a head, a revision and parts of 0 or more are needed")
    ids = [(each.lease_id, "x") for each in report.returned]
    ids += [(each.lease_id, each.holder_id) for each in report.held]
    if any(not 0 < len(text) <= 64 for pair in ids for text in pair):
        raise Declined(422, Code.MALFORMED, "ids have 1 to 64 characters")
    if len({lease_id for lease_id, _ in ids}) < max(len(report.held), len(report.returned)):
        raise Declined(422, Code.MALFORMED, "each lease once")
    amounts = [(account, points, 0) for each in report.returned for account, points in each.points]
    amounts += [(each.account, each.granted, each.returned) for held in report.held for each in held.points]
    if any(not 0 < len(account) <= 64 or not _are_sound(*points) for account, *points in amounts):
        raise Declined(
            422, Code.MALFORMED, f"counters from 0 to {_LARGEST_COUNTER} of named accounts are needed"
        )
    if any(
        len(each.baskets) > MOST_LEASES
        or max(map(len, each.baskets), default=1) > 64
        or "\n" in "".join(each.baskets)
        for each in report.returned
    ):
        raise Declined(422, Code.MALFORMED, "baskets have ids of 1 to 64 characters")
    for each in report.held:
        is_sound = 0 <= each.term_ms < 2**52 and 0 <= each.grace_ms < 2**52 and 0 <= each.cursor < 2**53
        if not is_sound or len(each.members) > 100 or len(each.points) > _MOST_ACCOUNTS:
            raise Declined(422, Code.MALFORMED, "no lease was ever like that")


def _are_sound(*counters: int) -> bool:
    return all(0 <= each <= _LARGEST_COUNTER for each in counters)
