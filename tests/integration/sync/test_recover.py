"""A till dies with sales that it never sent. Another takes its place, and every sale is on the server once."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pos_app.bootstrap.closing import day_books
from pos_app.bootstrap.opening import open_till
from pos_app.bootstrap.own_place import place_of
from pos_app.bootstrap.recovering import CannotRecover, recover
from pos_app.commands.app import make_app
from pos_app.config import load_settings
from pos_app.domain.tender import cash
from pos_app.services import selling
from pos_app.services.scanning import add
from pos_app.storage.day_books import SEALED_KEYS
from sync.client.backoff import Backoff
from sync.client.recovering import learn_recovery_key
from tests.stage.site import SERVER, Site, run

ARTICLES = "article_id,name,price,vat_code,vat_percent,codes\nk1,Kaffe,42.40,25,25,4011\n"


@dataclass
class NamedTill(Site):
    """One of several tills at the same server."""

    name: str = "a"

    @property
    def till_toml(self) -> Path:
        return self.folder / f"till-{self.name}" / "till.toml"

    @property
    def till_id(self) -> str:
        return load_settings(self.till_toml).till_id

    def take_place(self, *how: str) -> None:
        """By a one-time file, with its first goods."""
        file = self.folder / f"{self.name}.toml"
        self.server("enrol-code", *how, "--file", file, "--server-url", self.url)
        code, said = self.command("provision", "--file", file, "--wait")
        assert code == 0, said

    def sell(self, count: int) -> list[str]:
        """Cups of coffee; the numbers of their receipts."""
        opened = open_till(load_settings(self.till_toml))
        numbers = []
        try:
            for _ in range(count):
                found = opened.ports.catalogue.by_code("4011")
                assert found is not None
                basket = add(selling.new_basket(opened.ports), found.article).basket
                sale = selling.sell(opened.ports, "ingrid", basket, None, [cash(5_000)]).sale
                numbers.append(f"{sale.seller.till_number}-{sale.receipt_number}")
        finally:
            opened.close()
        return numbers

    def command(self, word: str, *more: str | Path) -> tuple[int, str]:
        """A command of the till in this process, which spares it a start."""
        done = CliRunner().invoke(make_app(), [word, "--config", str(self.till_toml), *map(str, more)])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    def sync(self) -> None:
        code, said = self.command("sync")
        assert code == 0, said

    def copy_to_stick(self) -> Path:
        """The day's copy as the end of the day makes it, on a stick."""
        settings = load_settings(self.till_toml)
        day_books(settings, settings.copies_folder).copy("2026-11-29")
        return Path(shutil.copytree(settings.copies_folder, self.folder / "stick"))

    def recover(self, source: Path) -> tuple[int, str]:
        return self.command("recover", "--from", source)


@dataclass
class Shop:
    """The till that will die, the one that takes its place, and what the server has."""

    a: NamedTill
    b: NamedTill

    def replace(self) -> None:
        self.b.take_place("--replaces", self.a.till_id, "--by", "Kari")

    def on_server(self) -> list[tuple[str, int]]:
        """Every sale that the server has: which till's, and its receipt's number."""
        with closing(sqlite3.connect(self.a.folder / "server" / "server.db")) as database:
            return database.execute("SELECT till_id, receipt_number FROM sale ORDER BY 1, 2").fetchall()

    def flags(self) -> list[tuple[str]]:
        """What the server found odd."""
        with closing(sqlite3.connect(self.a.folder / "server" / "server.db")) as database:
            return database.execute("SELECT code FROM review").fetchall()


@pytest.fixture(scope="module")
def _prepared(_company: Path, tmp_path_factory: pytest.TempPathFactory) -> NamedTill:
    """A company with coffee, and a till that has its place and its goods: made once, copied for each test."""
    folder = Path(shutil.copytree(_company, tmp_path_factory.mktemp("prepared") / "site"))
    a = NamedTill(folder)
    (folder / "articles.csv").write_text(ARTICLES, encoding="utf-8")
    a.server("import", "--articles", folder / "articles.csv")
    try:
        a.start_server()
        a.take_place("--store", "torget", "--till-number", "2")
        a.stop_server()
    finally:
        a.close()
    return a


