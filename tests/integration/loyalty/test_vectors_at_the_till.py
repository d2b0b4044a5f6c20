"""The loyalty vectors through a real till and on to a real server: what is decided is what stands in the file."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.engine import evaluate
from pos_app.services import visiting
from pos_app.services.quoting import quote
from pos_app.services.selling import sell
from pos_app.storage.for_sync import SyncJournal
from pos_app.storage.verify import verify_database
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import member_facts
from sync.server.schema import tables
from tests.integration.loyalty.at_the_server import (
    assert_the_days_agree,
    hold_points,
    known_till,
    shop_of,
    take_over,
)
from tests.integration.loyalty.rung_up import RungUp, at_a_till, basket_of, context_of, tenders_of, view_of
from tests.stage.loyalty_vectors import Vector, expected, paths, programmes, read, visit_paths
from tests.stage.tills import KEY

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
    shop = shop_of(tmp_path / "server", vector)
    try:
        sent = known_till(shop)
        hold_points(shop, sent, vector)
        take_over(sent, tmp_path / "till")
        told = TOLD.get(path.stem, set())
        assert {fate.detail for fate in shop.taken(sent).fates} == shop.flags() == told
        assert shop.rows(tables.record)[0].envelope == sent.envelopes[0]
        assert_the_days_agree(tmp_path / "till", shop, sent)
    finally:
        shop.database.close()


def _sell(till: RungUp, vector: Vector) -> None:
    sell(till.ports, "ingrid", till.basket, till.member, till.pay(tenders_of(vector)), till.wishes)


def _bodies(folder: Path) -> list[bytes]:
    with closing(SyncJournal(folder, KEY)) as outbox:
        return [open_envelope(envelope).body for _, envelope, _ in outbox.unacked(0, 10)]
