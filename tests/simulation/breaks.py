"""Guards switched off behind the product's back, one at a time, to prove that the auditor would notice.

Each is a patch of the running product: nothing in it knows of this. A guard that nothing ever leans on proves nothing
by being gone, so the tests take runs in which something does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

from pos_app.services import leases as services_leases
from pos_app.services import securing as services_securing
from pos_app.storage import database, driver, for_sync, journal, unit_of_work
from sync.client import push
from sync.protocol import envelope as envelopes
from sync.protocol.envelope import FIRST_PREVIOUS
from sync.server import opening
from sync.server.book import ledger
from sync.server.holding import holds, lease_granting, lease_reports, securing
from sync.server.intake import apply, receiving, replay, taking
from sync.server.programmes import in_force
from sync.server.slate import at_once, writing
from sync.server.slate.slate import key_names
from tests.simulation import server

Patches = Iterator[tuple[Any, str, Any]]


@dataclass(frozen=True, slots=True)
class Guard:
    """``off`` says what to put where; ``figure`` is the one of the closing line that has to move."""

    figure: str
    what: str
    off: Callable[[], Patches]


def _key_effect() -> Patches:
    """The server forgets which records it has, and no primary key reminds it: a batch sent twice works twice."""
    state, take = taking.till_state, receiving.receive

    def receive(connection: Any, company_id: str, till_id: str, arrivals: Any, now_ms: int) -> Any:
        first = arrivals[0]

        def forgot(*asked: Any) -> Any:
            till = state(*asked)
            if first.sequence <= till.acked and first.envelope is not None:
                till.acked, till.head = first.sequence - 1, first.envelope.previous
            return till

        with mock.patch.object(receiving, "till_state", forgot):
            return take(connection, company_id, till_id, arrivals, now_ms)

    opened = opening.open_database

    def without_keys(path: Any, **named: Any) -> Any:
        database = opened(path, **named)
        with database.write() as connection:
            for table in _UNKEYED:
                _drop_key(connection, table)
        return database

    change_all = writing.change_all

    def change(connection: Any, table: Any, changes: Any) -> None:
        if table.name not in _UNKEYED:
            change_all(connection, table, changes)
            return
        for before, after in changes:  # ON CONFLICT has no key here to go by
            row = [table.c[name] == before[name] for name in ("company_id", *key_names(table))]
            connection.execute(table.update().where(*row), dict(after))

    from sync.server import app

    yield app, "receive", receive
    yield writing, "change_all", change
    yield at_once, "change_all", change
    yield taking, "known_facts", lambda *_: {}
    yield server, "open_database", without_keys


_UNKEYED = (
    "record",
    "fact_key",
    "posting_group",
    "posting",
    "sale",
    "sale_line",
    "sale_tender",
    "lot",
    "lot_use",
    "qualifying_gain",
    "stamp_move",
    "usage_move",
    "personal",
    "review",
)
"""Where a record that works twice would meet its own rows."""


def _drop_key(connection: Any, table: str) -> None:
    sql = connection.exec_driver_sql(f"SELECT sql FROM sqlite_master WHERE name = '{table}'").scalar_one()
    begin, keyed, _ = sql.partition("PRIMARY KEY")
    if not keyed:
        return
    plain = begin.rstrip().rstrip(",").removesuffix(f"CONSTRAINT {table}_key").rstrip().rstrip(",") + ")"
    connection.exec_driver_sql(plain.replace(f"CREATE TABLE {table} ", f"CREATE TABLE {table}_unkeyed ", 1))
    connection.exec_driver_sql(f"INSERT INTO {table}_unkeyed SELECT * FROM {table}")
    connection.exec_driver_sql(f"DROP TABLE {table}")
    connection.exec_driver_sql(f"ALTER TABLE {table}_unkeyed RENAME TO {table}")


def _one_tx() -> Patches:
    """The journal record of a sale is committed before its rows."""
    append = journal.append

    def early(database: Any, owner: Any, **fact: Any) -> int:
        sequence = append(database, owner, **fact)
        database.commit()
        database.begin()
        return sequence

    yield journal, "append", early


def _durable_first() -> Patches:
    """A sale is shown as paid and its commit comes a moment later: too late where the machine dies meanwhile."""
    commit = unit_of_work.SqliteUnitOfWork.commit

    def later(self: Any) -> None:
        disk = self._database.connection.disk
        if disk.crash_at < 0:
            commit(self)
            return
        self._open = False
        self._database.rollback()
        disk.crash_at = 0

    yield unit_of_work.SqliteUnitOfWork, "commit", later


def _dense_seq() -> Patches:
    """Server: a gap is no reason to ask for what is missing, and what follows nothing is taken all the same."""
    state = taking.till_state
    take = receiving.receive

    def receive(connection: Any, company_id: str, till_id: str, arrivals: Any, now_ms: int) -> Any:
        first = arrivals[0]

        def leaping(*asked: Any) -> Any:
            till = state(*asked)
            if first.sequence > till.acked + 1 and first.envelope is not None:
                till.acked, till.head = first.sequence - 1, first.envelope.previous
            return till

        with mock.patch.object(receiving, "till_state", leaping):
            return take(connection, company_id, till_id, arrivals, now_ms)

    from sync.server import app

    yield app, "receive", receive
    yield from _epoch()


def _chain() -> Patches:
    """Records name no record before them, and the server does not look."""
    seal = envelopes.seal

    def loose(envelope: Any) -> Any:
        import msgspec

        return seal(msgspec.structs.replace(envelope, previous=FIRST_PREVIOUS))

    yield journal, "seal", loose
    yield receiving, "follows", lambda *_: True
    yield taking, "follows", lambda *_: True


def _fork() -> Patches:
    """The server does not compare what comes twice: a copied till's records pass for those that it has."""
    yield receiving, "_stored_hashes", lambda *_: {}
    yield receiving, "follows", lambda *_: True
    yield taking, "follows", lambda *_: True


