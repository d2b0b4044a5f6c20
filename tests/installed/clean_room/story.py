"""A till's first year in one go: installed, provisioned, sold with, upgraded, upgraded badly, removed.

Played once; :class:`Told` is what was seen on the way, and each claim about it is a test of its own.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pos_app.demo.central import Central
from pos_app.demo.company import DemoCompany, write_company
from pos_app.demo.people import CASHIERS
from pos_app.demo.till_by_hand import Scanner
from tests.installed.clean_room.counter import DATA, TILL_USER, Counter, CounterError, Screen
from tests.installed.clean_room.debian import CleanDebian
from tests.installed.repository.stage import INSTALL_SOURCE, Key, Repository
from tests.stage.till_package import another_release

SCANNER = "/dev/trofast-scanner"
FIRST, SECOND, BROKEN = "0.1.0", "0.1.1", "0.1.2"
BEFORE_ANY, DARK, AFTER_UPGRADE, AFTER_WAY_BACK = 4, 3, 2, 1
"""Sales: with the network, without it, after the upgrade, after the broken one. Ten in all."""


_KEYS = ("till.key", "device.key", "card.secret")


@dataclass
class Told:
    """What was seen. Texts are what commands said, numbers are sales."""

    pythons: list[str] = field(default_factory=list)
    installed: str = ""
    provisioned: dict[str, object] = field(default_factory=dict)
    modes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_KEYS, 0))
    started_s: list[float] = field(default_factory=list)
    close_codes: list[int] = field(default_factory=list)
    at_server: list[int] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    runs_from: list[str] = field(default_factory=list)
    wanted: str = ""
    refused_upgrade: str = ""
    updater_by_day: str = ""
    updater_by_night: str = ""
    broken_said: str = ""
    update_status: dict[str, object] = field(default_factory=dict)
    refused_purge: str = ""
    kept_after_refusal: bool = False
    verified: str = ""
    slips: int = 0
    doctor: str = ""
    receipts_at_server: list[int] = field(default_factory=list)
    fleet: str = ""
    left_after_remove: bool = False
    left_after_purge: list[str] = field(default_factory=list)


class Story:
    """Everything that the till's year needs, in ``folder``; ``package`` is the release under test."""

    def __init__(self, folder: Path, package: Path) -> None:
        self._folder, self._package = folder, package
        self._central = Central(folder / "server" / "server.toml")
        self._room = CleanDebian(folder / "root")
        self._key = Key(folder / "signing")
        self._repository = Repository(folder / "repository", self._key)
        self._pin = min(CASHIERS, key=lambda each: each.name).pin
        self._manager = next(each.cashier_id for each in CASHIERS if each.role == "manager")
        self.told = Told()

    def play(self) -> Told:
        """Play it. Whatever happens, no process is left."""
        company = self._found()
        scanner, screen = Scanner(), Screen()
        os.chmod(scanner.path, 0o666)  # noqa: PTH101 - a device, which udev gives to the till's user elsewhere
        try:
            self._central.start()
            self._install(scanner)
            self._provision(company)
            newer = self._offer()
            self._first_day(company, scanner, screen)
            self._refuse_by_day(newer)
            self._upgrade_by_night(company, scanner, screen)
            self._upgrade_that_fails(company, scanner, screen)
            self._purge_while_sales_wait()
            self._send()
            self._remove()
        finally:
            self._room.switch_off()
            self._repository.server.close()
            self._key.close()
            screen.close()
            self._central.stop()
            scanner.close()
        return self.told

    # ---- the steps ------------------------------------------------------------------------------------------

    def _found(self) -> DemoCompany:
        (self._folder / "server").mkdir()
        company = write_company(self._folder / "server" / "company", articles=200)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        self._central.found(company, port)
        return company

    def _install(self, scanner: Scanner) -> None:
        self._room = CleanDebian.make(self._folder / "root")
        self._room.boot(devices={scanner.path: SCANNER})
        self._room.install(self._package)
        pythons = self._room.run("find", "/usr/bin", "/usr/local/bin", "-name", "python*")
        self.told.pythons = pythons.split()
        self.told.installed = self._room.run("dpkg-query", "-W", "-f=${Status} ${Version}", "trofast")

    def _provision(self, company: DemoCompany) -> None:
        devices = self._folder / "devices.toml"
        devices.write_text(
            '[screen]\nlanguage = "nb"\nsounds = false\n\n'
            '[codes]\nmember_card_prefix = "9578"\nmember_card_length = 16\n\n'
            f'[printer]\nkind = "file"\npath = "receipts"\n\n[[scanner]]\nkind = "serial"\npath = "{SCANNER}"\n',
            encoding="utf-8",
        )
        once = self._folder / "till-1.trofast"
        self._central.run(
            *("enrol-code", "--store", company.store_id, "--till-number", "1"),
            *("--server-url", self._central.url, "--devices", str(devices), "--file", str(once)),
        )
        inside = self._room.take(once, f"{DATA}/till-1.trofast")
        self._room.run("chown", f"{TILL_USER}:", inside)
        self._room.run("install", "-d", "-o", TILL_USER, "-m", "700", f"{DATA}/receipts")
        said = self._room.run("trofast", "provision", "--file", inside, "--silent", "--wait")
        self.told.provisioned = json.loads(said.splitlines()[-1])
        for name in self.told.modes:
            self.told.modes[name] = self._room.path(f"{DATA}/{name}").stat().st_mode & 0o777

    def _offer(self) -> Path:
        """The next release is published, and the server offers it to everybody."""
        newer = another_release(self._package, SECOND, self._folder)
        self._repository.publish(newer)
        subprocess.run(
            [str(INSTALL_SOURCE), str(self._room.root)],
            env={
                **os.environ,
                "TROFAST_REPOSITORY_URL": self._repository.server.url,
                "TROFAST_ARCHIVE_KEY": str(self._key.public),
            },
            check=True,
            capture_output=True,
        )
        self._central.run("update", "offer", "--version", SECOND, "--by", "Ingrid")
        return newer

    def _first_day(self, company: DemoCompany, scanner: Scanner, screen: Screen) -> None:
        with self._counter(scanner, screen) as counter:
            for code in company.some_codes[:BEFORE_ANY]:
                counter.sell(code, given="500")
            self._until_at_server(BEFORE_ANY)
            self.told.wanted = self._until_wanted()
            self._central.stop()
            for code in company.some_codes[:DARK]:
                counter.sell(code, code, given="500")
            screen.picture(self._folder / "dark.png")

    def _refuse_by_day(self, newer: Path) -> None:
        """Neither a person nor the updater gets an upgrade in while the day is open."""
        self.told.refused_upgrade = self._room.install(newer, expect=100)
        self.told.updater_by_day = self._run_updater()
        self._note_version()

    def _upgrade_by_night(self, company: DemoCompany, scanner: Scanner, screen: Screen) -> None:
        self._close_day()
        self.told.updater_by_night = self._run_updater()
        self._note_version()
        with self._counter(scanner, screen) as counter:
            for code in company.some_codes[:AFTER_UPGRADE]:
                counter.sell(code, given="500")
        self._close_day()

    def _upgrade_that_fails(self, company: DemoCompany, scanner: Scanner, screen: Screen) -> None:
        broken = another_release(self._package, BROKEN, self._folder, torn="libQt6Widgets.so*")
        self.told.broken_said = self._room.install(broken)
        self._note_version()
        self.told.update_status = json.loads(self._room.path(f"{DATA}/data/update.json").read_text("utf-8"))
        with self._counter(scanner, screen) as counter:
            for code in company.some_codes[:AFTER_WAY_BACK]:
                counter.sell(code, given="500")
        self.told.slips = len(list(self._room.path(f"{DATA}/receipts").iterdir()))

    def _purge_while_sales_wait(self) -> None:
        self.told.refused_purge = self._room.run("apt-get", "purge", "--yes", "trofast", expect=None)
        self.told.kept_after_refusal = self._room.path(f"{DATA}/data/till.db").exists()
        self._room.install(self._folder / f"trofast_{SECOND}_amd64.deb")

    def _send(self) -> None:
        self._central.start()
        self._room.run("trofast", "sync")
        self.told.at_server.append(self._sales_at_server())
        self.told.verified = self._room.run("trofast", "verify")
        self.told.doctor = self._room.run("trofast", "doctor", "--json", expect=None)
        with closing(sqlite3.connect(self._folder / "server" / "server.db")) as books:
            rows = books.execute("SELECT receipt_number FROM sale ORDER BY receipt_number")
            self.told.receipts_at_server = [number for (number,) in rows]
        self._central.stop()  # writes down at once what it heard
        self._central.start()
        self.told.fleet = self._central.run("fleet")

    def _remove(self) -> None:
        self._room.run("apt-get", "remove", "--yes", "trofast")
        self.told.left_after_remove = self._room.path(f"{DATA}/data/till.db").exists()
        self._room.run("apt-get", "purge", "--yes", "trofast")
        self.told.left_after_purge = [
            each for each in ("/opt/trofast", DATA, "/usr/bin/trofast") if self._room.path(each).exists()
        ]

    # ---- what they share ------------------------------------------------------------------------------------

    @contextmanager
    def _counter(self, scanner: Scanner, screen: Screen) -> Iterator[Counter]:
        counter = Counter(self._room, screen, scanner, self._folder / "till.log")
        try:
            self.told.started_s.append(counter.started_s)
            counter.sign_in(self._pin)
            yield counter
            self.told.close_codes.append(counter.close())
        except BaseException:
            counter.kill()
            raise

    def _close_day(self) -> None:
        """The manager goes home; without the line the day is confirmed later (exit code 4)."""
        self._room.run("trofast", "close-day", "--by", self._manager, expect=4)

    def _note_version(self) -> None:
        self.told.versions.append(self._room.run("trofast", "--version").split()[-1])
        self.told.runs_from.append(os.readlink(self._room.path("/opt/trofast/current")))  # noqa: PTH115

    def _run_updater(self) -> str:
        """What its timer does: the service, with all that systemd shuts it in; and what it said."""
        self._room.run("systemctl", "start", "trofast-updater.service")
        return self._room.run("journalctl", "--unit=trofast-updater", "--output=cat", "--no-pager")

    def _until_wanted(self) -> str:
        end = time.monotonic() + 30
        while not (wanted := self._room.run("trofast", "update", "wanted").strip()):
            if time.monotonic() > end:
                raise CounterError("the till did not hear which release it is to run")
            time.sleep(0.5)
        return wanted

    def _sales_at_server(self) -> int:
        return sum(each["sales"] for each in self._central.status()["tills"])

    def _until_at_server(self, sales: int) -> None:
        end = time.monotonic() + 30
        while self._sales_at_server() != sales:
            if time.monotonic() > end:
                raise CounterError(f"the server has {self._sales_at_server()} sales, not {sales}")
            time.sleep(0.2)
        self.told.at_server.append(sales)
