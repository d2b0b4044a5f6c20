"""A company whose server is the installed one, and a till of it that is run from the sources."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from pathlib import Path

from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from pos_app.domain.tender import card
from pos_app.services import scanning, selling
from pos_app.services.quoting import quote
from tests.stage.machine import Machine
from tests.stage.site import Site

EXAMPLES = "/usr/share/doc/trofast-server/examples"
DATA = Path("/var/lib/trofast-server")
BUN = "7035620000010"
BACKUPS = Path("/var/backups/trofast-server")


def free_port() -> int:
    """A port of loopback that nobody has now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Company(Site):
    """``site`` commands go to the machine's ``trofast-server``; ``address`` is how the till reaches it, where that is
    not the server itself.
    """

    machine: Machine = field(kw_only=True)
    address: str = ""

    @property
    def url(self) -> str:
        return self.address or f"http://127.0.0.1:{self.port}"

    def server(self, *arguments: str | Path) -> str:
        return self.machine.done("trofast-server", *map(str, arguments))

    def found(self, *more: str) -> None:
        """Make the company, from the lists that come with the package, and start its unit."""
        self.port = free_port()
        self.server("init", "--name", "Kaffehuset", "--currency", "NOK", "--port", str(self.port), *more)
        lists = [
            f"--{name}={EXAMPLES}/{name}.csv" for name in ("stores", "categories", "articles", "cashiers")
        ]
        self.server("import", *lists)
        self.start_server()

    def start_server(self) -> None:
        """Start the unit, and wait until it answers."""
        self.machine.started("trofast-server")
        self.machine.answers(f"http://127.0.0.1:{self.port}/ready")

    def kill_the_disk(self) -> None:
        """Stop the server and lose its data, but for the backups."""
        self.machine.done("systemctl", "stop", "trofast-server")
        self.machine.done("sh", "-c", f'rm -r {DATA}/* && [ -z "$(ls -A {DATA})" ]')

    def sell(self, count: int) -> None:
        """So many sales of a cinnamon bun at the till, which are not sent yet."""
        till = open_till(load_settings(self.till_toml))
        try:
            for _ in range(count):
                found = till.ports.catalogue.by_code(BUN)
                assert found is not None
                basket = scanning.add(selling.new_basket(till.ports), found.article).basket
                due = quote(till.ports, basket, None, ()).settlement.due_minor
                selling.sell(till.ports, "kasse1", basket, None, (card(due, "1"),))
        finally:
            till.close()

    def send(self) -> str:
        """Send what waits; what the till said."""
        done = self.trofast("sync")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sales_of_the_server(self) -> int:
        """How many sales it has of the till."""
        return int(self.status()["sales"])
