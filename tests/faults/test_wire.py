"""KEY=EFFECT and DENSE-SEQ over a line that fails: every sale is at the server once, and the till says how it stands.

A real sync child, a real server process, and a proxy between them. ``python -m tests.faults`` does all faults often.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults import wire
from tests.faults.proxy import How
from tests.faults.shop import Shop, open_shop
from tests.faults.wire import PUSH, Row


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("faults") / "site") as opened:
        wire.start(opened)
        yield opened


def assert_sound(row: Row) -> None:
    """Nothing was lost, doubled or said wrongly."""
    assert row.ok, row
    assert row.times, row


def test_key_effect_a_push_whose_request_is_cut_anywhere_is_at_the_server_once(shop: Shop) -> None:
    size = shop.proxy.sizes[PUSH].request
    assert_sound(wire.cut(shop, How.CUT_REQUEST, (0, 7, size // 2, size - 1)))


def test_key_effect_a_push_whose_reply_is_cut_anywhere_is_at_the_server_once(shop: Shop) -> None:
    size = shop.proxy.sizes[PUSH].reply
    assert_sound(wire.cut(shop, How.CUT_REPLY, (0, 9, size // 2, size - 1)))


@pytest.mark.parametrize("how", [How.RESET, How.DUPLICATE, How.NOISE, How.WRONG_BODY, How.BAD_GATEWAY])
def test_key_effect_a_push_that_goes_wrong_is_at_the_server_once(shop: Shop, how: How) -> None:
    assert_sound(wire.one_push(shop, how, 1))


@pytest.mark.parametrize("how", [How.PORTAL, How.DELAY, How.REFUSED, How.CUT_REPLY])
def test_a_line_that_fails_for_a_while_is_told_and_keeps_no_sale_for_itself(shop: Shop, how: How) -> None:
    assert_sound(wire.whole_line(shop, how, 1))


def test_key_effect_a_line_that_sends_everything_twice_doubles_nothing(shop: Shop) -> None:
    assert_sound(wire.whole_line(shop, How.DUPLICATE, 1, is_told=False))


def test_a_half_open_line_is_told_although_nobody_hung_up(shop: Shop) -> None:
    assert_sound(wire.whole_line(shop, How.SWALLOWED_REQUEST, 1, path="/v1/presence"))


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM record WHERE sequence = 2", "1 of"),
        ("DELETE FROM sale WHERE sequence = 2", "sale "),
        ("UPDATE day_total SET sales = sales + 1", "the days count"),
        ("UPDATE balance SET points = points + 42", "points where"),
        ("UPDATE balance SET points = points - 42", "points where"),
        ("UPDATE record SET fact_id = (SELECT min(fact_id) FROM record)", "facts in"),
    ],
)
def test_books_that_do_not_hold_every_sale_once_are_found(
    shop: Shop, tmp_path: Path, statement: str, problem: str
) -> None:
    """What the tests above would say if a sale were lost or doubled."""
    assert isinstance(shop.books.place, Path)
    assert not shop.compare().lost
    copy = tmp_path / "server.db"
    with closing(sqlite3.connect(shop.books.place)) as real, closing(sqlite3.connect(copy)) as spoilt:
        real.backup(spoilt)
        spoilt.execute(statement)
        spoilt.commit()
    found = shop.compare(copy)
    assert any(problem in told for told in (*found.lost, *found.doubled)), found
