"""Leases as the sync child tells and hears of them: ``LeaseBook`` of :mod:`sync.client.ports`.

What is given back is durable before the server is told, and what was granted is kept before it is spent from (LEASE).
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from pos_app.storage import lease_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.opening import open_unlocked
from sync.protocol.v1.lease_messages import (
    MOST_LEASES,
    Lease,
    LeaseAnswer,
    LeasedCard,
    LeasedPoints,
    LeaseReport,
    LeaseReturned,
    Neighbour,
)


class Standing(msgspec.Struct, frozen=True):
    """How it stands with the leases: ``LeaseStanding`` of :mod:`sync.client.ports`."""

    epoch: str
    revision: int
    to_tell: bool
    used: int
    heard: tuple[int, int]


_ALL = "~"
"""After every lease id: all were listed."""


class SyncLeases:
    """The leases in ``folder``, for the child that holds its ``sync.lock``."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._database = open_unlocked(folder, key)

    def standing(self) -> Standing:
        """What there is to tell. Cheap: asked several times a second."""
        database = self._database
        epoch, revision, listed = database.row(sql.STATE) or ("", 0, "")
        to_tell = listed != _ALL or database.row(sql.UNTOLD) is not None or _can_give_back(database)
        return Standing(epoch, revision, to_tell, database.number(sql.LAST_USED), self._heard())

    def _heard(self) -> tuple[int, int]:
        row = self._database.row(sql.HEARD)
        return (row[0], row[1]) if row else (0, 0)

    def prepare(self, head: int) -> LeaseReport:
        """What to report: first all that is recalled and not taken is given back, durably."""
        with self._database.writing() as database:
            for (lease_id,) in database.rows(sql.RECALLED):
                database.run(sql.GIVE_BACK, (lease_id,))
                if not database.number(sql.UNSETTLED, (lease_id,)):
                    database.run(sql.GIVE_UP, (lease_id,))
        epoch, revision, listed = database.row(sql.STATE) or ("", 0, "")
        held: tuple[Lease, ...] = ()
        if epoch and listed != _ALL:
            held = tuple(_held(database, row) for row in database.rows(sql.TO_LIST, (listed,))[:MOST_LEASES])
        returned = tuple(
            LeaseReturned(
                lease_id,
                tuple((account, points) for account, points in database.rows(sql.RETURNED, (lease_id,))),
                bool(given_up),
            )
            for lease_id, given_up in database.rows(sql.UNTOLD)[:MOST_LEASES]
        )
        return LeaseReport(epoch=epoch, revision=revision, head=head, returned=returned, held=held)

    def take_in(self, report: LeaseReport, answer: LeaseAnswer, sent_ms: int) -> None:
        """Keep what the server answered to ``report``, which left at ``sent_ms`` by this till's clock.

        From another epoch nothing is taken in: all that is held has to be told first.
        """
        with self._database.writing() as database:
            if answer.epoch != report.epoch:
                database.run(sql.NOTHING_TOLD)
                database.run(sql.NO_POINTS_TOLD)
                database.run(sql.SET_STATE, (1, answer.epoch, 0, "", answer.as_of_ms, sent_ms))
                return
            for each in report.returned:
                for account, points in each.points:
                    database.run(sql.TOLD_POINTS, (points, each.lease_id, account))
                if each.closed:
                    database.run(sql.TOLD_CLOSED, (each.lease_id,))
            for lease in answer.leases:
                _keep(database, lease)
            _know_hub(database, answer.store)
            row = database.row(sql.STATE)
            listed = row[2] if row else ""
            if listed != _ALL:
                listed = report.held[-1].lease_id if len(report.held) == MOST_LEASES else _ALL
            revision = max(answer.revision, report.revision)
            database.run(sql.SET_STATE, (1, answer.epoch, revision, listed, answer.as_of_ms, sent_ms))

    def hub(self) -> tuple[str, bytes] | None:
        """The store's hub, as the server named it."""
        row = self._database.row(sql.HUB)
        return (str(row[0]), bytes(row[1])) if row else None

    def hub_to_hear(self) -> list[tuple[str, bool]]:
        """What is to be let go at the store's hub, by the ids under which it was asked for; whether that are things."""
        rows = self._database.rows(sql.HUB_TO_LET_GO, ("",))
        return [(str(asked_id), bool(basket_id)) for asked_id, basket_id in rows]

    def hub_heard(self, asked_id: str) -> None:
        """The hub has heard of it."""
        with self._database.writing() as database:
            database.run(sql.HUB_HEARD, (asked_id,))

    def note_clock(self, server_ms: int, till_ms: int) -> None:
        """The server's clock showed ``server_ms`` when this till's showed ``till_ms`` or less."""
        with self._database.writing() as database:
            database.run(sql.CLOCK_RUNS, (server_ms, till_ms))

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _know_hub(database: Database, store: tuple[Neighbour, ...]) -> None:
    """The hub that the server names, or none."""
    hubs = [(1, each.device_id, each.public_key) for each in store if each.number == 0][:1]
    known = database.row(sql.HUB)
    if [known] != [each[1:] for each in hubs] and (known or hubs):
        database.run(sql.NO_HUB)
        database.run_many(sql.KEEP_HUB, [each for each in hubs if len(each[2]) == 32])


def _can_give_back(database: Database) -> bool:
    """Whether something that was recalled is not taken, or not any more."""
    return any(
        any(granted > returned + taken for _, granted, returned, taken in database.rows(sql.POINTS_OF, row))
        or not database.number(sql.UNSETTLED, row)
        for row in database.rows(sql.RECALLED)
    )


def _keep(database: Database, lease: Lease) -> None:
    """One lease as the server has it: its counters grow, and what is over stays over."""
    card = lease.card or LeasedCard("")
    flags = (lease.revision, int(lease.recalled), int(lease.closed), 0, 0)
    of_card = (card.expires_on, int(card.is_single_purpose), card.vat_code, card.vat_basis_points)
    terms = (int(lease.things), lease.cursor, lease.term_ms, lease.grace_ms)
    database.run(sql.KEEP_LEASE, (lease.lease_id, lease.holder_id, *terms, *flags, *of_card))
    database.run(sql.MEMBERS_GONE, (lease.lease_id,))
    database.run_many(sql.KEEP_MEMBER, [(member, lease.lease_id) for member in dict.fromkeys(lease.members)])
    for points in lease.points:
        row = (lease.lease_id, points.account, points.granted, points.returned, points.returned)
        database.run(sql.KEEP_POINTS, row)
    if database.number(sql.IS_GIVEN_UP, (lease.lease_id,)):
        database.run(sql.GIVE_BACK, (lease.lease_id,))  # it was granted more while this till gave it up


def _held(
    database: Database, row: tuple[str, str, int, int, int, int, int, int, str, int, str, int]
) -> Lease:
    lease_id, holder, things, cursor, term, grace, revision, recalled, expires_on, single, vat, basis = row
    return Lease(
        lease_id=lease_id,
        holder_id=holder,
        members=tuple(member for (member,) in database.rows(sql.MEMBERS_OF, (lease_id,))),
        points=tuple(
            LeasedPoints(account, granted, returned)
            for account, granted, returned, _ in database.rows(sql.POINTS_OF, (lease_id,))
        ),
        things=bool(things),
        cursor=cursor,
        term_ms=term,
        grace_ms=grace,
        revision=revision,
        recalled=bool(recalled),
        card=LeasedCard(expires_on, bool(single), vat, basis) if expires_on else None,
    )
