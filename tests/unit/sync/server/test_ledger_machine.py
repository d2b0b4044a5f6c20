"""Any sequence of movements keeps the books: a model beside them, an independent auditor, a witness of every row."""

from __future__ import annotations

import itertools
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sync.server.book.ledger import (
    ADJUSTED,
    CONVERTED,
    DONATED,
    MOVED,
    Movement,
    Purse,
    earn,
    expire,
    open_with,
    prolong_lots,
    receive,
    redeem,
    spend,
    spendable_on,
    suspend,
)
from sync.server.slate.at_once import AtOnce
from tests.stage.thoroughness import examples
from tests.unit.sync.server.auditor import Witness, audit
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.stage import Shop

HOLDERS = st.sampled_from(["ada", "bo", "household"])
ACCOUNTS = st.sampled_from(["points", "miles"])
POINTS = st.integers(1, 400)
DAYS = st.sampled_from(["2026-01-01", "2026-01-02", "2026-06-30"])
EXPIRY = st.sampled_from(["", "2026-12-31", "2027-12-31"])


@dataclass
class Model:
    """A purse in a few lines: lots as [last day (or the end of time), day earned, id, points], debt, suspense."""

    lots: list[list[object]] = field(default_factory=list)
    debt: int = 0
    suspense: int = 0

    @property
    def points(self) -> int:
        return sum(int(str(lot[3])) for lot in self.lots)

    def get(self, points: int, lot_id: str, earned: str, ends: str) -> int:
        repaid = min(self.debt, points)
        self.debt -= repaid
        if points > repaid:
            self.lots.append([ends or "9999", earned, lot_id, points - repaid])
        return repaid

    def take(self, points: int, at_most: int, day: str = "", first: str = "") -> tuple[dict[str, int], int]:
        taken: dict[str, int] = {}
        left = min(points, at_most)
        for lot in sorted(self.lots, key=lambda lot: (lot[2] != first, lot[0], lot[1], lot[2])):
            part = min(left, int(str(lot[3])))
            if part and str(lot[0]) >= day:
                taken[str(lot[2])] = part
                lot[3] = int(str(lot[3])) - part
                left -= part
        self.lots = [lot for lot in self.lots if lot[3]]
        short = points - sum(taken.values())
        self.debt += short
        return taken, short


