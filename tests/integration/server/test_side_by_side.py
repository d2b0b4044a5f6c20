"""Several workers write at once: the same members, the same tills, one book. Real transactions on PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError

from pos_app.domain.loyalty.member_view import MemberView
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import PushReply, Secure, Secured, Want
from sync.server import turns
from sync.server.calendar.days import run_days
from sync.server.database import Database
from sync.server.desk.households import join_household, make_household
from sync.server.holding.securing import secure
from sync.server.problems import Declined
from sync.server.schema import member_tables as books
from sync.server.schema import tables
from sync.server.schema.worker_tables import door, turn
from tests.stage.goods import CAPPUCCINO, CINNAMON_BUN
from tests.stage.logs import ExpectedLogs
from tests.unit.sync.server.auditor import Witness, audit
from tests.unit.sync.server.stage import MEMBER, OTHER, FakeTill, Shop
from tests.unit.sync.server.test_counter_machine import RULES
from tests.unit.sync.server.two_tills import Counter as Till
from tests.unit.sync.server.two_tills import under

pytestmark = pytest.mark.postgres
PATIENCE_S = 60.0
THIRD = "member-3"


def at_once(*works: Callable[[], object]) -> list[object]:
    """Do all of it at the same time; what each returned or raised."""
    ready, found = threading.Barrier(len(works)), dict.fromkeys(range(len(works)))

    def do(number: int) -> None:
        ready.wait(PATIENCE_S)
        try:
            found[number] = works[number]()
        except Exception as error:  # noqa: BLE001 - it is looked at by who asked
            found[number] = error

    threads = [threading.Thread(target=do, args=(number,)) for number in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive(), "it never ended"
    return list(found.values())


def at(shop: Shop, database: Database) -> Shop:
    """The same shop, by another worker."""
    return replace(shop, database=database)


def four_tills(shop: Shop) -> list[Till]:
    """Four tills under rules with caps, stamps, coupons and a household that shares its points."""
    shop.import_texts(members=f"member_id,name,card_number,points\n{THIRD},Clara Dahl,10000044,50\n")
    one, two = under(shop, RULES)
    others = [replace(one, till=shop.till(number)) for number in (3, 4)]
    with shop.database.write() as connection:
        made = make_household(connection, shop.company, MEMBER, now_ms=shop.clock())
        join_household(connection, shop.company, made.household_id, OTHER, now_ms=shop.clock())
    return [one, two, *others]


def journals(shop: Shop, counters: Sequence[Till], rounds: int) -> None:
    """Every till sells to everybody, in an order of its own, as everybody stood in the beginning."""
    views: dict[str, MemberView] = {each: shop.member_view(each) for each in (MEMBER, OTHER, THIRD)}
    for turn_of, counter in enumerate(counters):
        for number in range(rounds):
            whose = list(views)[(number * (turn_of + 1) + turn_of) % 3]
            counter.sell(CAPPUCCINO, (CINNAMON_BUN, 2000), view=views[whose])


def push_all(shop: Shop, till: FakeTill, size: int) -> int:
    """Push a till's whole journal in batches; a busy answer is asked again. Returns how far it came."""
    acked = 0
    while acked < len(till.records):
        reply = shop.push(till, acked + 1, min(acked + size, len(till.records)))
        assert isinstance(reply, PushReply), reply
        acked = reply.acked
    return acked


def test_conservation_lots_immutable_workers_that_write_at_once_leave_one_book(
    shared: Shop, opened: Callable[[], Database]
) -> None:
    counters = four_tills(shared)
    journals(shared, counters, 9)
    before = {row.member_id: row.purchases for row in shared.rows(books.member_history)}
    witness, workers = Witness(), [at(shared, opened()) for _ in counters]
    witness.look(shared.database)
    done = at_once(
        *(partial(push_all, w, c.till, 2) for w, c in zip(workers, counters, strict=True)),
        # and everything once more, by another worker at the same time: KEY=EFFECT
        *(partial(push_all, w, c.till, 3) for w, c in zip(workers[::-1], counters, strict=True)),
    )
    assert done == [9] * 8
    witness.look(shared.database)
    audit(shared.database)
    sold = Counter(row.member_id for row in shared.rows(tables.sale))
    assert sum(sold.values()) == shared.count(tables.record) == 36
    for member_id, purchases in sold.items():
        [history] = shared.rows(books.member_history, member_id=member_id)
        assert history.purchases - before.get(member_id, 0) == purchases, member_id
        cups = shared.rows(books.bought, member_id=member_id, article_id=CAPPUCCINO.article_id)
        assert [row.times for row in cups] == [purchases]
    caps = [row.amount for row in shared.rows(books.usage) if row.period == "day" and row.amount > 120]
    assert caps == [], "what went over a cap was taken back, whoever came first"
    assert all(row.frozen == "" for row in shared.rows(tables.till))


