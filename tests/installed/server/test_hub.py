"""The same package as a store's hub: enrolled by one command, started by its unit, heard of by the server."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.installed.server.company import DATA, Company, free_port
from tests.stage.machine import Machine

pytestmark = [pytest.mark.machine, pytest.mark.timeout(900)]


@pytest.fixture
def company(machine: Machine, tmp_path: Path) -> Iterator[Company]:
    site = Company(tmp_path, machine=machine)
    site.found()
    yield site
    site.close()


def test_a_hub_is_enrolled_and_runs_as_the_servers_user(company: Company) -> None:
    machine, port = company.machine, free_port()
    code = company.server("enrol-code", "--hub", "--store", "torget").strip()
    told = company.server(
        *("hub", "enrol", "--server", company.url, "--code", code),
        *("--host", "127.0.0.1", "--port", str(port)),
    )
    assert f"settings: {DATA}/hub.toml" in told
    machine.started("trofast-hub")
    machine.says("trofast-hub", f"listening on http://127.0.0.1:{port}")
    user = machine.done("systemctl", "show", "--property=User", "--value", "trofast-hub").strip()
    assert user == "trofast-server"
    owners = machine.done("sh", "-c", f"stat --format='%U %a' {DATA}/hub.*").splitlines()
    assert {owner.split()[0] for owner in owners} == {"trofast-server"}
    assert machine.done("stat", "--format=%a", f"{DATA}/hub.key").strip() == "600"
    assert '"hubs":[{' in company.server("status", "--json").replace(" ", "").replace("\n", "")
    assert machine.tried("systemctl", "--failed", "--no-legend").stdout == ""
