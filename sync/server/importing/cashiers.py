"""Cashiers from files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from pos_app.domain.errors import BadFile
from pos_app.domain.rights import CASHIER
from sync.protocol.v1.messages import CashierRow
from sync.protocol.v1.numbers import number_hash
from sync.server.book.members import is_erased, is_known
from sync.server.changes import ALL_STORES, Publication, gone, publish
from sync.server.companies import Company
from sync.server.importing.csv_files import Cells, Columns, read_rows
from sync.server.importing.goods import published_ids
from sync.server.schema import tables

CASHIER_COLUMNS = Columns(
    required=("cashier_id", "name", "pin"), optional=("store_id", "member_id", "role", "card_number")
)
FEWEST_CARD_DIGITS, MOST_CARD_DIGITS = 8, 40
PIN_PASSES, PIN_KIBIBYTES = 2, 19_456
"""Argon2id at OWASP's minimum: a till with little memory checks it in some 20 ms."""


@dataclass(frozen=True, slots=True)
class CashierLine:
    """A cashier as a file says; ``store_id`` is empty for every store, ``member_id`` where they are no member,
    ``card_number`` where they have no card of their own.
    """

    cashier_id: str
    name: str
    store_id: str
    pin: str
    member_id: str = ""
    role: str = CASHIER
    card_number: str = ""


def read_cashiers(
    connection: Connection,
    company: Company,
    paths: Sequence[Path],
    mistakes: list[BadFile],
    roles: Collection[str],
) -> list[CashierLine]:
    """The cashiers in the files; ``roles`` are those that somebody may have."""
    stores = published_ids(connection, company, "store")
    seen: set[str] = set()
    cards: set[str] = set()

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
        member_id = cells.identifier("member_id", empty=True)
        if member_id and not _is_member(connection, company, member_id):
            cells.wrong("member_id", f"a member that the company knows, not {member_id[:40]!r}")
        role = cells.choice("role", sorted(roles), CASHIER)
        card_number = _card_number(cells, cards)
        name = cells.text("name", most=120)
        return CashierLine(cashier_id, name, store_id, pin, member_id, role, card_number)

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
            cashier_id=line.cashier_id,
            name=line.name,
            pin_hash=pin_hash or hasher.hash(line.pin),
            member_id=line.member_id,
            role=line.role,
            card_hash=number_hash(company.card_secret, line.card_number) if line.card_number else b"",
        )
        publications.append(Publication("cashier", line.cashier_id, row_now, scope))
    if remove_missing:
        publications += [
            gone("cashier", cashier_id, scope) for cashier_id, rows in known.items() for scope, _ in rows
        ]
    return publish(connection, company.company_id, publications)


def _card_number(cells: Cells, seen: set[str]) -> str:
    """The digits of the card that allows what others may not: long enough not to be anything else, and one person's."""
    digits = "".join(character for character in cells.raw("card_number") if "0" <= character <= "9")
    if not digits:
        return ""
    if not FEWEST_CARD_DIGITS <= len(digits) <= MOST_CARD_DIGITS:
        cells.wrong("card_number", f"{FEWEST_CARD_DIGITS} to {MOST_CARD_DIGITS} digits")
    if digits in seen:
        cells.wrong("card_number", "a card of their own; somebody above has it already")
    seen.add(digits)
    return digits


def _is_member(connection: Connection, company: Company, member_id: str) -> bool:
    return is_known(connection, company.company_id, member_id) and not is_erased(
        connection, company.company_id, member_id
    )


def _is_pin(hasher: object, pin_hash: str, pin: str) -> bool:
    """Whether a PIN stays as it is, so that importing the same file again changes nothing."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    assert isinstance(hasher, PasswordHasher)
    try:
        return hasher.verify(pin_hash, pin)
    except (Argon2Error, InvalidHashError):
        return False
