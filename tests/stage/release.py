"""``python -m tests.stage.release VERSION``: keeps what a release wrote, for the tests of every later one.

A company, its till and its store's hub are played with the programs of this checkout, once with a server on a file and
once on PostgreSQL: a morning that the server has, then the line is cut and the till sells on. What is on the disks then
goes to ``tests/vectors/releases/VERSION`` and is never made again: it is what real tills of that release hold.
"""

from __future__ import annotations

import json
import lzma
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.catalogue import Article
from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.denominations import Pieces
from pos_app.domain.drawer import DrawerRules
from pos_app.domain.enrolment import Person
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.members import Member
from pos_app.domain.tender import card, cash
from pos_app.services import drawers, enrolling, gift_cards, parking, returning, scanning, selling
from pos_app.services.counter_events import till_ran
from pos_app.services.period_reports import x_report, z_report
from pos_app.services.quoting import quote
from pos_app.storage import journal
from pos_app.storage.key import read_key
from pos_app.storage.schema import SCHEMA_VERSION
from sync.hub.opening import VERSION as HUB_SCHEMA
from sync.server.schema.tables import SCHEMA_VERSION as SERVER_SCHEMA
from tests.stage.gift_cards import CARD
from tests.stage.packed import pack
from tests.stage.postgres import Cluster
from tests.stage.site import LONG_S, ROOT, SERVER, Site, run

RELEASES = ROOT / "tests" / "vectors" / "releases"
KINDS = ("sqlite", "postgresql")
"""What the server of a played company keeps its data in."""
DATABASE = "released"
SCHEMAS = {"till_schema": SCHEMA_VERSION, "server_schema": SERVER_SCHEMA, "hub_schema": HUB_SCHEMA}
TOLD, KEY, TILL, HUB = "told.json", "till.key", "till.tar.xz", "hub.tar.xz"
SERVED, DUMP = "server.tar.xz", "server.sql.xz"
ANY_DIFFERENCE = DrawerRules(tolerance_minor=10**9, approval_above_minor=10**9)
ADA, BO = "4206660000000017", "4206660000000025"
_FILES = {
    "stores.csv": "store_id,name,currency,zone,country,language\ntorget,Torget,NOK,Europe/Oslo,NO,nb\n",
    "members.csv": f"name,member_id,card_number,points\nAda Nordmann,ada,{ADA},500\n",
    "categories.csv": "category_id,name,colour,position\nkaffe,Kaffe,#7A4A24,1\n",
    "articles.csv": "article_id,name,price,vat_code,vat_percent,category_id,codes,protection\n"
    "k1,Kaffemaskin,600.00,25,25,kaffe,4011,\nb1,Bolle,29.90,15,15,kaffe,4012,\n"
    "g1,Gavekort,,25,25,kaffe,4013,gift_card\n",
    "cashiers.csv": "cashier_id,name,pin\ningrid,Ingrid,1234\n",
    "torg.toml": 'programme = "torg"\nversion = 1\nname = "Torgkortet"\ncurrency = "NOK"\n'
    '[earn]\npoints = 1\nper = "1.00"\n[redemption]\nblock = 100\nvalue = "10.00"\n'
    '[[stamp_card]]\nid = "bolle"\nname = "Bollekort"\nstamps = 5\ngoods = { articles = ["b1"] }\n',
}