def test_a_reader_misses_no_change_however_many_write(shared: Shop, opened: Callable[[], Database]) -> None:
    counters = four_tills(shared)
    journals(shared, counters, 6)
    workers, reader = [at(shared, opened()) for _ in counters], at(shared, opened())
    over = threading.Event()
    told: dict[str, MemberRow] = {}

    def follow() -> int:
        cursor, is_last = 0, False
        while not is_last:
            is_last = over.is_set()
            page = reader.changes(cursor)
            assert page.cursor >= cursor
            told.update({row.member_id: row for row in page.rows if isinstance(row, MemberRow)})
            cursor = page.cursor
        return cursor

    def push() -> list[object]:
        try:
            return at_once(*(partial(push_all, w, c.till, 1) for w, c in zip(workers, counters, strict=True)))
        finally:
            over.set()

    pushed, cursor = at_once(push, follow)
    assert pushed == [6] * 4
    everything = shared.changes()
    assert told == {row.member_id: row for row in everything.rows if isinstance(row, MemberRow)}
    assert cursor == everything.cursor
    with shared.database.read() as connection:
        cursors = list(connection.execute(text("SELECT cursor FROM published")).scalars())
    assert len(cursors) == len(set(cursors))


def test_dense_seq_fork_one_till_pushed_through_two_workers_at_once(
    shared: Shop, opened: Callable[[], Database], expected_logs: object
) -> None:
    till = shared.till()
    for _ in range(6):
        till.sell(member=shared.member_view())
    clone = till.twin()
    clone.write()
    till.write()
    workers = [at(shared, opened()) for _ in range(2)]
    expected_logs.say("a till's journal has forked; the till is frozen")  # type: ignore[attr-defined]
    answers = at_once(partial(workers[0].push, till), partial(workers[1].push, clone))
    assert sorted(type(answer).__name__ for answer in answers) == ["Declined", "PushReply"]
    assert shared.count(tables.record) == 7, "one history stands, whole"
    assert shared.count(tables.quarantine) == 1, "the other one's record is kept"
    assert [row.frozen for row in shared.rows(tables.till)] == ["fork"]
    audit(shared.database)


def test_same_id_other_bytes_two_tills_that_bring_one_id_at_once(
    shared: Shop, opened: Callable[[], Database], expected_logs: ExpectedLogs
) -> None:
    expected_logs.say("a till's journal does not fit together; the till is frozen")
    tills = [shared.till(number) for number in (1, 2)]
    for till in tills:
        till.write(fact_id="0190-the-very-same")
    workers = [at(shared, opened()) for _ in tills]
    answers = at_once(*(partial(w.push, t) for w, t in zip(workers, tills, strict=True)))
    declined = [answer for answer in answers if isinstance(answer, Declined)]
    assert [each.problem.code for each in declined] == ["same-id-other-bytes"]
    assert shared.count(tables.record) == shared.count(tables.quarantine) == 1


def test_hold_workers_never_hold_more_than_there_is(shared: Shop, opened: Callable[[], Database]) -> None:
    tills = [shared.till(number) for number in range(1, 5)]
    workers = [at(shared, opened()) for _ in tills]

    def ask(worker: Shop, till: FakeTill) -> int:
        return sum(worker.hold(till, f"{till.place.till_id}-{n}", 60).outcome == "held" for n in range(5))

    held = at_once(*(partial(ask, w, t) for w, t in zip(workers, tills, strict=True)))
    assert sum(held) == 500 // 60  # type: ignore[arg-type]
    same = at_once(*(partial(w.hold, tills[0], "one-and-the-same", 10) for w in workers))
    assert {answer.outcome for answer in same} == {"held"}  # type: ignore[attr-defined]
    assert shared.count(tables.hold, redemption_id="one-and-the-same") == 1


def test_hold_a_hold_is_let_go_or_used_never_both(shared: Shop, opened: Callable[[], Database]) -> None:
    till = shared.till()
    workers = [at(shared, opened()) for _ in range(2)]
    for number in range(6):
        redemption = f"r{number}"
        assert shared.hold(till, redemption, 10).outcome == "held"
        till.sell(member=shared.member_view(), redeem=(redemption, 10))
        last = len(till.records)
        pushed, let_go = at_once(
            partial(workers[0].push, till, last, last), partial(workers[1].void, till, redemption)
        )
        assert isinstance(pushed, PushReply)
        [row] = shared.rows(tables.hold, redemption_id=redemption)
        assert row.state == "settled", "a sale uses it, late or not, and nobody frees it afterwards"
        assert let_go.outcome in {"voided", "refused"}  # type: ignore[attr-defined]
    audit(shared.database)


