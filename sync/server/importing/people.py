"""Members and cashiers from files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import uuid_utils
from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.calendar_days import tier_until
from pos_app.domain.loyalty.programme import Programme
from sync.protocol.v1.messages import CashierRow
from sync.protocol.v1.numbers import number_hash
from sync.server import tables
from sync.server.changes import ALL_STORES, Publication, gone, publish
from sync.server.companies import Company
from sync.server.importing.csv_files import Cells, Columns, read_rows
from sync.server.importing.goods import published_ids
from sync.server.ledger import Movement, Purse, open_with
from sync.server.members import publish_members
from sync.server.programmes import DEFAULT_ACCOUNT, in_force
from sync.server.standings import OPENING, add_gain, set_standing

MEMBER_COLUMNS = Columns(
    required=("name",),
    optional=("member_id", "card_number", "phone", "points", "qualifying_points", "tier"),
)
CASHIER_COLUMNS = Columns(required=("cashier_id", "name", "pin"), optional=("store_id",))
PIN_PASSES, PIN_KIBIBYTES = 2, 19_456
"""Argon2id at OWASP's minimum: a till with little memory checks it in some 20 ms."""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as a file says; ``member_id`` is empty for somebody new, ``tier`` for whatever the points reach."""

    member_id: str
    name: str
    card_hash: bytes
    card_end: str
    phone: str
    phone_hash: bytes
    points: int
    qualifying_points: int
    tier: str


@dataclass(frozen=True, slots=True)
class CashierLine:
    """A cashier as a file says; ``store_id`` is empty for every store."""

    cashier_id: str
    name: str
    store_id: str
    pin: str


class _Members:
    """Checks members against each other and against those the company has."""

    def __init__(self, connection: Connection, company: Company) -> None:
        self._secret = company.card_secret
        programmes = in_force(connection, company.company_id)
        self._lead: Programme | None = programmes[0] if programmes else None
        card, member = tables.member_card, tables.member
        key = company.company_id
        self._card_owner: dict[bytes, str] = {
            row.card_hash: row.member_id
            for row in connection.execute(select(card).where(card.c.company_id == key))
        }
        self._erased = {
            row.member_id
            for row in connection.execute(
                select(member.c.member_id).where(member.c.company_id == key, member.c.erased_ms > 0)
            )
        }
        self._cards_here: dict[bytes, str] = {}
        self._ids_here: dict[str, str] = {}

    def make(self, cells: Cells) -> MemberLine:
        here = f"{cells.path.name}, line {cells.line}"
        member_id = cells.identifier("member_id", empty=True)
        card_number = self._number(cells, "card_number", at_least=4, at_most=32)
        phone = self._number(cells, "phone", at_least=4, at_most=20)
        card_hash = number_hash(self._secret, card_number) if card_number else b""
        if card_hash:
            if card_hash in self._cards_here:
                cells.wrong(
                    "card_number", f"a number of its own; {self._cards_here[card_hash]} has it already"
                )
            self._cards_here.setdefault(card_hash, here)
            owner = self._card_owner.get(card_hash, "")
            if owner and member_id and owner != member_id:
                cells.wrong("card_number", f"a number of its own; member {owner} has it already")
            member_id = member_id or owner
        elif not member_id:
            cells.wrong("card_number", "a member_id or a card_number, so that the member can be found again")
        if member_id:
            if member_id in self._ids_here:
                cells.wrong("member_id", f"{member_id!r} stands in {self._ids_here[member_id]} already")
            self._ids_here.setdefault(member_id, here)
            if member_id in self._erased:
                cells.wrong("member_id", "this member was erased and cannot come back under the same id")
        return MemberLine(
            member_id=member_id,
            name=cells.text("name", most=120),
            card_hash=card_hash,
            card_end=card_number[-4:],
            phone=phone,
            phone_hash=number_hash(self._secret, phone) if phone else b"",
            points=cells.whole("points", 0),
            qualifying_points=cells.whole("qualifying_points", 0),
            tier=self._tier(cells),
        )

    def _number(self, cells: Cells, column: str, *, at_least: int, at_most: int) -> str:
        written = cells.raw(column)
        digits = written.replace(" ", "").replace("-", "").removeprefix("+")
        if written and not (digits.isascii() and digits.isdigit() and at_least <= len(digits) <= at_most):
            cells.wrong(column, f"{at_least} to {at_most} digits")
            return ""
        return digits

    def _tier(self, cells: Cells) -> str:
        written = cells.raw("tier")
        if self._lead is None:
            if written or cells.raw("qualifying_points") not in {"", "0"}:
                cells.wrong("tier", "a programme first: import one before or together with tiers")
            return ""
        return cells.choice("tier", ["", *(tier.code for tier in self._lead.tiers)], "")


def read_members(
    connection: Connection, company: Company, paths: Sequence[Path], mistakes: list[BadFile]
) -> list[MemberLine]:
    """The members in the files, checked against each other and against those the company has."""
    return read_rows(paths, MEMBER_COLUMNS, mistakes, _Members(connection, company).make)


def write_members(
    connection: Connection,
    company: Company,
    lines: Sequence[MemberLine],
    now_ms: int,
    notes: list[str],
) -> int:
    """Write the members and tell tills those that changed; opening points enter through the ledger, once.

    Returns how many changed.
    """
    programmes = in_force(connection, company.company_id)
    writer = _MemberWriter(connection, company, programmes[0] if programmes else None, now_ms)
    for line in lines:
        writer.write(line)
    if writer.kept_points:
        notes.append(
            f"{writer.kept_points} members were here already: their points are the ledger's, not the file's"
        )
    publish_members(connection, company.company_id, writer.changed, now_ms)
    return len(writer.changed)


class _MemberWriter:
    def __init__(self, connection: Connection, company: Company, lead: Programme | None, now_ms: int) -> None:
        self.changed: set[str] = set()
        self.kept_points = 0
        self._connection = connection
        self._company_id = company.company_id
        self._lead = lead
        self._now_ms = now_ms
        self._today = datetime.fromtimestamp(now_ms // 1000, tz=UTC).date().isoformat()
        person, card = tables.member_person, tables.member_card
        self._people = {
            row.member_id: (row.display_name, row.phone, row.phone_hash)
            for row in connection.execute(select(person).where(person.c.company_id == self._company_id))
        }
        self._cards = {
            row.card_hash: row.member_id
            for row in connection.execute(select(card).where(card.c.company_id == self._company_id))
        }

    def write(self, line: MemberLine) -> None:
        member_id = line.member_id or str(uuid_utils.uuid7())
        said = (line.name, line.phone, line.phone_hash)
        if member_id not in self._people:
            self._join(member_id, line)
        elif self._people[member_id] != said:
            self._rename(member_id, line)
        if member_id in self._people and (line.points or line.qualifying_points or line.tier):
            self.kept_points += 1
        if line.card_hash and line.card_hash not in self._cards:
            self._connection.execute(
                insert(tables.member_card),
                {
                    "company_id": self._company_id,
                    "card_hash": line.card_hash,
                    "member_id": member_id,
                    "number_end": line.card_end,
                },
            )
            self.changed.add(member_id)

    def _join(self, member_id: str, line: MemberLine) -> None:
        key = {"company_id": self._company_id, "member_id": member_id}
        self._connection.execute(insert(tables.member), {**key, "joined_ms": self._now_ms})
        self._connection.execute(
            insert(tables.member_person),
            {
                **key,
                "display_name": line.name,
                "phone": line.phone,
                "phone_hash": line.phone_hash,
                "personal_key": os.urandom(32),
            },
        )
        if line.points:
            account = self._lead.account if self._lead else DEFAULT_ACCOUNT
            programme_id = self._lead.programme_id if self._lead else ""
            movement = Movement("opening", programme_id, "import", self._now_ms)
            purse = Purse(self._company_id, member_id, account)
            open_with(self._connection, purse, movement, line.points, self._today)
        if self._lead:
            self._place(self._lead, member_id, line)
        self.changed.add(member_id)

    def _place(self, lead: Programme, member_id: str, line: MemberLine) -> None:
        """Where the member stands in the first programme; a tier that a file names is kept as if reached today."""
        place = (self._connection, self._company_id, member_id, lead.programme_id)
        today = date.fromisoformat(self._today)
        if line.qualifying_points:
            add_gain(*place, OPENING, today, line.qualifying_points)
        reached = lead.tier_at(line.qualifying_points)
        tier = lead.tier_by_code(line.tier) or reached
        if tier and lead.threshold(tier):
            set_standing(*place, tier.code, tier_until(lead.qualifying, today))

    def _rename(self, member_id: str, line: MemberLine) -> None:
        person = tables.member_person
        statement = upsert(person).values(
            company_id=self._company_id,
            member_id=member_id,
            display_name=line.name,
            phone=line.phone,
            phone_hash=line.phone_hash,
            personal_key=b"",
        )
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["company_id", "member_id"],
                set_={name: statement.excluded[name] for name in ("display_name", "phone", "phone_hash")},
            )
        )
        self.changed.add(member_id)


