"""A member who buys nothing: each wish decided by the engine, written once, told with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.loyalty.decision import NO_WISHES, Outcome, PointsWish, PostingKind, Wishes
from pos_app.domain.loyalty.member_view import MembershipHeld, MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.services import memberships, visiting
from pos_app.services.memberships import Running
from pos_app.services.till_store import OpenBasket
from pos_app.services.visiting import Gathering, NothingGiven, Transfer
from tests.stage import goods
from tests.stage.club import club_member, club_programme
from tests.stage.counter import Stage
from tests.unit.services.conftest import Till

TODAY = "2026-03-01"
PROGRAMME, ADA = club_programme(), club_member()
VIEW = ADA.view
BASKET = goods.basket(member_id=goods.MEMBER_ID)
TREES = Transfer("poeng", "trees", "Trær på Løkka", 100, 1200, value_minor=500)
SKY = Transfer("poeng", "sky", "Skyselskapet", 200, 1200, theirs=50)


@pytest.fixture
def shop(till: Till) -> Till:
    till.stage.programmes.programmes = (PROGRAMME,)
    return till


def seen_as(view: MemberView) -> visiting.OnOffer:
    stage = Stage()
    stage.programmes.programmes = (PROGRAMME,)
    return visiting.on_offer(stage.services(), goods.known_member(view))


def test_what_is_on_offer_is_what_this_member_can_have_today() -> None:
    assert seen_as(VIEW) == visiting.OnOffer(
        events=(Gathering("poeng", "tasting", "Kaffesmaking", 40),),
        causes=(TREES,),
        partners=(SKY,),
        memberships=(Running("poeng", "club", "Kaffeklubben", "2026-03-31"),),
    )


def test_without_points_invitation_link_and_membership_nothing_is_on_offer() -> None:
    assert seen_as(goods.member(points=99)) == visiting.OnOffer()


def test_another_currency_s_programme_offers_nothing_here() -> None:
    stage = Stage()
    stage.programmes.programmes = (replace(PROGRAMME, currency="EUR"),)
    assert visiting.on_offer(stage.services(), ADA) == visiting.OnOffer()


def test_a_membership_on_its_last_day_is_running_and_on_the_next_it_is_not() -> None:
    for last, there in ((TODAY, True), ("2026-02-28", False)):
        held = MembershipHeld("poeng", "club", "2025-04-01", last, is_trial=True)
        running = seen_as(replace(VIEW, memberships=(held,))).memberships
        assert bool(running) is there
        assert not there or running[0].is_trial


def test_each_wish_is_decided_written_once_and_told(shop: Till) -> None:
    wishes = visiting.wish_points(visiting.wish_points(NO_WISHES, TREES, 200), SKY, 400)
    wishes = replace(visiting.wish_event(wishes, "tasting"), claims=("STAR-1",))
    made = visiting.visit(shop.ports, "ingrid", BASKET, ADA, wishes)
    postings = {(each.kind, each.account, each.points) for each in made.decision.postings}
    assert postings == {
        (PostingKind.EARN, "points", 25),
        (PostingKind.EARN, "points", 40),
        (PostingKind.DONATE, "points", -200),
        (PostingKind.CONVERT, "points", -400),
        (PostingKind.CONVERT, "sky-miles", 100),
    }
    told = visiting.answers(shop.ports, wishes, made.decision)
    assert list(told) == ["claim:STAR-1", "event:tasting", "give:poeng:trees", "convert:poeng:sky"]
    assert all(reason is not None and reason.outcome is Outcome.GAVE for reason in told.values())
    assert (made.context.wishes, made.member, made.seller.cashier_id) == (wishes, VIEW, "ingrid")
    assert shop.records() == 1


def test_the_proposal_decides_as_the_visit_will_and_writes_nothing(shop: Till) -> None:
    wishes = Wishes(claims=("STAR-1", "STAR-2"))
    proposed = visiting.propose(shop.ports, ADA, wishes)
    assert shop.records() == 0
    made = visiting.visit(shop.ports, "ingrid", BASKET, ADA, wishes)
    assert (made.decision.postings, made.decision.reasons) == (proposed.postings, proposed.reasons)


def test_a_crash_after_a_visit_never_asks_for_the_same_again(shop: Till) -> None:
    with shop.ports.store.unit_of_work() as work:
        work.save_open_basket(OpenBasket(BASKET, wishes=Wishes(gives=(PointsWish("poeng", "trees", 100),))))
        work.commit()
    visiting.visit(shop.ports, "ingrid", BASKET, ADA, Wishes(gives=(PointsWish("poeng", "trees", 100),)))
    shop.restart()
    with shop.ports.store.unit_of_work() as work:
        kept = work.open_basket()
    assert kept is not None
    assert kept.basket.basket_id != BASKET.basket_id, "what is kept for a basket is one fact's alone"
    assert kept == OpenBasket(replace(BASKET, basket_id=kept.basket.basket_id))


def test_nothing_given_is_nothing_written_and_the_reason_is_told(shop: Till) -> None:
    wishes = Wishes(claims=("STAR-1",), withheld=("code:STAR-1",))
    with pytest.raises(NothingGiven) as caught:
        visiting.visit(shop.ports, "ingrid", BASKET, ADA, wishes)
    assert [reason.why for reason in caught.value.reasons] == ["withheld"]
    claimed = goods.known_member(replace(VIEW, codes_claimed=("STAR-1",)))
    with pytest.raises(NothingGiven) as caught:
        visiting.visit(shop.ports, "ingrid", BASKET, claimed, Wishes(claims=("STAR-1",)))
    assert [reason.why for reason in caught.value.reasons] == ["already-claimed"]
    assert shop.records() == 0


def test_what_can_be_met_is_met_though_another_wish_has_to_wait(shop: Till) -> None:
    wishes = Wishes(claims=("STAR-1", "STAR-2"), withheld=("code:STAR-2",))
    made = visiting.visit(shop.ports, "ingrid", BASKET, ADA, wishes)
    told = visiting.answers(shop.ports, wishes, made.decision)
    outcomes = [reason.outcome if reason else None for reason in told.values()]
    assert outcomes == [Outcome.GAVE, Outcome.PASSED_BY]


def test_an_unknown_code_has_no_answer_and_gives_nothing(shop: Till) -> None:
    wishes = Wishes(claims=("MOON-1",))
    assert visiting.answers(shop.ports, wishes, visiting.propose(shop.ports, ADA, wishes)) == {
        "claim:MOON-1": None
    }
    with pytest.raises(Refused) as caught:
        visiting.visit(shop.ports, "ingrid", BASKET, ADA, wishes)
    assert caught.value.reason is Refusal.NOTHING_GIVEN


def test_no_wish_is_no_visit(shop: Till) -> None:
    with pytest.raises(Refused) as caught:
        visiting.visit(shop.ports, "ingrid", BASKET, ADA, NO_WISHES)
    assert caught.value.reason is Refusal.NOTHING_WISHED


@pytest.mark.parametrize(
    ("points", "why"),
    [
        (0, Refusal.POINTS_NOT_POSITIVE),
        (-100, Refusal.POINTS_NOT_POSITIVE),
        (150, Refusal.POINTS_NOT_WHOLE_BLOCK),
        (1300, Refusal.POINTS_TOO_MANY),
    ],
)
def test_points_go_in_whole_blocks_of_what_there_is(points: int, why: Refusal) -> None:
    with pytest.raises(Refused) as caught:
        visiting.wish_points(NO_WISHES, TREES, points)
    assert caught.value.reason is why


def test_a_second_number_for_the_same_cause_takes_the_place_of_the_first() -> None:
    wishes = visiting.wish_points(visiting.wish_points(NO_WISHES, TREES, 200), TREES, 300)
    assert wishes.gives == (PointsWish("poeng", "trees", 300),)
    assert visiting.without(wishes, "give:poeng:trees") == NO_WISHES


def test_taking_one_wish_back_leaves_the_others() -> None:
    wishes = visiting.wish_event(Wishes(claims=("STAR-1", "STAR-2")), "tasting")
    assert visiting.without(wishes, "claim:STAR-1") == Wishes(claims=("STAR-2",), events=("tasting",))
    assert visiting.without(wishes, "event:tasting").events == ()
    assert visiting.wish_event(wishes, "tasting") == wishes


def test_durable_first_a_full_disk_is_no_visit() -> None:
    stage = Stage()
    stage.programmes.programmes = (PROGRAMME,)
    stage.store.fail = CannotSell("disk_full", "the disk is full")
    with pytest.raises(CannotSell):
        visiting.visit(stage.services(), "ingrid", BASKET, ADA, Wishes(claims=("STAR-1",)))
    assert stage.store.kept.visits == []


def test_a_cancelled_membership_is_written_once_and_runs_to_its_last_day(shop: Till) -> None:
    made = memberships.cancel_membership(shop.ports, "ingrid", ADA, "poeng", "club")
    assert (made.member_id, made.programme_id, made.code) == (goods.MEMBER_ID, "poeng", "club")
    assert shop.records() == 1
    ended = replace(VIEW, memberships=(replace(VIEW.memberships[0], cancelled=True),))
    with pytest.raises(Refused) as caught:
        memberships.cancel_membership(shop.ports, "ingrid", goods.known_member(ended), "poeng", "club")
    assert (caught.value.reason, caught.value.facts) == (
        Refusal.MEMBERSHIP_ALREADY_CANCELLED,
        {"day": "2026-03-31"},
    )
    assert shop.records() == 1


def test_a_membership_that_nobody_holds_is_not_cancelled(shop: Till) -> None:
    for programme_id, code, who in (("poeng", "other", ADA), ("poeng", "club", goods.known_member())):
        with pytest.raises(Refused) as caught:
            memberships.cancel_membership(shop.ports, "ingrid", who, programme_id, code)
        assert caught.value.reason is Refusal.NO_SUCH_MEMBERSHIP
    assert shop.records() == 0


def test_a_shop_without_such_rules_offers_nothing() -> None:
    plain: Programme = goods.programme()
    stage = Stage()
    stage.programmes.programmes = (plain,)
    assert visiting.on_offer(stage.services(), ADA) == visiting.OnOffer()
