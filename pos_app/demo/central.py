"""The demo company's central server, used as an owner would: through its own commands, in its own process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from pos_app.demo.company import DemoCompany


class CentralError(Exception):
    """A command of the server failed; the text is what it said."""


class Central:
    """The server of one ``server.toml``."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.url = ""
        self._process: subprocess.Popen[str] | None = None

    def found(self, company: DemoCompany, port: int) -> None:
        """Create the company and bring its goods, people and programme in."""
        self.run(
            *("init", "--name", "Kaffehuset", "--currency", "NOK", "--company-id", company.company_id),
            *("--port", str(port)),
        )
        self.run(
            *("import", "--stores", str(company.stores_csv), "--categories", str(company.categories_csv)),
            *("--articles", str(company.articles_csv), "--members", str(company.members_csv)),
            *("--cashiers", str(company.cashiers_csv), "--programme", str(company.programme_toml)),
        )

    def enrol_code(self, store_id: str, till_number: int) -> str:
        """A new one-time code."""
        return self.run("enrol-code", "--store", store_id, "--till-number", str(till_number)).strip()

    def member_code(self, member_id: str, picture: Path) -> None:
        """Have a code signed for a member, and drawn."""
        self.run("member-code", "issue", "--member", member_id, "--qr", str(picture))

    def status(self) -> dict[str, Any]:
        """``trofast-server status --json``."""
        found: dict[str, Any] = json.loads(self.run("status", "--json"))
        return found

    def start(self) -> None:
        """Serve, and wait until it answers."""
        log = (self.config.parent / "server.log").open("a", encoding="utf-8")
        with log:
            self._process = subprocess.Popen(
                [*self._command, "run"], stdout=subprocess.PIPE, stderr=log, text=True, encoding="utf-8"
            )
        assert self._process.stdout is not None
        ready = self._process.stdout.readline()
        if "listening on" not in ready:
            raise CentralError(f"the server did not start; {self.config.parent / 'server.log'} says why")
        self.url = ready.split()[-1]

    def stop(self) -> None:
        """Cut it off: SIGTERM, then wait."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

    @property
    def _command(self) -> list[str]:
        return [sys.executable, "-m", "sync.server", "--config", str(self.config)]

    def run(self, *words: str) -> str:
        """Run one of its commands and return what it printed; raises :class:`CentralError`."""
        done = subprocess.run(
            [*self._command, *words], capture_output=True, text=True, encoding="utf-8", check=False
        )
        if done.returncode != 0:
            raise CentralError(f"trofast-server {words[0]}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout
