"""LEASE over the wire: recalled points come back at once, an epoch is told of all that is held, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from pos_app.storage.leases import TillLeases
from pos_app.storage.leases_for_sync import SyncLeases
from sync.client.follow import Follower, Timing
from sync.client.gift_cards import GiftCardClient
from sync.client.holds import HoldClient
from sync.client.leases import Reporter
from sync.client.own_thread import OwnThread
from sync.client.ports import LeaseBook
from sync.client.securing import SecureClient
from sync.client.status import Status
from sync.client.trouble import SyncTrouble
from sync.protocol.v1.lease_messages import Lease, LeaseAnswer, LeasedPoints
from sync.protocol.v1.messages import Want
from tests.stage import goods
from tests.stage.bad_server import Mischief
from tests.stage.lease_side import lease, redeemed, write
from tests.stage.tills import KEY, open_store
from tests.unit.sync.client.conftest import Till
from tests.unit.sync.client.test_holds import Said

PATH = "/v1/leases"
QUICK = Timing(
    presence_every_ms=60,
    presence_deadline_ms=200,
    patient_deadline_ms=1_500,
    poll_ms=20,
    status_every_ms=150,
    reconnect_spread_ms=50,
    pull_spread_ms=30,
)
LONG_S = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    open_store(tmp_path).close()
    return tmp_path


@asynccontextmanager
async def following(
    till: Till, opened: Callable[[], AbstractContextManager[LeaseBook]], timing: Timing = QUICK
) -> AsyncIterator[Callable[[Callable[[], bool]], Coroutine[Any, Any, None]]]:
    """A follower at work; what it yields waits until something is so."""
    said: list[Status] = []
    follower = Follower(till.place, till.journal.opened, till.replica.opened, opened, said.append, timing)
    stop = asyncio.Event()
    task = asyncio.create_task(follower.run(stop))

    async def until(claim: Callable[[], bool]) -> None:
        async with asyncio.timeout(LONG_S):
            while not claim():
                assert not task.done(), task.exception()
                await asyncio.sleep(0.01)

    try:
        yield until
    finally:
        stop.set()
        await asyncio.wait_for(task, LONG_S)


def book(folder: Path) -> Callable[[], AbstractContextManager[LeaseBook]]:
    return lambda: closing(SyncLeases(folder, KEY))


def here(folder: Path) -> dict[str, int]:
    """What is left of each open lease that Ada may use at this till."""
    with closing(TillLeases(folder, KEY)) as leases:
        return {each.lease_id: each.left("points") for each in leases.of_member(goods.MEMBER_ID)}


def at_server(till: Till, lease_id: str = "lease-1") -> Lease:
    return till.server.leases[lease_id]


def test_lease_what_is_granted_is_kept_page_by_page(till: Till, folder: Path) -> None:
    for number in range(7):
        till.server.grant(lease(100 + number, lease_id=f"lease-{number}"))

    async def scenario() -> None:
        async with following(till, book(folder)) as until:
            await until(lambda: len(here(folder)) == 7)

    asyncio.run(scenario())
    assert here(folder)["lease-6"] == 106


def test_lease_recalled_points_come_back_and_what_is_taken_stays(till: Till, folder: Path) -> None:
    till.server.grant(lease(300))

    async def scenario() -> None:
        async with following(till, book(folder)) as until:
            await until(lambda: here(folder) == {"lease-1": 300})
            with closing(TillLeases(folder, KEY)) as leases:
                leases.open()
                now = till.place.now_ms()
                till.server.grant(structs.replace(at_server(till), term_ms=now + 3_600_000))
                await until(lambda: leases.take("r1", "lease-1", "points", 120, now + 1_000))
                till.server.recall("lease-1")
                await until(lambda: at_server(till).points == (LeasedPoints("points", 300, 180),))
                assert not at_server(till).closed, "120 are on the counter"
                assert leases.free("r1")
                await until(lambda: at_server(till).closed)
                assert at_server(till).points == (LeasedPoints("points", 300, 300),)
                assert list(leases.of_member(goods.MEMBER_ID)) == []

    asyncio.run(scenario())


def test_lease_a_recall_that_is_used_closes_once_the_sale_is_acknowledged(till: Till, folder: Path) -> None:
    till.server.grant(lease(300, hours=24 * 365 * 10))
    with closing(open_store(folder)) as store, closing(SyncLeases(folder, KEY)) as child:
        report = child.prepare(0)
        child.take_in(report, answer_of(till, report.epoch, ()), goods.AT_MS)
        report = child.prepare(0)
        child.take_in(report, answer_of(till, report.epoch, (at_server(till),)), goods.AT_MS)
        with closing(TillLeases(folder, KEY)) as leases:
            assert leases.take("r1", "lease-1", "points", 100, goods.AT_MS + 1)
        write(store, redeemed(1, "r1", 100))
        till.server.recall("lease-1")
        child.take_in(report, answer_of(till, report.epoch, (at_server(till),)), goods.AT_MS)
        (told,) = child.prepare(1).returned
        assert (told.points, told.closed) == ((("points", 200),), False)
        store.database.sql("INSERT INTO sync_state VALUES (1, 1, 'epoch-1', 1)")
        (told,) = child.prepare(1).returned
        assert (told.points, told.closed) == ((("points", 200),), True)


def answer_of(till: Till, epoch: str, leases: tuple[Lease, ...]) -> LeaseAnswer:
    revision = till.server.lease_revision if epoch else 0
    return LeaseAnswer(
        epoch=till.server.epoch, as_of_ms=goods.AT_MS, revision=revision, more=False, leases=leases
    )


def test_lease_a_report_whose_answer_was_lost_is_made_again_without_harm(till: Till, folder: Path) -> None:
    till.server.grant(lease(300))

    async def scenario() -> None:
        async with following(till, book(folder)) as until:
            await until(lambda: here(folder) == {"lease-1": 300})
            till.server.misbehave(PATH, Mischief.LOST_REPLY, times=2)
            till.server.recall("lease-1")
            await until(lambda: at_server(till).closed)
        assert at_server(till).points == (LeasedPoints("points", 300, 300),)

    asyncio.run(scenario())


def test_epoch_a_restored_server_hears_of_all_that_is_held_and_how_far_the_journal_is(
    till: Till, folder: Path
) -> None:
    granted = till.server.grant(lease(300))
    till.journal.add(3)

    async def scenario() -> None:
        async with following(till, book(folder)) as until:
            await until(lambda: here(folder) == {"lease-1": 300} and till.server.acked == 3)
            till.server.leases.clear()
            till.server.lease_revision = 0
            till.server.restore_from_backup(1)
            await until(lambda: "lease-1" in till.server.leases)
            await until(lambda: till.server.acked == 3)
            await until(lambda: till.server.reports[-1].head == 3)
        first = next(each for each in till.server.reports if each.epoch == till.server.epoch)
        assert [each.points for each in first.held] == [granted.points]
        assert here(folder) == {"lease-1": 300}

    asyncio.run(scenario())


def test_epoch_what_was_given_back_before_is_told_to_the_restored_server_too(
    till: Till, folder: Path
) -> None:
    """The backup is from before the recall: the till must not spend again what it gave back and closed."""
    till.server.grant(lease(300))

    async def scenario() -> None:
        async with following(till, book(folder)) as until:
            await until(lambda: here(folder) == {"lease-1": 300})
            before = at_server(till)
            till.server.recall("lease-1")
            await until(lambda: at_server(till).closed)
            till.server.leases["lease-1"] = before
            till.server.restore_from_backup(0)
            await until(lambda: at_server(till).closed)
        assert here(folder) == {}
        assert at_server(till).points == (LeasedPoints("points", 300, 300),)

    asyncio.run(scenario())


def test_herd_sales_go_before_a_report(till: Till, folder: Path) -> None:
    till.journal.add(450)

    async def scenario() -> None:
        async with following(till, book(folder)) as until:
            await until(lambda: till.server.times_asked(PATH) > 0)
        paths = [each.path for each in till.server.seen]
        assert paths.index(PATH) > max(place for place, path in enumerate(paths) if path == "/v1/records")

    asyncio.run(scenario())


def test_lease_the_server_is_told_after_sales_were_acknowledged(till: Till, folder: Path) -> None:
    timing = replace(QUICK, report_spacing_ms=0)

    async def scenario() -> None:
        async with following(till, book(folder), timing) as until:
            await until(lambda: len(till.server.reports) >= 2)
            await until(lambda: till.replica.number > 0)
            told = len(till.server.reports)
            till.journal.add(1)
            await until(lambda: len(till.server.reports) > told)
        assert till.server.reports[-1].head == 1

    asyncio.run(scenario())


def test_lease_a_quiet_till_reports_when_its_time_has_come(till: Till, folder: Path) -> None:
    timing = replace(QUICK, report_every_ms=100)

    async def scenario() -> None:
        async with following(till, book(folder), timing) as until:
            await until(lambda: len(till.server.reports) >= 6)

    asyncio.run(scenario())


# ---- a server that misbehaves


@contextmanager
def reporting(till: Till, folder: Path) -> Iterator[Callable[[], bool]]:
    """Reports once with each call."""

    async def once() -> bool:
        central = till.place.central(till.place.signer())
        async with OwnThread[LeaseBook]("leases", book(folder)) as thread:
            reporter = Reporter(central, thread, till.place.now_ms)
            try:
                again = await reporter.report(0, 0)
                return await reporter.report(0, 0) if again else False
            finally:
                await central.close()

    yield lambda: asyncio.run(once())


@pytest.mark.parametrize(
    "made",
    [
        lease(-1),
        lease(300, returned=301),
        structs.replace(lease(300), points=(LeasedPoints("", 300),)),
        structs.replace(lease(300), points=(LeasedPoints("p", 1), LeasedPoints("p", 2))),
        structs.replace(lease(300), lease_id=""),
        structs.replace(lease(300), points=(LeasedPoints("p", 2**63 - 1),)),
    ],
)
def test_lease_impossible_numbers_are_no_lease(till: Till, folder: Path, made: Lease) -> None:
    till.server.grant(made)
    with reporting(till, folder) as once, pytest.raises(SyncTrouble) as caught:
        once()
    assert caught.value.code == "impossible"
    assert here(folder) == {}


def test_epoch_a_server_that_changes_it_with_each_answer_is_not_asked_for_ever(
    till: Till, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = iter(range(100))

    def other(_: object) -> LeaseAnswer:
        return LeaseAnswer(epoch=f"e{next(number)}", as_of_ms=1, revision=0, more=False)

    monkeypatch.setattr(type(till.server), "_leases", lambda _self, report: other(report))
    with reporting(till, folder) as once, pytest.raises(SyncTrouble) as caught:
        once()
    assert caught.value.code == "impossible"


@pytest.mark.parametrize(
    "mischief",
    [Mischief.FAULT, Mischief.HTML, Mischief.GARBAGE, Mischief.EMPTY, Mischief.OTHER_SHAPE, Mischief.BOMB],
)
def test_a_report_that_fails_is_no_trouble_for_sales_and_goods(till: Till, mischief: Mischief) -> None:
    till.journal.add(2)
    till.server.misbehave(PATH, mischief)
    summary = till.sync_once()
    assert (summary.exit_code, summary.pushed, till.server.acked) == (0, 2, 2)
    assert till.leases.leases == {}


# ---- the clock


def test_lease_a_clock_that_is_set_while_the_line_is_up_is_noticed(till: Till) -> None:
    async def scenario() -> None:
        async with following(till, till.leases.opened) as until:
            await until(lambda: bool(till.leases.clocks))
            till.server.clock_ahead_ms = 3_600_000
            await until(lambda: ahead() > 3_500_000)

    def ahead() -> int:
        server_ms, till_ms = till.leases.clocks[-1]
        return server_ms - till_ms

    asyncio.run(scenario())


# ---- asking again while a keeper gives back


@pytest.fixture
def holds(till: Till) -> Iterator[HoldClient[Said]]:
    with closing(HoldClient(till.place, Said)) as client:
        yield client


def test_hold_points_that_were_recalled_are_asked_for_again(till: Till, holds: HoldClient[Said]) -> None:
    till.server.leased, till.server.comes_back_after = 400, 3
    assert holds.hold("r1", "m1", "points", 300).outcome == "held"
    assert till.server.held == {"r1": 300}, "one redemption, held once"
    assert till.server.times_asked("/v1/holds") == 4


def test_hold_points_that_do_not_come_back_in_two_seconds_are_too_few(
    till: Till, holds: HoldClient[Said]
) -> None:
    till.server.leased, till.server.comes_back_after = 400, 1_000
    said = holds.hold("r1", "m1", "points", 300)
    assert (said.outcome, said.balance, said.leased) == ("too-few-points", 100, 400)


def test_hold_points_that_nobody_recalls_are_asked_for_once(till: Till, holds: HoldClient[Said]) -> None:
    till.server.leased = 400
    assert holds.hold("r1", "m1", "points", 300).outcome == "too-few-points"
    assert till.server.times_asked("/v1/holds") == 1


def test_classes_things_that_were_asked_back_are_asked_for_again(till: Till) -> None:
    till.server.used_up, till.server.comes_back_after = {"coupon:1": "leased-elsewhere"}, 3
    with closing(SecureClient(till.place)) as client:
        assert client.secure("m1", [Want("coupon:1", "p", "o", 1)]) == {}
        assert till.server.times_asked("/v1/secure") == 3
        till.server.used_up, till.server.comes_back_after = {"coupon:1": "leased-elsewhere"}, 1_000
        assert client.secure("m1", [Want("coupon:1", "p", "o", 1)]) == {"coupon:1": "leased-elsewhere"}


@pytest.mark.parametrize(("recalls", "outcome", "asked"), [(True, "held", 3), (False, "refused", 1)])
def test_hold_gift_card_money_that_was_asked_back_is_asked_for_again(
    till: Till, recalls: bool, outcome: str, asked: int
) -> None:
    till.server.gift_cards, till.server.leased = {"c1": 500}, 500
    till.server.comes_back_after, till.server.recalls = 3, recalls
    with closing(GiftCardClient(till.place)) as client:
        assert client.hold("r1", "c1", "NOK", 500).outcome == outcome
    assert till.server.times_asked("/v1/gift-cards") == asked


def test_hold_what_this_till_gave_back_itself_is_asked_for_again(till: Till, holds: HoldClient[Said]) -> None:
    till.server.leased, till.server.comes_back_after, till.server.recalls = 400, 2, False
    assert holds.hold("r1", "m1", "points", 300, given_back=True).outcome == "held"
    assert till.server.times_asked("/v1/holds") == 3