def read_cashiers(
    connection: Connection, company: Company, paths: Sequence[Path], mistakes: list[BadFile]
) -> list[CashierLine]:
    """The cashiers in the files."""
    stores = published_ids(connection, company, "store")
    seen: set[str] = set()

    def make(cells: Cells) -> CashierLine:
        cashier_id = cells.identifier("cashier_id")
        if cashier_id in seen:
            cells.wrong("cashier_id", f"{cashier_id!r} stands there twice")
        seen.add(cashier_id)
        store_id = cells.identifier("store_id", empty=True)
        if store_id and store_id not in stores:
            cells.wrong("store_id", f"a store that exists, not {store_id[:40]!r}")
        pin = cells.raw("pin")
        if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
            cells.wrong("pin", "4 to 8 digits")
        return CashierLine(cashier_id, cells.text("name", most=120), store_id, pin)

    return read_rows(paths, CASHIER_COLUMNS, mistakes, make)


def write_cashiers(
    connection: Connection, company: Company, lines: Sequence[CashierLine], *, remove_missing: bool
) -> int:
    """Publish the cashiers to the tills of their store, their PINs as Argon2 hashes; returns how many changed."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(time_cost=PIN_PASSES, memory_cost=PIN_KIBIBYTES, parallelism=1)
    table = tables.published
    known: dict[str, list[tuple[str, CashierRow]]] = {}
    for row in connection.execute(
        select(table).where(
            table.c.company_id == company.company_id, table.c.kind == "cashier", table.c.gone == 0
        )
    ):
        cashier = msgspec.msgpack.decode(row.row, type=CashierRow)
        known.setdefault(row.row_id, []).append((row.scope, cashier))
    publications: list[Publication] = []
    for line in lines:
        scope = line.store_id or ALL_STORES
        before = known.pop(line.cashier_id, [])
        publications += [gone("cashier", line.cashier_id, old) for old, _ in before if old != scope]
        pin_hash = next((c.pin_hash for _, c in before if _is_pin(hasher, c.pin_hash, line.pin)), "")
        row_now = CashierRow(
            cashier_id=line.cashier_id, name=line.name, pin_hash=pin_hash or hasher.hash(line.pin)
        )
        publications.append(Publication("cashier", line.cashier_id, row_now, scope))
    if remove_missing:
        publications += [
            gone("cashier", cashier_id, scope) for cashier_id, rows in known.items() for scope, _ in rows
        ]
    return publish(connection, company.company_id, publications)


def _is_pin(hasher: object, pin_hash: str, pin: str) -> bool:
    """Whether a PIN stays as it is, so that importing the same file again changes nothing."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    assert isinstance(hasher, PasswordHasher)
    try:
        return hasher.verify(pin_hash, pin)
    except (Argon2Error, InvalidHashError):
        return False
