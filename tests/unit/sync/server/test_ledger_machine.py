"""Any sequence of opening, earning, redeeming and suspending keeps the books: an independent auditor adds them up."""

import itertools
import tempfile
from collections import defaultdict
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sync.server.ledger import Movement, Purse, earn, open_with, redeem, suspend
from sync.server.opening import open_database
from tests.unit.sync.server.auditor import audit

MEMBERS = st.sampled_from(["ada", "bo"])
ACCOUNTS = st.sampled_from(["points", "stars"])
POINTS = st.integers(1, 400)
DAYS = st.sampled_from(["2026-01-01", "2026-01-02", "2026-06-30"])
EXPIRY = st.sampled_from(["", "2026-12-31", "2027-12-31"])


class Ledger(RuleBasedStateMachine):
    """The ledger beside a model of three numbers per purse."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = open_database(Path(self.folder.name) / "server.db", create=True)
        self.numbers = itertools.count()
        self.model: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])

    def movement(self) -> Movement:
        return Movement(f"group-{next(self.numbers):04}", "poeng", "test", 0)

    @rule(member=MEMBERS, account=ACCOUNTS, points=POINTS, day=DAYS)
    def opening(self, member: str, account: str, points: int, day: str) -> None:
        with self.database.write() as connection:
            open_with(connection, Purse("c", member, account), self.movement(), points, day)
        purse = self.model[member, account]
        repaid = min(purse[1], points)
        purse[1] -= repaid
        purse[0] += points - repaid

    @rule(member=MEMBERS, account=ACCOUNTS, points=POINTS, day=DAYS, expires_on=EXPIRY)
    def earning(self, member: str, account: str, points: int, day: str, expires_on: str) -> None:
        with self.database.write() as connection:
            repaid = earn(
                connection,
                Purse("c", member, account),
                self.movement(),
                points,
                earned_on=day,
                expires_on=expires_on,
            )
        purse = self.model[member, account]
        assert repaid == min(purse[1], points), "CLAWBACK: debt is repaid first"
        purse[1] -= repaid
        purse[0] += points - repaid

    @rule(member=MEMBERS, account=ACCOUNTS, points=POINTS, at_most=st.integers(0, 500))
    def redemption(self, member: str, account: str, points: int, at_most: int) -> None:
        with self.database.write() as connection:
            short = redeem(connection, Purse("c", member, account), self.movement(), points, at_most=at_most)
        purse = self.model[member, account]
        assert short == points - min(points, at_most, purse[0])
        purse[0] -= points - short
        purse[1] += short

    @rule(member=MEMBERS, account=ACCOUNTS, points=POINTS)
    def suspense(self, member: str, account: str, points: int) -> None:
        with self.database.write() as connection:
            suspend(connection, Purse("c", member, account), self.movement(), points)
        self.model[member, account][2] += points

    @rule(member=MEMBERS, account=ACCOUNTS, points=POINTS)
    def a_transaction_that_fails_leaves_nothing(self, member: str, account: str, points: int) -> None:
        try:
            with self.database.write() as connection:
                earn(connection, Purse("c", member, account), self.movement(), points, earned_on="2026-01-01")
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

    @invariant()
    def conservation_and_lots_hold(self) -> None:
        found = audit(self.database)
        expected = {key: tuple(sums) for key, sums in self.model.items()}
        assert {key: sums for key, sums in found.items() if any(sums)} == {
            key: sums for key, sums in expected.items() if any(sums)
        }

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()


Ledger.TestCase.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
test_conservation_any_sequence_of_movements_keeps_the_books = Ledger.TestCase
