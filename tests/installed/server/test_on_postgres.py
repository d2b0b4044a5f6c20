"""The installed server on the system's PostgreSQL, over its socket and without a password: as the guide says."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed.server.company import BACKUPS, DATA, Company, free_port
from tests.stage.machine import Machine

pytestmark = [pytest.mark.machine, pytest.mark.postgres, pytest.mark.timeout(900)]


@pytest.fixture
def company(machine: Machine, tmp_path: Path) -> Iterator[Company]:
    """A company in a database of the machine's own cluster, whose server runs."""
    made = ("pg_createcluster", "15", "shop", "--port", str(free_port()), "--datadir", "/var/lib/shop")
    machine.done(*made, "--", "--data-checksums", "--no-sync")
    machine.done("sh", "-c", "echo \"listen_addresses = ''\" >> /etc/postgresql/15/shop/postgresql.conf")
    machine.done("pg_ctlcluster", "15", "shop", "start")
    site = Company(tmp_path, machine=machine)
    port = made[4]
    as_postgres = f"export PGPORT={port}; "
    machine.done(
        *("su", "postgres", "-c"),
        as_postgres + "createuser --createdb trofast-server && " + new_database("trofast"),
    )
    site.found("--database-url", f"postgresql:///trofast?host=/run/postgresql&port={port}")
    yield site
    site.close()
    machine.tried("pg_ctlcluster", "15", "shop", "stop", "--mode", "immediate")


def new_database(name: str) -> str:
    return f"createdb --owner trofast-server --template template0 --encoding UTF8 {name}"


def test_a_dump_is_made_tried_and_put_back_and_the_till_refills_it(company: Company) -> None:
    machine = company.machine
    assert company.enrol().returncode == 0
    company.send()
    company.sell(2)
    company.send()
    machine.done("systemctl", "start", "trofast-backup")
    machine.done("systemctl", "start", "trofast-drill")
    assert "can be put back" in machine.journal("trofast-drill")
    company.sell(2)
    company.send()

    machine.done("systemctl", "stop", "trofast-server")
    toml = machine.path(f"{DATA}/server.toml")
    port = toml.read_text("utf-8").split("port=")[1].split('"')[0]
    machine.done(
        *("su", "postgres", "-c"),
        f"export PGPORT={port}; dropdb trofast && " + new_database("trofast"),
    )
    assert "2 records, 1 tills, epoch" in company.server("restore", str(BACKUPS))
    company.start_server()
    company.send()
    assert company.sales_of_the_server() == 4
