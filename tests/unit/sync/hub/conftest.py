"""A shop on a server's file, with a store that has a hub and two tills, where the member is at home."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.sync.hub.hub_stage import Hub, hub, push
from tests.unit.sync.server.stage import FakeTill, Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    made = open_shop(tmp_path / "server")
    yield made
    made.database.close()


@pytest.fixture
def kept(shop: Shop, tmp_path: Path) -> Iterator[Hub]:
    """The hub keeps what the member has."""
    made = hub(shop, tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def tills(shop: Shop, kept: Hub) -> tuple[FakeTill, FakeTill]:
    """Two tills of the hub's store, at the first of which the member has shopped."""
    one, two = shop.till(1), shop.till(2)
    one.sell(member=shop.member_view())
    push(shop, one)
    kept.follow()
    return one, two
