"""A shop for every test, on both databases. Making its tables takes longer than copying them, so they are made once.

On PostgreSQL a test of one module rehearses: its transactions are parts of one that is undone in the end. Properties
that try thousands of histories do so on SQLite, and with Hypothesis' profile `deep` on both.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from sync.server.config import PostgresUrl
from sync.server.opening import open_database
from tests.stage.postgres import Cluster
from tests.stage.scans import Watch, watching
from tests.unit.sync.server.rehearsal import rehearsing
from tests.unit.sync.server.stage import Shop, open_shop

SQLITE, POSTGRES = "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)
DEEP_EXAMPLES = 1000


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Which databases a test is for."""
    if "_database_of_stage" in metafunc.fixturenames:
        is_deep = settings().max_examples >= DEEP_EXAMPLES
        both = [SQLITE, POSTGRES] if is_deep else [SQLITE]
        metafunc.parametrize("_database_of_stage", both, scope="module")
    elif "_database_of_shop" in metafunc.fixturenames:
        of_the_file = metafunc.definition.get_closest_marker("sqlite") is not None
        metafunc.parametrize("_database_of_shop", [SQLITE] if of_the_file else [SQLITE, POSTGRES])


@pytest.fixture(scope="session")
def _pattern(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shop]:
    folder = tmp_path_factory.mktemp("shop")
    shop = open_shop(folder)
    shop.database.close()
    return folder, shop


@pytest.fixture(scope="session")
def _postgres_shop(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    cluster.execute('CREATE DATABASE "shop"')
    shop = open_shop(tmp_path_factory.mktemp("postgres-shop"), PostgresUrl(cluster.url("shop")))
    yield shop
    shop.database.close()


@pytest.fixture
def shop(
    _database_of_shop: str, request: pytest.FixtureRequest, _pattern: tuple[Path, Shop], tmp_path: Path
) -> Iterator[Shop]:
    if _database_of_shop == "postgres":
        whole: Shop = request.getfixturevalue("_postgres_shop")
        with rehearsing(whole) as rehearsed:
            rehearsed.folder = tmp_path
            yield rehearsed
        return
    shutil.copy(_pattern[0] / "server.db", tmp_path / "server.db")
    database = open_database(tmp_path / "server.db")
    yield Shop(database, _pattern[1].company, tmp_path)
    database.close()


@pytest.fixture(scope="module")
def stage(
    _database_of_stage: str,
    request: pytest.FixtureRequest,
    _pattern: tuple[Path, Shop],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Shop]:
    """One shop for all examples of a property: whatever each does is undone (see ``rehearsal``)."""
    if _database_of_stage == "postgres":
        yield request.getfixturevalue("_postgres_shop")
        return
    folder = tmp_path_factory.mktemp("stage")
    shutil.copy(_pattern[0] / "server.db", folder / "server.db")
    database = open_database(folder / "server.db")
    yield Shop(database, _pattern[1].company, folder)
    database.close()


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
