"""Two till windows and their server, each the process that a shop runs: what a member has is used once, wherever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos_app.config import load_settings, read_secret
from pos_app.demo.till_by_hand import Scanner, Seen, TillByHand
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.storage.key import read_key
from pos_app.storage.replica import ReplicaReader
from tests.integration.bootstrap.test_window import PATIENCE_S, SCANNER, eventually
from tests.stage.ready_till import BUN_CODE, COFFEE_CODE, MEMBER_CARD, PIN
from tests.stage.site import TROFAST as TROFAST_COMMAND
from tests.stage.site import Site, run

MORE = '\n[codes]\nmember_card_prefix = "9578"\n\n[printer]\nkind = "file"\npath = "receipts"\n' + SCANNER
PROGRAMME = """\
programme = "torg"
version = 1
name = "Torgkortet"
currency = "NOK"
[[stamp_card]]
id = "kaffe"
name = "Kaffekort"
stamps = 3
goods = { articles = ["a1"] }
[[coupon]]
id = "neste"
words = "Halv pris"
issued = "sale"
goods = { articles = ["a2"] }
[[offer]]
id = "halv"
words = "Halv pris"
effect = "basket-percent"
percent = "50"
when = { coupon = "neste" }
"""
FILES = {
    "cashiers": f"cashier_id,name,pin\ningrid,Ingrid,{PIN}\n",
    "articles": "article_id,name,price,vat_code,vat_percent,codes\n"
    f"a1,Cappuccino,49.00,31,15,{COFFEE_CODE}\na2,Kanelbolle,45.00,31,15,{BUN_CODE}\n",
    "members": f"name,member_id,card_number,points\nIda Dahl,ida,{MEMBER_CARD},0\n",
    "programme": PROGRAMME,
}


@dataclass
class Counter:
    """One till: the hand on its keys, and a look at what its replica knows."""

    toml: Path
    hand: TillByHand
    sold: int = 0

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.hand.scan(code)

    def show_coupon(self, number: str) -> None:
        """A coupon changes the price, or is refused with a sentence: neither adds a line."""
        self.hand._scanner.scan(number)

    def enter(self, typed: str = "") -> None:
        if typed:
            self.hand.type(typed)
        self.hand.key("Return")

    def pays(self, typed: str) -> None:
        self.enter(typed)
        self.sold += 1
        self.until("the sale", lambda seen: seen.sold == self.sold and seen.rows == 0 and not seen.busy)

    def until(self, what: str, holds: Callable[[Seen], bool]) -> Seen:
        return self.hand.until(what, holds)

    def knows(self, holds: Callable[[MemberView], bool]) -> MemberView:
        """Wait until the replica says so of Ida; what it says of her."""
        settings = load_settings(self.toml)
        secret = read_secret(settings.card_secret_file, 32, "the card secret")
        reader = ReplicaReader(settings.data_folder, read_key(settings.key_file), secret)
        found: list[MemberView] = []

        def looked() -> bool:
            ida = reader.members.by_card(MEMBER_CARD)
            found[:] = [ida.view] if ida else []
            return bool(found) and holds(found[0])

        try:
            assert eventually(looked), found
        finally:
            reader.close()
        return found[0]


@pytest.fixture
def counters(enrolled: Site) -> Iterator[tuple[Counter, Counter]]:
    """Two tills of one shop, signed in to and online."""
    words: list[str | Path] = []
    for kind, text in FILES.items():
        path = enrolled.folder / f"{kind}.{'toml' if kind == 'programme' else 'csv'}"
        path.write_text(text, "utf-8")
        words += [f"--{kind}", path]
    enrolled.server("import", *words)
    other = enrolled.folder / "other" / "till.toml"
    code = enrolled.server("enrol-code", "--store", "torget", "--till-number", "3").strip()
    done = run(TROFAST_COMMAND, "enrol", "--config", other, "--server", enrolled.url, "--code", code)
    assert done.returncode == 0, done.stderr
    with ExitStack() as stack:
        made = []
        for toml in (enrolled.till_toml, other):
            scanner = Scanner()
            stack.callback(scanner.close)
            (toml.parent / "receipts").mkdir()
            toml.write_text(toml.read_text("utf-8") + MORE.format(path=scanner.path), "utf-8")
            assert run(TROFAST_COMMAND, "sync", "--config", toml).returncode == 0
            hand = TillByHand(toml, scanner, PATIENCE_S)
            stack.callback(ended, hand)
            hand.sign_in(PIN)
            hand.until("the network", lambda seen: seen.online)
            made.append(Counter(toml, hand))
        yield made[0], made[1]


def ended(hand: TillByHand) -> None:
    if hand._process.poll() is None:
        hand.kill()


def test_classes_a_members_coupon_and_stamps_are_one_members_at_every_till(
    enrolled: Site, counters: tuple[Counter, Counter]
) -> None:
    """One test, because two tills and a server take seconds to start."""
    one, two = counters
    one.scan(MEMBER_CARD, COFFEE_CODE, BUN_CODE)
    one.pays("94")
    (coupon,) = two.knows(lambda ida: len(ida.coupons) == 1 and ida.stamps[0].stamps == 1).coupons
    one.knows(lambda ida: len(ida.coupons) == 1)

    # The first till secures the coupon and takes its time; the second may not have it meanwhile.
    for counter in counters:
        counter.scan(MEMBER_CARD, COFFEE_CODE)
        counter.show_coupon(coupon.number)
        counter.until("half the price", lambda seen: seen.due == 2450)
    one.enter()
    one.until("the ways to pay", lambda seen: seen.panel == "payment" and not seen.busy)
    two.enter()
    said = two.until("the coupon to be taken out", lambda seen: seen.due == 4900 and not seen.busy)
    assert "Brukes ikke nå: Halv pris" in said.banner
    assert "annen kasse" in said.banner
    assert (said.tenders, said.sold) == (0, 0), "and it is said before anything is paid"
    one.pays("24,50")
    two.pays("49")

    # Used at the first till, and shown at the second.
    two.knows(lambda ida: ida.stamps[0].stamps == 3 and ida.coupons[0].used)
    two.scan(MEMBER_CARD, BUN_CODE)
    two.show_coupon(coupon.number)
    said = two.until("why not", lambda seen: "brukt" in seen.banner)
    assert said.due == 4500
    two.pays("45")

    # Three stamps from two tills: the next coffee is free at either.
    (fresh,) = (each for each in one.knows(lambda ida: len(ida.coupons) == 2).coupons if not each.used)
    one.knows(lambda ida: ida.stamps[0].stamps == 3)
    one.scan(MEMBER_CARD, COFFEE_CODE, BUN_CODE)
    one.until("a free coffee", lambda seen: seen.due == 4500)
    one.show_coupon(fresh.number)
    one.until("and half a bun", lambda seen: seen.due == 2250)

    enrolled.stop_server()
    said = one.until(
        "both to wait for the network", lambda seen: seen.due == 4900 + 4500 and bool(seen.waits)
    )
    assert said.waits.startswith("Venter på nett:")
    assert "Halv pris" in said.waits
    assert "Kaffekort" in said.waits
    one.pays("94")
    enrolled.start_server()
    assert [each.hand.close() for each in counters] == [0, 0]
    assert enrolled.server("review", "--json").strip() == "[]"
