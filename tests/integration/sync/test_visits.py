"""What a member does without buying, between the real till and the real server: claimed, moved, cancelled, once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.config import load_settings
from pos_app.domain.basket import Basket
from pos_app.domain.enrolment import ConsentGiven, Person
from pos_app.domain.loyalty.decision import Wishes
from pos_app.domain.members import Member
from pos_app.domain.tender import card
from pos_app.services import claiming, consenting, enrolling, memberships, scanning, selling, visiting
from pos_app.services.quoting import quote
from pos_app.services.securing import secure
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
[welcome]
points = 50
[[consent]]
id = "news"
words = "Dere kan sende meg nyheter."
[[code]]
id = "stars"
words = "Stjernekode"
points = 25
starts_with = "STAR-"
[[cause]]
code = "rode-kors"
name = "Røde Kors"
per_points = 100
value = "1.00"
[[membership]]
code = "club"
name = "Klubben"
article = "fee"
months = 12
trial_days = 30
trial_article = "trial"
"""
FILES = {
    "categories.csv": "category_id,name,colour,position\nkaffe,Kaffe,#7A4A24,1\n",
    "articles.csv": "article_id,name,price,vat_code,vat_percent,category_id,codes\n"
    "k1,Kaffe,42.00,25,25,kaffe,4011\ntrial,Prøv Klubben,0.00,25,25,kaffe,4012\nfee,Klubben,399.00,25,25,kaffe,4013\n",
    "cashiers.csv": "cashier_id,name,pin\ningrid,Ingrid,1234\nole,Ole,4321\n",
    "torg.toml": PROGRAMME,
}
STAR = Wishes(claims=("STAR-1",))
ADA_CARD, BO_CARD = "4206660000000017", "4206660000000025"


@pytest.fixture
def site(enrolled: Site) -> Site:
    """A company with goods, a cashier and a programme."""
    paths: list[object] = []
    for name, text in FILES.items():
        path = enrolled.folder / name
        path.write_text(text, encoding="utf-8")
        paths += [f"--{'programme' if name.endswith('.toml') else path.stem}", path]
    enrolled.server("import", *paths)  # type: ignore[arg-type]
    synced(enrolled)
    return enrolled


def synced(site: Site) -> None:
    """What the till has to say, and then what the server made of it."""
    for _ in range(2):
        assert site.trofast("sync").returncode == 0


@contextmanager
def till(site: Site) -> Iterator[OpenTill]:
    opened = open_till(load_settings(site.till_toml))
    try:
        yield opened
    finally:
        opened.close()


def member(opened: OpenTill, number: str = ADA_CARD) -> Member:
    found = opened.ports.members.by_card(number)
    assert found is not None
    return found


def on_counter(opened: OpenTill, who: Member | None, *articles: str) -> Basket:
    basket = selling.new_basket(opened.ports)
    basket = scanning.show_member(basket, who).basket if who else basket
    for article_id in articles:
        article = opened.ports.catalogue.by_id(article_id)
        assert article is not None
        basket = scanning.add(basket, article, quantity_milli=1000).basket
    return basket


def buy(opened: OpenTill, who: Member | None, *articles: str) -> str:
    """Those goods by card; the id of the sale."""
    basket = on_counter(opened, who, *articles)
    due = quote(opened.ports, basket, who).settlement.due_minor
    sold = selling.sell(opened.ports, "ingrid", basket, who, [card(due, "1")] if due else [])
    return sold.sale.sale_id


@ON_BOTH
def test_a_day_of_joining_claiming_trying_and_cancelling_is_one_story_at_the_server(site: Site) -> None:
    """One test, because each start of a server and a till takes a second or more."""
    with till(site) as opened:
        ports = opened.ports
        bo = enrolling.enrol(
            ports,
            "ingrid",
            Person("Bo Åsen", BO_CARD, "+47 900 00 001", 2, 29),
            [ConsentGiven("news", "Dere kan sende meg nyheter.")],
            enrolling.find_referrer(ports, ADA_CARD),
        )
        buy(opened, bo, "k1")
        ada = member(opened)
        before = ada.view.points
        assert secure(ports, ada, visiting.propose(ports, ada, STAR)) == {}
        visiting.visit(ports, "ingrid", on_counter(opened, ada), ada, STAR)
        with pytest.raises(visiting.NothingGiven):
            visiting.visit(ports, "ingrid", on_counter(opened, ada), member(opened), STAR)
        buy(opened, member(opened), "trial")
        buy(opened, member(opened), "fee")
        forgotten = buy(opened, None, "k1")
        claiming.claim(ports, "ole", member(opened), forgotten)  # who sold it is not who claims it
        assert member(opened).view.points == before  # STALE-LABEL: what waits is not the member's yet
    synced(site)

    with till(site) as opened:
        ports, ada, bo = opened.ports, member(opened), member(opened, BO_CARD)
        assert ada.view.points == before + 25 + 399 + 42
        assert ada.view.codes_claimed == ("STAR-1",)
        assert list(secure(ports, bo, visiting.propose(ports, bo, STAR))) == ["code:STAR-1"]
        assert bo.view.points == 50 + 42
        assert (bo.view.birthday_month, bo.view.birthday_day, bo.view.consents) == (2, 29, ("news",))
        assert bo.view.referred_by is not None
        assert bo.view.referred_by.member_id == ada.view.member_id
        (running,) = memberships.running(ports, ada)
        assert not running.is_trial
        memberships.cancel_membership(ports, "ingrid", ada, "torg", "club")
        (held,), (asked,) = consenting.consents_of(ports, bo), consenting.consents_of(ports, ada)
        consenting.change_consent(ports, "ingrid", bo, held)
        said = consenting.change_consent(ports, "ingrid", ada, asked)
        assert member(opened).view.consents == ("news",)  # at once, before the server has heard of it
    synced(site)

    with till(site) as opened:
        assert member(opened, BO_CARD).view.consents == ()
        (told,) = consenting.consents_of(opened.ports, member(opened))
        assert (told.given, told.since_ms, told.wording) == (True, said.at_ms, asked.wording)
        (cancelled,) = memberships.running(opened.ports, member(opened))
        assert (cancelled.cancelled, cancelled.to_day) == (True, running.to_day)
        again = quote(opened.ports, on_counter(opened, member(opened), "trial"), member(opened)).decision
        assert [each.why for each in again.refused] == ["trial-used"]
    assert json.loads(site.server("review", "--json")) == []
