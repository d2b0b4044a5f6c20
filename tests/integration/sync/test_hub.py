"""Two tills of one store share a member's points over the shop's own network while the outside line is down: the real
server and the real hub, each in a process of its own, and the tills' own services on their real files.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.commands import sync as sync_command
from pos_app.config import load_settings
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender, card
from pos_app.services import gift_cards, redeeming, scanning, selling
from pos_app.services.quoting import quote
from sync.client.once import SENT, sync_once
from tests.integration.bootstrap.test_window import eventually
from tests.integration.sync.test_leases import ADA_CARD, FILES
from tests.stage.both_databases import ON_BOTH
from tests.stage.gift_cards import CARD
from tests.stage.site import LONG_S, ROOT, SERVER, TROFAST, Site, run

ARTICLES = """\
article_id,name,price,vat_code,vat_percent,category_id,codes,protection
k1,Kaffemaskin,600.00,25,25,kaffe,4011,
g1,Gavekort,,25,25,kaffe,4012,gift_card
"""


@dataclass
class Shop:
    """A store with two tills and a hub, each in a folder of its own."""

    site: Site
    hub_port: int = 0
    hub: subprocess.Popen[str] | None = None

    @property
    def tomls(self) -> tuple[Path, Path]:
        return self.site.till_toml, self.site.folder / "other" / "till.toml"

    @property
    def hub_toml(self) -> Path:
        return self.site.folder / "hub" / "hub.toml"

    def start_hub(self) -> None:
        """Start it, after the first time on the same port."""
        text = self.hub_toml.read_text("utf-8")
        often = "" if "report_every_ms" in text else "\nreport_every_ms = 500"
        self.hub_toml.write_text(re.sub(r"port = \d+", f"port = {self.hub_port}{often}", text), "utf-8")
        self.hub = subprocess.Popen(
            [*SERVER, "run", "--role", "hub", "--config", str(self.hub_toml)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.hub.stdout is not None
        self.hub_port = int(self.hub.stdout.readline().rpartition(":")[2])

    def stop_hub(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.hub is not None:
            self.hub.send_signal(how)
            self.hub.communicate(timeout=LONG_S)
            self.hub = None

    def sync(self, rounds: int = 2) -> None:
        """What `trofast sync` does, without a new process each time."""
        for _ in range(rounds):
            for toml in self.tomls:
                place, journal, replica, leases, _hub = sync_command._open(toml)
                summary = asyncio.run(sync_once(place, journal, replica, leases))
                assert summary.exit_code == SENT, summary

    def leases(self) -> str:
        return self.site.server("lease", "list")

    def review(self) -> list[dict[str, object]]:
        found = json.loads(self.site.server("review", "--json"))
        assert isinstance(found, list)
        return found


@pytest.fixture
def shop(enrolled: Site) -> Iterator[Shop]:
    """The hub keeps all of Ada's 500 points, and both tills know the hub."""
    words: list[str | Path] = []
    for name, text in {**FILES, "articles.csv": ARTICLES}.items():
        path = enrolled.folder / name
        path.write_text(text, "utf-8")
        words += [f"--{'programme' if name.endswith('.toml') else path.stem}", path]
    enrolled.server("import", *words)
    made = Shop(enrolled)
    code = enrolled.server("enrol-code", "--store", "torget", "--till-number", "3").strip()
    done = run(TROFAST, "enrol", "--config", made.tomls[1], "--server", enrolled.url, "--code", code)
    assert done.returncode == 0, done.stderr
    code = enrolled.server("enrol-code", "--store", "torget", "--hub").strip()
    enrol = ("hub", "enrol", "--config", made.hub_toml, "--server", enrolled.url, "--code", code)
    done = run(SERVER, *enrol, "--host", "127.0.0.1", "--port", "0")
    assert done.returncode == 0, done.stderr
    try:
        made.start_hub()
        for toml in made.tomls:
            with toml.open("a", encoding="utf-8") as file:
                file.write(f'\n[hub]\nurl = "http://127.0.0.1:{made.hub_port}"\n')
        made.sync()
        with opened(made) as tills:
            buy(tills[0])
        made.sync()
        assert eventually(lambda: "torget hub  ada: 1100 points" in made.leases()), made.leases()
        made.sync()
        yield made
    finally:
        made.stop_hub(signal.SIGKILL)


