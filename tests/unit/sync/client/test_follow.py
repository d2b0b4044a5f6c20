"""Following: what the screen is told is true within a second, and what waits goes out as soon as it can."""

import asyncio
import json
import time
from contextlib import AbstractContextManager
from typing import Any

import pytest

from sync.client.follow import Follower, Timing
from sync.client.status import Status
from sync.client.trouble import Link
from sync.protocol.v1.messages import CategoryRow
from tests.stage.bad_server import Mischief
from tests.stage.till_side import MemoryJournal, MemoryReplica
from tests.unit.sync.client.conftest import Till
from tests.unit.sync.client.following import QUICK, following, is_well, run


def test_what_waits_is_sent_and_what_is_new_is_fetched_as_it_comes(till: Till) -> None:
    async def scenario() -> None:
        till.journal.add(3)
        till.server.rows = [CategoryRow("c1", "Fruit", "green", 1)]
        async with following(till) as each:
            await each.until(is_well)
            till.journal.add(2)
            await each.until(lambda status: status.waiting_records == 2 or till.server.acked == 5)
            await each.until(lambda status: is_well(status) and till.server.acked == 5)
            till.server.rows.append(CategoryRow("c2", "Bread", "brown", 2))
            await each.until(lambda status: status.cursor == 2)
        assert till.replica.rows == till.server.rows
        till.assert_nothing_lost_nothing_doubled()

    run(scenario())


def test_a_cut_network_is_told_and_a_mended_one_too(till: Till) -> None:
    async def scenario() -> None:
        async with following(till) as each:
            await each.until(is_well)
            till.server.stop()
            status = await each.until(lambda status: status.link is Link.OFFLINE)
            assert status.detail == "unreachable"
            till.journal.add(4)
            await each.until(lambda status: status.waiting_records == 4)
            till.server.start()
            await each.until(is_well)
        assert till.server.effects == [1, 2, 3, 4]

    run(scenario())


def test_presence_as_it_is_set_is_true_within_a_second() -> None:
    timing = Timing()
    assert timing.presence_every_ms + timing.presence_deadline_ms < 900
    assert timing.status_every_ms < 1_000


def test_something_is_said_each_second_even_when_nothing_changes(till: Till) -> None:
    async def scenario() -> None:
        async with following(till) as each:
            await each.until(is_well)
            count = len(each.said)
            await each.until(lambda _: len(each.said) >= count + 3)
            assert len(set(each.said[count:])) == 1

    run(scenario())


@pytest.mark.parametrize(
    ("mischief", "detail", "link"),
    [
        (Mischief.UNKNOWN_TILL, "unknown_till", Link.REFUSED),
        (Mischief.FROZEN, "frozen", Link.REFUSED),
        (Mischief.HTML, "not_our_server", Link.TROUBLE),
        (Mischief.FAULT, "server_error", Link.TROUBLE),
        (Mischief.SILENT, "timeout", Link.OFFLINE),
        (Mischief.DRIP, "timeout", Link.OFFLINE),
        (Mischief.HALF_BODY, "half_answer", Link.TROUBLE),
    ],
)
def test_what_is_wrong_with_presence_is_told_and_goes_away_by_itself(
    till: Till, mischief: Mischief, detail: str, link: Link
) -> None:
    async def scenario() -> None:
        async with following(till) as each:
            await each.until(is_well)
            till.server.misbehave("/v1/presence", mischief)
            status = await each.until(lambda status: status.detail == detail)
            assert status.link is link
            assert status.sentence
            till.server.behave()
            await each.until(is_well)

    run(scenario())


def test_fork_is_told_and_pushed_no_more_while_prices_still_come(till: Till) -> None:
    async def scenario() -> None:
        till.server.misbehave("/v1/records", Mischief.FORK)
        till.journal.add(2)
        async with following(till) as each:
            await each.until(lambda status: status.detail == "fork" and status.replica == 1)
            till.server.rows.append(CategoryRow("c1", "Fruit", "green", 1))
            status = await each.until(lambda status: status.cursor == 1)
            await asyncio.sleep(0.3)
            assert (status.link, status.waiting_records) == (Link.REFUSED, 2)
            assert till.server.times_asked("/v1/records") == 1

    run(scenario())


def test_a_till_that_is_behind_its_server_pushes_nothing_while_prices_still_come(till: Till) -> None:
    async def scenario() -> None:
        till.journal.envelopes = till.journal.envelopes[:2]
        till.journal.marks = [(2, "epoch-1")]
        pushes = till.server.times_asked("/v1/records")
        till.server.rows.append(CategoryRow("c1", "Fruit", "green", 1))
        async with following(till) as each:
            await each.until(lambda status: status.detail == "till_behind" and status.cursor == 1)
            till.journal.add(1)
            await each.until(lambda status: status.waiting_records == 1)
            assert till.server.times_asked("/v1/records") == pushes

    till.journal.add(4)
    till.sync_once()
    run(scenario())


def test_herd_retry_after_is_honoured_while_presence_goes_on(till: Till) -> None:
    async def scenario() -> None:
        till.server.misbehave("/v1/records", Mischief.BUSY)
        till.journal.add(1)
        async with following(till) as each:
            await each.until(lambda status: status.detail == "busy")
            asked = till.server.times_asked("/v1/presence")
            await asyncio.sleep(0.8)
            assert till.server.times_asked("/v1/records") == 1
            assert till.server.times_asked("/v1/presence") > asked + 3

    run(scenario())


