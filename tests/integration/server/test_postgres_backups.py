"""Backups of PostgreSQL: one moment while tills sell, counted from the copy's own rows, put back as a new epoch."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from sync.protocol.v1.problems import Code
from sync.server.care.backups import check_backup, make_backup
from sync.server.care.doctor import examine
from sync.server.care.drill import try_restore
from sync.server.care.findings import State
from sync.server.care.holdings import CompanyHeld, holdings
from sync.server.care.postgres_data import PostgresData
from sync.server.care.restoring import restore
from sync.server.config import PostgresUrl, load_settings
from sync.server.opening import open_database
from sync.server.problems import CannotRun
from sync.server.schema import tables
from tests.stage.postgres import Cluster
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import START_MS, Shop

pytestmark = pytest.mark.postgres


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[PostgresUrl]:
    cluster.execute('CREATE DATABASE "elsewhere"')
    yield PostgresUrl(cluster.url("elsewhere"))
    cluster.drop("elsewhere")


def test_a_drill_puts_a_dump_back_into_a_database_that_is_gone_afterwards(
    shared: Shop, place: PostgresUrl, cluster: Cluster, tmp_path: Path
) -> None:
    till = shared.till()
    till.sell(member=shared.member_view())
    shared.taken(till)
    made, _ = make_backup(PostgresData(place), tmp_path / "copies", START_MS)
    (tmp_path / "server.toml").write_text(f'[database]\nurl = "{place.text}"\n', encoding="utf-8")
    settings = load_settings(tmp_path / "server.toml")
    before = cluster.execute("SELECT datname FROM pg_database ORDER BY datname")
    tried = try_restore(made, settings, START_MS)
    assert (tried.companies[0].sales, tried.companies[0].members) == (1, 2)
    assert cluster.execute("SELECT datname FROM pg_database ORDER BY datname") == before
    assert holdings_of(shared) == made.manifest.companies  # neither rows nor epoch of what is in use
    made.file.write_bytes(made.file.read_bytes()[:-200])
    with pytest.raises(CannotRun, match="SHA-256 differs"):
        try_restore(made, settings, START_MS)
    assert cluster.execute("SELECT datname FROM pg_database ORDER BY datname") == before


def holdings_of(shop: Shop) -> tuple[CompanyHeld, ...]:
    with shop.database.read() as connection:
        return holdings(connection)


def test_a_drill_says_what_the_database_s_user_must_be_allowed(
    place: PostgresUrl, cluster: Cluster, tmp_path: Path
) -> None:
    made, _ = make_backup(PostgresData(place), tmp_path / "copies", START_MS)
    cluster.execute('CREATE ROLE "clerk" LOGIN')
    try:
        url = place.text.replace("//trofast@", "//clerk@")
        (tmp_path / "server.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
        with pytest.raises(CannotRun, match="ALTER ROLE"):
            try_restore(made, load_settings(tmp_path / "server.toml"), START_MS)
    finally:
        cluster.execute('DROP ROLE "clerk"')


def test_epoch_a_dump_is_counted_put_back_and_refilled_by_the_till(
    shared: Shop, place: PostgresUrl, empty: PostgresUrl, tmp_path: Path
) -> None:
    till = shared.till()
    till.sell(member=shared.member_view())
    shared.taken(till)
    data = PostgresData(place)
    made, _ = make_backup(data, tmp_path / "copies", START_MS)
    [held] = made.manifest.companies
    assert (held.records, held.sales, held.members, held.tills[0].sequence) == (1, 1, 2, 1)
    assert held.tills[0].head == till.hashes[0].hex()
    assert made.file.stat().st_mode & 0o777 == 0o600
    for _ in range(2):
        till.sell(member=shared.member_view())
    shared.taken(till, 2)
    expected = shared.member_view().points

    with pytest.raises(CannotRun, match="never overwrites"):
        restore(made, data, START_MS)
    done = restore(made, PostgresData(empty), START_MS)
    assert done.companies[0].epoch not in {"", held.epoch}
    restored = Shop(open_database(empty), shared.company, tmp_path)
    try:
        assert restored.declined(till, 3, 3).problem.code == Code.GAP
        assert restored.taken(till, 2).acked == 3
        assert restored.member_view().points == expected
        assert restored.count(tables.sale) == 3
        audit(restored.database)
    finally:
        restored.database.close()


def test_a_torn_dump_is_no_backup(shared: Shop, place: PostgresUrl, tmp_path: Path) -> None:
    data = PostgresData(place)
    made, _ = make_backup(data, tmp_path, START_MS)
    check_backup(made, data)
    whole = made.file.read_bytes()
    made.file.write_bytes(whole[: len(whole) * 3 // 4])
    with pytest.raises(CannotRun, match="SHA-256 differs"):
        check_backup(made, data)
    with pytest.raises(CannotRun, match="not sound"):
        data.look_into(made.file)
    made.file.write_bytes(b"not a dump")
    with pytest.raises(CannotRun, match="not sound"):
        data.look_into(made.file)


def test_epoch_a_restore_that_broke_off_leaves_nothing_that_could_be_served(
    shared: Shop, place: PostgresUrl, empty: PostgresUrl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.server.care import restoring

    made, _ = make_backup(PostgresData(place), tmp_path, START_MS)

    def power_cut(*_: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "new_epoch", power_cut)
    with pytest.raises(KeyboardInterrupt):
        restore(made, PostgresData(empty), START_MS)
    with pytest.raises(CannotRun, match="no company"):
        open_database(empty)
    with pytest.raises(CannotRun, match="never overwrites"):
        restore(made, PostgresData(empty), START_MS)


def test_what_cannot_be_reached_is_said_without_its_password(tmp_path: Path) -> None:
    data = PostgresData(PostgresUrl("postgresql://trofast:hemmelig@127.0.0.1:1/trofast"))
    with pytest.raises(CannotRun) as found:
        make_backup(data, tmp_path, START_MS)
    assert "hemmelig" not in str(found.value)
    assert "hemmelig" not in data._conninfo()
    assert list(tmp_path.iterdir()) == []


def test_doctor_reads_what_promises_rest_on_from_postgresql(
    cluster: Cluster, shared: Shop, place: PostgresUrl, tmp_path: Path
) -> None:
    config = tmp_path / "server.toml"
    config.write_text(f'[database]\nurl = "{place.text}"\n[backup]\nfolder = "copies"\n')
    settings = load_settings(config)
    make_backup(PostgresData(place), tmp_path / "copies", START_MS)

    def to_do() -> set[str]:
        return {each.check for each in examine(settings, START_MS) if each.state is not State.OK}

    assert to_do() - {"checksums"} == {"clock"}  # the test's clock is not the database's
    name = conninfo_to_dict(place.text)["dbname"]
    cluster.execute(f'ALTER DATABASE "{name}" SET synchronous_commit TO off')
    assert "durability" in to_do()
