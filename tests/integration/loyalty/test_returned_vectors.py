"""The vectors of returns through a real till and on to a real server: each step says what stands in the file, and the
member's book stands as the file says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from pos_app.domain.loyalty.decision import Context
from pos_app.domain.loyalty.programme import Programme
from pos_app.services.returning import quote_return, take_return
from pos_app.services.selling import sell
from pos_app.storage.verify import verify_database
from sync.server.book.ledger import REDEEMED, Movement, Purse, balance_of, spend
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.slate.at_once import AtOnce
from tests.integration.loyalty.at_the_server import (
    assert_the_days_agree,
    hold_points,
    known_till,
    shop_of,
    take_over,
)
from tests.integration.loyalty.rung_up import RungUp, at_a_till, context_of, tenders_of
from tests.stage import goods, returns
from tests.stage.counter import FakeClock
from tests.stage.loyalty_vectors import programmes
from tests.stage.return_vectors import (
    Book,
    ReturnVector,
    Step,
    expected_of,
    read_return,
    return_paths,
    returning,
    sale_of,
)
from tests.stage.tills import KEY
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.calendar_stage import pass_days
from tests.unit.sync.server.stage import MEMBER, Shop

each_return = pytest.mark.parametrize("path", return_paths(), ids=lambda path: path.stem)


@each_return
def test_a_till_takes_each_vector_back_and_stores_exactly_that(path: Path, tmp_path: Path) -> None:
    vector = read_return(path)
    with at_a_till(tmp_path, vector) as till:
        sale_id = _sold_and_brought_back(till, vector)
        with till.store.unit_of_work() as work:
            stored = work.returns_of(sale_id)
    assert [each.reversal for each in stored] == [expected_of(step) for step in vector.returns]
    assert [each.context for each in stored] == [_at(vector, step) for step in vector.returns]
    assert verify_database(tmp_path, KEY).ok


@each_return
def test_replay_the_server_takes_each_return_and_its_books_stand_as_the_vector_says(
    path: Path, tmp_path: Path
) -> None:
    vector = read_return(path)
    with at_a_till(tmp_path / "till", vector) as till:
        _sold_and_brought_back(till, vector)
    with _server(tmp_path / "server", vector) as shop:
        sent = known_till(shop)
        hold_points(shop, sent, vector)
        take_over(sent, tmp_path / "till")
        assert shop.taken(sent, 1, 1).fates == ()
        for number, step in enumerate(vector.returns, start=2):
            _meanwhile(shop, vector, step, number)
            assert shop.taken(sent, number, number).fates == ()
        assert shop.flags() == set()
        assert book_of(shop, programmes(vector)[0]) == vector.book
        shop.taken(sent)  # all of it once more (KEY=EFFECT)
        assert book_of(shop, programmes(vector)[0]) == vector.book
        audit(shop.database)
        assert_the_days_agree(tmp_path / "till", shop, sent)


def book_of(shop: Shop, programme: Programme) -> Book:
    """How the books stand, in the words of the vectors."""
    company_id, name, me = shop.company.company_id, programme.programme_id, goods.MEMBER_ID
    with shop.database.read() as connection:
        balance = balance_of(connection, Purse(company_id, me, programme.account))
    lots = [row for row in shop.rows(tables.lot, account=programme.account) if row.points_left]
    mine: dict[str, int] = defaultdict(int)
    for row in lots:
        if row.member_id == me:
            mine[row.expires_on] += row.points_left
    coupons = shop.rows(books.coupon, member_id=me, used_by="", taken_back_ms=0)
    used = shop.rows(books.usage, member_id=me)
    standing = [row.tier for row in shop.rows(tables.standing, member_id=me, programme_id=name)]
    return Book(
        points=balance.points,
        debt=balance.debt,
        lots=sorted(mine.items()),
        tier=standing[0] if standing else "",
        stamps={row.card: row.stamps for row in shop.rows(books.stamp_card, member_id=me)},
        coupons=sorted(row.code for row in coupons),
        challenges={row.challenge: row.count for row in shop.rows(books.challenge, member_id=me)},
        used={row.rule_id: row.amount for row in used if row.amount},
        entries=len(shop.rows(books.draw_entry, member_id=me)),
        others={row.member_id: row.points_left for row in lots if row.member_id not in (me, MEMBER)},
    )


def _sold_and_brought_back(till: RungUp, vector: ReturnVector) -> str:
    """Sell the vector's goods, then take back what its steps say, each on its day; the sale's id."""
    sold = sell(
        *(till.ports, "ingrid", till.basket, till.member, tenders_of(vector)),
        till.wishes,
    )
    assert sold.sale.decision == sale_of(vector).decision
    clock = till.ports.clock
    assert isinstance(clock, FakeClock)
    for step in vector.returns:
        clock.at_ms = _at(vector, step).at_ms
        quoted = quote_return(till.ports, sold.sale.sale_id, returning(step), gifts_stay=step.gifts_stay)
        take_return(till.ports, "ingrid", quoted, [f"R{place}" for place in range(quoted.slips)])
    return sold.sale.sale_id


def _at(vector: ReturnVector, step: Step) -> Context:
    return returns.days_later(context_of(vector), step.days)


@contextmanager
def _server(folder: Path, vector: ReturnVector) -> Iterator[Shop]:
    shop = shop_of(folder, vector)
    try:
        yield shop
    finally:
        shop.database.close()


def _meanwhile(shop: Shop, vector: ReturnVector, step: Step, number: int) -> None:
    """Days pass to that of the return; on the way the member spends points elsewhere."""
    at = _at(vector, step)
    account = programmes(vector)[0].account
    if step.spent_before:
        with shop.database.write() as connection:
            spend(
                AtOnce(connection, shop.company.company_id),
                Purse(shop.company.company_id, goods.MEMBER_ID, account),
                Movement(f"elsewhere/{number}", "elsewhere", f"elsewhere/{number}", shop.clock()),
                step.spent_before,
                kind="redeem",
                against=REDEEMED,
                at_most=step.spent_before,
            )
    pass_days(shop, date.fromisoformat(at.business_date))
    shop.clock.ms = at.at_ms