def _epoch() -> Patches:
    """A till does not ask what a restored server has."""

    async def nothing_new(self: Any) -> bool:
        return False

    yield push.Pusher, "reconcile", nothing_new


def _ack_is_not_delete() -> Patches:
    """What was acknowledged once is never sent again, whoever forgot it."""
    mark = for_sync.SyncJournal.mark_acked

    def only_forward(self: Any, sequence: int, epoch: str, cursor: int = 0) -> None:
        mark(self, max(sequence, self.acked()), epoch, cursor)

    yield for_sync.SyncJournal, "mark_acked", only_forward


def _hold() -> Patches:
    """What one till holds, another one may hold too; nothing is lent, so that holds alone stand between two tills."""
    yield lease_granting.Lending, "look", lambda *_, **__: False
    yield holds, "held_points", lambda *_, **__: 0


def _clawback() -> Patches:
    """Points that are owed are not taken from what is earned later."""
    receive = ledger.receive

    def forgiving(connection: Any, purse: Any, *rest: Any, **named: Any) -> Any:
        balance = ledger._now

        def nothing_owed(*asked: Any) -> Any:
            found = balance(*asked)
            return ledger.Balance(found.points, 0, found.suspense)

        move = ledger._move_balance

        def moved(*asked: Any, **what: Any) -> None:
            with mock.patch.object(ledger, "_now", balance):
                move(*asked, **what)

        with (
            mock.patch.object(ledger, "_now", nothing_owed),
            mock.patch.object(ledger, "_move_balance", moved),
        ):
            return receive(connection, purse, *rest, **named)

    from sync.server.book import point_postings

    yield ledger, "receive", forgiving
    yield point_postings, "receive", forgiving


def _classes() -> Patches:
    """What is used up is granted to whoever asks, and used up without the network as well."""
    yield securing._Asking, "take", lambda *_: ""
    yield services_securing, "withheld_offline", lambda *_, **__: {}
    yield services_securing, "secure", lambda *_, **__: {}


def _replay() -> Patches:
    """The server decides again by the rules of today, not by those that the sale pins."""
    yield apply, "pinned", lambda slate, *_pins: in_force(slate.connection, slate.company_id)


def _facts_never_rejected() -> Patches:
    """A sale that breaks a rule is set aside."""
    rules = replay.check_rules

    def strict(sale: Any, **named: Any) -> Any:
        flags = rules(sale, **named)
        if sale.member is not None and sale.receipt_number % 7 == 0:
            raise apply.CannotApply("it breaks a rule")
        return flags

    yield apply, "check_rules", strict


def _lease() -> Patches:
    """What is lent to one keeper is free for everybody."""
    yield holds, "leased_points", lambda *_: 0


def _lease_once() -> Patches:
    """A till takes the same leased points again and again, and neither trigger nor check in its file minds."""
    prepare = driver.prepare

    def unguarded(connection: Any, *, durable: bool = True) -> None:
        prepare(connection, durable=durable)
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for name in ("lease_taken_within", "leased_points_grow"):
            connection.execute(f"DROP TRIGGER IF EXISTS {name}")

    yield database, "prepare", unguarded
    yield services_leases.KeptPoints, "left", property(lambda kept: max(kept.granted - kept.returned, 0))


def _floor() -> Patches:
    """A till risks whatever somebody asks for."""
    yield services_leases.Risked, "left", lambda *_: 5_000


def _epoch_holds() -> Patches:
    """A restored server holds and lends at once, before its tills have told what they sold."""
    yield holds, "why_waiting", lambda *_: ""
    yield lease_reports, "is_waiting", lambda *_: False
    yield securing, "is_waiting", lambda *_: False


BREAKS: dict[str, Guard] = {
    "lease": Guard("overspent", "what is lent is free for everybody", _lease),
    "floor": Guard("overspent", "a till risks more than its floor", _floor),
    "epoch-holds": Guard("overspent", "a restored server does not wait for its tills", _epoch_holds),
    "key-effect": Guard("duplicated", "a batch sent twice works twice", _key_effect),
    "one-tx": Guard("lost", "a sale's journal record is committed apart from its rows", _one_tx),
    "durable-first": Guard("lost", "a sale is shown as paid before it is on the disk", _durable_first),
    "dense-seq": Guard("lost", "the server leaps over a gap", _dense_seq),
    "chain": Guard("lost", "records follow nothing", _chain),
    "fork": Guard("lost", "a copied till is not noticed", _fork),
    "epoch": Guard("lost", "a till does not ask what a restored server has", _epoch),
    "ack-is-not-delete": Guard("lost", "what was acknowledged is never sent again", _ack_is_not_delete),
    "hold": Guard("overspent", "held points may be held again", _hold),
    "clawback": Guard("overspent", "what is owed is not taken from later earning", _clawback),
    "classes": Guard("duplicated", "what is used up is granted to everybody", _classes),
    "lease-once": Guard("overspent", "a till takes the same leased points twice", _lease_once),
    "replay": Guard("differing", "sales are decided again by today's rules", _replay),
    "facts-never-rejected": Guard("lost", "a sale that breaks a rule is set aside", _facts_never_rejected),
}
"""By the name that ``--break`` takes."""


@contextmanager
def broken(guard: str) -> Iterator[None]:
    """While this lasts the guard is off; the empty name breaks nothing."""
    with ExitStack() as stack:
        if guard:
            for owner, name, instead in BREAKS[guard].off():
                stack.enter_context(mock.patch.object(owner, name, instead))
        yield
