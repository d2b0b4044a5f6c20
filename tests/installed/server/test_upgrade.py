"""Another release comes, goes, and is taken off: nothing is lost, and nothing is deleted that nobody deleted."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed.server.company import BACKUPS, DATA, Company
from tests.stage.machine import Machine
from tests.stage.server_package import next_release

pytestmark = [pytest.mark.machine, pytest.mark.timeout(900)]

BEFORE = BACKUPS / "before-upgrade"


@pytest.fixture
def company(machine: Machine, tmp_path: Path) -> Iterator[Company]:
    """A company on a file, whose server runs, and a till that has sold twice."""
    site = Company(tmp_path, machine=machine)
    site.found()
    assert site.enrol().returncode == 0
    site.send()
    site.sell(2)
    site.send()
    yield site
    site.close()


def bring(company: Company, package: Path) -> str:
    """Put a package where the machine finds it."""
    place = company.machine.path(f"/run/{package.name}")
    place.write_bytes(package.read_bytes())
    return f"/run/{package.name}"


def version(machine: Machine) -> str:
    return machine.done("trofast-server", "--version").split()[1]


def test_an_upgrade_begins_with_a_backup_and_there_is_a_way_back(
    company: Company, server_deb: Path, tmp_path: Path
) -> None:
    machine = company.machine
    old = version(machine)
    newer = bring(company, next_release(server_deb, "9.0.0", tmp_path))
    machine.done("dpkg", "--install", newer)
    machine.answers(f"{company.url}/ready")
    assert version(machine) == "9.0.0"
    kept = machine.done("ls", str(BEFORE)).split()
    assert [Path(name).suffix for name in sorted(kept)] == [".db", ".json"]
    company.sell(1)
    company.send()
    assert company.sales_of_the_server() == 3

    machine.done("systemctl", "stop", "trofast-server")
    machine.done("sh", "-c", f"mkdir /srv/away && mv {DATA}/server.db* /srv/away")
    machine.done("dpkg", "--install", bring(company, server_deb), TROFAST_WITHOUT_BACKUP="yes")
    assert version(machine) == old
    first = min(name for name in kept if name.endswith(".json"))
    assert "2 records" in company.server("restore", str(BEFORE / first))
    company.start_server()
    company.send()
    assert company.sales_of_the_server() == 3


def test_without_a_backup_nothing_is_changed(company: Company, server_deb: Path, tmp_path: Path) -> None:
    machine = company.machine
    old = version(machine)
    newer = bring(company, next_release(server_deb, "9.0.0", tmp_path))
    machine.done("sh", "-c", f"mkdir -p {BEFORE} && chown trofast-server: {BEFORE} && chmod 0500 {BEFORE}")
    refused = machine.tried("dpkg", "--install", newer)
    assert refused.returncode != 0
    assert "no backup could be made" in refused.stderr
    assert version(machine) == old
    machine.answers(f"{company.url}/ready")
    assert company.sales_of_the_server() == 2
    machine.done("dpkg", "--install", newer, TROFAST_WITHOUT_BACKUP="yes")
    machine.answers(f"{company.url}/ready")
    assert version(machine) == "9.0.0"


def test_neither_taking_it_off_nor_purging_deletes_a_companys_books(
    company: Company, server_deb: Path
) -> None:
    machine = company.machine
    machine.done("dpkg", "--remove", "trofast-server")
    assert machine.tried("trofast-server", "--version").returncode != 0
    purged = machine.tried("dpkg", "--purge", "trofast-server")
    assert purged.returncode == 0
    assert f"the data was kept: {DATA}\n" in purged.stderr  # there was no backup yet
    assert not machine.path("/etc/default/trofast-server").exists()
    machine.done("dpkg", "--install", bring(company, server_deb))
    company.start_server()
    assert company.sales_of_the_server() == 2


def test_a_machine_that_never_served_is_left_clean(machine: Machine) -> None:
    machine.done("dpkg", "--purge", "trofast-server")
    for left in (DATA, BACKUPS, Path("/usr/lib/trofast-server"), Path("/etc/default/trofast-server")):
        assert not machine.path(str(left)).exists()