class opened(ExitStack):  # noqa: N801 - reads as what it does
    """Both tills, switched on."""

    def __init__(self, shop: Shop) -> None:
        super().__init__()
        self._shop = shop

    def __enter__(self) -> tuple[OpenTill, ...]:  # type: ignore[override]
        super().__enter__()
        tills = tuple(open_till(load_settings(toml)) for toml in self._shop.tomls)
        for each in tills:
            self.callback(each.close)
        return tills


def ada(till: OpenTill) -> Member:
    found = till.ports.members.by_card(ADA_CARD)
    assert found is not None
    return found


def machine(till: OpenTill) -> Basket:
    article = till.ports.catalogue.by_code("4011")
    assert article is not None
    basket = scanning.add(selling.new_basket(till.ports), article.article).basket
    return with_member(basket, ada(till).view.member_id)


def buy(till: OpenTill, *tenders: Tender) -> None:
    basket, member = machine(till), ada(till)
    rest = quote(till.ports, basket, member, tenders).settlement.due_minor
    selling.sell(till.ports, "ingrid", basket, member, (*tenders, *((card(rest, "1"),) if rest else ())))


def redeem(till: OpenTill, points: int) -> Tender:
    return redeeming.redeem(till.ports, ada(till), points, 60_000, 100_000, line_down=True)


def by_gift_card(till: OpenTill) -> Tender:
    basket, member = machine(till), ada(till)
    return gift_cards.pay(till.ports, basket, quote(till.ports, basket, member), (), CARD, line_down=True)


def refused(till: OpenTill, points: int) -> Refused:
    with pytest.raises(Refused) as caught:
        redeem(till, points)
    return caught.value


@ON_BOTH
def test_lease_once_two_tills_share_points_through_the_hub_until_they_are_gone(shop: Shop) -> None:
    shop.site.stop_server()
    with opened(shop) as (one, two):
        for till, points in ((one, 500), (two, 500)):
            tender = redeem(till, points)
            assert tender.lease_id
            assert not tender.is_floor
            buy(till, tender)
        third = refused(one, 200)
        assert (third.reason, third.facts["most"]) == (Refusal.POINTS_AT_HUB, 100)
        buy(two, redeem(two, 100))
        assert refused(one, 100).reason is Refusal.POINTS_OFFLINE
    shop.site.start_server()
    shop.sync(3)
    assert shop.review() == []
    assert shop.site.server("lease", "bounded").strip() == "0 beyond the books"
    with opened(shop) as (one, two):
        left = ada(one).view.points
        assert left == ada(two).view.points
        assert left == 550 + 550 + 590, "nothing of the 1100, and what was paid in money earned"


def test_lease_once_two_tills_share_a_gift_cards_money_through_the_hub(shop: Shop) -> None:
    with opened(shop) as (one, _two):
        article = one.ports.catalogue.by_code("4012")
        assert article is not None
        load = gift_cards.load(
            one.ports, selling.new_basket(one.ports), article.article, CARD, price_minor=100_000
        )
        selling.sell(one.ports, "ingrid", load.basket, None, (card(100_000, "1"),))
    shop.sync()
    assert eventually(lambda: "torget hub  gift-card:" in shop.leases()), shop.leases()
    shop.site.stop_server()
    with opened(shop) as (one, two):
        for till, amount in ((one, 60_000), (two, 40_000)):
            tender = by_gift_card(till)
            assert tender.amount_minor == amount
            assert tender.lease_id
            buy(till, tender)
        with pytest.raises(Refused) as caught:
            by_gift_card(one)
        assert caught.value.reason is Refusal.GIFT_CARD_AT_HUB
    shop.site.start_server()
    shop.sync(3)
    assert shop.review() == []
    with opened(shop) as (one, _two), pytest.raises(Refused) as caught:
        gift_cards.pay(one.ports, machine(one), quote(one.ports, machine(one), ada(one)), (), CARD)
    assert caught.value.reason is Refusal.GIFT_CARD_EMPTY


def test_lease_once_a_killed_hub_remembers_what_it_handed_out(shop: Shop) -> None:
    shop.site.stop_server()
    with opened(shop) as (one, two):
        tender = redeem(one, 600)
        shop.stop_hub(signal.SIGKILL)
        assert refused(two, 600).reason is Refusal.POINTS_OFFLINE
        shop.start_hub()
    with opened(shop) as (one, two):
        assert refused(two, 600).reason is Refusal.POINTS_AT_HUB
        redeeming.release(one.ports, tender)
        buy(two, redeem(two, 600))


