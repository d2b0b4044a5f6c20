"""Two slates, one that writes at once and one that gathers, say and leave the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import DataError, IntegrityError

from sync.server.holding.leases import LeaseState
from sync.server.schema import tables
from sync.server.schema.dialects import among
from sync.server.schema.member_tables import bought, qualifying_gain
from sync.server.slate import gathered, writing
from sync.server.slate.at_once import AtOnce
from sync.server.slate.gathered import Gathered, OneByOne
from sync.server.slate.reading import read_lines
from sync.server.slate.slate import Figure, Line, Slate, key_of
from tests.stage.thoroughness import examples
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop

WHOSE = st.sampled_from([MEMBER, OTHER, "somebody"])
ACCOUNT = st.sampled_from(["points", "stars"])
FEW = st.integers(0, 3)


class Fault(Exception):
    """Ours, in the middle of a record."""


def gained(company_id: str) -> Figure:
    """All that ever counted for a member."""

    def ask(connection: Connection, owners: Sequence[str]) -> Mapping[str, int]:
        gain = qualifying_gain.c
        found = connection.execute(
            select(gain.member_id, func.sum(gain.amount))
            .where(gain.company_id == company_id, gain.member_id.in_(owners))
            .group_by(gain.member_id)
        )
        return {member_id: int(amount) for member_id, amount in found}

    return Figure(qualifying_gain, "gained", ask, lambda line: int(line["amount"]))


MOVES = st.one_of(
    st.tuples(st.just("see"), WHOSE, ACCOUNT),
    st.tuples(st.just("see all"), WHOSE),
    st.tuples(st.just("put"), WHOSE, ACCOUNT, FEW),
    st.tuples(st.just("change"), WHOSE, ACCOUNT, FEW),
    st.tuples(st.just("drop"), WHOSE, ACCOUNT),
    st.tuples(st.just("gain"), WHOSE, FEW),
    st.tuples(st.just("count"), WHOSE, FEW),
    st.tuples(st.just("figure"), WHOSE),
    st.tuples(st.just("by hand"), WHOSE, ACCOUNT),
    st.just(("fault",)),
)


@settings(max_examples=examples(60), phases=QUICK)
@given(records=st.lists(st.lists(MOVES, max_size=6), max_size=6))
def test_poison_aside_a_gathered_batch_says_and_leaves_what_single_writes_do(
    stage: Shop, records: Sequence[Sequence[tuple[Any, ...]]]
) -> None:
    company_id = stage.company.company_id
    said, left = [], []
    for is_gathered in (False, True):
        with rehearsing(stage) as shop, shop.database.write() as connection:
            slate: Slate = AtOnce(connection, company_id)
            if is_gathered:
                slate = Gathered(connection, company_id, [MEMBER, OTHER])
            said.append([answer for record in records for answer in one(slate, record)])
            assert slate.connection is connection, "everything is written"
            left.append({table.name: sorted(map(tuple, shop.rows(table))) for table in _TOUCHED})
    assert said[1] == said[0]
    assert left[1] == left[0]


def one(slate: Slate, record: Sequence[tuple[Any, ...]]) -> list[object]:
    """What a record's moves see on the way; nothing of one with a fault is left."""
    seen: list[object] = []
    with suppress(Fault), slate.one_record():
        for number, move in enumerate(record):
            seen.append(moved(slate, move, f"{len(record)}-{number}-{id(record)}"))
    return seen


def moved(slate: Slate, move: tuple[Any, ...], source: str) -> object:
    """One move, and what it saw."""
    what, *rest = move
    match what, rest:
        case "see", [member, account]:
            return _plain(slate.line(tables.balance, member, account))
        case "see all", [member]:
            return sorted(map(str, map(_plain, slate.lines(tables.balance, member))))
        case "put", [member, account, points]:
            slate.put(tables.balance, _balance(slate, member, account, points))
        case "change", [member, account, points]:
            there = slate.line(tables.balance, member, account)
            if there is not None:
                slate.change(tables.balance, there, debt=points)
        case "drop", [member, account]:
            there = slate.line(tables.balance, member, account)
            if there is not None:
                slate.drop(tables.balance, there)
        case "gain", [member, points]:
            slate.add(qualifying_gain, _gain(slate, member, points, source))
        case "count", [member, times]:
            key = {"company_id": slate.company_id, "member_id": member, "article_id": "kaffe"}
            slate.count(bought, {**key, "times": times}, "times")
        case "figure", [member]:
            return slate.figure(gained(slate.company_id), member)
        case "by hand", [member, account]:
            theirs = (tables.balance.c.member_id == member, tables.balance.c.account == account)
            more = tables.balance.c.suspense + 1
            done = slate.connection.execute(update(tables.balance).where(*theirs).values(suspense=more))
            return done.rowcount
        case _:
            raise Fault
    return None


