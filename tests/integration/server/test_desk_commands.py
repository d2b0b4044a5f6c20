"""The desk's commands as they are typed: what they print, what they refuse with exit code 1, what they leave alone."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pos_app.domain.gift_card import GiftCard
from sync.protocol.v1.numbers import number_hash
from sync.server.commands import program, register
from sync.server.commands.program import now_ms
from tests.stage.gift_cards import CARD, OTHER_CARD
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.lease_stage import at_home
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop, open_shop
from tests.unit.sync.server.test_gift_cards import load

CLUB = """programme = "klubb"
version = 1
name = "Klubben"
currency = "NOK"
account = "klubb"
[earn]
points = 1
per = "1.00"
[[consent]]
id = "news"
words = "Offers by e-mail"
[[partner]]
code = "fly"
name = "Fly"
account = "fly"
our_points = 100
their_points = 50
settlement = "2.00"
[[membership]]
code = "pluss"
name = "Pluss"
article = "pluss"
months = 1
[[draw]]
id = "bike"
words = "A bicycle"
prizes = 1
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator["Desk"]:
    shop = open_shop(tmp_path)
    shop.import_texts(programmes=CLUB)
    (tmp_path / "server.toml").write_text('[server]\nport = 0\n[files]\ndatabase = "server.db"\n')
    yield Desk(shop)
    shop.database.close()


