"""STALE-LABEL: every account of a member with its time and what is pending; money as money."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.basket import with_member
from pos_app.domain.loyalty.member_view import Holding
from pos_app.domain.receipt import BalanceLine
from pos_app.domain.tender import card
from pos_app.services.balances import balances
from pos_app.services.selling import sell
from tests.stage import goods
from tests.stage.counter import Stage
from tests.stage.loyalty import rules
from tests.unit.services.conftest import Till

WALLET = """
[[earn]]
points = 1
per = "1.00"

[[cash_back]]
percent = "1"
account = "bonus"

[[extra_account]]
code = "bonus"
name = "Bonuskonto"
unit = "money"
"""
AT = goods.AT_MS - 3_600_000


def stage() -> Stage:
    made = Stage()
    made.programmes.programmes = (rules(WALLET),)
    return made


def test_every_account_has_its_name_unit_and_time() -> None:
    view = replace(goods.member(), holdings=(Holding("points", 1240), Holding("bonus", 4_500)))
    assert balances(stage().services(), goods.known_member(view), "Wallet") == (
        BalanceLine(1240, AT, 60, 0, "points", "", is_money=False),
        BalanceLine(4_500, AT, 60, 0, "bonus", "Bonuskonto", is_money=True),
    )


def test_what_this_till_sold_since_is_pending_in_the_account_it_belongs_to(real_till: Till) -> None:
    real_till.stage.programmes.programmes = (rules(WALLET),)
    ports = real_till.ports
    member = goods.known_member()
    bought = with_member(goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN), goods.MEMBER_ID)
    sell(ports, "ingrid", bought, member, [card(9_400, "1")])
    found = {line.account: (line.points, line.pending) for line in balances(ports, member, "Wallet")}
    assert found == {"points": (1240, 94), "bonus": (0, 94)}


def test_a_wallet_without_a_name_is_called_so_and_no_programme_leaves_plain_points() -> None:
    bare = Stage()
    bare.programmes.programmes = (rules('[[cash_back]]\npercent = "1"\naccount = "bonus"\n'),)
    names = {
        line.account: (line.name, line.is_money)
        for line in balances(bare.services(), goods.known_member(), "Wallet")
    }
    assert names["bonus"] == ("Wallet", True)
    bare.programmes.programmes = ()
    (only,) = balances(bare.services(), goods.known_member(), "Wallet")
    assert (only.account, only.points, only.name) == ("points", 1240, "")
