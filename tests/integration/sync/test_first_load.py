"""A first load from a snapshot between the real processes, also where the till's is killed in the middle of it."""

import signal
import time
from contextlib import closing

import pytest

from pos_app.config import load_settings
from pos_app.storage.key import read_key
from pos_app.storage.replica import ReplicaReader
from sync.server.snapshots.shelf import FEWEST_ROWS
from tests.stage.both_databases import ON_BOTH
from tests.stage.site import Site

ARTICLES = FEWEST_ROWS + 500


@pytest.fixture
def stocked(enrolled: Site) -> Site:
    """A shop that is large enough for a snapshot."""
    goods = enrolled.folder / "many.csv"
    lines = [f"vare-{n},Vare {n},42.00,25,25,{n + 100_000}\n" for n in range(ARTICLES)]
    goods.write_text("article_id,name,price,vat_code,vat_percent,codes\n" + "".join(lines), encoding="utf-8")
    enrolled.server("import", "--articles", goods)
    return enrolled


def replica(site: Site) -> ReplicaReader:
    settings = load_settings(site.till_toml)
    secret = settings.card_secret_file.read_bytes()
    return ReplicaReader(settings.data_folder, read_key(settings.key_file), secret)


@ON_BOTH
def test_a_till_loads_the_snapshot_and_then_what_changed(stocked: Site) -> None:
    done = stocked.trofast("sync")

    assert done.returncode == 0, done.stderr
    assert list((stocked.folder / "server" / "snapshots").rglob("*.pieces"))
    with closing(replica(stocked)) as till:
        assert till.goods.size() >= ARTICLES
        found = till.goods.by_code("100007")
        assert found is not None
        assert found.article.name == "Vare 7"
        assert till.goods.search("Vare 5432")[0].name == "Vare 5432"
    assert "fetched: 0 rows" in stocked.trofast("sync").stdout


def test_a_till_killed_in_mid_load_goes_on_with_it(stocked: Site) -> None:
    child = stocked.follow()
    data = load_settings(stocked.till_toml).data_folder
    until = time.monotonic() + 20
    while not (data / "replica-1.db").exists() and time.monotonic() < until:
        child.until(lambda said: True)
    child.end(signal.SIGKILL)

    assert stocked.trofast("sync").returncode == 0
    with closing(replica(stocked)) as till:
        assert till.goods.size() >= ARTICLES
        assert till.goods.by_code("105499") is not None
