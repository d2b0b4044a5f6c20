"""CLASSES under a lease: the keeper alone decides what a member uses up; everybody else is told and waits a moment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.loyalty.decision import Posting, PostingKind
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.lease_stage import HOUR_MS, at_home, counters, keeper, standing, states
from tests.unit.sync.server.securing_stage import ask, coupon, in_force, issue, want, why
from tests.unit.sync.server.stage import Shop

THINGS = [
    coupon(),
    want("once:poeng:o", "o"),
    want("limit:poeng:sko", "sko", 1, "month", "2026-03-01"),
    want("stamp:poeng:kaffe", "kaffe", seen=0),
]


@pytest.mark.parametrize("thing", THINGS, ids=lambda each: each.key)
def test_classes_what_is_lent_is_the_keepers_and_elsewhere_it_is_asked_back(
    shop: Shop, thing: object
) -> None:
    from sync.protocol.v1.messages import Want

    assert isinstance(thing, Want)
    issue(shop)
    home, away = at_home(shop), keeper(shop, 2, "s2")
    with in_force():
        assert why(ask(shop, away.till, thing)) == {thing.key: "leased-elsewhere"}
        assert ask(shop, home.till, thing).granted == (thing.key,), "the keeper's own"
        ask(shop, home.till)
        home.sync()
        assert home.leases == {}
        assert ask(shop, away.till, thing).granted == (thing.key,), "a moment later"


def test_classes_a_code_on_a_pack_and_an_open_coupon_are_nobodys_and_not_lent(shop: Shop) -> None:
    at_home(shop)
    away = keeper(shop, 2, "s2")
    code = want("code:KAFFE-1", "pose", 1, "day", "2026-03-01")
    with in_force():
        assert ask(shop, away.till, code, want("coupon:VINTER", "v")).granted == (code.key, "coupon:VINTER")


def test_classes_points_that_move_are_asked_back_like_any_others(shop: Shop) -> None:
    home, away = at_home(shop), keeper(shop, 2, "s2")
    given = want("points:poeng:rode-kors", "rode-kors", 100)
    with in_force():
        assert why(ask(shop, away.till, given)) == {given.key: "leased-elsewhere"}
        assert why(ask(shop, home.till, given)) == {given.key: "too-few-points"}, (
            "it takes them from its lease"
        )
        home.sync()
        assert ask(shop, away.till, given).granted == (given.key,)


def test_classes_points_given_under_a_lease_settle_from_it(shop: Shop) -> None:
    home = at_home(shop)
    (lent,) = home.leases.values()
    made = home.till.make_sale(member=shop.member_view())
    given = Posting(PostingKind.DONATE, "poeng", "points", -100, "rode-kors")
    decision = replace(made.decision, postings=(*made.decision.postings, given))
    home.till.sell(replace(made, decision=decision, lease_id=home.take(100)))
    shop.taken(home.till, 2)
    assert counters(shop, lent.lease_id) == (594, 0, 100, 0)
    assert standing(shop)["leased"] == 494
    assert (standing(shop)["balance"], standing(shop)["debt"]) == (594 - 100 + 94, 0)
    assert shop.flags() == {"replay-differs"}
    audit(shop.database)


def test_classes_things_used_under_a_lease_that_was_over_are_flagged(shop: Shop) -> None:
    home = at_home(shop)
    made = home.till.make_sale(member=shop.member_view())
    home.till.sell(replace(made, lease_id="nobody-granted-this"))
    assert shop.taken(home.till, 2).fates[0].detail == "things-after-lease"


def test_classes_nothing_is_lent_while_another_till_is_using_it(shop: Shop) -> None:
    issue(shop)
    home, away = keeper(shop), keeper(shop, 2, "s2")
    home.till.sell(member=shop.member_view())
    shop.taken(home.till)
    with in_force():
        assert ask(shop, away.till, coupon()).granted == ("coupon:1",)
    home.sync()
    assert home.leases == {}
    shop.clock.ms += HOUR_MS
    home.sync()
    assert len(home.leases) == 1


def test_classes_a_recall_for_things_waits_until_the_keepers_sales_are_here(shop: Shop) -> None:
    issue(shop)
    home, away = at_home(shop), keeper(shop, 2, "s2")
    home.till.sell(member=shop.member_view())
    with in_force():
        ask(shop, away.till, coupon())
        home.sync()
        assert (states(shop), standing(shop)["leased"]) == (["open"], 0)
        assert why(ask(shop, away.till, coupon())) == {"coupon:1": "leased-elsewhere"}
        shop.taken(home.till, 2)
        assert states(shop) == ["closed"]
        assert ask(shop, away.till, coupon()).granted == ("coupon:1",)
