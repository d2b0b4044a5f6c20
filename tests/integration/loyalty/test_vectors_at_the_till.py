"""The loyalty vectors through a real till and on to a real server: what is decided is what stands in the file."""

from __future__ import annotations

import hashlib
from contextlib import closing
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.engine import evaluate
from pos_app.services import visiting
from pos_app.services.quoting import quote
from pos_app.services.selling import sell
from pos_app.storage.for_sync import SyncJournal
from pos_app.storage.verify import verify_database
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts, member_facts
from sync.server.schema import tables
from tests.integration.loyalty.rung_up import (
    RungUp,
    at_a_till,
    basket_of,
    context_of,
    programme_texts,
    tenders_of,
    view_of,
)
from tests.stage import goods
from tests.stage.loyalty_vectors import Vector, expected, paths, programmes, read, visit_paths
from tests.stage.tills import KEY
from tests.unit.sync.server.opened_books import open_books
from tests.unit.sync.server.stage import FakeTill, Shop, open_shop

REFUSING = ("access-before-the-date", "access-limit")
TOLD = {"sales-a-day-reached": {"sales-limit"}}
"""Exceptions that the server reports though the till did right."""


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_a_till_decides_each_vector_and_stores_exactly_that(path: Path, tmp_path: Path) -> None:
    vector = read(path)
    with at_a_till(tmp_path, vector) as till:
        assert till.basket.lines == basket_of(vector).lines
        assert (till.member.view if till.member else None) == view_of(vector)
        shown = quote(till.ports, till.basket, till.member, tenders_of(vector), till.wishes)
        assert shown.decision == expected(vector)
        if path.stem in REFUSING:
            with pytest.raises(Refused) as refused:
                _sell(till, vector)
            assert refused.value.reason is Refusal.GOODS_REFUSED
            return
        _sell(till, vector)
        with till.store.unit_of_work() as work:
            stored = work.last_sale()
    assert stored is not None
    assert (stored.member, stored.context) == (view_of(vector), context_of(vector))
    assert stored.decision == evaluate(
        basket_of(vector), stored.tenders, view_of(vector), programmes(vector), context_of(vector)
    )
    if vector.tenders and stored.tenders == tenders_of(vector):
        assert stored.decision == expected(vector)
    assert verify_database(tmp_path, KEY).ok


@pytest.mark.parametrize("path", visit_paths(), ids=lambda path: path.stem)
def test_a_till_decides_each_visit_and_stores_exactly_that(path: Path, tmp_path: Path) -> None:
    vector = read(path)
    with at_a_till(tmp_path, vector) as till:
        assert till.member is not None
        visiting.visit(till.ports, "ingrid", till.basket, till.member, till.wishes)
        [body] = _bodies(tmp_path)
    stored = member_facts.decode_visit(body)
    assert (stored.member, stored.context) == (view_of(vector), context_of(vector))
    assert stored.decision == expected(vector)
    assert verify_database(tmp_path, KEY).ok


@pytest.mark.parametrize(
    "path",
    [path for path in (*paths(), *visit_paths()) if path.stem not in REFUSING],
    ids=lambda path: path.stem,
)
def test_replay_the_server_takes_each_vector_from_the_till_as_it_was_decided(
    path: Path, tmp_path: Path
) -> None:
    vector = read(path)
    with at_a_till(tmp_path / "till", vector) as till:
        if vector.basket.lines:
            _sell(till, vector)
        else:
            assert till.member is not None
            visiting.visit(till.ports, "ingrid", till.basket, till.member, till.wishes)
    shop = _shop(tmp_path / "server", vector)
    try:
        sent = _known_till(shop)
        for tender in tenders_of(vector):
            if tender.redemption_id:
                held = shop.hold(sent, tender.redemption_id, tender.points, member_id=goods.MEMBER_ID)
                assert held.outcome == "held"
        _take_over(sent, tmp_path / "till")
        told = TOLD.get(path.stem, set())
        assert {fate.detail for fate in shop.taken(sent).fates} == shop.flags() == told
        assert shop.rows(tables.record)[0].envelope == sent.envelopes[0]
    finally:
        shop.database.close()


def _sell(till: RungUp, vector: Vector) -> None:
    sell(till.ports, "ingrid", till.basket, till.member, till.pay(tenders_of(vector)), till.wishes)


def _bodies(folder: Path) -> list[bytes]:
    with closing(SyncJournal(folder, KEY)) as outbox:
        return [open_envelope(envelope).body for _, envelope, _ in outbox.unacked(0, 10)]


def _shop(folder: Path, vector: Vector) -> Shop:
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


def _known_till(shop: Shop) -> FakeTill:
    """A till that the server knows under the id of the one that sold."""
    known = shop.till(2, goods.STORE)
    with shop.database.write() as connection:
        connection.execute(update(tables.till).values(till_id=goods.TILL))
    known.place = msgspec.structs.replace(known.place, till_id=goods.TILL)
    return known


def _take_over(known: FakeTill, folder: Path) -> None:
    """Give it the real till's journal, byte for byte."""
    with closing(SyncJournal(folder, KEY)) as outbox:
        for _, envelope, personal in outbox.unacked(0, 10):
            known.append(envelope, hashlib.sha256(envelope).digest(), personal)
    assert {open_envelope(each).kind for each in known.envelopes} <= {facts.SALE, member_facts.VISIT}
