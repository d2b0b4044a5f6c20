"""Following: which release the server wants here, and how the last update ended."""

import asyncio
import time
from pathlib import Path

from pos_app.machine.wanted_release import OUTCOME_FILE, WantedRelease
from sync.client.follow import Follower
from sync.client.once import sync_once
from sync.client.status import Status
from tests.unit.sync.client.conftest import Till
from tests.unit.sync.client.following import LONG_S, QUICK, run


def test_a_till_keeps_the_release_that_its_server_wants_and_tells_how_the_last_one_went(
    till: Till, tmp_path: Path
) -> None:
    (tmp_path / OUTCOME_FILE).write_text('{"to": "1.1.0", "state": "way-back", "at_ms": 7}')
    releases = WantedRelease(tmp_path)
    said: list[Status] = []

    async def until(version: str) -> None:
        due = time.monotonic() + LONG_S
        while WantedRelease(tmp_path).wanted().version != version:
            assert time.monotonic() < due
            await asyncio.sleep(0.01)

    async def scenario() -> None:
        till.server.wanted = "1.2.0"
        follower = Follower(
            till.place,
            *(till.journal.opened, till.replica.opened, till.leases.opened, said.append, QUICK),
            releases=releases,
        )
        stop = asyncio.Event()
        task = asyncio.create_task(follower.run(stop))
        await until("1.2.0")
        assert "&update=way-back:1.1.0:7" in till.server.presence_asked
        till.server.wanted = ""
        await until("")
        till.server.wanted = "1.3.0"
        await until("1.3.0")
        till.server.stop()
        await asyncio.sleep(3 * QUICK.presence_every_ms / 1000)
        assert WantedRelease(tmp_path).wanted().version == "1.3.0", "a silent server takes nothing back"
        stop.set()
        await asyncio.wait_for(task, LONG_S)

    run(scenario())


def test_a_single_sync_tells_and_hears_of_releases_too(till: Till, tmp_path: Path) -> None:
    (tmp_path / OUTCOME_FILE).write_text('{"to": "1.1.0", "state": "way-back", "at_ms": 7}')
    till.server.wanted = "1.2.0"
    opened = (till.journal.opened, till.replica.opened, till.leases.opened)

    async def scenario() -> None:
        await sync_once(till.place, *opened, WantedRelease(tmp_path))

    run(scenario())
    assert "&update=way-back:1.1.0:7" in till.server.presence_asked
    assert WantedRelease(tmp_path).wanted().version == "1.2.0"
