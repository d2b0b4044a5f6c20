"""The hub's leases as its follower tells and hears of them: ``LeaseBook`` of :mod:`sync.client.ports`.

What goes back is on the disk before the server is told, and what was granted is kept before it is handed out (LEASE).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, delete, func, insert, select, update

from sync.hub.leases import clock_runs, taken_of_points, the_state
from sync.hub.tables import lease, lease_member, leased_points, part, state
from sync.protocol.v1.lease_messages import (
    MOST_LEASES,
    Lease,
    LeaseAnswer,
    LeasedPoints,
    LeaseReport,
    LeaseReturned,
    Neighbour,
)
from sync.server.database import Database
from sync.server.schema.tables import till

_ALL = "~"
"""After every lease id: all were listed."""
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Lease)


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with the leases: ``LeaseStanding`` of :mod:`sync.client.ports`. A hub's own records use nothing."""

    epoch: str
    revision: int
    to_tell: bool
    used: int
    heard: tuple[int, int]


class HubBook:
    """The book of the hub that has its place at ``company_id`` and ``store_id``."""

    def __init__(self, database: Database, company_id: str, store_id: str) -> None:
        self._database = database
        self._company_id = company_id
        self._store_id = store_id

    def standing(self) -> Standing:
        """How it stands. Cheap: asked several times a second."""
        with self._database.read() as connection:
            now = the_state(connection)
            to_tell = now.listed != _ALL or bool(_untold(connection)) or _has_to_give_back(connection)
            return Standing(now.epoch, now.revision, to_tell, 0, (now.server_ms, now.hub_ms))

    def prepare(self, head: int) -> LeaseReport:
        """Give back what was recalled, and what has to be turned over; then say what there is to report."""
        with self._database.write() as connection:
            _turn_over(connection)
            for lease_id in _asked_back(connection):
                _give_back(connection, lease_id)
                connection.execute(update(lease).where(lease.c.lease_id == lease_id).values(given_up=1))
            now = the_state(connection)
            held: tuple[Lease, ...] = ()
            if now.epoch and now.listed != _ALL:
                held = _held(connection, now.listed)
            returned = tuple(
                LeaseReturned(
                    lease_id,
                    _returned(connection, lease_id),
                    bool(given_up),
                    _baskets(connection, lease_id) if given_up else (),
                )
                for lease_id, given_up in _untold(connection)[:MOST_LEASES]
            )
            return LeaseReport(
                epoch=now.epoch,
                revision=now.revision,
                head=head,
                returned=returned,
                held=held,
                handed_out=_handed_out(connection),
            )

    def take_in(self, report: LeaseReport, answer: LeaseAnswer, sent_ms: int) -> None:
        """Keep what the server answered to ``report``, which left at ``sent_ms`` by the hub's clock. From another epoch
        nothing is taken in: all that is held has to be told first.
        """
        with self._database.write() as connection:
            if answer.epoch != report.epoch:
                connection.execute(update(lease).values(told=0))
                connection.execute(update(leased_points).values(told=0))
                _note_state(connection, answer.epoch, 0, "")
                clock_runs(connection, answer.as_of_ms, sent_ms)
                return
            for said in report.returned:
                self._told(connection, said)
            for each in answer.leases:
                _keep(connection, each)
            self._know(connection, answer.store)
            listed = the_state(connection).listed
            if listed != _ALL:
                listed = report.held[-1].lease_id if len(report.held) == MOST_LEASES else _ALL
            _note_state(connection, answer.epoch, max(answer.revision, report.revision), listed)
            clock_runs(connection, answer.as_of_ms, sent_ms)

    def hub(self) -> tuple[str, bytes] | None:
        """A hub has none beside it."""
        return None

    def hub_to_hear(self) -> Sequence[tuple[str, bool]]:
        """It asks nobody for parts."""
        return ()

    def hub_heard(self, asked_id: str) -> None:
        """It asks nobody for parts."""

    def note_clock(self, server_ms: int, till_ms: int) -> None:
        """The server's clock showed ``server_ms`` when the hub's showed ``till_ms`` or less."""
        with self._database.write() as connection:
            clock_runs(connection, server_ms, till_ms)

    def _told(self, connection: Connection, said: LeaseReturned) -> None:
        points = leased_points
        for account, returned in said.points:
            connection.execute(
                update(points)
                .where(points.c.lease_id == said.lease_id, points.c.account == account)
                .values(told=returned)
            )
        if said.closed and _baskets(connection, said.lease_id) == said.baskets:
            connection.execute(update(lease).where(lease.c.lease_id == said.lease_id).values(told=1))

    def _know(self, connection: Connection, store: Sequence[Neighbour]) -> None:
        """The tills of the store, and nobody else, may ask."""
        connection.execute(delete(till))
        rows = [
            {
                "company_id": self._company_id,
                "till_id": each.device_id,
                "store_id": self._store_id,
                "till_number": each.number,
                "public_key": each.public_key,
                "software": "",
                "enrolled_ms": 0,
                "seen_ms": 0,
                "head": b"",
            }
            for each in store
            if each.number > 0 and len(each.public_key) == 32
        ]
        if rows:
            connection.execute(insert(till), rows)


def _note_state(connection: Connection, epoch: str, revision: int, listed: str) -> None:
    connection.execute(update(state).values(epoch=epoch, revision=revision, listed=listed))


def _turn_over(connection: Connection) -> None:
    """The line is up: a lease under which things were handed out goes back, so that the next one begins with a view of
    the member that has them, and any till may be asked again.
    """
    used = select(part.c.lease_id).where(part.c.basket_id != "", part.c.amount == 0, part.c.freed == 0)
    connection.execute(
        update(lease).where(lease.c.lease_id.in_(used), lease.c.closed == 0).values(recalled=1)
    )


