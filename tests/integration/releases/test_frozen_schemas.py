"""What a release made is frozen: its schemas are those that its migrations still make, and a change is a new one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection

from pos_app.storage.database import Database
from pos_app.storage.driver import pragma
from pos_app.storage.migrate import migrate
from pos_app.storage.replica_files import replica_path
from pos_app.storage.replica_keys import REPLICA_SCHEMA
from pos_app.storage.schema import MIGRATIONS
from sync.hub.opening import VERSION as HUB_SCHEMA
from sync.hub.opening import open_hub
from sync.server.config import PostgresUrl
from sync.server.on_postgres import unchecked
from sync.server.on_sqlite import engine_on
from tests.integration.releases.conftest import Released, each_release
from tests.stage.contents import same_words
from tests.stage.postgres import Cluster
from tests.stage.replicas import SHOP, load
from tests.stage.tills import KEY

FROZEN = "what a release made has to stay as it is: write the next migration instead"


def in_file(connection: Connection) -> dict[str, str]:
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {name: same_words(sql) for name, sql in found}


def in_locked_file(path: Path, key: bytes) -> dict[str, str]:
    database = Database.open(path, key)
    try:
        found = database.sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: same_words(sql) for name, sql in found}
    finally:
        database.close()


def up_to(connection: Connection, schema: int) -> None:
    """Make the server's tables as they were in that schema."""
    from alembic import command
    from alembic.config import Config

    import sync.server.migrations

    config = Config()
    config.set_main_option("script_location", str(Path(sync.server.migrations.__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, f"{schema:04d}")


@each_release("sqlite")
def test_the_tills_migrations_still_make_what_the_release_had(released: Released, tmp_path: Path) -> None:
    till = released.till(tmp_path / "till")
    made = Database.open(tmp_path / "made.db", KEY, create=True)
    migrate(made, KEY, 0, released.told["till_schema"], MIGRATIONS)
    made.close()
    assert in_locked_file(tmp_path / "made.db", KEY) == in_locked_file(
        till / "data" / "till.db", released.key
    ), FROZEN


@each_release("sqlite")
def test_a_replica_of_another_kind_has_another_number(released: Released, tmp_path: Path) -> None:
    """It is not migrated but loaded anew, which a till without a line can not do: the number has to tell."""
    there = replica_path(released.till(tmp_path / "till") / "data", 1)
    database = Database.open(there, released.key)
    number = int(pragma(database.connection, "user_version"))
    database.close()
    assert number <= REPLICA_SCHEMA
    if number == REPLICA_SCHEMA:
        load(tmp_path, SHOP).close()
        made = in_locked_file(replica_path(tmp_path, 1), KEY)
        assert in_locked_file(there, released.key) == made, (
            "raise REPLICA_SCHEMA with any change of the replica"
        )


@each_release("sqlite")
def test_the_servers_migrations_still_make_what_the_release_had(released: Released, tmp_path: Path) -> None:
    server = released.server(tmp_path / "server")
    here, there = engine_on(tmp_path / "made.db"), engine_on(server / "server.db")
    with here.execution_options(writes=True).begin() as connection:
        up_to(connection, released.told["server_schema"])
        made = in_file(connection)
    with there.begin() as connection:
        assert in_file(connection) == made, FROZEN
    here.dispose()
    there.dispose()


@each_release("sqlite")
def test_a_new_hub_and_one_of_a_release_have_the_same_schema(released: Released, tmp_path: Path) -> None:
    found = {}
    released.hub(tmp_path / "released")
    for name in ("released", "new"):
        database = open_hub(tmp_path / name / "hub.db", create=name == "new")
        with database.read() as connection:
            found[name] = in_file(connection)
            assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == HUB_SCHEMA
        database.close()
    assert found["released"] == found["new"], FROZEN


@each_release("postgresql")
def test_the_servers_migrations_still_make_on_postgres_what_the_release_had(
    released: Released, cluster: Cluster
) -> None:
    cluster.execute('CREATE DATABASE "frozen"')
    try:
        database = unchecked(PostgresUrl(cluster.url("frozen")))
        with (
            database._engine.begin() as connection
        ):  # a write of its own looks for rows that are not there yet
            up_to(connection, released.told["server_schema"])
        database.close()
        cluster.restore("there", released.dump())
        assert tables_in(cluster, "frozen") == tables_in(cluster, "there"), FROZEN
    finally:
        cluster.drop("frozen")
        cluster.drop("there")


def tables_in(cluster: Cluster, database: str) -> list[str]:
    """Everything but the rows, as PostgreSQL writes it down itself."""
    text = cluster.dump(database, "--schema-only").decode()
    return [line for line in text.splitlines() if line.strip() and not re.match(r"--|SET |SELECT |\\", line)]


def test_what_a_hub_had_leads_step_by_step_to_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sync.hub import opening

    open_hub(tmp_path / "hub.db", create=True).close()
    done: list[int] = []
    monkeypatch.setattr(opening, "VERSION", HUB_SCHEMA + 2)
    monkeypatch.setattr(
        opening,
        "STEPS",
        {HUB_SCHEMA: lambda _: done.append(1), HUB_SCHEMA + 1: lambda _: done.append(2)},
    )
    database = open_hub(tmp_path / "hub.db")
    with database.read() as connection:
        assert connection.exec_driver_sql("PRAGMA user_version").scalar_one() == HUB_SCHEMA + 2
    database.close()
    open_hub(tmp_path / "hub.db").close()
    assert done == [1, 2]
