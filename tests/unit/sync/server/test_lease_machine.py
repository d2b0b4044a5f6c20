"""LEASE under anything: keepers cut off, words lost, repeated and late, recalls, terms, returns and lost tills. What is
in the books is lent once, and nothing is overspent but what is counted (BOUNDED).
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pos_app.domain import tender as tenders_of
from pos_app.domain.sale import Sale
from sync.protocol.v1.lease_messages import LeaseReport
from sync.server.desk.leasing import write_off
from sync.server.desk.suspense import cancel, claims, pay
from sync.server.schema import tables
from sync.server.schema.lease_tables import lease, lease_points, lease_use
from tests.stage.thoroughness import examples
from tests.unit.sync.server.auditor import Witness, audit
from tests.unit.sync.server.bringing_back import bring_back
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.lease_stage import HOUR_MS, Keeper, free_now, keeper, new_id, sell_with, standing
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop

MEMBERS = st.sampled_from([MEMBER, OTHER])
KEEPERS = st.integers(0, 2)
POINTS = st.sampled_from([1, 40, 100, 300, 594])


class Leasing(RuleBasedStateMachine):
    """Three tills in two stores, two members, one server; each till may have a copy that spends once more."""

    stage: Shop

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.shop = self.stack.enter_context(rehearsing(self.stage))
        self.keepers = [keeper(self.shop, 1, "s1"), keeper(self.shop, 2, "s1"), keeper(self.shop, 3, "s2")]
        self.stale: list[tuple[Keeper, LeaseReport]] = []
        self.forged: set[str] = set()
        self.sold: list[tuple[Keeper, Sale]] = []
        self.held: list[tuple[Keeper, str, str, int]] = []
        self.witness = Witness()
        for each in self.keepers[::2]:
            self.shops(self.keepers.index(each), MEMBER)
            each.sync()

    # --- at the counter

    @rule(number=KEEPERS, member=MEMBERS)
    def shops(self, number: int, member: str) -> None:
        each = self.keepers[number]
        self.sold.append((each, each.till.sell(member=self.shop.member_view(member))))
        self.push(number)

    @rule(number=KEEPERS, member=MEMBERS, points=POINTS)
    def spends_from_the_lease_without_the_line(self, number: int, member: str, points: int) -> None:
        each = self.keepers[number]
        named = each.take(points, member)
        if named:
            self.sold.append((each, each.sell(points, member=self.shop.member_view(member), lease_id=named)))

    @rule(number=KEEPERS, member=MEMBERS, points=POINTS)
    def a_copy_of_the_till_spends_once_more(self, number: int, member: str, points: int) -> None:
        each = self.keepers[number]
        of = each.lease_of(member)
        if of is not None:
            self.forged.add(of.lease_id)
            each.sell(points, member=self.shop.member_view(member), lease_id=of.lease_id)

    @rule(number=KEEPERS, member=MEMBERS, points=st.sampled_from([40, 300]))
    def risks_points_on_the_floor(self, number: int, member: str, points: int) -> None:
        paid = tenders_of.points(points * 10, points, new_id(), is_floor=True)
        sell_with(self.keepers[number].till, paid, self.shop.member_view(member))

    @rule(number=KEEPERS, member=MEMBERS, points=POINTS)
    def asks_for_a_hold(self, number: int, member: str, points: int) -> None:
        each, name = self.keepers[number], new_id()
        if self.shop.hold(each.till, name, points, member).outcome == "held":
            self.held.append((each, name, member, points))

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 9))
    def sells_what_was_held(self, which: int) -> None:
        each, name, member, points = self.held.pop(which % len(self.held))
        paid = tenders_of.points(points * 10, points, name)
        sell_with(each.till, paid, self.shop.member_view(member))

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 9))
    def lets_a_hold_go(self, which: int) -> None:
        each, name, _, _ = self.held.pop(which % len(self.held))
        self.shop.void(each.till, name)

    @precondition(lambda self: self.sold)
    @rule(number=KEEPERS, which=st.integers(0, 20))
    def takes_goods_back(self, number: int, which: int) -> None:
        origin, sale = self.sold.pop(which % len(self.sold))
        self.push(self.keepers.index(origin))
        bring_back(self.keepers[number].till, sale, days=0)

    # --- between keeper and server

    @rule(number=KEEPERS)
    def push(self, number: int) -> None:
        each = self.keepers[number]
        with self.shop.database.read() as connection:
            acked = (
                connection.execute(tables.till.select().where(tables.till.c.till_id == each.till_id))
                .one()
                .acked
            )
        if acked < len(each.till.records):
            self.shop.taken(each.till, acked + 1)

    @rule(number=KEEPERS)
    def reports_and_hears(self, number: int) -> None:
        self.keepers[number].sync()

    @rule(number=KEEPERS)
    def reports_and_the_answer_is_lost(self, number: int) -> None:
        each = self.keepers[number]
        each.give_back_recalled()
        said = each.report()
        each.ask(said)
        self.stale.append((each, said))

    @precondition(lambda self: self.stale)
    @rule(which=st.integers(0, 9))
    def an_old_report_comes_again(self, which: int) -> None:
        each, said = self.stale[which % len(self.stale)]
        each.hear(each.ask(said))

    @rule(number=KEEPERS, points=st.sampled_from([0, 1, 100, 9999]), closes=st.booleans())
    def gives_back(self, number: int, points: int, closes: bool) -> None:
        each = self.keepers[number]
        for of in list(each.leases.values()):
            if of.lease_id not in each.closed:
                each.give_back(of, most=None if closes else points, closes=closes)

    # --- time, and people

    @rule(hours=st.sampled_from([0, 1, 10, 62, 73, 121]), frees=st.booleans())
    def time_passes(self, hours: int, frees: bool) -> None:
        self.shop.clock.ms += hours * HOUR_MS + 16 * 60_000
        if frees:
            free_now(self.shop)

    @rule(which=st.integers(0, 9))
    def a_person_writes_a_lease_off(self, which: int) -> None:
        out = sorted(row.lease_id for row in self.shop.rows(lease, state="open"))
        if out:
            do(self.shop, write_off, out[which % len(out)], by="Ingrid", reason="lost")

    @rule(which=st.integers(0, 9), pays=st.booleans())
    def a_person_decides_what_waits(self, which: int, pays: bool) -> None:
        with self.shop.database.read() as connection:
            found = claims(connection, self.shop.company)
        if found:
            what = pay if pays else cancel
            do(self.shop, what, found[which % len(found)].claim_id, by="Ingrid", reason="asked")

    # --- what always holds

    @invariant()
    def conservation_leases_plus_free_plus_holds_is_the_balance(self) -> None:
        audit(self.shop.database)
        self.witness.look(self.shop.database)
        for member in (MEMBER, OTHER):
            now = standing(self.shop, member)
            assert now["balance"] >= now["held"] + now["leased"]
            assert now["free"] == max(now["balance"] - now["held"] - now["leased"] - now["debt"], 0)

    @invariant()
    def lease_once_nobody_else_has_what_a_keeper_may_still_spend(self) -> None:
        states = {row.lease_id: row.state for row in self.shop.rows(lease)}
        for each in self.keepers:
            for member in (MEMBER, OTHER):
                of = each.lease_of(member)
                if of is None or of.lease_id in self.forged:
                    continue
                assert states[of.lease_id] != "freed", "the keeper may still spend from it"
                if states[of.lease_id] != "open":
                    continue  # written off by a person, and the keeper has not heard of it
                (row,) = self.shop.rows(lease_points, lease_id=of.lease_id) or (None,)
                outstanding = row.granted - row.returned - row.settled - row.freed if row else 0
                assert each.available(of) <= outstanding

    @invariant()
    def bounded_nothing_is_overspent_but_what_is_counted(self) -> None:
        entries = self.shop.rows(tables.posting, bucket="debt")
        owed = {row.group_id: -row.points for row in entries if row.points < 0}
        uses = self.shop.rows(lease_use)
        groups = {row.source: 0 for row in uses}
        for group_id, points in owed.items():
            source = group_id.partition("/")[0]
            if source in groups:
                groups[source] += points
        late: dict[str, int] = defaultdict(int)
        for use in uses:
            if use.lease_id and use.lease_id not in self.forged:
                assert use.cause in {"", "after-grace", "written-off", "fork"}
                assert use.cause != "fork" or use.settled == 0
                late[use.lease_id] += use.beyond
            if not use.cause:
                assert not groups[use.source], "what a lease settles is never owed"
        for lease_id, points in late.items():
            freed = sum(row.freed for row in self.shop.rows(lease_points, lease_id=lease_id))
            assert points <= freed, "BOUNDED: never more than the lease had"

    def teardown(self) -> None:
        self.stack.close()


def test_lease_once_bounded_conservation_whatever_keepers_and_the_line_do(stage: Shop) -> None:
    class Here(Leasing):
        pass

    Here.stage = stage
    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=examples(12), stateful_step_count=30, phases=QUICK, deadline=None),
    )
