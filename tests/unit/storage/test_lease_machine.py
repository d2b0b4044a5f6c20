"""A till's leases in random order, against a server that forgets, repeats and recalls: never above the lease.

The model is the law of the two counters: what the till took of a lease, ever, and what it gave back, ever, are together
never more than what the server granted; each redemption takes once; and once all is told, both ends agree.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec import structs

from pos_app.services.till_store import OpenBasket
from pos_app.storage.leases import TillLeases
from pos_app.storage.leases_for_sync import SyncLeases
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.verify import verify_database
from sync.protocol.v1.lease_messages import Lease, LeaseAnswer, LeasedPoints, LeaseReport
from tests.stage import goods
from tests.stage.lease_side import HOUR_MS, acknowledge, lease, redeemed, write
from tests.stage.thoroughness import examples
from tests.stage.tills import KEY, open_store

AMOUNTS = st.integers(1, 250)


class LeaseLife(RuleBasedStateMachine):
    """``granted``, ``returned`` and ``settled`` are the server's; ``held`` and ``used`` are what the till must have
    taken. ``lost`` holds answers that come late.
    """

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lease-life-"))
        self.store: SqliteTillStore = open_store(self.folder)
        self.leases = TillLeases(self.folder, KEY)
        self.now_ms = goods.AT_MS
        self.epoch = "epoch-1"
        self.at_server: Lease = lease(300)
        self.revision = 1
        self.backup: tuple[Lease, int] = (self.at_server, 1)
        self.held: dict[str, int] = {}
        self.used: dict[str, int] = {}
        self.settled = 0
        self.acked = self.sales = self.made = 0
        self.was_granted = 300
        self.term_ms = 0

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.leases.close()
            self.store.close()
            assert verify_database(self.folder, KEY).ok
            shutil.rmtree(self.folder)

    # ---- the till

    @rule(amount=AMOUNTS)
    def take(self, amount: int) -> None:
        self.made += 1
        name = f"r{self.made}"
        left = self._left()
        taken = self.leases.take(name, "lease-1", "points", amount, self.now_ms)
        in_term = self.now_ms < self.term_ms
        assert taken == (in_term and self._is_open() and amount <= left)
        if taken:
            self.held[name] = amount

    @precondition(lambda self: bool(getattr(self, "held", ())))
    @rule(data=st.data())
    def take_again(self, data: st.DataObject) -> None:
        """LEASE-ONCE: asked again it is the same taking."""
        name = data.draw(st.sampled_from(sorted(self.held)))
        before = self._left()
        assert self.leases.take(name, "lease-1", "points", self.held[name], self.now_ms)
        assert self._left() == before

    @precondition(lambda self: bool(getattr(self, "held", ())))
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.held)))
        assert self.leases.free(name)
        del self.held[name]

    @precondition(lambda self: bool(getattr(self, "held", ())))
    @rule(data=st.data(), crash=st.booleans())
    def sell(self, data: st.DataObject, crash: bool) -> None:
        name = data.draw(st.sampled_from(sorted(self.held)))
        write(self.store, redeemed(self.sales + 1, name, self.held[name] * 10), crash=crash)
        if crash:
            self._restart(named=None)
            return
        self.sales += 1
        self.used[name] = self.held.pop(name)
        assert not self.leases.free(name), "LEASE-ONCE: it is used"

    @precondition(lambda self: bool(getattr(self, "held", ())))
    @rule(data=st.data())
    def crash_with_a_basket(self, data: st.DataObject) -> None:
        self._restart(named=data.draw(st.sampled_from(sorted(self.held))))

    @rule()
    def crash(self) -> None:
        self._restart(named=None)

    def _restart(self, named: str | None) -> None:
        basket = None
        if named is not None:
            sale = redeemed(self.sales + 1, named, self.held[named] * 10)
            basket = OpenBasket(sale.basket, sale.tenders)
        with self.store.unit_of_work() as work:
            work.save_open_basket(basket)
            work.commit()
        self.leases.close()
        self.store.close()
        self.store = open_store(self.folder)
        self.leases = TillLeases(self.folder, KEY)
        self.leases.open()
        self.held = {name: amount for name, amount in self.held.items() if name == named}

    @rule()
    def give_back(self) -> None:
        self.leases.give_back("lease-1")

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now_ms += hours * HOUR_MS

    # ---- the server

    def _change(self, **changes: object) -> None:
        self.revision += 1
        self.at_server = structs.replace(self.at_server, revision=self.revision, **changes)

    @rule(more=AMOUNTS)
    def top_up(self, more: int) -> None:
        (points,) = self.at_server.points
        if not self.at_server.closed:
            self._change(
                points=(structs.replace(points, granted=points.granted + more),),
                term_ms=self.now_ms + 72 * HOUR_MS,
            )
            self.was_granted = max(self.was_granted, points.granted + more)

    @rule()
    def recall(self) -> None:
        self._change(recalled=True)

    @rule()
    def back_up(self) -> None:
        self.backup = (self.at_server, self.revision)

    @rule()
    def restore(self) -> None:
        self.at_server, self.revision = self.backup
        self.epoch += "'"

    @rule()
    def acknowledge(self) -> None:
        acknowledge(self.folder, self.sales)
        self.acked, self.settled = self.sales, sum(self.used.values())

    # ---- between them

    @rule(answer_is_lost=st.booleans())
    def report(self, answer_is_lost: bool) -> None:
        with closing(SyncLeases(self.folder, KEY)) as book:
            report = book.prepare(self.sales)
            self._check_report(report)
            answer = self._answer(report)
            if not answer_is_lost:
                book.take_in(report, answer, self.now_ms)
                if answer.epoch == report.epoch and answer.leases:
                    self.term_ms = self.at_server.term_ms

    def _check_report(self, report: LeaseReport) -> None:
        for told in report.returned:
            back = dict(told.points)["points"]
            assert back + sum(self.held.values()) + sum(self.used.values()) <= self.was_granted
            if told.closed:
                assert not self.held, "what is closed holds nothing"
                assert self.acked == self.sales or not self.used

    def _answer(self, report: LeaseReport) -> LeaseAnswer:
        if report.epoch != self.epoch:
            return LeaseAnswer(epoch=self.epoch, as_of_ms=self.now_ms, revision=0, more=False)
        for told in report.held:
            (points,) = told.points
            (own,) = self.at_server.points
            if points.granted > own.granted:
                granted = LeasedPoints("points", points.granted, own.returned)
                self._change(points=(granted,))
        for returned in report.returned:
            (own,) = self.at_server.points
            back = max(own.returned, dict(returned.points)["points"])
            self._change(
                points=(LeasedPoints("points", max(own.granted, back), back),),
                closed=self.at_server.closed or returned.closed,
                recalled=False,
            )
        news = (self.at_server,) if self.at_server.revision > report.revision else ()
        return LeaseAnswer(
            epoch=self.epoch, as_of_ms=self.now_ms, revision=self.revision, more=False, leases=news
        )

    # ---- what must hold

    def _is_open(self) -> bool:
        return bool(self.leases.of_member(goods.MEMBER_ID))

    def _left(self) -> int:
        return sum(each.left("points") for each in self.leases.of_member(goods.MEMBER_ID))

    @invariant()
    def lease_never_above_what_was_granted(self) -> None:
        if not hasattr(self, "store"):
            return
        for kept in self.leases.of_member(goods.MEMBER_ID):
            (points,) = kept.points
            taken = sum(self.held.values()) + sum(self.used.values())
            assert points.taken == taken
            assert points.granted <= self.was_granted
            assert 0 <= points.returned <= points.granted - taken
            assert points.left == points.granted - points.returned - taken


TestLeaseLife = LeaseLife.TestCase
TestLeaseLife.settings = settings(max_examples=examples(15), stateful_step_count=25, deadline=None)