def test_lease_once_a_till_killed_before_it_sold_lets_go_when_it_comes_back(shop: Shop) -> None:
    shop.site.stop_server()
    dying = (
        "import sys; from tests.integration.sync.test_hub import takes_and_dies; takes_and_dies(sys.argv[1])"
    )
    killed = run([sys.executable, "-c", dying], shop.tomls[0])
    assert (killed.returncode, killed.stdout.strip()) == (-signal.SIGKILL, "taken"), killed.stderr
    with opened(shop) as (one, two):
        assert refused(two, 600).reason is Refusal.POINTS_AT_HUB
        one.leases.open()
        child = shop.site.follow()  # as the till that came back starts it
        try:
            assert eventually(lambda: _may_take(two, 600))
        finally:
            assert child.end() == 0


def takes_and_dies(toml: str) -> None:
    """A till that is killed with points in its hand."""
    till = open_till(load_settings(Path(toml)))
    assert redeem(till, 600).lease_id
    print("taken", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)


def _may_take(till: OpenTill, points: int) -> bool:
    try:
        return bool(redeem(till, points).lease_id)
    except Refused:
        return False


def test_lease_the_hub_gives_back_what_is_wanted_elsewhere(shop: Shop) -> None:
    with opened(shop) as (one, _two):
        tender = redeeming.redeem(one.ports, ada(one), 500, 60_000, 100_000)
        assert tender.lease_id == "", "held at the server, after the hub gave it back"
        buy(one, tender)
    shop.sync()
    assert shop.review() == []


def test_bounded_a_retired_hub_hands_nothing_out_and_another_may_come(shop: Shop) -> None:
    site = shop.site
    again = run(SERVER, "--config", site.server_toml, "enrol-code", "--store", "torget", "--hub")
    assert again.returncode == 1
    assert "has a hub already" in again.stderr
    retired = site.server(
        "hub", "retire", "--store", "torget", "--by", "Kari", "--reason", "the PC is broken"
    )
    assert "1 leases written off" in retired
    assert "0 out" in shop.leases()
    assert site.server("enrol-code", "--store", "torget", "--hub").strip()


def test_lease_an_impostor_in_the_shops_network_grants_nothing(shop: Shop) -> None:
    folder = shop.site.folder / "hub"
    shop.site.stop_server()
    shop.stop_hub()
    (folder / "hub.key").rename(folder / "hub.key.gone")
    (folder / "hub.key").write_bytes(os.urandom(32))
    (folder / "hub.key").chmod(0o600)
    shop.start_hub()
    with opened(shop) as (one, _two):
        assert refused(one, 100).reason is Refusal.POINTS_OFFLINE
    shop.stop_hub()
    shutil.move(folder / "hub.key.gone", folder / "hub.key")
    shop.start_hub()
    with opened(shop) as (one, _two):
        assert redeem(one, 100).lease_id


def test_lease_a_hub_changes_its_key_while_it_runs_and_the_old_one_grants_nothing(shop: Shop) -> None:
    key_file = shop.site.folder / "hub" / "hub.key"
    before = key_file.read_bytes()
    changed = run(SERVER, "hub", "change-key", "--config", shop.hub_toml)
    assert changed.returncode == 0, changed.stderr
    assert changed.stdout.strip().removeprefix("key: ") in shop.site.server("till", "list")
    assert key_file.read_bytes() != before
    shop.sync()
    shop.site.stop_server()
    with opened(shop) as (one, two):
        redeeming.release(one.ports, redeem(one, 100))
        shop.stop_hub()
        key_file.write_bytes(before)  # as somebody who copied it earlier
        shop.start_hub()
        assert refused(two, 100).reason is Refusal.POINTS_OFFLINE


def test_lease_a_stolen_hub_is_retired_and_its_tills_believe_it_no_more(shop: Shop) -> None:
    shop.site.server("hub", "retire", "--store", "torget", "--by", "Kari", "--reason", "stolen")
    shop.sync()
    shop.site.stop_server()
    with opened(shop) as (one, _two):
        assert one.leases.hub() is None
        assert refused(one, 100).reason is Refusal.POINTS_OFFLINE
