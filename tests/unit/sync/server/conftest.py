"""A shop for every test. Making its tables takes longer than copying them, so they are made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.opening import open_database
from tests.unit.sync.server.stage import Shop, open_shop


@pytest.fixture(scope="session")
def _pattern(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shop]:
    folder = tmp_path_factory.mktemp("shop")
    shop = open_shop(folder)
    shop.database.close()
    return folder, shop


@pytest.fixture
def shop(_pattern: tuple[Path, Shop], tmp_path: Path) -> Iterator[Shop]:
    shutil.copy(_pattern[0] / "server.db", tmp_path / "server.db")
    database = open_database(tmp_path / "server.db")
    yield Shop(database, _pattern[1].company, tmp_path)
    database.close()


@pytest.fixture(scope="module")
def stage(_pattern: tuple[Path, Shop], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """One shop for all examples of a property: whatever each does is undone (see ``rehearsal``)."""
    folder = tmp_path_factory.mktemp("stage")
    shutil.copy(_pattern[0] / "server.db", folder / "server.db")
    database = open_database(folder / "server.db")
    yield Shop(database, _pattern[1].company, folder)
    database.close()