def test_classes_a_coupon_is_promised_to_one_of_two_who_ask_at_once(
    shared: Shop, opened: Callable[[], Database]
) -> None:
    counters = four_tills(shared)
    want = Want(
        key="code:PK-77",
        amount=1,
        programme_id=counters[0].programmes[0].programme_id,
        rule="pack",
    )
    workers = [opened(), opened()]

    def ask(database: Database, counter: Till, member_id: str, *wants: Want) -> Secured:
        asked, till_id = Secure(member_id=member_id, wants=wants), counter.till.place.till_id
        return database.written(
            lambda c: secure(c, shared.company.company_id, till_id, asked, shared.clock()), beside=True
        )

    for _ in range(5):
        both = list(zip(workers, counters, (MEMBER, THIRD), strict=False))
        answers = at_once(*(partial(ask, *each, want) for each in both))
        assert sorted(len(each.granted) for each in answers) == [0, 1]  # type: ignore[attr-defined]
        for each in both:
            ask(*each)  # let go


def test_the_days_are_kept_by_one_worker_at_a_time_while_others_take_sales_in(
    shared: Shop, opened: Callable[[], Database]
) -> None:
    counters = four_tills(shared)
    journals(shared, counters, 4)
    later = shared.clock() + 3 * 86_400_000

    def keep_days(database: Database) -> str:
        is_done, kept = False, ""
        while not is_done:
            piece = database.written(lambda c: run_days(c, shared.company.company_id, later, 1))
            is_done, kept = piece.is_done, piece.kept
        return kept

    workers = [at(shared, opened()) for _ in counters]
    keepers = [opened() for _ in range(2)]
    done = at_once(
        *(partial(keep_days, d) for d in keepers),
        *(partial(push_all, w, c.till, 1) for w, c in zip(workers, counters, strict=True)),
    )
    assert done == ["2026-03-04", "2026-03-04", 4, 4, 4, 4]
    audit(shared.database)


def test_what_needs_the_company_alone_gets_in_however_busy_tills_are(
    shared: Shop, opened: Callable[[], Database]
) -> None:
    over, tills = threading.Event(), [shared.till(number) for number in range(1, 4)]
    workers, desk = [at(shared, opened()) for _ in tills], opened()

    def ask_on_and_on(worker: Shop, till: FakeTill) -> int:
        number = 0
        while not over.is_set():
            worker.hold(till, f"{till.place.till_id}-{number}", 1)
            number += 1
        return number

    def at_the_desk() -> int:
        try:
            for _ in range(10):
                with desk.write() as connection:
                    inside = connection.execute(text("SELECT sum(taken) FROM turn")).scalar_one()
                    connection.execute(text("SELECT pg_sleep(0.01)"))
                    again = connection.execute(text("SELECT sum(taken) FROM turn")).scalar_one()
                    assert inside == again, "somebody wrote meanwhile"
            return 10
        finally:
            over.set()

    done = at_once(at_the_desk, *(partial(ask_on_and_on, w, t) for w, t in zip(workers, tills, strict=True)))
    assert done[0] == 10
    assert all(isinstance(each, int) and each > 0 for each in done)
    with shared.database.read() as connection:
        assert connection.execute(door.select()).one().knocked_ms == 0


def test_two_that_wait_for_each_other_are_parted_and_the_work_is_done_again(
    shared: Shop, opened: Callable[[], Database]
) -> None:
    """A turn that is found out late may be taken in the wrong order: the database ends one, and it begins again."""
    both, begun = threading.Barrier(2), []

    def work(first: str, second: str) -> Callable[[object], str]:
        def taking(connection: object) -> str:
            begun.append(first)
            turns.take_turns(connection, "kaffehuset", [first])  # type: ignore[arg-type]
            if begun.count(first) == 1:
                both.wait(PATIENCE_S)
            turns.take_turns(connection, "kaffehuset", [second])  # type: ignore[arg-type]
            return first

        return taking

    ways = [work("a", "b"), work("b", "a")]
    done = at_once(*(partial(opened().written, way, beside=True) for way in ways))
    assert done == ["a", "b"]
    assert len(begun) == 3
    assert {row.name: row.taken for row in shared.rows(turn)} == {"a": 2, "b": 2}


def test_an_error_that_will_not_pass_is_not_tried_again(shared: Shop) -> None:
    begun = []

    def wrong(connection: object) -> None:
        begun.append(1)
        connection.execute(text("SELECT nothing FROM nowhere"))  # type: ignore[attr-defined]

    with pytest.raises(DBAPIError):
        shared.database.written(wrong, beside=True)
    assert begun == [1]
    assert shared.database.written(lambda c: c.execute(update(door).values(knocked_ms=0)).rowcount) == 1