class Ledger(RuleBasedStateMachine):
    """The ledger beside its model."""

    stage: Shop

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.database = self.stack.enter_context(rehearsing(self.stage)).database
        self.company = self.stage.company.company_id
        self.numbers = itertools.count()
        self.model: dict[tuple[str, str], Model] = defaultdict(Model)
        self.witness = Witness()
        self.before = audit(self.database)

    def movement(self) -> Movement:
        return Movement(f"group-{next(self.numbers):04}", "poeng", "test", 0)

    def purse(self, holder: str, account: str) -> tuple[Purse, Model]:
        return Purse(self.company, holder, account), self.model[holder, account]

    @rule(holder=HOLDERS, account=ACCOUNTS, points=POINTS, day=DAYS, ends=EXPIRY, opens=st.booleans())
    def points_come(self, holder: str, account: str, points: int, day: str, ends: str, opens: bool) -> None:
        purse, model = self.purse(holder, account)
        movement = self.movement()
        with self.database.write() as connection:
            if opens:
                open_with(AtOnce(connection, purse.company_id), purse, movement, points, day)
                model.get(points, movement.group_id, day, "")
                return
            repaid = earn(
                AtOnce(connection, purse.company_id), purse, movement, points, earned_on=day, expires_on=ends
            )
        owed = model.debt
        assert repaid == model.get(points, movement.group_id, day, ends)
        assert repaid == min(owed, points), "CLAWBACK: debt is repaid first"

    @rule(holder=HOLDERS, account=ACCOUNTS, points=POINTS, at_most=st.integers(0, 500), day=DAYS)
    def points_are_redeemed(self, holder: str, account: str, points: int, at_most: int, day: str) -> None:
        purse, model = self.purse(holder, account)
        with self.database.write() as connection:
            short = redeem(
                AtOnce(connection, purse.company_id), purse, self.movement(), points, at_most=at_most, day=day
            )
        assert short == model.take(points, at_most, day)[1]

    @rule(holder=HOLDERS, account=ACCOUNTS, points=POINTS)
    def points_are_given_to_a_cause(self, holder: str, account: str, points: int) -> None:
        purse, model = self.purse(holder, account)
        with self.database.write() as connection:
            spent = spend(
                AtOnce(connection, purse.company_id),
                purse,
                self.movement(),
                points,
                kind="donate",
                against=DONATED,
            )
        assert (dict(spent.lots), spent.short) == model.take(points, model.points)

    @rule(holder=HOLDERS, blocks=st.integers(1, 40), day=DAYS)
    def points_become_a_partners(self, holder: str, blocks: int, day: str) -> None:
        ours, model = self.purse(holder, "points")
        theirs, other = self.purse(holder, "miles")
        movement = self.movement()
        with self.database.write() as connection:
            spend(
                AtOnce(connection, ours.company_id),
                ours,
                self.movement(),
                blocks * 10,
                kind="convert",
                against=CONVERTED,
            )
            how = {"kind": "convert", "against": CONVERTED, "earned_on": day}
            receive(AtOnce(connection, theirs.company_id), theirs, movement, blocks * 3, **how)
        model.take(blocks * 10, model.points)
        other.get(blocks * 3, movement.group_id, day, "")

    @rule(account=ACCOUNTS, points=POINTS, day=DAYS)
    def points_move_into_the_household(self, account: str, points: int, day: str) -> None:
        mine, model = self.purse("ada", account)
        shared, other = self.purse("household", account)
        moved = min(points, model.points)
        if not moved:
            return
        movement = self.movement()
        with self.database.write() as connection:
            spend(
                AtOnce(connection, mine.company_id), mine, self.movement(), moved, kind="move", against=MOVED
            )
            receive(
                AtOnce(connection, shared.company_id),
                shared,
                movement,
                moved,
                kind="move",
                against=MOVED,
                earned_on=day,
            )
        assert model.take(moved, moved)[1] == 0
        other.get(moved, movement.group_id, day, "")

    @rule(holder=HOLDERS, account=ACCOUNTS, points=POINTS, number=st.integers(0, 3))
    def a_correction_takes_its_own_lot_first(
        self, holder: str, account: str, points: int, number: int
    ) -> None:
        purse, model = self.purse(holder, account)
        first = str(model.lots[number % len(model.lots)][2]) if model.lots else "none"
        movement = self.movement()
        with self.database.write() as connection:
            spent = spend(
                AtOnce(connection, purse.company_id),
                purse,
                movement,
                points,
                kind="adjustment",
                against=ADJUSTED,
                first_lot=first,
            )
        assert (dict(spent.lots), spent.short) == model.take(points, model.points, first=first)
        assert not spent.lots or spent.lots[0][0] == first

    @rule(holder=HOLDERS, account=ACCOUNTS, today=st.sampled_from(["2027-01-01", "2028-01-01"]))
    def lots_expire(self, holder: str, account: str, today: str) -> None:
        purse, model = self.purse(holder, account)
        alive = [lot for lot in model.lots if str(lot[0]) >= today]
        with self.database.write() as connection:
            living = sum(int(str(lot[3])) for lot in alive)
            assert spendable_on(connection, purse, today) == living
            for lot in model.lots:
                if lot not in alive:
                    assert (
                        expire(AtOnce(connection, purse.company_id), purse, self.movement(), str(lot[2]))
                        == lot[3]
                    )
        model.lots = alive

    @rule(holder=HOLDERS, account=ACCOUNTS, earned=DAYS, ends=st.sampled_from(["2027-12-31", "2029-01-01"]))
    def a_purchase_keeps_points_alive(self, holder: str, account: str, earned: str, ends: str) -> None:
        purse, model = self.purse(holder, account)
        with self.database.write() as connection:
            prolong_lots(connection, purse, "poeng", "2027-01-01", {earned: ends})
        for lot in model.lots:
            if lot[1] == earned and "2027-01-01" <= str(lot[0]) < ends:
                lot[0] = ends

    @rule(holder=HOLDERS, account=ACCOUNTS, points=POINTS)
    def nobody_held_them(self, holder: str, account: str, points: int) -> None:
        purse, model = self.purse(holder, account)
        with self.database.write() as connection:
            suspend(AtOnce(connection, purse.company_id), purse, self.movement(), points)
        model.suspense += points

    @rule(holder=HOLDERS, account=ACCOUNTS, points=POINTS)
    def a_transaction_that_fails_leaves_nothing(self, holder: str, account: str, points: int) -> None:
        purse, _ = self.purse(holder, account)
        try:
            with self.database.write() as connection:
                earn(
                    AtOnce(connection, purse.company_id),
                    purse,
                    self.movement(),
                    points,
                    earned_on="2026-01-01",
                )
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    @invariant()
    def conservation_lots_and_immutable_hold(self) -> None:
        found = audit(self.database)
        expected = {key: (each.points, each.debt, each.suspense) for key, each in self.model.items()}
        expected |= self.before
        assert {key: sums for key, sums in found.items() if any(sums)} == {
            key: sums for key, sums in expected.items() if any(sums)
        }
        self.witness.look(self.database)

    def teardown(self) -> None:
        self.stack.close()


def test_conservation_lots_immutable_any_sequence_of_movements_keeps_the_books(stage: Shop) -> None:
    class Here(Ledger):
        pass

    Here.stage = stage
    run_state_machine_as_test(
        Here, settings=settings(max_examples=examples(12), stateful_step_count=20, phases=QUICK)
    )
