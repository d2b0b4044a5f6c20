"""A shop lives: two tills sell apart and together, members give, convert, redeem and claim, share accounts, days pass,
batches come late and twice. Whatever happens, the independent auditor finds the books in order.
"""

from __future__ import annotations

from collections import defaultdict
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, insert, select

from pos_app.domain import tender as tenders_of
from pos_app.domain.loyalty.decision import Context, PointsWish, Wishes
from pos_app.domain.loyalty.member_view import MemberView
from sync.protocol.v1.messages import PushReply
from sync.server.book.members import publish_everybody
from sync.server.calendar.days import run_days
from sync.server.desk.households import join_household, leave_household, make_household
from sync.server.desk.refusal import NotDone
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from tests.stage.goods import CAPPUCCINO, CINNAMON_BUN, KIMCHI_TOAST
from tests.stage.loyalty import when
from tests.stage.thoroughness import examples
from tests.unit.sync.server.auditor import Witness, audit
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop
from tests.unit.sync.server.two_tills import under

RULES = """
[[earn]]
points = 1
per = "1.00"
cap = [{ points = 120, period = "day" }]
[expiry]
when = "after-earning"
months = 1
[redemption]
block = 10
value = "1.00"
[[reward]]
points = 250
value = "20.00"
words = "Reward"
id = "reward"
issued = "at-once"
[[coupon]]
id = "next"
words = "Next time"
issued = "sale"
automatic = true
when = { minimum = "90.00" }
[[offer]]
id = "next-off"
words = "Next time 10 %"
effect = "basket-percent"
percent = "10"
when = { coupon = "next" }
[[offer]]
id = "monthly"
words = "Once a month"
effect = "percent"
percent = "20"
goods = { articles = ["kanelbolle"] }
once = "month"
[[stamp_card]]
id = "kaffe"
name = "Kaffe"
stamps = 3
goods = { categories = ["kaffe"] }
[[challenge]]
id = "both"
words = "Coffee and cake"
task = "categories"
goal = 2
points = 30
[[code]]
id = "pack"
words = "Pack"
points = 25
starts_with = "PK"
[[cause]]
code = "forest"
name = "Forest"
per_points = 10
[[partner]]
code = "air"
name = "Air"
account = "miles"
our_points = 10
their_points = 3
[[tier]]
code = "gull"
name = "Gull"
from_points = 200
[qualifying]
window = "rolling"
rolling_days = 40
[household]
leaving = "split"
"""
ARTICLES = (CAPPUCCINO, CINNAMON_BUN, KIMCHI_TOAST)
TILLS = st.sampled_from([0, 1])
MEMBERS = st.sampled_from([MEMBER, OTHER])
CODES = ("PK1", "PK2", "PK3")