@pytest.fixture
def shop(_prepared: NamedTill, tmp_path: Path) -> Iterator[Shop]:
    folder = Path(shutil.copytree(_prepared.folder, tmp_path / "site"))
    a = NamedTill(folder, _prepared.port)
    try:
        a.start_server()
        yield Shop(a, NamedTill(folder, a.port, name="b"))
    finally:
        a.close()


def test_key_effect_a_rescued_disk_loses_nothing_and_the_numbers_go_on(shop: Shop) -> None:
    a, b = shop.a, shop.b
    assert a.sell(3) == ["2-1", "2-2", "2-3"]
    a.sync()
    a.sell(4)
    disk = Path(shutil.move(a.till_toml.parent, a.folder / "rescued"))
    dead = load_settings(disk / "till.toml").till_id
    b.take_place("--replaces", dead, "--by", "Kari")
    settings = load_settings(b.till_toml)
    assert (settings.store_id, settings.till_number, settings.replaces) == ("torget", 2, dead)
    first = b.sell(2)
    assert first == ["2-10001", "2-10002"]
    process = b.trofast("recover", "--from", disk)
    code, said = process.returncode, process.stdout
    assert code == 0, process.stderr
    assert "sent: 4 sales" in said
    assert "nothing is missing" in said
    b.sync()
    expected = [(dead, number) for number in range(1, 8)]
    expected += [(settings.till_id, 10_001), (settings.till_id, 10_002)]
    assert shop.on_server() == sorted(expected)
    assert json.loads((disk / "recovered.json").read_text())["by"] == settings.till_id
    again, said = b.recover(disk)
    assert again == 0, said
    assert "sent: 0 sales" in said
    assert shop.on_server() == sorted(expected)
    assert shop.flags() == [], "numbers have no gaps, as the server sees it"
    listed = {line.split()[0]: line for line in a.server("till", "list").splitlines()}
    assert "revoked by Kari: replaced" in listed[dead]
    assert "in use" in listed[settings.till_id]


def test_the_last_days_copy_is_enough_for_what_it_holds(shop: Shop) -> None:
    a, b = shop.a, shop.b
    a.sell(2)
    a.sync()
    shop.a.stop_server()
    a.sell(3)
    stick = a.copy_to_stick()
    a.sell(1)  # after the copy, and never sent
    dead = a.till_id
    lost = Path(shutil.move(a.till_toml.parent, a.folder / "lost"))
    a.start_server()
    b.port = a.port
    b.take_place("--replaces", dead, "--by", "Kari")
    code, said = b.recover(stick)
    assert code == 0, said
    assert "sent: 3 sales" in said
    assert "never sent is lost" in said
    assert [each for each in shop.on_server() if each[0] == dead] == [
        (dead, number) for number in range(1, 6)
    ]
    assert b.sell(1) == ["2-10001"]
    # Weeks later somebody gets the disk to turn once more: what the copy could not know is sent, and flagged.
    code, said = b.recover(lost)
    assert code == 0, said
    assert "sent: 1 sales" in said
    assert [each for each in shop.on_server() if each[0] == dead] == [
        (dead, number) for number in range(1, 7)
    ]
    assert {code for (code,) in shop.flags()} == {"till-revoked"}
    # Nobody who has only the stick has anything: nothing on it is in the clear.
    for file in stick.iterdir():
        if file.suffix in {".db", ".keys"}:
            assert b"Kaffe" not in file.read_bytes()


def test_a_copy_older_than_the_server_is_known_and_sends_nothing(shop: Shop) -> None:
    a, b = shop.a, shop.b
    a.sell(2)
    stick = a.copy_to_stick()
    a.sell(3)
    a.sync()
    shop.replace()
    before = shop.on_server()
    code, said = b.recover(stick)
    assert code == 0, said
    assert "sent: 0 sales, 0 records" in said
    assert "none of them is lost" in said
    assert shop.on_server() == before


