"""A company's server and till for each test: made once on each database, copied."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage.postgres import Cluster
from tests.stage.site import SERVER, Site, run

STORES = "store_id,name,currency,zone,country,language\ntorget,Torget,NOK,Europe/Oslo,NO,nb\n"
MEMBERS = "name,member_id,card_number,points\nAda Nordmann,ada,4206660000000017,500\n"


PATTERN = "company"
_numbers = itertools.count()


@pytest.fixture(scope="session")
def _company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with a store and a member on a file: made once, copied for each test."""
    return _founded(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="session")
def _enrolled_company(_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same with a till that has enrolled, at a server that is down again."""
    folder = tmp_path_factory.mktemp("enrolled") / "site"
    return _with_till(Site(Path(shutil.copytree(_company, folder))))


@pytest.fixture(scope="session")
def _enrolled_on_postgres(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same on PostgreSQL."""
    cluster.execute(f'CREATE DATABASE "{PATTERN}"')
    folder = tmp_path_factory.mktemp("on-postgres")
    return _with_till(Site(_founded(folder, "--database-url", cluster.url(PATTERN))))


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """What the server of ``enrolled`` keeps its data in: a file, unless a test is :data:`ON_BOTH`."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def site(_company: Path, tmp_path: Path) -> Iterator[Site]:
    """A server that runs; the till has not enrolled yet."""
    yield from _running(Site(Path(shutil.copytree(_company, tmp_path / "site"))))


@pytest.fixture
def enrolled(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A server that runs and a till that has enrolled there."""
    if database == "sqlite":
        yield from _running(_copy(request.getfixturevalue("_enrolled_company"), tmp_path))
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    site = _copy(request.getfixturevalue("_enrolled_on_postgres"), tmp_path)
    name = f"{PATTERN}-{next(_numbers)}"
    settings = site.server_toml.read_text("utf-8")
    url = cluster.copy(name, PATTERN)
    site.server_toml.write_text(settings.replace(cluster.url(PATTERN), url), "utf-8")
    try:
        yield from _running(site)
    finally:
        cluster.drop(name)


def _founded(folder: Path, *words: str) -> Path:
    site = Site(folder)
    founding = ("--name", "Torgets Kafé", "--currency", "NOK", "--port", "0", *words)
    made = run(SERVER, "--config", site.server_toml, "init", *founding)
    assert made.returncode == 0, made.stderr
    for name, text in (("stores", STORES), ("members", MEMBERS)):
        (site.folder / f"{name}.csv").write_text(text, encoding="utf-8")
    site.server("import", "--stores", site.folder / "stores.csv", "--members", site.folder / "members.csv")
    return site.folder


def _with_till(site: Site) -> Site:
    try:
        site.start_server()
        done = site.enrol()
        assert done.returncode == 0, done.stderr
        site.stop_server()
    finally:
        site.close()
    return site


def _copy(pattern: Site, folder: Path) -> Site:
    return Site(Path(shutil.copytree(pattern.folder, folder / "site")), pattern.port)


def _running(site: Site) -> Iterator[Site]:
    try:
        site.start_server()
        yield site
    finally:
        site.close()
