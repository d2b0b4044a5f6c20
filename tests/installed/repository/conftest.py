"""A repository and a machine for each test; the keys are made once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed.repository.stage import Key, Machine, Repository, package
from tests.installed.repository.windows_stage import Handed, WindowsRepository


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Key]:
    made = Key(tmp_path_factory.mktemp("gpg") / "home")
    yield made
    made.close()


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Key]:
    """Somebody else's key."""
    made = Key(tmp_path_factory.mktemp("gpg") / "home")
    yield made
    made.close()


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where stand-in packages are made, each once."""
    return tmp_path_factory.mktemp("stock")


@pytest.fixture
def repository(tmp_path: Path, key: Key, stock: Path) -> Iterator[Repository]:
    """With three releases in it."""
    made = Repository(tmp_path / "repository", key)
    made.publish(*(package(stock, version) for version in ("1.0.0", "1.1.0", "1.2.0")))
    yield made
    made.server.close()


@pytest.fixture
def machine(tmp_path: Path, repository: Repository, stock: Path) -> Machine:
    """On which the first release runs."""
    made = Machine(tmp_path, repository)
    made.install(package(stock, "1.0.0"))
    return made


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> WindowsRepository:
    """For Windows tills, with two releases; made once, and copied."""
    made = WindowsRepository(tmp_path_factory.mktemp("published"))
    assert made.type("init", "--offline", str(made.stick)) == 0
    for version in ("1.1.0", "1.2.0"):
        assert made.add(version, version.encode() * 5_000) == 0
    return made


@pytest.fixture
def handed(tmp_path: Path, published: WindowsRepository) -> Iterator[Handed]:
    """The same on loopback, for one test to spoil."""
    made = Handed(published.copy(tmp_path / "published"))
    yield made
    made.server.close()
