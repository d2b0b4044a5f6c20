"""A till that was copied has two histories (FORK). Both are shown side by side; both are real sales, so both are taken
into the books; and the till may speak again once it is known that only one machine speaks for it.

What goes on from what is stored becomes part of the till's journal. Another history becomes a journal of its own, under
the till's id with ``~1``: its records name the till, nobody can send to it, and every chain verifies (CHAIN).

A till whose own journal was changed or damaged has no copy; what it made behind the broken place follows nothing that
is stored. It is taken in the same way, as a journal that begins at the first record that can be read there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, insert, select, update

from sync.protocol.envelope import FIRST_PREVIOUS, open_envelope
from sync.protocol.v1.messages import Personal
from sync.protocol.v1.problems import Code
from sync.server.care.decisions import Decider, decider, note
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.intake.arrivals import Arrival
from sync.server.intake.keeping_aside import BROKEN, FORK, FROZEN
from sync.server.intake.taking import TillState, known_facts, take, till_state
from sync.server.schema import tables
from sync.server.schema.dialects import as_key
from sync.server.schema.return_tables import returned

COPY = "copy"
"""Why nothing is taken from the journal of a second history: nobody speaks for it."""
TAKEN_IN, THAWED = "taken-in", "thawed"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many records went on from the till's own history, how many belong to others, and how many fit nowhere."""

    own: int
    others: int
    left: int


def the_till(connection: Connection, company: Company, till_id: str) -> Row[Any]:
    """A till's row; raises :class:`NotDone` where there is none."""
    till = tables.till
    found = connection.execute(
        select(till).where(till.c.company_id == company.company_id, till.c.till_id == till_id)
    ).one_or_none()
    if found is None:
        raise NotDone(f"There is no till {till_id[:64]!r}: see `trofast-server status`.")
    return found


def kept_aside(
    connection: Connection,
    company_id: str,
    till_id: str,
    *,
    open_only: bool = True,
    reasons: Sequence[str] = (FORK, FROZEN),
) -> Sequence[Row[Any]]:
    """What was kept aside of a till's histories, in sequence."""
    aside = tables.quarantine
    statement = select(aside).where(
        aside.c.company_id == company_id, aside.c.till_id == till_id, aside.c.reason.in_(reasons)
    )
    if open_only:
        statement = statement.where(aside.c.settled_ms == 0)
    return connection.execute(statement.order_by(aside.c.sequence, aside.c.received_ms, aside.c.hash)).all()


def take_in(
    connection: Connection,
    company: Company,
    till_id: str,
    *,
    by: str,
    reason: str,
    now_ms: int,
    unchained: bool = False,
) -> TakenIn:
    """Store every record of all histories once, with its effects. The till stays frozen. ``unchained``: also what
    follows nothing; of a till whose journal is broken that is taken in any case.
    """
    who = decider(by, reason, now_ms)
    till = the_till(connection, company, till_id)
    unchained = unchained or till.frozen in BROKEN
    reasons = (FORK, FROZEN, str(Code.CHAIN_BROKEN)) if unchained else (FORK, FROZEN)
    rows = kept_aside(connection, company.company_id, till_id, reasons=reasons)
    if not rows:
        raise NotDone(f"Nothing of till {till_id} is kept aside for a second history.")
    waiting = {row.hash: _arrival(row) for row in rows}
    came_ms = {row.hash: row.received_ms for row in rows}
    own = till_state(connection, company.company_id, till_id)
    counted = {True: 0, False: 0}
    known = [own, *_others(connection, company.company_id, till_id)]
    journals, is_last_look = list(known), False
    while journals:
        journal = journals.pop(0)
        for part in _goes_on(journal, waiting.values(), came_ms, is_last_look=is_last_look):
            if part.sequence != journal.acked + 1:
                break  # the one before it was refused
            waiting.pop(part.hash)
            counted[journal is own] += _take_one(connection, journal, part, who)
        if not journals and (unchained or not is_last_look):
            begin = _unchained if is_last_look else _begun
            begun = begin(connection, till, waiting.values(), now_ms)
            known += begun
            journals = begun or ([] if is_last_look else list(known))
            is_last_look = not begun
    if sum(counted.values()) == 0:
        raise NotDone(
            "None of these records follows what is stored here. If no more will come from that machine, take them in"
            " with --unchained; see also `trofast-server review`."
        )
    note(connection, company.company_id, till_id, 0, FORK, TAKEN_IN, who)
    return TakenIn(counted[True], counted[False], len(waiting))


