"""The installed server under a real systemd: closed to all but its work, it keeps its data and loses no sale."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from tests.installed.server.company import BACKUPS, DATA, Company
from tests.stage.machine import PATIENCE_S, Machine

T = TypeVar("T")
pytestmark = [pytest.mark.machine, pytest.mark.timeout(900)]


@pytest.fixture
def company(machine: Machine, tmp_path: Path) -> Iterator[Company]:
    """A company on a file, whose server runs; its till has not enrolled yet."""
    site = Company(tmp_path, machine=machine)
    site.found()
    yield site
    site.close()


def test_nothing_starts_before_there_is_a_company(machine: Machine) -> None:
    enabled = ("trofast-server.service", "trofast-hub.service")
    timers = ("trofast-backup.timer", "trofast-doctor.timer", "trofast-drill.timer")
    for unit in (*enabled, *timers):
        assert machine.done("systemctl", "is-enabled", unit).strip() == "enabled"
    for unit in enabled:
        assert machine.tried("systemctl", "is-active", unit).stdout.strip() == "inactive"
    for unit in timers:
        assert machine.done("systemctl", "is-active", unit).strip() == "active"
    machine.done("systemctl", "start", "trofast-backup")  # a timer that fires too early is no failure
    assert machine.tried("systemctl", "--failed", "--no-legend").stdout == ""
    for folder in (DATA, BACKUPS):
        said = machine.done("stat", "--format=%U %a", str(folder)).strip()
        assert said == "trofast-server 700"


def test_from_an_installed_package_to_the_first_sale_and_back_from_the_last_backup(company: Company) -> None:
    machine = company.machine
    assert company.enrol().returncode == 0
    company.send()  # goods, staff
    company.sell(3)
    assert "waiting: 0 records, 0 sales" in company.send()
    machine.done("systemctl", "start", "trofast-backup")
    machine.done("systemctl", "start", "trofast-drill")
    assert "can be put back" in machine.journal("trofast-drill")
    company.sell(2)
    company.send()
    assert company.sales_of_the_server() == 5

    company.kill_the_disk()
    told = company.server("restore", str(BACKUPS))
    assert "3 records, 1 tills, epoch" in told
    toml = machine.path(f"{DATA}/server.toml")
    toml.write_text(toml.read_text("utf-8").replace("port = 8600", f"port = {company.port}"), "utf-8")
    company.start_server()
    company.send()
    assert company.sales_of_the_server() == 5
    machine.done("systemctl", "start", "trofast-backup")  # the restored server knows where its backups go


def test_a_backup_that_fails_is_seen_and_told_by_letter(company: Company) -> None:
    machine = company.machine
    machine.path("/etc/default/trofast-server").write_text("MAIL_TO=owner@shop.example\n", encoding="utf-8")
    post = machine.path("/usr/sbin/sendmail")
    post.write_text("#!/bin/sh\ncat >/var/lib/trofast-server/letter\n", encoding="utf-8")
    post.chmod(0o755)
    machine.done("chmod", "0500", str(BACKUPS))
    assert machine.tried("systemctl", "start", "trofast-backup").returncode != 0
    assert "trofast-backup.service" in machine.tried("systemctl", "--failed", "--no-legend").stdout
    letter = until(lambda: machine.tried("cat", "/var/lib/trofast-server/letter").stdout)
    assert "To: owner@shop.example" in letter
    assert "Subject: [trofast] trofast-backup" in letter


def test_the_server_comes_back_by_itself_and_drains_when_it_is_stopped(company: Company) -> None:
    machine = company.machine
    first = the_process(machine)
    machine.done("kill", "-9", first)
    until(lambda: the_process(machine) not in {first, "0"})
    machine.answers(f"{company.url}/ready")
    machine.done("systemctl", "stop", "trofast-server")
    assert (
        machine.done("systemctl", "show", "--property=Result", "--value", "trofast-server").strip()
        == "success"
    )


def the_process(machine: Machine) -> str:
    return machine.done("systemctl", "show", "--property=MainPID", "--value", "trofast-server").strip()


def until(found: Callable[[], T]) -> T:
    """What is found, as soon as it is something."""
    due = time.monotonic() + PATIENCE_S
    while not (said := found()):
        assert time.monotonic() < due
        time.sleep(0.1)
    return said
