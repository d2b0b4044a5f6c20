"""A company's server and till for each test: made once, copied."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stage.site import SERVER, Site, run

STORES = "store_id,name,currency,zone,country,language\ntorget,Torget,NOK,Europe/Oslo,NO,nb\n"
MEMBERS = "name,member_id,card_number,points\nAda Nordmann,ada,4206660000000017,500\n"


@pytest.fixture(scope="session")
def _company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with a store and a member: made once, copied for each test."""
    site = Site(tmp_path_factory.mktemp("company"))
    founding = ("--name", "Torgets Kafé", "--currency", "NOK", "--port", "0")
    made = run(SERVER, "--config", site.server_toml, "init", *founding)
    assert made.returncode == 0, made.stderr
    for name, text in (("stores", STORES), ("members", MEMBERS)):
        (site.folder / f"{name}.csv").write_text(text, encoding="utf-8")
    site.server("import", "--stores", site.folder / "stores.csv", "--members", site.folder / "members.csv")
    return site.folder


@pytest.fixture(scope="session")
def _enrolled_company(_company: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same with a till that has enrolled, at a server that is down again."""
    folder = tmp_path_factory.mktemp("enrolled") / "site"
    site = Site(Path(shutil.copytree(_company, folder)))
    try:
        site.start_server()
        done = site.enrol()
        assert done.returncode == 0, done.stderr
        site.stop_server()
    finally:
        site.close()
    return site


@pytest.fixture
def site(_company: Path, tmp_path: Path) -> Iterator[Site]:
    """A server that runs; the till has not enrolled yet."""
    yield from _running(Site(Path(shutil.copytree(_company, tmp_path / "site"))))


@pytest.fixture
def enrolled(_enrolled_company: Site, tmp_path: Path) -> Iterator[Site]:
    """A server that runs and a till that has enrolled there."""
    pattern = _enrolled_company
    yield from _running(Site(Path(shutil.copytree(pattern.folder, tmp_path / "site")), pattern.port))


def _running(site: Site) -> Iterator[Site]:
    try:
        site.start_server()
        yield site
    finally:
        site.close()
