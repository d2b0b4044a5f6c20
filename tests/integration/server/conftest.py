"""A shop behind its HTTP application, on both databases; and one on PostgreSQL that several programs may open."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from sync.server.app import make_app
from sync.server.companies import Company
from sync.server.config import PostgresUrl
from sync.server.database import Database
from sync.server.opening import open_database
from tests.integration.server.http import Client
from tests.stage.postgres import Cluster
from tests.stage.scans import Watch, watching
from tests.unit.sync.server.stage import Shop, open_shop

_numbers = itertools.count()


@pytest.fixture(scope="session")
def _pattern(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company of a database to be copied, as everybody left it."""
    cluster.execute('CREATE DATABASE "pattern"')
    shop = open_shop(tmp_path_factory.mktemp("pattern"), PostgresUrl(cluster.url("pattern")))
    shop.database.close()
    return shop.company


@pytest.fixture
def place(cluster: Cluster, _pattern: Company) -> Iterator[PostgresUrl]:
    """A database with a company of its own for each test."""
    name = f"shop-{next(_numbers)}"
    yield PostgresUrl(cluster.copy(name, "pattern"))
    cluster.drop(name)


@pytest.fixture
def opened(place: PostgresUrl) -> Iterator[Callable[[], Database]]:
    """Opens that database as often as it is asked: each is what a worker has."""
    found: list[Database] = []

    def another() -> Database:
        found.append(open_database(place))
        return found[-1]

    yield another
    for database in found:
        database.close()


@pytest.fixture
def shared(opened: Callable[[], Database], _pattern: Company, tmp_path: Path) -> Shop:
    """The shop in it."""
    return Shop(opened(), _pattern, tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def shop(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shop]:
    if request.param == "postgres":
        yield request.getfixturevalue("shared")
        return
    shop = open_shop(tmp_path)
    yield shop
    shop.database.close()


@pytest.fixture
def client(shop: Shop) -> Iterator[Client]:
    with TestClient(make_app(shop.database, now_ms=shop.clock), raise_server_exceptions=False) as http:
        yield Client(http, shop)


@pytest.fixture(scope="session")
def watch() -> Iterator[Watch]:
    """What the server runs, in every test (``tests.stage.scans``)."""
    looking = Watch()
    with watching(looking):
        yield looking


@pytest.fixture(autouse=True)
def _carries_its_keys(watch: Watch) -> Iterator[None]:
    """Whatever the server runs in a test says which hosts it asks, but for what is listed (``tests.stage.scans``)."""
    watch.complaints.clear()
    yield
    if watch.complaints:
        pytest.fail("\n".join(watch.complaints), pytrace=False)