def thaw(
    connection: Connection,
    company: Company,
    till_id: str,
    *,
    by: str,
    reason: str,
    copy_is_gone: bool,
    now_ms: int,
) -> None:
    """Take records from this till again: from the one machine that still speaks for it.

    The other has to be enrolled anew first (there is a younger till in the same store), or be gone for good.
    """
    who = decider(by, reason, now_ms)
    till = the_till(connection, company, till_id)
    if till.frozen != FORK:
        enrol = " Its journal is broken: enrol the machine anew." if till.frozen in BROKEN else ""
        raise NotDone(f"Till {till_id} is not frozen for a second history.{enrol}")
    if kept_aside(connection, company.company_id, till_id):
        raise NotDone("Records of its histories are kept aside: run `trofast-server till take-in` first.")
    since = min(
        (row.received_ms for row in kept_aside(connection, company.company_id, till_id, open_only=False)),
        default=0,
    )
    younger = connection.execute(
        select(tables.till.c.till_id)
        .where(
            tables.till.c.company_id == company.company_id,
            tables.till.c.store_id == till.store_id,
            tables.till.c.enrolled_ms >= since,
            tables.till.c.public_key != b"",
            tables.till.c.till_id != till_id,
        )
        .limit(1)
    ).first()
    if younger is None and not copy_is_gone:
        raise NotDone(
            "No till of that store was enrolled since the copy was seen: enrol one of the two machines anew"
            " (`trofast-server enrol-code`), or say --copy-is-gone when its disk was wiped."
        )
    connection.execute(
        update(tables.till)
        .where(tables.till.c.company_id == company.company_id, tables.till.c.till_id == till_id)
        .values(frozen="")
    )
    note(connection, company.company_id, till_id, 0, FORK, THAWED, who)


def _arrival(row: Row[Any]) -> Arrival:
    try:
        envelope = open_envelope(row.envelope)
    except msgspec.MsgspecError:
        envelope = None
    personal = msgspec.msgpack.decode(row.personal, type=Personal) if row.personal else None
    return Arrival(row.sequence, row.hash, row.envelope, envelope, personal)


def _goes_on(
    journal: TillState, waiting: Iterable[Arrival], came_ms: Mapping[bytes, int], *, is_last_look: bool
) -> list[Arrival]:
    """The records that follow a journal's head, one after the other. One that cannot be read does not say whom it
    follows: it does when the next one names it, and it came in the same batch as the one before (or nobody else wants
    it).
    """
    by_place: dict[int, list[Arrival]] = {}
    for each in waiting:
        by_place.setdefault(each.sequence, []).append(each)
    head, sequence, chain = journal.head, journal.acked, []
    while following := by_place.get(sequence + 1):
        named = {each.envelope.previous for each in by_place.get(sequence + 2, ()) if each.envelope}
        found = next(
            (each for each in following if each.envelope is not None and each.envelope.previous == head),
            next((each for each in following if each.envelope is None and each.hash in named), None),
        )
        if found is None:
            break
        came_with = came_ms.get(head) == came_ms[found.hash]
        if found.envelope is None and not came_with and not is_last_look:
            break
        chain.append(found)
        head, sequence = found.hash, found.sequence
    return chain


