"""The leases that this till keeps: the port ``Leases`` on ``till.db``, and what a sale does to them in its transaction.

The port has a connection of its own, so that whoever waits for the server on another thread can take what is here as
soon as no answer came. SQLite lets one writer in at a time: what is left is counted and taken in one transaction.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_app.storage import lease_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.opening import open_unlocked
from pos_app.storage.state import decode_basket
from pos_app.storage.till_sql import OPEN_BASKET

if TYPE_CHECKING:  # the first paint looks at no lease
    from pos_app.domain.tender import Tender
    from pos_app.services.leases import FloorLimits, KeptLease, Risked, ThingTaken
    from pos_app.storage.statement import Statement

_LOG = logging.getLogger(__name__)


class TillLeases:
    """The port, on ``till.db`` in ``folder``; opened by the first who asks. Safe on any thread.

    When it opens, whatever an earlier run of the till took for a sale that no kept basket names any more is freed.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._key = key
        self._lock = threading.Lock()
        self._open: Database | None = None

    def open(self) -> None:
        """Open the file now, and free what a crash left behind, so that nobody waits for it later."""
        with self._lock:
            self._database()

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        with self._lock:
            if self._open is not None:
                self._open.close()
            self._open = None

    # ---- looking

    def of_member(self, member_id: str) -> tuple[KeptLease, ...]:
        """Open leases that this member may use."""
        return self._leases(sql.OF_MEMBER, member_id)

    def of_holder(self, holder_id: str) -> tuple[KeptLease, ...]:
        """Open leases of a holder."""
        return self._leases(sql.OF_HOLDER, holder_id)

    def _leases(self, statement: Statement, whose: str) -> tuple[KeptLease, ...]:
        with self._lock:
            database = self._database()
            return tuple(_lease(database, row) for row in database.rows(statement, (whose,)))

    def server_ms(self, now_ms: int) -> int | None:
        """What the server's clock shows; ``None`` before it was heard, and once this till's clock was set back."""
        with self._lock:
            return _server_ms(self._database(), now_ms)

    def things_lease(self, basket_id: str) -> str:
        """The lease under which things are taken for that basket, or ""."""
        with self._lock:
            row = self._database().row(sql.THINGS_LEASE, (basket_id,))
            return str(row[0]) if row else ""

    def hub(self) -> tuple[str, bytes] | None:
        """The id and the public key of the store's hub, where the server has named one."""
        with self._lock:
            row = self._database().row(sql.HUB)
            return (str(row[0]), bytes(row[1])) if row else None

    def risked(self, member_id: str) -> Risked:
        """What was risked in this offline spell."""
        from pos_app.services.leases import Risked

        with self._lock:
            row = self._database().row(sql.RISKED, (member_id,))
        return Risked(*row) if row else Risked()

    # ---- taking

    def take(self, redemption_id: str, lease_id: str, account: str, amount: int, now_ms: int) -> bool:
        """Take points for one redemption; the same one asked again is the same taking (LEASE-ONCE)."""
        with self._lock, self._database().writing() as database:
            known = database.row(sql.TAKEN, (redemption_id,))
            if known is not None:
                return bool(known == (lease_id, account, amount, None))
            lease = _usable(database, lease_id, now_ms)
            if lease is None or not 0 < amount <= lease.left(account):
                return False
            database.run(sql.TAKE, (redemption_id, lease_id, account, amount, "", None))
            return True

    def take_things(self, lease_id: str, basket_id: str, things: Sequence[ThingTaken], now_ms: int) -> bool:
        """Take these for the basket, in place of all that was taken for it before; all of them or none."""
        with self._lock, self._database().writing() as database:
            database.run(sql.LET_GO, (basket_id,))
            lease = _usable(database, lease_id, now_ms)
            wanted: dict[str, int] = {}
            for each in things:
                wanted[each.account] = wanted.get(each.account, 0) + each.points
            if lease is None or not (lease.things or all(each.points for each in things)):
                return False
            if any(amount > lease.left(account) for account, amount in wanted.items() if amount):
                return False
            rows = [
                (f"{basket_id}/{each.key}", lease_id, each.account, each.points, basket_id, None)
                for each in things
            ]
            database.run_many(sql.TAKE, rows)
            return True

    def free(self, redemption_id: str) -> bool:
        """The redemption does not come about; whether it was held here. What a sale used stays used."""
        with self._lock, self._database().writing() as database:
            freed = database.run(sql.FREE, (redemption_id,))
            return bool(freed + database.run(sql.FREE_RISKED, (redemption_id,)))

    def let_go(self, basket_id: str) -> None:
        """The basket uses nothing up after all."""
        with self._lock, self._database().writing() as database:
            database.run(sql.LET_GO, (basket_id,))

    def give_back(self, lease_id: str) -> None:
        """Give all that is not taken back to the server, as if it had recalled it; the sync child tells it."""
        with self._lock, self._database().writing() as database:
            database.run(sql.RECALL, (lease_id,))
            database.run(sql.GIVE_BACK, (lease_id,))

    def risk(self, redemption_id: str, member_id: str, points: int, limits: FloorLimits) -> bool:
        """Risk points without a lease (FLOOR); whether the limits allow it."""
        from pos_app.services.leases import Risked

        with self._lock, self._database().writing() as database:
            row = database.row(sql.RISKED, (member_id,))
            so_far = Risked(*row) if row else Risked()
            if not 0 < points <= so_far.left(limits):
                return False
            database.run(sql.RISK, (redemption_id, member_id, points, database.number(sql.SPELL), None))
            return True

    def spell_of(self, redemption_id: str) -> int:
        """After which record the offline spell began in which that was risked."""
        with self._lock:
            return self._database().number(sql.SPELL_OF, (redemption_id,))

    # ---- what the store's hub is asked for

    def asks_hub(self, asked_id: str, basket_id: str = "") -> bool:
        """The hub is asked under that id, for a redemption or for a basket's things, in place of all that was asked for
        them before. Whether it may be: what was let go or used is asked for no more.
        """
        with self._lock, self._database().writing() as database:
            if basket_id:
                database.run(sql.HUB_BASKET_OVER, (basket_id,))
            database.run(sql.ASK_HUB, (asked_id, basket_id, "", 0, None))
            return database.row(sql.HUB_IS_ASKED, (asked_id,)) is not None

    def hub_granted(self, asked_id: str, lease_id: str) -> None:
        """Things are kept there, under that lease."""
        with self._lock, self._database().writing() as database:
            database.run(sql.HUB_GRANTED, (lease_id, asked_id))

    def not_needed_of_hub(self, asked_id: str = "", *, basket_id: str = "") -> None:
        """What was asked for under that id, or for that basket, is not needed: the hub has to hear of it."""
        with self._lock, self._database().writing() as database:
            if asked_id:
                database.run(sql.HUB_OVER, (asked_id,))
            if basket_id:
                database.run(sql.HUB_BASKET_OVER, (basket_id,))

    def hub_to_hear(self, first_basket: str = "") -> list[tuple[str, bool]]:
        """Under which ids something is to be let go, and whether these are things; those of ``first_basket`` first."""
        with self._lock:
            rows = self._database().rows(sql.HUB_TO_LET_GO, (first_basket,))
            return [(str(asked_id), bool(basket_id)) for asked_id, basket_id in rows]

    def hub_heard(self, asked_id: str) -> None:
        """The hub has heard that it is let go."""
        with self._lock, self._database().writing() as database:
            database.run(sql.HUB_HEARD, (asked_id,))

    def things_at_hub(self, basket_id: str) -> str:
        """The lease under which the hub keeps things for that basket, or ""."""
        with self._lock:
            row = self._database().row(sql.HUB_THINGS_LEASE, (basket_id,))
            return str(row[0]) if row else ""

    # ---- underneath

    def _database(self) -> Database:
        if self._open is None:
            database = open_unlocked(self._folder, self._key)
            try:
                _free_what_no_basket_names(database)
            except BaseException:
                database.close()
                raise
            self._open = database
        return self._open


