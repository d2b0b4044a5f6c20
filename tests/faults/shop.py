"""A shop under faults: a real server process, a real till's data with its sync child, and a proxy between the two."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.storage.key import read_key
from pos_app.storage.opening import open_unlocked
from tests.faults.books import Books, Found, Sold, compare
from tests.faults.proxy import FaultProxy
from tests.faults.seller import sell_coffee
from tests.stage.site import SERVER, Child, Site, run

POINTS_BEFORE, POINTS_A_SALE = 500, 42
SEEN_AFTER_MS = 500
"""By then a sync child has seen a sale, on a slow machine too."""
FILES = {
    "stores.csv": "store_id,name,currency,zone,country,language\ntorget,Torget,NOK,Europe/Oslo,NO,nb\n",
    "members.csv": f"name,member_id,card_number,points\nAda Nordmann,ada,4206660000000017,{POINTS_BEFORE}\n",
    "categories.csv": "category_id,name,colour,position\nkaffe,Kaffe,#7A4A24,1\n",
    "articles.csv": "article_id,name,price,vat_code,vat_percent,category_id,codes\n"
    "k1,Kaffe,42.00,25,25,kaffe,4011\n",
    "cashiers.csv": "cashier_id,name,pin\ningrid,Ingrid,1234\n",
    "torg.toml": 'programme = "torg"\nversion = 1\nname = "Torgkortet"\ncurrency = "NOK"\n'
    '[earn]\npoints = 1\nper = "1.00"\n',
}


@dataclass
class Shop:
    """``lies``: what a status of the till said that was not so; ``lost``: what somebody found missing on the way."""

    site: Site
    proxy: FaultProxy
    books: Books
    sold: Sold = field(default_factory=Sold)
    lies: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    child: Child | None = None
    _till: OpenTill | None = None

    @property
    def till(self) -> OpenTill:
        """The till's data, opened as the till program does."""
        if self._till is None:
            self._till = open_till(load_settings(self.site.till_toml))
        return self._till

    def close_till(self) -> None:
        if self._till is not None:
            self._till.close()
            self._till = None

    def sell(self, count: int = 1) -> None:
        """Some sales to Ada, through the services that the window uses."""
        for _ in range(count):
            self.sold.records, sale_id = sell_coffee(self.till)
            self.sold.sale_ids.append(sale_id)
            self.sold.points += POINTS_A_SALE
        self.sold.at_ms = time.time_ns() // 1_000_000

    def follow(self) -> Child:
        """The sync child, started where none runs."""
        if self.child is None or self.child.process.poll() is not None:
            self.child = self.site.follow()
        return self.child

    def hear(self, status: dict[str, Any]) -> dict[str, Any]:
        """Hold what a status says against the truth: what does not wait is at the server, trouble has a sentence.

        A status that was said before the last sale was seen says nothing about it, and nobody knows while the database
        is away.
        """
        has = self._at_server()
        if has is not None and status["at_ms"] >= self.sold.at_ms + SEEN_AFTER_MS:
            waiting = status["waiting_records"]
            if has + waiting < self.sold.records:
                self.lies.append(f"{waiting} wait, but {has} of {self.sold.records} are at the server")
        if status["link"] != "online" and not status["sentence"]:
            self.lies.append(f"{status['link']} without a sentence")
        return status

    def _at_server(self) -> int | None:
        try:
            return self.books.number("SELECT count(*) FROM record")
        except psycopg.OperationalError:
            return None

    def acked(self) -> int:
        """How many records the till knows to be at the server; asked beside whoever has the till's data open."""
        settings = load_settings(self.site.till_toml)
        with closing(open_unlocked(settings.data_folder, read_key(settings.key_file))) as database:
            ((acked,),) = database.sql("SELECT coalesce(max(acked), 0) FROM sync_state")
        return int(acked)

    def until_well(self) -> int:
        """Wait until the till says that all is well, for as long as less and less waits; ms."""
        began = time.monotonic_ns()
        fewest, is_well = 1 << 62, False

        def goes_on(status: dict[str, Any]) -> bool:
            nonlocal fewest, is_well
            self.hear(status)
            is_well = self._is_well(status)
            if status["at_ms"] < self.sold.at_ms:
                return False
            waiting, before = status["waiting_records"], fewest
            fewest = min(fewest, waiting)
            return is_well or waiting < before

        while not is_well:
            self.follow().until(goes_on)
        return (time.monotonic_ns() - began) // 1_000_000

    def until_told(self, *, or_well: bool = False) -> dict[str, Any]:
        """Wait until the till says that something is wrong; ``or_well``: or that nothing is, and it is so."""
        return self.follow().until(
            lambda status: self.hear(status)["link"] != "online" or (or_well and self._is_well(status))
        )

    def _is_well(self, status: dict[str, Any]) -> bool:
        """Whether a status says that all is well, and it is."""
        return (
            status["at_ms"] >= self.sold.at_ms
            and status["link"] == "online"
            and status["waiting_records"] == 0
            and self.acked() == self.sold.records
        )

    def until_more_than(self, acked: int) -> None:
        """Wait until the till is online and knows more records than ``acked`` to be at the server."""
        self.follow().until(lambda status: self.hear(status)["link"] == "online" and self.acked() > acked)

    def compare(self, place: Path | None = None) -> Found:
        """What the server's books (or a copy of them) lack or have too often."""
        books = Books(place) if place else self.books
        return compare(books, self.sold, points_before=POINTS_BEFORE)


@contextmanager
def open_shop(folder: Path, database: str | Path = "") -> Iterator[Shop]:
    """Found a company, start its server, enrol a till through the proxy, load its catalogue. ``database`` is
    PostgreSQL's address, or a file elsewhere than beside the server's settings.
    """
    site = Site(folder)
    place = database or site.server_toml.with_name("server.db")
    words = ["--name", "Torgets Kafé", "--currency", "NOK", "--port", "0"]
    if isinstance(database, Path):
        site.server_toml.parent.mkdir(parents=True)
        site.server_toml.write_text(f'[server]\nport = 0\n[files]\ndatabase = "{database}"\n', "utf-8")
    elif database:
        words += ["--database-url", database]
    made = run(SERVER, "--config", site.server_toml, "init", *words)
    assert made.returncode == 0, made.stderr
    files: list[str | Path] = []
    for name, text in FILES.items():
        path = folder / name
        path.write_text(text, encoding="utf-8")
        files += ["--programme" if name.endswith(".toml") else f"--{path.stem}", path]
    site.server("import", *files)
    try:
        site.start_server()
        with FaultProxy(site.port) as proxy:
            done = site.enrol()
            assert done.returncode == 0, done.stderr
            text = site.till_toml.read_text(encoding="utf-8")
            site.till_toml.write_text(re.sub(re.escape(site.url), proxy.url, text), encoding="utf-8")
            assert site.trofast("sync").returncode == 0
            shop = Shop(site, proxy, Books(place))
            try:
                yield shop
            finally:
                shop.close_till()
                for child in site.children:
                    child.close()
    finally:
        site.close()