def _asked_back(connection: Connection) -> list[str]:
    rows = connection.execute(
        select(lease.c.lease_id).where(lease.c.recalled == 1, lease.c.closed == 0).order_by(lease.c.lease_id)
    )
    return list(rows.scalars())


def _give_back(connection: Connection, lease_id: str) -> None:
    points = leased_points
    connection.execute(
        update(points)
        .where(points.c.lease_id == lease_id)
        .values(returned=points.c.granted - taken_of_points())
    )


def _has_to_give_back(connection: Connection) -> bool:
    """Whether something of what was asked back is neither handed out nor returned, or is not closed yet."""
    points = leased_points.c
    asked = select(lease.c.lease_id).where(lease.c.recalled == 1, lease.c.closed == 0)
    found = connection.execute(
        select(points.lease_id)
        .where(points.lease_id.in_(asked), points.granted - points.returned > taken_of_points())
        .limit(1)
    ).first()
    return found is not None or connection.execute(asked.where(lease.c.given_up == 0)).first() is not None


def _handed_out(connection: Connection) -> int:
    """How many parts of leases that are not over are with the tills, or were sold by them."""
    return connection.execute(
        select(func.count())
        .select_from(part)
        .join(lease, lease.c.lease_id == part.c.lease_id)
        .where(part.c.freed == 0, lease.c.closed == 0)
    ).scalar_one()


def _untold(connection: Connection) -> list[tuple[str, int]]:
    points = leased_points.c
    rows = connection.execute(
        select(lease.c.lease_id, lease.c.given_up)
        .where(
            (lease.c.told < lease.c.given_up)
            | lease.c.lease_id.in_(select(points.lease_id).where(points.told < points.returned))
        )
        .order_by(lease.c.lease_id)
    )
    return [(row[0], row[1]) for row in rows]


def _returned(connection: Connection, lease_id: str) -> tuple[tuple[str, int], ...]:
    points = leased_points.c
    rows = connection.execute(
        select(points.account, points.returned).where(points.lease_id == lease_id).order_by(points.account)
    )
    return tuple((row[0], row[1]) for row in rows)


def _baskets(connection: Connection, lease_id: str) -> tuple[str, ...]:
    """The baskets for which things are kept under a lease: the server waits for their sales."""
    rows = connection.execute(
        select(part.c.basket_id)
        .where(part.c.lease_id == lease_id, part.c.basket_id != "", part.c.freed == 0)
        .distinct()
        .order_by(part.c.basket_id)
    )
    return tuple(rows.scalars())


def _held(connection: Connection, listed: str) -> tuple[Lease, ...]:
    """What the hub holds, given up or not: a restored server may have to be told of both."""
    rows = connection.execute(
        select(lease.c.lease_id, lease.c.message)
        .where(lease.c.closed == 0, lease.c.lease_id > listed)
        .order_by(lease.c.lease_id)
        .limit(MOST_LEASES)
    ).all()
    return tuple(_as_held(connection, row.lease_id, _decoder.decode(row.message)) for row in rows)


def _as_held(connection: Connection, lease_id: str, told: Lease) -> Lease:
    points = leased_points.c
    rows = connection.execute(
        select(points.account, points.granted, points.returned)
        .where(points.lease_id == lease_id)
        .order_by(points.account)
    )
    return msgspec.structs.replace(told, points=tuple(LeasedPoints(*row) for row in rows))


def _keep(connection: Connection, told: Lease) -> None:
    """One lease as the server has it: its counters grow, and what is over stays over.

    A server that has heard of more returned than this file knows has heard it from a later state of the hub: the file
    came from a backup, so that nobody knows what was handed out since. Nothing more is, under that lease.
    """
    key = lease.c.lease_id == told.lease_id
    known = connection.execute(select(lease.c.recalled, lease.c.closed).where(key)).one_or_none()
    values = {
        "holder_id": told.holder_id,
        "message": _encoder.encode(told),
        "things": int(told.things),
        "cursor": told.cursor,
        "term_ms": told.term_ms,
        "recalled": int(told.recalled or bool(known and known.recalled)),
        "closed": int(told.closed or bool(known and known.closed)),
    }
    if known is None:
        new = {"lease_id": told.lease_id, "given_up": 0, "told": 0}
        connection.execute(insert(lease), {**new, **values})
    else:
        connection.execute(update(lease).where(key).values(**values))
    connection.execute(delete(lease_member).where(lease_member.c.lease_id == told.lease_id))
    members = [{"member_id": each, "lease_id": told.lease_id} for each in dict.fromkeys(told.members)]
    if members:
        connection.execute(insert(lease_member), members)
    is_behind = [_count(connection, told.lease_id, points) for points in told.points]
    if known is not None and any(is_behind) and not told.closed:
        connection.execute(update(lease).where(key).values(recalled=1))


def _count(connection: Connection, lease_id: str, told: LeasedPoints) -> bool:
    """Keep what was granted; whether the server knows of more returned than the hub does."""
    points = leased_points
    key = (points.c.lease_id == lease_id, points.c.account == told.account)
    known = connection.execute(select(points.c.granted, points.c.returned).where(*key)).one_or_none()
    if known is None:
        row = {"lease_id": lease_id, "account": told.account, "granted": told.granted}
        connection.execute(insert(points), {**row, "returned": told.returned, "told": told.returned})
        return False
    if told.granted > known.granted:
        connection.execute(update(points).where(*key).values(granted=told.granted))
    return bool(told.returned > known.returned)
