"""A till's life in random order, held against a model: ONE-TX, DENSE-SEQ and CHAIN hold at every step."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_app.domain.loyalty.since import ConsentSaid, NotRenewed, Since
from pos_app.services.till_store import OpenBasket, ParkedBasket
from pos_app.storage.for_sync import SyncJournal
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.verify import verify_database
from sync.protocol.v1.messages import Gone, Row
from tests.stage import counter_facts, goods
from tests.stage.replicas import STORE_ROW, load, member_row
from tests.stage.thoroughness import examples
from tests.stage.tills import ADA, KEY, fact_id, nth_sale, open_store, receipt_job


class TillLife(RuleBasedStateMachine):
    """What the till did, and what it must remember of it."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="till-life-"))
        self.store: SqliteTillStore = open_store(self.folder)
        self.kinds: list[str] = []
        self.acked = self.shown = 0
        self.awaited: dict[int, int] = {}
        self.told = 100
        self.replica = load(self.folder, (STORE_ROW,), cursor=self.told)
        self.points: list[int] = []
        self.seen: list[type | None] = []
        self.joined: list[str] = []
        self.basket: OpenBasket | None = None
        self.parked: list[ParkedBasket] = []
        self.forgotten = False
        self.made = 0

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.replica.close()
            self.store.close()
            report = verify_database(self.folder, KEY)
            assert report.ok, report.problem
            assert report.records == len(self.kinds)
            shutil.rmtree(self.folder)

    @rule(with_member=st.booleans(), crash=st.booleans())
    def sell(self, with_member: bool, crash: bool) -> None:
        with self.store.unit_of_work() as uow:
            number = uow.next_receipt_number()
            assert number == self.kinds.count("sale") + 1
            sale = nth_sale(number, member=goods.member() if with_member else None)
            sequence = uow.add_sale(sale, ADA if with_member else None, receipt_job(sale))
            assert sequence == len(self.kinds) + 1
            if crash:
                return
            uow.commit()
        self.kinds.append("sale")
        self.points.append(sale.decision.points_earned)
        self.seen.append(Since if with_member else None)

    @rule(crash=st.booleans())
    def sign_in(self, crash: bool) -> None:
        self.made += 1
        with self.store.unit_of_work() as uow:
            assert uow.add_signed_in(fact_id(self.made), "ingrid", self.made) == len(self.kinds) + 1
            if crash:
                return
            uow.commit()
        self.kinds.append("signed-in")
        self.points.append(0)
        self.seen.append(None)

    @rule(crash=st.booleans(), points=st.integers(1, 50))
    def visit(self, crash: bool, points: int) -> None:
        self.made += 1
        made = counter_facts.visit(self.made, points=points)
        with self.store.unit_of_work() as uow:
            assert uow.add_visit(made) == len(self.kinds) + 1
            if crash:
                return
            uow.commit()
        self.kinds.append("visit")
        self.points.append(points)
        self.seen.append(Since)

    @rule(crash=st.booleans())
    def cancel(self, crash: bool) -> None:
        self.made += 1
        with self.store.unit_of_work() as uow:
            uow.add_cancellation(counter_facts.cancelled(self.made))
            if crash:
                return
            uow.commit()
        self.kinds.append("membership-cancelled")
        self.points.append(0)
        self.seen.append(NotRenewed)

    @rule(crash=st.booleans(), given=st.booleans())
    def answer(self, crash: bool, given: bool) -> None:
        self.made += 1
        with self.store.unit_of_work() as uow:
            uow.add_consent_change(counter_facts.consent(self.made, given=given))
            if crash:
                return
            uow.commit()
        self.kinds.append("consent-changed")
        self.points.append(0)
        self.seen.append(ConsentSaid)

    @rule(crash=st.booleans())
    def join(self, crash: bool) -> None:
        self.made += 1
        member_id = fact_id(0xB000 + self.made)
        made = counter_facts.enrolment(self.made, member_id=member_id)
        with self.store.unit_of_work() as uow:
            uow.add_enrolment(made, counter_facts.BORIS, counter_facts.NEW_KEY)
            if crash:
                return
            uow.commit()
        self.kinds.append("enrolled")
        self.points.append(0)
        self.seen.append(None)
        self.joined.append(member_id)

    @precondition(lambda self: bool(getattr(self, "joined", ())))
    @rule(data=st.data(), erased=st.booleans())
    def hear_of_who_joined(self, data: st.DataObject, erased: bool) -> None:
        member_id = data.draw(st.sampled_from(self.joined))
        row: Row = Gone(kind="member", row_id=member_id) if erased else member_row(member_id=member_id)
        self.told += 1
        self.replica.apply((row,), self.told, full=False)
        self.joined.remove(member_id)
        self._hear()

    @rule(keep=st.booleans(), crash=st.booleans())
    def change_basket(self, keep: bool, crash: bool) -> None:
        self.made += 1
        basket = (
            OpenBasket(goods.basket(goods.BOOK, basket_id=fact_id(0xB0000 + self.made))) if keep else None
        )
        with self.store.unit_of_work() as uow:
            uow.save_open_basket(basket)
            if crash:
                return
            uow.commit()
        self.basket = basket

    @precondition(lambda self: getattr(self, "basket", None) is not None)
    @rule(crash=st.booleans())
    def park(self, crash: bool) -> None:
        assert self.basket is not None
        self.made += 1
        parked = ParkedBasket(fact_id(0xA0000 + self.made), self.basket.basket, self.made, "ingrid")
        with self.store.unit_of_work() as uow:
            uow.park(parked)
            uow.save_open_basket(None)
            if crash:
                return
            uow.commit()
        self.parked.append(parked)
        self.basket = None

    @precondition(lambda self: bool(getattr(self, "parked", ())))
    @rule(data=st.data(), crash=st.booleans())
    def unpark(self, data: st.DataObject, crash: bool) -> None:
        wanted = data.draw(st.sampled_from(self.parked))
        with self.store.unit_of_work() as uow:
            assert uow.unpark(wanted.parked_id) == wanted
            uow.save_open_basket(OpenBasket(wanted.basket))
            if crash:
                return
            uow.commit()
        self.parked.remove(wanted)
        self.basket = OpenBasket(wanted.basket)

    @rule(data=st.data())
    def acknowledge(self, data: st.DataObject) -> None:
        self.acked = data.draw(st.integers(0, len(self.kinds)))
        outbox = SyncJournal(self.folder, KEY)
        outbox.mark_acked(self.acked, "a")
        outbox.close()
        self.shown, self.awaited = self.acked, {}

    @rule(data=st.data(), ahead=st.integers(-2, 3))
    def acknowledge_with_a_change_to_come(self, data: st.DataObject, ahead: int) -> None:
        self.acked = data.draw(st.integers(self.acked, len(self.kinds)))
        outbox = SyncJournal(self.folder, KEY)
        outbox.mark_acked(self.acked, "a", self.told + ahead)
        outbox.close()
        self.awaited[self.acked] = self.told + ahead
        self._hear()

    @rule(further=st.integers(1, 3))
    def pull(self, further: int) -> None:
        self.told += further
        self.replica.apply((), self.told, full=False)
        self._hear()

    def _hear(self) -> None:
        """What the replica has been told by now is not laid over it any more."""
        told = [sequence for sequence, cursor in self.awaited.items() if cursor <= self.told]
        self.shown = max([self.shown, *told])
        self.awaited = {each: cursor for each, cursor in self.awaited.items() if each > self.shown}

    @rule()
    def forget(self) -> None:
        self.store.forget_member(goods.MEMBER_ID)
        self.forgotten = True

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = open_store(self.folder)

    @invariant()
    def the_till_remembers_what_was_committed_and_nothing_else(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.unit_of_work() as uow:
            assert uow.open_basket() == self.basket
            assert uow.parked() == self.parked
            assert uow.waiting_records() == len(self.kinds) - self.acked
            assert uow.waiting_sales() == self.kinds[self.acked :].count("sale")
            assert uow.pending_points(goods.MEMBER_ID) == sum(self.points[self.shown :])
            unseen = [type(each) for each in uow.decisions_since(goods.MEMBER_ID)]
            assert unseen == [each for each in self.seen[self.shown :] if each is not None]
            waiting = self.store.database.sql("SELECT member_id FROM local_member ORDER BY member_id")
            assert [member_id for (member_id,) in waiting] == sorted(self.joined)
            assert len(uow.print_jobs()) == self.kinds.count("sale")
            last = uow.last_sale()
            assert (last.receipt_number if last else 0) == self.kinds.count("sale")
            if last and self.forgotten:
                assert uow.personal_name(last.sale_id) == ""


TestTillLife = TillLife.TestCase
TestTillLife.settings = settings(max_examples=examples(12), stateful_step_count=20, deadline=None)
