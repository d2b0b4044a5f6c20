"""LEASE-ONCE through a store's hub under anything: lost and doubled questions, answers and reports, crashes, recalls,
terms, late sales. Never more than the lease is handed out or settled, and nothing is overspent.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pos_app.domain.gift_card import account_of, holder_of_card
from sync.server.schema.lease_tables import lease, lease_points, lease_use
from tests.stage.thoroughness import examples
from tests.unit.sync.hub.hub_stage import COUPON, hub, push, sell, sell_by_card, sell_things, visit_gives
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.lease_stage import HOUR_MS, free_now, new_id, standing
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.stage import FakeTill, Shop, open_shop
from tests.unit.sync.server.test_gift_cards import CARD, ask, load

TILLS = st.integers(0, 1)
POINTS = st.sampled_from([1, 50, 200, 500])
MINOR = st.sampled_from([1, 500, 5_000, 9_400])
HOLDER = holder_of_card(CARD)


@dataclass(frozen=True)
class Taken:
    """Handed out for one redemption: points, or with ``by_card`` a gift card's money."""

    till: FakeTill
    name: str
    lease_id: str
    amount: int
    by_card: bool = False


@dataclass(frozen=True)
class Kept:
    """A thing that is kept for a basket, or ``points`` that move away."""

    till: FakeTill
    basket_id: str
    keeping_id: str
    lease_id: str
    points: int


