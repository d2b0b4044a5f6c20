"""CLASSES under a lease: its keeper alone grants what the member uses up, by a view that is new enough."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.loyalty.decision import NO_WISHES, Decision, Wishes
from pos_app.domain.tender import card
from pos_app.services import visiting
from pos_app.services.quoting import quote, quote_asked
from pos_app.services.securing import let_go, secure, under_which_lease, withheld_offline
from pos_app.services.selling import sell
from tests.stage import goods, loyal_shop
from tests.stage.club import club_member, club_programme
from tests.stage.counter import Stage
from tests.stage.leases import LEASE, kept
from tests.stage.loyal_shop import COUPON, PACK_CODE

SHOWN = Wishes(coupons=(COUPON,))
KEY = f"coupon:{COUPON}"
BASKET = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN, member_id=goods.MEMBER_ID, basket_id="b1")


def shop(*, points: int = 0, cursor: int = 5, at: int = 5) -> Stage:
    stage = loyal_shop.stage()
    stage.securing.offline = True
    stage.members.at = at
    stage.leases.keep(kept(points, things=True, cursor=cursor))
    return stage


def decided(stage: Stage, wishes: Wishes = SHOWN) -> Decision:
    ada = stage.members.people[0]
    return quote(stage.services(), BASKET, ada, wishes=wishes).decision


def asked(stage: Stage, *, line_down: bool = False, wishes: Wishes = SHOWN) -> dict[str, str]:
    ada = stage.members.people[0]
    return secure(stage.services(), ada, decided(stage, wishes), "b1", line_down=line_down)


@pytest.mark.parametrize("line_down", [False, True])
def test_classes_the_keeper_grants_a_coupon_while_the_server_is_away(line_down: bool) -> None:
    stage = shop()
    assert asked(stage, line_down=line_down) == {}
    assert under_which_lease(stage.services(), "b1") == LEASE
    assert len(stage.securing.asked) == (0 if line_down else 1)


def test_classes_what_the_server_says_counts_while_it_answers() -> None:
    stage = shop()
    stage.securing.offline = False
    stage.securing.refusals = {KEY: "used"}
    assert asked(stage) == {KEY: "used"}
    stage.securing.refusals = {}
    assert asked(stage) == {}
    assert under_which_lease(stage.services(), "b1") == ""


@pytest.mark.parametrize(
    "what", ["older view", "points only", "term over", "clock unsure", "other view", "brief"]
)
def test_classes_without_a_lease_that_covers_it_everything_waits(what: str) -> None:
    stage = shop(cursor=6) if what == "older view" else shop()
    match what:
        case "points only":
            stage.leases.keep(kept(300))
        case "term over":
            stage.leases.keep(kept(0, things=True, hours=0))
        case "brief":
            stage.members.people = [replace(stage.members.people[0], whole=False)]
            waits = withheld_offline(stage.services(), decided(stage), stage.members.people[0])
            assert waits == {KEY: "offline"}
        case "clock unsure":
            stage.leases.ahead_ms = None
    decision = decided(stage)
    if what == "other view":
        seen = stage.members.people[0]
        stage.members.people = [replace(seen, view=replace(seen.view, points=1))]
        assert secure(stage.services(), seen, decision, "b1") == {KEY: "offline"}
        return
    assert asked(stage) == {KEY: "offline"}
    assert stage.leases.taken == {}


def test_classes_a_code_on_a_pack_is_nobodys_before_it_is_claimed() -> None:
    stage = shop()
    both = Wishes(coupons=(COUPON,), claims=(PACK_CODE,))
    assert asked(stage, wishes=both) == {f"code:{PACK_CODE}": "offline"}
    assert list(stage.leases.taken) == [f"b1/{KEY}"]


def test_classes_the_hub_decides_where_this_till_keeps_no_lease() -> None:
    stage = shop()
    stage.leases.open.clear()
    stage.hub.lease_id = "hub-lease"
    assert asked(stage) == {}
    assert under_which_lease(stage.services(), "b1") == "hub-lease"
    stage.hub.refuses = {KEY: "used"}
    assert asked(stage) == {KEY: "used"}


def test_classes_without_lease_and_hub_it_waits_for_the_network() -> None:
    stage = shop()
    stage.leases.open.clear()
    assert asked(stage) == {KEY: "offline"}


def test_classes_what_the_lease_covers_is_given_before_payment_and_the_rest_withheld() -> None:
    stage = shop()
    ada = stage.members.people[0]
    both = Wishes(coupons=(COUPON,), claims=(PACK_CODE,))
    made, wishes = quote_asked(stage.services(), BASKET, ada, both, network_down=True)
    assert wishes.withheld == (f"code:{PACK_CODE}",)
    assert [each.number for each in made.decision.coupons_used] == [COUPON]
    stage.leases.open.clear()
    made, wishes = quote_asked(stage.services(), BASKET, ada, both, network_down=True)
    assert set(wishes.withheld) == {f"code:{PACK_CODE}", KEY}
    assert made.decision.coupons_used == ()


def test_classes_the_sale_names_the_lease_and_the_coupon_is_used_once() -> None:
    stage = shop()
    ports, ada = stage.services(), stage.members.people[0]
    assert asked(stage) == {}
    total = quote(ports, BASKET, ada, wishes=SHOWN).settlement.due_minor
    sold = sell(ports, "ingrid", BASKET, ada, [card(total, "1")], SHOWN)
    assert sold.sale.lease_id == LEASE
    assert all(each.used for each in stage.leases.taken.values())


def test_classes_a_sale_that_was_secured_at_the_server_names_no_lease() -> None:
    stage = shop()
    stage.securing.offline = False
    ports, ada = stage.services(), stage.members.people[0]
    assert asked(stage) == {}
    total = quote(ports, BASKET, ada, wishes=SHOWN).settlement.due_minor
    assert sell(ports, "ingrid", BASKET, ada, [card(total, "1")], SHOWN).sale.lease_id == ""


def test_classes_a_payment_that_is_broken_off_lets_go_where_it_was_kept() -> None:
    stage = shop()
    ports, ada = stage.services(), stage.members.people[0]
    asked(stage)
    let_go(ports, ada, "b1")
    assert (stage.leases.taken, stage.securing.let_go_of) == ({}, [])
    let_go(ports, ada, "b1")
    assert stage.securing.let_go_of == [goods.MEMBER_ID]


# ---- points that move away

TREES = visiting.Transfer("poeng", "trees", "Trær på Løkka", 100, 1200, value_minor=500)


def club(points: int) -> Stage:
    stage = Stage()
    stage.programmes.programmes = (club_programme(),)
    stage.members.people = [club_member()]
    stage.securing.offline = True
    stage.leases.keep(kept(points, things=True))
    return stage


def test_lease_points_that_the_server_lacks_because_they_are_here_are_taken_from_the_lease() -> None:
    stage = club(200)
    stage.securing.offline = False
    stage.securing.refusals = {"points:cause:trees": "too-few-points"}
    ports, ada = stage.services(), stage.members.people[0]
    wishes = visiting.wish_points(NO_WISHES, TREES, 200)
    decision = visiting.propose(ports, ada, wishes)
    assert secure(ports, ada, decision, "b2") == {}
    assert under_which_lease(ports, "b2") == LEASE
    stage.leases.keep(kept(199))
    assert secure(ports, ada, decision, "b2") == {"points:cause:trees": "too-few-points"}
    assert under_which_lease(ports, "b2") == ""


def test_lease_of_points_alone_lets_points_be_given_away() -> None:
    stage = club(200)
    stage.leases.keep(kept(200))
    ports, ada = stage.services(), stage.members.people[0]
    decision = visiting.propose(ports, ada, visiting.wish_points(NO_WISHES, TREES, 200))
    assert secure(ports, ada, decision, "b2", line_down=True) == {}


@pytest.mark.parametrize(("leased", "given"), [(200, True), (199, False)])
def test_lease_points_that_are_given_away_are_taken_from_it(leased: int, given: bool) -> None:
    stage = club(leased)
    ports, ada = stage.services(), stage.members.people[0]
    wishes = visiting.wish_points(NO_WISHES, TREES, 200)
    decision = visiting.propose(ports, ada, wishes)
    basket = goods.basket(member_id=goods.MEMBER_ID, basket_id="b2")
    why = secure(ports, ada, decision, "b2", line_down=True)
    assert why == ({} if given else {"points:cause:trees": "offline"})
    if given:
        made = visiting.visit(ports, "ingrid", basket, ada, wishes)
        assert made.lease_id == LEASE
        (taken,) = stage.leases.taken.values()
        assert (taken.account, taken.amount, taken.used) == ("points", 200, True)