def use(database: Database, tenders: Iterable[Tender], lease_id: str, basket_id: str, sequence: int) -> None:
    """In the sale's own transaction (ONE-TX): what it took is used by the record ``sequence``, and what it took and did
    not need is free. ``lease_id`` is the one under which it used things up.
    """
    for tender in tenders:
        if not (tender.lease_id or tender.is_floor):
            continue
        used = (sequence, tender.redemption_id)
        done = database.run(sql.USE_RISKED if tender.is_floor else sql.USE, used)
        if not done and not tender.is_floor:
            done = database.run(sql.HUB_USE, used)
        if done != 1:
            _LOG.error("redemption %s of record %d was not held", tender.redemption_id, sequence)
    if lease_id:
        database.run(sql.USE_THINGS, (sequence, lease_id))
        database.run(sql.HUB_USE_THINGS, (sequence, basket_id, lease_id))
    elif basket_id:
        database.run(sql.LET_GO, (basket_id,))
    if basket_id:
        database.run(sql.HUB_BASKET_OVER, (basket_id,))


def _lease(database: Database, row: tuple[Any, ...]) -> KeptLease:
    from pos_app.services.leases import KeptCard, KeptLease, KeptPoints

    lease_id, holder_id, things, cursor, term_ms, expires_on, is_single_purpose, vat_code, basis_points = row
    points = tuple(KeptPoints(*each) for each in database.rows(sql.POINTS_OF, (lease_id,)))
    card = KeptCard(expires_on, bool(is_single_purpose), vat_code, basis_points) if expires_on else None
    return KeptLease(lease_id, holder_id, bool(things), cursor, term_ms, points, card)