def _take_one(connection: Connection, journal: TillState, arrival: Arrival, who: Decider) -> int:
    """Store one record in its journal; returns 1 when it was. What is refused stays aside, for another reason."""
    refusal = take(connection, journal, [arrival], who.at_ms)
    aside = tables.quarantine
    mine = (
        aside.c.company_id == journal.company_id,
        aside.c.till_id == journal.till_id.partition("~")[0],
        aside.c.hash == arrival.hash,
    )
    if refusal is not None:
        connection.execute(update(aside).where(*mine).values(reason=str(refusal.problem.code)))
        return 0
    connection.execute(update(aside).where(*mine).values(settled_ms=who.at_ms))
    return 1


def _others(connection: Connection, company_id: str, till_id: str) -> list[TillState]:
    """The journals of further histories that were taken in before."""
    till = tables.till.c
    ids = connection.execute(
        select(till.till_id)
        .where(till.company_id == company_id, till.frozen == COPY, till.till_id.startswith(f"{till_id}~"))
        .order_by(till.till_id)
    ).scalars()
    return [till_state(connection, company_id, each) for each in list(ids)]


def _begun(
    connection: Connection, till: Row[Any], waiting: Iterable[Arrival], now_ms: int
) -> list[TillState]:
    """A journal for the next history that parts from what is stored of the till."""
    record = tables.record.c
    for arrival in sorted(waiting, key=lambda each: each.sequence):
        if arrival.envelope is None:
            continue
        before = arrival.sequence - 1
        head: bytes | None = FIRST_PREVIOUS
        if before:
            head = connection.execute(
                select(record.hash).where(
                    record.company_id == till.company_id,
                    record.till_id == till.till_id,
                    record.sequence == before,
                )
            ).scalar_one_or_none()
        if head is not None and head == arrival.envelope.previous:
            return [_journal(connection, till, before, head, now_ms)]
    return []


def _unchained(
    connection: Connection, till: Row[Any], waiting: Iterable[Arrival], now_ms: int
) -> list[TillState]:
    """A journal that begins at the first record that names this till and place, and is not known: whom it follows
    nobody has, so its own word is the beginning.
    """
    arrivals = sorted(waiting, key=lambda each: each.sequence)
    known = known_facts(connection, till.company_id, arrivals)
    for arrival in arrivals:
        envelope = arrival.envelope
        if envelope is None or as_key(envelope.fact_id) in known:
            continue
        named = (envelope.company_id, envelope.till_id, envelope.sequence)
        if named == (till.company_id, till.till_id, arrival.sequence):
            return [_journal(connection, till, arrival.sequence - 1, envelope.previous, now_ms)]
    return []


def _journal(connection: Connection, till: Row[Any], acked: int, head: bytes, now_ms: int) -> TillState:
    number = 1 + len(_others(connection, till.company_id, till.till_id))
    own = till_state(connection, till.company_id, till.till_id)
    begun = replace(own, till_id=f"{till.till_id}~{number}", acked=acked, head=head, sales=0, frozen=COPY)
    begun.last_receipt = _receipt_at(connection, till, acked)
    connection.execute(
        insert(tables.till),
        {
            "company_id": till.company_id,
            "till_id": begun.till_id,
            "store_id": till.store_id,
            "till_number": till.till_number,
            "public_key": b"",  # no signature is ever good for it
            "software": till.software,
            "enrolled_ms": now_ms,
            "seen_ms": now_ms,
            "acked": acked,
            "head": head,
            "sales": 0,
            "last_receipt": begun.last_receipt,
            "frozen": COPY,
        },
    )
    return begun


def _receipt_at(connection: Connection, till: Row[Any], sequence: int) -> int:
    """The number of the last receipt that both histories share."""
    number = 0
    for table in (tables.sale, returned):
        found = connection.execute(
            select(func.max(table.c.receipt_number)).where(
                table.c.company_id == till.company_id,
                table.c.till_id == till.till_id,
                table.c.sequence <= sequence,
            )
        ).scalar_one()
        number = max(number, found or 0)
    return number
