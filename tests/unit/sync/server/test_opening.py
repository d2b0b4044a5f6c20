"""Opening the data: migrated, checked, never half."""

import stat
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlite
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sync.server.opening import open_database
from sync.server.problems import CannotRun
from sync.server.schema.columns import metadata
from sync.server.schema.tables import SCHEMA_VERSION
from tests.unit.sync.server.stage import Shop


@pytest.mark.sqlite
def test_the_migrations_make_exactly_the_tables_that_the_code_knows(shop: Shop) -> None:
    with shop.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = [
            difference
            for difference in compare_metadata(context, metadata)
            if getattr(difference[1], "name", "") != "alembic_version"
        ]
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
    assert found == []
    assert version == SCHEMA_VERSION


@pytest.mark.sqlite
def test_durable_first_every_connection_is_wal_and_full(shop: Shop) -> None:
    for way in (shop.database.read, shop.database.write):
        with way() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
            assert connection.exec_driver_sql("PRAGMA secure_delete").scalar() == 1


def test_only_the_owner_of_the_server_may_read_its_files(tmp_path: Path) -> None:
    open_database(tmp_path / "server.db", create=True).close()
    for path in tmp_path.glob("server.db*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path.name


def test_a_database_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="trofast-server init"):
        open_database(tmp_path / "server.db")
    assert not (tmp_path / "server.db").exists()


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    path.write_bytes(b"a shopping list, not a database" * 100)
    with pytest.raises(CannotRun, match="cannot be opened as a database"):
        open_database(path)
    assert path.read_bytes() == b"a shopping list, not a database" * 100


def test_a_database_of_a_newer_server_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "server.db"
    open_database(path, create=True).close()
    raw = sqlite.connect(str(path))
    raw.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    raw.close()
    with pytest.raises(CannotRun, match="newer trofast-server"):
        open_database(path)


def test_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "sqlite_version_info", (3, 46, 0))
    with pytest.raises(CannotRun, match="can lose data"):
        open_database(tmp_path / "server.db", create=True)


def test_a_migration_that_fails_leaves_no_table_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    real = command.upgrade

    def upgrade_and_fail(*arguments: object) -> None:
        real(*arguments)  # type: ignore[arg-type]
        raise OSError("power cut")

    monkeypatch.setattr(command, "upgrade", upgrade_and_fail)
    path = tmp_path / "server.db"
    with pytest.raises(OSError, match="power cut"):
        open_database(path, create=True)
    raw = sqlite.connect(str(path))
    assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    raw.close()
    monkeypatch.setattr(command, "upgrade", real)
    open_database(path).close()