def _usable(database: Database, lease_id: str, now_ms: int) -> KeptLease | None:
    """The lease, where it is open and in its term by the server's clock; inside the running transaction. From now on a
    clock that shows less than ``now_ms`` was set back.
    """
    row = database.row(sql.OPEN_LEASE, (lease_id,))
    server_ms = _server_ms(database, now_ms)
    if row is None or server_ms is None:
        return None
    database.run(sql.CLOCK_RUNS, (server_ms, now_ms))
    lease = _lease(database, row)
    return lease if server_ms < lease.term_ms else None


def _server_ms(database: Database, now_ms: int) -> int | None:
    row = database.row(sql.HEARD)
    if row is None or now_ms < row[1]:
        return None
    return int(row[0]) + now_ms - int(row[1])


def _free_what_no_basket_names(database: Database) -> None:
    """What an earlier run took for a sale that neither the kept basket nor the journal knows. What it asked the store's
    hub for is let go there as soon as that can be told.
    """
    with database.writing():
        held = database.rows(sql.HELD)
        risked = database.rows(sql.HELD_RISKED)
        asked = database.rows(sql.HUB_OPEN)
        if not held and not risked and not asked:
            return
        row = database.row(OPEN_BASKET)
        kept = decode_basket(row[0]) if row else None
        named = {tender.redemption_id for tender in kept.tenders} if kept else set()
        basket_id = kept.basket.basket_id if kept else ""
        for taken_id, of_basket in held:
            if taken_id not in named and not (basket_id and of_basket == basket_id):
                database.run(sql.FREE, (taken_id,))
        for (redemption_id,) in risked:
            if redemption_id not in named:
                database.run(sql.FREE_RISKED, (redemption_id,))
        for asked_id, of_basket in asked:
            if asked_id not in named and not (basket_id and of_basket == basket_id):
                database.run(sql.HUB_OVER, (asked_id,))
