"""CLASSES: two tills and a member; nothing that is used up is promised twice, whatever they do."""

from __future__ import annotations

from contextlib import ExitStack

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select, update

from sync.server.schema import member_tables as books
from tests.stage.thoroughness import examples
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.securing_stage import ask, coupon, in_force, issue, settled, want, why
from tests.unit.sync.server.stage import Shop


class Securing(RuleBasedStateMachine):
    """Two tills and a member: however they ask, let go, sell and wait, no coupon and no point is promised twice."""

    stage: Shop
    coupons = ("1", "2")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.shop = self.stack.enter_context(rehearsing(self.stage))
        self.tills = (self.shop.till(1), self.shop.till(2))
        for number in self.coupons:
            issue(self.shop, number)
        self.granted: dict[int, dict[str, int]] = {0: {}, 1: {}}
        self.until: dict[int, int] = {0: 0, 1: 0}
        self.used_late: set[str] = set()

    def teardown(self) -> None:
        self.stack.close()

    @rule(
        till=st.integers(0, 1),
        numbers=st.sets(st.sampled_from(coupons)),
        points=st.sampled_from((0, 100, 300, 500)),
    )
    def asks(self, till: int, numbers: set[str], points: int) -> None:
        wants = [coupon(number) for number in sorted(numbers)]
        if points:
            wants.append(want("points:cause:rode-kors", "cause:rode-kors", points))
        reply = ask(self.shop, self.tills[till], *wants)
        assert {*reply.granted, *why(reply)} == {each.key for each in wants}
        self.granted[till] = {each.key: each.amount for each in wants if each.key in reply.granted}
        self.until[till] = reply.expires_ms

    @rule(till=st.integers(0, 1))
    def lets_go(self, till: int) -> None:
        ask(self.shop, self.tills[till])
        self.granted[till] = {}

    @rule(till=st.integers(0, 1))
    def sells(self, till: int) -> None:
        """The sale comes, in time or not: what it used up is used (FACTS-NEVER-REJECTED)."""
        if self.until[till] <= self.shop.clock():
            self.used_late |= self.granted[till].keys()
        settled(self.shop, self.tills[till], *self.granted[till])
        with self.shop.database.write() as connection:
            for key in self.granted[till]:
                connection.execute(
                    update(books.coupon)
                    .where(books.coupon.c.number == key.removeprefix("coupon:"))
                    .values(used_by="s")
                )
        self.granted[till] = {}

    @rule(minutes=st.sampled_from((1, 14, 16)))
    def waits(self, minutes: int) -> None:
        self.shop.clock.ms += minutes * 60_000

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        now = self.shop.clock()
        live = [self.granted[till] for till in (0, 1) if self.until[till] > now]
        for number in self.coupons:
            assert sum(f"coupon:{number}" in each for each in live) <= 1
        assert sum(each.get("points:cause:rode-kors", 0) for each in live) <= 500
        with self.shop.database.read() as connection:
            used = set(
                connection.execute(
                    select(books.coupon.c.number).where(books.coupon.c.used_by != "")
                ).scalars()
            )
        used_in_time = {f"coupon:{number}" for number in used} - self.used_late
        assert not any(each.keys() & used_in_time for each in live)


def test_classes_nothing_that_is_used_up_is_promised_twice(stage: Shop) -> None:
    class Here(Securing):
        pass

    Here.stage = stage
    with in_force():
        run_state_machine_as_test(
            Here, settings=settings(max_examples=examples(12), stateful_step_count=12, phases=QUICK)
        )
