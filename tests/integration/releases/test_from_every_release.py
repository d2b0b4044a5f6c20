"""From every release to this one: its till with sales that wait, its server and its hub go on as if nothing had been.

What has to come of the waiting sales is what the release itself made of them (``outcome`` in ``told.json``).
"""

from __future__ import annotations

import asyncio

import pytest

from pos_app.commands import sync as sync_command
from pos_app.storage.before_update import PutBack, put_back
from pos_app.storage.schema import SCHEMA_VERSION
from pos_app.storage.verify import verify_database
from sync.client.once import SENT, sync_once
from sync.hub.opening import open_hub
from sync.server.opening import open_database
from sync.server.problems import CannotRun
from sync.server.schema.tables import SCHEMA_VERSION as SERVER_SCHEMA
from tests.integration.releases.conftest import VERSIONS, Released, each_release, lead_to
from tests.stage.contents import contents
from tests.stage.other_release import this_release
from tests.stage.release import RELEASES, Company, outcome, standing

FACTS = (
    "journal",
    "sale",
    "returned",
    "posting",
    "tender",
    "sale_line",
    "open_basket",
    "personal",
    "member_key",
)
"""Tables that no later schema may change in place; another one's columns are the next schema's business."""


def synced(company: Company) -> None:
    place, journal, replica, leases, _hub = sync_command._open(company.till_toml)
    summary = asyncio.run(sync_once(place, journal, replica, leases))
    assert summary.exit_code == SENT, summary


def test_there_is_what_a_release_wrote() -> None:
    assert VERSIONS, f"{RELEASES} holds no release: python -m tests.stage.release VERSION"


@each_release()
def test_way_back_a_till_with_sales_that_wait_is_updated_and_each_arrives_once(
    released: Released, company: Company
) -> None:
    told, data = released.told, company.till_toml.parent / "data"
    before = contents(data / "till.db", released.key)
    assert before.version == told["till_schema"]
    program = this_release()
    for step in ("prepare", "start-up-check"):
        done = program.update(step, company.till_toml)
        assert done.returncode == 0, done.stderr
    after = contents(data / "till.db", released.key)
    assert after.version == SCHEMA_VERSION
    kept = {name for name in before.rows if before.schema == after.schema or name in FACTS}
    assert {name: after.rows[name] for name in kept} == {name: before.rows[name] for name in kept}

    came = put_back(data, released.key, readable=told["till_schema"])
    assert came is (PutBack.NOT_NEEDED if told["till_schema"] == SCHEMA_VERSION else PutBack.DONE)
    assert contents(data / "till.db", released.key) == before

    company.start_server()
    lead_to(company)
    report = verify_database(data, released.key)
    assert (report.ok, report.records) == (True, told["records"])
    assert standing(company) == {name: told[name] for name in standing(company)}
    for _ in range(4):
        synced(company)
    assert outcome(company) == told["outcome"]
    found = standing(company)
    assert (found["waiting"], found["waiting_sales"], found["records"]) == (0, 0, told["records"])
    assert (found["basket"], found["parked"]) == (told["basket"], told["parked"])
    assert verify_database(data, released.key).ok


@each_release("sqlite")
def test_a_hubs_data_are_opened_as_they_are(released: Released, company: Company) -> None:
    database = open_hub(company.hub_toml.parent / "hub.db")
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM state").scalar_one() == 1
    database.close()
    company.start_server()
    lead_to(company)
    company.start_hub()


@each_release("sqlite")
def test_the_release_before_is_told_that_the_servers_data_are_newer(
    released: Released, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server goes forward only: what it took in nobody can take back from the tills."""
    from sync.server import on_sqlite

    path = company.server_toml.parent / "server.db"
    open_database(path).close()
    monkeypatch.setattr(on_sqlite, "SCHEMA_VERSION", SERVER_SCHEMA - 1)
    with pytest.raises(CannotRun, match="newer trofast-server"):
        open_database(path)