class Sharing(RuleBasedStateMachine):
    """A hub and two tills of one store, a till of another, one member, one server."""

    stage: Shop

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.shop = self.stack.enter_context(rehearsing(self.stage))
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.hub = hub(self.shop, folder)
        self.stack.callback(self._close_hub)
        self.tills = [self.shop.till(1), self.shop.till(2)]
        self.elsewhere = self.shop.till(9, "s2")
        self.taken: list[Taken] = []
        self.lost: list[Taken] = []
        self.baskets: list[Kept] = []
        self.gone: list[Kept] = []
        self.given: dict[str, int] = defaultdict(int)
        self.custody: dict[str, set[str]] = defaultdict(set)
        self.used: set[str] = set()
        self.is_late = False
        self.shops(0)
        load(self.shop, self.tills[0], 100_000)
        self.hub.follow()

    # --- at the counter

    @rule(number=TILLS)
    def shops(self, number: int) -> None:
        self.tills[number].sell(member=self.shop.member_view())
        push(self.shop, self.tills[number])

    @rule(number=TILLS, points=POINTS, twice=st.booleans(), lost=st.booleans())
    def takes_points(self, number: int, points: int, twice: bool, lost: bool) -> None:
        till, name = self.tills[number], new_id()
        answers = [self.hub.take(till, points, name) for _ in range(1 + twice)]
        if answers[0].outcome != "held":
            return
        assert {each.lease_id for each in answers} == {answers[0].lease_id}
        self._handed_out(Taken(till, name, answers[0].lease_id, points), lost=lost)

    @rule(number=TILLS, most=MINOR, twice=st.booleans(), lost=st.booleans())
    def takes_a_cards_money(self, number: int, most: int, twice: bool, lost: bool) -> None:
        till, name = self.tills[number], new_id()
        answers = [self.hub.take_card(till, most, name) for _ in range(1 + twice)]
        if answers[0].outcome != "held":
            return
        assert {(each.lease_id, each.held_minor) for each in answers} == {
            (answers[0].lease_id, answers[0].held_minor)
        }
        assert 0 < answers[0].held_minor <= most
        self._handed_out(Taken(till, name, answers[0].lease_id, answers[0].held_minor, True), lost=lost)

    def _handed_out(self, taken: Taken, *, lost: bool) -> None:
        self.given[taken.lease_id] += taken.amount
        (self.lost if lost else self.taken).append(taken)

    @precondition(lambda self: self.lost)
    @rule(again=st.booleans())
    def tells_that_nothing_came_of_it(self, again: bool) -> None:
        taken = self.lost.pop()
        self.hub.free(taken.till, taken.name)
        self.given[taken.lease_id] -= taken.amount
        if again:
            self.hub.free(taken.till, taken.name)

    @precondition(lambda self: self.taken)
    @rule(which=st.integers(0, 9), sells=st.booleans())
    def sells_or_lets_go(self, which: int, sells: bool) -> None:
        taken = self.taken.pop(which % len(self.taken))
        if sells:
            pay = sell_by_card if taken.by_card else sell
            pay(self.shop, taken.till, taken.amount, taken.name, taken.lease_id)
        else:
            self.hub.free(taken.till, taken.name)
            self.given[taken.lease_id] -= taken.amount

    @rule(number=TILLS, points=st.sampled_from([0, 0, 50, 200]), lost=st.booleans())
    def secures_a_thing_or_points_that_move(self, number: int, points: int, lost: bool) -> None:
        till, basket_id, keeping_id = self.tills[number], new_id(), new_id()
        key = "points:cause:trees" if points else COUPON
        said = self.hub.secure(till, basket_id, key, keeping_id=keeping_id, points=points)
        if not said.granted:
            return
        kept = Kept(till, basket_id, keeping_id, said.lease_id, points)
        if points:
            self.given[kept.lease_id] += points
        else:
            others = self.custody[kept.lease_id] - {till.place.till_id}
            assert not others, "one till at a time"
            self.custody[kept.lease_id].add(till.place.till_id)
        self.baskets.append(kept)
        if lost:
            self._lets_go(kept)

    @precondition(lambda self: self.baskets)
    @rule(which=st.integers(0, 9), sells=st.booleans())
    def uses_it_or_lets_it_go(self, which: int, sells: bool) -> None:
        kept = self.baskets[which % len(self.baskets)]
        if not sells:
            self._lets_go(kept)
            return
        self.baskets.remove(kept)
        if kept.points:
            visit_gives(self.shop, kept.till, kept.points, kept.basket_id, kept.lease_id)
            return
        self.used.add(kept.lease_id)
        if which % 2:
            visit_gives(self.shop, kept.till, 0, kept.basket_id, kept.lease_id)
        else:
            sell_things(self.shop, kept.till, kept.basket_id, kept.lease_id)

    def _lets_go(self, kept: Kept) -> None:
        self.baskets.remove(kept)
        self.gone.append(kept)
        self.hub.let_keeping_go(kept.till, kept.keeping_id)
        self.given[kept.lease_id] -= kept.points
        left = [each for each in self.baskets if each.lease_id == kept.lease_id and not each.points]
        if kept.lease_id not in self.used and not left:
            self.custody[kept.lease_id].clear()

    @rule(number=TILLS)
    def a_till_breaks_down_and_comes_back(self, number: int) -> None:
        """It knows from its own file what it took and did not sell, and lets go of that."""
        till = self.tills[number]
        for taken in [each for each in (*self.taken, *self.lost) if each.till is till]:
            self.hub.free(till, taken.name)
            self.given[taken.lease_id] -= taken.amount
        self.taken = [each for each in self.taken if each.till is not till]
        self.lost = [each for each in self.lost if each.till is not till]
        for kept in [each for each in self.baskets if each.till is till]:
            self._lets_go(kept)

    @precondition(lambda self: self.gone)
    @rule(which=st.integers(0, 9))
    def a_question_that_was_let_go_comes_late(self, which: int) -> None:
        kept = self.gone[which % len(self.gone)]
        key = "points:cause:trees" if kept.points else COUPON
        again = self.hub.secure(
            kept.till, kept.basket_id, key, keeping_id=kept.keeping_id, points=kept.points
        )
        assert again.granted == ()

    # --- the line, the hub's process, time, and others

    @rule(number=TILLS)
    def pushes(self, number: int) -> None:
        push(self.shop, self.tills[number])

    @rule()
    def the_hub_follows(self) -> None:
        self.hub.follow()

    @rule()
    def a_report_is_answered_and_the_answer_lost(self) -> None:
        self.hub.report(lost=True)

    @precondition(lambda self: self.hub.said)
    @rule(which=st.integers(0, 20))
    def an_old_report_comes_again(self, which: int) -> None:
        self.hub.says_again(self.hub.said[which % len(self.hub.said)])

    @rule()
    def the_hub_crashes(self) -> None:
        self.hub.crash()

    @rule(points=POINTS)
    def somebody_elsewhere_wants_points(self, points: int) -> None:
        self.shop.hold(self.elsewhere, new_id(), points)

    @rule(most=MINOR)
    def somebody_elsewhere_wants_the_cards_money(self, most: int) -> None:
        ask(self.shop, most, new_id(), till=self.elsewhere, at_ms=self.shop.clock())

    @rule(hours=st.sampled_from([1, 20, 73, 121]), frees=st.booleans())
    def time_passes(self, hours: int, frees: bool) -> None:
        self.shop.clock.ms += hours * HOUR_MS
        if frees:
            self.is_late = bool(free_now(self.shop)) or self.is_late

    # --- what always holds

    @invariant()
    def lease_never_more_than_granted_is_handed_out(self) -> None:
        for lease_id, points in self.given.items():
            granted = sum(row.granted for row in self.shop.rows(lease_points, lease_id=lease_id))
            assert points <= granted

    @invariant()
    def lease_once_nothing_is_overspent_but_after_the_grace(self) -> None:
        audit(self.shop.database)
        for now in (standing(self.shop), standing(self.shop, HOLDER, account_of("NOK"))):
            assert now["balance"] >= now["held"] + now["leased"]
        assert not self.shop.flags() & {"lease-overspent", "lease-unknown", "lease-of-another"}
        causes = {row.cause for row in self.shop.rows(lease_use)} - {""}
        assert causes <= ({"after-grace"} if self.is_late else set())

    @invariant()
    def lease_at_most_one_of_a_holder_is_open(self) -> None:
        holders = [row.holder_id for row in self.shop.rows(lease, state="open")]
        assert len(holders) == len(set(holders))

    def _close_hub(self) -> None:
        self.hub.database.close()

    def teardown(self) -> None:
        for till in self.tills:
            push(self.shop, till)
        self.hub.follow()
        self.lease_once_nothing_is_overspent_but_after_the_grace()
        self.stack.close()


def test_lease_once_bounded_whatever_tills_hub_and_line_do(tmp_path: Path) -> None:
    class Here(Sharing):
        pass

    Here.stage = open_shop(tmp_path / "server")
    try:
        run_state_machine_as_test(
            Here,
            settings=settings(max_examples=examples(15), stateful_step_count=30, phases=QUICK, deadline=None),
        )
    finally:
        Here.stage.database.close()
