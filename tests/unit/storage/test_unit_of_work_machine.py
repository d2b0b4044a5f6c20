"""A till's life in random order, held against a model: ONE-TX, DENSE-SEQ and CHAIN hold at every step."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pos_app.services.ports import OpenBasket, ParkedBasket
from pos_app.storage.for_sync import SyncJournal
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.verify import verify_database
from tests.stage import goods
from tests.stage.tills import ADA, KEY, fact_id, nth_sale, open_store, receipt_job


class TillLife(RuleBasedStateMachine):
    """What the till did, and what it must remember of it."""

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="till-life-"))
        self.store: SqliteTillStore = open_store(self.folder)
        self.kinds: list[str] = []
        self.acked = 0
        self.points: list[int] = []
        self.basket: OpenBasket | None = None
        self.parked: list[ParkedBasket] = []
        self.forgotten = False
        self.made = 0

    def teardown(self) -> None:
        if hasattr(self, "store"):
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
            assert uow.pending_points(goods.MEMBER_ID) == sum(self.points[self.acked :])
            assert len(uow.print_jobs()) == self.kinds.count("sale")
            last = uow.last_sale()
            assert (last.receipt_number if last else 0) == self.kinds.count("sale")
            if last and self.forgotten:
                assert uow.personal_name(last.sale_id) == ""


TestTillLife = TillLife.TestCase
TestTillLife.settings = settings(max_examples=25, stateful_step_count=20, deadline=None)
