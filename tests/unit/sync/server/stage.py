"""A server on a fresh database under a clock of our own, and tills that keep a real journal beside it."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import uuid_utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Table, func, select

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale
from sync.protocol.envelope import FIRST_PREVIOUS, Envelope, seal
from sync.protocol.v1 import facts, signing
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.member_views import view_of
from sync.protocol.v1.messages import (
    Changes,
    Enrol,
    Enrolled,
    HoldReply,
    HoldRequest,
    Personal,
    Push,
    PushReply,
    Record,
    batch_bytes,
)
from sync.server import enrol
from sync.server.changes import page
from sync.server.companies import Company, create_company
from sync.server.config import PostgresUrl
from sync.server.holding.holds import ask_hold, void_hold
from sync.server.importing import ImportFiles, import_files
from sync.server.intake.arrivals import check_batch
from sync.server.intake.receiving import receive
from sync.server.intake.side_by_side import may_go_beside
from sync.server.opening import Database, open_database
from sync.server.problems import Declined
from tests.stage import goods

Message = TypeVar("Message")
START_MS = goods.AT_MS
MEMBER, OTHER = "member-1", "member-2"

PROGRAMME_TEXT = """\
programme = "poeng"
version = 1
name = "Grünerløkka Poeng"
currency = "NOK"

[earn]
points = 1
per = "1.00"

[[tier]]
code = "medlem"
name = "Medlem"
from_points = 0

[[tier]]
code = "gull"
name = "Gull"
from_points = 1000
earn_percent = 150

[redemption]
block = 100
value = "10.00"
"""


@dataclass
class Clock:
    """The server's clock, moved by hand."""

    ms: int = START_MS

    def __call__(self) -> int:
        return self.ms


class FakeTill:
    """A till with a key and a journal of its own; ``envelopes[0]`` is sequence 1."""

    def __init__(self, place: Enrolled, key: Ed25519PrivateKey, programmes: tuple[Programme, ...]) -> None:
        self.place = place
        self.key = key
        self.programmes = programmes
        self.records: list[Record] = []
        self.envelopes: list[bytes] = []
        self.hashes: list[bytes] = []
        self.receipt = 0
        self._nonces = itertools.count(1)

    def twin(self) -> FakeTill:
        """A clone of the till's disk: the same key and journal so far."""
        other = FakeTill(self.place, self.key, self.programmes)
        other.records, other.envelopes, other.hashes = self.records[:], self.envelopes[:], self.hashes[:]
        other.receipt = self.receipt
        other._nonces = itertools.count(1_000_000)
        return other

    def write(
        self,
        kind: str = facts.SIGNED_IN,
        body: bytes | None = None,
        *,
        fact_id: str = "",
        version: int = facts.VERSION,
        personal: Personal | None = None,
        **changed: Any,
    ) -> Record:
        """Append a record to the journal."""
        envelope = Envelope(
            version=version,
            company_id=self.place.company_id,
            till_id=self.place.till_id,
            sequence=len(self.records) + 1,
            fact_id=fact_id or str(uuid_utils.uuid7()),
            kind=kind,
            at_ms=START_MS,
            previous=self.hashes[-1] if self.hashes else FIRST_PREVIOUS,
            personal_hash=hashlib.sha256(personal.salt + personal.sealed).digest() if personal else b"",
            body=facts.encode_signed_in("ingrid") if body is None else body,
        )
        encoded, digest = seal(msgspec.structs.replace(envelope, **changed))
        return self.append(encoded, digest, personal)

    def append(self, encoded: bytes, digest: bytes, personal: Personal | None = None) -> Record:
        """Append bytes as they are."""
        record = Record(envelope=encoded, personal=personal)
        self.records.append(record)
        self.envelopes.append(encoded)
        self.hashes.append(digest)
        return record

    def sell(self, sale: Sale | None = None, **how: Any) -> Sale:
        """Journal a sale made by this till."""
        made = sale or self.make_sale(**how)
        self.write(facts.SALE, facts.encode_sale(made), fact_id=made.sale_id)
        return made

    def make_sale(
        self,
        of: Basket | None = None,
        *,
        member: MemberView | None = None,
        redeem: tuple[str, int] | None = None,
        receipt_number: int | None = None,
    ) -> Sale:
        """A sale by this till; ``redeem`` is a redemption id and points worth a tenth of a krone each."""
        self.receipt = self.receipt + 1 if receipt_number is None else receipt_number
        bought = of or goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)
        pay = None
        if redeem is not None:
            worth = redeem[1] * 10
            rest = price(bought).total_minor - worth
            pay = [tenders_of.points(worth, redeem[1], redeem[0])]
            pay += [tenders_of.card(rest, "004711")] if rest else []
        made = goods.sale(
            bought,
            pay=pay,
            member_view=member,
            programmes=self.programmes,
            receipt_number=self.receipt,
            sale_id=str(uuid_utils.uuid7()),
        )
        seller = replace(
            made.seller,
            company_id=self.place.company_id,
            till_id=self.place.till_id,
            store_id=self.place.store_id,
            till_number=self.place.till_number,
        )
        return replace(made, seller=seller)

    def batch(self, first: int = 1, last: int | None = None) -> Push:
        """A signed batch of the journal's records ``first`` to ``last``."""
        end = len(self.records) if last is None else last
        return self.signed(
            Push(
                company_id=self.place.company_id,
                till_id=self.place.till_id,
                first=first,
                last=end,
                head=self.hashes[end - 1],
                signature=b"",
                records=tuple(self.records[first - 1 : end]),
            )
        )

    def signed(self, push: Push) -> Push:
        """The batch with this till's signature on it."""
        signed = batch_bytes(push.company_id, push.till_id, push.first, push.last, push.head)
        return msgspec.structs.replace(push, signature=self.key.sign(signed))

    def headers(
        self, method: str, target: str, body: bytes = b"", *, at_ms: int = START_MS, nonce: str = ""
    ) -> dict[str, str]:
        """The headers that sign a request."""
        nonce = nonce or f"{next(self._nonces):032x}"
        signed = signing.request_bytes(
            method=method,
            target=target,
            body=body,
            company_id=self.place.company_id,
            till_id=self.place.till_id,
            at_ms=at_ms,
            nonce=nonce,
        )
        return {
            signing.COMPANY: self.place.company_id,
            signing.TILL: self.place.till_id,
            signing.AT_MS: str(at_ms),
            signing.NONCE: nonce,
            signing.SIGNATURE: base64.b64encode(self.key.sign(signed)).decode(),
        }