def test_a_stick_alone_a_wrong_company_and_damage_open_nothing(shop: Shop) -> None:
    a, b = shop.a, shop.b
    a.sell(2)
    stick = a.copy_to_stick()
    b.take_place("--store", "torget", "--till-number", "3")
    code, said = b.recover(stick)
    assert (code, "stands in that one's place" in said) == (1, True), said
    a.server("till", "replaced", "--till", a.till_id, "--by-till", b.till_id, "--by", "Kari")
    keys = bytearray((stick / SEALED_KEYS).read_bytes())
    keys[-1] ^= 1
    (stick / SEALED_KEYS).write_bytes(keys)
    code, said = b.recover(stick)
    assert (code, "damaged" in said) == (1, True), said
    keys[-1] ^= 1
    (stick / SEALED_KEYS).write_bytes(keys)
    [copy] = stick.glob("till-*.db")
    whole = copy.read_bytes()
    copy.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    code, said = b.recover(stick)
    assert (code, "damaged" in said) == (3, True), said
    earlier = stick / "till-2020-01-01.db"
    earlier.write_bytes(whole)
    code, said = b.recover(stick)
    assert code == 0, said
    assert "passed over, damaged" in said
    settings = load_settings(b.till_toml)
    text = b.till_toml.read_text("utf-8").replace(settings.company_id, "other")
    b.till_toml.write_text(text, "utf-8")
    code, said = b.recover(stick)
    assert (code, "another company's" in said) == (3, True), said


def test_a_till_that_is_open_or_ones_own_is_not_dead(shop: Shop) -> None:
    a, b = shop.a, shop.b
    a.sell(1)
    shop.replace()
    settings = load_settings(b.till_toml)
    alive = open_till(load_settings(a.till_toml))
    try:
        with pytest.raises(CannotRecover) as refused:
            recover(settings, a.till_toml.parent)
        assert refused.value.code == "in_use"
    finally:
        alive.close()
    for folder, code in ((b.till_toml.parent, "own_data"), (b.folder / "server", "nothing_here")):
        with pytest.raises(CannotRecover) as refused:
            recover(settings, folder)
        assert refused.value.code == code


def test_fork_two_histories_are_never_made_of_one(shop: Shop) -> None:
    """An image of the disk was put back and sold from: the server knows another record under that number."""
    a, b = shop.a, shop.b
    a.sell(1)
    image = Path(shutil.copytree(a.till_toml.parent, a.folder / "image"))
    a.sell(2)
    a.sync()
    other = NamedTill(a.folder, a.port, name="image")
    shutil.move(image, other.till_toml.parent)
    other.sell(3)
    shop.replace()
    before = shop.on_server()
    code, said = b.recover(other.till_toml.parent)
    assert code == 1, said
    assert "another history" in said
    assert shop.on_server() == before


def test_the_server_says_who_may_replace_whom(shop: Shop) -> None:
    a = shop.a
    for more, why in (
        (("--replaces", "nobody", "--by", "Kari"), "no till 'nobody'"),
        (("--replaces", a.till_id), "beside it only --by"),
        (("--replaces", a.till_id, "--by", "Kari", "--store", "torget"), "beside it only --by"),
    ):
        done = run(SERVER, "--config", a.server_toml, "enrol-code", *more)
        assert done.returncode in {1, 2}
        assert why in " ".join(done.stderr.replace("│", " ").split())


def test_a_till_of_before_learns_what_its_keys_are_sealed_to(shop: Shop) -> None:
    settings = load_settings(shop.a.till_toml)
    told: list[bytes] = []
    quick = Backoff(first_ms=1)
    asyncio.run(learn_recovery_key(place_of(settings), told.append, quick))
    assert told == [settings.recovery_key_file.read_bytes()]
    settings.recovery_key_file.unlink()
    shop.a.sell(1)
    day_books(settings, settings.copies_folder).copy("2026-11-29")
    assert not (settings.copies_folder / SEALED_KEYS).exists()
