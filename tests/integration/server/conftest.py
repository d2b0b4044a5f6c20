"""A shop behind its HTTP application, and one behind a real server process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from sync.server.app import make_app
from tests.integration.server.http import Client
from tests.unit.sync.server.stage import Shop, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = open_shop(tmp_path)
    yield shop
    shop.database.close()


@pytest.fixture
def client(shop: Shop) -> Iterator[Client]:
    with TestClient(make_app(shop.database, now_ms=shop.clock), raise_server_exceptions=False) as http:
        yield Client(http, shop)
