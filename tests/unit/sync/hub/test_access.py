"""Who believes whom in a store: tills hear at once of a hub's new key, and of one that was retired."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from sync.client.keys import make_key, next_key_file, promote
from sync.hub.answers import KeyInForce
from sync.protocol.v1.key_messages import NewKey, proof_bytes
from sync.server.auth import Caller
from sync.server.desk.hubs import retire_hub
from sync.server.desk.refusal import NotDone
from sync.server.desk.tills import revoke
from sync.server.holding.hubs import HUB_NUMBER
from sync.server.holding.leases import revision_of
from sync.server.keys import take_key
from sync.server.schema import tables
from tests.unit.sync.hub.hub_stage import Hub
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.lease_stage import Keeper
from tests.unit.sync.server.stage import FakeTill, Shop, new_key

Tills = tuple[FakeTill, FakeTill]


def revision(shop: Shop, device_id: str) -> int:
    """What presence tells that device."""
    with shop.database.read() as connection:
        return revision_of(connection, shop.company.company_id, device_id)


def known_hub(shop: Shop, till: FakeTill) -> list[bytes]:
    """The keys of hubs that the server names to a till."""
    return [each.public_key for each in Keeper(shop, till).sync().store]


def changes_key(shop: Shop, device: FakeTill) -> bytes:
    place = device.place
    key, public_key = new_key()
    proof = key.sign(proof_bytes(place.company_id, place.till_id, public_key))
    (row,) = shop.rows(tables.till, till_id=place.till_id)
    caller = Caller(place.company_id, place.till_id, place.store_id, row.public_key, "", 0, place.till_number)
    with shop.database.write() as connection:
        take_key(connection, caller, NewKey(public_key=public_key, proof=proof), shop.clock())
    return public_key


def test_lease_a_hubs_new_key_is_told_to_its_tills_at_once(shop: Shop, kept: Hub, tills: Tills) -> None:
    one, _ = tills
    Keeper(shop, one).sync()
    before = revision(shop, one.place.till_id)
    public_key = changes_key(shop, kept.device)
    assert revision(shop, one.place.till_id) > before, "its presence tells it to ask"
    assert known_hub(shop, one) == [public_key]


def test_lease_a_tills_new_key_is_told_to_its_hub_at_once(shop: Shop, kept: Hub, tills: Tills) -> None:
    one, _ = tills
    before = revision(shop, kept.hub_id)
    public_key = changes_key(shop, one)
    assert revision(shop, kept.hub_id) > before
    kept.follow()
    with kept.database.read() as connection:
        known = connection.execute(select(tables.till.c.till_id, tables.till.c.public_key)).all()
    assert (one.place.till_id, public_key) in [tuple(row) for row in known]


def test_lease_a_hub_that_came_or_was_retired_is_told_to_its_tills_at_once(shop: Shop) -> None:
    one = shop.till(1)
    device = shop.till(HUB_NUMBER)
    came = revision(shop, one.place.till_id)
    assert came > 0
    assert known_hub(shop, one) == [device.key.public_key().public_bytes_raw()]
    do(shop, retire_hub, "s1", by="Kari", reason="stolen")
    assert revision(shop, one.place.till_id) > came
    assert known_hub(shop, one) == []


def test_a_stolen_hub_is_ended_by_its_own_command_which_frees_what_it_keeps(shop: Shop, kept: Hub) -> None:
    with shop.database.write() as connection, pytest.raises(NotDone, match="`hub retire` ends it"):
        revoke(
            *(connection, shop.company.company_id, kept.hub_id),
            by="Kari",
            reason="stolen",
            sales_until_ms=0,
            now_ms=shop.clock(),
        )


def test_the_hub_signs_with_the_key_that_lies_there_now(tmp_path: Path) -> None:
    path = tmp_path / "hub.key"
    first = make_key(path)
    key = KeyInForce(path)
    assert key().public_key == first.public_key
    second = make_key(next_key_file(path))
    assert key().public_key == first.public_key, "the server has not taken it"
    promote(path)
    assert key().public_key == second.public_key
    path.write_bytes(b"torn")
    assert key().public_key == second.public_key, "what can not be read ends nothing"
