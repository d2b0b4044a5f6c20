"""Members between the real till and the real server: who joins offline, what is shown meanwhile, what is secured."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.domain.enrolment import Person
from pos_app.domain.loyalty.decision import PointsWish, Wishes
from pos_app.domain.tender import card
from pos_app.services import scanning, selling
from pos_app.services.enrolling import enrol
from pos_app.services.quoting import quote
from pos_app.services.securing import let_go, secure
from tests.stage.site import Site

PROGRAMME = """\
programme = "torg"
version = 1
name = "Torgkortet"
currency = "NOK"
[earn]
points = 1
per = "1.00"
[[stamp_card]]
id = "kaffe"
name = "Kaffekort"
stamps = 2
goods = { categories = ["kaffe"] }
[[cause]]
code = "rode-kors"
name = "Røde Kors"
per_points = 100
value = "1.00"
"""
FILES = {
    "categories.csv": "category_id,name,colour,position\nkaffe,Kaffe,#7A4A24,1\n",
    "articles.csv": "article_id,name,price,vat_code,vat_percent,category_id,codes\nk1,Kaffe,42.00,25,25,kaffe,4011\n",
    "cashiers.csv": "cashier_id,name,pin\ningrid,Ingrid,1234\n",
    "torg.toml": PROGRAMME,
}
ADA_CARD = "4206660000000017"
BO_CARD = "4206660000000025"


def stock(site: Site) -> None:
    """Goods, a cashier and a programme for the company."""
    paths: list[str | Path] = []
    for name, text in FILES.items():
        path = site.folder / name
        path.write_text(text, encoding="utf-8")
        paths += [f"--{'programme' if name.endswith('.toml') else path.stem}", path]
    site.server("import", *paths)
    assert site.trofast("sync").returncode == 0


@contextmanager
def till(site: Site) -> Iterator[OpenTill]:
    opened = open_till(load_settings(site.till_toml))
    try:
        yield opened
    finally:
        opened.close()


def buy_coffee(opened: OpenTill, card_number: str) -> int:
    """One coffee on that card; what it cost, in minor units."""
    ports = opened.ports
    member = ports.members.by_card(card_number)
    assert member is not None
    basket = scanning.show_member(selling.new_basket(ports), member).basket
    coffee = ports.catalogue.by_id("k1")
    assert coffee is not None
    basket = scanning.add(basket, coffee, quantity_milli=1000).basket
    due = quote(ports, basket, member).settlement.due_minor
    sold = selling.sell(ports, "ingrid", basket, member, [card(due, "1")] if due else [])
    return sold.sale.priced.total_minor


def stamps_of(opened: OpenTill, card_number: str) -> list[int]:
    member = opened.ports.members.by_card(card_number)
    assert member is not None
    return [held.stamps for held in member.view.stamps]


def test_who_joins_offline_buys_at_once_and_the_server_then_knows_both(enrolled: Site) -> None:
    stock(enrolled)
    enrolled.stop_server()
    with till(enrolled) as opened:
        enrol(opened.ports, "ingrid", Person("Bo Åsen", BO_CARD, "+47 900 00 001"))
        assert [buy_coffee(opened, BO_CARD) for _ in range(3)] == [4200, 4200, 0]
        assert stamps_of(opened, BO_CARD) == [0]
        found = opened.ports.members.search("bo")
        assert [member.display_name for member in found] == ["Bo Åsen"]
        bo = found[0].view.member_id
        with opened.store.unit_of_work() as work:
            assert work.pending_points(bo) == 84

    enrolled.start_server()
    assert enrolled.trofast("sync").returncode == 0
    assert enrolled.trofast("sync").returncode == 0
    with till(enrolled) as opened:
        known = opened.ports.members.by_card(BO_CARD)
        assert known is not None
        assert (known.view.member_id, known.display_name, known.view.points) == (bo, "Bo Åsen", 84)
        assert known.view.purchases == 3
        assert stamps_of(opened, BO_CARD) == [0]
        assert opened.store.database.sql("SELECT count(*) FROM local_member") == [(0,)]
        with opened.store.unit_of_work() as work:
            assert (work.pending_points(bo), work.decisions_since(bo)) == (0, [])
        assert buy_coffee(opened, BO_CARD) == 4200


def test_points_to_give_are_kept_for_one_sale_by_the_real_server(enrolled: Site) -> None:
    stock(enrolled)
    with till(enrolled) as opened:
        ports = opened.ports
        ada = ports.members.by_card(ADA_CARD)
        assert ada is not None
        basket = scanning.show_member(selling.new_basket(ports), ada).basket
        wish = Wishes(gives=(PointsWish("torg", "rode-kors", 400),))
        decision = quote(ports, basket, ada, wishes=wish).decision
        assert secure(ports, ada, decision) == {}
        assert ports.holds.hold("another", "ada", "points", 200).balance == 100
        let_go(ports, ada)
        assert ports.holds.hold("later", "ada", "points", 200).outcome.value == "held"
        assert secure(ports, ada, decision) == {"points:cause:rode-kors": "too-few-points"}
        enrolled.stop_server()
        assert secure(ports, ada, decision) == {"points:cause:rode-kors": "offline"}
