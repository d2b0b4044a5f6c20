"""Long bodies travel packed once the server said that it reads them, and as they are to any other."""

import asyncio

import pytest

from sync.client.central import Central
from sync.client.trouble import SyncTrouble
from sync.protocol.envelope import open_envelope, seal
from sync.protocol.v1.messages import Record
from tests.stage.bad_server import Mischief
from tests.unit.sync.client.conftest import Till


async def push_all(till: Till, central: Central) -> int:
    records = [Record(envelope=envelope) for envelope in till.journal.envelopes]
    head = seal(open_envelope(till.journal.envelopes[-1]))[1]
    return (await central.push(records, 1, head)).acked


def test_a_batch_is_packed_for_a_server_that_reads_it(till: Till) -> None:
    till.journal.add(20, size=200)

    async def scenario() -> None:
        central = till.place.central(till.place.signer())
        assert await push_all(till, central) == 20
        assert till.server.packed_bodies == 0, "nobody said yet that it reads them"
        await central.presence(deadline_ms=2_000)
        assert await push_all(till, central) == 20
        await central.close()

    asyncio.run(scenario())
    first, again = [each.size for each in till.server.seen if each.path == "/v1/records"]
    assert till.server.packed_bodies == 1
    assert again * 3 < first


def test_short_bodies_and_older_servers_get_them_as_they_are(till: Till) -> None:
    till.journal.add(1)

    async def scenario() -> None:
        central = till.place.central(till.place.signer())
        await central.presence(deadline_ms=2_000)
        assert await push_all(till, central) == 1
        till.server.takes_packed = False
        till.journal.add(20, size=200)
        await central.presence(deadline_ms=2_000)
        assert await push_all(till, central) == 21
        await central.close()

    asyncio.run(scenario())
    assert till.server.packed_bodies == 0
    assert till.server.times_asked("/v1/records") == 2


def test_an_older_server_that_took_the_place_of_a_newer_is_sent_the_batch_again_as_it_is(till: Till) -> None:
    till.journal.add(20, size=200)

    async def scenario() -> None:
        central = till.place.central(till.place.signer())
        await central.presence(deadline_ms=2_000)
        till.server.takes_packed = False
        assert await push_all(till, central) == 20
        await central.close()

    asyncio.run(scenario())
    assert till.server.times_asked("/v1/records") == 2


def test_a_refusal_that_has_nothing_to_do_with_packing_stays_one(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    till.journal.add(20, size=200)
    till.server.takes_packed = False
    monkeypatch.setattr(
        type(till.server), "_receive", lambda *_: pytest.fail("nothing of this kind may be taken")
    )

    async def scenario() -> None:
        central = till.place.central(till.place.signer())
        await central.presence(deadline_ms=2_000)
        central._line.takes_packed = True
        till.server.company_id = "another"
        with pytest.raises(SyncTrouble) as caught:
            await push_all(till, central)
        assert caught.value.code == "bad_signature"
        await central.close()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("mischief", "code"), [(Mischief.PACKED_BOMB, "too_big"), (Mischief.BROKEN_PACKED, "unreadable")]
)
def test_an_answer_that_is_a_bomb_or_breaks_off_is_told_and_loses_nothing(
    till: Till, mischief: Mischief, code: str
) -> None:
    till.journal.add(3)
    till.server.misbehave("/v1/records", mischief)
    assert till.sync_once().status.detail == code
    till.server.behave()
    assert till.sync_once().status.waiting_records == 0
    till.assert_nothing_lost_nothing_doubled()