class Desk:
    """Types commands at a shop's server."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self._config = str(shop.folder / "server.toml")

    def type(self, *words: str) -> Result:
        register()
        return CliRunner().invoke(program, ["--config", self._config, *words])

    def done(self, *words: str) -> str:
        result = self.type(*words)
        assert (result.exit_code, result.stderr) == (0, ""), result.stderr
        return result.stdout

    def refused(self, *words: str) -> str:
        before = audit(self.shop.database)
        result = self.type(*words)
        assert (result.exit_code, result.stdout) == (1, ""), result.output
        assert audit(self.shop.database) == before
        return result.stderr


BY = ("--reason", "cold coffee", "--asked-by", "Ingrid", "--approved-by", "Jonas")


def test_points_by_hand_and_every_point_explained(desk: Desk) -> None:
    said = desk.done("adjust", "--member", MEMBER, "--points", "50", *BY, "--reference", "mail-1")
    assert said == "adjusted by 50 points: 550 now (reference mail-1)\n"
    assert "adjusted by -20 points: 530" in desk.done("adjust", "--member", "10000042", "--points=-20", *BY)
    told = desk.done("points", "--member", MEMBER)
    assert "cold coffee (asked by Ingrid, approved by Jonas)" in told
    assert "530 points, 0 owed, 0 held for a payment, 0 waiting for a person" in told
    assert '"balance": 530' in desk.done("points", "--member", MEMBER, "--json")
    assert desk.done("points", "--member", OTHER) == "no point was ever moved\n"


def test_what_the_desk_refuses_is_said_in_a_sentence(desk: Desk) -> None:
    assert "must differ" in desk.refused("adjust", "--member", MEMBER, "--points", "5", *BY[:-1], "ingrid")
    assert "There is no member 'nobody'" in desk.refused("adjust", "--member", "nobody", "--points", "5", *BY)
    assert "must be a day" in desk.refused("settlement", "--from", "March", "--to", "2026-03-31")
    assert "must be a day" in desk.refused("days", "--through", "soon")
    assert "no draw 'car'; it has bike" in desk.refused(
        "draw", "show", "--programme", "klubb", "--draw", "car"
    )
    assert "has no membership 'gold'" in desk.refused(
        "renew-membership", "--programme", "klubb", "--member", MEMBER, "--code", "gold"
    )
    assert "nothing without consent" in desk.refused("link-partner", "--member", MEMBER, "--partner", "fly")
    assert "no card with that number" in desk.refused("replace-card", "--member", MEMBER, "--lost", "4444")


def test_a_household_from_its_making_to_its_end(desk: Desk) -> None:
    made = desk.done("household", "make", "--member", MEMBER).splitlines()
    assert made[1:] == [f"owner: {MEMBER}", f"members: {MEMBER}"]
    assert f"members: {MEMBER}, {OTHER}" in desk.done(
        "household", "join", "--household", made[0], "--member", OTHER
    )
    assert f"owner: {OTHER}" in desk.done("household", "owner", "--household", made[0], "--member", OTHER)
    assert f"members: {OTHER}" in desk.done("household", "leave", "--member", MEMBER)
    assert "shares no account" in desk.refused("household", "leave", "--member", MEMBER)


def test_lists_of_members_consents_and_partners(desk: Desk) -> None:
    path = desk.shop.folder / "guests.txt"
    path.write_text(f"{MEMBER}\n# and\n10000043\n")
    said = desk.done("segment", "add", "--segment", "opening", "--file", str(path))
    assert said == "2 changed, 0 as before\n"
    assert "1 changed" in desk.done("segment", "remove", "--segment", "opening", "--member", MEMBER)
    path.write_text("nobody\n")
    assert "line 1" in desk.refused("segment", "add", "--segment", "opening", "--file", str(path))
    assert desk.type("segment", "add", "--segment", "opening").exit_code == 2
    assert desk.done("consent", "give", "--member", MEMBER, "--consent", "news") == "recorded\n"
    assert "agree already" in desk.done("consent", "give", "--member", MEMBER, "--consent", "news")
    assert desk.done("consent", "withdraw", "--member", MEMBER, "--consent", "news") == "withdrawn\n"
    link = ("link-partner", "--member", MEMBER, "--partner", "fly")
    assert desk.done(*link, "--wording", "Fly may know.") == "linked\n"
    assert desk.done(*link, "--remove") == "cut\n"
    assert desk.done("settlement", "--from", "2026-03-01", "--to", "2026-03-31") == "0 to settle\n"


def test_a_membership_is_paid_not_paid_and_cancelled(desk: Desk) -> None:
    which = ("--programme", "klubb", "--member", MEMBER, "--code", "pluss")
    assert ": active" in desk.done("renew-membership", *which, "--reference", "bank-1")
    assert "payments that failed: 1" in desk.done("renew-membership", *which, "--failed", "no cover")
    assert "cancelled" in desk.done("cancel-membership", *which)
    assert "benefits through" in desk.done("membership", *which)
    assert "0 days of the term" in desk.done("cancel-membership", *which, "--withdraw")


def test_a_draw_that_anybody_can_check(desk: Desk) -> None:
    which = ("--programme", "klubb", "--draw", "bike")
    published = desk.done("draw", "publish", *which).strip()
    assert desk.done("draw", "publish", *which).strip() == published
    assert "not held yet" in desk.done("draw", "show", *which)
    assert "was not held" in desk.refused("draw", "check", *which)
    path = desk.shop.folder / "entries.txt"
    held = desk.done("draw", "hold", *which, "--beacon", "7 11 13", "--entries-to", str(path))
    [seed] = [line.removeprefix("seed: ") for line in held.splitlines() if line.startswith("seed: ")]
    assert hashlib.sha256(seed.encode()).hexdigest() == published
    assert "the same 0 winners of 0 entries" in desk.done("draw", "check", *which, "--entries", str(path))
    path.write_text(f"{MEMBER} a-sale-of-nobody\n")
    assert "entries are not those" in desk.refused("draw", "check", *which, "--entries", str(path))
    assert "was held" in desk.refused("draw", "hold", *which)


def test_days_are_kept_by_hand_and_a_card_is_replaced(desk: Desk) -> None:
    assert "clock says" in desk.refused("days")
    assert "points expired: 0" in desk.done("days", "--through", "2090-01-01")
    assert desk.done("replace-card", "--member", MEMBER, "--new", "3000 0001") == (
        "cards blocked: 1; the new card is linked\n"
    )


def test_a_gift_card_is_looked_at_blocked_and_moved(desk: Desk) -> None:
    till = desk.shop.till()
    on_card = GiftCard(number_hash(desk.shop.company.card_secret, CARD).hex(), CARD[-4:], "2029-03-01")
    load(desk.shop, till, 45_050, on_card)
    assert desk.done("gift-card", "--number", CARD) == (
        "gift card ending in 0016\n  450.50 NOK through 2029-03-01\n"
    )
    assert "(blocked)" in desk.done("gift-card", "--number", CARD, "--block")
    moved = desk.done("gift-card", "--number", CARD, "--move-to", OTHER_CARD)
    assert moved == "gift card ending in 0012\n  450.50 NOK through 2029-03-01\n"
    assert desk.done("gift-card", "--number", CARD) == "gift card ending in 0016 (blocked)\n  empty\n"
    assert "12 to 19 digits" in desk.refused("gift-card", "--number", "12")
    assert "one of" in desk.refused("gift-card", "--number", CARD, "--block", "--unblock")


def test_lease_what_is_lent_is_listed_asked_back_and_written_off(desk: Desk) -> None:
    desk.shop.clock.ms = now_ms()
    home = at_home(desk.shop)
    (lent,) = home.leases
    listed = desk.done("lease", "list", "--member", MEMBER)
    assert f"{lent}  s1 till 1  {MEMBER}: 594 points, things; free on " in listed
    assert listed.endswith("1 out\n")
    assert "594 lent to a till" in desk.done("points", "--member", MEMBER)
    said = desk.refused("household", "make", "--member", MEMBER)
    assert "Till 1 of s1 keeps what is on this account" in said
    assert "asked back" in desk.done("lease", "list")
    assert desk.done("lease", "waiting") == "nobody is awaited\n"
    assert desk.done("lease", "bounded") == "0 beyond the books\n"
    why = ("--by", "Ingrid", "--reason", "stolen")
    assert desk.done("lease", "write-off", "--lease", lent, *why) == "written off: 594 are free again\n"
    assert "over already" in desk.refused("lease", "write-off", "--lease", lent, *why)
    assert "household-" in desk.done("household", "make", "--member", MEMBER)


def test_epoch_who_is_awaited_is_listed_and_given_up(desk: Desk) -> None:
    till = desk.shop.till()
    till_id = till.place.till_id
    desk.done("new-epoch")
    assert f"{till_id}  s1 till 1, seen " in desk.done("lease", "waiting")
    assert "Nobody waits" in desk.refused("lease", "give-up", "--till", "none", "--by", "Ingrid")
    assert desk.done("lease", "give-up", "--till", till_id, "--by", "Ingrid") == (
        "given up, 0 leases written off; 0 awaited still\n"
    )


def test_suspense_is_listed_paid_and_given_up(desk: Desk) -> None:
    till = desk.shop.till()
    for number in range(2):
        till.sell(member=desk.shop.member_view(), redeem=(f"never-held-{number}", 100))
    desk.shop.taken(till)
    first, second, told = desk.done("suspense", "list").splitlines()
    assert told == "2 waiting"
    assert f"{MEMBER}: 100 points" in first
    why = ("--by", "Ingrid", "--reason", "the customer was here")
    claims = [line.split()[0] for line in (first, second)]
    assert desk.done("suspense", "pay", "--claim", claims[0], *why) == "paid: 100 taken, 0 owed\n"
    assert desk.done("suspense", "cancel", "--claim", claims[1], *why) == (
        "given up: 100 points wait no longer\n"
    )
    assert desk.done("suspense", "list") == "0 waiting\n"
    assert "Nothing waits" in desk.refused("suspense", "pay", "--claim", claims[0], *why)
    assert "a person agreed afterwards" in desk.done("points", "--member", MEMBER)
