"""Reads the replica in use, and notices what the sync child wrote.

Look-ups take microseconds: the statements are compiled once and run on a held connection. Nothing is cached but the
programmes, whose text takes milliseconds to read.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from pos_app.domain.money import CURRENCIES
from pos_app.domain.store import Store
from pos_app.storage import replica_files as files
from pos_app.storage import replica_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.driver import DriverError, Value, pragma
from pos_app.storage.faults import cannot_sell
from pos_app.storage.own_records import OwnRecords
from pos_app.storage.programme_reading import read_programme
from pos_app.storage.replica_accounts import ReplicaAccounts
from pos_app.storage.replica_goods import ReplicaGoods
from pos_app.storage.replica_members import ReplicaMembers
from pos_app.storage.replica_opening import open_replica
from pos_app.storage.replica_prices import ReplicaPrices
from pos_app.storage.replica_staff import ReplicaStaff
from pos_app.storage.search import by_nearness, match_expression
from pos_app.storage.statement import Statement
from sync.protocol.v1.messages import StoreRow

if TYPE_CHECKING:
    from pos_app.domain.loyalty.pin import ProgrammePin
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.loyalty.rule_book import RuleBook
    from pos_app.domain.member_code import IssuerKey
    from pos_app.services.slip_ports import DepositSlips

_CANDIDATES = 300


class ReplicaReader:
    """The replica in use, on a read connection of its own: the store; the ports ``Programmes``, ``Issuers``.

    :attr:`goods` is the port ``Catalogue``, :attr:`prices` the port ``ShelfPrices``, :attr:`members` the port
    ``Members``, :attr:`staff` the port ``Staff``, :attr:`accounts` the port ``Accounts``.
    ``card_secret`` keys the hashes of card and phone numbers. Safe on any thread; before the first load everything is
    simply empty.
    """

    def __init__(self, folder: Path, key: bytes, card_secret: bytes) -> None:
        self._folder = folder
        self._key = key
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._number = 0
        self._seen = 0
        self._programmes: RuleBook | None = None
        self._own = OwnRecords(folder, key)
        self.prices = ReplicaPrices(self, self._own)
        self.slips: DepositSlips = self._own
        self.accounts = ReplicaAccounts(self)
        self.goods = ReplicaGoods(self, self.prices)
        self.members = ReplicaMembers(self, card_secret, self._own)
        self.staff = ReplicaStaff(self, card_secret)
        self.refresh()

    @property
    def version(self) -> int:
        """The number of the replica that is open; 0 for none."""
        return self._number

    def refresh(self) -> bool:
        """Notice a swap or a change: reopen when the pointer moved, read programmes again when rows changed.

        Whether anything is new. Takes a fraction of a millisecond; call it when the sync child says something.
        """
        with self._lock:
            number = files.current_number(self._folder)
            if number != self._number:
                opened = self._reopen(number)
                if opened:
                    return True
            if self._database is None:
                return False
            seen = int(pragma(self._database.connection, "data_version"))
            changed, self._seen = seen != self._seen, seen
            if changed:
                self._programmes = None
                self.prices.forget()
            return changed

    def close(self) -> None:
        """Close the files."""
        self._own.close()
        with self._lock:
            if self._database is not None:
                self._database.close()
            self._database, self._number, self._programmes = None, 0, None

    def in_force(self) -> RuleBook:
        """All programmes in the order of their priority. One that can not be read is left out and logged."""
        found = self._programmes
        if found is None:
            # Three dozen families of rules: a start does without them until somebody scans.
            from pos_app.domain.loyalty.rule_book import RuleBook

            found = RuleBook(
                made
                for programme_id, text in self.rows(sql.PROGRAMMES)
                if (made := read_programme(programme_id, text)) is not None
            )
            self._programmes = found
        return found

    def pinned(self, pins: Sequence[ProgrammePin]) -> tuple[Programme, ...]:
        """Those of the versions that a sale pins which this till was told of, in the order of ``pins``."""
        newest = {programme.pin: programme for programme in self.in_force()}
        found = []
        for pin in pins:
            made = newest.get(pin)
            if made is None:
                row = self.row(sql.PROGRAMME_OF_VERSION, (pin.programme_id, pin.version))
                made = read_programme(pin.programme_id, row[0]) if row else None
            if made is not None and made.pin == pin:
                found.append(made)
        return tuple(found)

    def store(self) -> Store:
        """The till's own store; :class:`~pos_app.domain.errors.CannotSell` ``no_catalogue`` before the first load."""
        row = self.row(sql.STORE)
        if row is None:
            raise cannot_sell("no_catalogue")
        told = msgspec.msgpack.decode(row[0], type=StoreRow)
        if told.currency not in CURRENCIES:
            raise cannot_sell("unknown_currency", found=told.currency)
        return Store(
            company_id=told.company_id,
            store_id=told.store_id,
            name=told.name,
            organisation_number=told.organisation_number,
            address=told.address,
            currency=CURRENCIES[told.currency],
            zone=told.zone,
            country=told.country,
            language=told.language,
            vat_included=told.vat_included,
        )

    def issuer_key(self, key_id: bytes) -> IssuerKey | None:
        """The port ``Issuers``: a key that the company signs member codes with."""
        from pos_app.domain.member_code import IssuerKey

        row = self.row(sql.ISSUER_KEY, (key_id.hex(),))
        return None if row is None else IssuerKey(*row)

    def revoked_to_s(self, token_id: bytes, member_id: str) -> int:
        """The port ``Issuers``: up to when a member's codes, or this one, count no more; -1 for never."""
        row = self.row(sql.REVOKED_TO, (f"token/{token_id.hex()}", f"member/{member_id}"))
        return -1 if row is None or row[0] is None else int(row[0])

    # --- underneath

    def matching(self, statement: Statement, text: str, most: int) -> list[tuple[Any, ...]]:
        """At most ``most`` rows whose name (their second column) has words beginning as ``text``, nearest first."""
        expression = match_expression(text)
        if not expression:
            return []
        try:
            found = self.rows(statement, (expression, _CANDIDATES))
        except DriverError:
            # SQLite's idea of a letter is older than Python's: a character it takes for a blank splits a word into a
            # phrase, which this index can not look for.
            return []
        return by_nearness(text, found, name_at=1)[:most]

    def _reopen(self, number: int) -> bool:
        database = open_replica(self._folder, self._key, number)
        if database is None:
            return False  # swapped between two looks, or to be loaded anew: a later look finds the newer one
        database.sql("PRAGMA query_only = ON")
        if self._database is not None:
            self._database.close()
        self._database, self._number, self._programmes = database, number, None
        self.prices.forget()
        self._seen = int(pragma(database.connection, "data_version"))
        return True

    def row(self, statement: Statement, values: tuple[Value, ...] = ()) -> tuple[Any, ...] | None:
        """The first row of a look-up; ``None`` also while there is no replica."""
        with self._lock:
            return self._database.row(statement, values) if self._database else None

    def rows(self, statement: Statement, values: tuple[Value, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows of a look-up."""
        with self._lock:
            return self._database.rows(statement, values) if self._database else []
