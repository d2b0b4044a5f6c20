"""Following: whose time it is, and a till that is refused."""

import asyncio
import dataclasses

from sync.client.follow import Follower
from sync.client.place import now_ms
from sync.client.server_clock import ServerClock
from sync.client.status import Status
from sync.client.trouble import Link
from tests.stage.bad_server import Mischief
from tests.unit.sync.client.conftest import Till
from tests.unit.sync.client.following import LONG_S, QUICK, Following, following, run


def test_server_order_the_servers_time_is_told_with_every_status_while_it_answers(till: Till) -> None:
    async def scenario() -> None:
        async with following(till) as each:
            status = await each.until(lambda status: status.difference_ms is not None)
            assert abs(status.difference_ms or 0) < LONG_S * 1000
            till.server.stop()
            await each.until(lambda each: each.link is Link.OFFLINE and each.difference_ms is None)

    run(scenario())


def test_server_order_a_till_whose_clock_is_wrong_learns_by_how_much(till: Till) -> None:
    async def scenario() -> None:
        slow = dataclasses.replace(till.place, now_ms=lambda: now_ms() - 3_600_000)
        said: list[Status] = []
        follower = Follower(
            slow, till.journal.opened, till.replica.opened, till.leases.opened, said.append, QUICK
        )
        stop = asyncio.Event()
        task = asyncio.create_task(follower.run(stop))
        each = Following(follower, stop, said)
        status = await each.until(lambda status: status.difference_ms is not None)
        assert abs((status.difference_ms or 0) - 3_600_000) < LONG_S * 1000
        stop.set()
        await asyncio.wait_for(task, LONG_S)

    run(scenario())


def test_a_difference_that_fits_the_question_is_kept_however_the_line_trembles() -> None:
    clock = ServerClock()
    clock.heard(10_000, 900, 1_100)
    assert clock.difference_ms == 9_000
    clock.heard(20_050, 11_000, 11_090)
    assert clock.difference_ms == 9_000
    clock.heard(30_000, 20_900, 20_910)
    assert clock.difference_ms == 9_095


def test_facts_never_rejected_a_till_that_is_refused_as_frozen_still_sends_what_it_sold(till: Till) -> None:
    """It asked for presence first, was told that it is frozen, and sent nothing more."""

    async def scenario() -> None:
        for path in ("/v1/presence", "/v1/records", "/v1/changes"):
            till.server.misbehave(path, Mischief.FROZEN)
        till.journal.add(1)
        async with following(till) as each:
            status = await each.until(lambda _: any(seen.path == "/v1/records" for seen in till.server.seen))
            assert (status.link, status.detail) == (Link.REFUSED, "frozen")
        assert till.journal.acked() == 0

    run(scenario())