@dataclass
class Company(Site):
    """A site with a hub."""

    version: str = ""
    url_of_database: str = ""
    """Of PostgreSQL; "" where the server keeps its data in a file."""
    hub: subprocess.Popen[str] | None = None
    hub_port: int = 0

    @property
    def hub_toml(self) -> Path:
        return self.folder / "hub" / "hub.toml"

    def start_hub(self) -> None:
        """Start it, after the first time on the same port."""
        text = self.hub_toml.read_text("utf-8")
        self.hub_toml.write_text(re.sub(r"port = \d+", f"port = {self.hub_port}", text), "utf-8")
        self.hub = subprocess.Popen(
            [*SERVER, "run", "--role", "hub", "--config", str(self.hub_toml)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.hub.stdout is not None
        said = self.hub.stdout.readline()
        assert "listening" in said, said
        self.hub_port = int(said.rpartition(":")[2])

    def stop_hub(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.hub is not None:
            self.hub.send_signal(how)
            self.hub.communicate(timeout=LONG_S)
            self.hub = None

    def close(self) -> None:
        self.stop_hub(signal.SIGKILL)
        super().close()

    @contextmanager
    def till(self) -> Iterator[OpenTill]:
        opened = open_till(load_settings(self.till_toml))
        try:
            yield opened
        finally:
            opened.close()

    def sync(self, times: int = 1) -> None:
        for _ in range(times):
            done = self.trofast("sync")
            assert done.returncode == 0, done.stderr


def found(company: Company) -> None:
    """A server that runs, with goods, people and a programme; a till and a hub that have their places there."""
    words = ["--name", "Torgets Kafé", "--currency", "NOK", "--port", "0"]
    words += ["--database-url", company.url_of_database] if company.url_of_database else []
    made = run(SERVER, "--config", company.server_toml, "init", *words)
    assert made.returncode == 0, made.stderr
    asked: list[str | Path] = []
    for name, text in _FILES.items():
        path = company.folder / name
        path.write_text(text, "utf-8")
        asked += ["--programme" if name.endswith(".toml") else f"--{path.stem}", path]
    company.server("import", *asked)
    company.start_server()
    done = company.enrol()
    assert done.returncode == 0, done.stderr
    code = company.server("enrol-code", "--store", "torget", "--hub").strip()
    enrol = ("hub", "enrol", "--config", company.hub_toml, "--server", company.url, "--code", code)
    done = run(SERVER, *enrol, "--host", "127.0.0.1", "--port", "0")
    assert done.returncode == 0, done.stderr
    company.start_hub()
    company.sync()


def morning(company: Company) -> None:
    """What the server hears of: sales of several kinds, something that comes back, and a day that is closed."""
    with company.till() as till:
        ports = till.ports
        till_ran(ports, CounterEventKind.TILL_STARTED, company.version)
        drawers.open_drawer(ports, "ingrid", (Pieces(10_000, 5),), ANY_DIFFERENCE)
        sell(till, "4012", "4012")
        of_ada = sell(till, "4011", "4012", who=ADA)
        take_back(till, of_ada)
        new = selling.new_basket(ports)
        load = gift_cards.load(ports, new, article(till, "4013"), CARD, price_minor=50_000)
        selling.sell(ports, "ingrid", load.basket, None, (card(50_000, "2"),))
        x_report(ports, "ingrid")
        drawers.close_drawer(ports, "ingrid", (Pieces(10_000, 5),), ANY_DIFFERENCE, reason="not counted well")
        z_report(ports, "ingrid")
    company.sync(4)


def evening(company: Company) -> None:
    """The line is cut: what nobody but the till knows, with a basket on the counter and one set aside."""
    with company.till() as till:
        ports = till.ports
        enrolling.enrol(ports, "ingrid", Person("Bo Åsen", BO, "+47 900 00 001"))
        sell(till, "4012")
        sell(till, "4011", who=BO)
        take_back(till, sell(till, "4012", "4011", who=ADA))
        parking.park(ports, "ingrid", basket_of(till, "4011"), "grey coat")
        selling.keep_basket(ports, basket_of(till, "4012", who=ADA), ())


def article(till: OpenTill, code: str) -> Article:
    """What a code stands for."""
    coded = till.ports.catalogue.by_code(code)
    assert coded is not None
    return coded.article


def basket_of(till: OpenTill, *codes: str, who: str = "") -> Basket:
    """Goods, and whose they are."""
    basket = selling.new_basket(till.ports)
    for code in codes:
        basket = scanning.add(basket, article(till, code)).basket
    return with_member(basket, member(till, who).view.member_id) if who else basket


def member(till: OpenTill, number: str) -> Member:
    """Whose card it is."""
    known = till.ports.members.by_card(number)
    assert known is not None
    return known


def sell(till: OpenTill, *codes: str, who: str = "") -> str:
    """A sale to nobody is paid in cash, a member's by card; its id."""
    basket, whose = basket_of(till, *codes, who=who), member(till, who) if who else None
    due_minor = quote(till.ports, basket, whose).settlement.due_minor
    tender = card(due_minor, "1") if who else cash(100_000)
    return selling.sell(till.ports, "ingrid", basket, whose, (tender,)).sale.sale_id


def take_back(till: OpenTill, sale_id: str) -> None:
    """The first of what was bought."""
    quoted = returning.quote_return(till.ports, sale_id, [ReturnedLine(1, 1_000)])
    returning.take_return(till.ports, "ingrid", quoted, ["R1"] * quoted.slips)


def standing(company: Company) -> dict[str, Any]:
    """What the till's file holds."""
    with company.till() as till, till.store.unit_of_work() as work:
        kept = work.open_basket()
        assert kept is not None
        (head, _) = journal.head(till.store.database)
        return {
            "records": head,
            "waiting": work.waiting_records(),
            "waiting_sales": work.waiting_sales(),
            "basket": kept.basket.basket_id,
            "parked": [each.basket.basket_id for each in work.parked()],
        }


def outcome(company: Company) -> dict[str, Any]:
    """What came of it at the server, and what the till was told, once everything was sent and fetched."""
    with company.till() as till:
        points = {name: member(till, number).view.points for name, number in (("ada", ADA), ("bo", BO))}
    seen = company.status()
    reviews = sorted(str(each["code"]) for each in json.loads(company.server("review", "--json")))
    return {"points": points, "sales": seen["sales"], "reviews": reviews}


def keep(company: Company, folder: Path, save: Callable[[Path], None]) -> None:
    """Play a company and keep what is on its disks while the line is cut; ``save`` keeps the server's data."""
    found(company)
    morning(company)
    company.stop_server()
    evening(company)
    company.stop_hub()
    told = {"version": company.version, **SCHEMAS, **standing(company)}
    folder.mkdir(parents=True)
    key = read_key(load_settings(company.till_toml).key_file)
    (folder / KEY).write_text(key.hex() + "\n", "ascii")
    (folder / TILL).write_bytes(pack(company.till_toml.parent, key))
    (folder / HUB).write_bytes(pack(company.hub_toml.parent))
    save(folder)
    company.start_server()
    company.start_hub()
    company.sync(4)
    told["outcome"] = outcome(company)  # by the release itself: what every later one has to come to
    (folder / TOLD).write_text(json.dumps(told, indent=2) + "\n", "utf-8")


def make(version: str, releases: Path = RELEASES, kinds: Sequence[str] = KINDS) -> Path:
    """Keep what a release writes. Raises ``FileExistsError`` where that was done: then it is frozen."""
    folder = releases / version
    if folder.exists():
        raise FileExistsError(f"{folder} is there: what a release wrote is kept once")
    for kind in kinds:
        with tempfile.TemporaryDirectory(prefix="trofast-release-") as place, ExitStack() as stack:
            company = Company(Path(place), version=version)
            if kind == "sqlite":
                save = partial(_save_file, company)
            else:
                cluster = stack.enter_context(Cluster())
                cluster.execute(f'CREATE DATABASE "{DATABASE}"')
                company.url_of_database = cluster.url(DATABASE)
                save = partial(_save_dump, cluster)
            stack.callback(company.close)
            keep(company, folder / kind, save)
    return folder


def _save_file(company: Company, folder: Path) -> None:
    (folder / SERVED).write_bytes(pack(company.server_toml.parent))


def _save_dump(cluster: Cluster, folder: Path) -> None:
    (folder / DUMP).write_bytes(lzma.compress(cluster.dump(DATABASE), preset=9 | lzma.PRESET_EXTREME))


def main() -> None:
    """Make it, and say how large it is."""
    folder = make(sys.argv[1])
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