class Life(RuleBasedStateMachine):
    """What the counters and the desk do; ``views`` are the members as a till pulled them, perhaps long ago."""

    stage: Shop

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.shop = self.stack.enter_context(rehearsing(self.stage))
        self.counters = under(self.shop, RULES)
        self.day = date(2026, 3, 1)
        self.minutes = 0
        self.sent = [0, 0]
        self.redemptions = 0
        company = {"company_id": self.shop.company.company_id}
        with self.shop.database.write() as connection:
            for member_id in (MEMBER, OTHER):
                link = {**company, "member_id": member_id, "partner": "air", "linked_ms": 0}
                connection.execute(insert(books.partner_link), link)
            publish_everybody(connection, self.shop.company.company_id, self.shop.clock())
        self.views: list[dict[str, MemberView]] = [self._pull(), self._pull()]
        self.witness = Witness()

    # --- the counter

    @rule(number=TILLS, member_id=MEMBERS, pieces=st.lists(st.integers(0, 4), min_size=3, max_size=3))
    def a_sale(self, number: int, member_id: str, pieces: list[int]) -> None:
        goods = [(article, count * 1000) for article, count in zip(ARTICLES, pieces, strict=True) if count]
        if goods:
            self.counters[number].sell(*goods, view=self.views[number][member_id], at=self._now())

    @rule(number=TILLS, member_id=MEMBERS, blocks=st.integers(1, 9))
    def a_redemption(self, number: int, member_id: str, blocks: int) -> None:
        """Held first; what the server does not hold is not used."""
        self.redemptions += 1
        name, points = f"r{self.redemptions}", blocks * 10
        counter = self.counters[number]
        if self.shop.hold(counter.till, name, points, member_id).outcome != "held":
            return
        pay = [tenders_of.points(blocks * 100, points, name)]
        view = replace(self.views[number][member_id], stamps=(), coupons=(), used=())
        pay.append(tenders_of.card(8900 - blocks * 100, "004711"))
        counter.sell(KIMCHI_TOAST, view=view, at=self._now(), pay=pay)

    @rule(number=TILLS, member_id=MEMBERS, points=st.integers(1, 20), to=st.sampled_from(["forest", "air"]))
    def points_are_given_or_converted(self, number: int, member_id: str, points: int, to: str) -> None:
        move = (PointsWish("p", to, points * 10),)
        wishes = Wishes(gives=move) if to == "forest" else Wishes(converts=move)
        self._visit(number, member_id, wishes)

    @rule(number=TILLS, member_id=MEMBERS, code=st.sampled_from(CODES))
    def a_code_is_claimed(self, number: int, member_id: str, code: str) -> None:
        self._visit(number, member_id, Wishes(claims=(code,)))

    # --- the line

    @rule(number=TILLS)
    def the_line_is_there(self, number: int) -> None:
        counter = self.counters[number]
        if len(counter.till.records) > self.sent[number]:
            assert isinstance(self.shop.push(counter.till, self.sent[number] + 1), PushReply)
            self.sent[number] = len(counter.till.records)
        self.views[number] = self._pull()

    @precondition(lambda self: any(self.sent))
    @rule(number=TILLS)
    def a_batch_comes_again(self, number: int) -> None:
        """KEY=EFFECT: what was stored changes nothing when it is sent again."""
        if self.sent[number]:
            before = audit(self.shop.database)
            assert isinstance(self.shop.push(self.counters[number].till, 1, self.sent[number]), PushReply)
            assert audit(self.shop.database) == before

    # --- the shop

    @rule(days=st.sampled_from([1, 1, 3, 20, 33]), pieces=st.sampled_from([1, 500]))
    def days_pass(self, days: int, pieces: int) -> None:
        self.day += timedelta(days=days)
        self.minutes = 0
        self.shop.clock.ms = self._now().at_ms
        company_id = self.shop.company.company_id
        with self.shop.database.write() as connection:
            while not run_days(connection, company_id, self.shop.clock(), pieces).is_done:
                pass

    @rule(member_id=MEMBERS)
    def somebody_shares_an_account(self, member_id: str) -> None:
        with suppress(NotDone), self.shop.database.write() as connection:
            shared = connection.execute(select(books.household.c.household_id)).scalars().first()
            if shared is None:
                make_household(connection, self.shop.company, member_id, self.shop.clock())
            else:
                join_household(connection, self.shop.company, shared, member_id, self.shop.clock())

    @rule(member_id=MEMBERS)
    def somebody_leaves(self, member_id: str) -> None:
        with suppress(NotDone), self.shop.database.write() as connection:
            leave_household(connection, self.shop.company, member_id, self.shop.clock())

    # --- what always holds

    @invariant()
    def conservation_lots_and_immutable_hold(self) -> None:
        audit(self.shop.database)
        self.witness.look(self.shop.database)

    @invariant()
    def nothing_is_parked(self) -> None:
        assert self.shop.count(tables.record, fate="parked") == 0

    @invariant()
    def classes_what_may_be_had_once_was_had_once(self) -> None:
        """Codes pay once, a day's points end at the cap, a challenge's month pays once."""
        with self.shop.database.read() as connection:
            group, posting = tables.posting_group, tables.posting
            rows = connection.execute(
                select(group.c.rule, group.c.kind, group.c.source, posting.c.points, posting.c.bucket)
                .join(
                    posting,
                    (posting.c.group_id == group.c.group_id) & (posting.c.member_id == group.c.member_id),
                )
                .where(group.c.account == "points", posting.c.bucket.in_(["issued", "adjusted"]))
            ).all()
            codes = connection.execute(select(func.count()).select_from(books.claimed_code)).scalar_one()
            tasks = connection.execute(
                select(func.count()).select_from(books.challenge).where(books.challenge.c.done_by != "")
            ).scalar_one()
            most = connection.execute(
                select(func.max(books.usage.c.amount)).where(books.usage.c.rule_id == "earn")
            )
            assert (most.scalar_one() or 0) <= 120
        given: dict[str, int] = defaultdict(int)
        for row in rows:
            name = {"code-claimed-twice": "pack", "challenge-twice": "both", "cap": "earn"}.get(
                row.rule, row.rule
            )
            given[name] -= row.points
        assert given["pack"] == 25 * codes
        assert given["both"] == 30 * tasks

    def teardown(self) -> None:
        self.stack.close()

    # --- in between

    def _visit(self, number: int, member_id: str, wishes: Wishes) -> None:
        self.counters[number].visit(wishes, view=self.views[number][member_id], at=self._now())

    def _pull(self) -> dict[str, MemberView]:
        return {member_id: self.shop.member_view(member_id) for member_id in (MEMBER, OTHER)}

    def _now(self) -> Context:
        self.minutes += 1
        clock = f"{10 + self.minutes // 60:02}:{self.minutes % 60:02}"
        context = when(self.day.isoformat(), clock)
        self.shop.clock.ms = max(self.shop.clock.ms, context.at_ms)
        return context


def test_conservation_classes_immutable_whatever_tills_members_and_days_do(stage: Shop) -> None:
    class Here(Life):
        pass

    Here.stage = stage
    run_state_machine_as_test(
        Here, settings=settings(max_examples=examples(5), stateful_step_count=20, phases=QUICK)
    )