def test_key_effect_a_new_row_whose_key_is_there_fails_when_the_batch_is_written(shop: Shop) -> None:
    with shop.database.write() as connection:
        slate = Gathered(connection, shop.company.company_id, [MEMBER])
        for _ in range(2):
            with slate.one_record():
                slate.add(qualifying_gain, _gain(slate, MEMBER, 1, "one sale"))
        with pytest.raises(IntegrityError), connection.begin_nested():
            slate.write()


def test_poison_aside_a_row_of_an_earlier_record_is_not_this_ones_fault(shop: Shop) -> None:
    with shop.database.write() as connection:
        slate = Gathered(connection, shop.company.company_id, [MEMBER])
        for _ in range(2):
            with slate.one_record():
                slate.add(qualifying_gain, _gain(slate, MEMBER, 1, "one sale"))
        with pytest.raises(OneByOne), connection.begin_nested(), slate.one_record():
            slate.connection.execute(select(tables.balance))


def test_a_batch_reads_a_table_once_for_everybody_in_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[str]] = []

    def counted(*of: Any) -> list[Line]:
        asked.append(of[3])
        return read_lines(*of)

    monkeypatch.setattr(gathered, "read_lines", counted)
    with shop.database.write() as connection:
        slate = Gathered(connection, shop.company.company_id, [MEMBER, OTHER])
        for member in (MEMBER, OTHER, MEMBER, "somebody", "somebody"):
            with slate.one_record():
                slate.line(tables.balance, member, "points")
    assert asked == [[MEMBER, OTHER], ["somebody"]]


ODD = ['"', "'", "\\", ",", "{}", "NULL", "", " æøå ", "%s", "\n"]


def test_texts_that_mean_something_to_a_database_come_and_go_as_they_are(shop: Shop) -> None:
    account = tables.balance.c.account
    with shop.database.write() as connection:
        slate = AtOnce(connection, shop.company.company_id)
        writing.put_all(connection, tables.balance, [_balance(slate, MEMBER, text, 1) for text in ODD])
        for asked in (ODD, ODD[:3], []):
            mine = tables.balance.c.company_id == slate.company_id, tables.balance.c.member_id == MEMBER
            found = connection.execute(select(account).where(*mine, among(account, asked)))
            assert sorted(found.scalars()) == sorted(asked)


@pytest.mark.parametrize("wrong", [None, 2**70], ids=["nothing", "too large"])
def test_of_many_rows_one_that_does_not_fit_fails_them_all(shop: Shop, wrong: int | None) -> None:
    with shop.database.write() as connection:
        slate = AtOnce(connection, shop.company.company_id)
        rows = [
            _balance(slate, MEMBER, "stars", 1),
            {**_balance(slate, OTHER, "stars", 1), "points": wrong},
        ]
        with pytest.raises((IntegrityError, DataError, OverflowError)), connection.begin_nested():
            writing.put_all(connection, tables.balance, rows)
        assert slate.line(tables.balance, MEMBER, "stars") is None


def test_a_yes_among_numbers_and_a_named_text_among_texts_are_what_they_stand_for(shop: Shop) -> None:
    with shop.database.write() as connection:
        slate = AtOnce(connection, shop.company.company_id)
        rows = [
            {**_balance(slate, MEMBER, "points", 5), "debt": True},
            _balance(slate, MEMBER, LeaseState.OPEN, 7),
        ]
        writing.put_all(connection, tables.balance, rows)
        found = {
            each["account"]: (each["points"], each["debt"]) for each in slate.lines(tables.balance, MEMBER)
        }
    assert found == {"points": (5, 1), "open": (7, 0)}


_TOUCHED = (tables.balance, qualifying_gain, bought)


def _plain(line: Line | None) -> object:
    return None if line is None else (key_of(tables.balance, line), line["points"], line["debt"])


def _balance(slate: Slate, member: str, account: str, points: int) -> Line:
    key = {"company_id": slate.company_id, "member_id": member, "account": account}
    return {**key, "points": points, "debt": 0, "suspense": 0}


def _gain(slate: Slate, member: str, points: int, source: str) -> Line:
    key = {"company_id": slate.company_id, "member_id": member, "programme_id": "p", "source": source}
    return {**key, "on_day": "2026-03-01", "amount": points}
