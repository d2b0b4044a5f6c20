"""The end of a day: closed without the network, confirmed with it, and not confirmed where it is not the same."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos_app.bootstrap.closing import day_books
from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.domain.loyalty.reversal import ReturnedLine
from pos_app.domain.tender import cash
from pos_app.services import drawers, returning, selling
from pos_app.services.scanning import add
from pos_app.storage.database import Database
from pos_app.storage.key import read_key
from pos_app.storage.opening import TILL_DB
from tests.stage.site import TROFAST, Site, run

ARTICLES = "article_id,name,price,vat_code,vat_percent,codes\nk1,Kaffe,42.00,25,25,4011\n"


@contextmanager
def opened(site: Site) -> Iterator[OpenTill]:
    till = open_till(load_settings(site.till_toml))
    try:
        yield till
    finally:
        till.close()


def sell(till: OpenTill, pieces: int = 1) -> str:
    found = till.ports.catalogue.by_code("4011")
    assert found is not None
    basket = add(selling.new_basket(till.ports), found.article, quantity_milli=1000 * pieces).basket
    return selling.sell(till.ports, "ingrid", basket, None, [cash(100_000)]).sale.sale_id


@pytest.fixture
def sold(enrolled: Site) -> Site:
    """Two sales, one of them brought back, and nothing of it sent."""
    goods = enrolled.folder / "articles.csv"
    goods.write_text(ARTICLES, encoding="utf-8")
    people = enrolled.folder / "cashiers.csv"
    people.write_text("cashier_id,name,pin\ningrid,Ingrid,1234\n", encoding="utf-8")
    enrolled.server("import", "--articles", goods, "--cashiers", people)
    assert enrolled.trofast("sync").returncode == 0
    with opened(enrolled) as till:
        sell(till)
        sale_id = sell(till, 2)
        quoted = returning.quote_return(till.ports, sale_id, [ReturnedLine(1, 1000)])
        returning.take_return(till.ports, "ingrid", quoted)
    return enrolled


def close(site: Site, *more: str) -> subprocess.CompletedProcess[str]:
    return site.trofast("close-day", "--by", "ingrid", *more)


def copies(site: Site) -> Path:
    return load_settings(site.till_toml).data_folder / "copies"


def test_a_day_is_closed_without_the_network_and_confirmed_when_it_is_back(sold: Site) -> None:
    sold.stop_server()
    closed = close(sold, "--card-total", "10.00")
    assert closed.returncode == 4, closed.stderr
    assert closed.stdout.startswith(
        "cards: the terminal differs by 10.00 NOK\nZ 1: 2 sales, 1 returns, net 84.00 NOK\n"
    )
    assert "closed here" in closed.stdout
    assert "can not be reached" in closed.stderr
    books = day_books(load_settings(sold.till_toml), copies(sold))
    assert books.closed() == books.unconfirmed() != []
    [copy] = copies(sold).glob("till-*.db")
    [checkpoint] = copies(sold).glob("checkpoint-*.json")
    checked = sold.trofast("verify", "--checkpoint", checkpoint)
    assert checked.returncode == 0, checked.stderr

    sold.start_server()
    confirmed = close(sold)
    assert confirmed.returncode == 0, confirmed.stderr
    assert "confirmed: the server has the day as this till has it" in confirmed.stdout
    assert list(copies(sold).glob("till-*.db")) == [copy]
    assert close(sold).stdout == "period: closed already\nevery day is confirmed\n"

    with opened(sold) as till:
        sell(till)
    assert (books.closed(), len(books.unconfirmed())) == ([], 1), "a day with sales since its Z is open"
    again = close(sold)
    assert again.stdout.startswith("Z 2: 1 sales, 0 returns, net 42.00 NOK\n")
    assert (again.returncode, again.stdout.count("confirmed:")) == (0, 1), (
        "what was sold since is asked for too"
    )


def test_a_day_that_the_server_counts_otherwise_is_not_confirmed_and_the_difference_is_named(
    sold: Site,
) -> None:
    assert sold.trofast("sync").returncode == 0
    with sqlite3.connect(sold.server_toml.parent / "server.db") as books:
        books.execute("UPDATE day_total SET sales = 1, returned_minor = 0")
    books.close()
    told = close(sold)
    assert told.returncode == 1
    assert "sales 2 here, 1 there (NOK)" in told.stdout
    assert "returned 4200 here, 0 there (NOK)" in told.stdout


def test_what_hinders_a_closing_and_what_is_typed_wrongly_are_told(sold: Site) -> None:
    with opened(sold) as till:
        drawer = drawers.open_drawer(till.ports, "ingrid", ())
    told = close(sold)
    assert (told.returncode, told.stdout) == (1, "")
    assert "count and close it" in told.stderr
    with opened(sold) as till:
        drawers.close_drawer(till.ports, "ingrid", (), session_id=drawer.session_id)
        found = till.ports.catalogue.by_code("4011")
        assert found is not None
        basket = add(selling.new_basket(till.ports), found.article, quantity_milli=1000).basket
        selling.keep_basket(till.ports, basket, ())
    told = close(sold)
    assert told.returncode == 1
    assert "a basket is on the counter" in told.stderr
    assert close(sold, "--day", "yesterday").returncode == 2
    assert close(sold, "--card-total", "much").returncode == 2
    assert sold.trofast("close-day", "--by", "nobody").returncode == 2
    missing = run(TROFAST, "close-day", "--by", "ingrid", "--config", sold.folder / "no.toml")
    assert missing.returncode == 3
    assert "Traceback" not in missing.stderr


def test_chain_a_changed_record_is_named_by_the_closing_and_no_copy_is_made_of_it(sold: Site) -> None:
    settings = load_settings(sold.till_toml)
    books = Database.open(settings.data_folder / TILL_DB, read_key(settings.key_file))
    walked = day_books(settings, copies(sold))
    assert walked.broken() == ""
    try:
        books.sql("DROP TRIGGER journal_immutable_update")
        with books.writing():
            books.sql("UPDATE journal SET hash = zeroblob(32) WHERE sequence = 2")
    finally:
        books.close()
    assert walked.broken(further=True) == "", "it goes on where it was"
    assert "record 2 " in walked.broken()
    assert "record 2 " in walked.broken(further=True), "what was found is not forgotten"
    told = close(sold)
    assert told.returncode == 1
    assert told.stdout.startswith("Z 1: ")
    assert "changed the till's journal" in told.stderr
    assert not list(copies(sold).glob("*"))


def test_chain_a_record_that_can_not_be_read_is_named_before_the_z_and_nothing_is_closed(sold: Site) -> None:
    settings = load_settings(sold.till_toml)
    books = Database.open(settings.data_folder / TILL_DB, read_key(settings.key_file))
    try:
        books.sql("DROP TRIGGER journal_immutable_update")
        [(third,)] = books.sql("SELECT sequence FROM sale ORDER BY sequence DESC LIMIT 1")
        with books.writing():
            books.sql("UPDATE journal SET envelope = x'c1' WHERE sequence = ?", (third,))
    finally:
        books.close()
    told = close(sold)
    assert told.returncode == 1
    assert f"record {third} " in told.stderr
    assert "can not be closed" in told.stderr
    assert (told.stdout, "Traceback" in told.stderr, list(copies(sold).glob("*"))) == ("", False, [])