def test_a_line_that_became_quicker_is_given_less_time_so_that_a_silent_one_is_told_soon(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, takes_s = type(till.server).answer, [0.7]

    def slowly(server: Any, *asked: Any) -> Any:
        time.sleep(takes_s[0])
        return answer(server, *asked)

    monkeypatch.setattr(type(till.server), "answer", slowly)

    async def scenario() -> None:
        async with following(till) as each:
            await each.until(lambda status: status.detail == "timeout")
            await each.until(is_well)
            takes_s[0] = 0.12
            asked = till.server.times_asked("/v1/presence")
            await each.until(lambda _: till.server.times_asked("/v1/presence") > asked + 4)
            takes_s[0] = 1.0
            await each.until(lambda status: status.link is Link.OFFLINE)

    run(scenario())


def test_a_slow_line_that_is_alive_is_used(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = type(till.server).answer

    def slowly(server: Any, *asked: Any) -> Any:
        time.sleep(0.35)
        return answer(server, *asked)

    monkeypatch.setattr(type(till.server), "answer", slowly)

    async def scenario() -> None:
        till.journal.add(1)
        async with following(till) as each:
            await each.until(lambda status: status.detail == "timeout")
            await each.until(is_well)

    run(scenario())


def test_herd_sales_before_everything_else_in_the_middle_of_a_first_load(till: Till) -> None:
    async def scenario() -> None:
        till.server.rows = [CategoryRow(f"c{n}", "Goods", "grey", n) for n in range(400)]
        async with following(till) as each:
            await each.until(lambda status: 3 <= status.cursor < 300)
            till.journal.add(1)
            await each.until(lambda _: till.server.acked == 1)
            assert each.now.cursor < 400
            await each.until(lambda status: status.cursor == 400 and status.replica == 1)

    run(scenario())


def test_a_replica_that_takes_long_to_write_holds_up_neither_sales_nor_status(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = MemoryReplica.finish_full

    def slowly(replica: MemoryReplica) -> None:
        time.sleep(0.8)
        finish(replica)

    monkeypatch.setattr(MemoryReplica, "finish_full", slowly)

    async def scenario() -> None:
        async with following(till) as each:
            await each.until(lambda _: till.server.times_asked("/v1/changes") == 1)
            till.journal.add(2)
            status = await each.until(lambda _: till.server.acked == 2)
            assert status.replica == 0
            await each.until(is_well)

    run(scenario())


def test_epoch_a_server_restored_while_we_follow_is_filled_again(till: Till) -> None:
    async def scenario() -> None:
        till.journal.add(5)
        till.server.rows = [CategoryRow("c1", "Fruit", "green", 1)]
        async with following(till) as each:
            await each.until(is_well)
            till.server.restore_from_backup(2)
            await each.until(lambda status: till.server.acked == 5 and status.replica == 2)
        assert till.server.effects == [1, 2, 3, 4, 5]
        assert till.journal.server_epoch() == "epoch-1-restored"

    run(scenario())


def test_herd_a_server_that_forgets_everything_all_the_time_is_not_hammered(till: Till) -> None:
    async def scenario() -> None:
        till.journal.add(3)
        async with following(till) as each:
            await each.until(is_well)
            for _ in range(4):
                till.server.restore_from_backup(0)
                await asyncio.sleep(0.15)
            await each.until(lambda status: status.detail == "impossible")
            assert till.server.times_asked("/v1/records") < 6

    run(scenario())


def test_an_unreadable_journal_ends_it_with_the_storage_s_own_error(till: Till) -> None:
    class Broken(AbstractContextManager[MemoryJournal]):
        def __enter__(self) -> MemoryJournal:
            raise OSError("the disk is gone")

        def __exit__(self, *_: object) -> None:
            """Never entered."""

    follower = Follower(till.place, Broken, till.replica.opened, till.leases.opened, lambda _: None, QUICK)
    with pytest.raises(OSError, match="the disk is gone"):
        asyncio.run(follower.run(asyncio.Event()))


def test_a_journal_that_fails_on_the_way_ends_it_too(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space")

    async def scenario() -> None:
        till.journal.add(1)
        follower = Follower(
            till.place, till.journal.opened, till.replica.opened, till.leases.opened, lambda _: None, QUICK
        )
        monkeypatch.setattr(MemoryJournal, "mark_acked", full)
        await follower.run(asyncio.Event())

    with pytest.raises(OSError, match="no space"):
        asyncio.run(scenario())


def test_a_status_line_is_one_json_object_with_the_promised_keys() -> None:
    line = Status(
        Link.ONLINE, waiting_records=3, waiting_sales=2, replica=4, cursor=9, difference_ms=-5
    ).line(17)

    assert "\n" not in line
    assert json.loads(line) == {
        "link": "online",
        "detail": "",
        "sentence": "",
        "waiting_records": 3,
        "waiting_sales": 2,
        "replica": 4,
        "cursor": 9,
        "difference_ms": -5,
        "hub": False,
        "at_ms": 17,
    }
