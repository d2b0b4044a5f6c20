"""Members from files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import uuid_utils
from sqlalchemy import Connection, insert, select

from pos_app.domain.errors import BadFile
from pos_app.domain.loyalty.calendar_days import tier_until
from pos_app.domain.loyalty.programme import Programme
from sync.protocol.v1.numbers import number_hash
from sync.server.book.found_by import link_card, note_phone
from sync.server.book.ledger import Movement, Purse, open_with
from sync.server.book.members import publish_members
from sync.server.book.standings import OPENING, add_gain, set_standing
from sync.server.calendar.company_days import company_day
from sync.server.companies import Company
from sync.server.importing.csv_files import Cells, Columns, read_rows
from sync.server.programmes import DEFAULT_ACCOUNT, in_force
from sync.server.schema import tables
from sync.server.schema.desk_tables import lost_card
from sync.server.schema.dialects import upsert
from sync.server.schema.member_tables import member_birthday, member_history
from sync.server.slate.at_once import AtOnce

MEMBER_COLUMNS = Columns(
    required=("name",),
    optional=(
        *("member_id", "card_number", "phone", "points", "qualifying_points", "tier"),
        *("birthday", "joined_on", "purchases"),
    ),
)


_LEAP_YEAR = 2028
"""29 February is a birthday."""
_BOUGHT_BEFORE = 1
"""Purchases of somebody who joined before the books began: nobody knows how many, but the next is not the first."""


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as a file says; ``member_id`` is empty for somebody new, ``tier`` for whatever the points reach.

    ``birthday`` is month and day, 0 for one that is not said: no year is kept. ``joined_on`` is ISO, or empty.
    """

    member_id: str
    name: str
    card_hash: bytes
    card_end: str
    phone: str
    phone_hash: bytes
    points: int
    qualifying_points: int
    tier: str
    birthday: tuple[int, int]
    joined_on: str
    purchases: int


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
        self._lost = {
            row.card_hash
            for row in connection.execute(select(lost_card.c.card_hash).where(lost_card.c.company_id == key))
        }
        self._cards_here: dict[bytes, str] = {}
        self._ids_here: dict[str, str] = {}

    def make(self, cells: Cells) -> MemberLine:
        here = f"{cells.path.name}, line {cells.line}"
        member_id = cells.identifier("member_id", empty=True)
        card_number = self._number(cells, "card_number", at_least=4, at_most=32)
        phone = self._number(cells, "phone", at_least=4, at_most=20)
        card_hash = number_hash(self._secret, card_number) if card_number else b""
        if card_hash in self._lost:
            cells.wrong("card_number", "another number: this card was lost, and is never used again")
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
            birthday=_birthday(cells),
            joined_on=_joined_on(cells),
            purchases=cells.whole("purchases", _BOUGHT_BEFORE),
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


def _birthday(cells: Cells) -> tuple[int, int]:
    written = cells.raw("birthday")
    if not written:
        return 0, 0
    try:
        kept = date.fromisoformat(written if len(written) == 10 else f"{_LEAP_YEAR}-{written}")
    except ValueError:
        cells.wrong("birthday", f"month and day (05-17, or 1984-05-17), not {written[:40]!r}")
        return 0, 0
    return kept.month, kept.day


def _joined_on(cells: Cells) -> str:
    written = cells.raw("joined_on")
    try:
        return date.fromisoformat(written).isoformat() if written else ""
    except ValueError:
        cells.wrong("joined_on", f"a day such as 2024-05-17, not {written[:40]!r}")
        return ""


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
        self._today = company_day(connection, company.company_id, now_ms).isoformat()
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
        self._remember(member_id, line)
        if member_id in self._people and (line.points or line.qualifying_points or line.tier):
            self.kept_points += 1
        if line.card_hash and line.card_hash not in self._cards:
            link_card(self._connection, self._company_id, member_id, line.card_hash, line.card_end)
            self.changed.add(member_id)

    def _join(self, member_id: str, line: MemberLine) -> None:
        key = {"company_id": self._company_id, "member_id": member_id}
        self._connection.execute(insert(tables.member), {**key, "joined_ms": self._now_ms})
        note_phone(self._connection, self._company_id, member_id, line.phone_hash)
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
            open_with(AtOnce(self._connection, self._company_id), purse, movement, line.points, self._today)
        if self._lead:
            self._place(self._lead, member_id, line)
        self.changed.add(member_id)

    def _remember(self, member_id: str, line: MemberLine) -> None:
        """The birthday, and the day of joining; what the file leaves out stays as it is."""
        key = {"company_id": self._company_id, "member_id": member_id}
        for table, values in (
            (member_birthday, {"month": line.birthday[0], "day": line.birthday[1]}),
            (member_history, {"joined_on": line.joined_on, "purchases": line.purchases}),
        ):
            if not next(iter(values.values())):
                continue
            mine = [table.c[name] == value for name, value in key.items()]
            before = self._connection.execute(select(table).where(*mine)).one_or_none()
            changed = (
                {"joined_on": line.joined_on} if before is not None and table is member_history else values
            )
            if before is None or any(before._mapping[name] != each for name, each in changed.items()):
                self._connection.execute(
                    upsert(table).on_conflict_do_update(index_elements=[*key], set_=changed),
                    {**key, **values},
                )
                self.changed.add(member_id)

    def _place(self, lead: Programme, member_id: str, line: MemberLine) -> None:
        """Where the member stands in the first programme; a tier that a file names is kept as if reached today."""
        place = (AtOnce(self._connection, self._company_id), member_id, lead.programme_id)
        today = date.fromisoformat(self._today)
        if line.qualifying_points:
            add_gain(*place, OPENING, today, line.qualifying_points)
        reached = lead.tier_at(line.qualifying_points)
        tier = lead.tier_by_code(line.tier) or reached
        if tier and lead.threshold(tier):
            set_standing(*place, tier.code, tier_until(lead.qualifying, today))

    def _rename(self, member_id: str, line: MemberLine) -> None:
        note_phone(self._connection, self._company_id, member_id, line.phone_hash)
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
