"""Days run in one go, member by member, or again and again: the same books, whatever happened between them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection, insert, select

from pos_app.domain.loyalty.calendar_days import lot_last_day, term_last_day, tier_until
from sync.server.book.ledger import REDEEMED, Movement, Purse, earn, spend
from sync.server.book.standings import add_gain, set_standing
from sync.server.calendar.days import run_days
from sync.server.opening import open_database
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.schema.account_tables import account_day
from sync.server.schema.desk_tables import days_kept
from sync.server.slate.at_once import AtOnce
from tests.stage.thoroughness import examples
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.calendar_stage import TODAY, noon_ms, rules
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.stage import Shop, open_shop

MEMBERS = ["member-1", "member-2"]
RULES = """
[settings]
leap_birthday = "1-march"
[earn]
points = 1
per = "1.00"
[expiry]
when = "after-earning"
months = 2
[qualifying]
window = "rolling"
rolling_days = 40
grace_days = 3
[[tier]]
code = "insider"
name = "Insider"
[[tier]]
code = "gold"
name = "Gold"
from_points = 150
[[tier]]
code = "ruby"
name = "Ruby"
from_points = 300
[[reward]]
points = 100
value = "5.00"
words = "5 kroner"
[[coupon]]
id = "cake"
words = "A cake"
issued = "birthday"
[[coupon]]
id = "thanks"
words = "Thank you"
issued = "anniversary"
[[offer]]
id = "cake-off"
words = "A cake"
effect = "basket-percent"
percent = "10"
when = { coupon = "cake" }
[[offer]]
id = "thanks-off"
words = "Thank you"
effect = "basket-percent"
percent = "10"
when = { coupon = "thanks" }
[[membership]]
code = "pluss"
name = "Pluss"
article = "pluss"
months = 1
grace_days = 4
retry_days = 2
"""
_BOOKS = (
    *(tables.posting_group, tables.posting, tables.lot, tables.lot_use, tables.balance, tables.standing),
    *(books.coupon, books.membership, account_day),
)


def _with_a_past(folder: Path) -> Shop:
    """A server whose members have birthdays and days of joining, under rules where every day brings something."""
    shop = open_shop(folder)
    rules(shop, RULES)
    company_id = shop.company.company_id
    with shop.database.write() as connection:
        for member, born, joined in zip(
            MEMBERS, [(2, 29), (3, 20)], ["2024-02-29", "2025-04-07"], strict=True
        ):
            connection.execute(
                insert(books.member_birthday),
                {"company_id": company_id, "member_id": member, "month": born[0], "day": born[1]},
            )
            history = books.member_history
            connection.execute(history.delete().where(history.c.member_id == member))
            connection.execute(
                insert(history), {"company_id": company_id, "member_id": member, "joined_on": joined}
            )
    return shop


def in_one_go(connection: Connection, company_id: str, day: date) -> None:
    _run(connection, company_id, day, 500)


def member_by_member(connection: Connection, company_id: str, day: date) -> None:
    _run(connection, company_id, day, 1)


def again_and_again(connection: Connection, company_id: str, day: date) -> None:
    """Every day on its own, twice; as a server that is never switched off does."""
    row = connection.execute(select(days_kept.c.day)).scalar_one_or_none()
    at = date.fromisoformat(row) if row else TODAY
    while at < day:
        at += timedelta(days=1)
        _run(connection, company_id, at, 2)
        _run(connection, company_id, at, 500)


Way = Callable[[Connection, str, date], None]


def _run(connection: Connection, company_id: str, day: date, most: int) -> None:
    is_done = False
    while not is_done:
        is_done = run_days(connection, company_id, noon_ms(day), most).is_done


class Days(RuleBasedStateMachine):
    """Three servers with the same past; each runs its days in its own way."""

    stages: tuple[Shop, ...]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        shops = [self.stack.enter_context(rehearsing(stage)) for stage in self.stages]
        self.ways = list(zip((in_one_go, member_by_member, again_and_again), shops, strict=True))
        [self.programme] = [each for each in _rules_of(shops[0]) if each.programme_id == "klubb"]
        self.day, self.number = TODAY, 0

    def everywhere(self, act: Callable[[Connection, str], None]) -> None:
        for _, shop in self.ways:
            with shop.database.write() as connection:
                act(connection, shop.company.company_id)

    def movement(self) -> Movement:
        self.number += 1
        return Movement(f"fact-{self.number}/0", "klubb", f"fact-{self.number}", noon_ms(self.day))

    @rule(member=st.sampled_from(MEMBERS), points=st.integers(1, 250))
    def earns(self, member: str, points: int) -> None:
        movement, today = self.movement(), self.day.isoformat()

        def act(connection: Connection, company_id: str) -> None:
            ends = lot_last_day(self.programme.expiry, self.day)
            purse = Purse(company_id, member, "klubb")
            earn(
                AtOnce(connection, purse.company_id),
                purse,
                movement,
                points,
                earned_on=today,
                expires_on=ends,
            )
            slate = AtOnce(connection, company_id)
            add_gain(slate, member, "klubb", movement.source, self.day, points)
            reached = self.programme.tier_at(points)
            if reached and reached.code != "insider":
                until = tier_until(self.programme.qualifying, self.day)
                set_standing(slate, member, "klubb", reached.code, until)

        self.everywhere(act)

    @rule(member=st.sampled_from(MEMBERS), points=st.integers(1, 250))
    def spends(self, member: str, points: int) -> None:
        movement = self.movement()

        def act(connection: Connection, company_id: str) -> None:
            purse = Purse(company_id, member, "klubb")
            spend(
                *(AtOnce(connection, purse.company_id), purse, movement, points),
                kind="redeem",
                against=REDEEMED,
                day=self.day.isoformat(),
            )

        self.everywhere(act)

    @rule(member=st.sampled_from(MEMBERS), cancelled=st.booleans())
    def joins_pluss(self, member: str, cancelled: bool) -> None:
        self.number += 1
        term: dict[str, Any] = {
            "member_id": member,
            "programme_id": "klubb",
            "code": "pluss",
            "source": f"fact-{self.number}",
            "step": "joined",
            "from_day": self.day.isoformat(),
            "to_day": term_last_day(self.programme.memberships[0], self.day).isoformat(),
            "from_ms": 0,
            "to_ms": 0,
            "cancelled_ms": int(cancelled),
        }
        self.everywhere(
            lambda connection, company_id: _insert(connection, {"company_id": company_id, **term})
        )

    @rule(days=st.sampled_from([1, 2, 5, 12]))
    def days_pass(self, days: int) -> None:
        self.day += timedelta(days=days)
        for way, shop in self.ways:
            with shop.database.write() as connection:
                way(connection, shop.company.company_id, self.day)

    @invariant()
    def the_books_are_the_same(self) -> None:
        first, *others = (self.books_of(shop) for _, shop in self.ways)
        for other in others:
            for name, rows in first.items():
                assert other[name] == rows, name

    @invariant()
    def conservation_and_lots_hold(self) -> None:
        found = audit(self.ways[1][1].database)
        for member in MEMBERS:
            assert found.get((member, "klubb"), (0, 0, 0))[2] == 0

    def books_of(self, shop: Shop) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the books, without the times at which the server wrote it."""
        found = {}
        with shop.database.read() as connection:
            for table in _BOOKS:
                columns = [each for each in table.c if not each.name.endswith("_ms")]
                found[table.name] = sorted(map(tuple, connection.execute(select(*columns)).all()))
        return found

    def teardown(self) -> None:
        self.stack.close()


def _insert(connection: Connection, row: dict[str, Any]) -> None:
    connection.execute(insert(books.membership), row)


def _rules_of(shop: Shop) -> tuple[Any, ...]:
    from sync.server.programmes import in_force

    with shop.database.read() as connection:
        return in_force(connection, shop.company.company_id)


def test_key_effect_days_in_one_go_by_member_or_again_and_again_make_the_same_books(tmp_path: Path) -> None:
    shop = _with_a_past(tmp_path / "first")
    shop.database.close()
    for number in (2, 3):
        shutil.copytree(tmp_path / "first", tmp_path / str(number))
    folders = [tmp_path / name for name in ("first", "2", "3")]

    class Here(Days):
        stages = tuple(Shop(open_database(each / "server.db"), shop.company, each) for each in folders)

    try:
        run_state_machine_as_test(
            Here, settings=settings(max_examples=examples(5), stateful_step_count=9, phases=QUICK)
        )
    finally:
        for stage in Here.stages:
            stage.database.close()
