"""Opening a PostgreSQL database: migrated, checked, never half, and its password told to nobody."""

import itertools
from collections.abc import Callable, Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, text

from sync.server import on_postgres
from sync.server.config import PostgresUrl
from sync.server.database import Database
from sync.server.opening import open_database
from sync.server.problems import CannotRun
from sync.server.schema import tables
from sync.server.schema.columns import metadata
from sync.server.schema.tables import SCHEMA_VERSION
from tests.stage.postgres import Cluster

pytestmark = pytest.mark.postgres
_numbers = itertools.count()


@pytest.fixture
def place(cluster: Cluster) -> Iterator[PostgresUrl]:
    """An empty database."""
    name = f"empty-{next(_numbers)}"
    cluster.execute(f'CREATE DATABASE "{name}"')
    yield PostgresUrl(cluster.url(name))
    cluster.drop(name)


@pytest.fixture
def opened(place: PostgresUrl) -> Iterator[Database]:
    database = open_database(place, create=True)
    yield database
    database.close()


def test_a_host_that_lost_its_power_is_given_up_soon_also_while_its_answer_is_waited_for() -> None:
    options, _ = on_postgres._understood(PostgresUrl("postgresql://trofast@db.example/trofast"))
    asks_s = int(options["keepalives_interval"]) * int(options["keepalives_count"])
    assert int(options["keepalives_idle"]) + asks_s <= 20
    assert int(options["tcp_user_timeout"]) <= 20_000


def test_what_the_address_says_of_its_own_stands() -> None:
    said = PostgresUrl("postgresql://trofast@db.example/trofast?keepalives_idle=60&connect_timeout=2")
    options, _ = on_postgres._understood(said)
    assert (options["keepalives_idle"], options["connect_timeout"]) == ("60", "2")


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(opened: Database) -> None:
    with opened.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = [
            difference
            for difference in compare_metadata(context, metadata)
            if getattr(difference[1], "name", "") != "alembic_version"
        ]
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert found == []
    assert int(version) == SCHEMA_VERSION


def test_every_text_is_compared_byte_by_byte_whatever_the_database_sorts_like(opened: Database) -> None:
    with opened.read() as connection:
        others = connection.execute(
            text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
                " AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
                " AND table_name <> 'alembic_version'"
            )
        ).all()
    assert others == []


def test_a_table_that_has_grown_manifold_is_counted_anew_and_then_left_alone(opened: Database) -> None:
    assert opened.count_what_grew() == 0
    with opened.write() as connection:
        rows = [{"company_id": "c", "member_id": f"m{number}", "joined_ms": 0} for number in range(200)]
        connection.execute(insert(tables.member), rows)
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
    assert opened.count_what_grew() == 1
    with opened.read() as connection:
        known = text("SELECT reltuples FROM pg_class WHERE oid = 'public.member'::regclass")
        assert connection.execute(known).scalar_one() == 200
    assert opened.count_what_grew() == 0


def test_a_reader_sees_one_snapshot_and_writes_nothing(opened: Database) -> None:
    with opened.read() as connection:
        shown = [
            connection.execute(text(f"SHOW {name}")).scalar_one()
            for name in ("transaction_isolation", "transaction_read_only")
        ]
    assert shown == ["repeatable read", "on"]


def test_a_database_without_a_company_says_what_to_do(place: PostgresUrl) -> None:
    with pytest.raises(CannotRun, match="trofast-server init"):
        open_database(place)


def test_a_database_of_a_newer_server_is_refused(place: PostgresUrl, opened: Database) -> None:
    with opened.write() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{SCHEMA_VERSION + 1:04}'"))
    with pytest.raises(CannotRun, match="newer trofast-server"):
        open_database(place)


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_durable_first_a_database_that_acknowledges_too_early_is_refused(
    place: PostgresUrl, cluster: Cluster, setting: str
) -> None:
    open_database(place, create=True).close()
    name = place.text.partition("@/")[2].partition("?")[0]
    cluster.execute(f'ALTER DATABASE "{name}" SET {setting} = off')
    with pytest.raises(CannotRun, match=f"{setting} = off"):
        open_database(place)


def test_a_migration_that_fails_leaves_no_table_behind(
    place: PostgresUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[..., None] = command.upgrade

    def upgrade_and_fail(*arguments: object) -> None:
        real(*arguments)
        raise OSError("power cut")

    monkeypatch.setattr(command, "upgrade", upgrade_and_fail)
    with pytest.raises(OSError, match="power cut"):
        open_database(place, create=True)
    with pytest.raises(CannotRun, match="trofast-server init"):
        open_database(place)
    monkeypatch.setattr(command, "upgrade", real)
    open_database(place, create=True).close()


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://trofast:hemmelig@/trofast?host=/nowhere",
        "postgresql://trofast:hemmelig@/trofast?hosst=/nowhere",
        "host='/nowhere' password=hemmelig garbage",
    ],
)
def test_where_nobody_answers_it_is_said_without_the_password(url: str) -> None:
    with pytest.raises(CannotRun) as told:
        open_database(PostgresUrl(url))
    assert "hemmelig" not in str(told.value)
    assert "hemmelig" not in repr(PostgresUrl(url))
    assert told.value.__cause__ is None
