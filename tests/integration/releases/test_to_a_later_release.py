"""From every release over this one's next: a till and a server with one more schema, and with one that does not work.

The later release is this one's files with another migration in each: real processes over what the release really wrote.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from pos_app.storage.schema import SCHEMA_VERSION
from tests.integration.releases.conftest import Released, each_release, lead_to
from tests.stage.contents import contents
from tests.stage.other_release import Release, make_release, this_release
from tests.stage.postgres import Cluster
from tests.stage.release import Company

FAILS = "op.execute('INSERT INTO shelf_note VALUES (NULL, NULL)')"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return make_release(tmp_path_factory.mktemp("later"), schemas=1, server_then="pass")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return make_release(tmp_path_factory.mktemp("broken"), schemas=1, then=FAILS, server_then=FAILS)


@each_release("sqlite")
def test_way_back_from_a_migration_that_fails_and_forward_with_one_that_works(
    released: Released, company: Company, later: Release, broken: Release
) -> None:
    toml, data = company.till_toml, company.till_toml.parent / "data"
    this = this_release()
    assert this.update("start-up-check", toml).returncode == 0
    before = contents(data / "till.db", released.key)
    assert this.update("prepare", toml).returncode == 0
    assert broken.update("start-up-check", toml).returncode == 1
    assert this.update("way-back", toml).returncode == 0
    assert contents(data / "till.db", released.key) == before

    assert this.update("prepare", toml).returncode == 0
    done = later.update("start-up-check", toml)
    assert done.returncode == 0, done.stderr
    assert contents(data / "till.db", released.key).version == SCHEMA_VERSION + 1
    assert this.update("way-back", toml).returncode == 0
    assert contents(data / "till.db", released.key) == before

    assert later.update("start-up-check", toml).returncode == 0
    company.server_program = tuple(later.server_command())
    company.program_folder = later.folder
    company.start_server()
    lead_to(company)
    sent = later.run("sync", "--config", toml)
    assert sent.returncode == 0, sent.stderr
    assert "waiting: 0 records, 0 sales" in sent.stdout
    verified = later.run("verify", "--config", toml)
    assert verified.returncode == 0, verified.stdout
    told = json.loads(later.run_server("--config", company.server_toml, "status", "--json").stdout)
    assert [each["sales"] for each in told["tills"]] == [released.told["outcome"]["sales"]]


def held(company: Company, cluster: Cluster | None) -> object:
    """Everything that the server has."""
    if cluster is not None:
        name = company.url_of_database.partition("?")[0].rpartition("/")[2]
        return sorted(cluster.dump(name).decode().splitlines())
    with closing(sqlite3.connect(company.server_toml.parent / "server.db")) as connection:
        return list(connection.iterdump()), connection.execute("PRAGMA user_version").fetchall()


@each_release()
def test_a_server_whose_migration_fails_keeps_what_it_had(
    released: Released, company: Company, later: Release, broken: Release, request: pytest.FixtureRequest
) -> None:
    cluster = request.getfixturevalue("cluster") if released.kind == "postgresql" else None
    asked = ("--config", company.server_toml, "status", "--json")
    before = held(company, cluster)
    failed = broken.run_server(*asked)
    assert failed.returncode != 0
    assert held(company, cluster) == before
    done = later.run_server(*asked)
    assert done.returncode == 0, done.stderr
    assert len(json.loads(done.stdout)["tills"]) == 1
    assert held(company, cluster) != before
