"""A member's points at the home store, between the real till and the real server, the line up, down and up again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender, card
from pos_app.services import members, redeeming, scanning, selling
from pos_app.services.quoting import quote
from tests.stage.both_databases import ON_BOTH
from tests.stage.site import Site

PROGRAMME = """\
programme = "torg"
version = 1
name = "Torgkortet"
currency = "NOK"
[earn]
points = 1
per = "1.00"
[redemption]
block = 100
value = "10.00"
"""
FILES = {
    "categories.csv": "category_id,name,colour,position\nkaffe,Kaffe,#7A4A24,1\n",
    "articles.csv": "article_id,name,price,vat_code,vat_percent,category_id,codes\n"
    "k1,Kaffemaskin,600.00,25,25,kaffe,4011\n",
    "cashiers.csv": "cashier_id,name,pin\ningrid,Ingrid,1234\n",
    "torg.toml": PROGRAMME,
}
ADA_CARD = "4206660000000017"


@pytest.fixture
def site(enrolled: Site) -> Site:
    """A company with goods, a cashier and a programme whose points pay."""
    paths: list[object] = []
    for name, text in FILES.items():
        path = enrolled.folder / name
        path.write_text(text, encoding="utf-8")
        paths += [f"--{'programme' if name.endswith('.toml') else path.stem}", path]
    enrolled.server("import", *paths)  # type: ignore[arg-type]
    synced(enrolled)
    return enrolled


def synced(site: Site) -> None:
    for _ in range(3):
        assert site.trofast("sync").returncode == 0


@contextmanager
def till(site: Site) -> Iterator[OpenTill]:
    opened = open_till(load_settings(site.till_toml))
    try:
        yield opened
    finally:
        opened.close()


def ada(opened: OpenTill) -> Member:
    found = opened.ports.members.by_card(ADA_CARD)
    assert found is not None
    return found


def machine(opened: OpenTill) -> Basket:
    article = opened.ports.catalogue.by_code("4011")
    assert article is not None
    basket = scanning.add(selling.new_basket(opened.ports), article.article).basket
    return with_member(basket, ada(opened).view.member_id)


def buy(opened: OpenTill, *tenders: Tender) -> None:
    ports, basket, member = opened.ports, machine(opened), ada(opened)
    rest = quote(ports, basket, member, tenders).settlement.due_minor
    selling.sell(ports, "ingrid", basket, member, (*tenders, card(rest, "1")))


def redeem(opened: OpenTill, points: int, *, line_down: bool = False) -> Tender:
    spendable = members.standing(opened.ports, ada(opened)).spendable
    return redeeming.redeem(opened.ports, ada(opened), points, 60_000, spendable, line_down=line_down)


def kept(opened: OpenTill) -> int:
    return members.standing(opened.ports, ada(opened)).offline.points


@pytest.fixture
def shopped(site: Site) -> Site:
    """Ada has bought for 1200.00 here: all her points are lent to this till."""
    with till(site) as opened:
        buy(opened)
        buy(opened)
    synced(site)
    with till(site) as opened:
        assert kept(opened) == ada(opened).view.points >= 1200
    return site


@ON_BOTH
def test_lease_points_are_spent_with_the_line_down_and_settle_when_it_is_back(shopped: Site) -> None:
    shopped.stop_server()
    with till(shopped) as opened:
        before = kept(opened)
        buy(opened, redeem(opened, 500))
        assert kept(opened) == before - 500
        most = (before - 500) // 100 * 100
        with pytest.raises(Refused) as refused:
            redeeming.redeem(opened.ports, ada(opened), most + 100, 600_000, before + 1_000)
        assert refused.value.reason is Refusal.POINTS_KEPT_FEWER
        assert refused.value.facts["most"] == before - 500
    shopped.start_server()
    synced(shopped)
    with till(shopped) as opened:
        earned = ada(opened).view.points - (before - 500)
        assert earned in (550, 600), "of what was paid, with or without the points"
        assert kept(opened) == ada(opened).view.points, "what was earned is lent as well"
    assert json.loads(shopped.server("review", "--json")) == []


def test_lease_the_keeper_spends_from_its_own_lease_while_the_line_is_up(shopped: Site) -> None:
    with till(shopped) as opened:
        tender = redeem(opened, 500)
        assert tender.lease_id
        buy(opened, tender)
    synced(shopped)
    with till(shopped) as opened:
        assert kept(opened) == ada(opened).view.points
    assert json.loads(shopped.server("review", "--json")) == []
