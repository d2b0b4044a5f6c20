"""The fleet's commands as they are typed."""

import json
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import create_engine

from sync.server.fleet.failing import outcome_from
from sync.server.opening import open_database
from sync.server.schema import tables
from sync.server.schema.fleet_tables import till_group
from sync.server.schema.sight_tables import till_sight
from sync.server.sightings import Sight, write_sights
from tests.integration.server.test_desk_commands import Desk, desk

__all__ = ["desk"]

BY = ("--by", "Ingrid")


def test_a_release_is_offered_fails_is_held_and_goes_on(desk: Desk) -> None:
    shop = desk.shop
    first, other = shop.till(1), shop.till(2)
    assert desk.done("till", "group", "--till", first.place.till_id, "--group", "pilot").endswith(
        "in group pilot\n"
    )
    offer = ("update", "offer", "--version", "1.2.0", *BY)
    assert desk.done(*offer, "--group", "pilot") == "offered: 1.2.0 to group pilot\n"
    later = desk.done(*offer, "--not-before", "2999-03-01 20:00")
    assert later == "offered: 1.2.0 to every till, from 2999-03-01 20:00\n"
    listed = desk.done("update", "list")
    assert "group pilot" in listed
    assert "every till" in listed
    assert "waits" in listed
    found = json.loads(desk.done("fleet", "--json"))
    assert [(each["number"], each["group"], each["wanted"], each["is_due"]) for each in found["tills"]] == [
        (1, "pilot", "1.2.0", True),
        (2, "", "", False),
    ]
    said = Sight(shop.clock(), 0, 4, "trofast-1.0.0", outcome_from("failed:1.2.0:7"))
    with shop.database.write() as connection:
        write_sights(connection, [(shop.company.company_id, first.place.till_id, said)])
    shown = desk.done("fleet")
    assert "went back from 1.2.0" in shown
    assert "1.2.0 is held since" in shown
    assert 'went back at 1 till of group "pilot": s1 till 1' in desk.done("update", "list")
    again = desk.type(*offer)
    assert (again.exit_code, "nobody gets it before" in again.stderr) == (0, True)
    desk.done("update", "release", "--version", "1.2.0", *BY, "--reason", "its disk was full")
    assert "released" in desk.done("update", "status")
    assert json.loads(desk.done("fleet", "--json"))["tills"][1]["wanted"] == "1.2.0"
    assert desk.done("update", "withdraw", "--version", "1.2.0", *BY) == "withdrawn: 1.2.0, 2 offers\n"
    assert "withdrawn" in desk.done("update", "list")
    assert other.place.till_id in desk.done("fleet")


def test_what_cannot_be_is_refused_and_changes_nothing(desk: Desk) -> None:
    assert "such as 1.2.0" in desk.refused("update", "offer", "--version", "newest", *BY)
    assert "no till is in" in desk.refused("update", "offer", "--version", "1.2.0", "--group", "pilot", *BY)
    assert "--not-before" in desk.refused(
        "update", "offer", "--version", "1.2.0", "--not-before", "soon", *BY
    )
    assert "not offered" in desk.refused("update", "withdraw", "--version", "1.2.0", *BY)
    assert "there is no till" in desk.refused("till", "group", "--till", "x", "--group", "pilot")
    assert "small letters" in desk.refused(
        "enrol-code", "--store", "s1", "--till-number", "3", "--group", "The Pilot"
    )


def test_a_code_says_which_group_its_till_joins(desk: Desk) -> None:
    made = desk.type("enrol-code", "--store", "s1", "--till-number", "3", "--group", "pilot")
    assert made.exit_code == 0
    assert [row.group_name for row in desk.shop.rows(tables.enrol_code)] == ["pilot"]


def test_a_database_of_the_first_release_is_brought_up_to_date_with_its_codes_and_sights(
    tmp_path: Path,
) -> None:
    from alembic import command
    from alembic.config import Config

    from sync.server.migrations import running

    path = tmp_path / "server.db"
    engine = create_engine("sqlite+pysqlite://", module=sqlite, creator=lambda: sqlite.connect(str(path)))
    config = Config()
    config.set_main_option("script_location", str(Path(running.__file__).parent))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("PRAGMA user_version=1")
        connection.exec_driver_sql("INSERT INTO till_sight VALUES ('c', 't', 1, 2, 3, 'trofast-0.1.0')")
        connection.exec_driver_sql(
            "INSERT INTO enrol_code VALUES ('c', 'ABCD', x'00', x'00', 's1', 1, 9, 0, '', x'', '')"
        )
    engine.dispose()
    database = open_database(path)
    with database.read() as connection:
        [code] = connection.execute(tables.enrol_code.select())
        [sight] = connection.execute(till_sight.select())
        assert connection.execute(till_group.select()).all() == []
    database.close()
    assert (code.code_id, code.group_name) == ("ABCD", "")
    assert (sight.software, sight.updated) == ("trofast-0.1.0", "")
    assert (tmp_path / "server.db.before-schema-2").exists()
