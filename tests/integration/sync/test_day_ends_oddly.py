"""The end of a day where something is odd: two managers, two commands, a clock that was put back, summer time."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pos_app.commands.app import make_app
from pos_app.config import load_settings
from pos_app.machine.clock import SystemClock
from pos_app.storage.key import read_key
from pos_app.storage.opening import open_for_sync
from tests.integration.sync.test_a_week import NumberedTill
from tests.integration.sync.test_close_day import ARTICLES, close, opened, sell
from tests.stage import saf_t_schema
from tests.stage.site import ROOT, TROFAST, Site

PEOPLE = "cashier_id,name,pin\ningrid,Ingrid,1234\nole,Ole,4321\n"


@pytest.fixture
def shop(enrolled: Site) -> Site:
    """A server with goods and people."""
    for name, text in (("articles", ARTICLES), ("cashiers", PEOPLE)):
        (enrolled.folder / f"{name}.csv").write_text(text, encoding="utf-8")
    folder = enrolled.folder
    enrolled.server("import", "--articles", folder / "articles.csv", "--cashiers", folder / "cashiers.csv")
    assert enrolled.trofast("sync").returncode == 0
    return enrolled


@pytest.fixture
def books(shop: Site) -> Iterator[sqlite3.Connection]:
    """What the server has."""
    with closing(sqlite3.connect(shop.server_toml.parent / "server.db")) as opened_books:
        yield opened_books


def z_numbers(books: sqlite3.Connection, till_id: str) -> list[int]:
    asked = "SELECT number FROM period_report WHERE till_id = ? AND kind = 'z' ORDER BY sequence"
    return [number for (number,) in books.execute(asked, (till_id,))]


def test_two_managers_close_the_same_day_at_two_tills_and_each_till_has_its_own_periods(
    shop: Site, books: sqlite3.Connection
) -> None:
    other = NumberedTill(shop.folder, shop.port, number=5)
    other.take_place()
    for site, pieces in ((shop, 1), (other, 3)):
        with opened(site) as till:
            sell(till, pieces)
    first = close(shop)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Z 1: 1 sales, 0 returns, net 42.00 NOK\n")
    with opened(other) as till:  # it goes on selling, which is nothing to the day that its neighbour closed
        sell(till, 2)
    assert close(shop).stdout == "period: closed already\nevery day is confirmed\n"
    second = other.trofast("close-day", "--by", "ole")
    assert second.returncode == 0, second.stderr
    assert second.stdout.startswith("Z 1: 2 sales, 0 returns, net 210.00 NOK\n")
    assert "confirmed: the server has the day as this till has it" in second.stdout
    ids = [load_settings(site.till_toml).till_id for site in (shop, other)]
    assert [z_numbers(books, till_id) for till_id in ids] == [[1], [1]]
    day = "SELECT till_id, sales, total_minor FROM day_total ORDER BY total_minor"
    assert books.execute(day).fetchall() == [(ids[0], 1, 4_200), (ids[1], 2, 21_000)]


def test_of_two_closings_at_once_on_one_till_one_closes_and_the_other_is_told(shop: Site) -> None:
    with opened(shop) as till:
        sell(till)
        told = close(shop)
        assert (told.returncode, told.stdout) == (3, ""), "the window is open"
        assert "Another till program is already open on this till's data" in told.stderr
    words = [*TROFAST, "close-day", "--config", str(shop.till_toml), "--by", "ingrid"]
    both = [
        subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60) for process in both]
    assert {process.returncode for process in both} <= {0, 3}
    assert "".join(out for out, _ in said).count("Z 1: 1 sales") == 1
    for out, err in said:
        assert "Z 1: " in out or "closed already" in out or "Another till program" in err
    assert close(shop).stdout == "period: closed already\nevery day is confirmed\n"
    with opened(shop) as till:
        sell(till)
    settings = load_settings(shop.till_toml)
    database, lock = open_for_sync(settings.data_folder, read_key(settings.key_file))
    try:
        told = close(shop)
    finally:
        database.close()
        lock.release()
    assert (told.returncode, told.stderr) == (1, ""), "a sync that works beside it sends for it"
    assert "records are still on their way; nothing is lost, run it again" in told.stdout


def at(text: str) -> int:
    """Milliseconds of an instant in UTC, such as ``2026-03-01T23:10``."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * 1000


PERIODS = (
    # the clock runs a day ahead, past midnight, and is put right after the Z
    ("2026-03-02", "2026-03-01T23:10", "2026-03-01T23:20"),
    ("2026-03-01", "2026-03-01T21:30", "2026-03-01T22:30"),
    # spring: from 01:59 to 03:01 of local time in two minutes
    ("2026-03-29", "2026-03-29T00:59", "2026-03-29T01:01"),
    # autumn: 02:50 of summer time, then 02:05 of winter time, the same night
    ("2026-10-25", "2026-10-25T00:50", "2026-10-25T00:55"),
    ("2026-10-25", "2026-10-25T01:05", "2026-10-25T01:10"),
    # and back to the day of the first shop, because somebody plays with the clock
    ("2026-03-01", "2026-03-01T22:40", "2026-03-01T22:50"),
)
"""Of each period the business day, and in UTC when something is sold and when the day is closed."""


def test_chain_a_clock_that_goes_back_over_midnight_and_summer_time_moves_no_sale_to_another_period(
    shop: Site, books: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now = at("2026-03-01T12:00")
    monkeypatch.setattr(SystemClock, "now_ms", lambda _: now)
    words = ["close-day", "--config", str(shop.till_toml), "--by", "ingrid"]
    for number, (day, sold_at, closed_at) in enumerate(PERIODS, 1):
        now = at(sold_at)
        with opened(shop) as till:
            sell(till, number)
        now = at(closed_at)
        done = CliRunner().invoke(make_app(), words)
        assert done.exit_code == 0, done.output
        assert done.stdout.startswith(f"Z {number}: 1 sales, 0 returns, net {42 * number}.00 NOK\n")
        assert f"till-{day}.db" in done.stdout
        assert f"{day}: confirmed: the server has the day as this till has it" in done.stdout
        again = CliRunner().invoke(make_app(), words)
        assert again.stdout == "period: closed already\nevery day is confirmed\n"
    kept = books.execute("SELECT number, differs FROM period_report ORDER BY sequence").fetchall()
    assert kept == [(number, "") for number in range(1, len(PERIODS) + 1)]
    days = dict(books.execute("SELECT business_date, total_minor / 4200 FROM day_total"))
    assert days == {"2026-03-01": 2 + 6, "2026-03-02": 1, "2026-03-29": 3, "2026-10-25": 4 + 5}
    assert books.execute("SELECT code, detail FROM review").fetchall() == []
    verified = shop.trofast("verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    out = tmp_path / "books.xml"
    span = ("--from", "2026-03-01", "--to", "2026-10-25", "-o", str(out))
    file = CliRunner().invoke(make_app(), ["export", "saf-t", "--config", str(shop.till_toml), *span])
    assert "6 sales and returns, 882.00 NOK in all" in file.stdout, file.output
    assert saf_t_schema.why_not() or saf_t_schema.problems(out) == []