def new_key() -> tuple[Ed25519PrivateKey, bytes]:
    """A till's key and its public half, raw."""
    key = Ed25519PrivateKey.generate()
    return key, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@dataclass
class Shop:
    """One company on one server, reached without HTTP."""

    database: Database
    company: Company
    folder: Path
    clock: Clock = field(default_factory=Clock)

    @property
    def programmes(self) -> tuple[Programme, ...]:
        return (programme_from_text(PROGRAMME_TEXT, "test"),)

    def till(self, number: int = 1, store: str = "s1", group: str = "") -> FakeTill:
        """A newly enrolled till."""
        key, public = new_key()
        with self.database.write() as connection:
            where = (self.company.company_id, store, number)
            code = enrol.make_code(connection, *where, self.clock(), group=group)
            place = enrol.enrol(
                connection, Enrol(code=code.code, public_key=public, software="test"), self.clock()
            )
        assert isinstance(place, Enrolled)
        return FakeTill(place, key, self.programmes)

    def push(self, till: FakeTill, first: int = 1, last: int | None = None) -> PushReply | Declined:
        """Push part of a till's journal as a good client does."""
        return self.receive(till, till.batch(first, last))

    def receive(self, till: FakeTill, push: Push) -> PushReply | Declined:
        """Hand a batch to the server."""
        public = till.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        arrivals = check_batch(push, till.place.company_id, till.place.till_id, public)
        return self.database.written(
            lambda c: receive(c, till.place.company_id, till.place.till_id, arrivals, self.clock()),
            beside=may_go_beside(arrivals),
        )

    def taken(self, till: FakeTill, first: int = 1, last: int | None = None) -> PushReply:
        """Push and expect to be answered."""
        reply = self.push(till, first, last)
        assert isinstance(reply, PushReply), reply
        return reply

    def declined(self, till: FakeTill, first: int = 1, last: int | None = None) -> Declined:
        """Push and expect to be declined."""
        reply = self.push(till, first, last)
        assert isinstance(reply, Declined), reply
        return reply

    def hold(
        self,
        till: FakeTill,
        redemption_id: str,
        points: int,
        member_id: str = MEMBER,
        account: str = "points",
    ) -> HoldReply:
        asked = HoldRequest(redemption_id=redemption_id, member_id=member_id, account=account, points=points)
        with self.database.beside() as connection:
            return ask_hold(connection, self.company.company_id, till.place.till_id, asked, self.clock())

    def void(self, till: FakeTill, redemption_id: str) -> HoldReply:
        with self.database.beside() as connection:
            return void_hold(
                connection, self.company.company_id, till.place.till_id, redemption_id, self.clock()
            )

    def changes(self, cursor: int = 0, limit: int = 5000, store: str = "s1") -> Changes:
        """A page as a till of that store reads it."""
        with self.database.read() as connection:
            found = page(connection, self.company.company_id, store, cursor, limit)
        return msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=Changes)

    def count(self, table: Table, **where: object) -> int:
        statement = select(func.count()).select_from(table)
        for name, value in where.items():
            statement = statement.where(table.c[name] == value)
        with self.database.read() as connection:
            return connection.execute(statement).scalar_one()

    def rows(self, table: Table, **where: object) -> Sequence[Any]:
        statement = select(table).order_by(*table.primary_key)
        for name, value in where.items():
            statement = statement.where(table.c[name] == value)
        with self.database.read() as connection:
            return connection.execute(statement).all()

    def flags(self) -> set[str]:
        """Codes of all flags raised so far."""
        from sync.server.schema import tables

        return {row.code for row in self.rows(tables.review)}

    def member_view(self, member_id: str = MEMBER) -> MemberView:
        """The member as a till that just pulled knows them."""
        for row in self.changes().rows:
            if isinstance(row, MemberRow) and row.member_id == member_id:
                return view_of(
                    member_id, row.points, row.qualifying_points, row.tier, row.as_of_ms, row.known
                )
        raise AssertionError(f"{member_id} is not published")

    def import_texts(self, **texts: str) -> dict[str, int]:
        """Import files with these contents (``stores=...``, ``articles=...``)."""
        return self._import(texts, remove_missing=False)

    def import_instead(self, **texts: str) -> dict[str, int]:
        """The same, and what these files lack is removed."""
        return self._import(texts, remove_missing=True)

    def _import(self, texts: Mapping[str, str], *, remove_missing: bool) -> dict[str, int]:
        paths: dict[str, list[Path]] = {}
        for kind, text in texts.items():
            path = self.folder / (f"{kind}.toml" if kind == "programmes" else f"{kind}.csv")
            path.write_text(text, encoding="utf-8")
            paths[kind] = [path]
        files = ImportFiles(
            stores=paths.get("stores", ()),
            categories=paths.get("categories", ()),
            articles=paths.get("articles", ()),
            members=paths.get("members", ()),
            cashiers=paths.get("cashiers", ()),
            programmes=paths.get("programmes", ()),
            roles=paths.get("roles", ()),
            remove_missing=remove_missing,
        )
        with self.database.write() as connection:
            return import_files(connection, self.company, files, self.clock()).changed


def open_shop(folder: Path, where: PostgresUrl | None = None) -> Shop:
    """A company with two stores, a programme and two members (500 and 0 points), in a file of its own or ``where``."""
    folder.mkdir(parents=True, exist_ok=True)
    database = open_database(where or folder / "server.db", create=True)
    with database.write() as connection:
        company = create_company(connection, goods.COMPANY, "Kaffehuset", "NOK", START_MS)
    shop = Shop(database, company, folder)
    shop.import_texts(
        stores="store_id,name,currency,zone,country,language\n"
        "s1,Grünerløkka,NOK,Europe/Oslo,NO,nb\ns2,Bergen,NOK,Europe/Oslo,NO,nb\n",
        programmes=PROGRAMME_TEXT,
        members="member_id,name,card_number,phone,points,qualifying_points,tier\n"
        f"{MEMBER},Ada Nordmann,1000 0042,+47 912 34 567,500,900,\n{OTHER},Bo Berg,10000043,,0,0,\n",
    )
    return shop
