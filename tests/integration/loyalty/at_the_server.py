"""A loyalty vector at a real server: its company, its member's books, and a till's journal taken over byte for byte."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import date
from pathlib import Path

import msgspec
from sqlalchemy import update

from pos_app.domain.day_close import Confirmation, DayCount, DayThere, Outcome, compare
from pos_app.storage.database import Database
from pos_app.storage.day_counts import day_here
from pos_app.storage.for_sync import SyncJournal
from sync.server.day_told import tell_day
from sync.server.schema import tables
from tests.integration.loyalty.rung_up import context_of, programme_texts, view_of
from tests.stage import goods
from tests.stage.loyalty_vectors import Vector, programmes
from tests.stage.tills import KEY
from tests.unit.sync.server.opened_books import open_books
from tests.unit.sync.server.stage import FakeTill, Shop, open_shop


def shop_of(folder: Path, vector: Vector) -> Shop:
    """The company of the vector, with its programmes, its store and its member's books as the view says."""
    shop = open_shop(folder)
    shop.clock.ms = context_of(vector).at_ms
    shop.import_texts(
        stores=f"store_id,name,currency,zone,country,language\n{goods.STORE},Oslo,NOK,Europe/Oslo,NO,nb\n"
    )
    with shop.database.write() as connection:
        connection.execute(tables.programme.delete())
    for _, text in programme_texts(vector):
        shop.import_texts(programmes=text)
    view = view_of(vector)
    if view is not None:
        day = date.fromisoformat(vector.context.business_date)
        with shop.database.write() as connection:
            open_books(connection, shop.company.company_id, programmes(vector)[0], view, day)
    return shop


def known_till(shop: Shop) -> FakeTill:
    """A till that the server knows under the id of the one that sold."""
    known = shop.till(2, goods.STORE)
    with shop.database.write() as connection:
        connection.execute(update(tables.till).values(till_id=goods.TILL))
    known.place = msgspec.structs.replace(known.place, till_id=goods.TILL)
    return known


def take_over(known: FakeTill, folder: Path) -> None:
    """Give it the real till's journal, byte for byte."""
    with closing(SyncJournal(folder, KEY)) as outbox:
        for _, envelope, personal in outbox.unacked(0, 10):
            known.append(envelope, hashlib.sha256(envelope).digest(), personal)


def hold_points(shop: Shop, sent: FakeTill, vector: Vector) -> None:
    """Points that the sale is paid with are held first (HOLD)."""
    for tender in vector.tenders:
        if tender.redemption_id:
            held = shop.hold(sent, tender.redemption_id, tender.points, member_id=goods.MEMBER_ID)
            assert held.outcome == "held"


def assert_the_days_agree(folder: Path, shop: Shop, sent: FakeTill) -> None:
    """Every business day that the till in ``folder`` has is the same at the server, in records and in money."""
    with closing(Database.open(folder / "till.db", KEY, read_only=True)) as database:
        days = database.sql("SELECT business_date FROM sale UNION SELECT business_date FROM returned")
        here = [day_here(database, day) for (day,) in days]
    for each in here:
        with shop.database.read() as connection:
            told = tell_day(
                connection,
                shop.company.company_id,
                sent.place.till_id,
                each.business_date,
                each.sequence,
            )
        counts = tuple(DayCount(*msgspec.structs.astuple(count)) for count in told.counts)
        assert compare(each, DayThere(told.acked, told.head, counts)) == Confirmation(Outcome.CONFIRMED)
